import { useEffect, useRef } from "preact/hooks";

/** Whether Space already means something to the element that has the focus. */
const usesSpace = (element) =>
  element.closest("button, select, a, summary, input[type=checkbox]") !== null;

/**
 * The frame around every explorer: its name, Reset, the keys that work everywhere in
 * it (Space plays and pauses, Escape clears) and the line for refusals.
 * @param {{kind: string, title: string, label: string, messages: any,
 *   alert: string | null, onReset: () => void, onEscape?: () => void,
 *   onSpace?: () => void, children: any}} props
 */
export function Explorer(props) {
  const { kind, title, label, messages, alert, onReset, onEscape, onSpace } = props;
  const root = useRef(null);
  useEffect(() => {
    root.current.dataset.ready = "true";
  }, []);
  const keyDown = (event) => {
    if (event.key === "Escape") onEscape?.();
    else if (event.key === " " && onSpace && !usesSpace(event.target)) onSpace();
    else return;
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
        <button type="button" onClick={onReset}>
          {messages.reset}
        </button>
      </header>
      {props.children}
    </section>
  );
}

/** @param {{kind: string, title: string, alert: string}} props */
export const Refused = ({ kind, title, alert }) => (
  <section class="explorer" data-explorer={kind} aria-label={title}>
    <header>
      <p class="title">{title}</p>
    </header>
    <p class="alert" role="alert">
      {alert}
    </p>
  </section>
);
