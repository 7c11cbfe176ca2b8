/**
 * A cell's code to be edited: a text area that is as high as what it holds. It stands in the
 * place of the coloured code while the reader edits it, and as long as it differs.
 */

const INDENT = "    ";

/** Indents where the cursor is, or each line of what is selected; back with Shift.
 * @param {HTMLTextAreaElement} area @param {boolean} back */
function indent(area, back) {
  const { value, selectionStart: from, selectionEnd: to } = area;
  const start = value.lastIndexOf("\n", from - 1) + 1;
  if (from === to && !back) {
    document.execCommand("insertText", false, INDENT); // so that it can be undone
    return;
  }
  const lines = value.slice(start, to);
  const moved = back ? lines.replace(/^ {1,4}/gm, "") : lines.replace(/^/gm, INDENT);
  area.setSelectionRange(start, to);
  document.execCommand("insertText", false, moved);
  area.setSelectionRange(from === to ? start + moved.length : start, start + moved.length);
}

/** The spaces that a new line begins with: those of the line before, more after a colon.
 * @param {string} before all that stands before the cursor */
export function indentAfter(before) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const spaces = /^ */.exec(line)?.[0] ?? "";
  return /:\s*(#.*)?$/.test(line) ? spaces + INDENT : spaces;
}

/**
 * @param {{code: string, label: string, keys: string, changed: (code: string) => void,
 *   run: () => void, leave: () => void}} options `keys` is the id of what explains the keys
 */
export function editorOf({ code, label, keys, changed, run, leave }) {
  const area = document.createElement("textarea");
  area.className = "run-editor";
  area.spellcheck = false;
  area.autocapitalize = "off";
  area.setAttribute("autocorrect", "off");
  area.setAttribute("aria-label", label);
  area.setAttribute("aria-describedby", keys);
  area.wrap = "off";
  area.value = code;
  const fit = () => {
    area.rows = area.value.split("\n").length;
  };
  area.addEventListener("input", () => {
    fit();
    changed(area.value);
  });
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.shiftKey) run();
    else if (event.key === "Enter")
      document.execCommand("insertText", false, `\n${indentAfter(area.value.slice(0, area.selectionStart))}`);
    else if (event.key === "Tab") indent(area, event.shiftKey);
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
  });
  area.addEventListener("blur", leave);
  fit();
  return {
    area,
    /** @param {string} code */
    set(code) {
      area.value = code;
      fit();
    },
  };
}
