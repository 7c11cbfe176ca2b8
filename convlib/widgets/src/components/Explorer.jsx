import { useLayoutEffect, useRef } from "preact/hooks";
import { fromText } from "../links.js";
import { isFromTwin, linkedText } from "../place.js";
import { Share } from "./Share.jsx";
import { Tour } from "./Tour.jsx";

/** Whether Space already means something to the element that has the focus. */
const usesSpace = (element) =>
  element.closest("button, select, a, summary, input:is([type=checkbox], [type=radio])") !==
  null;

/**
 * Whether a key without modifiers is pressed to operate what has the focus. JupyterLab
 * would take arrows, Enter and letters for its notebook. Tab leads on, and Shift+Enter
 * runs a cell from everywhere in it.
 */
export const isOwn = ({ key, shiftKey, ctrlKey, altKey, metaKey }) =>
  key !== "Tab" && !(key === "Enter" && shiftKey) && !ctrlKey && !altKey && !metaKey;

/** Where what is operated stands in the window. @param {any} element */
const topOf = (element) => element.getBoundingClientRect().top;
/** Where it stood before the input. */
let before = 0;

/**
 * The frame around every explorer: its name, Reset, the keys that work everywhere in
 * it (Space plays and pauses, Escape clears), the line for refusals, and what can be
 * copied, if what is shown is all in the state (`whole`); `more` is folded away with it, see
 * `Share`; the program, what else a kind `copies` (a label, and what gives the text), and the
 * `table` of one without matrices.
 * A tour is open, or folded (`folded`) where the picture itself says what to do.
 * @param {{title: string, label: string, messages: any, whole?: boolean, more?: any, folded?: boolean,
 *   program?: typeof import("../code.js").write, copies?: [string, () => string][],
 *   table?: {name: string, size: number[], text: string},
 *   explorer: ReturnType<typeof import("../state.js").useExplorerState>,
 *   player?: ReturnType<typeof import("./Player.jsx").usePlayer>, children: any}} props
 */
export function Explorer(props) {
  const { title, label, messages, explorer, player, whole = true, folded = false } = props;
  const { alert, set, reset } = explorer;
  const kind = explorer.model.get("kind");
  const root = useRef(/** @type {any} */ (null));
  const lastGrid = useRef(/** @type {Element | null} */ (null));
  const begin = () => {
    player?.stop();
    reset();
  };
  /** A link to this explorer, in the page's address, sets the state and leads here. Back
   * from there to the address without one, it is as it was in the beginning.
   * @param {any} [event] */
  const follow = (event) => {
    const host = root.current.closest(".explorer-host");
    const text = linkedText(host);
    if (text === null) {
      const left = event?.oldURL && linkedText(host, new URL(event.oldURL).hash) !== null;
      if (left && location.hash === "") begin();
      return;
    }
    const found = fromText(text, explorer.model.get("rules"), explorer.beginning);
    if ("state" in found) {
      begin();
      set(found.state);
    } else {
      player?.stop();
      explorer.setAlert(messages.badLink[found.why]);
    }
    if (isFromTwin()) return;
    requestAnimationFrame(() => {
      root.current.tabIndex = -1;
      root.current.focus({ preventScroll: true });
      root.current.scrollIntoView();
    });
  };
  useLayoutEffect(() => {
    if (explorer.number) {
      // While the page is being read, the explorer that is meant may be still to come.
      if (document.readyState === "loading") addEventListener("DOMContentLoaded", follow);
      else follow();
    }
    root.current.dataset.ready = "true";
    if (!explorer.number) return undefined;
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const keyDown = (event) => {
    if (isOwn(event)) event.stopPropagation();
    if (event.key === "Escape") {
      player?.stop();
      explorer.setAlert(null);
      set({ selection: null });
    } else if (event.key === " " && player && !usesSpace(event.target)) {
      player.toggle();
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <section
      class="explorer"
      data-explorer={kind}
      aria-label={label}
      ref={root}
      onKeyDown={keyDown}
      // What is operated stays in its place, as the picture above it grows or shrinks: the page
      // moves. What an input changes has been drawn when the event comes here on its way back.
      onInputCapture={({ target }) => {
        before = topOf(target);
      }}
      onInput={({ target }) => {
        if (/** @type {any} */ (target).isConnected)
          scrollBy({ top: topOf(target) - before, behavior: "instant" });
      }}
      onFocusIn={({ target }) => {
        lastGrid.current = /** @type {Element} */ (target).closest("[role=grid]") ?? lastGrid.current;
      }}
    >
      <header>
        <p class="title">{title}</p>
        {alert && (
          <p class="alert" role="alert">
            {alert}
          </p>
        )}
        <button type="button" onClick={begin}>
          {messages.reset}
        </button>
      </header>
      <Tour {...{ messages, explorer, folded }} />
      {props.children}
      {whole && <Share {...props} {...{ root, lastGrid }} />}
    </section>
  );
}
