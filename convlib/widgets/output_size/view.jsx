import * as arithmetic from "../src/arithmetic.js";
import { Axis } from "../src/axis.js";
import { Controls, Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid } from "../src/components/Grid.jsx";
import { Ledger } from "../src/components/Ledger.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { sizeNote } from "../src/limits.js";
import { companions, readTogether, togetherMark } from "../src/marks.js";
import { settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { results } from "./results.js";
import { Scale } from "./Scale.jsx";

const CAPS = { inputSize: 16, kernelSize: 11, padding: 5, dilation: 4, stride: 6 };
/** A padded input with more cells is drawn to scale. */
const READABLE = 40;

/** 0, 1, …, length − 1 */
const count = (/** @type {number} */ length) => Array.from({ length }, (_, i) => i);

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function OutputSize({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set, rules } = explorer;
  const { input_size, kernel_size, stride, padding, dilation } = state;
  const practice = usePractice({
    explorer,
    messages,
    results,
    names: { size: messages.outputSizeTitle },
    cellName: (name) => name,
    selection: ["size", 0, 0],
  });
  const hidden = practice.on && practice.left > 0;
  const axis = new Axis(input_size, kernel_size, stride, padding, padding, dilation);
  const { count: size, span: effective } = axis;
  const read = arithmetic.readAlong(axis);
  const selected = settled(state.selection, { output: [1, size], input: [1, input_size] });
  const output = selected?.grid === "output" ? selected.col : null;
  const input = selected?.grid === "input" ? selected.col : null;
  const windows = count(size).map((j) => axis.reads(j));
  const active = new Set(output === null ? [] : windows[output]);
  const fed = input === null ? [] : count(size).filter((j) => windows[j].includes(input));
  const together =
    state.reads_together && input !== null && !hidden
      ? readTogether([new Axis(1, 1), axis], 0, input)
      : null;
  const shared = together ? ` ${messages.sharedBy(companions([1, input_size], together))}` : "";
  const unread = count(input_size).filter((position) => !read[position]);
  const sizes = {
    inputSize: input_size,
    kernelSize: kernel_size,
    stride,
    padding,
    dilation,
  };
  const limits = arithmetic.bounds(sizes, CAPS);
  const padded = input_size + 2 * padding;
  const long = padded > READABLE;
  const select = (grid) => (row, col) => set({ selection: [grid, row, col] });
  const slider = (label, name, trait) => (
    <Slider
      label={label}
      value={state[trait]}
      {...limits[name]}
      onChange={(value) => set({ [trait]: value })}
    />
  );

  return (
    <Explorer
      title={messages.outputSizeTitle}
      label={messages.outputSizeLabel(state, hidden ? null : size)}
      messages={messages}
      explorer={explorer}
    >
      <div class="stage strips" style={{ "--all": padded, "--widest": padded }}>
        {long ? (
          <Scale
            {...{ axis, padding, output, input, hidden }}
            caption={messages.paddedInputStrip}
            dimensions={messages.cells(padded)}
          />
        ) : (
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
                : { row: 0, col: axis.pixel(output, 0), rows: 1, cols: effective }
            }
            cellLabel={messages.stripCell}
            onSelect={select("input")}
          >
            {!hidden && (
              <div class="windows" aria-hidden="true" style={{ "--columns": padded }}>
                {windows.map((positions, j) => (
                  <div
                    key={j}
                    class={words({
                      window: true,
                      on: j === output || fed.includes(j),
                    })}
                    style={{ "--col": positions[0] + padding, "--cols": effective }}
                    onClick={() => set({ selection: ["output", 0, j] })}
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
            )}
          </Grid>
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
            onSelect={select("output")}
          />
        )}
      </div>
      <Practice practice={practice} lines={6}>
        <Derivation {...{ state, size, effective, unread, messages }} isDrawn={!long}>
          {messages.strip(output, input, windows, fed) + shared}
        </Derivation>
      </Practice>
      <Controls note={sizeNote(sizes, limits, CAPS, messages)}>
        {slider(messages.inputSize, "inputSize", "input_size")}
        <Typed
          label={messages.typedSize}
          value={input_size}
          least={limits.inputSize.min}
          most={rules.input_size[2]}
          onChange={(value) => set({ input_size: value })}
          onRefuse={(text) => explorer.setAlert(messages.sizeRefused(text, limits.inputSize.min, rules.input_size[2]))}
        />
        {slider(messages.kernelSize, "kernelSize", "kernel_size")}
        {slider(messages.stride, "stride", "stride")}
        {slider(messages.padding, "padding", "padding")}
        {slider(messages.dilation, "dilation", "dilation")}
        <Toggle
          label={messages.readsTogether}
          checked={state.reads_together}
          onChange={(reads_together) => set({ reads_together })}
        />
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
    </Explorer>
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
function Derivation({ state, size, effective, unread, isDrawn, messages, children }) {
  const { input_size, kernel_size, stride, padding, dilation } = state;
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
