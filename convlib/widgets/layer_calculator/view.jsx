import { useMemo, useState } from "preact/hooks";
import { write } from "../src/code.js";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid } from "../src/components/Grid.jsx";
import { useLater } from "../src/later.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { Written } from "./Written.jsx";
import { Refusal, areLayers, learn, sumOf, trace } from "./network.js";
import { isShape } from "./rules.js";
import { columnsOf, nameOf, whole } from "./table.js";
import { call, written } from "./written.js";

/** All that the table shows.
 * @param {number[]} input @param {import("./network.js").Layer[]} layers @param {any} messages */
function tableOf(input, layers, messages) {
  const stages = trace(input, layers);
  const codes = layers.map((layer, n) => call(layer, stages[n].shape[0]));
  const columns = columnsOf(stages, messages);
  const values = stages.map((stage) => columns.map(({ of }) => of(stage)));
  const sums = sumOf(stages);
  const total = { ...sums, flops: 2 * sums.multiplyAdds };
  const widths = columns.map(({ key, label }, n) => {
    const texts = [...values.map((row) => row[n]), total[key] ?? 0].map(whole);
    const em = [...label].reduce((sum, letter) => sum + (letter > "⺀" ? 1 : 0.52), 0);
    return `max(${Math.max(...texts.map((text) => text.length))}ch, ${em}em)`;
  });
  const names = ["", ...layers.map(nameOf)].map((text, row) => messages.layerName(row, text));
  return { stages, codes, columns, values, total, widths: widths.join(" "), names };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function LayerCalculator({ model, messages }) {
  const explorer = useExplorerState(model);
  const [open, setOpen] = useState("");
  const { state, set, setAlert } = explorer;
  const { input, layers } = state;
  learn(explorer.rules.layers[1]);
  const table = useMemo(() => tableOf(input, layers, messages), [input, layers, messages]);
  const { stages, codes, columns } = table;
  const selected = settled(state.selection, { layer: [stages.length, columns.length] });
  /** Sets what a function makes, and says what it has to say of it, or why it cannot be.
   * @param {() => any} make */
  const attempt = (make) => {
    try {
      const { said = null, ...changes } = make();
      const changed = { ...state, ...changes };
      if (!areLayers(changed.layers)) throw new Refusal("howMany");
      trace(changed.input, changed.layers);
      set(changes);
      setAlert(said);
    } catch (thrown) {
      const error = /** @type {any} */ (thrown);
      if (!error.told) throw error; // what is loaded later has a class of its own
      setAlert(messages.where(error) + messages.refusals[error.message](...error.told));
    }
  };
  const title = messages.calculator;
  const shown = { ...table, selected };
  const program = (template, values) =>
    write(template.replace("{modules}", () => written(codes)), values);
  return (
    <Explorer
      {...{ title, label: title, messages, program }}
      explorer={open ? { ...explorer, alert: null } : explorer}
      copies={[[messages.copyMarkdown, () => markdown(shown, messages)]]}
    >
      <Choose {...{ explorer, attempt, messages }} />
      <Table {...{ shown, set, messages }} />
      <Written {...{ layers, shown, messages }} />
      <Folds {...{ explorer, shown, attempt, messages, open, setOpen }} />
    </Explorer>
  );
}

/** What is folded away, and comes when it is asked for. What it refuses, it says beside it. */
function Folds({ explorer, shown, attempt, messages, open, setOpen }) {
  const { state, rules, alert, model } = explorer;
  const later = useLater(model.get("kind"), open !== "");
  const row = Math.max(shown.selected?.row ?? 1, 1);
  const common = { state, layers: state.layers, spec: rules.layers[1], shown, row, attempt, messages };
  const fold = (name, label, Part) => (
    <div class="fold">
      <button
        type="button"
        aria-expanded={open === name}
        onClick={() => setOpen(open === name ? "" : name)}
      >
        <span aria-hidden="true">{open === name ? "▾" : "▸"} </span>
        {label}
      </button>
      {open === name && alert && (
        <p class="alert" role="alert">
          {alert}
        </p>
      )}
      {open === name && Part && <Part {...common} />}
    </div>
  );
  return (
    <div class="folds">
      {fold("edit", messages.edit(row, state.layers[row - 1].type), later?.Editor)}
      {fold("paste", messages.paste, later?.Paste)}
    </div>
  );
}

const textOf = ({ input, layers }) => JSON.stringify([input, layers]);

/** Which network, and of which image. */
function Choose({ explorer, attempt, messages }) {
  const { state, beginning, model } = explorer;
  const networks = model.get("networks");
  const texts = useMemo(() => [beginning, ...networks].map(textOf), [beginning, networks]);
  const text = useMemo(() => textOf(state), [state.input, state.layers]);
  const network = networks[texts.indexOf(text, 1) - 1];
  const isExample = text === texts[0];
  const value = network?.name ?? (isExample ? "example" : "own");
  const choose = (name) => {
    const { layers, input } = networks.find((one) => one.name === name) ?? beginning;
    attempt(() => ({ layers, input, selection: ["layer", 1, 1] }));
  };
  return (
    <div class="choose">
      <label>
        {messages.network}
        <select {...{ value }} onInput={(event) => choose(event.currentTarget.value)}>
          {value === "own" && <option value="own">{messages.own}</option>}
          <option value="example">{messages.example}</option>
          {networks.map(({ name }) => (
            <option value={name} key={name}>
              {messages.code(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {messages.shape}
        <input
          type="text"
          class="shape"
          value={state.input.join(" × ")}
          onChange={(event) => {
            const field = event.currentTarget;
            attempt(() => ({ input: shapeOf(field.value, explorer.rules.input[1]) }));
            field.value = explorer.model.get("input").join(" × ");
          }}
        />
      </label>
      <p class="hint">
        {network
          ? messages.from(network.source, messages.notes[network.name])
          : messages.shapeHint}
      </p>
    </div>
  );
}

/** Three numbers, whatever stands between them. @param {string} text @param {number} largest */
function shapeOf(text, largest) {
  const numbers = text.trim().split(/[^\d.]+/).map(Number);
  if (!isShape(numbers, null, largest)) throw new Refusal("badShape");
  return numbers;
}

/** A row for the image and for each layer; what scrolls, scrolls below the names. */
function Table({ shown, set, messages }) {
  const { stages, codes, names, columns, values, total, widths, selected } = shown;
  const name = (row) => messages.layer(row, messages.code(codes[row - 1]));
  return (
    <div class="network" style={{ "--widths": widths }}>
      <Grid
        name={messages.table}
        role="layers"
        values={values}
        text={whole}
        mark={(row, col) => ({
          state: words({
            selected: isSelected(selected, "layer", row, col),
            active: selected?.row === row,
            nothing: columns[col].key in total && values[row][col] === 0,
          }),
        })}
        cellLabel={(grid, row, col) => messages.place(grid, name(row), columns[col].spoken)}
        onSelect={(row, col) => set({ selection: ["layer", row, col] })}
      >
        <div class="line head" aria-hidden="true">
          <span class="name" />
          <div class="cells">
            {columns.map(({ label }) => (
              <span key={label}>{label}</span>
            ))}
          </div>
        </div>
        <div class="names" aria-hidden="true">
          {stages.map((_, row) => (
            <span
              class={selected?.row === row ? "name on" : "name"}
              key={row}
              title={row ? messages.code(codes[row - 1]) : undefined}
              onClick={() => set({ selection: ["layer", row, selected?.col ?? 0] })}
            >
              {names[row]}
            </span>
          ))}
        </div>
        <div class="line foot" aria-hidden="true">
          <span class="name">{messages.sum}</span>
          <div class="cells">
            {columns.map(({ key, label }) => (
              <b key={label}>{key in total ? whole(total[key]) : ""}</b>
            ))}
          </div>
        </div>
      </Grid>
    </div>
  );
}

/** The table for a text. */
function markdown({ stages, codes, columns, total }, messages) {
  const line = (cells) => `| ${cells.join(" | ")} |\n`;
  return [
    line([messages.table, ...columns.map(({ label }) => label)]),
    line(["---", ...columns.map(() => "--:")]),
    ...stages.map((stage, row) =>
      line([row ? `\`${codes[row - 1]}\`` : messages.input, ...columns.map(({ of }) => whole(of(stage)))]),
    ),
    line([messages.sum, ...columns.map(({ key }) => (key in total ? whole(total[key]) : ""))]),
  ].join("");
}
