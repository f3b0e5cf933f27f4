// What is marked with the mouse or by keyboard in the text is filled into the form below it. The
// page works without it: there the paragraph is chosen and the words are typed.
const form = document.querySelector("[data-cut]");
const field = (name) => form.elements.namedItem(name);

// Offsets count code points of the paragraph's own text, as the portal does; what is said for
// those who do not see the marks is left out.
function before(paragraph, node, offset) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  const part = range.cloneContents();
  for (const aside of part.querySelectorAll("[data-aside]")) {
    aside.remove();
  }
  return part.textContent;
}

function own(paragraph) {
  const copy = paragraph.cloneNode(true);
  for (const aside of copy.querySelectorAll("[data-aside]")) {
    aside.remove();
  }
  return copy.textContent;
}

function paragraphOf(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element ? element.closest("[data-paragraph]") : null;
}

function marked() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) {
    return;
  }
  const range = selection.getRangeAt(0);
  const paragraph = paragraphOf(range.startContainer);
  if (!paragraph || paragraph !== paragraphOf(range.endContainer)) {
    return;
  }
  const all = own(paragraph);
  let start = before(paragraph, range.startContainer, range.startOffset).length;
  let end = before(paragraph, range.endContainer, range.endOffset).length;
  while (start < end && /\s/.test(all[start])) {
    start += 1;
  }
  while (end > start && /\s/.test(all[end - 1])) {
    end -= 1;
  }
  if (start === end) {
    return;
  }
  field("paragraph").value = paragraph.dataset.paragraph;
  field("words").value = all.slice(start, end);
  field("starts").value = String([...all.slice(0, start)].length);
  field("occurrence").value = "";
  for (const choice of form.querySelectorAll("input[name=what]")) {
    choice.checked = choice.value === "words";
  }
}

document.addEventListener("mouseup", marked);
document.addEventListener("keyup", (event) => {
  if (event.shiftKey || event.key === "Shift") {
    marked();
  }
});

// Words that are typed are found by the portal.
for (const name of ["paragraph", "words", "occurrence"]) {
  field(name).addEventListener("input", () => {
    field("starts").value = "";
  });
}
