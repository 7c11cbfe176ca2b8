import { useEffect, useRef, useState } from "preact/hooks";
import { write } from "../code.js";
import { useLater } from "../later.js";
import { useHeld } from "../twin.js";

/** How long what has been copied is said, in milliseconds. */
const SAID = 4000;

/**
 * Copies what is shown as a link, where the explorer has a number on a page of the book, and
 * as programs, which `program` writes; folded away, whatever `more` there is, and what is
 * taken elsewhere, see `share/later.jsx`. What the clipboard does not take is shown to be
 * copied by hand.
 * @param {{messages: any, more?: any, program?: typeof write,
 *   explorer: ReturnType<typeof import("../state.js").useExplorerState>, [other: string]: any}} props
 */
export function Share(props) {
  const { messages, explorer, more, program = write } = props;
  const { state, model, number } = explorer;
  const held = useHeld(explorer);
  /** Each time another object: what is copied again is said as long as the first time. */
  const [said, setSaid] = useState({ text: "" });
  const [left, setLeft] = useState("");
  const [open, setOpen] = useState(false);
  const later = useLater("share", open);
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => field.current?.select(), [left]);
  useEffect(() => {
    if (!said.text) return undefined;
    const timer = setTimeout(() => setSaid({ text: "" }), SAID);
    return () => clearTimeout(timer);
  }, [said]);
  const link = () => location.href.split("#")[0] + held();
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
          {later ? <later.Elsewhere {...props} {...{ link, copy, setSaid }} /> : <span aria-busy="true" />}
        </div>
      )}
    </div>
  );
}
