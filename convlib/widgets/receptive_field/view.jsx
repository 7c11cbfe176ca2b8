import { useMemo } from "preact/hooks";
import { Choice, Controls, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { dimensions } from "../src/components/Grid.jsx";
import { Chip, Ledger } from "../src/components/Ledger.jsx";
import { format, formatFactor } from "../src/numbers.js";
import { ALLOWS } from "../src/rules.js";
import { settled } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { KNOWN } from "./known.js";
import "./rules.js";
import { Scale } from "./Scale.jsx";
import { cellsBehind, fieldsOfStack, pixelsOf, sizeOf } from "./stack.js";
import { Tower } from "./Tower.jsx";
import { ways, widths } from "./tower.js";

const upTo = (most) => Array.from({ length: most }, (_, n) => n + 1);
/** What there is to choose from; a value that a layer has is always among them. */
const CHOICES = {
  kernel_size: [...upTo(7), 9, 11, 13, 15],
  stride: [...upTo(4), 8, 16],
  padding: [0, ...upTo(8), 12, 16, 24],
  dilation: [...upTo(8), 12, 16, 18, 24, 32, 64],
};
const IMAGES = [28, 32, 64, 128, 224, 227, 256, 299, 384, 512, 572, 1024];
const NEW = { kernel_size: 3, stride: 1, padding: 0, dilation: 1 };
/** So many layers, and their whole sum is written out. */
const WRITTEN = 6;

/** What kind of layer it is. @param {import("./stack.js").Layer} layer */
const kindOf = ({ pooling, transposed }) =>
  pooling ? "pooling" : transposed ? "transposed" : "convolution";

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state @param {any[]} rule of the layers */
function view(state, rule) {
  const { layers, selection } = state;
  const [, , , , mostDrawn, largestDrawn] = rule;
  const fields = /** @type {any[]} */ (fieldsOfStack(layers));
  const top = layers.length;
  const differ = layers.some((layer) => layer.transposed);
  const isDrawn = top <= mostDrawn && fields[top - 1].size <= largestDrawn && !differ;
  const more = { fields, top, differ, isDrawn };
  return { ...more, ...(isDrawn ? cellByCell(layers, selection, fields) : toScale(state)) };
}

/** Every cell below the selected one, and on how many ways. */
function cellByCell(layers, selection, fields) {
  const cells = widths(layers);
  const top = layers.length;
  const level = Math.min((selection?.[1] ?? 0) + 1, top);
  const selected = settled(selection, {
    layer: [top, cells[level]],
    input: [cells[0], cells[0]],
  });
  const pixel = selected?.grid === "input" ? selected : null;
  /** The cell whose field is shown; the picture from the side is its middle row. */
  const [shownLevel, cell] = selected && !pixel ? [level, selected.col] : [top, 0];
  const middle = Math.floor((cells[shownLevel] - 1) / 2);
  const below = ways(layers, shownLevel, cell);
  const [down] = ways(layers, shownLevel, middle);
  const field = fields[shownLevel - 1];
  return {
    cells,
    selected,
    pixel,
    level: shownLevel,
    cell,
    field,
    size: field.size,
    /** Where the field lies in the picture. */
    at: { row: middle * field.jump, col: cell * field.jump },
    counts: pixel ? ways(layers, 0, pixel.col) : below,
    values: down.map((rows) => below[0].map((cols) => rows * cols)),
    read: down.filter(Boolean).length * below[0].filter(Boolean).length,
  };
}

/** What one cell sees of an image, without those in between.
 * @param {Record<string, any>} state */
function toScale({ layers, selection, input_size }) {
  const top = layers.length;
  const [grid, layer, number] = selection ?? [];
  const level = grid === "layer" ? Math.min(layer + 1, top) : top;
  const below = layers.slice(0, level);
  const count = Math.max(1, cellsBehind(below, input_size));
  const cell = grid === "layer" ? Math.min(number, count - 1) : 0;
  const pixels = pixelsOf(below, cell);
  const [first, last] = [pixels[0], pixels[pixels.length - 1]];
  const size = pixels.length ? last - first + 1 : 0;
  return { level, count, cell, first, last, size, read: pixels.length ** 2 };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function ReceptiveField({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, rules } = explorer;
  const shown = view(state, rules.layers);
  const title = messages.receptiveField;
  const { size } = shown.fields[shown.top - 1];
  const label = `${title}: ${messages.sees(dimensions([size, size]))}`;
  return (
    <Explorer
      {...{ title, label, messages, explorer }}
      more={<More {...{ explorer, shown, messages }} />}
      table={shown.isDrawn ? undefined : tableOf(state.layers, shown.fields, messages)}
    >
      {shown.isDrawn ? (
        <Tower {...{ explorer, shown, messages }} />
      ) : (
        <OnImage {...{ explorer, shown, messages }} />
      )}
      <Calculation {...{ state, shown, messages }} />
      <Layers {...{ explorer, shown, messages }} />
    </Explorer>
  );
}

/** The layers and their fields, to be copied. */
function tableOf(layers, fields, messages) {
  const rows = layers.map((layer, n) =>
    [...Object.keys(CHOICES).map((name) => layer[name]), ...Object.values(fields[n])].join(","),
  );
  const [name, size] = [messages.layersTable, [rows.length, messages.columns.length]];
  return { name, size, text: `${rows.join("\n")}\n` };
}

/** The picture to scale. */
function OnImage({ explorer, shown, messages }) {
  const { state, rules } = explorer;
  const [, , , , mostDrawn, largestDrawn] = rules.layers;
  const { fields, level, first, size, differ } = shown;
  const image = state.input_size;
  return (
    <Scale
      {...{ image, size }}
      first={first ?? 0}
      jump={differ ? null : fields[level - 1].jump}
      caption={messages.input}
      dimensions={dimensions([image, image])}
      hint={messages.toScale(largestDrawn, mostDrawn, differ)}
    />
  );
}

/** The size of the field term by term, and how much of it is really read. */
function Calculation({ state, shown, messages }) {
  const { layers, input_size } = state;
  const { fields, pixel, level, values, read, top, size, isDrawn, cell, first, last } = shown;
  if (pixel) {
    const value = values[pixel.row][pixel.col];
    const spoken = messages.pixelWords(pixel.row, pixel.col, value, messages.layer(top));
    return (
      <Ledger value={value} words={spoken} lines={3}>
        <p>{spoken}</p>
      </Ledger>
    );
  }
  const largest = fields[level - 1].size;
  const spoken = [
    messages.readWords(messages.layer(level), size, read),
    !isDrawn && size > 0 && messages.between(cell, first, last),
    layers.slice(0, level).some((layer) => layer.transposed) && messages.differs(largest),
    largest > input_size && messages.largerThan(input_size),
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <Ledger value={size} words={spoken} lines={3}>
      <div class="network-sum">
        <span>{messages.size} = </span>
        <Terms {...{ layers, shown }} />
        {" = "}
        <Chip role="result" value={size} />
      </div>
      <p>{spoken}</p>
    </Ledger>
  );
}

/** What the size is the sum of: what each layer adds, or of many only the last one; behind a
 * transposed convolution, the pixels from the first to the last. */
function Terms({ layers, shown }) {
  const { fields, level, first, last } = shown;
  const below = layers.slice(0, level);
  if (below.some((layer) => layer.transposed)) {
    return last === undefined ? "0" : `${format(last)} − ${formatFactor(first)} + 1`;
  }
  const from = level > WRITTEN ? level - 1 : 0;
  return (
    <>
      {from ? fields[from - 1].size : 1}
      {below.slice(from).map(({ kernel_size, dilation }, n) => (
        <span key={n}>
          {" + "}
          {dilation}·<b class="chip kernel">({kernel_size} − 1)</b>·
          {from + n ? fields[from + n - 1].jump : 1}
        </span>
      ))}
    </>
  );
}

/** A row for each layer: what it is, and what it makes of the field. */
function Layers({ explorer, shown, messages }) {
  const { state, set, rules } = explorer;
  const { layers } = state;
  const { fields, level } = shown;
  const [, , mostLayers, largest] = rules.layers;
  const change = (changed) => set({ layers: changed, selection: ["layer", changed.length - 1, 0] });
  const changed = (n, name, value) => layers.with(n, { ...layers[n], [name]: value });
  /** A long network costs its options once, and nothing while other cells are looked at. */
  const options = useMemo(
    () => layers.map((_, n) => Object.keys(CHOICES).map((name) => choicesOf(layers, n, name, largest))),
    [layers],
  );
  const full = !isPossible(rules, [...layers, NEW]);
  return (
    <Controls note={full ? messages.fullNote(largest, mostLayers) : null}>
      {!shown.isDrawn && <Place {...{ explorer, shown, messages }} />}
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">#</th>
            {messages.columns.map((name, n) => (
              <th scope="col" key={n}>
                {name}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {layers.map((layer, n) => (
            <tr key={n} class={n + 1 === level ? "on" : undefined}>
              <th scope="row" onClick={() => set({ selection: ["layer", n, 0] })}>
                {n + 1}
                {messages.short[kindOf(layer)] && <small>{messages.short[kindOf(layer)]}</small>}
              </th>
              {Object.keys(CHOICES).map((name, column) => (
                <td key={name}>
                  <select
                    aria-label={`${messages.layer(n + 1)} ${messages.columns[column]}`}
                    value={layer[name]}
                    onInput={(event) =>
                      change(changed(n, name, Number(event.currentTarget.value)))
                    }
                  >
                    {options[n][column]}
                  </select>
                </td>
              ))}
              <td>{fields[n].size}</td>
              <td>{fields[n].jump}</td>
              <td>{format(fields[n].start)}</td>
              <td>
                <button
                  type="button"
                  aria-label={messages.removeLayer(n + 1)}
                  disabled={layers.length === 1}
                  onClick={() => change(layers.filter((_, m) => m !== n))}
                >
                  ×
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="button"
        class="add"
        disabled={full}
        onClick={() => change([...layers, NEW])}
      >
        {messages.addLayer}
      </button>
    </Controls>
  );
}

/** What an argument of a layer can be set to, the others staying as they are. */
function choicesOf(layers, n, name, largest) {
  const now = layers[n][name];
  const isPossible = (value) => {
    const size = name === "padding" ? 1 : sizeOf(layers.with(n, { ...layers[n], [name]: value }));
    return value === now || (size >= 1 && size <= largest);
  };
  const values = [...new Set([...CHOICES[name], now])].filter(isPossible);
  return values
    .sort((one, other) => one - other)
    .map((value) => (
      <option value={value} key={value}>
        {value}
      </option>
    ));
}

/** Whether a page shows such layers. */
const isPossible = ({ layers: [word, ...needs] }, layers) => ALLOWS[word](layers, null, ...needs);

/** Which cell's field is drawn, where there are no cells to select. */
function Place({ explorer, shown, messages }) {
  const { set } = explorer;
  const { level, top, cell, count } = shown;
  return (
    <>
      <Slider
        label={messages.layerNumber}
        value={level}
        min={1}
        max={top}
        onChange={(n) => set({ selection: ["layer", n - 1, 0] })}
      />
      <Slider
        label={messages.cellNumber}
        value={cell}
        min={0}
        max={count - 1}
        onChange={(n) => set({ selection: ["layer", level - 1, n] })}
      />
    </>
  );
}

/** What is asked for seldom: known networks, the image, and what kind of layer one is. */
function More({ explorer, shown, messages }) {
  const { state, set, setAlert, beginning, rules } = explorer;
  const { layers, input_size } = state;
  const { level } = shown;
  const choose = (stack) => set({ layers: stack, selection: ["layer", stack.length - 1, 0] });
  const isSame = (stack) => JSON.stringify(stack) === JSON.stringify(layers);
  const stacks = { [messages.example]: beginning.layers, ...KNOWN };
  const known = Object.keys(stacks).find((name) => isSame(stacks[name]));
  const turn = (kind) => {
    const { pooling: _, transposed: __, ...numbers } = layers[level - 1];
    const other = { ...numbers, ...(kind !== "convolution" && { [kind]: true }) };
    const changed = layers.with(level - 1, other);
    if (isPossible(rules, changed)) set({ layers: changed, selection: ["layer", level - 1, 0] });
    else setAlert(messages.impossible);
  };
  return (
    <>
      <Select
        label={messages.network}
        value={known ?? messages.own}
        options={known ? Object.keys(stacks) : [messages.own, ...Object.keys(stacks)]}
        onChange={(name) => choose(stacks[name] ?? layers)}
      />
      <Select
        label={messages.imageSize}
        value={input_size}
        options={[...new Set([...IMAGES, input_size])].sort((one, other) => one - other)}
        onChange={(size) => set({ input_size: Number(size) })}
      />
      <Choice
        label={messages.kindOf(level)}
        value={kindOf(layers[level - 1])}
        options={Object.entries(messages.kinds)}
        onChange={turn}
      />
    </>
  );
}

const Select = ({ label, value, options, onChange }) => (
  <div class="control">
    <label>
      <span>{label}</span>
      <select
        aria-label={label}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option value={option} key={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  </div>
);
