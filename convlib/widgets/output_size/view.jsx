import { count, readAlong } from "../src/arithmetic.js";
import { Axis } from "../src/axis.js";
import { Controls, ReadsTogether, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid } from "../src/components/Grid.jsx";
import { Ledger } from "../src/components/Ledger.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { noteOf, settingsOf } from "../src/limits.js";
import { companions, readTogether, togetherMark } from "../src/marks.js";
import { settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { results } from "./results.js";
import { Scale } from "./Scale.jsx";

/** A padded input with more cells is drawn to scale. */
const READABLE = 40;

/** What each trait's slider is called, in their order. */
const SLIDERS = {
  input_size: "inputSize",
  kernel_size: "kernelSize",
  stride: "stride",
  padding: "padding",
  dilation: "dilation",
};

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state @param {boolean} hidden while the size is to be found */
function view(state, hidden) {
  const { input_size, kernel_size, stride, padding, dilation } = state;
  const axis = new Axis(input_size, kernel_size, stride, padding, padding, dilation);
  const size = axis.count;
  const read = readAlong(axis);
  const selected = settled(state.selection, { output: [1, size], input: [1, input_size] });
  const output = selected?.grid === "output" ? selected.col : null;
  const input = selected?.grid === "input" ? selected.col : null;
  const windows = count(size).map((j) => axis.reads(j));
  const padded = input_size + 2 * padding;
  return {
    axis,
    size,
    padded,
    hidden,
    long: padded > READABLE,
    output,
    input,
    windows,
    read,
    unread: count(input_size).filter((position) => !read[position]),
    fed: input === null ? [] : count(size).filter((j) => windows[j].includes(input)),
    together:
      state.reads_together && input !== null && !hidden
        ? readTogether([new Axis(1, 1), axis], 0, input)
        : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function OutputSize({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state } = explorer;
  const practice = usePractice({
    explorer,
    messages,
    results,
    names: { size: messages.outputSizeTitle },
    cellName: (name) => name,
    selection: ["size", 0, 0],
  });
  const shown = view(state, practice.on && practice.left > 0);
  const { size, hidden, output, input, windows, fed, together } = shown;
  const shared = together
    ? ` ${messages.sharedBy(companions([1, state.input_size], together))}`
    : "";
  return (
    <Explorer
      title={messages.outputSizeTitle}
      label={messages.outputSizeLabel(state, hidden ? null : size)}
      messages={messages}
      explorer={explorer}
      table={shown.long ? tableOf(state, hidden ? null : size, messages) : undefined}
    >
      <Strips {...{ explorer, practice, shown, messages }} />
      <Practice practice={practice} lines={6}>
        <Derivation {...{ state, shown, messages }}>
          {messages.strip(output, input, windows, fed) + shared}
        </Derivation>
      </Practice>
      <Settings {...{ explorer, shown, messages }} />
    </Explorer>
  );
}

/** What a strip that is too long to be read is copied as: its settings and, once it is found,
 * the size that they give. */
function tableOf(state, size, messages) {
  const rows = Object.entries(SLIDERS).map(([key, word]) => `${messages[word]},${state[key]}`);
  if (size !== null) rows.push(`${messages.outputSize},${size}`);
  return { name: messages.outputSizeTitle, size: [rows.length, 2], text: `${rows.join("\n")}\n` };
}

/** The input with its windows, the size to be found, and the output. */
function Strips({ explorer, practice, shown, messages }) {
  const { axis, size, padded, hidden, long, output, input, fed } = shown;
  const { padding } = explorer.state;
  return (
    <div class="stage strips" style={{ "--all": padded, "--widest": padded }}>
      {long ? (
        <Scale
          {...{ axis, padding, output, input, hidden }}
          caption={messages.paddedInputStrip}
          dimensions={messages.cells(padded)}
        />
      ) : (
        <PaddedInput {...{ explorer, shown, messages }} />
      )}
      {practice.on && (
        <Grid
          name={messages.outputSizeTitle}
          role="output"
          caption={messages.outputSizeTitle}
          values={[[size]]}
          cellLabel={messages.stripCell}
          onRefuse={(text) => explorer.setAlert(messages.refused(text))}
          {...practice.grid("size")}
        />
      )}
      {!hidden && !long && (
        <Grid
          name={messages.output}
          role="output"
          caption={messages.output}
          dimensions={messages.cells(size)}
          values={[count(size)]}
          mark={(_row, col) => ({
            state: words({ selected: output === col, fed: fed.includes(col) }),
          })}
          cellLabel={messages.stripCell}
          onSelect={(row, col) => explorer.set({ selection: ["output", row, col] })}
        />
      )}
    </div>
  );
}

/** The cells of the input, and the windows below them. */
function PaddedInput({ explorer, shown, messages }) {
  const { axis, padded, hidden, output, input, windows, read, together } = shown;
  const { input_size, padding } = explorer.state;
  const active = new Set(output === null ? [] : windows[output]);
  return (
    <Grid
      name={messages.paddedInputStrip}
      role="input"
      caption={messages.paddedInputStrip}
      dimensions={messages.cells(padded)}
      values={[count(input_size)]}
      padding={[0, padding]}
      paddingText={() => ""}
      mark={(_row, col) => ({
        state: words({
          active: !hidden && active.has(col),
          selected: input === col,
          unread: !hidden && read[col] === false,
          together: together?.(0, col),
        }),
        ...togetherMark(together?.(0, col) ?? 0),
      })}
      frame={
        output === null || hidden
          ? null
          : { row: 0, col: axis.pixel(output, 0), rows: 1, cols: axis.span }
      }
      cellLabel={messages.stripCell}
      onSelect={(row, col) => explorer.set({ selection: ["input", row, col] })}
    >
      {!hidden && <Windows {...{ explorer, shown }} />}
    </Grid>
  );
}

/** Each window, with a dot for each cell that it reads. */
function Windows({ explorer, shown }) {
  const { axis, padded, output, input, windows, fed } = shown;
  const { padding } = explorer.state;
  return (
    <div class="windows" aria-hidden="true" style={{ "--columns": padded }}>
      {windows.map((positions, j) => (
        <div
          key={j}
          class={words({ window: true, on: j === output || fed.includes(j) })}
          style={{ "--col": positions[0] + padding, "--cols": axis.span }}
          onClick={() => explorer.set({ selection: ["output", 0, j] })}
        >
          {positions.map((position) => (
            <span
              key={position}
              class={position === input ? "dot hit" : "dot"}
              style={{ "--col": position - positions[0] }}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

/** The sliders, a field for sizes that none reaches, and what else can be asked for. */
function Settings({ explorer, shown, messages }) {
  const { state, set, rules, caps } = explorer;
  const { size, hidden, long, output } = shown;
  const settings = settingsOf(state, { image: "input_size", kernel: "kernel_size" }, caps, false);
  const name = ({ key }) => messages[SLIDERS[key]];
  const [least, most] = [settings[0].min, rules.input_size[2]];
  const sliders = settings.map(({ key, value, min, max }) => (
    <Slider
      key={key}
      label={name({ key })}
      {...{ value, min, max }}
      onChange={(to) => set({ [key]: to })}
    />
  ));
  return (
    <Controls note={noteOf(settings, name, messages)}>
      {sliders[0]}
      <Typed
        label={messages.typedSize}
        value={state.input_size}
        {...{ least, most }}
        onChange={(value) => set({ input_size: value })}
        onRefuse={(text) => explorer.setAlert(messages.sizeRefused(text, least, most))}
      />
      {sliders.slice(1)}
      <ReadsTogether {...{ explorer, messages }} />
      {long && !hidden && (
        <Slider
          label={messages.output}
          value={output ?? 0}
          min={0}
          max={size - 1}
          onChange={(j) => set({ selection: ["output", 0, j] })}
        />
      )}
    </Controls>
  );
}

/** A size that no slider reaches. */
function Typed({ label, value, least, most, onChange, onRefuse }) {
  const change = (event) => {
    const { value: text } = event.currentTarget;
    const size = Number(text);
    if (text.trim() && Number.isInteger(size) && size >= least && size <= most) {
      onChange(size);
    } else {
      onRefuse(text);
      event.currentTarget.value = String(value);
    }
  };
  return (
    <div class="control typed">
      <label>
        <span>{label}</span>
        <input value={value} inputMode="numeric" autocomplete="off" onChange={change} />
      </label>
    </div>
  );
}

/** The size, derived step by step, and what happens to the cells left over. */
function Derivation({ state, shown, messages, children }) {
  const { input_size, kernel_size, stride, padding, dilation } = state;
  const { size, unread } = shown;
  const [effective, isDrawn] = [shown.axis.span, !shown.long];
  const room = input_size + 2 * padding - effective;
  const steps = Math.floor(room / stride);
  const lines = [
    [messages.effectiveKernel, `${dilation}·(${kernel_size} − 1) + 1`, effective],
    [messages.room, `${input_size} + 2·${padding} − ${effective}`, room],
    [messages.steps, `⌊${room} / ${stride}⌋`, steps],
    [messages.outputSize, `${steps} + 1`, size],
  ];
  return (
    <Ledger
      value={size}
      words={`${messages.sizeWords(size, unread, input_size, isDrawn)} ${children}`}
      lines={6}
    >
        <dl class="derivation">
          {lines.map(([name, calculation, value], line) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {calculation} ={" "}
                <b class={line === 3 ? "chip result" : undefined}>{value}</b>
              </dd>
            </div>
          ))}
        </dl>
        <p>{messages.unread(unread, input_size, isDrawn)}</p>
        <p>{children}</p>
    </Ledger>
  );
}
