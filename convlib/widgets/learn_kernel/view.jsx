import { useMemo } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { Choice, Controls, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Feeds, GradientSum, Ledger, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { Player, usePlayer } from "../src/components/Player.jsx";
import { write } from "../src/code.js";
import { anotherSeed } from "../src/draws.js";
import { useLater } from "../src/later.js";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { format, longest } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { Curve } from "./Curve.jsx";
import {
  drawn,
  largestRate,
  learn,
  leastLoss,
  moment,
  randomKernel,
  ratesUpTo,
  task,
  way,
} from "./learning.js";

/** Milliseconds from step to step at speed 1. */
const PAUSE = 500;
/** Products that are written out; of more there are sums, a number for each row of the output. */
const WRITTEN = 16;
/** Stride 1, no padding. */
const DENSE = {};

/** A number in a cell, all about as long: three digits, or its order of magnitude.
 * @param {number} value */
function short(value) {
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return format(value, 3);
  const text = size < 0.005 ? value.toExponential(0) : value.toFixed(size < 10 ? 2 : 1);
  return text.replaceAll("-", "−");
}

/** Marks without the factors, unless these are whole: others have no room in a cell.
 * @param {((row: number, col: number) => import("../src/components/Grid.jsx").Mark)} marks
 * @param {{w: number}[] | null | undefined} hits */
const brief = (marks, hits) =>
  hits?.every(({ w }) => Number.isInteger(w))
    ? marks
    : (/** @type {number} */ row, /** @type {number} */ col) => ({ ...marks(row, col), badge: undefined });

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state @param {number} most steps that can be taken */
function useView(state, most) {
  const { image, target, kernel, learning_rate: rate, mistake } = state;
  const kernelSize = arithmetic.shape(kernel);
  const steps = Math.max(state.steps, state.step);
  const given = [image, target, kernel, rate, mistake, steps];
  const run = useMemo(() => learn({ ...state, steps }), given);
  const right = useMemo(() => (mistake === "none" ? null : learn({ ...state, steps }, "none")), given);
  const largest = useMemo(() => largestRate(image, kernelSize), [image, String(kernelSize)]);
  const least = useMemo(
    () => leastLoss(image, target, kernelSize),
    [image, target, String(kernelSize)],
  );
  const { losses, weights } = run;
  const last = losses.length - 1;
  const step = Math.min(state.step, last);
  return {
    ...{ kernelSize, largest, least, step, last, losses, most },
    now: moment(state, weights[step]),
    diverged: run.diverged && step === last,
    /** Whether there is a step to take after the last one. */
    goesOn: !run.diverged && last < most,
    right: right && right.losses,
    selected: settled(state.selection, {
      kernel_gradient: kernelSize,
      error: arithmetic.shape(target),
      input: arithmetic.shape(image),
    }),
  };
}

/** What belongs to the selected cell: the products of a weight or of a window, or what a
 * pixel feeds. @param {Record<string, any>} state @param {ReturnType<typeof useView>} shown */
function selectedParts({ image, mistake }, { selected, now, kernelSize }) {
  const { grid, row = 0, col = 0 } = selected ?? {};
  if (grid === "error") return { window: arithmetic.windowTerms(image, now.kernel, DENSE, row, col) };
  if (grid === "input") return { fed: arithmetic.feeds(image, now.kernel, DENSE, row, col) };
  if (grid !== "kernel_gradient") return {};
  const turned = mistake === "turned_gradient";
  const [m, n] = turned ? [kernelSize[0] - 1 - row, kernelSize[1] - 1 - col] : [row, col];
  const terms = arithmetic
    .uses(image, now.kernel, DENSE, m, n)
    .map((term) => ({ ...term, w: term.x, delta: now.delta[term.i][term.j] }));
  return { weight: [m, n], terms };
}

/** A program, with those lines only that belong to the mistake that is made.
 * @param {string} template @param {Record<string, any>} state */
const program = (template, state) =>
  write(
    template.replace(/^\{mistake=(\w+)\}(.*\n)/gm, (_, word, line) => (word === state.mistake ? line : "")),
    state,
  );

/** Sizes that change, and images that are pasted, make another task of a hidden kernel. */
const follow = (state) => (next) => {
  const sizes = (/** @type {any} */ { image, kernel }) => String([image, kernel].map(arithmetic.shape));
  if (next.image === state.image && sizes(next) === sizes(state)) {
    return next.kernel === state.kernel ? {} : { steps: 0, step: 0 };
  }
  const [rows, cols] = arithmetic.shape(next.kernel);
  if (Math.min(...arithmetic.outputShape(next.image, next.kernel, DENSE)) < 1) return {};
  return task(next.image, arithmetic.fill(rows, cols, (m, n) => ((m + 2 * n) % 3) - 1));
};

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function LearnKernel({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set, rules } = explorer;
  const [, , most] = rules.steps;
  const shown = useView(state, most);
  const { step, last, goesOn, kernelSize } = shown;
  const matrices = {
    ...useMatrices(explorer, { messages, like: { kernel: "kernel" }, follow: follow(state) }),
    fresh: () => set(drawn(state, model.get("rules").drawn, anotherSeed(state.seed))),
  };
  const player = usePlayer({
    step,
    count: goesOn ? most + 1 : last + 1,
    onStep: (to) => set({ step: to, steps: Math.max(state.steps, state.step, to) }),
    pause: PAUSE,
  });
  const title = messages.learnKernel;
  const label = messages.learnLabel(title, dimensions(arithmetic.shape(state.image)), dimensions(kernelSize), state);
  const parts = { explorer, matrices, player, shown, messages, found: selectedParts(state, shown) };
  return (
    <Explorer
      {...{ title, label, messages, explorer, player }}
      more={<More {...parts} />}
      program={program}
      copies={[[messages.copyLosses, () => `${shown.losses.join("\n")}\n`]]}
    >
      <Stage {...parts} />
      <Calculation {...parts} />
      <Steps {...parts} />
      <Mistakes {...parts} />
    </Explorer>
  );
}

/** The fold, once it has come. */
function More(parts) {
  const later = useLater(parts.explorer.model.get("kind"), true);
  return later ? <later.Own {...parts} /> : <span aria-busy="true" />;
}

/** What goes in and what learns; below it, how wrong what comes out is. */
function Stage(parts) {
  const { state } = parts.explorer;
  const { kernelSize } = parts.shown;
  const [columns, outputs] = [state.image[0].length, state.target[0].length];
  return (
    <div
      class="stage"
      style={{
        "--all": Math.max(columns + 2 * kernelSize[1] + 2, 3 * outputs + 1),
        "--widest": Math.max(columns, 2 * outputs + 2),
      }}
    >
      <Input {...parts} />
      <Weights {...parts} />
      <div class="maps errors">
        <Errors {...parts} />
      </div>
    </div>
  );
}

/** The input, and what of it the selected number is made of. */
function Input({ explorer, matrices, shown, found, messages }) {
  const { state, set } = explorer;
  const { selected, kernelSize } = shown;
  const { terms, window, weight } = found;
  const size = arithmetic.shape(state.image);
  const factors = terms ? terms.map((term) => ({ ...term, w: term.delta })) : window;
  const marks = inputMarks({
    terms: factors,
    selected: (row, col) => isSelected(selected, "input", row, col),
    read: arithmetic.readMask(size, kernelSize, DENSE),
    badgeRole: terms ? "gradient" : "kernel",
  });
  const [rows, cols] = arithmetic.shape(state.target);
  return (
    <Grid
      name={messages.input}
      role="input"
      caption={messages.input}
      values={state.image}
      mark={brief(marks, factors)}
      frame={
        weight
          ? { row: weight[0], col: weight[1], rows, cols }
          : window && windowFrame(selected.row, selected.col, DENSE, kernelSize)
      }
      cellLabel={messages.cell}
      onSelect={(row, col) => set({ selection: ["input", row, col] })}
      {...matrices.editing("image")}
    />
  );
}

/** The kernel at this step, and the gradient that the next step takes. */
function Weights({ explorer, matrices, shown, found, messages }) {
  const { set } = explorer;
  const { now, selected } = shown;
  const weights = new Set((found.fed ?? []).map(({ m, n }) => String([m, n])));
  const mark = (row, col) => ({
    state: words({
      selected: isSelected(selected, "kernel_gradient", row, col),
      active: weights.has(String([row, col])),
    }),
  });
  const onSelect = (row, col) => set({ selection: ["kernel_gradient", row, col] });
  const own = {
    ...matrices.editing("kernel"),
    /** What the reader writes is where it begins, from the numbers that are seen. */
    onEdit: (row, col, value) =>
      set({ kernel: arithmetic.replace(now.kernel, row, col, value), seed: 0, steps: 0, step: 0 }),
  };
  const grid = (name, role, values, more) => (
    <Grid {...{ name, role, values, mark, onSelect, text: short }} caption={name} cellLabel={messages.cell} {...more} />
  );
  return (
    <>
      {grid(messages.kernel, `kernel${found.fed ? " some" : ""}`, now.kernel, own)}
      {grid(messages.kernelGradient, "gradient", now.gradient, {})}
    </>
  );
}

/** Output minus target is the error. */
function Errors({ explorer, matrices, shown, found, messages }) {
  const { state, set } = explorer;
  const { now, selected, kernelSize } = shown;
  const { terms, fed } = found;
  const marked = (hits, badgeRole) =>
    brief(
      outputMarks({
        fed: hits,
        selected: (row, col) => isSelected(selected, "error", row, col),
        later: () => false,
        badgeRole,
      }),
      hits,
    );
  const onSelect = (row, col) => set({ selection: ["error", row, col] });
  const grid = (name, role, values, mark, more = {}) => (
    <Grid {...{ name, role, values, mark, onSelect, text: short }} caption={name} cellLabel={messages.cell} {...more} />
  );
  const sign = (text) => (
    <span class="sign" aria-hidden="true">
      {text}
    </span>
  );
  return (
    <>
      {grid(messages.output, "output", now.output, marked(fed, "kernel"))}
      {sign("−")}
      {grid(messages.target, "output", state.target, marked(null, ""), matrices.editing("target"))}
      <div class="side">
        {sign("=")}
        {grid(messages.error, "gradient", now.error, marked(errorsOf(terms, state, now, kernelSize), "input"))}
      </div>
    </>
  );
}

/** The errors that a gradient is made of, each with the pixel that it is multiplied by.
 * @param {any[] | undefined} terms */
function errorsOf(terms, { mistake }, { error }, [rows, cols]) {
  if (mistake === "few_deltas") return terms?.filter(({ i, j }) => i < rows && j < cols);
  if (mistake !== "turned_deltas") return terms;
  const [down, across] = arithmetic.shape(error);
  return terms?.map(({ i, j, w }) => ({ i: down - 1 - i, j: across - 1 - j, w }));
}

/** @param {{i: number, delta: number, x: number}[]} terms @returns {number[]} */
function rowSums(terms) {
  /** @type {number[]} */
  const sums = [];
  for (const { i, delta, x } of terms) sums[i] = (sums[i] ?? 0) + delta * x;
  return sums;
}

/** The sum behind the selected number, and what becomes of it. */
function Calculation({ explorer, shown, found, player, messages }) {
  const { state } = explorer;
  const { now, selected, kernelSize } = shown;
  const seen = now.delta.map((line) => line.map((d) => Number(d.toPrecision(3))));
  const factors = found.window ? [state.image, now.kernel] : [seen, state.image];
  const digits = /** @type {[number, number]} */ (factors.map((matrix) => longest(matrix)));
  const written = seen.flat().length > WRITTEN ? 1 : seen.length;
  const lines = 2 + Math.max(kernelSize[0], written);
  const props = { digits, lines, playing: player.playing };
  const { row = 0, col = 0 } = selected ?? {};
  if (found.terms) {
    const value = now.gradient[row][col];
    const factor = way(state.learning_rate, state.mistake);
    const step = [now.kernel[row][col], factor, value, now.kernel[row][col] + factor * value];
    const terms = found.terms.map((term) => ({ ...term, delta: Number(term.delta.toPrecision(3)) }));
    return (
      <Ledger {...props} value={value} words={messages.stepWords(row, col, found.terms, value, step)}>
        {terms.length > WRITTEN ? (
          <p>{messages.rowSums(row, col, rowSums(found.terms), value)}</p>
        ) : (
          <GradientSum {...{ row, col, value, terms }} symbol="w" role="input" />
        )}
        <p>{messages.weightStep(row, col, ...step)}</p>
      </Ledger>
    );
  }
  if (found.window) {
    const [output, wanted, error] = [now.output, state.target, now.error].map((map) => map[row][col]);
    return (
      <Ledger {...props} value={error} words={messages.errorWords(row, col, found.window, output, wanted, error)}>
        <Sum symbol={[row, col]}>
          {[<WindowSum terms={found.window} />, <b class="chip result">{format(output)}</b>]}
        </Sum>
        <p>{messages.errorOf(row, col, output, wanted, error)}</p>
      </Ledger>
    );
  }
  if (found.fed) {
    const value = state.image[row][col];
    return (
      <Ledger {...props} value={value} words={messages.fedWords(row, col, value, found.fed)}>
        <Feeds fed={found.fed} value={value} />
      </Ledger>
    );
  }
  return (
    <Ledger {...props} value={now.loss} words={messages.lossOf(now.error.flat().length, now.loss)}>
      <p>{messages.lossOf(now.error.flat().length, now.loss)}</p>
      <p>{messages.selectToRead}</p>
    </Ledger>
  );
}

/** Step, Play, and where it stands: the curve of the loss, a slider over all steps done, and
 * the learning rate, which bends the curve. */
function Steps({ explorer, shown, player, messages }) {
  const { state, set } = explorer;
  const { step, last, losses, right, least, largest, diverged, kernelSize, most } = shown;
  const restart = () => {
    player.stop();
    set({ kernel: randomKernel(kernelSize), seed: 0, steps: 0, step: 0 });
  };
  return (
    <>
      <Player
        {...{ player }}
        messages={{ ...messages, next: messages.step }}
        place={messages.stepsDone(step)}
      />
      <div class="losses">
        <div class="now">
          <span class="key run">{messages.lossNow(losses[step])}</span>
          {right && (
            <span class="key right">{messages.rightNow(right[Math.min(step, right.length - 1)])}</span>
          )}
          {least > 0 && <span class="key least">{messages.leastLoss(least)}</span>}
          {diverged && <b>{messages.diverged}</b>}
          <button type="button" onClick={restart}>
            {messages.randomStart}
          </button>
        </div>
        <Curve {...{ losses, right, least, step, most, messages }} onStep={player.go} />
        <Slider label={messages.atStep} value={step} min={0} max={last} onChange={player.go} />
        <Slider
          label={messages.learningRate}
          value={state.learning_rate}
          {...ratesUpTo(largest, state.learning_rate)}
          onChange={(learning_rate) => set({ learning_rate })}
        />
        <p class="rate">{messages.largestRate(largest)}</p>
      </div>
    </>
  );
}

/** What is done wrong, and why it fails. */
function Mistakes({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const { losses, right, kernelSize } = shown;
  const { learning_rate: rate, mistake, target } = state;
  const [, ...mistakes] = explorer.rules.mistake;
  const few = target.slice(0, kernelSize[0]).flatMap((line) => line.slice(0, kernelSize[1])).length;
  const numbers = { count: target.flat().length, few, rate };
  const same = right && losses.length > 1 && String(right) === String(losses);
  return (
    <Controls note={same ? messages.noDifference : messages.why[mistake](numbers)}>
      <Choice
        label={messages.breakIt}
        value={mistake}
        options={mistakes.map((word) => [word, messages.mistakes[word](numbers)])}
        onChange={(word) => set({ mistake: word })}
      />
    </Controls>
  );
}
