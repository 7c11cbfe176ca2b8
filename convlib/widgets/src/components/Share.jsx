import { useEffect, useRef, useState } from "preact/hooks";
import { write } from "../code.js";
import { toText } from "../links.js";
import { linkTo } from "../place.js";

/** How long what has been copied is said, in milliseconds. */
const SAID = 4000;

/**
 * Copies what is shown as a link, where the explorer has a number on a page of the book,
 * and as programs. What the clipboard does not take is shown to be copied by hand.
 * @param {{messages: any,
 *   explorer: ReturnType<typeof import("../state.js").useExplorerState>}} props
 */
export function Share({ messages, explorer }) {
  const { state, model, number } = explorer;
  const [said, setSaid] = useState("");
  const [left, setLeft] = useState("");
  const field = useRef(/** @type {any} */ (null));
  useEffect(() => field.current?.select(), [left]);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(""), SAID);
    return () => clearTimeout(timer);
  }, [said]);
  const link = () =>
    location.href.split("#")[0] + linkTo(model.get("kind"), number, toText(state, model.get("rules")));
  const code = (library) => () => write(model.get("templates")[library], state);
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      setLeft("");
      setSaid(messages.copied);
    } catch {
      setLeft(text);
      setSaid(messages.copyByHand);
    }
  };
  const button = (label, text) => (
    <button type="button" onClick={() => copy(text())}>
      {label}
    </button>
  );
  return (
    <div class="share">
      <span role="status">{said}</span>
      {number > 0 && button(messages.copyLink, link)}
      {button(messages.copyAs("NumPy"), code("numpy"))}
      {button(messages.copyAs("PyTorch"), code("torch"))}
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
    </div>
  );
}
