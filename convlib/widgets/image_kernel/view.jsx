import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { Controls, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Chip, Ledger, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { longest } from "../src/numbers.js";
import { KERNELS, centred, decode, filter, signed } from "./picture.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";

const CAPS = { inputSize: 0, kernelSize: 5, padding: 0, dilation: 8, stride: 4 };
/** A picture of the reader's own: pixels of its sides at most, and at least. */
const OWN = 192;
const SMALLEST = 33;

/** Everything the picture shows, computed from the state, a picture and its filtering.
 * @param {Record<string, any>} state @param {any} picture @param {any} output */
function view(state, picture, output) {
  const selected = settled(state.selection, {
    output: arithmetic.shape(output),
    kernel: arithmetic.shape(state.kernel),
  });
  const at = selected?.grid === "output" ? selected : null;
  const geometry = arithmetic.geometryOf(state);
  return {
    selected,
    at,
    output,
    terms:
      at && arithmetic.windowTerms(picture, state.kernel, geometry, at.row, at.col),
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function ImageKernel({ model, messages }) {
  const explorer = useExplorerState(model);
  /** A picture of the reader's own stays here: not even the model is told. */
  const [own, setOwn] = useState(/** @type {any} */ (null));
  const { image, kernel, stride } = explorer.state;
  const given = useMemo(() => decode(image), [image.data]);
  const picture = own ?? given;
  /** As far as it fits: the picture, or the kernel, may just have been changed. */
  const room = Math.min(...arithmetic.shape(picture)) - 1;
  const dilation = Math.min(
    explorer.state.dilation,
    Math.floor(room / (kernel.length - 1)),
  );
  const state = { ...explorer.state, dilation };
  const output = useMemo(
    () => filter(picture, kernel, arithmetic.geometryOf({ stride, dilation })),
    [picture, kernel, stride, dilation],
  );
  const shown = view(state, picture, output);
  const reset = () => {
    setOwn(null);
    explorer.reset();
  };
  const title = messages.imageKernel;
  const label = messages.label(
    title,
    dimensions(arithmetic.shape(picture)),
    dimensions(arithmetic.shape(kernel)),
    { ...state, padding: 0 },
  );
  return (
    <Explorer
      {...{ title, label, messages }}
      explorer={{ ...explorer, state, reset }}
      whole={own === null}
    >
      <Stage {...{ explorer, state, shown, picture, messages }} />
      <Calculation {...{ state, shown, messages }} />
      <Settings {...{ explorer, state, picture, setOwn, messages }} />
      <p class="formula">
        {signed(kernel) ? messages.shownSigned : messages.shownPlain}
      </p>
    </Explorer>
  );
}

/** The two pictures, and below them the window under the cursor and the kernel. */
function Stage({ explorer, state, shown, picture, messages }) {
  const { set, setAlert } = explorer;
  const { kernel, stride, dilation } = state;
  const { selected, at, terms, output } = shown;
  const [rows, columns] = arithmetic.shape(picture);
  const [height, width] = arithmetic.shape(output);
  const [kRows, kCols] = arithmetic.shape(kernel);
  const reach = [kRows, kCols].map((cells) =>
    arithmetic.effectiveKernelSize(cells, dilation),
  );
  const choose = (row, col) => {
    const inside = (index, count) => Math.min(Math.max(index, 0), count - 1);
    set({
      selection: ["output", inside(row, height), inside(col, width)],
    });
  };
  return (
    <div class="stage" style={{ "--all": 2 * kCols + 4, "--widest": 2 * kCols + 1 }}>
      <div class="side pictures" style={{ "--longer": Math.max(rows, columns) }}>
        <Picture
          name={messages.input}
          values={picture}
          box={at && [at.row * stride, at.col * stride, reach[0], reach[1]]}
          onPick={(row, col) =>
            choose(
              Math.round((row - (reach[0] - 1) / 2) / stride),
              Math.round((col - (reach[1] - 1) / 2) / stride),
            )
          }
        />
        <Picture
          name={messages.output}
          values={output}
          middle={signed(kernel)}
          box={at && [at.row, at.col, 1, 1]}
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
          onEdit={(row, col, value) =>
            set({ kernel: arithmetic.replace(kernel, row, col, value) })
          }
          onRefuse={(text) => setAlert(messages.refused(text))}
        />
      </div>
    </div>
  );
}

/** A grey picture; the pointer, or the arrow keys if it has a label, choose a pixel.
 * @param {Record<string, any>} props */
function Picture(props) {
  const { name, values, middle, box, onPick, at, label } = props;
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
        {box && (
          <div
            class="frame"
            style={{
              top: percent(box[0], rows),
              left: percent(box[1], columns),
              height: percent(box[2], rows),
              width: percent(box[3], columns),
            }}
          />
        )}
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
function Settings({ explorer, state, picture, setOwn, messages }) {
  const { set, setAlert } = explorer;
  const { kernel, stride, dilation } = state;
  const [, , shapes] = explorer.rules.kernel;
  const sizes = shapes.map(([rows]) => rows);
  const same = JSON.stringify(kernel);
  const known = Object.keys(KERNELS).find((name) => JSON.stringify(KERNELS[name]) === same);
  const limits = arithmetic.bounds(
    {
      inputSize: Math.min(...arithmetic.shape(picture)),
      kernelSize: Math.max(...arithmetic.shape(kernel)),
      padding: 0,
      dilation,
      stride,
    },
    CAPS,
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
    <Controls note={messages.ownNote}>
      <label class="control">
        <span>{messages.filter}</span>
        <select
          value={known ?? ""}
          onChange={(event) => set({ kernel: KERNELS[event.currentTarget.value] })}
        >
          {!known && <option value="">{messages.ownKernel}</option>}
          {Object.keys(KERNELS).map((name) => (
            <option value={name} key={name}>
              {messages.kernels[name]}
            </option>
          ))}
        </select>
      </label>
      <Slider
        label={messages.kernelSize}
        value={kernel.length}
        min={sizes[0]}
        max={sizes[1]}
        step={sizes[1] - sizes[0]}
        onChange={(size) => set({ kernel: centred(kernel, size) })}
      />
      {["stride", "dilation"].map((name) => (
        <Slider
          key={name}
          label={messages[name]}
          value={state[name]}
          {...limits[name]}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <label class="control">
        <span>{messages.ownPicture}</span>
        <input type="file" accept="image/*" onChange={read} />
      </label>
    </Controls>
  );
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
