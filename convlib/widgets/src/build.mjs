/**
 * Makes the classic scripts and the style sheets of `static/`: of what all elements share
 * (the core), and of each kind, which is a folder with a `view.jsx`:
 *
 *     core.js  core.css  core.zh.js      from src/
 *     KIND.js  KIND.css  KIND.zh.js      from the folder of the kind
 *     KIND-later.js                      what a reader has to ask for, see src/later.js
 *     KIND-data.js                       what its data.mjs makes, loaded in the same way
 *     share-later.js                     what takes an explorer elsewhere, from src/share/
 *     book.js                            the host of the book's pages
 *     alone.js  alone.css                beside it, on a page with nothing else
 *     embed.js                           the host of a page for the frames of others
 *     jupyter.js  jupyter.css            what Jupyter and its relatives need
 *     colours.css                        from the palette
 *
 * Scripts but the core say `convlibParts.push((core) => ...)`, so they may run before it or
 * after it. Pages opened from disk cannot have modules: a browser refuses their imports.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";

const WIDGETS = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = resolve(WIDGETS, "src");
const STATIC = resolve(WIDGETS, "static");
const HOSTS = ["book.js", "alone.js", "embed.js", "jupyter.js"];
/** What all explorers share and load later. */
const SHARE = "share";
const BANNER = "/* convlib explorers, MIT */";
const BANNER_OF_SHARE = "/* convlib explorers, MIT; with gifenc, MIT, (c) Matt DesLauriers */";
const BANNER_OF_CORE = "/* convlib explorers, MIT; with Preact, MIT, (c) Jason Miller */";
/** What a bundle that leaves the core out takes of it: everything, or some names. */
const TAKEN = /import\s*(?:\*as (\w+)|\{([^}]*)\})\s*from"core";/g;

/** @param {string} contents @param {string} folder @param {import("esbuild").BuildOptions} options */
async function bundle(contents, folder, options) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    metafile: true,
    charset: "utf8",
    target: "es2022",
    jsx: "transform",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    inject: [resolve(SOURCES, "preact.js")],
    tsconfigRaw: "{}", // of the type checker, which knows tags as calls of another function
    legalComments: "none",
    ...options,
  });
  return { text: outputFiles[0].text, names: Object.values(metafile.outputs)[0].exports };
}

/** @param {string} name @param {string} text @param {string} preamble */
async function writeScript(name, text, preamble) {
  const { code } = await minify(text, { ecma: 2020, compress: { passes: 3 }, format: { preamble } });
  await writeFile(resolve(STATIC, name), `${code}\n`);
}

/** The packs of a folder, by their language. @param {string} folder */
const packs = async (folder) =>
  (await readdir(folder)).flatMap((name) => name.match(/^messages\.(\w+)\.js$/)?.[1] ?? []);

/** Modules that only some kinds need, or parts of, lie in the scripts of these kinds: a page of
 * others is spared them, and one of several gets the same text again, which packs to nothing.
 * None may keep anything that the kinds of a page share. */
const OF_SOME = [
  ...["components/Geometry.jsx", "matrices.js", "draws.js", "paste.js"],
  ...["components/Practice.jsx", "practice.js", "count.js", "pooling.js", "fields.js"],
  ...["components/Ledger.jsx", "components/Products.jsx", "components/SizeFormula.jsx"],
  ...["components/FieldDrawn.jsx", "components/Lines.jsx", "components/Matrix.jsx"],
  ...["components/Controls.jsx", "components/Player.jsx", "arithmetic.js", "limits.js"],
  ...["marks.js", "selection.js", "stacks.js", "model.js"],
];

/** Modules that all scripts share: all of `src/` but those, the packs, the hosts and
 * what is shared later. */
async function coreModules() {
  const paths = await readdir(SOURCES, { recursive: true });
  const others = [...HOSTS, ...OF_SOME];
  return paths.filter(
    (path) =>
      /\.jsx?$/.test(path) &&
      !/^messages\.\w+\.js$/.test(path) &&
      !path.startsWith(SHARE) &&
      !others.includes(path),
  );
}

/** Writes the core. @param {string[]} modules @returns {Promise<string[]>} what it exports */
async function writeCore(modules) {
  const entry = modules.sort().map((path) => `export * from "./${path}";`).join("");
  const { text, names } = await bundle(entry, SOURCES, { format: "esm" });
  const body = text.replace(/export\s*\{([^}]*)\};?\s*$/, (_, all) => {
    const parts = all.split(",").map((/** @type {string} */ pair) => pair.trim().split(" as "));
    const named = parts.map(([own, name = own]) => `${name}:${own}`);
    return `globalThis.convlibExplorers={${named}};takeParts(convlibExplorers);`;
  });
  await writeScript("core.js", `(()=>{${body}})();`, BANNER_OF_CORE);
  return names;
}

/** A writer of scripts that are given the core, and take of it what it exports.
 * @param {string[]} modules @param {string[]} exported */
