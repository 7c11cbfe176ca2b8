import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { axesOf, pair, shortest, sides } from "../src/axis.js";
import { Explorer } from "../src/components/Explorer.jsx";
import { Geometry } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Chip, Ledger, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { useLater } from "../src/later.js";
import { windowFrame } from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { longest } from "../src/numbers.js";
import { KERNELS, bordered, centred, decode, filter, signed } from "./picture.js";
import "./rules.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";

/** A picture of the reader's own: pixels of its sides at most, and at least. */
const OWN = 192;
const SMALLEST = 33;
const FACE = ["kernel", "stride", "dilation"];

/** Everything the picture shows, computed from the state, a picture and its filtering. What
 * lies around the picture is part of it, so that windows read it without padding.
 * @param {Record<string, any>} state @param {any} picture @param {any} output */
function view(state, picture, output) {
  const { kernel, stride, dilation } = state;
  const kernelSize = arithmetic.shape(kernel);
  const selected = settled(state.selection, {
    output: arithmetic.shape(output),
    kernel: kernelSize,
  });
  const at = selected?.grid === "output" ? selected : null;
  const geometry = { stride, dilation };
  return {
    selected,
    at,
    output,
    kernelSize,
    axes: axesOf(arithmetic.shape(picture), kernelSize, geometry),
    frame: at && windowFrame(at.row, at.col, geometry, kernelSize),
    terms: at && arithmetic.windowTerms(picture, kernel, geometry, at.row, at.col),
  };
}

/** The dilation as far as it fits: the picture, or the kernel, may just have been changed.
 * @param {Record<string, any>} state @param {any} picture with what lies around it */
