/** What is folded away, or seldom there: a script of its own, which comes when it is asked for. */
import { useRef } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { ReadsTogether, Slider } from "../src/components/Controls.jsx";
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";
import { GradientSum, Ledger } from "../src/components/Ledger.jsx";
import { companions, readTogether } from "../src/marks.js";
import { formatFactor } from "../src/numbers.js";
import { restacking } from "../src/stacks.js";
import { STEP, pairOf, pairsOf, placesOf, stacksOf } from "./results.js";

export { readTogether };

const FOLD = ["image", "kernel", "dilation"];

/** A state with other numbers of channels, filters and groups. `memory` keeps what is cut off.
 * @param {Record<string, any>} state
 * @param {{channels: number, filters: number, groups: number}} numbers
 * @param {Map<string, any>} memory @returns {Record<string, any>} the changes */
function restacked(state, { channels, filters, groups }, memory) {
  const { images, kernels, deltas } = stacksOf(state);
  const imageOf = restacking(memory, "image", images, "image");
  const kernelOf = restacking(memory, "kernel", kernels, "kernel");
  const deltaOf = restacking(memory, "delta", deltas, "gradient");
  const depth = channels / groups;
  const image = arithmetic.count(channels).map((c) => imageOf(arithmetic.shape(images[0]), c));
  const kernel = arithmetic.count(filters).map((k) =>
    arithmetic.count(depth).map((d) => kernelOf(arithmetic.shape(kernels[0][0]), k, d)),
  );
  const delta = arithmetic.count(filters).map((k) => deltaOf(arithmetic.shape(deltas[0]), k));
  const alone = channels === 1 && filters === 1;
  return {
    seed: 0,
    groups,
    filter: Math.min(state.filter, filters - 1),
    channel: Math.min(state.channel, depth - 1),
    image: alone ? image[0] : image,
    kernel: alone ? kernel[0][0] : kernel,
    grad_output: alone ? delta[0] : delta,
  };
}

/** The reader's own numbers: how many channels, filters and groups there are, and of what size.
 * @param {any} parts */
export function Own(parts) {
  const { explorer, messages } = parts;
  const { state, set, caps } = explorer;
  const memory = useRef(new Map());
  const { images, kernels } = stacksOf(state);
  const { groups } = state;
  const now = { channels: images.length, filters: kernels.length, groups };
  const change = (changes) => set(restacked(state, { ...now, ...changes }, memory.current));
  const isDivisor = (parts) => now.channels % parts === 0 && now.filters % parts === 0;
  const divisors = arithmetic.count(now.channels + 1).slice(1).filter(isDivisor);
  const most = { channels: caps.channel_count, filters: caps.filter_count };
  const stacks = ["channels", "filters"].map((name) => (
    <Slider
      key={name}
      label={messages.howMany[name]}
      value={now[name]}
      min={groups}
      max={Math.max(most[name] - (most[name] % groups), now[name])}
      step={groups}
      onChange={(length) => change({ [name]: length })}
    />
  ));
  const snap = (parts) =>
    parts > groups ? divisors.find((d) => d >= parts) : divisors.findLast((d) => d <= parts);
  return (
    <>
      <Geometry {...parts} only={FOLD} first={stacks}>
        <Slider
          label={messages.groups}
          value={groups}
          min={1}
          max={divisors[divisors.length - 1]}
          onChange={(value) => change({ groups: snap(value) })}
        />
        <ReadsTogether {...{ explorer, messages }} />
      </Geometry>
      <OwnNumbers {...parts} />
    </>
  );
}

/** Which of several filters and channels are shown. @param {any} parts */
export function Pair({ explorer, messages, places }) {
  const { state, set } = explorer;
  const { channel, first, depth } = places;
  return (
    <>
      <Slider
        label={messages.filter}
        value={state.filter}
        min={0}
        max={stacksOf(state).kernels.length - 1}
        onChange={(filter) => set({ filter })}
      />
      <Slider
        label={messages.channel}
        value={channel}
        min={first}
        max={first + depth - 1}
        onChange={(value) => set({ channel: value - first })}
      />
    </>
  );
}

