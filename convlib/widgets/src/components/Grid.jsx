import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { drawCells } from "../cells.js";
import { format, inCell, isBeginning, parse, spelled } from "../numbers.js";
import { isTable } from "../paste.js";
import { words } from "../selection.js";

/**
 * What is drawn in a cell besides its value.
 * @typedef {{state?: string, badge?: string, badgeRole?: string,
 *   under?: number}} Mark `under` is a second number below the value
 */

const zero = () => "0";

/** @param {number[]} sizes */
export const dimensions = (sizes) => sizes.join(" × ");

/** Where an arrow key, Home or End leads from (row, col); null for other keys. */
function destination(key, row, col, [rows, cols]) {
  const to = {
    ArrowUp: [row - 1, col],
    ArrowDown: [row + 1, col],
    ArrowLeft: [row, col - 1],
    ArrowRight: [row, col + 1],
    Home: [row, 0],
    End: [row, cols - 1],
  }[key];
  return (
    to && [
      Math.min(Math.max(to[0], 0), rows - 1),
      Math.min(Math.max(to[1], 0), cols - 1),
    ]
  );
}

/** Says on which sides a grid goes on out of sight.
 * @param {any} cut */
function markCut(cut) {
  const { scrollLeft, scrollWidth, clientWidth } = cut.firstChild;
  const right = scrollLeft + clientWidth < scrollWidth - 1;
  cut.dataset.cut = words({ left: scrollLeft > 1, right });
}

/** Keeps the columns that matter in sight where a grid is too wide to be seen whole.
 * @param {{from: number, to: number}} sight columns, counted from the left edge
 * @param {number} columns all of them */
function useCut(sight, columns) {
  const cut = useRef(/** @type {any} */ (null));
  useEffect(() => {
    const { firstChild: scroll } = cut.current;
    if (scroll.scrollWidth > scroll.clientWidth) {
      const cell = scroll.scrollWidth / columns;
      const [left, right] = [sight.from * cell, sight.to * cell];
      scroll.scrollLeft = Math.min(Math.max(scroll.scrollLeft, right - scroll.clientWidth), left);
    }
    markCut(cut.current);
  }, [sight.from, sight.to, columns]);
  useEffect(() => {
    const observer = new ResizeObserver(() => cut.current && markCut(cut.current));
    observer.observe(cut.current);
    return () => observer.disconnect();
  }, []);
  return cut;
}

/**
 * What may be too wide to be seen whole: it scrolls by itself, and says where it goes on.
 * @param {{sight: {from: number, to: number}, columns: number, children: any}} props `sight` is kept
 *   in view, counted in the columns that share the width
 */
export function Cut({ sight, columns, children }) {
  const cut = useCut(sight, columns);
  return (
    <div class="cut" ref={cut}>
      <div class="scroll" onScroll={() => markCut(cut.current)}>
        {children}
      </div>
    </div>
  );
}

/**
 * A grid of numbers. Its cells can be selected by mouse, touch and arrow keys (one Tab
 * stop for the grid) and, where `onEdit` is given, typed into; a matrix that is pasted into
 * one of them goes to `onPaste`. `padding` cells on each
 * side (`after` at the bottom and on the right, if they differ) are drawn around it,
 * dashed, with indices outside the values; `around` gives them numbers other than 0.
 * `onSettle` is told a number when typing has ended. In a `blank` grid the values that are
 * null are still to be written.
 *
 * @param {{
 *   name: string, role: string, caption?: string, dimensions?: string,
 *   values: (number | null)[][], text?: (value: number) => string, padding?: [number, number], after?: [number, number],
 *   paddingText?: (row: number, col: number) => string, around?: (row: number, col: number) => number,
 *   mark?: (row: number, col: number) => Mark,
 *   frame?: {row: number, col: number, rows: number, cols: number} | null,
 *   cellLabel: (name: string, row: number, col: number) => string,
 *   onSelect?: (row: number, col: number) => void,
 *   onEdit?: (row: number, col: number, value: number) => void,
 *   onSettle?: (row: number, col: number, value: number) => void, blank?: boolean,
 *   onRefuse?: (text: string) => void,
 *   onPaste?: (text: string) => void,
 *   children?: any,
 * }} props
 */
