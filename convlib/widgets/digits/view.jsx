import { useMemo, useRef, useState } from "preact/hooks";
import { Choice, Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid } from "../src/components/Grid.jsx";
import { compact, format } from "../src/numbers.js";
import { useLater } from "../src/later.js";
import { settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { blank, isBlank, shifted, stroked, toggled } from "./brush.js";
import { Calculation } from "./Calculation.jsx";
import { Maps, Thumbnail } from "./Maps.jsx";
import { backward, forward, sizesOf } from "./net.js";
import "./rules.js";
import { fedBy, layersOf, mapOf, sumOf, wins } from "./sums.js";

/** The ink of a pen that nobody has set: most strokes of the digits are as dark. */
const USUAL = 15;

const numbers = (/** @type {any} */ array) => Float64Array.from(array.flat(Infinity));

/** All numbers of the network for the digit shown.
 * @param {Record<string, any>} state @param {import("./net.js").Net} net @param {number} full ink */
function compute({ image, label }, net, full) {
  const sizes = sizesOf(net);
  const kept = forward(net, numbers(image).map((ink) => ink / full));
  return { net, sizes, kept, label, gradients: backward(net, kept, [label]) };
}

/** What is shown: of which filter the maps, of which class the weights, and the sum selected.
 * @param {Record<string, any>} state @param {ReturnType<typeof compute>} computed */
function view(state, computed) {
  const layers = layersOf(computed);
  const shapes = Object.fromEntries(Object.entries(layers).map(([name, { shape }]) => [name, shape]));
  const selected = settled(state.selection, shapes);
  const place = selected && /** @type {import("./sums.js").Place} */ ([selected.grid, ...selected.at]);
  const probabilities = Array.from(computed.kept.probabilities);
  const answer = probabilities.indexOf(Math.max(...probabilities));
  const [grid, first, second] = place ?? [""];
  const ofFilter = ["filters", "conv", "relu", "pooled"].includes(grid);
  const filter = ofFilter ? first : grid === "weights" ? second : state.filter;
  return {
    layers,
    place,
    answer,
    filter: Math.min(filter, computed.sizes.filters - 1),
    class: ["weights", "scores", "probabilities"].includes(grid) ? first : answer,
    sum: place && sumOf(computed, layers, place, state.backward),
  };
}

/** The state of each cell: whether it is selected, read by the sum that is, or fed by it.
 * @param {ReturnType<typeof compute>} computed @param {ReturnType<typeof view>} shown
 * @param {boolean} isBackward */
function marksOf(computed, shown, isBackward) {
  const { place, sum, filter } = shown;
  const terms = sum?.groups.flatMap((group) => group.terms) ?? [];
  const read = new Set(terms.flatMap(({ from, by }) => [String(from), String(by)]));
  const fed = place && !isBackward ? new Set(fedBy(computed, place, filter).map(String)) : null;
  return (/** @type {any[]} */ ...at) => {
    const name = String(at);
    return {
      state: words({
        selected: name === String(place),
        active: read.has(name),
        fed: fed?.has(name),
        winner: isBackward && at[0] === "relu" && wins(computed, at[1], at[2], at[3]),
      }),
    };
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Digits({ model, messages }) {
  const explorer = useExplorerState(model);
  const [ink, setInk] = useState(USUAL);
  const [isErasing, setErasing] = useState(false);
  /** A net that is being trained, to read the drawing with. */
  const [lent, lend] = useState(null);
  const { state, rules } = explorer;
  const [, , full] = rules.image;
  const { weight, bias, fc_weight, fc_bias, small } = state;
  const own = useMemo(
    () => ({
      weight: numbers(weight),
      bias: numbers(bias),
      fcWeight: numbers(fc_weight),
      fcBias: numbers(fc_bias),
    }),
    [weight, bias, fc_weight, fc_bias],
  );
  const net = lent ?? own;
  const computed = useMemo(
    () => compute(state, net, full),
    [state.image, state.label, net],
  );
  const shown = view(state, computed);
  const marks = marksOf(computed, shown, state.backward);
  const reset = () => {
    setInk(USUAL);
    setErasing(false);
    explorer.reset();
  };
  const pen = { ink, setInk, isErasing, setErasing, full };
  const parts = { explorer, computed, shown, messages };
  const title = messages.digits;
  return (
    <Explorer
      {...{ title, messages }}
      label={messages.digitsLabel(title, state, shown)}
      explorer={{ ...explorer, reset }}
      whole={!small}
      folded
    >
      <div class="sheet">
        <p class="says">
          {isBlank(state.image) ? messages.nothingDrawn : messages.says}
          {!isBlank(state.image) && <b>{shown.answer}</b>}
        </p>
        <Pad {...parts} pen={pen} />
        <Answer {...parts} marks={marks} />
      </div>
      <Examples {...parts} full={full} />
      {!small && <Direction {...parts} />}
      <Maps {...parts} />
      {!small && <Numbers {...parts} marks={marks} />}
      {!small && <Calculation {...parts} />}
      {!small && <Learning {...parts} lend={lend} />}
    </Explorer>
  );
}

/** The network learning from nothing: a script and all digits, which come when asked for. What
 * has been learned is kept while it is folded away. */
function Learning(parts) {
  const { explorer, messages } = parts;
  const kind = explorer.model.get("kind");
  const { training: open } = explorer.state;
  const asked = useRef(false);
  asked.current ||= open;
  const later = useLater(kind, open);
  const data = useLater(kind, open, "data");
  return (
    <div class="learning">
      <button type="button" aria-expanded={open} onClick={() => explorer.set({ training: !open })}>
        <span aria-hidden="true">{open ? "▾" : "▸"} </span>
        {messages.learning}
      </button>
      {asked.current && later && data && <later.Learning {...parts} {...{ data, open }} />}
      {open && !(later && data) && <span aria-busy="true" />}
    </div>
  );
}

/** The sheet to draw on, and its tools. */
function Pad({ explorer, pen, messages }) {
  const { state, set } = explorer;
  const { image } = state;
  const sheet = useRef(/** @type {any} */ (null));
  const last = useRef(/** @type {any} */ (null));
  const ink = pen.isErasing ? 0 : pen.ink;
  const place = ({ clientX, clientY }) => {
    const box = sheet.current.querySelector("[role=grid]").getBoundingClientRect();
    return {
      row: ((clientY - box.top) / box.height) * image.length,
      col: ((clientX - box.left) / box.width) * image[0].length,
    };
  };
  /** @param {PointerEvent} event */
  const down = (event) => {
    if (event.button > 0) return;
    event.preventDefault(); // nothing is selected, and the page does not scroll
    const pressed = /** @type {Element} */ (event.target);
    /** @type {HTMLElement | null} */ (pressed.closest("[role=gridcell]"))?.focus({ preventScroll: true });
    const at = place(event);
    sheet.current.setPointerCapture(event.pointerId);
    last.current = at;
    // Who draws at once does not mean to draw over what happens to be there.
    const isUntouched = image === explorer.beginning.image && ink > 0;
    set({ image: stroked(isUntouched ? blank(image) : image, at, at, ink, pen.full) });
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    if (!last.current) return;
    const merged = event.getCoalescedEvents?.() ?? [];
    let drawn = image;
    for (const one of merged.length > 0 ? merged : [event]) {
      const at = place(one);
      drawn = stroked(drawn, last.current, at, ink, pen.full);
      last.current = at;
    }
    set({ image: drawn });
  };
  const up = () => {
    last.current = null;
  };
  const keyDown = (event) => {
    const cell = event.target.closest("[role=gridcell]");
    if (event.key !== " " || !cell) return;
    event.preventDefault();
    event.stopPropagation();
    set({ image: toggled(image, Number(cell.dataset.row), Number(cell.dataset.col), ink) });
  };
  return (
    <div class="pad">
      <div
        class="paper"
        ref={sheet}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onKeyDown={keyDown}
      >
        <Grid
          name={messages.drawing}
          role="ink"
          caption={messages.drawHere}
          values={image}
          text={() => ""}
          cellLabel={(name, row, col) => messages.inkCell(messages.cell(name, row, col), image[row][col])}
        />
      </div>
      <Tools {...{ explorer, pen, messages }} />
    </div>
  );
}

const SHIFTS = { left: [0, -1, "←"], up: [-1, 0, "↑"], down: [1, 0, "↓"], right: [0, 1, "→"] };

/** What can be done to the drawing as a whole, and the pen. */
function Tools({ explorer, pen, messages }) {
  const { state, set } = explorer;
  const { image, small } = state;
  return (
    <div class="tools">
      <div class="buttons">
        <button type="button" onClick={() => set({ image: blank(image) })} disabled={isBlank(image)}>
          {messages.clear}
        </button>
        <span class="shifts">
          {Object.entries(SHIFTS).map(([way, [down, across, arrow]]) => (
            <button
              type="button"
              key={way}
              aria-label={messages.shift[way]}
              title={messages.shift[way]}
              onClick={() => set({ image: shifted(image, Number(down), Number(across)) })}
            >
              {arrow}
            </button>
          ))}
        </span>
      </div>
      {!small && (
        <div class="pen">
          <Toggle label={messages.eraser} checked={pen.isErasing} onChange={pen.setErasing} />
          <Slider label={messages.ink} value={pen.ink} min={1} max={pen.full} onChange={pen.setInk} />
        </div>
      )}
    </div>
  );
}

const percent = (/** @type {number} */ share) =>
  share > 0 && share < 0.0005 ? "< 0.1 %" : `${(100 * share).toFixed(1)} %`;

/** A number in a small cell: two digits, or its size alone where it is tiny.
 * @param {number} value */
const short = (value) =>
  value === 0 || Math.abs(value) >= 0.0095
    ? compact(Number(value.toPrecision(2)))
    : value.toExponential(0).replaceAll("-", "−");

/** What the network says: a bar and two numbers for each digit. */
function Answer({ explorer, shown, marks, messages }) {
  const { state, set } = explorer;
  const { layers, filter, answer } = shown;
  const which = (name) => (name === "scores" && state.backward ? "gradients" : "values");
  const column = (name, role, text) => (
    <Grid
      name={messages.layers[name]}
      role={role}
      values={Array.from(layers[name][which(name)], (value) => [value])}
      text={text}
      mark={(row) => marks(name, row)}
      cellLabel={(grid, row) => messages.classCell(grid, row)}
      onSelect={(row) => set({ filter, selection: [name, row] })}
    >
      {name === "probabilities" &&
        Array.from(layers.probabilities.values, (share, c) => (
          <span class="bar" key={c} aria-hidden="true" style={{ "--at": c, "--share": share }} />
        ))}
    </Grid>
  );
  return (
    <div class="answer">
      <div class={state.small ? "classes only" : "classes"}>
        <span />
        <p class="caption">{messages.caption.probabilities()}</p>
        {!state.small && <p class="caption">{messages.caption.scores(state.backward)}</p>}
        <div class="names" aria-hidden="true">
          {Array.from(layers.scores.values, (_, c) => (
            <b class={words({ best: c === answer, meant: state.backward && c === state.label })} key={c}>
              {c}
            </b>
          ))}
        </div>
        {column("probabilities", "bars", percent)}
        {!state.small && column("scores", state.backward ? "gradient" : "output", short)}
      </div>
    </div>
  );
}

/** Digits to choose from; those that the network gets wrong are marked. */
function Examples({ explorer, computed, full, messages }) {
  const { state, set } = explorer;
  const { images, labels } = state;
  const { net } = computed;
  const answers = useMemo(() => {
    const { probabilities } = forward(net, numbers(images).map((ink) => ink / full));
    return images.map((_, n) => {
      const shares = probabilities.subarray(n * net.fcBias.length, (n + 1) * net.fcBias.length);
      return shares.indexOf(Math.max(...shares));
    });
  }, [images, net]);
  return (
    <div class="examples" role="group" aria-label={messages.examples}>
      {images.map((image, n) => (
        <button
          type="button"
          key={n}
          aria-label={messages.example(n, labels[n], answers[n])}
          title={messages.example(n, labels[n], answers[n])}
          class={answers[n] === labels[n] ? "" : "wrong"}
          onClick={() => set({ image, label: labels[n] })}
        >
          <Thumbnail values={image} largest={full} ink />
        </button>
      ))}
      <span class="hint">{messages.examplesHint}</span>
    </div>
  );
}

/** Forward or backward, and for which label. */
function Direction({ explorer, computed, messages }) {
  const { state, set } = explorer;
  return (
    <div class="direction">
      <Choice
        label={messages.direction}
        value={state.backward ? "backward" : "forward"}
        options={[
          ["forward", messages.forward],
          ["backward", messages.backward],
        ]}
        onChange={(way) => set({ backward: way === "backward" })}
      />
      <label class="control">
        <span>{messages.labelOf}</span>
        <select
          value={state.label}
          onInput={(event) => set({ label: Number(event.currentTarget.value) })}
        >
          {state.fc_bias.map((_, c) => (
            <option value={c} key={c}>
              {c}
            </option>
          ))}
        </select>
      </label>
      <p class="hint">
        {state.backward
          ? messages.backwardHint(state.label, format(-Math.log(computed.kept.probabilities[state.label])))
          : messages.forwardHint}
      </p>
    </div>
  );
}

/** The maps of one filter in numbers, from the image to the weights of one class. */
function Numbers({ explorer, shown, marks, messages }) {
  const { state, set } = explorer;
  const { layers, filter, class: of } = shown;
  const grid = (name, ...first) => {
    const isWeight = name === "filters" || name === "weights";
    const which = state.backward && !isWeight ? "gradients" : "values";
    const role = isWeight ? "kernel some" : state.backward ? "gradient" : name === "image" ? "input" : "output";
    return (
      <Grid
        name={messages.layers[name]}
        role={`${role} ${name}`}
        caption={messages.caption[name](filter, of)}
        values={mapOf(layers[name], which, ...first)}
        text={short}
        mark={(row, col) => marks(name, ...first, row, col)}
        cellLabel={messages.cell}
        onSelect={(row, col) => set({ filter, selection: [name, ...first, row, col] })}
      />
    );
  };
  const sign = (text) => (
    <span class="sign" aria-hidden="true">
      {text}
    </span>
  );
  return (
    <div class="stage numbers">
      {grid("image")}
      {sign("∗")}
      {grid("filters", filter)}
      <span class="break" />
      {grid("conv", filter)}
      {sign("→")}
      {grid("relu", filter)}
      <span class="break" />
      {grid("pooled", filter)}
      {sign("·")}
      {grid("weights", of, filter)}
    </div>
  );
}
