import { useEffect, useRef, useState } from "preact/hooks";
import { write } from "../code.js";
import { toText } from "../links.js";
import { linkTo } from "../place.js";

/** How long what has been copied is said, in milliseconds. */
const SAID = 4000;

/** The grid that the reader was in last, or else that of the selected cell, or the first, as CSV.
 * @param {Element} root @param {Element | null} last
 * @returns {{name: string, size: number[], text: string}} */
function csv(root, last) {
  const chosen = last?.isConnected
    ? last
    : root.querySelector("[data-state~=selected]")?.closest("[role=grid]");
  const grid = /** @type {Element} */ (chosen ?? root.querySelector("[role=grid]"));
  const rows = [...grid.querySelectorAll("[role=row]")]
    .map((row) => [...row.querySelectorAll(".cell:not([data-state~=padding])")])
    .filter((cells) => cells.length > 0)
    .map((cells) => cells.map((cell) => cell.getAttribute("data-value")));
  return {
    name: grid.getAttribute("aria-label") ?? "",
    size: [rows.length, rows[0].length],
    text: `${rows.join("\n")}\n`,
  };
}

/**
 * Copies what is shown as a link, where the explorer has a number on a page of the book,
 * and as programs, which `program` writes; folded away, a matrix as CSV (where there is none,
 * a `table`), whatever else a kind `copies` (a label, and what gives the text) and whatever
 * `more` there is. What the clipboard does not take is shown to be copied by hand.
 * @param {{messages: any, more?: any, program?: typeof write, table?: ReturnType<typeof csv>,
 *   copies?: [string, () => string][], lastGrid: {current: Element | null},
 *   explorer: ReturnType<typeof import("../state.js").useExplorerState>}} props
 */
export function Share(props) {
  const { messages, explorer, more, program = write, copies = [], table, lastGrid } = props;
  const { state, model, number } = explorer;
  /** Each time another object: what is copied again is said as long as the first time. */
  const [said, setSaid] = useState({ text: "" });
  const [left, setLeft] = useState("");
  const [open, setOpen] = useState(false);
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => field.current?.select(), [left]);
  useEffect(() => {
    if (!said.text) return undefined;
    const timer = setTimeout(() => setSaid({ text: "" }), SAID);
    return () => clearTimeout(timer);
  }, [said]);
  const link = () =>
    location.href.split("#")[0] + linkTo(model.get("kind"), number, toText(state, model.get("rules")));
  const code = (library) => () => program(model.get("templates")[library], state);
  const copy = async (text, done = messages.copied) => {
    try {
      await navigator.clipboard.writeText(text);
      setLeft("");
      setSaid({ text: done });
    } catch {
      setLeft(text);
      setSaid({ text: messages.copyByHand });
    }
  };
  const button = (label, text) => (
    <button type="button" onClick={() => copy(text())}>
      {label}
    </button>
  );
  return (
    <div class="share">
      <span role="status">{said.text}</span>
      {number > 0 && button(messages.copyLink, link)}
      {button(messages.copyAs("NumPy"), code("numpy"))}
      {button(messages.copyAs("PyTorch"), code("torch"))}
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {messages.more}
      </button>
      {left && (
        <textarea
          ref={field}
          aria-label={messages.copyByHand}
          readOnly
          rows={3}
          value={left}
          onFocusOut={() => setLeft("")}
        />
      )}
      {open && (
        <div class="more">
          {more}
          <button
            type="button"
            onClick={(event) => {
              const root = /** @type {Element} */ (event.currentTarget.closest(".explorer"));
              const { name, size, text } = table ?? csv(root, lastGrid.current);
              copy(text, messages.copiedGrid(name, size));
            }}
          >
            {messages.copyCsv}
          </button>
          {copies.map(([label, text]) => button(label, text))}
        </div>
      )}
    </div>
  );
}
