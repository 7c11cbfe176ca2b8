import { Choice, Controls } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid } from "../src/components/Grid.jsx";
import { Chip, Ledger } from "../src/components/Ledger.jsx";
import { Player, usePlayer } from "../src/components/Player.jsx";
import { network } from "./network.js";
import { format, formatFactor } from "../src/numbers.js";
import { words } from "../src/selection.js";
import { useMatrices } from "../src/matrices.js";
import { useExplorerState } from "../src/state.js";
import { features } from "./rules.js";

/** The trait behind each layer that is given. */
const TRAITS = {
  image: "image",
  filters: "filters",
  weights: "fc_weight",
  bias: "fc_bias",
};
const ROLES = { image: "input", filters: "kernel", weights: "kernel", bias: "kernel" };
/** The rows of the picture: the layers that stand side by side. */
const ROWS = [
  ["image", "filters"],
  ["conv"],
  ["relu"],
  ["pooled"],
  ["flat"],
  ["weights", "bias"],
  ["logits", "probabilities", "loss"],
];

/** What Play goes through: all that is computed, in its order. */
const path = (layers, backward) =>
  backward
    ? Object.values(layers).reverse().flat()
    : Object.keys(layers).filter((name) => !(name in TRAITS)).flatMap((name) => layers[name]);

