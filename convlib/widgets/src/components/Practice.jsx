import { useMemo, useState } from "preact/hooks";
import { countOf, setCount } from "../count.js";
import { fresh, given, judge, numberAt, placesIn } from "../practice.js";
import { words } from "../selection.js";
import { Toggle } from "./Controls.jsx";
import { Ledger } from "./Ledger.jsx";

/** A random seed. */
const seed = () => Math.floor(Math.random() * 2 ** 32);

/**
 * What a reader has filled in. `verdict` is there once the number is complete; a cell whose
 * sum was shown is no longer the reader's own, and one is counted once.
 * @typedef {{value: number | null, verdict?: ReturnType<typeof judge>, shown?: boolean,
 *   counted?: boolean}} Answer
 */

/**
 * A task for the reader: the grids that `results` name are empty, and each cell is checked
 * as it is filled in. The answers belong to the numbers shown, and go when these change.
 * `names` are what the grids are called, `cellName` what a cell of one is. Where there is one
 * number to find, `selection` may be that for good. What is only a `view` of the numbers
 * changes none.
 * @param {{explorer: ReturnType<typeof import("../state.js").useExplorerState>,
 *   messages: any, results: import("../practice.js").Results,
 *   names: Record<string, string>,
 *   cellName?: (name: string, row: number, col: number) => string,
 *   selection?: [string, ...number[]] | null, view?: string[]}} options
 */
export function usePractice(options) {
  const { explorer, messages, results, names, cellName = messages.cell } = options;
  const { state, set, model } = explorer;
  const { practice: on } = state;
  const { selection = state.selection, view = [] } = options;
  const [kind, rules] = [model.get("kind"), model.get("rules")];
  const aside = ["selection", "practice", ...view];
  const numbers = Object.entries(state).filter(([name]) => !aside.includes(name));
  const text = on ? JSON.stringify(numbers) : "";
  const known = useMemo(() => (on ? knownOf(results, rules, state) : {}), [text]);
  const answers = useAnswers(text, known, kind);
  const places = Object.entries(known).flatMap(([grid, { right }]) =>
    placesIn(right).map((at) => [grid, ...at]),
  );
  const at = places.find((place) => String(place) === String(selection)) ?? null;
  const answer = at && answers.of(at);
  const first = () => {
    const [grid, result] = Object.entries(results)[0];
    return [grid, ...placesIn(result(state))[0]];
  };
  return {
    messages,
    on,
    /** What a grid is given instead of its numbers.
     * @param {...any} prefix its name, and the index of the matrix in a stack
     * @returns {any} */
    grid: (...prefix) =>
      on ? filledIn(prefix, { explorer, messages, cellName, selection, known, answers }) : {},
    /** Whether the calculation is still the reader's. */
    asks: Boolean(on && (at ? !answer?.shown : selection === null)),
    /** What is drawn: nothing around a cell that the reader has still to find. */
    state: on && at && !answer?.shown ? { ...state, selection: null } : state,
    said: saidOf(messages, at && cellName(names[at[0]], ...lastTwo(at)), answer),
    verdict: answer?.verdict,
    left: places.filter((place) => !answers.of(place)?.verdict?.right).length,
    count: countOf(kind),
    toggle: (practice) => {
      answers.clear();
      set({ practice, ...(practice && { selection: first() }) });
    },
    show: at && !answer?.shown ? () => answers.show(at) : null,
    draw: () => set({ ...fresh(results, rules, state, seed()), selection: first() }),
    forget: answers.forget,
  };
}

/** What is right in each grid, and what mistakes give there.
 * @param {import("../practice.js").Results} results @param {any} rules
 * @param {Record<string, any>} state */
const knownOf = (results, rules, state) =>
  Object.fromEntries(
    Object.entries(results).map(([grid, result]) => [
      grid,
      { right: result(state), wrong: given(result, rules.tasks[grid], rules, state) },
    ]),
  );

/** The answers to the numbers that a `text` stands for: with other numbers there are none.
 * @param {string} text @param {Record<string, any>} known @param {string} kind */
