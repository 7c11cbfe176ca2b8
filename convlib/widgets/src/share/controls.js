/** What a form's elements look like, as far as they say something. */
import { at, colourOf } from "./values.js";
import { written } from "./lines.js";

/** Pixels: how thick a slider's line is, and how large its knob. */
const [LINE, KNOB] = [5, 8];
/** Pixels of a box that can be ticked. */
const BOX = 18;

/** @param {Element} element @param {import("./values.js").Sheet} sheet */
export function controlOf(element, sheet) {
  const field = /** @type {HTMLInputElement} */ (element);
  if (field.closest("[role=gridcell]")) return ""; // its number stands beside it
  const style = getComputedStyle(field);
  const box = field.getBoundingClientRect();
  const [left, top] = [box.left - sheet.origin.left, box.top - sheet.origin.top];
  const [middleX, middleY] = [left + box.width / 2, top + box.height / 2];
  const [accent] = colourOf(style.accentColor === "auto" ? style.color : style.accentColor);
  const [colour] = colourOf(style.color);
  const pen = `fill="none" stroke="${colour}" stroke-opacity="0.5"`;
  if (field.type === "range") {
    const [min, max] = [Number(field.min), Number(field.max)];
    const part = max > min ? (Number(field.value) - min) / (max - min) : 0;
    const x = left + KNOB + part * (box.width - 2 * KNOB);
    const line = (from, to, pen) =>
      `<path d="M${at(from)} ${at(middleY)}H${at(to)}" ${pen} stroke-width="${LINE}" stroke-linecap="round"/>`;
    return `${line(left + LINE / 2, left + box.width - LINE / 2, `stroke="${colour}" stroke-opacity="0.25"`)}${line(left + LINE / 2, x, `stroke="${accent}"`)}<circle cx="${at(x)}" cy="${at(middleY)}" r="${KNOB}" fill="${accent}"/>`;
  }
  if (field.type === "radio") {
    const dot = field.checked ? `<circle cx="${at(middleX)}" cy="${at(middleY)}" r="5" fill="${accent}"/>` : "";
    return `<circle cx="${at(middleX)}" cy="${at(middleY)}" r="${BOX / 2}" ${pen}/>${dot}`;
  }
  if (field.type === "checkbox") {
    const [x, y] = [middleX - BOX / 2, middleY - BOX / 2];
    const tick = `<path d="M${at(x + 4)} ${at(y + 9)}l4 4l7 -8" fill="none" stroke="${accent}" stroke-width="2.5"/>`;
    return `<rect x="${at(x)}" y="${at(y)}" width="${BOX}" height="${BOX}" rx="3" ${pen}/>${field.checked ? tick : ""}`;
  }
  const shown = element instanceof HTMLSelectElement ? element.selectedOptions[0]?.label : field.value;
  const [, height] = [0, Number.parseFloat(style.fontSize) * 1.2];
  const text = new DOMRect(box.left + 8, box.top + (box.height - height) / 2, box.width - 16, height);
  return `<rect x="${at(left + 0.5)}" y="${at(top + 0.5)}" width="${at(box.width - 1)}" height="${at(box.height - 1)}" rx="6" ${pen}/>${written(shown ?? "", text, style, sheet, 1)}`;
}
