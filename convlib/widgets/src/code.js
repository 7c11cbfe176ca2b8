/** Programs for the state shown; `write` of `convlib/widgets/explorer.py` in the browser. */

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

/** A program with the state's values in it.
 * @param {string} template @param {Record<string, any>} state */
export const write = (template, state) =>
  template.replace(/\{([a-z_.]+)\}/g, (_, path) =>
    literal(path.split(".").reduce((/** @type {any} */ part, name) => part[name], state)),
  );