/** What is said with the filter and the channel that are shown in the names of the grids.
 * @param {any} messages @param {number} filter @param {number} channel */
export const placed = (messages, filter, channel) => ({
  ...messages,
  input: messages.at(messages.input, { channel }),
  paddedInput: (padding) => messages.at(messages.paddedInput(padding), { channel }),
  kernel: messages.at(messages.kernel, { filter, channel }),
  outputGradient: messages.at(messages.outputGradient, { filter }),
  inputGradient: messages.at(messages.inputGradient, { channel }),
  kernelGradient: messages.at(messages.kernelGradient, { filter, channel }),
  withoutFlip: messages.at(messages.withoutFlip, { channel }),
});

/** What comes back to an input through the filters that are not shown.
 * @param {Record<string, any>} state @param {number} row @param {number} col */
const throughOthers = (state, row, col) =>
  placesOf(state)
    .filters.filter((filter) => filter !== state.filter)
    .map((filter) => {
      const { image, kernel, grad_output: delta, ...geometry } = pairOf(state, filter);
      const value = arithmetic
        .feeds(image, kernel, geometry, row, col)
        .reduce((sum, { i, j, w }) => sum + delta[i][j] * w, 0);
      return { filter, value };
    });

/** The sum behind the selected gradient, what comes through other filters included; what a nudge
 * measures, and how many cells are read together. @param {any} parts */
export function Sum({ explorer, shown, messages, places, props, sum, truth }) {
  const { flip, nudge, filter } = explorer.state;
  const { applied, selected, toInput, together, size } = shown;
  const { symbol, row, col, terms, value } = sum;
  const others = toInput ? throughOthers(applied, row, col) : [];
  const found = nudge ? measured(explorer.state, selected) : null;
  const nudged = nudge && messages.measured(symbol, row, col, STEP, found, value);
  const unturned = toInput && !flip && messages.flipForgotten(value, truth);
  const shared = together && messages.sharedBy(companions(size, together));
  const own = terms.reduce((rest, { delta, w }) => rest + delta * w, 0);
  const spoken = others.length
    ? [messages.gradientWords(symbol, row, col, terms, own, null, own), messages.added(others, value), unturned, nudged]
    : [messages.gradientWords(symbol, row, col, terms, value, found, truth)];
  const path = places.stacked ? [filter, places.channel].slice(toInput ? 1 : 0) : [];
  return (
    <Ledger {...props} value={value} words={[...spoken, shared].filter(Boolean).join(" ")}>
      <GradientSum {...sum} path={path}>
        {others.map((one) => (
          <div class="line" key={one.filter}>
            <span class="relation" />
            <div>
              <span class="operator">+</span>
              <b class="chip part">{formatFactor(one.value)}</b> {messages.throughFilter(one.filter)}
            </div>
          </div>
        ))}
      </GradientSum>
      {[unturned, nudged, shared].map((remark) => remark && <p key={remark}>{remark}</p>)}
    </Ledger>
  );
}

/** The change of E, the sum of all δ·a, when the selected number moves by STEP, per unit.
 * @param {Record<string, any>} state @param {{grid: string, row: number, col: number}} selected */
function measured(state, { row, col, grid }) {
  const name = grid === "input_gradient" ? "image" : "kernel";
  const pairs = name === "image" ? pairsOf(state) : [pairOf(state)];
  const energy = ({ image, kernel, grad_output: delta, ...geometry }) =>
    arithmetic
      .conv2d([image], [[kernel]], null, geometry)[0]
      .flat()
      .reduce((sum, a, cell) => sum + a * delta.flat()[cell], 0);
  const change = (pair) => {
    const matrix = pair[name];
    const moved = arithmetic.replace(matrix, row, col, matrix[row][col] + STEP);
    return energy({ ...pair, [name]: moved }) - energy(pair);
  };
  return pairs.reduce((sum, pair) => sum + change(pair), 0) / STEP;
}
