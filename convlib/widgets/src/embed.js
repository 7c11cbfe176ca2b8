/**
 * The host of the book's `embed.html`, for the frames of other pages: it draws the explorer
 * that its address names, of a page of the book, in the state of a link to it:
 *
 *     embed.html?page=book/computing/single_channel#explorer=sliding-window.1.STATE
 *
 * `&theme=dark` and `&lang=zh` choose a theme and a language. Without a state, the explorer is
 * as its page has it. What explorers a page has lies in a script beside it, in `_embedded`.
 */
import "./alone.js";
import { scriptsAreIn } from "./later.js";
import { fromText } from "./links.js";
import { modelOf, stateOf } from "./model.js";
import { messagesFor, say } from "./registry.js";
import { render } from "./render.jsx";
import { en } from "./share/messages.js";
import { zh } from "./share/messages.zh.js";

/** What the script of a page says: its name and the book's, and of each kind of explorer that
 * it has the files and the stored states, in their order.
 * @typedef {{title: string, book: string,
 *   kinds: Record<string, {files: string[], states: string[]}>}} Stored */

const FOLDER = "_static/explorers/";
/** A page's name leads nowhere but to pages. */
const PAGE = /^[\w-]+(\/[\w-]+)*$/;
const LINK = /^#explorer=([\w-]+)(?:\.(\d+))?(?:\.([\w-]+))?$/;

const root = document.documentElement;
const place = /** @type {HTMLElement} */ (document.querySelector("main"));
const given = new URLSearchParams(location.search);
root.lang = given.get("lang") ?? root.lang;
say("en", "share", en);
say("zh", "share", zh);
const words = messagesFor(root, "share");

/** @param {"script" | "link"} tag @param {Record<string, string>} named what it loads, and how */
const load = (tag, named) =>
  new Promise((loaded, failed) => {
    const element = Object.assign(document.createElement(tag), named);
    element.onload = loaded;
    element.onerror = () => failed(new Error(words.badEmbed.page));
    document.head.append(element);
  });

/** What a page has stored. @param {string} page @returns {Promise<Stored>} */
async function storedOn(page) {
  if (!PAGE.test(page)) throw new Error(words.badEmbed.page);
  const found = /** @type {any} */ (globalThis);
  await load("script", { src: `_embedded/${page}.js` });
  return found.convlibEmbedded;
}

/** The files of a kind, styles and words before what draws it. @param {string[]} files */
async function loadAll(files) {
  const language = root.lang.split(/[-_]/)[0];
  for (const name of files) {
    const [, pack] = name.match(/\.(\w+)\.js$/) ?? [];
    if (name.endsWith(".css")) await load("link", { rel: "stylesheet", href: FOLDER + name });
    else if (!pack || pack === language) await load("script", { src: FOLDER + name });
  }
}

/** The state that a link names, in place of the stored one.
 * @param {Record<string, any>} stored @param {string} text */
function linked(stored, text) {
  const { tour, ...alone } = stored; // what there is to do is said on the page
  if (!text) return alone;
  const found = fromText(text, stored.rules, alone);
  if ("why" in found) throw new Error(messagesFor(root, stored.kind).badLink[found.why]);
  return { ...alone, ...found.state };
}

/** Says where the explorer is from. @param {Stored} stored @param {string} page */
function sayWhereFrom({ title, book }, page) {
  const link = document.createElement("a");
  link.href = `${page}.html${location.hash}`;
  link.target = "_blank";
  link.textContent = words.fromPage(book, title);
  const line = document.createElement("p");
  line.append(link);
  place.after(line);
  document.title = link.textContent;
}

async function show() {
  scriptsAreIn(new URL(FOLDER, location.href).href);
  const [, kind = "", number = "1", text = ""] = location.hash.match(LINK) ?? [];
  const page = given.get("page") ?? "";
  const stored = await storedOn(page);
  sayWhereFrom(stored, page);
  const state = stored.kinds[kind]?.states[Number(number) - 1];
  if (!state) throw new Error(words.badEmbed.explorer);
  await loadAll(stored.kinds[kind].files);
  render({ model: modelOf(linked(stateOf(state), text)), el: place });
}

show().catch((/** @type {Error} */ { message }) => {
  const alert = Object.assign(document.createElement("p"), { role: "alert", textContent: message });
  place.replaceChildren(alert);
});
addEventListener("hashchange", () => location.reload());
