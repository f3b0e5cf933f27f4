// Boxes that are drawn on the picture of a page become lines of the form below it, and the lines are
// what counts: whatever stands in them is shown on the picture. The page works without this.
const sheet = document.querySelector("[data-cover-sheet]");
const grid = sheet.querySelector("svg");
const drawn = grid.querySelector("[data-cover-new]");
const where = document.querySelector("[data-cover]").elements.namedItem("where");
const ACROSS = 20;
const DOWN = 40;
const SMALLEST = 0.4;

const cut = (number) => Math.min(Math.max(number, 0), 100);
const lines = () => where.value.split("\n").filter((line) => line.trim());
const told = (sides) => sides.map((side) => String(Math.round(side * 10) / 10)).join(", ");

// Left, top, right and bottom in hundredths; null for a line that is no box.
function read(line) {
  const squares = [...line.matchAll(/([A-T])\s*(\d{1,2})/gi)];
  if (squares.length > 0) {
    const across = squares.map(([, letter]) => letter.toUpperCase().charCodeAt(0) - 65);
    const down = squares.map(([, , number]) => Number(number) - 1);
    const [left, right] = [Math.min(...across), Math.max(...across) + 1];
    const [top, bottom] = [Math.min(...down), Math.max(...down) + 1];
    return [(left / ACROSS) * 100, (top / DOWN) * 100, (right / ACROSS) * 100, (bottom / DOWN) * 100];
  }
  const sides = line.split(",").map(Number);
  return sides.length === 4 && sides.every(Number.isFinite) ? sides.map(cut) : null;
}

function show(extra) {
  const { width, height } = grid.viewBox.baseVal;
  const boxes = [...lines().map(read), extra].filter((sides) => sides);
  drawn.replaceChildren(
    ...boxes.map(([left, top, right, bottom]) => {
      const box = document.createElementNS(grid.namespaceURI, "rect");
      box.setAttribute("class", "portal-cover__box");
      box.setAttribute("x", (left / 100) * width);
      box.setAttribute("y", (top / 100) * height);
      box.setAttribute("width", (Math.max(right - left, 0) / 100) * width);
      box.setAttribute("height", (Math.max(bottom - top, 0) / 100) * height);
      return box;
    }),
  );
}

function write(all) {
  where.value = all.join("\n");
  show();
  const last = read(all.at(-1) ?? "");
  document.querySelector("[data-cover-said]").textContent = last
    ? `Boxes to cover: ${all.length}. The last one: ${told(last)}. Choose the reason below.`
    : "";
}

// With a mouse a box is drawn, or its two corners are clicked; a finger taps them, so that it can
// still move the page.
let from = null;
let corner = null;

function at(event) {
  const seen = grid.getBoundingClientRect();
  const across = ((event.clientX - seen.left) / seen.width) * 100;
  return [cut(across), cut(((event.clientY - seen.top) / seen.height) * 100)];
}

function between([across, down], [other, lower]) {
  return [Math.min(across, other), Math.min(down, lower), Math.max(across, other), Math.max(down, lower)];
}

const large = ([left, top, right, bottom]) => right - left > SMALLEST && bottom - top > SMALLEST;

grid.addEventListener("pointerdown", (event) => {
  if (event.button === 0 && event.pointerType !== "touch") {
    event.preventDefault();
    grid.setPointerCapture(event.pointerId);
    from = at(event);
  }
});
grid.addEventListener("pointermove", (event) => {
  if (from) {
    show(between(from, at(event)));
  }
});
grid.addEventListener("pointercancel", () => {
  from = null;
  show();
});
grid.addEventListener("pointerup", (event) => {
  const here = at(event);
  const box = from ? between(from, here) : null;
  from = null;
  if (box && large(box)) {
    corner = null;
    write([...lines(), told(box)]);
  }
});
grid.addEventListener("click", (event) => {
  const here = at(event);
  const last = read(lines().at(-1) ?? "");
  if (last && (here[0] === last[2] || Math.abs(here[0] - last[2]) < SMALLEST) &&
      Math.abs(here[1] - last[3]) < SMALLEST) {
    return; // the end of a box that was just drawn
  }
  if (corner && large(between(corner, here))) {
    write([...lines(), told(between(corner, here))]);
    corner = null;
  } else {
    corner = here;
    show(between([here[0] - 1, here[1] - 0.5], [here[0] + 1, here[1] + 0.5]));
  }
});

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function moved([left, top, right, bottom], [across, down], grows) {
  if (grows) {
    return [left, top, Math.max(cut(right + across), left + 1), Math.max(cut(bottom + down), top + 1)];
  }
  const x = Math.min(Math.max(across, -left), 100 - right);
  const y = Math.min(Math.max(down, -top), 100 - bottom);
  return [left + x, top + y, right + x, bottom + y];
}

sheet.addEventListener("keydown", (event) => {
  const all = lines();
  const last = read(all.at(-1) ?? "");
  const move = MOVES[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (event.key === "Enter") {
    event.preventDefault();
    write([...all, told(last ? moved(last, [0, last[3] - last[1] + 1], false) : [40, 48, 60, 51])]);
  } else if (event.key === "Delete" && all.length > 0) {
    event.preventDefault();
    write(all.slice(0, -1));
  } else if (move && last) {
    event.preventDefault();
    write([...all.slice(0, -1), told(moved(last, move, event.shiftKey))]);
  }
});

where.addEventListener("input", () => show());
document.querySelector("[data-cover-how]").hidden = false;
show();
