/**
 * An image, and on it a field, to scale; dotted, the same field `shift` further if there is
 * a `next` one. What is long and low is drawn higher.
 * @param {{image: number[], first: number[], size: number[], shift: number[], next: boolean}}
 *   props each for rows and for columns, in pixels
 */
export function FieldDrawn({ image, first, size, shift, next }) {
  const from = first.map((pixel) => Math.min(0, pixel));
  const [rows, columns] = from.map(
    (least, n) => Math.max(image[n], first[n] + size[n] + shift[n]) - least,
  );
  const box = (/** @type {number[]} */ [y, x], /** @type {number[]} */ [height, width]) => ({
    ...{ x, y, width, height },
  });
  const isStrip = columns > 8 * rows;
  return (
    <svg
      viewBox={`${from[1]} ${from[0]} ${columns} ${rows}`}
      class={isStrip ? "field-drawn strip" : "field-drawn"}
      preserveAspectRatio={isStrip ? "none" : undefined}
      aria-hidden="true"
    >
      <rect class="image" {...box([0, 0], image)} />
      <rect class="field" {...box(first, size)} />
      {next && <rect class="next" {...box(first.map((pixel, n) => pixel + shift[n]), size)} />}
    </svg>
  );
}
