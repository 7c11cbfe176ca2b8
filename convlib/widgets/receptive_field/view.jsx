import { Controls } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Chip, Ledger } from "../src/components/Ledger.jsx";
import { readsOf, receptiveField, ways, widths } from "../src/receptive_field.js";
import { format } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";

const CHOICES = { kernel_size: [1, 7], stride: [1, 4], padding: [0, 4], dilation: [1, 8] };
const NEW = { kernel_size: 3, stride: 1, padding: 0, dilation: 1 };

const sizeOf = (layers) => receptiveField(layers).at(-1)?.size ?? 1;

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view({ layers, selection }) {
  const fields = receptiveField(layers);
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
    fields,
    cells,
    top,
    selected,
    pixel,
    level: shownLevel,
    cell,
    field,
    /** Where the field lies in the picture. */
    at: { row: middle * field.jump, col: cell * field.jump },
    counts: pixel ? ways(layers, 0, pixel.col) : below,
    values: down.map((rows) => below[0].map((cols) => rows * cols)),
    read: down.filter(Boolean).length * below[0].filter(Boolean).length,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function ReceptiveField({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state } = explorer;
  const shown = view(state);
  const title = messages.receptiveField;
  const { size } = shown.fields[shown.top - 1];
  const label = `${title}: ${messages.sees(dimensions([size, size]))}`;
  return (
    <Explorer {...{ title, label, messages, explorer }}>
      <Tower {...{ explorer, shown, messages }} />
      <Calculation {...{ state, shown, messages }} />
      <Layers {...{ explorer, shown, messages }} />
    </Explorer>
  );
}

/** The layers from the side, the last on top, and below them the image from above. */
function Tower({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const { layers } = state;
  const { fields, cells, counts, values, selected, pixel, level, field, at } = shown;
  const inField = (row, col) =>
    row >= at.row && row < at.row + field.size && col >= at.col && col < at.col + field.size;
  const floors = layers.map((_, n) => layers.length - n);
  return (
    <div class="stage tower" style={{ "--all": cells[0], "--widest": cells[0] }}>
      <div class="floors" style={{ "--columns": cells[0] }}>
        {floors.map((floor) => {
          const name = messages.layer(floor);
          const { size, jump } = fields[floor - 1];
          return (
            <div key={floor}>
              <p class="caption">
                <span>{name}</span>
                <span>{messages.sees(dimensions([size, size]))}</span>
              </p>
              <div
                class="floor"
                style={{ "--start": (size - 1) / 2, "--jump": jump }}
              >
                <Grid
                  name={name}
                  role="output"
                  values={[counts[floor]]}
                  mark={(_row, col) => ({
                    state: words({
                      active: counts[floor][col] && floor < level && !pixel,
                      fed: counts[floor][col] && (floor > level || pixel),
                      selected: isSelected(selected, "layer", floor - 1, col),
                      unread: !counts[floor][col],
                    }),
                  })}
                  cellLabel={messages.stripCell}
                  onSelect={(_row, col) => set({ selection: ["layer", floor - 1, col] })}
                />
              </div>
              <Lines {...{ layers, shown, floor }} />
            </div>
          );
        })}
        <Grid
          name={messages.input}
          role="input"
          caption={messages.input}
          dimensions={dimensions([cells[0], cells[0]])}
          values={values}
          mark={(row, col) => ({
            state: words({
              active: values[row][col],
              unread: !values[row][col] && inField(row, col),
              later: !inField(row, col),
              selected: isSelected(selected, "input", row, col),
            }),
          })}
          frame={{ ...at, rows: field.size, cols: field.size }}
          cellLabel={messages.cell}
          onSelect={(row, col) => set({ selection: ["input", row, col] })}
        />
      </div>
      <p class="hint">{messages.waysNote}</p>
    </div>
  );
}

/** The connections between a layer and what it reads, those of the selection only. */
function Lines({ layers, shown, floor }) {
  const { fields, cells, counts } = shown;
  /** Where the middle of a cell is, in pixels of the image. */
  const middle = (level, cell) => {
    const { size, jump } = level ? fields[level - 1] : { size: 1, jump: 1 };
    return cell * jump + size / 2;
  };
  const lines = counts[floor].flatMap((count, cell) =>
    readsOf(layers[floor - 1], cell)
      .filter((below) => count && counts[floor - 1][below])
      .map((below) => [middle(floor, cell), middle(floor - 1, below)]),
  );
  return (
    <svg
      class="lines"
      viewBox={`0 0 ${cells[0]} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={lines.map(([from, to]) => `M${from} 0L${to} 1`).join("")} />
    </svg>
  );
}

/** The size of the field term by term, and how much of it is really read. */
function Calculation({ state, shown, messages }) {
  const { layers } = state;
  const { fields, pixel, level, field, values, read, top } = shown;
  if (pixel) {
    const value = values[pixel.row][pixel.col];
    const spoken = messages.pixelWords(pixel.row, pixel.col, value, messages.layer(top));
    return (
      <Ledger value={value} words={spoken} lines={3}>
        <p>{spoken}</p>
      </Ledger>
    );
  }
  const spoken = messages.readWords(messages.layer(level), field.size, read);
  return (
    <Ledger value={field.size} words={spoken} lines={3}>
      <div class="network-sum">
        <span>{messages.size} = 1</span>
        {layers.slice(0, level).map(({ kernel_size, dilation }, n) => (
          <span key={n}>
            {" + "}
            {dilation}·<b class="chip kernel">({kernel_size} − 1)</b>·
            {n ? fields[n - 1].jump : 1}
          </span>
        ))}
        {" = "}
        <Chip role="result" value={field.size} />
      </div>
      <p>{spoken}</p>
    </Ledger>
  );
}

/** A row for each layer: what it is, and what it makes of the field. */
function Layers({ explorer, shown, messages }) {
  const { state, set, rules } = explorer;
  const { layers } = state;
  const { fields, level } = shown;
  const [, , mostLayers, largest] = rules.layers;
  const change = (changed) => set({ layers: changed, selection: ["layer", changed.length - 1, 0] });
  const changed = (n, name, value) =>
    layers.map((layer, m) => (m === n ? { ...layer, [name]: value } : layer));
  const choices = (n, name) => {
    const [from, to] = CHOICES[name];
    const count = Math.max(to, layers[n][name]) - from + 1;
    return Array.from({ length: count }, (_, step) => from + step).filter(
      (value) =>
        value === layers[n][name] || sizeOf(changed(n, name, value)) <= largest,
    );
  };
  const full = layers.length >= mostLayers || sizeOf([...layers, NEW]) > largest;
  return (
    <Controls note={full ? messages.fullNote(largest, mostLayers) : null}>
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
              <th scope="row">{n + 1}</th>
              {Object.keys(CHOICES).map((name, column) => (
                <td key={name}>
                  <select
                    aria-label={`${messages.layer(n + 1)} ${messages.columns[column]}`}
                    value={layer[name]}
                    onChange={(event) =>
                      change(changed(n, name, Number(event.currentTarget.value)))
                    }
                  >
                    {choices(n, name).map((value) => (
                      <option value={value} key={value}>
                        {value}
                      </option>
                    ))}
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
