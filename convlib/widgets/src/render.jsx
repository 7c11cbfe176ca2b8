import { render as draw } from "preact";
import { numberOf } from "./place.js";
import { messagesFor, viewOf } from "./registry.js";
import { numbers } from "./state.js";

/**
 * Draws the element that `model` describes into `el`; the same for both hosts.
 * @param {{model: import("./state.js").Model, el: Element}} where
 * @returns {() => void} stops it and takes it away
 */
export function render({ model, el }) {
  const kind = model.get("kind");
  const View = viewOf(kind);
  numbers.set(model, numberOf(el.closest(".explorer-host")));
  draw(<View model={model} messages={messagesFor(el, kind)} />, el);
  return () => draw(null, el);
}
