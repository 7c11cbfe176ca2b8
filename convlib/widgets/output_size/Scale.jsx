/** Windows drawn of a long input: so many from its beginning, and the last one. */
const DRAWN = 6;

/** A bar from one cell to another, in parts of the whole. */
const Bar = ({ kind, from, to, all }) => (
  <div
    class={`bar ${kind}`}
    style={{ left: `${(100 * from) / all}%`, width: `${(100 * (to - from)) / all}%` }}
  />
);

/**
 * An input with more cells than can be read, to scale: the padding around it, and below it
 * its first windows, the selected one and the last.
 * @param {{axis: import("../src/axis.js").Axis, padding: number, output: number | null,
 *   input: number | null, hidden: boolean, caption: string, dimensions: string}} props
 */
export function Scale({ axis, padding, output, input, hidden, caption, dimensions }) {
  const { size, count, span } = axis;
  const all = size + 2 * padding;
  const first = Array.from({ length: Math.min(DRAWN, count) }, (_, j) => j);
  const shown = new Set([...first, ...(output === null ? [] : [output]), count - 1]);
  const ordered = [...shown].sort((one, other) => one - other);
  return (
    <div class="scale">
      <p class="caption">
        <span>{caption}</span>
        <span class="dimensions">{dimensions}</span>
      </p>
      <div aria-hidden="true">
        <div class="track whole">
          <Bar kind="padding" from={0} to={all} all={all} />
          <Bar kind="image" from={padding} to={padding + size} all={all} />
          {input !== null && (
            <Bar kind="cell" from={padding + input} to={padding + input + 1} all={all} />
          )}
        </div>
        {!hidden &&
          ordered.map((j, n) => (
            <div class={n > 0 && ordered[n - 1] !== j - 1 ? "track gap" : "track"} key={j}>
              <Bar
                kind={j === output ? "span on" : "span"}
                from={axis.pixel(j, 0) + padding}
                to={axis.pixel(j, 0) + padding + span}
                all={all}
              />
            </div>
          ))}
      </div>
    </div>
  );
}
