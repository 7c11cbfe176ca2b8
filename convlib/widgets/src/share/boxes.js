/** The ground, the hatching and the edges of an element's box. */
import { at, colourOf } from "./values.js";

/** @typedef {import("./values.js").Sheet} Sheet */

const SIDES = /** @type {const} */ (["Top", "Right", "Bottom", "Left"]);
/** Dashes and gaps, in widths of the line. */
const DASHES = { dashed: [3, 2], dotted: [1, 1.5] };
/** Pixels from line to line of a hatching. */
const HATCH = 7;

/** A box with round corners.
 * @param {DOMRect} rect @param {CSSStyleDeclaration} style @param {Sheet} sheet
 * @param {number} inset how far within the box */
function outline(rect, style, { origin }, inset) {
  const [x, y] = [rect.left - origin.left + inset, rect.top - origin.top + inset];
  const [w, h] = [rect.width - 2 * inset, rect.height - 2 * inset];
  const radius = (/** @type {string} */ corner) => {
    const given = Number.parseFloat(style[`border${corner}Radius`]) || 0;
    return Math.max(0, Math.min(given, rect.width / 2, rect.height / 2) - inset);
  };
  const [a, b, c, d] = ["TopLeft", "TopRight", "BottomRight", "BottomLeft"].map(radius);
  if (a === b && b === c && c === d) {
    return `<rect x="${at(x)}" y="${at(y)}" width="${at(w)}" height="${at(h)}"${a ? ` rx="${at(a)}"` : ""}`;
  }
  const arc = (r, dx, dy) => (r ? `a${at(r)} ${at(r)} 0 0 1 ${at(dx)} ${at(dy)}` : "");
  return `<path d="M${at(x + a)} ${at(y)}H${at(x + w - b)}${arc(b, b, b)}V${at(y + h - c)}${arc(c, -c, c)}H${at(x + d)}${arc(d, -d, -d)}V${at(y + a)}${arc(a, a, -a)}z"`;
}

/** @param {DOMRect} rect @param {CSSStyleDeclaration} style @param {Sheet} sheet */
export function boxOf(rect, style, sheet) {
  const [colour, alpha] = colourOf(style.backgroundColor);
  if (alpha === 0) return "";
  const opacity = alpha * sheet.opacity;
  return `${outline(rect, style, sheet, 0)} fill="${colour}"${opacity < 1 ? ` fill-opacity="${at(opacity)}"` : ""}/>`;
}

/** Slanting lines, in place of those that a style repeats.
 * @param {DOMRect} rect @param {CSSStyleDeclaration} style @param {Sheet} sheet */
export function hatched(rect, style, { origin }) {
  if (!style.backgroundImage.startsWith("repeating")) return "";
  const [w, h] = [rect.width, rect.height];
  let path = "";
  for (let reach = HATCH; reach < w + h; reach += HATCH) {
    const [x, y] = [Math.max(0, reach - h), Math.min(h, reach)];
    path += `M${at(x)} ${at(y)}L${at(Math.min(w, reach))} ${at(Math.max(0, reach - w))}`;
  }
  const colours = style.backgroundImage.match(/\w+\([^()]*\)/g) ?? [];
  const [colour] = colourOf(colours[colours.length - 1] ?? style.color);
  return `<path transform="translate(${at(rect.left - origin.left)} ${at(rect.top - origin.top)})" d="${path}" fill="none" stroke="${colour}" stroke-width="1"/>`;
}

/** @param {string} kind @param {number} width */
function dashes(kind, width) {
  const lengths = DASHES[/** @type {keyof typeof DASHES} */ (kind)];
  return lengths ? ` stroke-dasharray="${lengths.map((length) => at(length * width)).join(" ")}"` : "";
}

/** @param {DOMRect} rect @param {CSSStyleDeclaration} style @param {Sheet} sheet */
export function edgesOf(rect, style, sheet) {
  const edges = SIDES.map((side) => ({
    width: Number.parseFloat(style[`border${side}Width`]) || 0,
    kind: style[`border${side}Style`],
    colour: colourOf(style[`border${side}Color`]),
  }));
  const pen = ({ width, kind, colour: [colour, alpha] }) =>
    `fill="none" stroke="${colour}"${alpha * sheet.opacity < 1 ? ` stroke-opacity="${at(alpha * sheet.opacity)}"` : ""} stroke-width="${at(width)}"${dashes(kind, width)}/>`;
  const isDrawn = ({ width, kind, colour }) => width > 0 && kind !== "none" && colour[1] > 0;
  const [first] = edges;
  if (edges.every((edge) => JSON.stringify(edge) === JSON.stringify(first))) {
    return isDrawn(first) ? `${outline(rect, style, sheet, first.width / 2)} ${pen(first)}` : "";
  }
  const [left, top] = [rect.left - sheet.origin.left, rect.top - sheet.origin.top];
  const [right, bottom] = [left + rect.width, top + rect.height];
  const lines = edges.map(({ width }, side) => {
    const half = width / 2;
    return [
      [left, top + half, right, top + half],
      [right - half, top, right - half, bottom],
      [left, bottom - half, right, bottom - half],
      [left + half, top, left + half, bottom],
    ][side].map(at);
  });
  return edges
    .map((edge, side) => {
      const [x1, y1, x2, y2] = lines[side];
      return isDrawn(edge) ? `<path d="M${x1} ${y1}L${x2} ${y2}" ${pen(edge)}` : "";
    })
    .join("");
}
