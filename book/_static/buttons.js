// What the theme's buttons at the head of a page do.
(() => {
  const does = {
    "window.print()": () => print(),
    "toggleFullScreen()": () => toggleFullScreen(),
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-click]");
    if (button) does[button.dataset.click]();
  });
})();
