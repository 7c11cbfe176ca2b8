/** What is folded away: a script of its own, which comes when a reader asks for it. */
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";
import { Grid } from "../src/components/Grid.jsx";
import { separated } from "./separate.js";

/** What lies around the picture, whether the kernel can be separated, and its numbers. */
export function Own(parts) {
  const { explorer, matrices, messages } = parts;
  const { state, set, rules, caps } = explorer;
  const { rows, columns } = state.image;
  const padding = Math.min(caps.padding, rows - 1, columns - 1);
  const [, ...modes] = rules.padding_mode;
  const mode = (
    <label class="control">
      <span>{messages.paddingMode}</span>
      <select
        value={state.padding_mode}
        onInput={(event) => set({ padding_mode: event.currentTarget.value })}
      >
        {modes.map((word) => (
          <option value={word} key={word} disabled={!matrices.isPossible({ padding_mode: word })}>
            {messages.modes[word]}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      <Geometry {...parts} explorer={{ ...explorer, caps: { ...caps, padding } }} only={["padding"]}>
        {mode}
      </Geometry>
      <Separable {...{ kernel: state.kernel, messages }} />
      <OwnNumbers {...parts} />
    </>
  );
}

/** The kernel as a column times a row, or why it is none. */
function Separable({ kernel, messages }) {
  const { rank, column, row } = separated(kernel);
  const grid = (name, values) => (
    <Grid name={name} role="kernel" caption={name} values={values} cellLabel={messages.cell} />
  );
  return (
    <details class="separable">
      <summary>{messages.isSeparable}</summary>
      {column && row ? (
        <>
          <div class="side">
            {grid(messages.column, column.map((x) => [x]))}
            <span class="sign" aria-hidden="true">
              ·
            </span>
            {grid(messages.row, [row])}
          </div>
          <p>{messages.separable(column.length, row.length)}</p>
        </>
      ) : (
        <p>{messages.notSeparable(rank)}</p>
      )}
    </details>
  );
}
