import { useRef } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { axesOf } from "../src/axis.js";
import { Choice, Controls, Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
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
import { format, longest } from "../src/numbers.js";
import { poolBackward } from "../src/pooling.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { results, windowsOf } from "./results.js";

const STRIDES = 4;

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { feature_map: map, grad_output: delta, kernel_size, stride } = state;
  const windows = windowsOf(state);
  const output = windows.map((line) => line.map((window) => window.value));
  const gradient = poolBackward(map, delta, windows);
  const size = arithmetic.shape(map);
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
    together:
      state.reads_together && grid === "input_gradient"
        ? readTogether(axesOf(size, [kernel_size, kernel_size], { stride }), row, col)
        : null,
    at: grid === "output" ? windows[row][col] : null,
    terms: grid === "input_gradient" ? gradient.terms[row][col] : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Pooling({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const practice = usePractice({
    explorer,
    messages,
    results,
    names: { output: messages.pooled, input_gradient: messages.featureMapGradient },
  });
  const shown = view(practice.state);
  const { output, size } = shown;
  const [rows, cols] = arithmetic.shape(output);
  const player = useOutputPlayer({
    at: settled(state.selection, { output: [rows, cols] }),
    rows,
    cols,
    onSelect: (row, col) => set({ selection: ["output", row, col] }),
  });
  const title = messages.pooling;
  const label = messages.poolingLabel(dimensions(size), state);
  return (
    <Explorer {...{ title, label, messages, explorer, player }}>
      <Stage {...{ explorer, shown, messages, practice }} />
      <Practice practice={practice} lines={state.kernel_size + 2}>
        <Calculation {...{ state, shown, messages }} playing={player.playing} />
      </Practice>
      <Player
        player={player}
        messages={messages}
        place={messages.window(shown.at ? player.step + 1 : null, rows * cols)}
      />
      <Settings {...{ explorer, shown, messages }} />
      <SizeFormula
        input={size}
        kernel={[state.kernel_size, state.kernel_size]}
        stride={state.stride}
        padding={0}
        dilation={1}
        messages={messages}
      />
    </Explorer>
  );
}

/** Forward above, backward below, cell under cell. */
function Stage({ explorer, shown, messages, practice }) {
  const { state, set, setAlert } = explorer;
  const { feature_map: map, grad_output: delta, kernel_size, stride, overwrite } = state;
  const { size, output, gradient, selected, at, terms, together } = shown;
  const on = (grid) => (row, col) => isSelected(selected, grid, row, col);
  const select = (grid) => (row, col) => set({ selection: [grid, row, col] });
  const common = {
    cellLabel: messages.cell,
    onRefuse: (text) => setAlert(messages.refused(text)),
  };
  const share = (row, col) =>
    at?.cells.find((cell) => cell.row === row && cell.col === col)?.share;
  const frame = at
    ? windowFrame(
        selected.row,
        selected.col,
        { stride: [stride, stride], padding: [0, 0], dilation: [1, 1] },
        [kernel_size, kernel_size],
      )
    : null;
  const fed = terms ?? [];
  return (
    <div
      class="stage pooling"
      style={{ "--all": size[1] + output[0].length, "--widest": size[1] + output[0].length }}
    >
      <Grid
        {...common}
        name={messages.featureMap}
        role="input"
        caption={messages.featureMap}
        dimensions={dimensions(size)}
        values={map}
        mark={(row, col) => ({
          state: words({
            active: share(row, col) !== undefined,
            winner: share(row, col),
            unread: gradient.windows[row][col] === 0,
            together: together?.(row, col),
          }),
          ...togetherMark(together?.(row, col) ?? 0),
        })}
        frame={frame}
        onSelect={select("input_gradient")}
        onEdit={(row, col, value) =>
          set({ feature_map: arithmetic.replace(map, row, col, value) })
        }
      />
      <Grid
        {...common}
        name={messages.pooled}
        role="output"
        caption={messages.pooled}
        dimensions={dimensions(arithmetic.shape(output))}
        values={output}
        mark={outputMarks({ fed, selected: on("output"), later: () => false })}
        onSelect={select("output")}
        {...practice.grid("output")}
      />
      <Grid
        {...common}
        name={messages.featureMapGradient}
        role="gradient"
        caption={messages.featureMapGradient}
        values={overwrite ? gradient.overwritten : gradient.added}
        mark={(row, col) => ({
          state: words({
            active: share(row, col),
            selected: on("input_gradient")(row, col),
            wrong:
              overwrite && gradient.overwritten[row][col] !== gradient.added[row][col],
          }),
        })}
        frame={frame}
        onSelect={select("input_gradient")}
        {...practice.grid("input_gradient")}
      />
      <Grid
        {...common}
        name={messages.pooledGradient}
        role="gradient"
        caption={messages.pooledGradient}
        values={delta}
        mark={(row, col) => ({
          state: words({
            active: on("output")(row, col),
            fed: fed.some(({ i, j }) => i === row && j === col),
          }),
        })}
        onSelect={select("output")}
        onEdit={(row, col, value) =>
          set({ grad_output: arithmetic.replace(delta, row, col, value) })
        }
      />
    </div>
  );
}

/** One window, forward and back, or all that comes back to one cell. */
function Calculation({ state, shown, messages, playing }) {
  const { feature_map: map, grad_output: delta, kernel_size, mode, overwrite } = state;
  const { selected, at, terms, gradient, together } = shown;
  const { row = 0, col = 0 } = selected ?? {};
  const digits = /** @type {[number, number]} */ ([longest(map, delta), 1]);
  const props = { playing, digits, lines: kernel_size + 2 };
  if (at) {
    const spoken = messages.poolWords(row, col, at, mode, delta[row][col]);
    return (
      <Ledger value={at.value} words={spoken} {...props}>
        <div class="result">
          {messages[mode]}(
          {at.cells.map(({ x, share }, n) => (
            <span key={n}>
              {n > 0 && ", "}
              <b class={share ? "chip input" : "chip"}>{format(x)}</b>
            </span>
          ))}
          ) = <Chip role="result" value={at.value} />
        </div>
        <p>{messages.poolBack(at, mode, delta[row][col])}</p>
      </Ledger>
    );
  }
  if (terms) {
    const added = gradient.added[row][col];
    const kept = gradient.overwritten[row][col];
    const lost = overwrite && kept !== added ? messages.overwritten(kept) : "";
    const shared = together ? ` ${messages.sharedBy(companions(arithmetic.shape(map), together))}` : "";
    const spoken = messages.gradientWords("x", row, col, terms, added, null, added);
    return (
      <Ledger value={added} words={spoken + lost + shared} {...props}>
        <GradientSum symbol="x" {...{ row, col, terms, value: added }} role="input" />
        <p>{lost + shared}</p>
      </Ledger>
    );
  }
  return (
    <Ledger value={null} words={messages.nothingPooled} {...props}>
      <p>{messages.nothingPooled}</p>
    </Ledger>
  );
}

/** Window, stride, mode, and the mistake that loses gradients. */
function Settings({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const { grad_output: delta } = state;
  const memory = useRef(delta);
  const regrid = (changes) => {
    const { kernel_size, stride } = { ...state, ...changes };
    const [rows, cols] = shown.size.map((size) =>
      arithmetic.outputSize(size, kernel_size, stride),
    );
    const known = memory.current;
    const at = (row, col) => delta[row]?.[col] ?? known[row]?.[col] ?? row + col + 1;
    const largest = Math.max(rows, cols, ...arithmetic.shape(known));
    memory.current = arithmetic.fill(largest, largest, at);
    set({ ...changes, grad_output: arithmetic.fill(rows, cols, at) });
  };
  return (
    <Controls note={null}>
      <Slider
        label={messages.windowSize}
        value={state.kernel_size}
        min={1}
        max={Math.min(...shown.size)}
        onChange={(kernel_size) => regrid({ kernel_size })}
      />
      <Slider
        label={messages.stride}
        value={state.stride}
        min={1}
        max={Math.max(STRIDES, state.stride)}
        onChange={(stride) => regrid({ stride })}
      />
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
      <Toggle
        label={messages.readsTogether}
        checked={state.reads_together}
        onChange={(reads_together) => set({ reads_together })}
      />
    </Controls>
  );
}