function partsOf(modules, exported) {
  const shared = new Set(modules.map((path) => resolve(SOURCES, path)));
  /** @type {import("esbuild").Plugin} */
  const leaveOut = {
    name: "leave-out-the-core",
    setup: ({ onResolve }) =>
      onResolve({ filter: /./ }, ({ path, resolveDir, kind }) =>
        kind !== "entry-point" && (path.startsWith("preact") || shared.has(resolve(resolveDir, path)))
          ? { path: "core", external: true, sideEffects: false }
          : undefined,
      ),
  };
  /** @param {string} name @param {string} entry @param {string} folder @param {string} [banner] */
  return async (name, entry, folder, banner = BANNER) => {
    const { text } = await bundle(entry, folder, { format: "esm", plugins: [leaveOut] });
    const body = text.replace(TAKEN, (_, all, some = "") => {
      const missing = some.split(",").filter((pair) => pair && !exported.includes(pair.split(" as ")[0]));
      if (missing.length) throw new Error(`${name}: the core exports no ${missing}`);
      return all ? `const ${all}=core;` : `const{${some.replaceAll(" as ", ":")}}=core;`;
    });
    await writeScript(name, `(globalThis.convlibParts??=[]).push((core)=>{${body}});`, banner);
  };
}

/** @param {string} name @param {string} css */
async function writeStyle(name, css) {
  const { code } = await transform(css, { loader: "css", minify: true });
  await writeFile(resolve(STATIC, name), code);
}

const { light, dark } = JSON.parse(await readFile(resolve(WIDGETS, "../palette.json"), "utf8"));

/** What `colour` says of each name of the palette.
 * @param {(name: string) => string} colour */
const rules = (colour) =>
  Object.keys(light).map((name) => `--cx-${name}: ${colour(name)};`).join(" ");

/** The colours of both themes. */
const colours = () => `:root { ${rules((name) => light[name])} }
html[data-theme="dark"], body[data-jp-theme-light="false"] { ${rules((name) => dark[name])} }
`;

/** The same in a shadow tree, which knows the page around it by the scheme that it inherits;
 * and as wide as in the book, where what is around is as wide as what it holds. */
const elsewhere = () => `:host { ${rules((name) => light[name])} }
@supports (color: light-dark(red, red)) {
  :host { ${rules((name) => `light-dark(${light[name]}, ${dark[name]})`)} }
}
.explorer { contain-intrinsic-inline-size: 620px; }
`;

await rm(STATIC, { recursive: true, force: true });
await mkdir(STATIC);
const modules = await coreModules();
const writePart = partsOf(modules, await writeCore(modules));
/** The entry of what is loaded later. @param {string} name @param {string} up to `src/` */
const laterPart = (name, up) => `import { bring } from "${up}/later.js";
  import * as part from "./later.jsx";
  bring("${name}-later", part);`;
const pack = (/** @type {string} */ language, /** @type {string} */ kind) =>
  `import { say } from "${kind ? "../src" : "."}/registry.js";
  import { ${language} } from "./messages.${language}.js";
  say("${language}", "${kind}", ${language});`;

for (const host of HOSTS) await writePart(host, `import "./${host}";`, SOURCES);
await writePart(`${SHARE}-later.js`, laterPart(SHARE, ".."), resolve(SOURCES, SHARE), BANNER_OF_SHARE);
await writeStyle("colours.css", colours());
await writeStyle("jupyter.css", elsewhere());
await writeStyle("alone.css", await readFile(resolve(SOURCES, "alone.css"), "utf8"));
await writeStyle("core.css", await readFile(resolve(SOURCES, "style.css"), "utf8"));
for (const language of await packs(SOURCES)) {
  await writePart(`core.${language}.js`, pack(language, ""), SOURCES);
}
for (const name of await readdir(WIDGETS)) {
  const folder = resolve(WIDGETS, name);
  if (!existsSync(resolve(folder, "view.jsx"))) continue;
  const kind = basename(folder).replaceAll("_", "-");
  const entry = `import { register } from "../src/registry.js";
    import { en } from "./messages.js";
    import View from "./view.jsx";
    register("${kind}", View, en);`;
  await writePart(`${kind}.js`, entry, folder);
  if (existsSync(resolve(folder, "later.jsx"))) {
    await writePart(`${kind}-later.js`, laterPart(kind, "../src"), folder);
  }
  if (existsSync(resolve(folder, "data.mjs"))) {
    const made = await import(resolve(folder, "data.mjs"));
    const data = `import { bring } from "../src/later.js";
      bring("${kind}-data", ${JSON.stringify(made.default)});`;
    await writePart(`${kind}-data.js`, data, folder);
  }
  for (const language of await packs(folder)) {
    await writePart(`${kind}.${language}.js`, pack(language, kind), folder);
  }
  const style = resolve(folder, "style.css");
  if (existsSync(style)) await writeStyle(`${kind}.css`, await readFile(style, "utf8"));
}
