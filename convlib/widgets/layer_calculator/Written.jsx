import { Axis } from "../src/axis.js";
import { FieldDrawn } from "../src/components/FieldDrawn.jsx";
import { Ledger } from "../src/components/Ledger.jsx";
import { formatFactor } from "../src/numbers.js";
import { along, isTransposed, learnedBy, pairOf, repeats, slides, sumOf, valueOf, weightsOf } from "./network.js";
import { axesShown, whole } from "./table.js";

/** @typedef {{key: string, value: number, sum?: string, axis?: number,
 *   also?: string}} Line a column, its value, and the numbers that it is made of; another
 * column for which they are the same */

/** @param {any} layer @param {any} before @param {any} after @returns {Line[]} */
function sizes(layer, before, after) {
  const [, ...cells] = before.shape;
  if (layer.type === "Flatten") {
    return [{ key: "channels", sum: before.shape.map(whole).join(" · "), value: after.shape[0] }];
  }
  if (!slides(layer.type)) return [];
  const lines = ["height", "width"].map((key, n) => {
    const { kernel, stride, padding, dilation, transposed } = along(layer, before, n);
    const [up, down] = valueOf(layer, "ceil_mode") ? "⌈⌉" : "⌊⌋";
    const [extra] = transposed ? [pairOf(layer, "output_padding")[n]] : [];
    const sum = transposed
      ? `(${cells[n]} − 1)·${stride} − 2·${padding} + ${dilation}·(${kernel} − 1) + 1${extra ? ` + ${extra}` : ""}`
      : `${up}(${cells[n]} + 2·${padding} − ${dilation}·(${kernel} − 1) − 1) / ${stride}${down} + 1`;
    const value = after.shape[n + 1];
    // With ceil_mode, a last window that would start behind the image is left out: it would be
    // there if the image went on for as long as a step may lack.
    const { count: all } = new Axis(cells[n], kernel, stride, padding, padding + stride - 1, dilation);
    return { key, value, sum: valueOf(layer, "ceil_mode") && all > value ? `${sum} − ${all - value}` : sum };
  });
  return lines[0].sum === lines[1].sum ? [{ ...lines[0], also: "width" }] : lines;
}

/** @param {any} layer @param {any} before @param {any} after @returns {Line[]} */
function costs(layer, before, after) {
  const { parameters, multiplyAdds } = after;
  const [channels] = before.shape;
  const filters = layer.out_channels ?? layer.out_features;
  if (!filters) return parameters ? [{ key: "parameters", sum: `${learnedBy(layer)} · ${channels}`, value: parameters }] : [];
  const groups = valueOf(layer, "groups") ?? 1;
  const kernel = slides(layer.type) ? pairOf(layer, "kernel_size") : [];
  const products = [whole(channels) + (groups > 1 ? ` / ${groups}` : ""), ...kernel].join(" · ");
  const each = valueOf(layer, "bias") ? `(${products} + 1)` : products;
  const places = slides(layer.type) ? (isTransposed(layer) ? before : after).shape.slice(1) : [];
  return [
    { key: "parameters", sum: `${whole(filters)} · ${each}`, value: parameters },
    { key: "multiplyAdds", sum: [weightsOf(layer, channels), ...places].map(whole).join(" · "), value: multiplyAdds },
    { key: "flops", sum: `2 · ${whole(multiplyAdds)}`, value: 2 * multiplyAdds },
  ];
}

/** @param {any} layer @param {any} before @param {any} after @param {number} axis
 * @param {boolean} differ whether the fields of cells differ from one another
 * @returns {Line[]} */
function field(layer, before, after, axis, differ) {
  const { kernel, stride, padding, dilation, transposed } = along(layer, before, axis);
  const times = repeats(layer, before, axis);
  const [size, jump, start] = ["size", "jump", "start"].map((key) => before[key][axis]);
  const sums = {
    size: differ ? undefined : `${size} + ${dilation}·(${kernel} − 1)·${jump}`,
    jump: `${formatFactor(jump)} ${transposed ? "/" : "·"} ${stride}${times > 1 ? ` / ${times}` : ""}`,
    start: differ ? undefined : `${formatFactor(start)} − ${padding}·${jump}`,
  };
  return Object.entries(sums).map(([key, sum]) => ({ key, sum, value: after[key][axis], axis }));
}

/** The row selected in numbers, and what a cell in the middle sees of the image. */
export function Written({ layers, shown, messages }) {
  const { stages, codes, columns, selected } = shown;
  const { parameters, multiplyAdds } = sumOf(stages);
  const sums = messages.sums(...[parameters, multiplyAdds, 2 * multiplyAdds].map(whole));
  if (!selected) {
    return (
      <Ledger value={null} words={sums} lines={7}>
        <p>{sums}</p>
      </Ledger>
    );
  }
  const { row, col } = selected;
  const column = columns[col];
  const [before, after, layer] = [stages[row - 1], stages[row], layers[row - 1]];
  const differ = layers
    .slice(0, row)
    .some((one, n) => isTransposed(one) || [0, 1].some((axis) => repeats(one, stages[n], axis) > 1));
  /** @type {Line[]} */
  const lines = !row
    ? []
    : [
        ...sizes(layer, before, after),
        ...costs(layer, before, after),
        ...axesShown(stages).flatMap((axis) => field(layer, before, after, axis, differ)),
      ];
  const value = column.of(after);
  const name = messages.layer(row, codes[row - 1]);
  return (
    <div class="written">
      <Ledger value={value} words={`${messages.spoken(name, column.spoken, whole(value))} ${sums}`} lines={7}>
        <p>
          <b>{name}</b>
        </p>
        <dl class="derivation">
          {columns.map(({ key, axis, label }, n) => {
            const line = lines.find((one) => one.key === key && (one.axis ?? axis) === axis);
            return (
              line && (
                <div key={label} class={n === col || line.also === column.key ? "on" : undefined}>
                  <dt>{line.also ? messages.both : label}</dt>
                  <dd>
                    {line.sum ? `${line.sum} = ` : messages.differs}
                    <b>{whole(line.value)}</b>
                  </dd>
                </div>
              )
            );
          })}
        </dl>
        {row === 0 && <p>{messages.image}</p>}
      </Ledger>
      <Window {...{ image: stages[0].shape, stage: after, messages }} />
    </div>
  );
}

/** The image, and on it the window of the cell in the middle and that of the next one. */
function Window({ image, stage, messages }) {
  const { shape, size, jump, start } = stage;
  const [height, width] = image.slice(1);
  const cell = shape.slice(1).map((count) => Math.floor((count - 1) / 2));
  const first = cell.map((place, n) => start[n] + place * jump[n]);
  const last = first.map((pixel, n) => pixel + size[n] - 1);
  const isWhole = [0, 1].every((n) => first[n] <= 0 && last[n] >= image[n + 1] - 1);
  return (
    <div class="window-drawn">
      <FieldDrawn
        {...{ first, size }}
        image={[height, width]}
        shift={[0, jump[1]]}
        next={shape[2] > cell[1] + 1}
      />
      <p>
        {messages.sees(cell.map(whole), [0, 1].map((n) => [first[n], last[n]].map(whole)), [height, width].map(whole), isWhole)}
      </p>
    </div>
  );
}
