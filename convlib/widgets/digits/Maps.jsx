import { useLayoutEffect, useRef } from "preact/hooks";
import { mapOf } from "./sums.js";

/** Points of a canvas for each cell. */
const CELL = 8;

/** Ink is black, and turned to white by the dark theme; the others are the same in both, and
 * the style sheet writes them into the canvas.
 * @param {Element} canvas @param {boolean} ink */
function coloursOf(canvas, ink) {
  const { fill, stroke } = getComputedStyle(canvas);
  return { above: ink ? "#000" : fill, below: stroke };
}

/**
 * A map as a picture: the larger a number, the stronger the colour. Negative numbers have
 * another one, and do not fill their cell. What is `ink` is black on white.
 * @param {{values: number[][], largest: number, ink?: boolean, at?: number[] | null,
 *   layer?: string}} props
 */
export function Thumbnail({ values, largest, ink = false, at, layer }) {
  const canvas = useRef(/** @type {any} */ (null));
  const paint = useRef(/** @type {any} */ (null));
  const [rows, cols] = [values.length, values[0].length];
  useLayoutEffect(() => {
    const context = canvas.current.getContext("2d");
    paint.current ??= coloursOf(canvas.current, ink);
    const { above, below } = paint.current;
    context.clearRect(0, 0, cols * CELL, rows * CELL);
    values.forEach((line, row) =>
      line.forEach((value, col) => {
        if (value === 0) return;
        const inset = value < 0 ? CELL / 8 : 0;
        context.globalAlpha = Math.min(1, Math.abs(value) / largest);
        context.fillStyle = value < 0 ? below : above;
        context.fillRect(col * CELL + inset, row * CELL + inset, CELL - 2 * inset, CELL - 2 * inset);
      }),
    );
  }, [values, largest]);
  return (
    <span class={ink ? "thumbnail ink" : "thumbnail"} data-layer={layer} style={{ "--rows": rows, "--cols": cols }}>
      <canvas ref={canvas} width={cols * CELL} height={rows * CELL} />
      {at && <i class="here" style={{ "--row": at[0], "--col": at[1] }} />}
    </span>
  );
}

/** The layers that each filter has a map of, in the order of computing. */
const LAYERS = ["filters", "conv", "relu", "pooled"];

/** Every map as a picture, a column for each filter: a press shows that filter's in numbers,
 * and selects the cell under the finger. */
export function Maps({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const { layers, filter, place } = shown;
  const which = (name) => (state.backward && name !== "filters" ? "gradients" : "values");
  const largest = Object.fromEntries(
    LAYERS.map((name) => {
      const numbers = layers[name][which(name)];
      return [name, numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1];
    }),
  );
  const press = (event, k) => {
    const picture = event.target.closest("[data-layer]");
    const changes = { filter: k };
    if (!picture || event.detail === 0 || state.small) return set({ ...changes, selection: inside(place, k) });
    const name = picture.dataset.layer;
    const [rows, cols] = layers[name].shape.slice(-2);
    const { left, top, width, height } = picture.getBoundingClientRect();
    const [row, col] = [
      Math.min(rows - 1, Math.floor(((event.clientY - top) / height) * rows)),
      Math.min(cols - 1, Math.floor(((event.clientX - left) / width) * cols)),
    ];
    return set({ ...changes, selection: [name, k, row, col] });
  };
  return (
    <div class="layer-maps">
      <div class="names" aria-hidden="true">
        <span />
        {LAYERS.map((name) => (
          <span key={name}>{messages.short[name]}</span>
        ))}
      </div>
      {Array.from({ length: layers.filters.shape[0] }, (_, k) => (
        <button
          type="button"
          key={k}
          aria-label={messages.filterNumber(k)}
          aria-pressed={state.small ? undefined : k === filter}
          onClick={(event) => press(event, k)}
        >
          <b>{k}</b>
          {LAYERS.map((name) => (
            <Thumbnail
              key={name}
              layer={name}
              values={mapOf(layers[name], which(name), k)}
              largest={largest[name]}
              at={place?.[0] === name && place[1] === k ? place.slice(2) : null}
            />
          ))}
        </button>
      ))}
    </div>
  );
}

/** The selection once another filter is shown: the same cell of that one's maps.
 * @param {import("./sums.js").Place | null} place @param {number} k */
function inside(place, k) {
  if (!place) return null;
  const [name, ...at] = place;
  if (LAYERS.includes(name)) return [name, k, ...at.slice(1)];
  return name === "weights" ? [name, at[0], k, ...at.slice(2)] : place;
}
