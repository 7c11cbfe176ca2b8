/**
 * Bundles the explorers: an ES module for Jupyter, a classic script for the book (an
 * import would be refused on pages opened from disk), a pack for each other language, and
 * the style sheet, its colours from `convlib/palette.json`.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";

const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const common = {
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  write: false,
  charset: /** @type {const} */ ("utf8"),
  target: "es2022",
  jsx: /** @type {const} */ ("transform"),
  jsxFactory: "h",
  jsxFragment: "Fragment",
  tsconfigRaw: "{}", // of the type checker, which knows tags as calls of another function
  legalComments: /** @type {const} */ ("none"),
};
const banner = "/* convlib explorers, MIT; with Preact, MIT, (c) Jason Miller */";

/** Bundles `entry` into `outfile`; terser renames, and makes a twentieth less of it than esbuild.
 * @param {string} entry @param {"esm" | "iife"} format @param {string} outfile */
async function bundle(entry, format, outfile) {
  const inject = entry.startsWith("messages.") ? [] : [path("jsx.js")];
  const { outputFiles } = await build({
    ...common,
    ...{ entryPoints: [path(entry)], format, inject },
  });
  const { code } = await minify(outputFiles[0].text, {
    module: format === "esm",
    ecma: 2020,
    compress: { passes: 3, unsafe: true, unsafe_arrows: true, keep_fargs: false, pure_getters: true },
    format: { preamble: banner },
  });
  await writeFile(path(outfile), `${code}\n`);
}

await bundle("jupyter.js", "esm", "../static/explorers.mjs");
await bundle("book.js", "iife", "../static/explorers.js");
await bundle("messages.zh.js", "iife", "../static/explorers.zh.js");

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
