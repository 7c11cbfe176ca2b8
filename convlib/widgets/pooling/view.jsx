import * as arithmetic from "../src/arithmetic.js";
import { axesOf, pair, shortest, sides } from "../src/axis.js";
import { Choice, ReadsTogether, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Chip, GradientSum, Ledger } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { SizeFormula } from "../src/components/SizeFormula.jsx";
import {
  companions,
  outputMarks,
  readTogether,
  togetherMark,
  windowFrame,
} from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { format, longest } from "../src/numbers.js";
import { poolBackward } from "../src/pooling.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { results, windowsOf } from "./results.js";

/** Sliders in sight; the others are folded away. */
const SEEN = ["kernel_size", "stride"];
const FOLDED = ["feature_map", "padding"];
/** More columns of a map and what is pooled of it have no room beside each other on a phone. */
const BESIDE = 11;

/** The axes of the map, and how much padding there may be along each.
 * @param {Record<string, any>} state */
const axes = (state) => axesOf(arithmetic.shape(state.feature_map), pair(state.kernel_size), state);
const half = (state) => pair(state.kernel_size).map((/** @type {number} */ cells) => cells >> 1);

/** A map that is smaller than the window has a smaller one; that has less padding around it,
 * and the pooled gradient the size of what is pooled. */
