/** The loss over the steps, decade by decade. */
import { format } from "../src/numbers.js";

/** Steps that the curve has room for, as long as they are not the most that can be taken. */
const SPANS = [10, 20, 50, 100];
/** Decades that are seen: at most, and below the first loss at least. */
const [MOST, LEAST] = [9, 2];
const log = (/** @type {number} */ loss) => Math.log10(loss);

/** The decades between which losses lie, as exponents.
 * @param {number[]} losses the first one above 0 */
function decades(losses) {
  const seen = losses.filter((loss) => loss > 0).map(log);
  const high = Math.ceil(Math.max(...seen, 0));
  const low = Math.floor(Math.min(...seen, log(losses[0]) - LEAST));
  return [Math.max(low, high - MOST), high];
}

/**
 * A line for each run, a dot where it stands, and a line for the least loss if it is above 0.
 * A click leads to the step below it; for keys there is the slider.
 * @param {{losses: number[], right: number[] | null, least: number, step: number, most: number,
 *   messages: any, onStep: (step: number) => void}} props `right` is the run without the mistake
 */
export function Curve({ losses, right, least, step, most, messages, onStep }) {
  const all = [...losses, ...(right ?? []), ...(least > 0 ? [least] : [])];
  const [low, high] = decades(losses[0] > 0 ? all : [1]);
  const count = Math.max(losses.length, right?.length ?? 0) - 1;
  const span = SPANS.find((steps) => steps >= count) ?? most;
  const left = (/** @type {number} */ at) => (100 * at) / span;
  const top = (/** @type {number} */ loss) =>
    (100 * (high - Math.max(low, loss > 0 ? log(loss) : low))) / (high - low);
  const line = (/** @type {number[]} */ run) => run.map((loss, at) => `${left(at)},${top(loss)}`).join(" ");
  const ticks = Array.from({ length: high - low + 1 }, (_, n) => high - n);
  const apart = Math.ceil(ticks.length / 5);
  const choose = (/** @type {any} */ { currentTarget, clientX }) => {
    const { left: from, width } = currentTarget.getBoundingClientRect();
    const at = Math.round((span * (clientX - from)) / width);
    onStep(Math.min(Math.max(at, 0), losses.length - 1));
  };
  return (
    <div class="curve">
      <div class="plot" role="img" aria-label={messages.curve(losses, right, least)} onClick={choose}>
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {ticks.map((exponent) => (
            <path class="decade" d={`M0 ${top(10 ** exponent)}H100`} key={exponent} />
          ))}
          {least > 0 && <path class="least" d={`M0 ${top(least)}H100`} />}
          {right && <polyline class="right" points={line(right)} />}
          <polyline class="run" points={line(losses)} />
        </svg>
        {ticks.map(
          (exponent, n) =>
            n % apart === 0 && (
              <span class="tick" style={{ top: `${top(10 ** exponent)}%` }} aria-hidden="true" key={exponent}>
                {format(10 ** exponent)}
              </span>
            ),
        )}
        <span class="dot" style={{ left: `${left(step)}%`, top: `${top(losses[step])}%` }} />
      </div>
      <p class="axis" aria-hidden="true">
        <span>0</span>
        <span>{messages.axis}</span>
        <span>{span}</span>
      </p>
    </div>
  );
}
