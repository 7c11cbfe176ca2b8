import { useEffect, useReducer, useRef } from "preact/hooks";
import { format, formatFactor } from "../numbers.js";

/** `text`, but changing at most once in `interval` ms: a live region must not babble.
 * @param {string} text @param {number} interval */
function useThrottled(text, interval) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const spoken = useRef({ text, at: 0 });
  const wait = spoken.current.at + interval - Date.now();
  if (spoken.current.text !== text && (interval === 0 || wait <= 0)) {
    spoken.current = { text, at: Date.now() };
  }
  useEffect(() => {
    if (spoken.current.text === text) return undefined;
    const timer = setTimeout(() => redraw(undefined), wait);
    return () => clearTimeout(timer);
  });
  return spoken.current.text;
}

/**
 * The calculation: `children` for the eye, `words` for the ear. While `playing` the
 * words change no more often than once a second. Room is kept for `lines` lines and for
 * numbers of `digits` characters (of inputs, of weights), so that nothing jumps.
 * @param {{value: number | null, words: string, playing?: boolean, lines: number,
 *   digits?: [number, number], children: any}} props
 */
export function Ledger({ value, words, playing = false, lines, digits, children }) {
  const spoken = useThrottled(words, playing ? 1000 : 0);
  return (
    <div
      class="ledger"
      role="status"
      data-value={value === null ? undefined : value + 0}
      style={{
        "--lines": lines,
        "--input-digits": digits?.[0],
        "--kernel-digits": digits?.[1],
      }}
    >
      <p class="spoken">{spoken}</p>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

/** A number in the colour of its role.
 * @param {{role: string, value: number}} props */
export const Chip = ({ role, value }) => (
  <b class={`chip ${role}`}>{role === "result" ? format(value) : formatFactor(value)}</b>
);

/** A sum in lines, the relations below each other: `children` are its lines.
 * @param {{symbol: number[], children: any[]}} props */
export const Sum = ({ symbol, children }) => (
  <div class="sum">
    {children.map((line, number) => (
      <div class="line" key={number}>
        <span class="relation">
          {number === 0 && (
            <>
              a<sub>{symbol.join(",")}</sub>
            </>
          )}{" "}
          =
        </span>
        <div>{line}</div>
      </div>
    ))}
  </div>
);

/** One product, in the colours of the cells it comes from; faint if it adds nothing.
 * @param {{x: number, w: number, padding: boolean}} props */
const Product = ({ x, w, padding }) => (
  <span class={x * w === 0 ? "term zero" : "term"}>
    <b class={padding ? "chip padding" : "chip input"}>{formatFactor(x)}</b>·
    <b class="chip kernel">{formatFactor(w)}</b>
  </span>
);

/** The products of a window, a line for each row of the kernel: the sum has its shape.
 * @param {{terms: import("../arithmetic.js").Term[]}} props */
export function WindowSum({ terms }) {
  /** @type {import("../arithmetic.js").Term[][]} */
  const rows = [];
  for (const term of terms) (rows[term.m] ??= []).push(term);
  return rows.map((row, m) => (
    <div class="products" key={m}>
      {row.map((term, n) => (
        <span key={n}>
          <span class="operator">{m + n > 0 ? "+" : ""}</span>
          <Product {...term} />
        </span>
      ))}
    </div>
  ));
}

/** Subtotals, the bias once, the activation if there is one, and the result.
 * @param {{parts: number[], bias: number, sum: number, relu: boolean, value: number,
 *   messages: any}} props */
export const Result = ({ parts, bias, sum, relu, value, messages }) => (
  <>
    {parts.map((part, number) => (
      <span key={number}>
        {number > 0 && " + "}
        <b class="chip part">{number > 0 ? formatFactor(part) : format(part)}</b>
      </span>
    ))}{" "}
    + <Chip role="kernel" value={bias} /> {messages.biasMark} ={" "}
    {relu && <>{format(sum)} → ReLU → </>}
    <Chip role="result" value={value} />
  </>
);

/** A gradient as the sum of all δ that come back to it, each times what carried it.
 * `children` are lines for what is added besides, `path` are indices before row and column.
 * @param {{symbol: string, row: number, col: number, value: number, role: string,
 *   terms: {i: number, j: number, delta: number, w: number}[], path?: number[],
 *   children?: any}} props */
export function GradientSum({ symbol, row, col, terms, value, role, path = [], children }) {
  /** @type {typeof terms[]} */
  const rows = [];
  for (const term of terms) (rows[term.i] ??= []).push(term);
  const name = (
    <>
      ∂E/∂{symbol}
      <sub>{String([...path, row, col])}</sub> =
    </>
  );
  return (
    <div class="sum">
      {rows.filter(Boolean).map((line, number) => (
        <div class="line" key={line[0].i}>
          <span class="relation">{number === 0 && name}</span>
          <div class="products">
            {line.map(({ j, delta, w }, n) => (
              <span key={j}>
                <span class="operator">{number + n > 0 ? "+" : ""}</span>
                <span class={delta * w === 0 ? "term zero" : "term"}>
                  <b class="chip gradient">{formatFactor(delta)}</b>·
                  <Chip role={role} value={w} />
                </span>
              </span>
            ))}
          </div>
        </div>
      ))}
      {children}
      <div class="line">
        <span class="relation">{terms.length ? "=" : name}</span>
        <div>
          <b class="chip gradient full">{format(value)}</b>
        </div>
      </div>
    </div>
  );
}

/** What one input adds to each output it feeds, laid out as the outputs are.
 * @param {{fed: {i: number, j: number, w: number}[], value: number}} props */
export function Feeds({ fed, value }) {
  /** @type {typeof fed[]} */
  const rows = [];
  for (const hit of fed) (rows[hit.i] ??= []).push(hit);
  return rows.filter(Boolean).map((line) => (
    <div class="products feeds" key={line[0].i}>
      {line.map(({ i, j, w }) => (
        <span class={w * value === 0 ? "term zero" : "term"} key={j}>
          <b class="chip output">
            a<sub>{`${i},${j}`}</sub>
          </b>
          <span class="operator">+</span>
          <Chip role="input" value={value} />·<Chip role="kernel" value={w} />
        </span>
      ))}
    </div>
  ));
}
