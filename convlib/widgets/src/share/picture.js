/**
 * An explorer as an SVG of boxes, lines and text, where the browser has put them. It names
 * nothing outside itself, and holds no HTML, so programs for slides and drawings open it.
 */
import { boxOf, edgesOf, hatched } from "./boxes.js";
import { at, colourOf } from "./values.js";
import { embeddedDrawing } from "./drawings.js";
import { linesOf } from "./lines.js";
import { controlOf } from "./controls.js";

/** What only operates the page, or is for its reader. */
const LEFT_OUT =
  ".share, .tour, .folded, .practice, .player .buttons, .player .speed, header button";

/** @typedef {import("./values.js").Sheet} Sheet */

/** Whether an element is there to be heard and not seen. @param {CSSStyleDeclaration} style */
const isUnseen = ({ display, clipPath, opacity }) =>
  display === "none" || clipPath !== "none" || opacity === "0";

/** @param {Element} element @param {Sheet} sheet @param {number} scale of its letters */
function draw(element, sheet, scale) {
  const style = getComputedStyle(element);
  if (isUnseen(style)) return;
  if (element.matches("input, select, textarea")) {
    if (style.visibility !== "hidden") sheet.parts.push(controlOf(element, sheet));
    return;
  }
  if (element.matches("svg, canvas, img")) {
    sheet.parts.push(embeddedDrawing(element, sheet));
    return;
  }
  const own = scale * (Number.parseFloat(style.scale) || 1);
  const inner = { ...sheet, opacity: sheet.opacity * Number(style.opacity) };
  if (style.visibility !== "hidden") drawBox(element, style, inner);
  const cut = cutAway(element, style, inner);
  if (cut) sheet.parts.push(cut);
  for (const node of element.childNodes) {
    if (node instanceof Element) draw(node, inner, own);
    else if (style.visibility !== "hidden") sheet.parts.push(...linesOf(node, style, inner, own));
  }
  if (cut) sheet.parts.push("</g>");
}

/** @param {Element} element @param {CSSStyleDeclaration} style @param {Sheet} sheet */
function drawBox(element, style, sheet) {
  for (const rect of element.getClientRects()) {
    sheet.parts.push(boxOf(rect, style, sheet), hatched(rect, style, sheet), edgesOf(rect, style, sheet));
    const width = Number.parseFloat(style.outlineWidth);
    if (style.outlineStyle !== "none" && width && element !== document.activeElement) {
      const [colour, opacity] = colourOf(style.outlineColor);
      const around = width / 2 + Number.parseFloat(style.outlineOffset);
      sheet.top.push(
        `<rect x="${at(rect.left - sheet.origin.left - around)}" y="${at(rect.top - sheet.origin.top - around)}" width="${at(rect.width + 2 * around)}" height="${at(rect.height + 2 * around)}" rx="${at(Number.parseFloat(style.borderTopLeftRadius) || 0)}" fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${at(width)}"/>`,
      );
    }
  }
}

/** Begins a group of what an element that scrolls shows.
 * @param {Element} element @param {CSSStyleDeclaration} style @param {Sheet} sheet */
function cutAway(element, style, { origin, clips }) {
  const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  if (!isCut || !/auto|scroll|hidden/.test(style.overflowX)) return "";
  const { left, top, width, height } = element.getBoundingClientRect();
  const name = `cut${clips.length}`;
  clips.push(
    `<clipPath id="${name}"><rect x="${at(left - origin.left)}" y="${at(top - origin.top)}" width="${at(width)}" height="${at(height)}"/></clipPath>`,
  );
  return `<g clip-path="url(#${name})">`;
}

/** The picture, and its size in pixels.
 * @param {HTMLElement} root an explorer
 * @param {boolean} [isHere] whether this browser draws it, which knows the page's own fonts
 * @returns {{svg: string, width: number, height: number}} */
export function pictureOf(root, isHere = false) {
  const hidden = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(LEFT_OUT)]);
  const before = hidden.map(({ style }) => style.display);
  for (const { style } of hidden) style.display = "none";
  try {
    const origin = root.getBoundingClientRect();
    const [width, height] = [Math.ceil(origin.width), Math.ceil(origin.height)];
    const sheet = { origin, parts: [], top: [], clips: [], opacity: 1, isHere };
    draw(root, sheet, 1);
    const { parts, top, clips } = sheet;
    const name = (root.getAttribute("aria-label") ?? "").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title>${name}</title><defs>${clips.join("")}</defs>${[...parts, ...top].filter(Boolean).join("\n")}</svg>`;
    return { svg, width, height };
  } finally {
    hidden.forEach(({ style }, n) => (style.display = before[n]));
  }
}
