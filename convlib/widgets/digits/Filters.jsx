/** The filters as they were at first, at random, and as they are now. */
import { useState } from "preact/hooks";
import { Grid } from "../src/components/Grid.jsx";
import { Thumbnail } from "./Maps.jsx";

const SIDE = 3;

/** The weights of one filter, as rows. @param {any} net @param {number} k */
const rowsOf = ({ weight }, k) =>
  [0, 1, 2].map((row) => [...weight.subarray((SIDE * k + row) * SIDE, (SIDE * k + row + 1) * SIDE)]);

const minus = (/** @type {string} */ text) => text.replace("-", "−");

/** @param {{first: any, now: any, messages: any}} props two nets */
export function Filters({ first, now, messages }) {
  const [chosen, setChosen] = useState(-1);
  const count = now.bias.length;
  const largest = [...first.weight, ...now.weight].reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  return (
    <section class="filters">
      <p class="caption">{messages.filtersThenNow}</p>
      <div class="tiles">
        {Array.from({ length: count }, (_, k) => (
          <button
            type="button"
            key={k}
            aria-pressed={chosen === k}
            aria-label={messages.filterThenNow(k)}
            onClick={() => setChosen(chosen === k ? -1 : k)}
          >
            <Thumbnail values={rowsOf(first, k)} largest={largest || 1} />
            <span aria-hidden="true">→</span>
            <Thumbnail values={rowsOf(now, k)} largest={largest || 1} />
          </button>
        ))}
      </div>
      {chosen >= 0 && chosen < count && (
        <div class="side">
          <Weights name={messages.filterFirst(chosen)} net={first} k={chosen} messages={messages} />
          <span class="sign" aria-hidden="true">
            →
          </span>
          <Weights name={messages.filterNow(chosen)} net={now} k={chosen} messages={messages} />
        </div>
      )}
    </section>
  );
}

/** One filter in numbers. */
function Weights({ name, net, k, messages }) {
  return (
    <div>
      <Grid
        name={name}
        role="kernel"
        caption={name}
        values={rowsOf(net, k)}
        text={(value) => minus(value.toFixed(2))}
        cellLabel={messages.cell}
      />
      <p class="hint">{messages.biasIs(net.bias[k])}</p>
    </div>
  );
}
