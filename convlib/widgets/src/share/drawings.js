/** Drawings within an explorer: what is SVG already, and images. */
import { at, colourOf } from "./values.js";
import { escaped, written } from "./lines.js";

/** @typedef {import("./values.js").Sheet} Sheet */

/** A canvas or an image as data, and inverted if its style does so. @param {Element} element */
function dataOf(element) {
  const image = /** @type {HTMLImageElement & HTMLCanvasElement} */ (element);
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth ?? image.width;
  canvas.height = image.naturalHeight ?? image.height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(image, 0, 0);
  if (getComputedStyle(element).filter.includes("invert(1)")) {
    context.globalCompositeOperation = "difference";
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  return canvas.toDataURL();
}

/** @param {Element} element @param {Sheet} sheet */
export function embeddedDrawing(element, sheet) {
  if (element instanceof SVGSVGElement) {
    return [...element.querySelectorAll("path, rect, circle, line, polyline, text")]
      .map((shape) => shapeOf(/** @type {SVGGraphicsElement} */ (shape), sheet))
      .join("");
  }
  const { left, top, width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const isSharp = style.imageRendering === "pixelated";
  return `<image x="${at(left - sheet.origin.left)}" y="${at(top - sheet.origin.top)}" width="${at(width)}" height="${at(height)}" preserveAspectRatio="none"${isSharp ? ' style="image-rendering: pixelated"' : ""} href="${dataOf(element)}"/>`;
}

/** A shape where it is on the page. Lines keep their width, which not all programs know
 * how to do: so the shape itself is moved and stretched, not its pen.
 * @param {SVGGraphicsElement} shape @param {Sheet} sheet */
function shapeOf(shape, sheet) {
  const style = getComputedStyle(shape);
  if (style.display === "none" || style.visibility === "hidden") return "";
  if (shape instanceof SVGTextElement) {
    const middled = style.textAnchor === "middle" ? "center" : "start";
    const as = /** @type {any} */ ({
      ...fontOf(style),
      color: style.fill,
      textAlign: middled,
    });
    return written(escaped(shape.textContent ?? ""), shape.getBoundingClientRect(), as, sheet, 1);
  }
  const matrix = shape.getScreenCTM();
  if (!matrix) return "";
  const { origin } = sheet;
  const to = (/** @type {number} */ x, /** @type {number} */ y) => {
    const point = new DOMPoint(x, y).matrixTransform(matrix);
    return `${at(point.x - origin.left)} ${at(point.y - origin.top)}`;
  };
  const stretch = Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c));
  const isFixed = style.vectorEffect === "non-scaling-stroke";
  const lengths = style.strokeDasharray.match(/[\d.]+/g);
  const wide = (/** @type {string} */ length) => at(Number.parseFloat(length) * (isFixed ? 1 : stretch));
  const paint = (/** @type {"fill" | "stroke"} */ name) => {
    if (style[name] === "none") return `${name}="none"`;
    const [colour, alpha] = colourOf(style[name]);
    const opacity = alpha * Number(style[`${name}Opacity`]) * Number(style.opacity) * sheet.opacity;
    return `${name}="${colour}" ${name}-opacity="${at(opacity)}"`;
  };
  const pen = style.stroke === "none" ? "" : ` stroke-width="${wide(style.strokeWidth)}"${lengths ? ` stroke-dasharray="${lengths.map(wide).join(" ")}"` : ""}`;
  return `<path d="${pathOf(shape, to)}" ${paint("fill")} ${paint("stroke")}${pen}/>`;
}

/** @param {CSSStyleDeclaration} style */
const fontOf = ({ fontFamily, fontSize, fontStyle, fontWeight, textDecorationLine }) => ({
  fontFamily,
  fontSize,
  fontStyle,
  fontWeight,
  textDecorationLine,
});

/** The outline of a shape, point by point.
 * @param {SVGGraphicsElement} shape @param {(x: number, y: number) => string} to */
function pathOf(shape, to) {
  const number = (/** @type {string} */ name) => Number(shape.getAttribute(name) ?? 0);
  if (shape instanceof SVGRectElement) {
    const [x, y, w, h] = ["x", "y", "width", "height"].map(number);
    return `M${to(x, y)}L${to(x + w, y)}L${to(x + w, y + h)}L${to(x, y + h)}z`;
  }
  if (shape instanceof SVGLineElement) {
    return `M${to(number("x1"), number("y1"))}L${to(number("x2"), number("y2"))}`;
  }
  if (shape instanceof SVGPolylineElement) {
    return `M${[...shape.points].map(({ x, y }) => to(x, y)).join("L")}`;
  }
  return movedPath(shape.getAttribute("d") ?? "", to);
}

/** A path of straight lines and Bézier curves, its points moved.
 * @param {string} path @param {(x: number, y: number) => string} to */
export function movedPath(path, to) {
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const steps = path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g);
  return [...steps]
    .map(([, letter, rest]) => {
      const name = letter.toUpperCase();
      if (name === "Z") {
        [x, y] = [startX, startY];
        return "z";
      }
      const given = (rest.match(/-?(?:\d*\.)?\d+(?:e[-+]?\d+)?/g) ?? []).map(Number);
      const count = { M: 2, L: 2, H: 1, V: 1, C: 6, Q: 4 }[name];
      if (!count) throw new Error(`a path with ${letter}`);
      let made = "";
      for (let n = 0; n < given.length; n += count) {
        const [baseX, baseY] = letter === name ? [0, 0] : [x, y];
        const part = given.slice(n, n + count);
        const points =
          name === "H"
            ? [[baseX + part[0], y]]
            : name === "V"
              ? [[x, baseY + part[0]]]
              : Array.from({ length: count / 2 }, (_, k) => [baseX + part[2 * k], baseY + part[2 * k + 1]]);
        [x, y] = points[points.length - 1];
        if (name === "M" && n === 0) [startX, startY] = [x, y];
        const as = name === "H" || name === "V" || (name === "M" && n > 0) ? "L" : name;
        made += as + points.map(([px, py]) => to(px, py)).join(" ");
      }
      return made;
    })
    .join("");
}
