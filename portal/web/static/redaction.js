// What is marked in the text, with a mouse, a finger or the keyboard, is filled into the form below
// it. The page works without it: there the paragraph is chosen and the words are typed.
const form = document.querySelector("[data-cut]");
const bar = document.querySelector("[data-cut-bar]");
const field = (name) => form.elements.namedItem(name);
const SHOWN = 60;
const WORD = /[\p{L}\p{M}\p{N}\u200c\u200d'’-]+|[^\s\p{L}\p{M}\p{N}]+/gu;

// A paragraph's own words: what is said for those who do not see the marks is no part of them.
function nodes(paragraph) {
  const own = (node) =>
    node.parentElement.closest("[data-aside]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT, own);
  const told = [];
  while (walker.nextNode()) {
    told.push(walker.currentNode);
  }
  return told;
}

const textOf = (paragraph) => nodes(paragraph).map((node) => node.data).join("");

// The stretch of a paragraph that a range covers, without the space around it, in units of its
// text; null for none. A sign of two units is never cut.
function stretch(paragraph, range) {
  let at = 0;
  let start = -1;
  let end = -1;
  for (const node of nodes(paragraph)) {
    if (range.intersectsNode(node)) {
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (from < to) {
        start = start < 0 ? at + from : start;
        end = at + to;
      }
    }
    at += node.length;
  }
  const text = textOf(paragraph);
  while (start < end && /\s/.test(text[start])) {
    start += 1;
  }
  while (end > start && /\s/.test(text[end - 1])) {
    end -= 1;
  }
  const second = (index) => /[\udc00-\udfff]/.test(text[index] ?? "");
  return start < end ? { start: start - second(start), end: end + second(end) } : null;
}

function marked() {
  const selection = document.getSelection();
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) {
    return [];
  }
  const range = selection.getRangeAt(0);
  return [...document.querySelectorAll("[data-paragraph]")]
    .filter((paragraph) => range.intersectsNode(paragraph))
    .map((paragraph) => ({ paragraph, ...stretch(paragraph, range) }))
    .filter((one) => one.end > 0);
}

// Offsets count code points of the paragraph's own text, as the portal does.
function fill({ paragraph, start, end }) {
  const text = textOf(paragraph);
  field("paragraph").value = paragraph.dataset.paragraph;
  field("words").value = text.slice(start, end);
  field("starts").value = String([...text.slice(0, start)].length);
  field("occurrence").value = "";
  for (const choice of form.querySelectorAll("input[name=what]")) {
    choice.checked = choice.value === "words";
  }
}

function tell(before, words) {
  const quoted = document.createElement("bdi");
  const all = [...words];
  quoted.textContent = all.length > SHOWN ? `${all.slice(0, SHOWN).join("")} …` : words;
  bar.querySelector("[data-cut-said]").replaceChildren(before, quoted);
  bar.querySelector("a").hidden = !words;
}

function look() {
  const found = marked();
  if (found.length === 1) {
    const [{ paragraph, start, end }] = found;
    const number = paragraph.dataset.paragraph;
    fill(found[0]);
    const where = number === "0" ? "the title" : `paragraph ${number}`;
    tell(`Marked in ${where}: `, textOf(paragraph).slice(start, end));
  } else if (found.length > 1) {
    // What was marked before must not be decided on in place of what is marked now.
    field("words").value = "";
    field("starts").value = "";
    tell(bar.dataset.cutBar, "");
  }
}

let soon;
document.addEventListener("selectionchange", () => {
  clearTimeout(soon);
  soon = setTimeout(look, 100);
});
form.addEventListener("submit", () => clearTimeout(soon));

// Words that are typed are found by the portal.
for (const name of ["paragraph", "words", "occurrence"]) {
  field(name).addEventListener("input", () => {
    field("starts").value = "";
  });
}

// By keyboard, from the number of a paragraph: arrows go from word to word, with Shift they make
// the mark longer or shorter by a sign (with Ctrl by a word), and Enter leads to the form.
function select(paragraph, start, end) {
  const range = document.createRange();
  let at = 0;
  for (const node of nodes(paragraph)) {
    if (at <= start && start < at + node.length) {
      range.setStart(node, start - at);
    }
    if (at < end && end <= at + node.length) {
      range.setEnd(node, end - at);
    }
    at += node.length;
  }
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}

function signs(text) {
  if (!Intl.Segmenter) {
    return [...text].reduce((ends, sign) => [...ends, ends.at(-1) + sign.length], [0]);
  }
  const whole = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
  return [...[...whole].map((one) => one.index), text.length];
}

function step(paragraph, event) {
  const text = textOf(paragraph);
  const right = getComputedStyle(paragraph).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const onward = event.key === right;
  const words = [...text.matchAll(WORD)].map((one) => [one.index, one.index + one[0].length]);
  const now = marked().find((one) => one.paragraph === paragraph) ?? { start: 0, end: 0 };
  if (event.shiftKey) {
    const ends = event.ctrlKey ? words.map(([, end]) => end) : signs(text);
    const next = onward ? ends.find((end) => end > now.end) : ends.findLast((end) => end < now.end);
    return next > now.start ? [now.start, next] : null;
  }
  const next = onward
    ? words.find(([start]) => start >= now.end)
    : words.findLast(([, end]) => end <= now.start);
  return next ?? null;
}

document.addEventListener("keydown", (event) => {
  const number = event.target.closest?.("[data-cut-from]");
  const paragraph = number?.parentElement.querySelector("[data-paragraph]");
  if (!paragraph || event.altKey || event.metaKey) {
    return;
  }
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    event.preventDefault();
    const next = step(paragraph, event);
    if (next) {
      select(paragraph, ...next);
    }
  } else if (event.key === "Enter" && marked().length === 1) {
    event.preventDefault();
    look();
    decide();
  }
});

// What is marked is filled in already: what is left to do is to decide.
function decide() {
  const next = form.querySelector("[name=decision]") ?? field("why");
  (next.closest("fieldset") ?? next).scrollIntoView();
  next.focus({ preventScroll: true });
}

bar.querySelector("a").addEventListener("click", (event) => {
  event.preventDefault();
  decide();
});

document.querySelector("[data-cut-how]").hidden = false;
look();
