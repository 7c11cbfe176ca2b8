// Before anything is drawn: the system's choice of theme, for which the theme's own script
// would ask at the end, so nothing is drawn twice; and the fonts of every page, so that no
// line breaks anew.
(() => {
  const { dataset } = document.documentElement;
  if (dataset.mode === "auto") {
    dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  const sizes = [1, 2, 3, 4].map((size) => `1em KaTeX_Size${size}`);
  const fonts = ["900 1em 'Font Awesome 6 Free'", "1em KaTeX_Main", "italic 1em KaTeX_Math"];
  for (const font of [...fonts, ...sizes]) document.fonts.load(font);
})();
