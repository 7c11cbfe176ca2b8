/** Programs for the state shown; `write` of `convlib/widgets/explorer.py` in the browser. */
import { pair, sides } from "./axis.js";

/** A value as Python writes it, each row of a matrix in a line of its own.
 * @param {any} value @param {string} [indent] @returns {string} */
function literal(value, indent = "") {
  if (Array.isArray(value)) {
    if (typeof value[0] !== "object") return `[${value.map((part) => literal(part)).join(", ")}]`;
    const deeper = `${indent}    `;
    return `[\n${value.map((row) => `${deeper}${literal(row, deeper)},\n`).join("")}${indent}]`;
  }
  switch (typeof value) {
    case "object":
      return `{${Object.entries(value)
        .map(([name, part]) => `"${name}": ${literal(part)}`)
        .join(", ")}}`;
    case "boolean":
      return value ? "True" : "False";
    case "string":
      return `"${value}"`;
    default:
      return String(value);
  }
}

/** @param {any} value @returns {string} */
const tuple = (value) =>
  Array.isArray(value) ? `(${value.map(tuple).join(", ")})` : String(value);

/** A program with the state's values in it.
 * @param {string} template @param {Record<string, any>} state */
export function write(template, state) {
  const all = ["kernel_size", "stride", "padding", "output_padding", "dilation"];
  const names = all.filter((name) => name in state);
  const apart = names.some((name) => Array.isArray(state[name]));
  const uneven = names.some((name) => Array.isArray(state[name][0]));
  const holds = /** @type {Record<string, boolean>} */ ({ apart, uneven, plain: !apart, even: !uneven });
  const forms = Object.fromEntries(
    names.flatMap((name) => {
      const [rows, columns] = sides(state[name]);
      return [
        [name, state[name]],
        [`${name}.axes`, pair(state[name])],
        [`${name}.sides`, [rows, columns]],
        [`${name}.torch`, [...columns, ...rows]],
      ];
    }),
  );
  return template
    .replace(/^(?:\{(plain|apart|even|uneven)\})?(.*\n)/gm, (_, when, line) =>
      holds[when] === false ? "" : line,
    )
    .replace(/\{([a-z_.]+)\}/g, (_, path) =>
      path in forms
        ? tuple(forms[path])
        : literal(path.split(".").reduce((/** @type {any} */ part, name) => part[name], state)),
    );
}
