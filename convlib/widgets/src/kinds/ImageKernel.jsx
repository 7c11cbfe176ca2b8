import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import * as arithmetic from "../arithmetic.js";
import { Controls, Slider } from "../components/Controls.jsx";
import { Explorer } from "../components/Explorer.jsx";
import { Grid, dimensions } from "../components/Grid.jsx";
import { Chip, Ledger, Sum, WindowSum } from "../components/Ledger.jsx";
import { longest } from "../numbers.js";
import { KERNELS, centred, decode, filter, signed } from "../picture.js";
import { isSelected, settled, words } from "../selection.js";
import { useExplorerState } from "../state.js";

const NAMES = ["image", "kernel", "stride", "dilation"];
const CAPS = { inputSize: 0, kernelSize: 5, padding: 0, dilation: 8, stride: 4 };
/** A picture of the reader's own: pixels of its sides at most, and at least. */
const OWN = 192;
const SMALLEST = 33;

/** Everything the picture shows, computed from the state, a picture and its filtering.
 * @param {Record<string, any>} state @param {import("../picture.js").Picture} picture
 * @param {ReturnType<typeof filter>} output */
function view({ kernel, stride, dilation, selection }, { columns, pixels }, output) {
  const selected = settled(selection, {
    output: [output.rows, output.columns],
    kernel: arithmetic.shape(kernel),
  });
  const at = selected?.grid === "output" ? selected : null;
  const terms =
    at &&
    kernel.flatMap((line, m) =>
      line.map((w, n) => {
        const row = at.row * stride + m * dilation;
        const col = at.col * stride + n * dilation;
        const x = pixels[row * columns + col];
        return { m, n, row, col, x, w, product: x * w, padding: false };
      }),
    );
  return { selected, at, terms, output };
}

/** @param {{model: import("../state.js").Model, messages: any}} props */
export function ImageKernel({ model, messages }) {
  const explorer = useExplorerState(model, [...NAMES, "selection"]);
  /** A picture of the reader's own stays here: not even the model is told. */
  const [own, setOwn] = useState(/** @type {any} */ (null));
  const { image, kernel, stride } = explorer.state;
  const given = useMemo(() => decode(image), [image.data]);
  const picture = own ?? given;
  /** As far as it fits: the picture, or the kernel, may just have been changed. */
  const room = Math.min(picture.rows, picture.columns) - 1;
  const dilation = Math.min(
    explorer.state.dilation,
    Math.floor(room / (kernel.length - 1)),
  );
  const state = { ...explorer.state, dilation };
  const output = useMemo(
    () => filter(picture, kernel, stride, dilation),
    [picture, kernel, stride, dilation],
  );
  const shown = view(state, picture, output);
  const reset = () => {
    setOwn(null);
    explorer.reset();
  };
  const label = messages.imageKernelLabel(
    dimensions([picture.rows, picture.columns]),
    dimensions(arithmetic.shape(kernel)),
    state,
  );
  return (
    <Explorer
      kind="image-kernel"
      title={messages.imageKernel}
      label={label}
      messages={messages}
      explorer={{ ...explorer, reset }}
    >
      <Stage {...{ explorer, state, shown, picture, messages }} />
      <Calculation {...{ state, shown, messages }} />
      <Settings {...{ explorer, state, picture, setOwn, messages }} />
      <p class="formula">
        {signed(kernel) ? messages.signedNote : messages.clippedNote}
      </p>
    </Explorer>
  );
}

/** The two pictures, and below them the window under the cursor and the kernel. */
function Stage({ explorer, state, shown, picture, messages }) {
  const { set, setAlert } = explorer;
  const { kernel, stride, dilation } = state;
  const { selected, at, terms, output } = shown;
  const { rows, columns } = picture;
  const [kRows, kCols] = arithmetic.shape(kernel);
  const reach = [kRows, kCols].map((cells) =>
    arithmetic.effectiveKernelSize(cells, dilation),
  );
  const choose = (row, col) => {
    const inside = (index, count) => Math.min(Math.max(index, 0), count - 1);
    set({
      selection: ["output", inside(row, output.rows), inside(col, output.columns)],
    });
  };
  const shift = signed(kernel) ? [0.5, 128] : [1, 0];
  const longer = Math.max(rows, columns);
  return (
    <div class="stage" style={{ "--all": 2 * kCols + 4, "--widest": 2 * kCols + 1 }}>
      <div class="side pictures" style={{ "--longer": longer }}>
        <Picture
          name={messages.input}
          size={[rows, columns]}
          values={picture.pixels}
          shift={[1, 0]}
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
          size={[output.rows, output.columns]}
          values={output.sums}
          shift={shift}
          box={at && [at.row, at.col, 1, 1]}
          onPick={choose}
          at={at}
          label={messages.pictureLabel(dimensions([output.rows, output.columns]))}
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
  const { name, size, values, shift, box, onPick, at, label } = props;
  const [rows, columns] = size;
  const canvas = useRef(/** @type {any} */ (null));
  useEffect(() => {
    const context = canvas.current.getContext("2d");
    const image = context.createImageData(columns, rows);
    const words = new Uint32Array(image.data.buffer);
    const [scale, zero] = shift;
    for (let n = 0; n < values.length; n += 1) {
      const grey = Math.min(Math.max(Math.round(values[n] * scale + zero), 0), 255);
      words[n] = 0xff000000 | (grey * 0x10101);
    }
    context.putImageData(image, 0, 0);
  }, [values, shift[1]]);
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
    <figure>
      <figcaption class="caption">
        <span>{name}</span>
        <span>{dimensions([rows, columns])}</span>
      </figcaption>
      <div
        class="picture"
        data-picture={name}
        data-row={at?.row}
        data-col={at?.col}
        data-value={at ? values[at.row * columns + at.col] : undefined}
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
    </figure>
  );
}

/** The sum behind the pixel under the cursor. */
function Calculation({ state, shown, messages }) {
  const { kernel } = state;
  const { at, terms, output } = shown;
  const value = at && output.sums[at.row * output.columns + at.col];
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
  const same = JSON.stringify(kernel);
  const known = Object.keys(KERNELS).find((name) => JSON.stringify(KERNELS[name]) === same);
  const limits = arithmetic.bounds(
    {
      inputSize: Math.min(picture.rows, picture.columns),
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
        min={3}
        max={5}
        step={2}
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
  const pixels = Uint8Array.from({ length: rows * columns }, (_, n) =>
    Math.round(0.299 * data[4 * n] + 0.587 * data[4 * n + 1] + 0.114 * data[4 * n + 2]),
  );
  return { rows, columns, pixels };
}
