import { Chip, Feeds, Ledger, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { termsOf } from "./stack.js";

/** The sum of the selected node and what it reads; of a sample, where it goes; of a weight, what
 * it multiplies. Then how far the layers see, and how a block of WaveNet goes on. */
export function Calculation({ state, rules, shown, messages, playing }) {
  const { level, fields, top, kernel } = shown;
  const about = { layer: aboutNode, signal: aboutSample, weight: aboutWeight };
  const kind = shown.selected?.grid ?? "nothing";
  const [value, words, picture] = about[kind]?.(state, shown, messages) ?? [
    null,
    messages.selectSomething,
    <p key="nothing">{messages.selectSomething}</p>,
  ];
  const layers = level || top;
  const steps = state.dilations.slice(0, layers);
  return (
    <Ledger {...{ value, words, playing, lines: 5 }}>
      {picture}
      <div class="network-sum">
        {messages.field} 1 + <b class="chip kernel">({kernel} − 1)</b>·({steps.join(" + ")}) ={" "}
        <b class="chip result">{messages.whole(fields[layers - 1])}</b>
      </div>
      <p class="wavenet">{messages.blockNote(rules.weights[3], rules.dilations[2])}</p>
    </Ledger>
  );
}

function aboutNode({ weights }, shown, messages) {
  const { axes, levels, level, time, tree, size } = shown;
  const terms = termsOf(axes[level - 1], weights[level - 1][0], levels[level - 1], time);
  const value = levels[level][time];
  const isOutside = (at) => at < 0 || at >= size;
  const read = [...tree[0]].filter((at) => !isOutside(at));
  const zeros = tree.some((times) => [...times].some(isOutside));
  const later = read.filter((at) => at > time).length;
  const reads = messages.reads(read.length, Math.min(...read), Math.max(...read), zeros, later);
  const words = `${messages.nodeWords(messages.layer(level), time, terms, value)} ${reads}`;
  const picture = (
    <>
      <Sum symbol={[level, time]}>
        {[<WindowSum key="terms" terms={terms} />, <Chip key="value" role="result" value={value} />]}
      </Sum>
      <p>{reads}</p>
    </>
  );
  return [value, words, picture];
}

function aboutSample({ weights }, { axes, levels, time, tree, size }, messages) {
  const value = levels[0][time];
  const outputs = tree[tree.length - 1].size;
  const words = messages.sampleWords(time, value, outputs, size);
  const fed = axes[0].readers(time).map(({ window, cell }) => ({ i: 1, j: window, w: weights[0][0][cell] }));
  const picture = (
    <>
      <Feeds {...{ fed, value }} />
      <p>{words}</p>
    </>
  );
  return [value, words, picture];
}

function aboutWeight({ weights }, { axes, selected }, messages) {
  const [layer, n] = selected.at;
  const value = weights[layer][0][n];
  const words = messages.weightWords(messages.layer(layer + 1), value, axes[layer].pixel(0, n));
  return [value, words, <p key="weight">{words}</p>];
}
