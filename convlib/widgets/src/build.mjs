/**
 * Bundles the explorers: an ES module for Jupyter, a classic script for the book (an
 * import would be refused on pages opened from disk), and the style sheet, its colours
 * from `convlib/palette.json`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  jsx: /** @type {const} */ ("automatic"),
  jsxImportSource: "preact",
  legalComments: /** @type {const} */ ("none"),
  banner: { js: "/* convlib explorers, MIT; with Preact, MIT, (c) Jason Miller */" },
};

await build({
  ...common,
  entryPoints: [path("jupyter.js")],
  format: "esm",
  outfile: path("../static/explorers.mjs"),
});
await build({
  ...common,
  entryPoints: [path("book.js")],
  format: "iife",
  outfile: path("../static/explorers.js"),
});

const palette = JSON.parse(await readFile(path("../../palette.json"), "utf8"));
const colours = (/** @type {Record<string, string>} */ theme) =>
  Object.entries(theme)
    .map(([name, colour]) => `--cx-${name}: ${colour};`)
    .join(" ");
const css = `
:root { ${colours(palette.light)} }
html[data-theme="dark"], body[data-jp-theme-light="false"] { ${colours(palette.dark)} }
${await readFile(path("explorer.css"), "utf8")}`;
const { code } = await transform(css, { loader: "css", minify: true });
await writeFile(path("../static/explorers.css"), code);
