/**
 * What a link to an explorer holds. The page of the book asks for it, too, when its reader
 * goes to its twin in another language (`twins.js`): whoever was changed answers.
 */
import { useEffect } from "preact/hooks";
import { toText } from "./links.js";
import { linkTo } from "./place.js";

/** What comes after the page's address in a link to what is shown.
 * @param {ReturnType<typeof import("./state.js").useExplorerState>} explorer */
export function useHeld({ model, state, beginning, number }) {
  /** @param {import("./rules.js").State} of */
  const held = (of) => linkTo(model.get("kind"), number, toText(of, model.get("rules")));
  useEffect(() => {
    const answer = (/** @type {any} */ { detail }) => {
      if (held(state) !== held(beginning)) detail.push(held(state).slice(1));
    };
    addEventListener("convlib-leave", answer);
    return () => removeEventListener("convlib-leave", answer);
  });
  return () => held(state);
}
