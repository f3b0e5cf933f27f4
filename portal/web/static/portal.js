// Starts the components that need a script. Every page works without this file.
const own = document.getElementById("portal-js").dataset;
const has = (start) => document.querySelector(`[data-module^="${start}"]`) !== null;

// The address of each script carries its digest, so the page says where they are.
if (has("govuk-")) {
  import(own.govuk).then(({ initAll }) => initAll());
}
if (has("moj-")) {
  import(own.moj).then(({ initAll }) => initAll());
}

// The list of sections is folded away on a narrow screen and open beside the text on a wide one.
const contents = document.querySelector(".portal-contents__fold");
if (contents) {
  const wide = window.matchMedia("(min-width: 48.0625em)");
  const fold = () => {
    contents.open = wide.matches;
  };
  wide.addEventListener("change", fold);
  fold();
}

// While somebody decides what is taken out of a text.
const cut = document.querySelector("[data-cut]");
if (cut) {
  import(cut.dataset.script);
}

// While somebody covers parts of a picture.
const cover = document.querySelector("[data-cover]");
if (cover) {
  import(cover.dataset.script);
}

// While somebody writes, what she types is kept as a draft.
const writing = document.querySelector("[data-draft]");
if (writing) {
  import(writing.dataset.script);
}
