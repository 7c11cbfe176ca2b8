import { useLayoutEffect, useRef, useState } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { sides } from "../src/axis.js";
import { Choice, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Geometry } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Player, usePlayer } from "../src/components/Player.jsx";
import { useLater } from "../src/later.js";
import { windowFrame } from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { selecting, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { Calculation } from "./Calculation.jsx";
import { Ways } from "./Ways.jsx";
import { loopOf } from "./program.js";
import { READABLE, litBy, passesOf, productsOf, sumsOf } from "./products.js";

/** Sliders in sight; the others are folded away. */
const SEEN = ["stride", "padding", "dilation"];
/** An explorer no wider than this, in pixels, has room for one way at a time. */
const NARROW = 480;

/** The deltas have the shape of the output. */
function follow(state, resized) {
  const size = arithmetic.outputShape(state.image, state.kernel, state);
  return Math.min(...size) > 0 ? { grad_output: resized("grad_output", size) } : {};
}

/** Whether a matrix is too large for its numbers to be read. @param {Record<string, any>} state */
const isLarge = ({ image, kernel, grad_output: deltas }) =>
  [image, kernel, deltas].some((matrix) => matrix.flat().length > READABLE);

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state @param {any} later what is loaded when it is asked for */
function view(state, later) {
  const { image, kernel, grad_output: deltas } = state;
  const [size, kernelSize] = [arithmetic.shape(image), arithmetic.shape(kernel)];
  const outSize = arithmetic.shape(deltas);
  const [pixels, cells, outs] = [size, kernelSize, outSize].map(([rows, cols]) => rows * cols);
  const programs = { line: loopOf(state), turned: later?.turnedLoopOf(state) ?? [] };
  const products = productsOf(state);
  const selected = settled(state.selection, {
    ...{ output: outSize, input: size, kernel: kernelSize },
    ...{ columns: [cells, outs], matrix: [outs, pixels] },
    line: [programs.line.length, ...outSize, ...kernelSize],
    ...(later && { turned: [programs.turned.length, ...size, ...kernelSize] }),
  });
  return {
    ...{ size, kernelSize, outSize, pixels, cells, outs, programs, products, selected },
    output: sumsOf(products, outSize, "out", ({ w, x }) => w * x),
    gradient: sumsOf(products, size, "pixel", ({ w, delta }) => w * delta),
    ...litBy(selected, products, programs),
  };
}

/** Steps through the passes of the selected line, or else through what is computed.
 * @param {{set: (changes: Record<string, any>) => void}} explorer @param {string} grid
 * @param {ReturnType<typeof view>} shown */
function usePasses({ set }, grid, { selected, at, products, programs, size, outSize }) {
  const last = useRef([0, 0]);
  const [rows, cols] = grid === "input" ? size : outSize;
  const loop = selected && programs[selected.grid] && selected.grid;
  const fixed = loop ? programs[loop][selected.at[0]].fixed : 0;
  if (selected?.grid === grid) last.current = at;
  const [row, col] = last.current;
  const passes = fixed ? passesOf(loop, products, fixed) : null;
  const step = passes
    ? passes.findIndex((pass) => pass.every((number, n) => n >= fixed || number === at[n]))
    : row < rows && col < cols
      ? row * cols + col
      : -1;
  const to = (/** @type {number} */ next) =>
    passes && selected ? [loop, selected.at[0], ...passes[next]] : [grid, Math.floor(next / cols), next % cols];
  const count = passes?.length ?? rows * cols;
  const player = usePlayer({ step, count, onStep: (next) => set({ selection: to(next) }) });
  return { player, fixed };
}

/** Whether there is room for one way only.
 * @param {{current: any}} stage */
function useNarrow(stage) {
  const [narrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const root = stage.current.closest(".explorer");
    const measure = () => setNarrow(root.clientWidth <= NARROW);
    // In a frame of its own: what follows changes heights, and an observer may not wait for itself.
    const observer = new ResizeObserver(() => requestAnimationFrame(measure));
    observer.observe(root);
    measure();
    return () => observer.disconnect();
  }, []);
  return narrow;
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function AsMatrix({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const like = /** @type {const} */ ({ kernel: "kernel", grad_output: "gradient" });
  const matrices = useMatrices(explorer, { messages, like, follow });
  const later = useLater(model.get("kind"), state.transposed || state.circular || isLarge(state));
  const shown = view(state, later);
  const { player, fixed } = usePasses(explorer, state.transposed ? "input" : "output", shown);
  const stage = useRef(/** @type {any} */ (null));
  const narrow = useNarrow(stage);
  const title = state.transposed ? messages.asMatrixBack : messages.asMatrix;
  const label = messages.label(title, dimensions(shown.size), dimensions(shown.kernelSize), state);
  const unit = fixed === 4 ? messages.productStep : state.transposed && !fixed ? messages.pixelStep : messages.window;
  const place = unit(shown.selected && player.step >= 0 ? player.step + 1 : null, player.count);
  const parts = {
    ...{ explorer, matrices, shown, messages, player, narrow, later },
    ...selecting(explorer, shown.selected),
  };
  return (
    <Explorer
      {...{ title, label, messages, explorer, player }}
      more={<Own {...parts} />}
    >
      <div ref={stage}>
        <Given {...parts} />
        {narrow && (
          <div class="choose">
            <Choice
              label={messages.view}
              value={state.view}
              options={Object.entries(messages.views)}
              onChange={(choice) => set({ view: choice })}
            />
          </div>
        )}
        <Ways {...parts} />
      </div>
      <Calculation {...{ state, shown, messages }} playing={player.playing} />
      <Player {...{ player, messages, place }} />
      <Geometry {...parts} only={SEEN}>
        <Toggle
          label={messages.transposed}
          checked={state.transposed}
          onChange={(transposed) => set({ transposed })}
        />
      </Geometry>
      <Circle {...parts} />
    </Explorer>
  );
}

/** What goes in, the kernel, and what comes out; on the way back from right to left. */
function Given({ explorer, matrices, shown, messages, on, select }) {
  const { image, kernel, grad_output: deltas, transposed } = explorer.state;
  const { size, kernelSize, outSize, lit, output, gradient } = shown;
  const isLit = (/** @type {(product: any) => number[]} */ of) => {
    const places = new Set(lit.map((/** @type {any} */ product) => String(of(product))));
    return (/** @type {number[]} */ ...place) => places.has(String(place));
  };
  const grid = (place, of) => {
    const active = isLit(of);
    return {
      mark: (row, col) => ({
        state: words({ active: active(row, col), selected: on(place)(row, col) }),
      }),
      cellLabel: messages.cell,
      onSelect: select(place),
    };
  };
  const named = (name, values) => ({ name, caption: name, values, dimensions: dimensions(arithmetic.shape(values)) });
  const windows = new Set(lit.map(({ out }) => out));
  const frame = windows.size === 1 ? windowFrame(lit[0].i, lit[0].j, explorer.state, kernelSize) : null;
  const [[top, bottom], [left, right]] = sides(explorer.state.padding);
  const around = { padding: /** @type {[number, number]} */ ([top, left]), after: /** @type {[number, number]} */ ([bottom, right]) };
  const across = transposed ? size[1] : left + size[1] + right;
  const ofPixel = grid("input", ({ row, col }) => [row, col]);
  const ofOutput = grid("output", ({ i, j }) => [i, j]);
  const weights = (
    <Grid
      {...named(messages.kernel, kernel)}
      {...grid("kernel", ({ m, n }) => [m, n])}
      {...matrices.editing("kernel")}
      role="kernel some"
    />
  );
  return (
    <div
      class="stage"
      style={{ "--all": across + kernelSize[1] + outSize[1], "--widest": Math.max(across, kernelSize[1] + outSize[1] + 1) }}
    >
      {transposed ? (
        <>
          <Grid {...named(messages.outputGradient, deltas)} {...ofOutput} {...matrices.editing("grad_output")} role="gradient" />
          <Sign>·</Sign>
          {weights}
          <Sign>→</Sign>
          <Grid {...named(messages.inputGradient, gradient)} {...ofPixel} role="gradient" />
        </>
      ) : (
        <>
          <Grid {...named(messages.input, image)} {...ofPixel} {...around} {...matrices.editing("image")} frame={frame} role="input" />
          <Sign>∗</Sign>
          {weights}
          <Sign>=</Sign>
          <Grid {...named(messages.output, output)} {...ofOutput} role="output" />
        </>
      )}
    </div>
  );
}

const Sign = ({ children }) => (
  <span class="sign" aria-hidden="true">
    {children}
  </span>
);

/** What is asked for seldom. @param {any} parts */
function Own(parts) {
  const later = useLater(parts.explorer.model.get("kind"), true);
  return later ? <later.Own {...parts} /> : <span aria-busy="true" />;
}

/** What becomes of M where the image goes round, folded away.
 * @param {any} parts */
function Circle(parts) {
  const { explorer, messages, later } = parts;
  const { circular } = explorer.state;
  return (
    <div class="circle">
      <button type="button" aria-expanded={circular} onClick={() => explorer.set({ circular: !circular })}>
        {messages.circle}
      </button>
      {circular && (later ? <later.Circle {...parts} /> : <span aria-busy="true" />)}
    </div>
  );
}
