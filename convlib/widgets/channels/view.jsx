import * as arithmetic from "../src/arithmetic.js";
import { Controls, Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Feeds, Ledger, Result, Sum } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Products } from "../src/components/Products.jsx";
import { SizeFormula } from "../src/components/SizeFormula.jsx";
import { sizeNote, slidersOf } from "../src/limits.js";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { format, longest } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";

const CAPS = { inputSize: 0, kernelSize: 0, padding: 4, dilation: 1, stride: 5 };

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { image, filters, bias, relu } = state;
  const geometry = arithmetic.geometryOf({ ...state, dilation: 1 });
  const [size, kernelSize] = [arithmetic.shape(image[0]), arithmetic.shape(filters[0][0])];
  const sums = arithmetic.conv2d(image, filters, bias, geometry);
  const outputs = relu
    ? sums.map((map) => map.map((row) => row.map(arithmetic.relu)))
    : sums;
  const selected = settled(state.selection, {
    output: [filters.length, ...arithmetic.shape(outputs[0])],
    input: [image.length, ...size],
    filter: [image.length, ...kernelSize],
  });
  const { grid, at: [first] = [0], row = 0, col = 0 } = selected ?? {};
  const at = grid === "output" ? selected : null;
  const k = at ? first : Math.min(state.filter, filters.length - 1);
  const channels = image.map((matrix, c) => {
    const weights = filters[k][c];
    const terms = at && arithmetic.windowTerms(matrix, weights, geometry, row, col);
    return { matrix, weights, terms, subtotal: terms && arithmetic.total(terms) };
  });
  const fed =
    grid === "input"
      ? filters.map((filter) =>
          arithmetic.feeds(image[first], filter[first], geometry, row, col),
        )
      : null;
  const used =
    grid === "filter"
      ? arithmetic.uses(image[first], filters[k][first], geometry, row, col)
      : null;
  const padded = size.map((cells) => cells + 2 * state.padding);
  return {
    ...{ geometry, size, kernelSize, padded, sums, outputs, selected, at, k, channels },
    ...{ fed, used },
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Channels({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const shown = view(state);
  const { at, k, size } = shown;
  const [rows, cols] = arithmetic.shape(shown.outputs[0]);
  const choose = (filter, row, col) =>
    set({ filter, selection: ["output", filter, row, col] });
  const player = useOutputPlayer({
    at,
    rows,
    cols,
    onSelect: (row, col) => choose(k, row, col),
  });
  const title = messages.channels;
  const label = messages.channelsLabel(
    dimensions([state.image.length, ...size]),
    state.filters.length,
    state,
  );
  return (
    <Explorer {...{ title, label, messages, explorer, player }}>
      <Stage {...{ explorer, shown, messages, choose }} />
      <Calculation {...{ state, shown, messages }} playing={player.playing} />
      <Player
        player={player}
        messages={messages}
        place={messages.window(at ? player.step + 1 : null, rows * cols)}
      />
      <Settings {...{ explorer, shown, messages, choose }} />
      <SizeFormula
        input={size}
        kernel={shown.kernelSize}
        stride={state.stride}
        padding={state.padding}
        dilation={1}
        messages={messages}
      />
    </Explorer>
  );
}

/** A row for each channel, then the outputs: the subtotals add up downwards. */
function Stage({ explorer, shown, messages, choose }) {
  const { padded, kernelSize, channels } = shown;
  return (
    <div
      class="stage channels"
      style={{
        "--all": padded[1] + 2 * kernelSize[1] + 1.5,
        "--widest": Math.max(padded[1], 2 * kernelSize[1] + 3),
      }}
    >
      <div class="rows">
        {channels.map((channel, c) => (
          <Channel key={c} {...{ ...channel, c, explorer, shown, messages }} />
        ))}
        <Outputs {...{ explorer, shown, messages, choose }} />
      </div>
    </div>
  );
}

/** One channel: input · slice of the filter = products, and their subtotal. */
function Channel({ matrix, weights, terms, subtotal, c, explorer, shown, messages }) {
  const { state, set, setAlert } = explorer;
  const { geometry, size, kernelSize, padded, selected, at, k, used } = shown;
  const on = (grid) => (row, col) => isSelected(selected, grid, c, row, col);
  const select = (grid) => (row, col) => set({ selection: [grid, c, row, col] });
  const refuse = (text) => setAlert(messages.refused(text));
  const replaced = (matrices, row, col, value) =>
    matrices.map((old, d) => (d === c ? arithmetic.replace(old, row, col, value) : old));
  const products = arithmetic.fill(
    kernelSize[0],
    kernelSize[1],
    (m, n) => terms?.[m * kernelSize[1] + n].product,
  );
  const editFilter = (row, col, value) =>
    set({
      filters: state.filters.map((filter, f) =>
        f === k ? replaced(filter, row, col, value) : filter,
      ),
    });
  return (
    <div class="channel">
      <Grid
        name={messages.inputChannel(c)}
        role="input"
        caption={messages.inputChannel(c)}
        dimensions={dimensions(padded)}
        values={matrix}
        padding={geometry.padding}
        mark={inputMarks({
          terms: terms ?? (selected?.at[0] === c ? used : null),
          selected: on("input"),
          read: arithmetic.readMask(size, kernelSize, geometry),
        })}
        frame={at && windowFrame(at.row, at.col, geometry, kernelSize)}
        cellLabel={messages.cell}
        onSelect={select("input")}
        onEdit={(row, col, value) => set({ image: replaced(state.image, row, col, value) })}
        onRefuse={refuse}
      />
      <span class="sign" aria-hidden="true">
        ·
      </span>
      <Grid
        name={messages.filterChannel(k, c)}
        role="kernel"
        caption={messages.filterChannel(k, c)}
        values={weights}
        mark={(row, col) => ({
          state: words({ active: at, selected: on("filter")(row, col) }),
        })}
        cellLabel={messages.cell}
        onSelect={select("filter")}
        onEdit={editFilter}
        onRefuse={refuse}
      />
      <span class="sign" aria-hidden="true">
        =
      </span>
      <Products caption={messages.products} values={products} />
      <Subtotal value={subtotal} label={messages.subtotal} />
    </div>
  );
}

/** The output of every filter, and the end of the column: bias and sum. */
function Outputs({ explorer, shown, messages, choose }) {
  const { state, set, setAlert } = explorer;
  const { sums, outputs, selected, at, k, fed } = shown;
  const cols = outputs[0][0].length;
  const later = (row, col) => at && row * cols + col > at.row * cols + at.col;
  return (
    <div class="channel outputs">
      <div class="maps">
        {outputs.map((map, f) => (
          <Grid
            key={f}
            name={messages.outputMap(f)}
            role="output"
            caption={messages.outputMap(f)}
            values={map}
            mark={outputMarks({
              fed: fed?.[f],
              selected: (row, col) => isSelected(selected, "output", f, row, col),
              later: (row, col) => f === k && later(row, col),
            })}
            cellLabel={messages.cell}
            onSelect={(row, col) => choose(f, row, col)}
          />
        ))}
      </div>
      <div class="column">
        <Grid
          name={messages.biasOf(k)}
          role="kernel"
          caption={messages.plusBias}
          values={[[state.bias[k]]]}
          cellLabel={(name) => name}
          onEdit={(_row, _col, value) =>
            set({ bias: state.bias.map((old, f) => (f === k ? value : old)) })
          }
          onRefuse={(text) => setAlert(messages.refused(text))}
        />
        <Subtotal value={at && sums[k][at.row][at.col]} label={messages.sum} />
      </div>
    </div>
  );
}

/** One number of the column that adds up downwards. */
const Subtotal = ({ value, label }) => (
  <div class="subtotal" aria-hidden="true">
    <span>{label}</span>
    <b>{value === null ? "" : format(value)}</b>
  </div>
);

/** The channels' subtotals, the bias and the activation behind the selected output. */
function Calculation({ state, shown, messages, playing }) {
  const { image, filters, bias, stride, relu } = state;
  const { selected, at, k, channels, fed, used, sums, outputs } = shown;
  const { at: [first] = [0], row = 0, col = 0 } = selected ?? {};
  let value = /** @type {any} */ (null);
  let spoken = messages.nothingSelected;
  let body = <p>{spoken}</p>;
  if (at) {
    value = outputs[k][row][col];
    spoken = messages.channelWords(k, row, col, channels, bias[k], relu, value);
    body = (
      <Sum symbol={[k, row, col]}>
        {[
          <Result
            key="result"
            parts={channels.map(({ subtotal }) => subtotal)}
            bias={bias[k]}
            sum={sums[k][row][col]}
            {...{ relu, value, messages }}
          />,
        ]}
      </Sum>
    );
  } else if (fed) {
    value = image[first][row][col];
    spoken = messages.channelFedWords(first, row, col, value, fed);
    body = (
      <>
        <p>{messages.channelFedTitle(first, row, col, value, k, fed[k].length)}</p>
        <Feeds fed={fed[k]} value={value} />
      </>
    );
  } else if (used) {
    value = filters[k][first][row][col];
    spoken = messages.channelUsedWords(k, first, row, col, value, used.length);
    body = <p>{spoken}</p>;
  }
  return (
    <Ledger
      value={value}
      words={spoken}
      playing={playing}
      digits={[longest(...image), longest(...filters.flat())]}
      lines={1 + Math.ceil(filters[0][0].length / stride)}
    >
      {body}
    </Ledger>
  );
}

/** The sliders and the switch. */
function Settings({ explorer, shown, messages, choose }) {
  const { state, set } = explorer;
  const { at, k, size, kernelSize } = shown;
  const { sizes, limits } = slidersOf(size, kernelSize, state, CAPS);
  return (
    <Controls note={sizeNote(sizes, limits, CAPS, messages)}>
      <Slider
        label={messages.filter}
        value={k}
        min={0}
        max={state.filters.length - 1}
        onChange={(f) => (at ? choose(f, at.row, at.col) : set({ filter: f }))}
      />
      {["stride", "padding"].map((name) => (
        <Slider
          key={name}
          label={messages[name]}
          value={state[name]}
          {...limits[name]}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <Toggle
        label={messages.relu}
        checked={state.relu}
        onChange={(checked) => set({ relu: checked })}
      />
    </Controls>
  );
}
