import { useRef } from "preact/hooks";
import * as arithmetic from "../arithmetic.js";
import { Controls, Slider, Toggle } from "../components/Controls.jsx";
import { Explorer } from "../components/Explorer.jsx";
import { Grid } from "../components/Grid.jsx";
import { Chip, Feeds, Ledger } from "../components/Ledger.jsx";
import { Player, usePlayer } from "../components/Player.jsx";
import { SizeFormula } from "../components/SizeFormula.jsx";
import { sizeNote } from "../limits.js";
import { format, formatFactor, longest } from "../numbers.js";
import { cellKey, settled, words } from "../selection.js";
import { useExplorerState } from "../state.js";

const NAMES = ["image", "filters", "bias", "stride", "padding", "relu", "filter"];
const CAPS = { inputSize: 0, kernelSize: 0, padding: 4, dilation: 1, stride: 5 };

const dimensions = (/** @type {number[]} */ size) => size.join(" × ");

/** @param {{model: import("../state.js").Model, messages: any}} props */
export function Channels({ model, messages }) {
  const { state, set, reset, alert, setAlert } = useExplorerState(model, [
    ...NAMES,
    "selection",
  ]);
  const { image, filters, bias, stride, padding, relu } = state;
  const geometry = {
    stride: arithmetic.pair(stride),
    padding: arithmetic.pair(padding),
    dilation: arithmetic.pair(1),
  };
  const sums = arithmetic.conv2d(image, filters, bias, geometry);
  const outputs = relu
    ? sums.map((map) => map.map((row) => row.map(arithmetic.relu)))
    : sums;
  const [rows, cols] = arithmetic.shape(outputs[0]);
  const size = arithmetic.shape(image[0]);
  const kernel = arithmetic.shape(filters[0][0]);
  const selected = settled(state.selection, {
    output: [filters.length, rows, cols],
    input: [image.length, ...size],
    filter: [image.length, ...kernel],
  });
  const at = selected?.grid === "output" ? selected : null;
  const k = at ? at.at[0] : Math.min(state.filter, filters.length - 1);
  const lastStep = useRef(-1);
  if (at) lastStep.current = at.row * cols + at.col;
  const step = lastStep.current < rows * cols ? lastStep.current : -1;
  const chooseOutput = (filter, row, col) =>
    set({ filter, selection: ["output", filter, row, col] });
  const player = usePlayer({
    step,
    count: rows * cols,
    onStep: (to) => chooseOutput(k, Math.floor(to / cols), to % cols),
  });

  const channels = image.map((matrix, c) => {
    const weights = filters[k][c];
    const terms = at && arithmetic.windowTerms(matrix, weights, geometry, at.row, at.col);
    return { matrix, weights, terms, subtotal: terms && arithmetic.total(terms) };
  });
  const fed =
    selected?.grid === "input"
      ? filters.map((filter) =>
          arithmetic.feeds(
            image[selected.at[0]],
            filter[selected.at[0]],
            geometry,
            selected.row,
            selected.col,
          ),
        )
      : null;
  const read = [0, 1].map((axis) =>
    arithmetic.readAlong(size[axis], kernel[axis], stride, padding, 1),
  );
  const touched =
    selected?.grid === "filter"
      ? outputs[k].flatMap((line, i) =>
          line.map(
            (_, j) =>
              arithmetic.windowTerms(
                image[selected.at[0]],
                filters[k][selected.at[0]],
                geometry,
                i,
                j,
              )[selected.row * kernel[1] + selected.col],
          ),
        )
      : null;
  const is = (grid, first, row, col) =>
    selected?.grid === grid &&
    selected.at[0] === first &&
    selected.row === row &&
    selected.col === col;

  const markInput = (c) => {
    const terms = channels[c].terms ?? (selected?.at[0] === c && touched) ?? [];
    const covered = new Map(
      (terms || []).map((term) => [cellKey(term.row, term.col), term]),
    );
    return (row, col) => {
      const term = covered.get(cellKey(row, col));
      const inside = image[c][row]?.[col] !== undefined;
      return {
        state: words({
          active: term,
          selected: is("input", c, row, col),
          unread: inside && !(read[0][row] && read[1][col]),
        }),
        badge: term && `×${format(term.w)}`,
        faintBadge: term?.w === 0,
      };
    };
  };
  const markFilter = (c) => (row, col) => ({
    state: words({ active: at, selected: is("filter", c, row, col) }),
  });
  const markOutput = (filter) => {
    const hits = new Map(
      (fed?.[filter] ?? []).map((hit) => [cellKey(hit.i, hit.j), hit]),
    );
    return (row, col) => {
      const hit = hits.get(cellKey(row, col));
      const later = at && filter === k && row * cols + col > at.row * cols + at.col;
      return {
        state: words({ selected: is("output", filter, row, col), fed: hit, later }),
        badge: hit && `×${format(hit.w)}`,
        faintBadge: hit?.w === 0,
      };
    };
  };
  const select = (grid, c) => (row, col) => set({ selection: [grid, c, row, col] });
  const editImage = (c) => (row, col, value) =>
    set({
      image: image.map((matrix, d) =>
        d === c ? arithmetic.replace(matrix, row, col, value) : matrix,
      ),
    });
  const editFilter = (c) => (row, col, value) =>
    set({
      filters: filters.map((filter, f) =>
        f !== k
          ? filter
          : filter.map((matrix, d) =>
              d === c ? arithmetic.replace(matrix, row, col, value) : matrix,
            ),
      ),
    });
  const editBias = (_row, _col, value) =>
    set({ bias: bias.map((old, f) => (f === k ? value : old)) });
  const refuse = (text) => setAlert(messages.refused(text));

  const sizes = {
    inputSize: Math.min(...size),
    kernelSize: Math.max(...kernel),
    stride,
    padding,
    dilation: 1,
  };
  const limits = arithmetic.bounds(sizes, CAPS);
  const padded = size.map((n) => n + 2 * padding);

  return (
    <Explorer
      kind="channels"
      title={messages.channels}
      label={messages.channelsLabel(dimensions([image.length, ...size]), filters.length, state)}
      messages={messages}
      alert={alert}
      onReset={() => {
        player.stop();
        reset();
      }}
      onEscape={() => {
        player.stop();
        set({ selection: null });
      }}
      onSpace={player.toggle}
    >
      <div
        class="stage channels"
        style={{
          "--all": padded[1] + 2 * kernel[1] + 1.5,
          "--widest": Math.max(padded[1], 2 * kernel[1] + 3),
        }}
      >
        <div class="rows">
        {channels.map(({ matrix, weights, terms, subtotal }, c) => (
          <div class="channel" key={c}>
            <Grid
              name={messages.inputChannel(c)}
              role="input"
              caption={messages.inputChannel(c)}
              dimensions={dimensions(padded)}
              values={matrix}
              padding={geometry.padding}
              mark={markInput(c)}
              frame={
                at && {
                  row: at.row * stride - padding,
                  col: at.col * stride - padding,
                  rows: kernel[0],
                  cols: kernel[1],
                }
              }
              cellLabel={messages.cell}
              onSelect={select("input", c)}
              onEdit={editImage(c)}
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
              mark={markFilter(c)}
              cellLabel={messages.cell}
              onSelect={select("filter", c)}
              onEdit={editFilter(c)}
              onRefuse={refuse}
            />
            <span class="sign" aria-hidden="true">
              =
            </span>
            <Products terms={terms} kernel={kernel} messages={messages} />
            <Subtotal value={subtotal} label={messages.subtotal} />
          </div>
        ))}
        <div class="channel outputs">
          <div class="maps">
            {outputs.map((map, f) => (
              <Grid
                key={f}
                name={messages.outputMap(f)}
                role={f === k ? "output" : "output other"}
                caption={messages.outputMap(f)}
                dimensions={dimensions([rows, cols])}
                values={map}
                mark={markOutput(f)}
                cellLabel={messages.cell}
                onSelect={(row, col) => chooseOutput(f, row, col)}
              />
            ))}
          </div>
          <div class="column">
            <Grid
              name={messages.biasOf(k)}
              role="kernel"
              caption={messages.plusBias}
              values={[[bias[k]]]}
              cellLabel={(name) => name}
              onEdit={editBias}
              onRefuse={refuse}
            />
            <Subtotal
              value={at && sums[k][at.row][at.col]}
              label={relu ? messages.beforeRelu : messages.sum}
              total
            />
          </div>
        </div>
        </div>
      </div>
      <Calculation
        {...{ selected, channels, fed, touched, state, sums, outputs, messages, k }}
        playing={player.playing}
      />
      <Player
        player={player}
        messages={messages}
        place={messages.window(at ? step + 1 : null, rows * cols)}
      />
      <Controls note={sizeNote(sizes, limits, CAPS, messages)}>
        <Slider
          label={messages.filter}
          value={k}
          min={0}
          max={filters.length - 1}
          onChange={(f) => (at ? chooseOutput(f, at.row, at.col) : set({ filter: f }))}
        />
        <Slider
          label={messages.stride}
          value={stride}
          {...limits.stride}
          onChange={(value) => set({ stride: value })}
        />
        <Slider
          label={messages.padding}
          value={padding}
          {...limits.padding}
          onChange={(value) => set({ padding: value })}
        />
        <Toggle
          label={messages.relu}
          checked={relu}
          onChange={(checked) => set({ relu: checked })}
        />
      </Controls>
      <SizeFormula input={size} {...{ kernel, stride, padding, dilation: 1, messages }} />
    </Explorer>
  );
}

