/** What is folded away: a script of its own, which comes when a reader asks for it. */
import { useRef } from "preact/hooks";
import { fill } from "../src/arithmetic.js";
import { ReadsTogether, Slider } from "../src/components/Controls.jsx";
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";
import { readTogether } from "../src/marks.js";
import { capsFor, mostOf, restacked } from "./stacks.js";

export { readTogether };

/** How many cells of all channels are read together with the selected one, in words.
 * @param {any} messages @param {number} channels @param {[number, number]} size
 * @param {(row: number, col: number) => number} together */
export const sharedWords = (messages, channels, size, together) =>
  messages.sharedBy(Math.max(0, channels * fill(...size, together).flat().filter(Boolean).length - 1));

const FOLD = ["image", "filters", "dilation"];

/** The reader's own numbers: how many channels and filters there are, and of what size. */
export function Own(parts) {
  const { explorer, messages } = parts;
  const { state, set, caps } = explorer;
  const memory = useRef(new Map());
  const now = { channels: state.image.length, filters: state.filters.length };
  const most = mostOf(caps, state);
  const stacks = ["channels", "filters"].map((name) => (
    <Slider
      key={name}
      label={messages.howMany[name]}
      value={now[name]}
      min={1}
      max={most[name]}
      onChange={(count) => set(restacked(state, { ...now, [name]: count }, memory.current))}
    />
  ));
  return (
    <>
      <Geometry
        {...parts}
        {...{ only: FOLD, first: stacks }}
        explorer={{ ...explorer, caps: capsFor(caps, state) }}
        kernel="filters"
      >
        <ReadsTogether {...parts} />
      </Geometry>
      <OwnNumbers {...parts} />
    </>
  );
}
