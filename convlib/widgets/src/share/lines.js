/** The lines of a text, each where it stands. */
import { at, colourOf } from "./values.js";

/** Names that only browsers know, or a system's own. */
const NO_FONTS = /^(system-ui|ui-\w+|-apple-system|"SF Mono")$/;

/** @type {CanvasRenderingContext2D | null} */
let measure = null;

/** How far letters reach below their line. @param {CSSStyleDeclaration} style */
function descent({ fontStyle, fontWeight, fontSize, fontFamily }) {
  measure ??= document.createElement("canvas").getContext("2d");
  const context = /** @type {CanvasRenderingContext2D} */ (measure);
  context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText("x");
  return below / (above + below);
}

/** The characters of a text node that stand on one line, and their box.
 * @param {Node} node @returns {{text: string, box: DOMRect}[]} */
function broken(node) {
  const text = node.textContent ?? "";
  const range = document.createRange();
  const boxOf = (/** @type {number} */ from, /** @type {number} */ to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter(({ width }) => width > 0);
  };
  /** @type {[number, number][]} */
  const lines = [];
  let height = NaN;
  for (const { index, 0: { length } } of text.matchAll(/\S+/g)) {
    for (let n = index; n < index + length; n++) {
      const [box] = boxOf(n, n + 1);
      if (!box) continue;
      if (Math.abs(box.bottom - height) < box.height / 2) lines[lines.length - 1][1] = n + 1;
      else lines.push([n, n + 1]);
      height = box.bottom;
    }
  }
  return lines.map(([from, to]) => {
    const boxes = boxOf(from, to);
    const [first] = boxes;
    const right = Math.max(...boxes.map((box) => box.right));
    return { text: text.slice(from, to), box: new DOMRect(first.left, first.top, right - first.left, first.height) };
  });
}

/** @param {string} text */
export const escaped = (text) =>
  text.replace(/\s+/g, " ").replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Text in a style, from its left or around its middle, and as long as it is here: letters of
 * another program's font are wider or narrower.
 * @param {string} text @param {DOMRect} box @param {CSSStyleDeclaration} style
 * @param {import("./values.js").Sheet} sheet @param {number} scale */
export function written(text, box, style, { origin, opacity, isHere }, scale) {
  const [colour, alpha] = colourOf(style.color);
  const covered = alpha * opacity;
  const isMiddle = style.textAlign === "center";
  const x = (isMiddle ? box.left + box.width / 2 : box.left) - origin.left;
  const y = box.bottom - origin.top - descent(style) * box.height;
  const fonts = style.fontFamily.split(/,\s*/).filter((name) => isHere || !NO_FONTS.test(name));
  const more = [
    isMiddle && 'text-anchor="middle"',
    Number(style.fontWeight) >= 550 && 'font-weight="bold"',
    style.fontStyle === "italic" && 'font-style="italic"',
    style.textDecorationLine.includes("line-through") && 'text-decoration="line-through"',
    !isHere && text.length > 1 && `textLength="${at(box.width)}"`,
    covered < 1 && `fill-opacity="${at(covered)}"`,
  ].filter(Boolean);
  return `<text x="${at(x)}" y="${at(y)}" font-family="${fonts.join(", ").replaceAll('"', "'")}" font-size="${at(Number.parseFloat(style.fontSize) * scale)}" fill="${colour}" ${more.join(" ")}>${escaped(text)}</text>`;
}

/** @param {Node} node @param {CSSStyleDeclaration} style
 * @param {import("./values.js").Sheet} sheet @param {number} scale */
export function linesOf(node, style, sheet, scale) {
  if (node.nodeType !== Node.TEXT_NODE || !node.textContent?.trim()) return [];
  return broken(node).map(({ text, box }) => written(text, box, style, sheet, scale));
}