/** The products of one channel, in the shape of the filter: the ledger speaks them. */
function Products({ terms, kernel, messages }) {
  const cells = terms ?? Array.from({ length: kernel[0] * kernel[1] }, () => null);
  return (
    <div class="grid product" aria-hidden="true" style={{ "--columns": kernel[1] }}>
      <p class="caption">
        <span>{messages.products}</span>
      </p>
      <div class="scroll">
        <div class="board">
          {Array.from({ length: kernel[0] }, (_, m) => (
            <div class="line" key={m}>
              {cells.slice(m * kernel[1], (m + 1) * kernel[1]).map((term, n) => (
                <div class={term?.product ? "cell" : "cell nothing"} key={n}>
                  <span>{term ? format(term.product) : ""}</span>
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** One number of the column that adds up downwards. */
const Subtotal = ({ value, label, total = false }) => (
  <div class={total ? "subtotal total" : "subtotal"} aria-hidden="true">
    <span>{label}</span>
    <b>{value === null ? "" : format(value)}</b>
  </div>
);

/** The channels' subtotals, the bias and the activation behind the selected output. */
function Calculation(props) {
  const { selected, channels, fed, touched, state, sums, outputs, messages, k } = props;
  const { image, filters, bias, relu } = state;
  let value = null;
  let spoken = messages.nothingSelected;
  let body = <p class="hint">{messages.nothingSelected}</p>;
  if (selected?.grid === "output") {
    const { row, col } = selected;
    value = outputs[k][row][col];
    spoken = messages.channelWords(k, row, col, channels, bias[k], relu, value);
    body = (
      <>
        <div class="result">
          a
          <sub>
            {k},{row},{col}
          </sub>{" "}
          ={" "}
          {channels.map(({ subtotal }, c) => (
            <span key={c}>
              {c > 0 && " + "}
              <b class="chip input">{formatFactor(subtotal)}</b>
            </span>
          ))}
          {" + "}
          <Chip role="kernel" value={bias[k]} /> {messages.biasMark}
        </div>
        <div class="result">
          {relu && (
            <>
              = <b>{format(sums[k][row][col])}</b> → ReLU{" "}
            </>
          )}
          {relu ? "→" : "="} <Chip role="result" value={value} />
        </div>
      </>
    );
  } else if (fed) {
    const [c, row, col] = selected.at;
    value = image[c][row][col];
    spoken = messages.channelFedWords(c, row, col, value, fed);
    body = (
      <>
        <p>{messages.channelFedTitle(c, row, col, value, k, fed[k].length)}</p>
        <Feeds fed={fed[k]} value={value} />
      </>
    );
  } else if (touched) {
    const [c, row, col] = selected.at;
    value = filters[k][c][row][col];
    spoken = messages.channelTouchedWords(k, c, row, col, value, touched.length);
    body = <p>{spoken}</p>;
  }
  const kRows = filters[0][0].length;
  const digits = longest(...image, ...filters.flat());
  return (
    <div style={{ "--digits": digits, "--lines": Math.ceil(kRows / state.stride) }}>
      <Ledger value={value} words={spoken} playing={props.playing}>
        {body}
      </Ledger>
    </div>
  );
}
