import { useEffect, useRef } from "preact/hooks";

/** Whether Space already means something to the element that has the focus. */
const usesSpace = (element) =>
  element.closest("button, select, a, summary, input[type=checkbox]") !== null;

/**
 * The frame around every explorer: its name, Reset, the keys that work everywhere in
 * it (Space plays and pauses, Escape clears) and the line for refusals.
 * @param {{kind: string, title: string, label: string, messages: any,
 *   explorer: ReturnType<typeof import("../state.js").useExplorerState>,
 *   player?: ReturnType<typeof import("./Player.jsx").usePlayer>, children: any}} props
 */
export function Explorer(props) {
  const { kind, title, label, messages, explorer, player } = props;
  const { alert, set, reset } = explorer;
  const root = useRef(/** @type {any} */ (null));
  useEffect(() => {
    root.current.dataset.ready = "true";
  }, []);
  const keyDown = (event) => {
    if (event.key === "Escape") {
      player?.stop();
      set({ selection: null });
    } else if (event.key === " " && player && !usesSpace(event.target)) {
      player.toggle();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      class="explorer"
      data-explorer={kind}
      aria-label={label}
      ref={root}
      onKeyDown={keyDown}
    >
      <header>
        <p class="title">{title}</p>
        {alert && (
          <p class="alert" role="alert">
            {alert}
          </p>
        )}
        <button
          type="button"
          onClick={() => {
            player?.stop();
            reset();
          }}
        >
          {messages.reset}
        </button>
      </header>
      {props.children}
    </section>
  );
}
