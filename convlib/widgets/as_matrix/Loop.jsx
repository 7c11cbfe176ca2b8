import { useRef } from "preact/hooks";
import { format } from "../src/numbers.js";
import { placeIn, sameIn } from "./products.js";

/** How many numbers of a variable are written out. */
const MOST = 3;

/** The numbers that a variable takes in some products, in order.
 * @param {number[]} all */
function values(all) {
  const found = [...new Set(all)];
  return found.length > MOST
    ? `${format(found[0])} … ${format(/** @type {number} */ (found.at(-1)))}`
    : found.map((number) => format(number)).join(", ") || "–";
}

/**
 * A program line by line, with what its variables are in the products that are lit. Up and Down
 * choose a line, Left and Right its passes.
 * @param {{name: "line" | "turned", caption: string, explorer: any, shown: any, player: any,
 *   variables: any[]}} props `variables` are names, each with what it is of a product
 */
export function Loop({ name, caption, explorer, shown, player, variables }) {
  const { selected, at, lit } = shown;
  const lines = /** @type {import("./program.js").Line[]} */ (shown.programs[name]);
  const chosen = selected?.grid === name ? selected.at[0] : null;
  const place = chosen !== null ? at : lit[0] ? placeIn(name, lit[0]) : [0, 0, 0, 0];
  const scope = Math.max(2, sameIn(name, lit));
  const list = useRef(/** @type {any} */ (null));
  const stop = chosen ?? 0;
  const go = (/** @type {number} */ to) => {
    const line = Math.min(Math.max(to, 0), lines.length - 1);
    explorer.set({ selection: [name, line, ...place] });
    list.current.children[line].focus();
  };
  const keyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowUp: () => go(stop - 1),
      ArrowDown: () => go(stop + 1),
      Home: () => go(0),
      End: () => go(lines.length - 1),
      Enter: () => go(stop),
      ArrowLeft: () => player.go(player.step - 1),
      ArrowRight: () => player.go(player.step + 1),
    };
    if (!keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="loop">
      <p class="caption">{caption}</p>
      <div role="listbox" aria-label={caption} ref={list} onKeyDown={keyDown}>
        {lines.map(({ code, fixed }, line) => (
          <div
            role="option"
            aria-selected={line === chosen}
            class={lit.length > 0 && fixed >= scope ? "runs" : undefined}
            tabIndex={line === stop ? 0 : -1}
            onClick={() => go(line)}
            key={line}
          >
            {code}
          </div>
        ))}
      </div>
      <dl>
        {variables.map(([name, of]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{values(lit.map(of))}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
