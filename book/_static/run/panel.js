/** The panel below the page's title: what is said there, what can be chosen, and buttons. */

/** @param {string} kind @param {string} [text] */
function made(kind, text = "") {
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}

export class Panel {
  /**
   * @param {import("./messages.js").Messages} messages
   * @param {string} words what it says first
   * @param {("matplotlib" | "scipy")[]} names of what can be loaded besides
   * @param {() => void} chosen is called when another choice has been made
   */
  constructor(messages, words, names, chosen) {
    this.root = made("section");
    this.root.className = "run-panel";
    this.root.setAttribute("aria-label", messages.panel);
    this.root.tabIndex = -1;
    this.words = made("p", words);
    /** @type {HTMLInputElement[]} */
    this.boxes = [];
    this.bar = document.createElement("progress");
    this.bar.setAttribute("aria-label", messages.stages.python);
    this.bar.hidden = true;
    this.buttons = made("div");
    this.buttons.className = "run-row";
    this.status = made("p");
    this.status.className = "run-status";
    this.status.setAttribute("role", "status");
    const labels = names.map((name) => this.choice(name, messages[name], chosen));
    this.root.append(this.words, ...labels, this.buttons, this.bar, this.status);
  }

  /** @param {string} name @param {string} words @param {() => void} chosen */
  choice(name, words, chosen) {
    const label = made("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: name });
    box.addEventListener("change", chosen);
    this.boxes.push(box);
    label.append(box, ` ${words}`);
    return label;
  }

  /** What can be loaded and need not be. */
  get left() {
    return this.boxes.filter((box) => !box.checked).map(({ value }) => value);
  }

  /** @param {string} words */
  say(words) {
    this.status.textContent = words;
  }

  /** @param {HTMLElement[]} buttons */
  offer(...buttons) {
    this.buttons.replaceChildren(...buttons);
  }

  /** Shows how far something has come. @param {number} steps that it takes, 0 for none */
  measure(steps) {
    this.bar.hidden = steps === 0;
    this.bar.max = steps || 1;
    this.bar.value = 0;
  }

  /** Goes on by a step. @param {string} words */
  step(words) {
    this.bar.value += 1;
    this.say(words);
  }
}
