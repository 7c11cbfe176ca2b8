import { Cut, Grid } from "../src/components/Grid.jsx";
import { Lines } from "../src/components/Lines.jsx";
import { compact, format } from "../src/numbers.js";
import { words } from "../src/selection.js";

/** What stands before a row: its name, in columns of it. */
const NAME = 2;
/** So many columns around the selected node are kept in sight: of the past, and of the future. */
const SIGHT = { true: [7, 0], false: [3, 3] };

/** What a node shows: its cell is narrow. @param {number} value */
const short = (value) => (format(value).length > 3 ? compact(value) : format(value));

/** The levels above one another, the last layer on top, time from left to right. Zeros before
 * and after a level, however many, are one cell each. */
export function Levels({ explorer, matrices, shown, messages, on, select }) {
  const { state } = explorer;
  const { axes, levels, fields, node, level, time, tree, size, top } = shown;
  const left = axes.some(({ before }) => before) ? 1 : 0;
  const right = axes.some(({ after }) => after) ? 1 : 0;
  const zeros = Math.max(...axes.map(({ before, after }) => Math.max(before, after)));
  const columns = NAME + left + size + right;
  const [past, future] = SIGHT[state.causal];
  const sight = node
    ? {
        from: Math.max(0, left + time - past),
        to: Math.min(columns, NAME + left + time + 1 + future),
      }
    : { from: 0, to: 1 };
  const inside = (at) => at >= 0 && at < size;
  const row = (l) => {
    const { before = 0, after = 0 } = axes[l] ?? {};
    const isSignal = l === 0;
    const isSelected = isSignal ? on("signal") : (at) => on("layer")(l - 1, at);
    /** Whether the selected node reads a node, or some of the zeros of a side. */
    const reads = (at) =>
      l < level && (inside(at) ? tree[l].has(at) : [...tree[l]].some((one) => one * at > 0 && !inside(one)));
    return (
      <Grid
        name={isSignal ? messages.signal : messages.layer(l)}
        role={isSignal ? "input" : "output"}
        values={[levels[l]]}
        padding={[0, before && 1]}
        after={[0, after && 1]}
        paddingText={(_row, at) => messages.zeros(at < 0 ? before : after)}
        mark={(_row, at) => ({
          state: words({
            active: reads(at),
            future: reads(at) && at > time && inside(at),
            fed: l > level && tree?.[l].has(at),
            selected: isSelected(at),
          }),
        })}
        cellLabel={isSignal ? messages.cell : messages.node}
        onSelect={(_row, at) => (isSignal ? select("signal")(at) : select("layer")(l - 1, at))}
        {...(isSignal ? matrices.editing("signal") : { text: short })}
      />
    );
  };
  return (
    <div class="stage tower causal" style={{ "--all": columns, "--widest": columns, "--name": NAME }}>
      <Cut {...{ sight, columns }}>
        <div class="floors" style={{ "--columns": columns, "--left": left }}>
          {level > 0 && <div class="future" style={{ "--time": time + 1 }} />}
          {levels.map((_, n) => {
            const l = top - n;
            return (
              <div key={l}>
                <div class="level">
                  <p class="name">
                    <span>{l ? messages.layer(l) : messages.signal}</span>
                    <small>{l ? messages.seen(fields[l - 1]) : messages.time}</small>
                  </p>
                  <div class="floor-drawn" style={{ "--start": left - (axes[l]?.before ? 1 : 0) }}>
                    {row(l)}
                  </div>
                </div>
                {l > 0 && <Connections {...{ shown, l, columns, start: NAME + left }} />}
              </div>
            );
          })}
          <div class="times" aria-hidden="true">
            {levels[0].map((_, at) => (
              <span key={at}>{at}</span>
            ))}
          </div>
        </div>
      </Cut>
      <p class="hint">
        {level > 0 && messages.nowNote} {zeros > 0 && messages.zerosNote(zeros)}
      </p>
    </div>
  );
}

/** What connects a layer with the level below: all of it faint, and what is selected. */
function Connections({ shown, l, columns, start }) {
  const { axes, selected, tree, level, size } = shown;
  const axis = axes[l - 1];
  const times = Array.from({ length: size }, (_, at) => at);
  /** Where the middle of a node is; all zeros of a side are one cell. */
  const middle = (at) => start + Math.min(Math.max(at, -1), size) + 0.5;
  const all = times.flatMap((at) => axis.reads(at).map((below, n) => ({ at, below, n })));
  const isOn = ({ at, below, n }) =>
    selected?.grid === "weight"
      ? selected.at[0] === l - 1 && selected.at[1] === n
      : tree && (l > level ? tree[l - 1].has(below) : tree[l].has(at));
  /** @returns {[number, number][]} */
  const lines = (some) => some.map(({ at, below }) => [middle(at), middle(below)]);
  return <Lines {...{ columns }} kinds={{ all: lines(all), on: lines(all.filter(isOn)) }} />;
}
