import { render as draw } from "preact";
import { numberOf } from "./place.js";
import { messagesFor, viewOf } from "./registry.js";
import { numbers } from "./state.js";

/**
 * Draws the element that `model` describes into `el`; the same for both hosts. What speaks a
 * language of its own says so to its page, and begins anew when it is told another one.
 * @param {{model: import("./state.js").Model, el: HTMLElement}} where
 * @returns {() => void} stops it and takes it away
 */
export function render({ model, el }) {
  const kind = model.get("kind");
  const View = viewOf(kind);
  numbers.set(model, numberOf(el.closest(".explorer-host")));
  /** @type {string | null | undefined} */
  let spoken = null;
  const speak = () => {
    const language = model.get("_language"); // none in the book: it is that of the page
    if (language === spoken) return; // the book's models tell of every change
    if (language) el.lang = language;
    else if (spoken) el.removeAttribute("lang");
    spoken = language;
    draw(<View key={language} model={model} messages={messagesFor(el, kind)} />, el);
  };
  speak();
  model.on("change:_language", speak);
  return () => {
    model.off("change:_language", speak);
    draw(null, el);
  };
}
