/**
 * The cells of a grid, drawn without Preact: one move of a slider changes hundreds of
 * them, and the picture has to follow within a frame.
 */
import { compact, parse, spelled } from "./numbers.js";

/**
 * `tabbable` is null where there is nothing to select, `value` where a reader has to write it.
 * @typedef {{row: number, col: number, value: number | null, text: string, label: string,
 *   editable: boolean, tabbable: boolean | null, state: string, badge?: string,
 *   badgeRole: string, under?: number}} Cell
 */

/** The class of a cell: longer numbers are set smaller. @param {string} text */
export const sized = (text) =>
  text.length > 3 ? `cell long${["", "er"][text.length - 4] ?? "est"}` : "cell";

/** @param {string} html @returns {any} the element that it describes */
const template = (html) =>
  Object.assign(document.createElement("div"), { innerHTML: html }).firstChild;
const ROW = template(`<div role=row></div>`);
const FIXED = template(`<div role=gridcell class=cell aria-selected=false> </div>`);
/* Out of focus a field draws nothing, the number beside it does: it costs far less. */
const FIELD = template(
  `<div role=gridcell class=cell aria-selected=false><input tabindex=-1 inputmode=none autocomplete=off spellcheck=false><span aria-hidden=true> </span></div>`,
);

/** Gives `parent` children for the indices from `first` to before `end`. Padding has
 * negative ones: it comes and goes around the image, and what was taken away is kept.
 * @param {any} parent @param {number} first @param {number} end
 * @param {(index: number) => Element} create @returns {any} the first child */
function fit(parent, first, end, create) {
  const kept = (parent.kept ??= {});
  let [from, to] = parent.range ?? [first, first];
  const take = (index) => (kept[index] ??= create(index));
  for (; from < first; from += 1) parent.firstChild.remove();
  for (; to > end; to -= 1) parent.lastChild.remove();
  while (from > first) parent.prepend(take((from -= 1)));
  for (; to < end; to += 1) parent.append(take(to));
  parent.range = [first, end];
  return parent.firstChild;
}

/** @param {Element} element @param {Record<string, unknown>} attributes */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) element.removeAttribute(name);
    else if (element.getAttribute(name) !== `${value}`) element.setAttribute(name, `${value}`);
  }
}

/** The numbers beside the value: one below it, and what it is multiplied by.
 * @param {Partial<Cell>} cell */
const extras = ({ under, badge, badgeRole }) =>
  (under === undefined ? "" : `<span class=under>${compact(under)}</span>`) +
  (badge ? `<span class="badge ${badgeRole}" aria-hidden=true>${badge}</span>` : "");

/** Typing that has not come to a number yet is left alone.
 * @param {HTMLInputElement} input @param {number | null} value */
function setField(input, value) {
  const typed = parse(input.value);
  const unfinished = typed === null && document.activeElement === input;
  if (!unfinished && typed !== value) input.value = spelled(value);
}

/** @param {any} element @param {Cell} cell */
function drawCell(element, cell) {
  const { row, col, value, text, label, editable, state, badge, under } = cell;
  /** @type {Record<string, unknown> & Partial<Cell>} */
  const was = element.shown ?? {};
  if (Object.entries(cell).every(([key, now]) => now === was[key])) return;
  element.shown = cell;
  const selected = state.split(" ").includes("selected");
  const tabindex = cell.tabbable === null ? undefined : cell.tabbable ? 0 : -1;
  setAttributes(element, {
    class: sized(text) + (badge ? " badged" : ""),
    "data-row": row,
    "data-col": col,
    "data-value": value === null ? undefined : value + 0,
    "data-under": under === undefined ? undefined : under + 0,
    "data-state": state || undefined,
    "aria-selected": selected,
    ...(!editable && { "aria-label": `${label}: ${text}`, tabindex }),
  });
  let place = element;
  if (editable) {
    const input = element.firstChild;
    setAttributes(input, {
      "aria-label": label,
      tabindex,
      inputmode: selected ? "text" : "none",
    });
    setField(input, value);
    place = input.nextSibling;
  }
  if (text !== was.text) place.firstChild.data = text;
  const html = extras(cell);
  if (html !== extras(was)) {
    for (const old of element.querySelectorAll("[class]")) old.remove();
    element.insertAdjacentHTML("beforeend", html);
  }
}

/** @param {Cell} cell */
function newCell(cell) {
  const element = (cell.editable ? FIELD : FIXED).cloneNode(true);
  drawCell(element, cell);
  return element;
}

/** @param {Element} line @param {Cell[]} cells */
function drawLine(line, cells) {
  const { col: first } = cells[0];
  let element = fit(line, first, first + cells.length, (col) => newCell(cells[col - first]));
  for (const cell of cells) {
    if (element.shown.editable === cell.editable) drawCell(element, cell);
    else element.replaceWith((element = newCell(cell)));
    element = element.nextSibling;
  }
  return line;
}

/** Draws `lines` of cells into a grid; their indices are consecutive.
 * @param {Element} grid @param {Cell[][]} lines */
export function drawCells(grid, lines) {
  const { row: first } = lines[0][0];
  let line = fit(grid, first, first + lines.length, (row) =>
    drawLine(/** @type {Element} */ (ROW.cloneNode()), lines[row - first]),
  );
  for (const cells of lines) line = drawLine(line, cells).nextSibling;
}
