// On the search page. A formula is on a page three times: as MathML, as its source, and drawn.
// Excerpts of search results have the first, and nothing of what is shown to some readers only.
// And the field is ready for what is searched.
addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined") return;
  const unsaid =
    ".katex-html, annotation, .continue-reading, .edition-offer, .run-page, .exercise-note";
  const { htmlToText } = Search;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const part of page.querySelectorAll(unsaid)) part.remove();
    return htmlToText(page.documentElement.outerHTML, anchor);
  };
  document.querySelector("main form.bd-search input").select();
});
