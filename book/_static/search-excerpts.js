// A formula is on a page three times: as MathML, as its source, and drawn. Excerpts of
// search results have the first.
addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined") return;
  const { htmlToText } = Search;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const copy of page.querySelectorAll(".katex-html, annotation")) copy.remove();
    return htmlToText(page.documentElement.outerHTML, anchor);
  };
});
