/**
 * Connections between a row of cells and the one below it, each from the middle of one to that of
 * the other, counted in cells; `kinds` are told apart by their class.
 * @param {{columns: number, kinds: Record<string, [number, number][]>}} props
 */
export const Lines = ({ columns, kinds }) => (
  <svg
    class="lines-drawn"
    viewBox={`0 0 ${columns} 1`}
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    {Object.entries(kinds).map(([kind, lines]) => (
      <path class={kind} key={kind} d={lines.map(([from, to]) => `M${from} 0L${to} 1`).join("")} />
    ))}
  </svg>
);