function useAnswers(text, known, kind) {
  const [task, setTask] = useState({ text, answers: /** @type {Record<string, Answer>} */ ({}) });
  const answers = task.text === text ? task.answers : {};
  const of = (/** @type {any[]} */ place) => answers[String(place)];
  /** @param {any[]} place @param {Partial<Answer>} change */
  const write = (place, change) =>
    setTask((old) => {
      const now = old.text === text ? old.answers : {};
      const changed = /** @type {Answer} */ ({ ...now[String(place)], ...change });
      return { text, answers: { ...now, [String(place)]: changed } };
    });
  return {
    of,
    edit: (place, value) => write(place, { value, verdict: undefined }),
    check: (place, value) => {
      const [grid, ...indices] = place;
      const { right, wrong } = known[grid];
      const verdict = judge(value, right, wrong, indices);
      const { shown, counted } = of(place) ?? {};
      const counts = verdict.right && !shown && !counted;
      if (counts) setCount(kind, countOf(kind) + 1);
      write(place, { value, verdict, counted: counted || counts });
    },
    show: (place) => {
      const [grid, ...indices] = place;
      const value = numberAt(known[grid].right, indices);
      const isRight = of(place)?.verdict?.right;
      write(place, { value, verdict: { right: true }, shown: true, counted: isRight });
    },
    clear: () => setTask({ text: "", answers: {} }),
    forget: () => {
      setCount(kind, 0);
      setTask({ text, answers });
    },
  };
}

/** What a grid is given instead of its numbers: those that the reader has filled in.
 * @param {any[]} prefix @param {any} parts */
function filledIn(prefix, { explorer, messages, cellName, selection, known, answers }) {
  const index = (row, col) => [...prefix, row, col];
  const of = (row, col) => answers.of(index(row, col));
  const { right } = known[prefix[0]];
  const matrix = prefix.slice(1).reduce((part, at) => part[at], right);
  const isSelected = (row, col) => String(index(row, col)) === String(selection);
  return {
    blank: true,
    values: matrix.map((line, row) => line.map((_, col) => of(row, col)?.value ?? null)),
    cellLabel: (name, row, col) =>
      [cellName(name, row, col), messages.practised(of(row, col))].filter(Boolean).join(", "),
    mark: (row, col) => {
      const { verdict, shown } = of(row, col) ?? {};
      const found = verdict?.right ? (shown ? "shown" : "right") : "amiss";
      const mark = verdict ? found : "asked";
      return {
        state: words({ selected: isSelected(row, col), [mark]: true }),
        badge: { shown: "=", right: "✓", amiss: "✗" }[mark],
        badgeRole: mark,
      };
    },
    onEdit: (row, col, value) => {
      explorer.setAlert(null);
      answers.edit(index(row, col), value);
    },
    onSettle: (row, col, value) => answers.check(index(row, col), value),
  };
}

/** @param {any[]} at @returns {[number, number]} */
const lastTwo = (at) => [at[at.length - 2], at[at.length - 1]];

/** What is said about the selected cell.
 * @param {any} messages @param {string | null} cell @param {Answer | undefined | null} answer */
function saidOf(messages, cell, answer) {
  if (cell === null) return messages.practiceStart;
  const { verdict } = answer ?? {};
  if (!verdict) return messages.practiceCell(cell);
  if (verdict.right) return messages.rightNumber;
  return verdict.mistake ? messages[verdict.mistake] : messages.notYet;
}

/**
 * The calculation (`children`), or in its place what is to be said about an answer; below it
 * the switch, and what belongs to the task.
 * @param {{practice: ReturnType<typeof usePractice>, lines: number, children: any}} props
 */
export function Practice({ practice, lines, children }) {
  const { messages, on, asks, said, verdict, left, count, toggle, show, draw, forget } = practice;
  const mark = verdict && (verdict.right ? "right" : "wrong");
  const spoken = mark === "right" && left === 0 ? `${said} ${messages.allFound}` : said;
  return (
    <>
      {asks ? (
        <Ledger value={null} words={spoken} lines={lines}>
          <p class="verdict" data-verdict={mark}>
            {mark && <b>{mark === "right" ? "✓ " : "✗ "}</b>}
            {spoken}
          </p>
        </Ledger>
      ) : (
        children
      )}
      <div class="practice">
        <Toggle label={messages.practice} checked={on} onChange={toggle} />
        {on && (
          <>
            <button type="button" onClick={show ?? undefined} disabled={!show}>
              {messages.showSum}
            </button>
            <button type="button" onClick={draw}>
              {messages.anotherOne}
            </button>
            <span class="count">{messages.rightSoFar(count)}</span>
            {count > 0 && (
              <button type="button" onClick={forget}>
                {messages.forget}
              </button>
            )}
          </>
        )}
      </div>
    </>
  );
}
