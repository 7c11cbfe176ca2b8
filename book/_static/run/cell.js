/** One cell of the page: its code, its buttons, what it shows, and what became of it. */
import { editorOf } from "./editor.js";
import { Outputs } from "./outputs.js";

/** The id of the line that explains the keys. */
export const KEYS = "run-keys";

/** @param {string} text @param {() => void} press @param {string} [label] */
export function buttonOf(text, press, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  if (label) button.setAttribute("aria-label", label);
  button.addEventListener("click", press);
  return button;
}

export class Cell {
  /**
   * @param {HTMLElement} root @param {number} index
   * @param {{code: string, digest: string}} book what the book has
   * @param {{messages: import("./messages.js").Messages, edits: import("./edits.js").Edits,
   *   explorers: import("./explorers.js").Explorers, run: (cell: Cell) => void,
   *   runAbove: (cell: Cell) => void, edited: () => void}} page
   */
  constructor(root, index, book, page) {
    this.root = root;
    this.index = index;
    this.book = book;
    this.page = page;
    this.code = page.edits.of(index, book.code);
    this.solution = /** @type {HTMLDetailsElement | null} */ (root.closest("details.solution"));
    this.coloured = /** @type {HTMLElement | null} */ (root.querySelector(".cell_input"));
    this.outputs = new Outputs(root, page.explorers, page.messages.stored);
    this.isOpen = this.coloured !== null;
    /** @type {((cell: Cell) => void) | null} */
    this.stop = null;
    const { messages } = page;
    const named = (/** @type {string} */ action) => messages.of(action, index + 1);
    this.editor = editorOf({
      code: this.code,
      label: messages.code(index + 1),
      keys: KEYS,
      changed: (code) => this.change(code),
      run: () => page.run(this),
      leave: () => this.leave(),
    });
    const open = this.coloured ? messages.edit : messages.show;
    this.runs = buttonOf(messages.run, () => (this.stop ?? page.run)(this), named(messages.run));
    this.above = buttonOf(messages.above, () => page.runAbove(this), named(messages.above));
    this.edits = buttonOf(open, () => this.edit(), named(open));
    this.back = buttonOf(messages.original, () => this.undo(), named(messages.original));
    this.status = document.createElement("span");
    this.status.className = "run-status";
    this.place();
    this.show();
  }

  /** Whose names are its own; null for those of the page. */
  get scope() {
    if (!this.solution) return null;
    return `solution ${[...document.querySelectorAll("details.solution")].indexOf(this.solution)}`;
  }

  /** Puts editor and buttons below the coloured code, if there is any. */
  place() {
    const row = document.createElement("div");
    row.className = "run-row";
    row.append(this.runs, this.above, this.edits, this.back, this.status);
    if (this.coloured) this.coloured.after(this.editor.area);
    else this.root.prepend(this.editor.area);
    (this.coloured?.closest("details.hide") ?? this.editor.area).after(row);
    this.coloured?.addEventListener("click", () => getSelection()?.isCollapsed && this.edit());
  }

  /** Shows code and buttons as they are now. */
  show() {
    const isChanged = this.code !== this.book.code;
    const { area } = this.editor;
    const isSeen = isChanged || document.activeElement === area;
    area.hidden = !isSeen;
    if (this.coloured) this.coloured.hidden = isSeen;
    for (const button of [this.runs, this.above]) button.hidden = !this.isOpen && !isChanged;
    this.back.hidden = !isChanged;
  }

  edit() {
    this.isOpen = true;
    this.editor.area.hidden = false;
    this.editor.area.focus();
    this.show();
  }

  /** The reader has left the code. */
  leave() {
    if (document.activeElement === this.editor.area) this.edits.focus();
    else this.show();
  }

  /** @param {string} code */
  change(code) {
    this.code = code;
    this.page.edits.keep(this.index, this.book.code, code);
    this.page.edited();
    this.show();
  }

  undo() {
    this.takeBook();
    this.page.edits.keep(this.index, this.book.code, this.book.code);
    this.page.edited();
    this.edits.focus();
  }

  /** Takes the book's code. */
  takeBook() {
    this.code = this.book.code;
    this.editor.set(this.code);
    this.show();
  }

  /** The first button stops the cell while it runs. @param {((cell: Cell) => void) | null} stop */
  showRun(stop) {
    const { messages } = this.page;
    const action = stop ? messages.stop : messages.run;
    this.stop = stop;
    if (this.runs.textContent === action) return;
    this.runs.textContent = action;
    this.runs.setAttribute("aria-label", messages.of(action, this.index + 1));
  }

  /** @param {string} words @param {string} state for the eye */
  say(words, state = "") {
    this.status.textContent = words;
    this.root.dataset.run = state;
  }

  /** What has been said of it last. */
  get said() {
    return this.status.textContent ?? "";
  }

  begin() {
    this.say(this.page.messages.runs, "runs");
    this.outputs.begin();
  }

  /** What the page says of it now. @param {{digest?: string, stopped?: true}} result
   * @returns {Promise<boolean>} whether those below can be run */
  async end({ digest, stopped }) {
    const { messages } = this.page;
    const { outputs } = this.outputs;
    if (stopped) {
      this.reset();
      return false;
    }
    const error = outputs.find(({ output_type }) => output_type === "error");
    const isNotDrawn = outputs.some(({ data }) => data?.["image/none"] !== undefined);
    const isSame = isNotDrawn || (digest === this.book.digest && !error);
    await this.outputs.end(isSame);
    if (error) this.say(this.wrong(error.ename), "error");
    else if (isNotDrawn) this.say(messages.notDrawn, "same");
    else if (!isSame) this.say(messages.differs, "differs");
    else this.say(outputs.some(({ data }) => data?.["image/svg+xml"]) ? messages.drawn : messages.same, "same");
    return !error;
  }

  /** @param {string} name of an error */
  wrong(name) {
    const { messages } = this.page;
    if (name === "KeyboardInterrupt") return messages.stopped;
    return name === "NameError" ? messages.nameError : messages.error;
  }

  /** As before anything was run. */
  reset() {
    this.outputs.restore();
    this.say("");
  }
}
