// What scrolls inside itself can be reached by Tab, so that the arrow keys scroll it.
(() => {
  const SCROLLERS =
    "article :is(.katex-display, .cell_output, .figure-scroller, .pst-scrollable-table-container)";

  function update() {
    for (const element of document.querySelectorAll(SCROLLERS)) {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    }
  }

  addEventListener("resize", update);
  // A fold's content has no size before it opens; `toggle` does not bubble.
  addEventListener("toggle", update, true);
  document.fonts.ready.then(update);
  update();
})();
