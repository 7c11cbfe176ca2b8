import { Cut, Grid, dimensions } from "../src/components/Grid.jsx";
import { Lines } from "../src/components/Lines.jsx";
import { isSelected, words } from "../src/selection.js";
import { readsOf } from "./tower.js";

/** The layers from the side, the last on top, and below them the image from above. */
export function Tower({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const { layers } = state;
  const { fields, cells, counts, values, selected, pixel, level, field, at } = shown;
  const inField = (row, col) =>
    row >= at.row && row < at.row + field.size && col >= at.col && col < at.col + field.size;
  const floors = layers.map((_, n) => layers.length - n);
  /** Where the middle of a cell is, in pixels of the image. */
  const middle = (n, cell) => {
    const { size, jump } = n ? fields[n - 1] : { size: 1, jump: 1 };
    return cell * jump + size / 2;
  };
  /** What connects a layer with what it reads, of the selection only.
   * @returns {[number, number][]} */
  const readAt = (floor) =>
    counts[floor].flatMap((count, cell) =>
      readsOf(layers[floor - 1], cell)
        .filter((below) => count && counts[floor - 1][below])
        .map((below) => [middle(floor, cell), middle(floor - 1, below)]),
    );
  return (
    <div class="stage tower reach" style={{ "--all": cells[0], "--widest": cells[0] }}>
      <Cut sight={{ from: at.col, to: at.col + field.size }} columns={cells[0]}>
        <div class="floors" style={{ "--columns": cells[0] }}>
          {floors.map((floor) => {
            const name = messages.layer(floor);
            const { size, jump } = fields[floor - 1];
            return (
              <div key={floor}>
                <p class="caption">
                  <span>{name}</span>
                  <span>{messages.sees(dimensions([size, size]))}</span>
                </p>
                <div
                  class="floor-drawn"
                  style={{ "--start": (size - 1) / 2, "--jump": jump }}
                >
                  <Grid
                    name={name}
                    role="output"
                    values={[counts[floor]]}
                    mark={(_row, col) => ({
                      state: words({
                        active: counts[floor][col] && floor < level && !pixel,
                        fed: counts[floor][col] && (floor > level || pixel),
                        selected: isSelected(selected, "layer", floor - 1, col),
                        unread: !counts[floor][col],
                      }),
                    })}
                    cellLabel={messages.stripCell}
                    onSelect={(_row, col) => set({ selection: ["layer", floor - 1, col] })}
                  />
                </div>
                <Lines columns={cells[0]} kinds={{ on: readAt(floor) }} />
              </div>
            );
          })}
          <Grid
            name={messages.input}
            role="input"
            caption={messages.input}
            dimensions={dimensions([cells[0], cells[0]])}
            values={values}
            mark={(row, col) => ({
              state: words({
                active: values[row][col],
                unread: !values[row][col] && inField(row, col),
                later: !inField(row, col),
                selected: isSelected(selected, "input", row, col),
              }),
            })}
            frame={{ ...at, rows: field.size, cols: field.size }}
            cellLabel={messages.cell}
            onSelect={(row, col) => set({ selection: ["input", row, col] })}
          />
        </div>
      </Cut>
      <p class="hint">{messages.waysNote}</p>
    </div>
  );
}
