import { Chip, Ledger } from "../src/components/Ledger.jsx";
import { format, formatFactor } from "../src/numbers.js";

/** The letter of each layer. */
const LETTERS = {
  image: "x",
  filters: "w",
  conv: "z",
  relu: "a",
  pooled: "p",
  weights: "w",
  scores: "u",
  probabilities: "q",
};

/** A sum of more terms than this is shown without those that are 0. */
const MANY = 16;

/** What a number of a layer looks like: the colour of its role.
 * @param {import("./sums.js").Sum} sum @param {string} layer */
const roleOf = ({ which }, layer) => {
  if (layer === "filters" || layer === "weights") return "kernel";
  if (which === "gradients" && layer !== "probabilities") return "gradient";
  return layer === "image" ? "input" : "output";
};

/** How the selected number comes about, or its gradient: what each term is, and the sum. */
export function Calculation({ explorer, computed, shown, messages }) {
  const { sum, filter } = shown;
  if (!sum) {
    return (
      <Ledger value={null} words={messages.nothingChosen} lines={1}>
        <p>{messages.nothingChosen}</p>
      </Ledger>
    );
  }
  const { place, value, which, groups } = sum;
  const [name] = place;
  const several = groups.length > 1;
  const open = several ? groups.find(({ number }) => number === filter) : groups[0];
  const how = messages.how[which][name];
  const title = messages.place(messages.layers[name], place);
  return (
    <Ledger value={value} words={messages.digitSum(title, how, sum, open)} lines={1} playing>
      <p class="head">
        <Symbol place={place} gradient={which === "gradients"} /> {title}. {how}
      </p>
      {several && <Subtotals {...{ explorer, sum, filter, messages }} />}
      {open && (
        <div class="terms">
          {several && <span class="of">{messages.filterNumber(filter)}: </span>}
          <Terms group={open} sum={sum} messages={messages} />
          {several && <> = <b class="chip part">{format(open.sum)}</b></>}
          {!several && <Total {...{ sum, computed, messages }} />}
        </div>
      )}
      {!open && <Total {...{ sum, computed, messages }} />}
      <p class="fate">{messages.feeds(which, place, sum)}</p>
    </Ledger>
  );
}

/** The name of a number, or of its gradient, as in the text. */
const Symbol = ({ place: [name, ...at], gradient }) => (
  <span class="symbol">
    {gradient && "∂E/∂"}
    {LETTERS[name]}
    {name === "weights" && <sup>fc</sup>}
    <sub>{at.join(",")}</sub>
  </span>
);

/** What each filter adds; a press shows its terms. */
function Subtotals({ explorer, sum, filter, messages }) {
  const { set } = explorer;
  return (
    <div class="subtotals">
      {sum.groups.map(({ number, sum: part }, n) => (
        <span key={number}>
          {n > 0 && <span class="operator">+</span>}
          <b class={number === filter ? "chip part open" : "chip part"} onClick={() => set({ filter: number })}>
            {n > 0 ? formatFactor(part) : format(part)}
          </b>
        </span>
      ))}
      <Total {...{ sum, messages }} />
    </div>
  );
}

/** The products of one filter, or of the whole sum. */
function Terms({ group, sum, messages }) {
  const { terms } = group;
  const isLong = terms.length > MANY;
  const kept = isLong ? terms.filter(({ x, w }) => x * w !== 0) : terms;
  const isExp = sum.place[0] === "probabilities";
  if (isExp) return null;
  return (
    <>
      {kept.map(({ x, w, from, by }, n) => (
        <span class={x * w === 0 ? "term zero" : "term"} key={n}>
          {n > 0 && <span class="operator">+</span>}
          <Chip role={from ? roleOf(sum, from[0]) : "output"} value={x} />
          {(by || w !== 1) && (
            <>
              ·<Chip role={by ? roleOf({ ...sum, which: "values" }, by[0]) : "factor"} value={w} />
            </>
          )}
        </span>
      ))}
      {isLong && <span class="others"> {messages.zeros(terms.length - kept.length)}</span>}
    </>
  );
}

/** The bias, and what comes of it all. */
function Total({ sum, messages }) {
  const { bias, value, which, place, groups } = sum;
  const role = which === "gradients" ? "gradient full" : "result";
  const powers = place[0] === "probabilities" && groups[0];
  return (
    <span class="total">
      {powers && (
        <>
          <b class="chip output">{format(powers.terms[place[1]].x)}</b> / <b class="chip part">{format(powers.sum)}</b>
        </>
      )}
      {bias !== undefined && (
        <>
          <span class="operator">+</span>
          <Chip role="kernel" value={bias} /> {messages.biasMark}
        </>
      )}
      {groups.length > 0 && " = "}
      <b class={`chip ${role}`}>{format(value)}</b>
    </span>
  );
}