export function Grid(props) {
  const { name, role, caption, dimensions, values, padding = [0, 0], mark } = props;
  const { after = padding, paddingText = zero, around, frame, cellLabel, onSelect } = props;
  const { onEdit, onSettle, onRefuse, onPaste, blank } = props;
  const root = useRef(/** @type {any} */ (null));
  const [cursor, setCursor] = useState([0, 0]);
  /** The value of the cell being typed into, from before. */
  const before = useRef(/** @type {number | null} */ (0));
  const [rows, cols] = [values.length, values[0].length];
  const [top, left] = padding;
  const columns = left + cols + after[1];
  const { text = onEdit ? inCell : format } = props;

  let current = [Math.min(cursor[0], rows - 1), Math.min(cursor[1], cols - 1)];
  /** @type {import("../cells.js").Cell[][]} */
  const lines = [];
  for (let row = -top; row < rows + after[0]; row += 1) {
    const cells = [];
    for (let col = -left; col < cols + after[1]; col += 1) {
      const inside = values[row]?.[col];
      const value = inside === undefined ? around?.(row, col) : inside;
      const { state = "", badge, badgeRole = "kernel", under } = mark?.(row, col) ?? {};
      if (state.split(" ").includes("selected")) current = [row, col];
      const outside = inside === undefined;
      cells.push({
        row,
        col,
        value: value === undefined ? 0 : value,
        text: value === undefined ? paddingText(row, col) : value === null ? "" : text(value),
        label: cellLabel(name, row, col),
        editable: Boolean(onEdit) && !outside,
        tabbable: outside ? null : false,
        state: outside ? `padding ${state}`.trim() : state,
        badge,
        badgeRole,
        under,
      });
    }
    lines.push(cells);
  }
  const sight = frame
    ? { from: frame.col + left, to: frame.col + left + frame.cols }
    : { from: current[1] + left, to: current[1] + left + 1 };
  const stop = lines[current[0] + top][current[1] + left];
  if (stop.tabbable === false) stop.tabbable = true;
  useLayoutEffect(() => drawCells(root.current, lines));

  /** @param {{target: any}} event */
  const place = (event) => {
    const cell = event.target.closest("[role=gridcell]");
    if (!cell || cell.dataset.state?.includes("padding")) return null;
    const [row, col] = [Number(cell.dataset.row), Number(cell.dataset.col)];
    // A cell that has the focus is left when its grid shrinks, and is no place any more.
    return row < rows && col < cols ? [row, col] : null;
  };
  const focusCell = (row, col) => {
    const cell = root.current.querySelector(`[data-row="${row}"][data-col="${col}"]`);
    (cell.querySelector("input") ?? cell).focus();
  };
  const select = (event) => {
    const at = place(event);
    if (!at) return;
    setCursor(at);
    before.current = values[at[0]][at[1]];
    event.target.select?.();
    onSelect?.(at[0], at[1]);
  };
  /** A cell that has kept the focus while nothing was selected is selected again. In others
   * what is selected at the focus stays so: WebKit would put the caret where the mouse is,
   * and what is typed beside the old number. */
  const press = (event) => {
    const { target, button } = event;
    const at = target.closest("input:focus, [role=gridcell]:focus") && place(event);
    if (at) onSelect?.(at[0], at[1]);
    else if (target.matches("input") && !button) {
      event.preventDefault();
      target.focus();
    }
  };
  const keyDown = (event) => {
    const at = place(event);
    if (!at) return;
    const typing = event.target.matches("input");
    if (event.key === "Enter" && typing) settle(event);
    if (event.key === "Escape" && typing) {
      takeBack(at);
      event.target.value = spelled(before.current);
    }
    const to = destination(event.key, at[0], at[1], [rows, cols]);
    if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    focusCell(to[0], to[1]);
  };
  /** @param {number[]} at @param {number | null} number */
  const change = ([row, col], number) => {
    if (number !== values[row][col]) onEdit?.(row, col, /** @type {number} */ (number));
  };
  /** Typing "1,5" has passed through 1: what is refused leaves no such trace. */
  const takeBack = (at) => change(at, before.current);
  const edit = (event) => {
    const at = place(event);
    const { value: text } = event.target;
    const number = parse(text);
    if (!at) return;
    if (number !== null) {
      change(at, number);
    } else if (!isBeginning(text)) {
      takeBack(at);
      onRefuse?.(text);
    }
  };
  /** Typing has ended, by Enter or by leaving the cell. */
  const settle = (event) => {
    const at = place(event);
    const { target: input } = event;
    if (!at || !input.matches("input")) return;
    if (blank && !input.value.trim()) {
      change(at, null);
    } else if (parse(input.value) === null) {
      takeBack(at);
      onRefuse?.(input.value);
      input.value = spelled(before.current);
      if (event.type === "keydown") input.select();
    } else {
      before.current = values[at[0]][at[1]];
      input.value = spelled(before.current);
      onSettle?.(at[0], at[1], /** @type {number} */ (before.current));
    }
  };
  /** One number goes into its cell, as the browser does it. */
  const paste = (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!onPaste || !isTable(text)) return;
    event.preventDefault();
    onPaste(text);
  };
  const editing = onEdit && { onInput: edit, onFocusOut: settle, onPaste: paste };

  return (
    <div class={`grid ${role}`}>
      {caption && (
        <p class="caption" style={{ "--columns": columns }}>
          <span>{caption}</span>
          <span class="dimensions">{dimensions}</span>
        </p>
      )}
      <Cut {...{ sight, columns }}>
        <div class="board" style={{ width: `calc(${columns} * var(--cell))` }}>
          <div
            role="grid"
            aria-label={name}
            ref={root}
            onMouseDown={press}
            onFocusIn={select}
            onKeyDown={keyDown}
            {...editing}
          />
          {frame && (
            <div
              class="frame"
              aria-hidden="true"
              style={{
                "--row": frame.row + top,
                "--col": frame.col + left,
                "--rows": frame.rows,
                "--cols": frame.cols,
              }}
            />
          )}
          {props.children}
        </div>
      </Cut>
    </div>
  );
}