function follow(state, resized) {
  const kernel_size = shortest(
    /** @type {any} */ (axes(state).map((axis) => Math.min(axis.kernel, axis.before + axis.size + axis.after))),
  );
  const most = half({ kernel_size });
  const padding = shortest(
    /** @type {any} */ (
      sides(state.padding).map((zeros, axis) => zeros.map((cells) => Math.min(cells, most[axis])))
    ),
  );
  const size = axes({ ...state, kernel_size, padding }).map(({ count }) => count);
  const fits = Math.min(...size) > 0;
  return fits ? { kernel_size, padding, grad_output: resized("grad_output", size) } : {};
}

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { feature_map: map, grad_output: delta } = state;
  const windows = windowsOf(state);
  const output = windows.map((line) => line.map((window) => window.value));
  const gradient = poolBackward(map, delta, windows);
  const size = arithmetic.shape(map);
  const along = axes(state);
  const selected = settled(state.selection, {
    output: arithmetic.shape(output),
    input_gradient: size,
  });
  const { grid, row = 0, col = 0 } = selected ?? {};
  return {
    size,
    windows,
    output,
    gradient,
    selected,
    kernel: pair(state.kernel_size),
    along,
    /** Cells drawn before and after the map: padding, and what windows hang over. */
    before: along.map((axis) => axis.before),
    after: along.map((axis) =>
      Math.max(axis.after, axis.pixel(axis.count - 1, axis.kernel) - axis.size),
    ),
    together:
      state.reads_together && grid === "input_gradient" ? readTogether(along, row, col) : null,
    at: grid === "output" ? windows[row][col] : null,
    terms: grid === "input_gradient" ? gradient.terms[row][col] : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Pooling({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const like = /** @type {const} */ ({ grad_output: "gradient" });
  const matrices = useMatrices(explorer, { messages, like, follow });
  const names = { output: messages.pooled, input_gradient: messages.featureMapGradient };
  const practice = usePractice({ explorer, messages, results, names });
  const shown = view(practice.state);
  const { output, size, kernel } = shown;
  const [rows, cols] = arithmetic.shape(output);
  const player = useOutputPlayer({
    at: settled(state.selection, { output: [rows, cols] }),
    rows,
    cols,
    onSelect: (row, col) => set({ selection: ["output", row, col] }),
  });
  const title = messages.pooling;
  const label = messages.poolingLabel(dimensions(size), dimensions(kernel), state, messages.each);
  const lines = kernel[0] + 2;
  const place = messages.window(shown.at ? player.step + 1 : null, rows * cols);
  const parts = { explorer, matrices, practice, shown, messages };
  return (
    <Explorer {...{ title, label, messages, explorer, player }} more={<More {...parts} />}>
      <Stage {...parts} />
      <Practice {...{ practice, lines }}>
        <Calculation {...{ state, shown, messages, lines }} playing={player.playing} />
      </Practice>
      <Player {...{ player, messages, place }} />
      <Settings {...parts} />
      <SizeFormula {...state} {...{ messages, kernel }} input={size} />
    </Explorer>
  );
}

/** Forward above, backward below, cell under cell. */
function Stage(parts) {
  const { size, before, after, output } = parts.shown;
  const columns = before[1] + size[1] + after[1];
  const all = columns + output[0].length;
  return (
    <div
      class={all > BESIDE ? "stage pooling wide" : "stage pooling"}
      style={{ "--all": all, "--widest": columns }}
    >
      <FeatureMap {...parts} />
      <Pooled {...parts} />
      <MapGradient {...parts} />
      <PooledGradient {...parts} />
    </div>
  );
}

/** What two grids over another have in common: the padding, and the selected window. */
function common({ explorer, shown, messages }, role) {
  const { state, set } = explorer;
  const { before, after, at, selected, kernel } = shown;
  return {
    role,
    padding: before,
    after,
    frame: at && windowFrame(selected.row, selected.col, state, kernel),
    cellLabel: messages.cell,
    onSelect: (row, col) => set({ selection: ["input_gradient", row, col] }),
  };
}

/** The share of the selected window's output that a cell of the map has. */
const shareIn = (at) => (row, col) =>
  at?.cells.find((cell) => cell.row === row && cell.col === col)?.share;

/** The map, and what stands around it: nothing that could win, or zeros if they count. */
function FeatureMap(parts) {
  const { explorer, matrices, shown, messages } = parts;
  const { mode, count_include_pad, feature_map } = explorer.state;
  const { size, along, gradient, together, at } = shown;
  const share = shareIn(at);
  const around = mode === "max" ? "−∞" : count_include_pad ? "0" : "";
  const isPadding = (...place) =>
    along.every(({ size, after }, axis) => place[axis] < size + after);
  return (
    <Grid
      {...common(parts, "input")}
      name={messages.featureMap}
      caption={messages.featureMap}
      dimensions={dimensions(size)}
      values={feature_map}
      paddingText={(row, col) => (isPadding(row, col) ? around : "")}
      mark={(row, col) => {
        const windows = gradient.windows[row]?.[col];
        const shared = windows === undefined ? 0 : (together?.(row, col) ?? 0);
        return {
          state: words({
            active: share(row, col) !== undefined,
            winner: share(row, col),
            unread: windows === 0,
            together: shared,
          }),
          ...togetherMark(shared),
        };
      }}
      {...matrices.editing("feature_map")}
    />
  );
}

/** What the windows pass on. */
function Pooled({ explorer, shown, messages, practice }) {
  const { output, selected, terms } = shown;
  return (
    <Grid
      name={messages.pooled}
      role="output"
      caption={messages.pooled}
      dimensions={dimensions(arithmetic.shape(output))}
      values={output}
      mark={outputMarks({
        fed: terms,
        selected: (row, col) => isSelected(selected, "output", row, col),
        later: () => false,
      })}
      cellLabel={messages.cell}
      onSelect={(row, col) => explorer.set({ selection: ["output", row, col] })}
      onRefuse={(text) => explorer.setAlert(messages.refused(text))}
      {...practice.grid("output")}
    />
  );
}

/** What comes back to the map. */
function MapGradient(parts) {
  const { explorer, shown, messages, practice } = parts;
  const { overwrite } = explorer.state;
  const { gradient, selected, at } = shown;
  const { added, overwritten } = gradient;
  const share = shareIn(at);
  return (
    <Grid
      {...common(parts, "gradient")}
      name={messages.featureMapGradient}
      caption={messages.featureMapGradient}
      values={overwrite ? overwritten : added}
      paddingText={() => ""}
      mark={(row, col) => ({
        state: words({
          active: share(row, col),
          selected: isSelected(selected, "input_gradient", row, col),
          wrong: overwrite && overwritten[row]?.[col] !== added[row]?.[col],
        }),
      })}
      onRefuse={(text) => explorer.setAlert(messages.refused(text))}
      {...practice.grid("input_gradient")}
    />
  );
}

/** What comes back through each window. */
function PooledGradient({ explorer, matrices, shown, messages }) {
  const { selected, terms } = shown;
  return (
    <Grid
      name={messages.pooledGradient}
      role="gradient"
      caption={messages.pooledGradient}
      values={explorer.state.grad_output}
      mark={(row, col) => ({
        state: words({
          active: isSelected(selected, "output", row, col),
          fed: terms?.some(({ i, j }) => i === row && j === col),
        }),
      })}
      cellLabel={messages.cell}
      onSelect={(row, col) => explorer.set({ selection: ["output", row, col] })}
      {...matrices.editing("grad_output")}
    />
  );
}

/** One window, forward and back, or all that comes back to one cell. @param {any} parts */
function Calculation({ playing, lines, ...parts }) {
  const { state, shown, messages } = parts;
  const digits = /** @type {[number, number]} */ ([longest(state.feature_map, state.grad_output), 1]);
  const props = { playing, digits, lines };
  if (shown.at) return <WindowLedger {...{ ...parts, props }} />;
  if (shown.terms) return <GradientLedger {...{ ...parts, props }} />;
  return (
    <Ledger value={null} words={messages.nothingPooled} {...props}>
      <p>{messages.nothingPooled}</p>
    </Ledger>
  );
}

/** What the selected window passes on, and what comes back through it. */
function WindowLedger({ state: { mode, grad_output }, shown, messages, props }) {
  const { at, selected } = shown;
  const { row, col } = selected;
  const delta = grad_output[row][col];
  return (
    <Ledger value={at.value} words={messages.poolWords(row, col, at, mode, delta)} {...props}>
      <div class="result">
        {messages[mode]}(
        {at.cells.map(({ x, share, padding }, n) => (
          <span key={n}>
            {n > 0 && ", "}
            <b class={padding ? "chip padding" : share ? "chip input" : "chip"}>{format(x)}</b>
          </span>
        ))}
        ) = <Chip role="result" value={at.value} />
      </div>
      <p>{messages.poolBack(at, mode, delta)}</p>
    </Ledger>
  );
}

/** All that comes back to the selected cell, and what is read together with it. */
function GradientLedger({ state, shown, messages, props }) {
  const { selected, terms, gradient, size, together } = shown;
  const { row, col } = selected;
  const value = gradient.added[row][col];
  const kept = gradient.overwritten[row][col];
  const lost = state.overwrite && kept !== value ? messages.overwritten(kept) : "";
  const shared = together ? ` ${messages.sharedBy(companions(size, together))}` : "";
  const spoken = messages.gradientWords("x", row, col, terms, value, null, value);
  return (
    <Ledger value={value} words={spoken + lost + shared} {...props}>
      <GradientSum symbol="x" {...{ row, col, terms, value }} role="input" />
      <p>{lost + shared}</p>
    </Ledger>
  );
}

/** Window, stride, mode, and the mistake that loses gradients. */
function Settings(parts) {
  const { explorer, messages } = parts;
  const { state, set } = explorer;
  return (
    <Sizes {...parts} only={SEEN}>
      <Choice
        label={messages.mode}
        value={state.mode}
        options={[
          ["max", messages.max],
          ["average", messages.average],
        ]}
        onChange={(mode) => set({ mode })}
      />
      <Choice
        label={messages.gradients}
        value={state.overwrite ? "overwrite" : "add"}
        options={[
          ["add", messages.add],
          ["overwrite", messages.overwrite],
        ]}
        onChange={(choice) => set({ overwrite: choice === "overwrite" })}
      />
      <ReadsTogether {...{ explorer, messages }} />
    </Sizes>
  );
}

/** What is asked for seldom: the map's size, its padding, and what counts at the end of it. */
function More(parts) {
  const { explorer, matrices, messages } = parts;
  const { state, set, caps } = explorer;
  const end = half(state).find((most, axis) => sides(state.padding)[axis].includes(most));
  const note = end < caps.padding ? messages.halfNote(end) : null;
  return (
    <>
      <Sizes {...parts} only={FOLDED} note={note}>
        <Toggle
          label={messages.ceilMode}
          checked={state.ceil_mode}
          onChange={(ceil_mode) => matrices.change({ ceil_mode })}
        />
        <Toggle
          label={messages.countPadding}
          checked={state.count_include_pad}
          onChange={(count_include_pad) => set({ count_include_pad })}
        />
      </Sizes>
      <OwnNumbers {...parts} />
    </>
  );
}

/** Some of the sliders. */
const Sizes = (parts) => (
  <Geometry
    {...parts}
    image="feature_map"
    kernel="kernel_size"
    names={parts.messages.sizes}
    caps={{ ...parts.explorer.caps, padding: half(parts.explorer.state) }}
  />
);