function fitting({ kernel, dilation }, picture) {
  const [size, cells] = [arithmetic.shape(picture), arithmetic.shape(kernel)];
  const along = pair(dilation).map((step, axis) =>
    cells[axis] === 1 ? step : Math.min(step, Math.floor((size[axis] - 1) / (cells[axis] - 1))),
  );
  return /** @type {any} */ (shortest(/** @type {[number, number]} */ (along)));
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function ImageKernel({ model, messages }) {
  const explorer = useExplorerState(model);
  /** A picture of the reader's own stays here: not even the model is told. */
  const [own, setOwn] = useState(/** @type {any} */ (null));
  const { image, kernel, stride, padding, padding_mode: mode } = explorer.state;
  const given = useMemo(() => decode(image), [image.data]);
  const bare = own ?? given;
  const picture = useMemo(
    () => bordered(bare, padding, mode),
    [bare, String(sides(padding)), mode],
  );
  const [rows, columns] = arithmetic.shape(bare);
  const dilation = fitting(explorer.state, picture);
  const state = { ...explorer.state, image: { rows, columns }, dilation };
  const output = useMemo(
    () => filter(picture, kernel, { stride, dilation }),
    [picture, kernel, String(stride), String(dilation)],
  );
  const shown = view(state, picture, output);
  const matrices = useMatrices(explorer, { messages, like: { kernel: "kernel" } });
  const reset = () => {
    setOwn(null);
    explorer.reset();
  };
  const title = messages.imageKernel;
  const label = messages.label(title, dimensions([rows, columns]), dimensions(shown.kernelSize), state);
  const parts = {
    explorer: { ...explorer, state, reset },
    shown,
    picture,
    messages,
    matrices: {
      ...matrices,
      resize: (_name, size) => matrices.change({ seed: 0, kernel: centred(kernel, size) }),
    },
  };
  return (
    <Explorer
      {...{ title, label, messages }}
      explorer={{ ...parts.explorer, state: { ...explorer.state, dilation } }}
      whole={own === null}
      more={<Own {...parts} />}
    >
      <Stage {...parts} />
      <Calculation {...{ state, shown, messages }} />
      <Settings {...parts} setOwn={setOwn} />
      <p class="formula">
        {signed(kernel) ? messages.shownSigned : messages.shownPlain}
      </p>
    </Explorer>
  );
}

/** The two pictures, and below them the window under the cursor and the kernel. */
function Stage({ explorer, matrices, shown, picture, messages }) {
  const { state, set } = explorer;
  const { kernel, padding } = state;
  const { selected, at, terms, output, kernelSize, axes, frame } = shown;
  const [kRows, kCols] = kernelSize;
  /** @param {number[]} place the window nearest to it is chosen */
  const choose = (...place) =>
    set({
      selection: [
        "output",
        ...place.map((index, axis) => Math.min(Math.max(index, 0), axes[axis].count - 1)),
      ],
    });
  /** The window with its middle nearest to a pixel. @param {number[]} pixels */
  const around = (...pixels) =>
    choose(
      ...pixels.map((pixel, axis) => {
        const middle = axes[axis].pixel(0, (axes[axis].kernel - 1) / 2);
        return Math.round((pixel - middle) / axes[axis].stride);
      }),
    );
  return (
    <div class="stage" style={{ "--all": 2 * kCols + 4, "--widest": 2 * kCols + 1 }}>
      <div class="side pictures" style={{ "--longer": Math.max(...arithmetic.shape(picture)) }}>
        <Picture
          name={messages.input}
          values={picture}
          inside={padding ? insideOf(state) : null}
          box={frame}
          onPick={around}
        />
        <Picture
          name={messages.output}
          values={output}
          middle={signed(kernel)}
          box={at && { row: at.row, col: at.col, rows: 1, cols: 1 }}
          onPick={choose}
          at={at}
          label={`${messages.output}. ${messages.nothingPicked}`}
        />
      </div>
      <div class="side">
        <Grid
          name={messages.neighbourhood}
          role="input"
          caption={messages.neighbourhood}
          values={arithmetic.fill(kRows, kCols, (m, n) => terms?.[m * kCols + n].x ?? 0)}
          mark={() => ({ state: words({ later: !at }) })}
          cellLabel={messages.cell}
        />
        <span class="sign" aria-hidden="true">
          ∗
        </span>
        <Grid
          name={messages.kernel}
          role="kernel some"
          caption={messages.kernel}
          dimensions={dimensions([kRows, kCols])}
          values={kernel}
          mark={(row, col) => ({
            state: words({ selected: isSelected(selected, "kernel", row, col) }),
          })}
          cellLabel={messages.cell}
          {...matrices.editing("kernel")}
        />
      </div>
    </div>
  );
}

/** Where the picture itself lies in what is around it. @param {Record<string, any>} state */
function insideOf({ image, padding }) {
  const [[top], [left]] = sides(padding);
  return { row: top, col: left, rows: image.rows, cols: image.columns };
}

/** A grey picture; the pointer, or the arrow keys if it has a label, choose a pixel.
 * @param {Record<string, any>} props */
function Picture(props) {
  const { name, values, middle, inside, box, onPick, at, label } = props;
  const [rows, columns] = arithmetic.shape(values);
  const canvas = useRef(/** @type {any} */ (null));
  useEffect(() => {
    const context = canvas.current.getContext("2d", { willReadFrequently: true });
    const image = context.createImageData(columns, rows);
    let at = 0;
    for (const line of values) {
      for (const value of line) {
        image.data.fill(middle ? value / 2 + 128 : value, at, at + 3);
        image.data[at + 3] = 255;
        at += 4;
      }
    }
    context.putImageData(image, 0, 0);
  }, [values, middle]);
  const pick = (event) => {
    const { left, top, width, height } = canvas.current.getBoundingClientRect();
    onPick(
      Math.floor(((event.clientY - top) / height) * rows),
      Math.floor(((event.clientX - left) / width) * columns),
    );
  };
  const keyDown = (event) => {
    const far = event.shiftKey ? 10 : 1;
    const [down, across] = {
      ArrowUp: [-far, 0],
      ArrowDown: [far, 0],
      ArrowLeft: [0, -far],
      ArrowRight: [0, far],
    }[event.key] ?? [0, 0];
    if (!down && !across) return;
    event.preventDefault();
    onPick((at?.row ?? 0) + down, (at?.col ?? 0) + across);
  };
  const percent = (part, whole) => `${(100 * part) / whole}%`;
  const place = ({ row, col, rows: high, cols: wide }) => ({
    top: percent(row, rows),
    left: percent(col, columns),
    height: percent(high, rows),
    width: percent(wide, columns),
  });
  const focusable = label && { tabIndex: 0, role: "application", onKeyDown: keyDown };
  return (
    <div>
      <p class="caption">
        <span>{name}</span>
        <span>{dimensions([rows, columns])}</span>
      </p>
      <div
        class="picture"
        data-picture={name}
        data-row={at?.row}
        data-col={at?.col}
        data-value={at && values[at.row][at.col]}
        style={{ "--pixels": columns }}
        aria-label={label}
        aria-hidden={label ? undefined : "true"}
        {...focusable}
        onPointerDown={pick}
        onPointerMove={pick}
      >
        <canvas ref={canvas} width={columns} height={rows} />
        {inside && <div class="edge" style={place(inside)} />}
        {box && <div class="frame" style={place(box)} />}
      </div>
    </div>
  );
}

/** The sum behind the pixel under the cursor. */
function Calculation({ state, shown, messages }) {
  const { kernel } = state;
  const { at, terms, output } = shown;
  const value = at && output[at.row][at.col];
  const spoken = at
    ? messages.sumWords(
        ...[at.row, at.col, terms.filter(({ w }) => w !== 0), null, false, value],
      )
    : messages.nothingPicked;
  return (
    <Ledger
      value={value}
      words={spoken}
      playing
      digits={[3, longest(kernel)]}
      lines={kernel.length + 1}
    >
      {at ? (
        <Sum symbol={[at.row, at.col]}>
          <WindowSum terms={terms} />
          <Chip role="result" value={value} />
        </Sum>
      ) : (
        <p>{spoken}</p>
      )}
    </Ledger>
  );
}

/** A known kernel or one's own, and a picture of one's own. */
function Settings({ explorer, matrices, picture, setOwn, messages }) {
  const { state, setAlert } = explorer;
  const { kernel } = state;
  const same = JSON.stringify(kernel);
  const known = Object.keys(KERNELS).find((name) => JSON.stringify(KERNELS[name]) === same);
  const choose = (other) => {
    const dilation = fitting({ ...state, kernel: other }, picture);
    matrices.change({ seed: 0, kernel: other, dilation });
  };
  const choice = (
    <label class="control">
      <span>{messages.filter}</span>
      <select
        value={known ?? ""}
        onInput={(event) => choose(KERNELS[event.currentTarget.value])}
      >
        {!known && <option value="">{messages.ownKernel}</option>}
        {Object.keys(KERNELS).map((name) => (
          <option value={name} key={name}>
            {messages.kernels[name]}
          </option>
        ))}
      </select>
    </label>
  );
  const read = async (event) => {
    const [file] = event.currentTarget.files;
    event.currentTarget.value = "";
    if (!file) return;
    try {
      setOwn(await readPicture(file));
      setAlert(null);
    } catch {
      setAlert(messages.notPicture(file.name));
    }
  };
  return (
    <Geometry
      {...{ explorer, matrices, messages, only: FACE, first: choice }}
      note={messages.ownNote}
    >
      <label class="control">
        <span>{messages.ownPicture}</span>
        <input type="file" accept="image/*" onChange={read} />
      </label>
    </Geometry>
  );
}

/** What is folded away, which comes when it is asked for.
 * @param {Record<string, any>} parts */
function Own(parts) {
  const later = useLater(parts.explorer.model.get("kind"), true);
  return later ? <later.Own {...parts} /> : <span aria-busy="true" />;
}

/** A file as a grey picture. @param {File} file */
async function readPicture(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, OWN / Math.max(bitmap.width, bitmap.height));
  const [columns, rows] = [bitmap.width, bitmap.height].map((cells) =>
    Math.max(SMALLEST, Math.round(cells * scale)),
  );
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: columns, height: rows });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(bitmap, 0, 0, columns, rows);
  const { data } = context.getImageData(0, 0, columns, rows);
  return Array.from({ length: rows }, (_, row) =>
    Uint8Array.from({ length: columns }, (_, col) => {
      const at = 4 * (row * columns + col);
      const [red, green, blue] = data.subarray(at, at + 3);
      return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    }),
  );
}
