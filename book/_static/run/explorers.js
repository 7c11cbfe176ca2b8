/**
 * Explorers that Python has made in the page: drawn by the same scripts as the book's own, on
 * a model that tells Python what the reader changes, and is told what Python changes.
 */

const FOLDER = new URL("../explorers/", import.meta.url).href;

/** @typedef {Record<string, any>} State */

/** anywidget's model over what Python knows, too.
 * @param {State} state @param {(changes: State) => void} send */
export function modelOf(state, send) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {State} */
  let changes = {};
  const tell = () => listeners.forEach((listener) => listener());
  return {
    get: (/** @type {string} */ key) => state[key],
    set: (/** @type {string} */ key, /** @type {any} */ value) => {
      changes[key] = state[key] = value;
      tell();
    },
    save_changes: () => {
      if (Object.keys(changes).length > 0) send(changes);
      changes = {};
    },
    on: (/** @type {string} */ _, /** @type {() => void} */ listener) => listeners.add(listener),
    off: (/** @type {string} */ _, /** @type {() => void} */ listener) => listeners.delete(listener),
    /** What Python has changed. @param {State} news */
    take: (news) => {
      Object.assign(state, news);
      tell();
    },
  };
}

/** @param {"script" | "link"} tag @param {Record<string, string>} attributes
 * @param {"append" | "prepend"} [where] @returns {Promise<void>} */
const load = (tag, attributes, where = "append") =>
  new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(attributes.src ?? attributes.href));
    document.head[where](element);
  });

/** @param {string} name */
const script = (name) => load("script", { src: `${FOLDER}${name}.js` });

/** @param {string} name @param {"append" | "prepend"} [where] */
const style = (name, where) =>
  load("link", { rel: "stylesheet", href: `${FOLDER}${name}.css` }, where).catch(() => {}); // few have one

/** What a part of the scripts says in the page's language, which is there before the part.
 * @param {string} name */
async function words(name) {
  const [language] = document.documentElement.lang.split("-");
  if (language !== "en") await script(`${name}.${language}`).catch(() => {});
}

/** Loads what a kind needs that the page does not have yet, and gives what draws it. A page has
 * those of the common rules that its own kinds need; all of them come before these.
 * @param {string} kind @returns {Promise<any>} */
async function drawerOf(kind) {
  const page = /** @type {any} */ (globalThis);
  if (!page.convlibExplorers) {
    await Promise.all([script("core"), words("core")]);
    page.convlibExplorers.scriptsAreIn(FOLDER);
  }
  if (!page.convlibExplorers.viewOf(kind)) {
    await Promise.all([words(kind), style("core", "prepend"), style(kind)]);
    await script(kind);
  }
  return page.convlibExplorers;
}

export class Explorers {
  /** @param {(message: {type: string, id: string, state: State}) => void} send */
  constructor(send) {
    this.send = send;
    /** @type {Map<string, ReturnType<typeof modelOf>>} */
    this.models = new Map();
  }

  /** Draws a widget into its host, which is on the page already.
   * @param {string} id @param {HTMLElement} host holding what Python wrote, as pages store it
   * @returns {Promise<() => void>} takes it away */
  async show(id, host) {
    const { state = "{}" } = host.dataset; // an exercise's is covered
    host.dataset.started = ""; // so that the page's own explorers leave it alone
    const model = this.modelFor(id, JSON.parse(state[0] === "{" ? state : atob(state)));
    const { render } = await drawerOf(host.dataset.kind ?? "");
    host.replaceChildren();
    return render({ model, el: host });
  }

  /** Draws a widget that is nothing but HTML. @param {string} id @param {string} html
   * @param {HTMLElement} host @returns {() => void} */
  showHtml(id, html, host) {
    const model = this.modelFor(id, { html });
    const draw = () => (host.innerHTML = model.get("html"));
    model.on("change", draw);
    draw();
    return () => model.off("change", draw);
  }

  /** @param {string} id @param {State} state to begin with */
  modelFor(id, state) {
    const known = this.models.get(id);
    const model = known ?? modelOf(state, (changes) => this.send({ type: "widget", id, state: changes }));
    if (known) known.take(state);
    this.models.set(id, model);
    return model;
  }

  /** @param {string} id @param {State} state */
  take(id, state) {
    this.models.get(id)?.take(state);
  }
}
