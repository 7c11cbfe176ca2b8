import { useState } from "preact/hooks";
import { Toggle } from "../src/components/Controls.jsx";
import { Refusal, TYPES, argumentsOf, learn, tidy, valueOf, wrongIn } from "./network.js";
import { read } from "./read.js";
import { written } from "./written.js";

/** An argument that has not been said. */
const FIRST = { kernel_size: 3, output_size: 1, out_channels: 1, out_features: 10 };

/** What a reader writes: 3, or 3 × 5. @param {string} text */
function numbersOf(text) {
  const numbers = text.trim().split(/[^\d.]+/).map(Number);
  return numbers.length > 1 ? numbers : numbers[0];
}

/** The layer selected: its type, its arguments, its place. */
export function Editor({ layers, spec, shown, row, attempt, messages }) {
  learn(spec);
  const { stages } = shown;
  const at = row - 1;
  const layer = layers[at];
  /** Puts some layers in the place of this one, and selects the one in row `to`. */
  const put = (stack, to) => attempt(() => ({ layers: stack, selection: ["layer", to, 1] }));
  const replace = (type, said) =>
    attempt(() => {
      const changed = tidy(type, { ...FIRST, out_channels: stages[at].shape[0], ...said });
      const wrong = wrongIn(changed);
      if (wrong) throw new Refusal("badArgument", type, wrong);
      return { layers: layers.with(at, changed) };
    });
  const swap = (by) => put(layers.with(at, layers[at + by]).with(at + by, layer), row + by);
  const added = stages[row].flattened
    ? { type: "Linear", out_features: 10 }
    : { type: "Conv2d", out_channels: stages[row].shape[0], kernel_size: 3, padding: 1 };
  const button = (label, disabled, act) => (
    <button type="button" {...{ disabled }} onClick={act}>
      {label}
    </button>
  );
  return (
    <div class="controls">
      <div class="control">
        <label>
          <span>{messages.type}</span>
          <select value={layer.type} onInput={(event) => replace(event.currentTarget.value, layer)}>
            {Object.keys(TYPES).map((type) => (
              <option value={type} key={type}>
                {messages.code(type)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {argumentsOf(layer.type).map((name) => (
        <Argument key={name} {...{ layer, name, replace, messages }} />
      ))}
      <p class="note">{messages.pairHint}</p>
      <div class="places">
        {button(messages.add, false, () => put(layers.toSpliced(row, 0, added), row + 1))}
        {button(messages.remove, layers.length === 1, () => put(layers.toSpliced(at, 1), Math.max(at, 1)))}
        {button(messages.up, at === 0, () => swap(-1))}
        {button(messages.down, row === layers.length, () => swap(1))}
      </div>
    </div>
  );
}

/** One argument: a switch, a number, or one for rows and one for columns. */
function Argument({ layer, name, replace, messages }) {
  const value = valueOf(layer, name);
  const label = messages.arguments[name];
  const change = (to) => replace(layer.type, { ...layer, [name]: to });
  if (typeof value === "boolean") return <Toggle {...{ label }} checked={value} onChange={change} />;
  const text = [value].flat().join(" × ");
  return (
    <div class="control">
      <label>
        <span>{label}</span>
        <input
          type="text"
          value={text}
          onChange={(event) => {
            const field = event.currentTarget;
            change(numbersOf(field.value));
            field.value = text; // what is refused stays as it was
          }}
        />
      </label>
    </div>
  );
}

/** The network as code, to be changed or replaced. */
export function Paste({ state, spec, shown, attempt, messages }) {
  learn(spec);
  const [text, setText] = useState(`nn.Sequential(\n${written(shown.codes)})\n`);
  return (
    <div class="pasted">
      <textarea
        aria-label={messages.paste}
        rows={8}
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button
        type="button"
        class="primary"
        onClick={() =>
          attempt(() => {
            const { aside, ...found } = read(text, state.input);
            return { ...found, selection: ["layer", 1, 1], said: aside.length ? messages.aside(aside) : null };
          })
        }
      >
        {messages.use}
      </button>
    </div>
  );
}
