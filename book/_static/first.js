// Before anything is drawn: the theme, which the reader has chosen here or the system has, so
// nothing is drawn twice; the fonts of every page, so that no line breaks anew; and whether the
// first page has to leave a line for the way back, or to offer another language: one that the
// browser asks for more than for the page's own, as long as the reader has not chosen any.
(() => {
  const { dataset, lang } = document.documentElement;
  const primary = (language) => language.split("-")[0];
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // a page in a frame that may keep nothing
    }
  };
  dataset.mode = kept("mode") || "auto";
  dataset.theme = kept("theme") || "auto";
  dataset.returns = kept("convlib progress")?.includes('"last"') ?? false;
  const asked = kept("edition") ? [primary(lang)] : navigator.languages.map(primary);
  dataset.asks = asked.join(" ").split(primary(lang))[0];
  if (dataset.mode === "auto") {
    dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  const sizes = [1, 2, 3, 4].map((size) => `1em KaTeX_Size${size}`);
  const fonts = ["900 1em 'Font Awesome 6 Free'", "1em KaTeX_Main", "italic 1em KaTeX_Math"];
  for (const font of [...fonts, ...sizes]) document.fonts.load(font);
})();