/** As many weights as there are numbers to be flattened. */
function follow(state, resized) {
  const count = features(state.image, state.filters);
  return count ? { fc_weight: resized("fc_weight", [state.fc_bias.length, count]) } : {};
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Network({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set, rules } = explorer;
  const { layers, get } = network(/** @type {any} */ (state), Object.keys(rules.selection[1]));
  const [grid, ...at] = state.selection ?? [];
  const unit = get(grid, ...at) ?? null;
  const steps = path(layers, state.backward);
  const like = /** @type {const} */ ({ filters: "kernel", fc_weight: "kernel" });
  const matrices = useMatrices(explorer, { messages, like, follow });
  const player = usePlayer({
    step: unit ? steps.indexOf(unit) : -1,
    count: steps.length,
    onStep: (step) => set({ selection: [steps[step].grid, ...steps[step].at] }),
  });
  const title = messages.network;
  return (
    <Explorer
      label={messages.networkLabel(state)}
      {...{ title, messages, explorer, player }}
      more={<p class="hint">{messages.pasteHint}</p>}
    >
      <div class="layers">
        {ROWS.map((names) => (
          <div class="layer" key={names[0]}>
            <p class="name">{messages.rows[names[0]] ?? messages.layers[names[0]]}</p>
            <div class="maps">
              {names.flatMap((name) =>
                grids(layers[name]).map((part) => (
                  <Layer key={name + part.at} {...{ name, part, unit, explorer, matrices, messages }} />
                ))
              )}
            </div>
          </div>
        ))}
      </div>
      <Calculation {...{ unit, state, messages, layers }} playing={player.playing} />
      <Player
        player={player}
        messages={messages}
        place={messages.number(unit && player.step >= 0 ? player.step + 1 : null, steps.length)}
      />
      <Controls note={null}>
        <Choice
          label={messages.direction}
          value={state.backward ? "backward" : "forward"}
          options={[
            ["forward", messages.forward],
            ["backward", messages.backward],
          ]}
          onChange={(choice) => set({ backward: choice === "backward" })}
        />
        <Choice
          label={messages.labelOf}
          value={String(state.label)}
          options={state.fc_bias.map((_, c) => [String(c), String(c)])}
          onChange={(label) => set({ label: Number(label) })}
        />
      </Controls>
    </Explorer>
  );
}

/** A layer cut into grids: one for each filter or map, one row for a vector. */
function grids(units) {
  const depth = units[0].at.length;
  if (depth < 3) return [{ at: [], units }];
  return [...new Set(units.map(({ at }) => at[0]))].map((first) => ({
    at: [first],
    units: units.filter(({ at }) => at[0] === first),
  }));
}

/** One grid: the value above, and going back the gradient below it. */
function Layer({ name, part, unit, explorer, matrices, messages }) {
  const { state, set } = explorer;
  const { units, at } = part;
  const width = units[units.length - 1].at.slice(-1)[0] + 1;
  const cell = (row, col) => units[row * width + col];
  const rows = Array.from({ length: units.length / width }, (_, row) =>
    Array.from({ length: width }, (_, col) => cell(row, col).value),
  );
  const comes = new Set(unit?.parents.map(({ from }) => from));
  const feeds = new Set(unit?.children.map(({ to }) => to));
  const title = [messages.layers[name], ...at].join(" ");
  const trait = TRAITS[name];
  return (
    <Grid
      name={title}
      role={ROLES[name] ?? "output"}
      caption={[messages.short[name], ...at].join(" ")}
      values={rows}
      mark={(row, col) => {
        const here = cell(row, col);
        return {
          state: words({
            selected: here === unit,
            from: comes.has(here),
            fed: feeds.has(here),
          }),
          under: state.backward ? here.grad : undefined,
        };
      }}
      cellLabel={messages.cell}
      onSelect={(row, col) => set({ selection: [name, ...cell(row, col).at] })}
      {...(trait && matrices.editing(trait, ...at))}
      {...(name === "bias" && {
        // A row, one number for each class.
        onEdit: (_, col, value) => set({ fc_bias: state.fc_bias.with(col, value) }),
        onPaste: undefined,
      })}
    />
  );
}

const nameOf = (unit, messages) =>
  unit.grid === "loss"
    ? messages.short.loss
    : `${messages.short[unit.grid]}[${unit.at.join(",")}]`;

/** How the selected number comes about, or how its gradient comes back. */
function Calculation({ unit, state, messages, layers, playing }) {
  if (!unit) {
    const spoken = messages.noNumberSelected;
    return (
      <Ledger value={null} words={spoken} lines={4} playing={playing}>
        <p>{spoken}</p>
      </Ledger>
    );
  }
  const name = nameOf(unit, messages);
  const value = state.backward ? unit.grad : unit.value;
  const terms = unit.children.filter(({ to, slope }) => to.grad * slope !== 0);
  const goes = [...new Set(unit.children.map(({ to }) => nameOf(to, messages)))];
  return (
    <Ledger
      value={value}
      words={
        state.backward
          ? messages.gradWords(name, unit, terms)
          : messages.valueWords(name, unit, goes)
      }
      lines={4}
      playing={playing}
    >
      {state.backward ? (
        <div class="network-sum">
          ∂E/∂{name} ={" "}
          {terms.map(({ to, slope }, n) => (
            <span class="term" key={n}>
              {n > 0 && " + "}
              <Chip role="gradient" value={to.grad} />·
              <b class="chip part">{formatFactor(slope)}</b>
            </span>
          ))}{" "}
          {terms.length > 0 && "= "}
          <b class="chip gradient full">{format(unit.grad)}</b>
        </div>
      ) : (
        <div class="network-sum">
          {name} = <Expression {...{ unit, layers, state }} />
          <Chip role="result" value={unit.value} />
        </div>
      )}
      <p>
        {state.backward
          ? messages.slopes[unit.children[0]?.to.grid ?? "loss"]
          : messages.goes(goes)}
      </p>
    </Ledger>
  );
}

/** The calculation of one value in numbers, up to the last equals sign. */
function Expression({ unit, layers, state }) {
  const list = (units) => units.map(({ value }) => format(value)).join(", ");
  const from = unit.parents.map((edge) => edge.from);
  if (unit.parts.length) {
    const bias = from.find(({ grid }) => grid === "bias");
    return (
      <>
        {unit.parts.map(([x, w], n) => (
          <span class={x.value * w.value === 0 ? "term zero" : "term"} key={n}>
            {n > 0 && " + "}
            <Chip role={x.grid === "image" ? "input" : "output"} value={x.value} />·
            <Chip role="kernel" value={w.value} />
          </span>
        ))}
        {bias && (
          <>
            {" + "}
            <Chip role="kernel" value={bias.value} />
          </>
        )}{" "}
        ={" "}
      </>
    );
  }
  switch (unit.grid) {
    case "relu":
      return <>max(0, {list(from)}) = </>;
    case "pooled":
      return <>max({list(from)}) = </>;
    case "flat":
      return null;
    case "probabilities":
      return (
        <>
          e<sup>{format(layers.logits[unit.at[0]].value)}</sup> / (
          {layers.logits.map(({ value }, c) => (
            <span key={c}>
              {c > 0 && " + "}e<sup>{format(value)}</sup>
            </span>
          ))}
          ) ={" "}
        </>
      );
    case "loss":
      return <>−ln {format(layers.probabilities[state.label].value)} = </>;
    default:
      return null;
  }
}
