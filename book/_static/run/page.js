/**
 * "Run this page", once its button has been pressed: says what is to be loaded, loads it when
 * the reader agrees, and then runs the page's cells, one after the other.
 */
import { buttonOf, Cell, KEYS } from "./cell.js";
import { Edits } from "./edits.js";
import { Explorers } from "./explorers.js";
import { messagesIn } from "./messages.js";
import { together } from "./order.js";
import { Panel } from "./panel.js";
import { Session } from "./session.js";

const WORKER = new URL("./worker.js", import.meta.url);
const STYLE = new URL("./run.css", import.meta.url).href;
const FILES = new URL("./python.zip", import.meta.url).href;

/** @returns {Promise<void>} */
const styled = () =>
  new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE });
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });

/** @param {HTMLElement} place of the button */
export async function open(place) {
  const [messages, answer] = await Promise.all([
    messagesIn(document.documentElement.lang),
    fetch(/** @type {string} */ (place.dataset.cells)),
    styled(),
  ]);
  const page = new Page(place, messages, await answer.json());
  page.ask();
}

class Page {
  /** @param {HTMLElement} place @param {import("./messages.js").Messages} messages
   * @param {{code: string, digest: string}[]} book its cells */
  constructor(place, messages, book) {
    const { python = "", packages = "" } = place.dataset;
    this.place = place;
    this.messages = messages;
    this.book = book;
    this.python = new URL(python, document.baseURI).href;
    this.packages = packages.split(" ");
    this.edits = new Edits(location.pathname, () => localStorage);
    this.session = new Session(
      () => new Worker(WORKER, { type: "module" }),
      (message) => this.hear(message),
    );
    this.explorers = new Explorers((message) => this.session.send(message));
    /** @type {Cell[]} */
    this.cells = [];
    /** @type {Cell[]} those that run or wait for it */
    this.waiting = [];
    /** The directive of the site's policy that has refused the worker. @type {string | null} */
    this.refused = null;
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
      this.refused = effectiveDirective;
    });
    this.stopper = buttonOf(messages.stop, () => this.stop());
    this.thrower = buttonOf(messages.throwAway, () => this.throwAway());
    const choices = /** @type {const} */ (["matplotlib", "scipy"]);
    const named = choices.filter((name) => this.packages.includes(name));
    this.panel = new Panel(messages, this.what(), named, () => this.cells.length > 0 && this.reset());
    place.append(this.panel.root);
  }

  what() {
    const { host, href } = new URL(this.python);
    return this.messages.what(host, /\/v([\d.]+)\//.exec(href)?.[1] ?? "");
  }

  /** Asks before anything foreign is loaded. */
  ask() {
    this.button.hidden = true;
    this.panel.offer(
      buttonOf(this.messages.load, () => this.begin()),
      buttonOf(this.messages.cancel, () => this.cancel()),
    );
    this.panel.root.focus();
  }

  get button() {
    return /** @type {HTMLElement} */ (this.place.firstElementChild);
  }

  cancel() {
    this.panel.root.remove();
    this.button.hidden = false;
    this.button.focus();
  }

  /** Loads Python, then gives each cell its buttons. */
  async begin() {
    if (!(await this.start())) return;
    if (this.cells.length === 0) this.takeCells();
    this.showTools();
    this.panel.root.focus();
  }

  /** @returns {Promise<boolean>} whether Python is there */
  async start() {
    const { messages, panel } = this;
    const packages = this.packages.filter((name) => name && !panel.left.includes(name));
    panel.offer();
    panel.measure(packages.length + 2);
    const [language] = document.documentElement.lang.split("-");
    const options = { python: this.python, files: FILES, packages, language };
    const { failed, packages: there = [] } = await this.session.start(options);
    panel.measure(0);
    if (failed) {
      this.session.stop();
      const policy = failed.policy ?? this.refused;
      this.panel.say(policy ? messages.policy(policy) : messages.failed(failed.text));
      this.panel.offer(buttonOf(messages.again, () => this.begin()));
      return false;
    }
    const lacking = packages.filter((name) => !there.includes(name));
    this.panel.say([messages.ready, ...lacking.map(messages.lacking)].join(" "));
    return true;
  }

  takeCells() {
    const roots = [...document.querySelectorAll("article div.cell.container")];
    this.cells = roots.map(
      (root, index) =>
        new Cell(/** @type {HTMLElement} */ (root), index, this.book[index], {
          messages: this.messages,
          edits: this.edits,
          explorers: this.explorers,
          run: (cell) => this.run([cell]),
          runAbove: (cell) => this.run(together(this.cells, cell)),
          edited: () => this.showEdits(),
        }),
    );
    this.panel.words.textContent = this.messages.keys;
    this.panel.words.id = KEYS;
  }

  showTools() {
    const { messages } = this;
    this.panel.offer(
      buttonOf(messages.runAll, () => this.run(together(this.cells))),
      this.stopper,
      buttonOf(messages.reset, () => this.reset()),
      this.thrower,
    );
    this.showEdits();
    this.showRunning();
  }

  showEdits() {
    this.thrower.hidden = this.edits.isEmpty;
  }

  /** The button that stops is where the reader pressed the one that runs. */
  showRunning() {
    const [running] = this.waiting;
    this.stopper.hidden = !running;
    for (const cell of this.cells) cell.showRun(cell === running ? () => this.stop() : null);
  }

  /** Runs cells behind those that wait already. @param {Cell[]} cells */
  async run(cells) {
    const isIdle = this.waiting.length === 0;
    for (const cell of cells) if (cell !== this.waiting[0]) cell.say(this.messages.waits);
    this.waiting.push(...cells);
    if (!isIdle) return;
    let ran = 0;
    while (this.waiting.length > 0) {
      const [cell] = this.waiting;
      this.showRunning();
      cell.begin();
      const goesOn = await cell.end(await this.session.run(cell.index, cell.code, cell.scope));
      ran += 1;
      const left = this.waiting.splice(0, goesOn ? 1 : Infinity).slice(1);
      for (const other of left) other.say("");
      if (!goesOn && left.length > 0) this.panel.say(this.messages.stoppedAt(cell.index + 1));
      else if (this.waiting.length === 0 && cell.said) this.panel.say(this.messages.ran(ran, cell.index + 1, cell.said));
    }
    this.showRunning();
  }

  async stop() {
    if (!this.session.interrupt()) await this.restart(this.messages.ended);
  }

  async reset() {
    await this.restart(this.messages.afresh);
  }

  /** @param {string} words */
  async restart(words) {
    this.session.stop();
    for (const cell of this.cells) cell.reset();
    if (!(await this.start())) return;
    this.showTools();
    this.panel.say(words);
  }

  throwAway() {
    this.edits.throwAway();
    for (const cell of this.cells) cell.takeBook();
    this.showEdits();
    this.panel.say(this.messages.thrownAway);
  }

  /** @param {import("./session.js").Message} message */
  hear(message) {
    if (message.type === "output") this.cells[message.cell].outputs.add(message.output);
    else if (message.type === "widget") this.explorers.take(message.id, message.state);
    else if (message.type === "failed") this.panel.say(this.messages.failed(message.text));
    else if (message.type === "stage") {
      this.panel.step(this.messages.stages[/** @type {"python"} */ (message.stage)]);
    }
  }
}
