/** A square from a pixel on, along both axes. */
const Square = ({ kind, from, size }) => (
  <rect class={kind} x={from} y={from} width={size} height={size} />
);

/**
 * An image with more pixels than can be drawn one by one, and on it what a cell on its
 * diagonal sees, to scale; dotted, what the next one sees.
 * @param {{image: number, first: number, size: number, jump: number | null, caption: string,
 *   dimensions: string, hint: string}} props
 */
export function Scale({ image, first, size, jump, caption, dimensions, hint }) {
  const from = Math.min(0, first);
  const all = Math.max(image, first + size + (jump ?? 0)) - from;
  return (
    <div class="stage to-scale">
      <p class="caption">
        <span>{caption}</span>
        <span class="dimensions">{dimensions}</span>
      </p>
      <svg viewBox={`${from} ${from} ${all} ${all}`} aria-hidden="true">
        <Square kind="image" from={0} size={image} />
        <Square kind="field" from={first} size={size} />
        {jump !== null && <Square kind="next" from={first + jump} size={size} />}
      </svg>
      <p class="hint">{hint}</p>
    </div>
  );
}
