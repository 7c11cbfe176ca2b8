/**
 * What a cell shows. Where that is what the book has stored, the stored result stays, its
 * pictures drawn anew; where it differs, the new one takes its place and the stored one can be
 * opened below.
 */

/** @typedef {{output_type: string, [name: string]: any}} Output as notebooks store it */

const VIEW = "application/vnd.jupyter.widget-view+json";
const SVG = "image/svg+xml";
const KATEX = new URL("./katex.min.js", import.meta.url).href;

/** @param {string} kind @param {string} [text] @returns {HTMLElement} */
function element(kind, text) {
  const made = document.createElement("div");
  made.className = `output ${kind}`;
  if (text !== undefined) {
    const pre = document.createElement("pre");
    pre.textContent = text;
    const around = document.createElement("div");
    around.className = "highlight";
    around.append(pre);
    made.append(around);
  }
  return made;
}

/** @param {string} svg */
const picture = (svg) => new DOMParser().parseFromString(svg, SVG).documentElement;

/** @param {string} svg */
function figure(svg) {
  const made = document.createElement("div");
  made.className = "figure-scroller";
  const drawn = picture(svg);
  drawn.classList.add("inline-figure");
  made.append(drawn);
  return made;
}

/** @type {Promise<any> | null} */
let katex = null;

/** @param {string} tex */
function formula(tex) {
  const made = element("text_latex math");
  katex ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: KATEX });
    script.onload = () => resolve(/** @type {any} */ (globalThis).katex);
    script.onerror = reject;
    document.head.append(script);
  });
  const bare = tex.trim().replace(/^\$+|\$+$/g, "");
  const options = { displayMode: true, throwOnError: false };
  katex.then(
    ({ render }) => render(bare, made, options),
    () => made.replaceChildren(element("text_plain", tex)),
  );
  return made;
}

/** @param {Record<string, any>} data of a result @returns {HTMLElement} */
function result(data) {
  if (data[SVG]) return figure(data[SVG]);
  if (data["text/html"] || data[VIEW]?.html) {
    const made = element("text_html");
    made.innerHTML = data["text/html"] ?? "";
    return made;
  }
  if (data["text/latex"]) return formula(data["text/latex"]);
  return element("text_plain highlight-myst-ansi notranslate", data["text/plain"]);
}

/** @param {Output} output */
function shown(output) {
  if (output.output_type === "stream") return element("stream highlight-myst-ansi notranslate", output.text);
  if (output.output_type === "error") return element("run-error", output.traceback.join("\n"));
  return result(output.data);
}

export class Outputs {
  /** @param {HTMLElement} cell @param {import("./explorers.js").Explorers} explorers
   * @param {string} label of the fold with what is stored */
  constructor(cell, explorers, label) {
    this.explorers = explorers;
    this.label = label;
    this.place = /** @type {HTMLElement} */ (cell.querySelector(".cell_output"));
    if (!this.place) {
      this.place = document.createElement("div");
      this.place.className = "cell_output";
      cell.append(this.place);
    }
    this.stored = [...this.place.childNodes];
    /** The book's pictures, by what holds them. @type {Map<Element, ChildNode[]>} */
    this.pictures = new Map();
    for (const holder of this.place.querySelectorAll(".figure-scroller")) {
      this.pictures.set(holder, [...holder.childNodes]);
    }
    /** @type {(() => void)[]} */
    this.ends = [];
    /** @type {Output[]} */
    this.outputs = [];
    this.isFresh = false;
  }

  /** Begins anew; what was there stays until something else comes. */
  begin() {
    this.outputs = [];
    this.isFresh = true;
  }

  /** @param {Output} output */
  add(output) {
    this.outputs.push(output);
    if (output.data?.[VIEW] || output.data?.[SVG] || output.data?.["image/none"] !== undefined) return;
    if (this.isFresh) this.clear();
    this.isFresh = false;
    const last = this.place.lastElementChild;
    const pre = output.output_type === "stream" && last?.classList.contains("stream") && last.querySelector("pre");
    if (pre) pre.append(output.text);
    else this.place.append(shown(output));
  }

  /** All has come. @param {boolean} isSame as what is stored */
  async end(isSame) {
    const widgets = this.outputs.filter(({ data }) => data?.[VIEW]);
    const exercises = widgets.every(({ data }) => data["text/html"]?.includes('data-kind="exercise"'));
    if (isSame && exercises) {
      this.restore();
      this.draw();
      return;
    }
    this.clear();
    for (const output of this.outputs) await this.show(output);
    if (!isSame && this.stored.some(({ textContent }) => textContent?.trim())) this.fold();
  }

  /** @param {Output} output */
  async show(output) {
    if (output.data?.["image/none"] !== undefined) return;
    const made = shown(output);
    this.place.append(made);
    const view = output.data?.[VIEW];
    if (!view) return;
    const host = /** @type {HTMLElement} */ (made.querySelector(".explorer-host") ?? made);
    const { model_id: id, html } = view;
    this.ends.push(
      html === undefined ? await this.explorers.show(id, host) : this.explorers.showHtml(id, html, host),
    );
  }

  /** Puts new pictures into the places of the stored ones. */
  draw() {
    const drawn = this.outputs.flatMap(({ data }) => data?.[SVG] ?? []);
    for (const [index, holder] of [...this.pictures.keys()].entries()) {
      const old = holder.querySelector("svg");
      if (!drawn[index] || !old) continue;
      const made = picture(drawn[index]);
      for (const name of ["class", "role", "aria-label", "style"]) {
        made.setAttribute(name, old.getAttribute(name) ?? "");
      }
      made.removeAttribute("height");
      holder.replaceChildren(made);
    }
  }

  /** What the book has, closed below what is new. */
  fold() {
    const details = document.createElement("details");
    details.className = "run-stored";
    const summary = document.createElement("summary");
    summary.textContent = this.label;
    details.append(summary, ...this.stored);
    this.place.append(details);
  }

  /** Shows what is stored. */
  restore() {
    this.clear();
    for (const [holder, nodes] of this.pictures) holder.replaceChildren(...nodes);
    this.place.append(...this.stored);
  }

  clear() {
    for (const end of this.ends.splice(0)) end();
    this.place.replaceChildren();
  }
}
