import { Choice, Controls, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { OwnNumbers } from "../src/components/Geometry.jsx";
import { Grid } from "../src/components/Grid.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { useMatrices } from "../src/matrices.js";
import { selecting, settled } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { Calculation } from "./Calculation.jsx";
import { Levels } from "./Levels.jsx";
import "./rules.js";
import { axesOf, fieldsOf, levelsOf, treeOf } from "./stack.js";

const DILATIONS = [1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 64, 128, 256, 512];

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const axes = axesOf(state);
  const [{ size, kernel }] = axes;
  const top = axes.length;
  const selected = settled(state.selection, {
    layer: [top, size],
    signal: [size],
    weight: [top, kernel],
  });
  const node = selected && selected.grid !== "weight" ? selected : null;
  const level = node?.grid === "layer" ? node.at[0] + 1 : 0;
  const time = node?.at.at(-1) ?? 0;
  return {
    ...{ axes, size, kernel, top, selected, node, level, time },
    levels: levelsOf(state, axes),
    fields: fieldsOf(axes),
    tree: node && treeOf(axes, level, time),
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function CausalStack({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state } = explorer;
  const { signal } = explorer.rules;
  const own = { ...messages, notFitting: messages.noRow };
  const matrices = useMatrices(explorer, { messages: own, longest: signal[2] });
  const shown = view(state);
  const { top, size, fields, selected } = shown;
  const { on, select } = selecting(explorer, selected);
  const isOutput = selected?.grid === "layer" && selected.at[0] === top - 1;
  const player = useOutputPlayer({
    at: isOutput ? { row: 0, col: selected.col } : null,
    rows: 1,
    cols: size,
    onSelect: (_row, time) => select("layer")(top - 1, time),
  });
  const title = messages.stack;
  const label = messages.stackLabel(title, top, fields[top - 1], state.causal);
  const place = messages.step(isOutput ? player.step + 1 : null, size);
  const parts = { explorer, matrices, shown, messages, on, select };
  return (
    <Explorer
      {...{ title, label, messages, explorer, player }}
      more={<OwnNumbers {...{ explorer, matrices, messages }} />}
    >
      <Levels {...parts} />
      <Calculation {...{ state, shown, messages }} rules={explorer.rules} playing={player.playing} />
      <Player {...{ player, messages, place }} />
      <Settings {...parts} />
    </Explorer>
  );
}

/** Where the zeros stand, both sizes, and the layers, the first one first. */
function Settings({ explorer, matrices, shown, messages, on, select }) {
  const { state, set, rules } = explorer;
  const { signal, weights } = rules;
  const { top, size, kernel } = shown;
  const full = top === weights[3];
  return (
    <Controls note={full ? messages.fullNote(top) : null}>
      <Choice
        label={messages.zerosAre}
        value={state.causal ? "causal" : "centred"}
        options={Object.entries(messages.places)}
        onChange={(place) => set({ causal: place === "causal" })}
      />
      <Slider
        label={messages.length}
        {...{ value: size, min: 1, max: signal[2] }}
        onChange={(samples) => matrices.resize("signal", [1, samples])}
      />
      <Slider
        label={messages.kernelSize}
        {...{ value: kernel, min: 1, max: weights[2] }}
        onChange={(cells) => matrices.resize("weights", [1, cells])}
      />
      <div class="sublayers">
        {shown.axes.map((_, layer) => (
          <Layer key={layer} {...{ explorer, matrices, shown, messages, on, select, layer }} />
        ))}
      </div>
      <button
        type="button"
        disabled={full}
        onClick={() => set(withOneMore(state, rules.dilations[2]))}
      >
        {messages.addLayer}
      </button>
    </Controls>
  );
}

/** One layer more, with ones as its weights: dilations double, and begin again after the largest. */
function withOneMore({ weights, dilations, selection }, largest) {
  const twice = 2 * dilations[dilations.length - 1];
  const [grid, layer, ...at] = selection ?? [];
  const isOutput = grid === "layer" && layer === weights.length - 1;
  return {
    weights: [...weights, [weights[0][0].map(() => 1)]],
    dilations: [...dilations, twice > largest ? 1 : twice],
    ...(isOutput && { selection: [grid, layer + 1, ...at] }),
  };
}

/** The weights and the dilation of a layer, and what takes it away. */
function Layer({ explorer, matrices, shown, messages, on, select, layer }) {
  const { state, set } = explorer;
  const { weights, dilations } = state;
  const without = (list) => list.filter((_, n) => n !== layer);
  const options = [...new Set([...DILATIONS, dilations[layer]])].sort((one, other) => one - other);
  return (
    <div class="control sublayer">
      <span>{messages.layer(layer + 1)}</span>
      <Grid
        name={messages.weightsOf(layer + 1)}
        role="kernel"
        values={weights[layer]}
        mark={(_row, n) => ({ state: on("weight")(layer, n) ? "selected" : "" })}
        cellLabel={messages.cell}
        onSelect={(_row, n) => select("weight")(layer, n)}
        {...matrices.editing("weights", layer)}
      />
      <div class="control">
        <label>
          {messages.dilation}
          <select
            aria-label={messages.dilationOf(layer + 1)}
            value={dilations[layer]}
            onInput={(event) =>
              set({ dilations: dilations.with(layer, Number(event.currentTarget.value)) })
            }
          >
            {options.map((option) => (
              <option value={option} key={option}>
                {option}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          aria-label={messages.removeLayer(layer + 1)}
          disabled={shown.top === 1}
          onClick={() => set({ weights: without(weights), dilations: without(dilations) })}
        >
          ×
        </button>
      </div>
    </div>
  );
}
