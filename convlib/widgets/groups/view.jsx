import { Controls, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Cut, Grid, dimensions } from "../src/components/Grid.jsx";
import { Ledger } from "../src/components/Ledger.jsx";
import { Lines } from "../src/components/Lines.jsx";
import { count, fill } from "../src/arithmetic.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";

/** Between two groups, in cells. */
const GAP = 0.5;

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { in_channels, out_channels, kernel_size, groups, selection } = state;
  const [reads, feeds] = [in_channels / groups, out_channels / groups];
  const selected = settled(selection, {
    input: [1, in_channels],
    output: [1, out_channels],
    connection: [out_channels, in_channels],
  });
  const { grid, row = 0, col = 0 } = selected ?? {};
  const connected = (k, c) => Math.floor(k / feeds) === Math.floor(c / reads);
  /** Whether output k and input c are connected, and the selection is about that. */
  const shown = (k, c) =>
    connected(k, c) &&
    (grid === "input" ? c === col : grid === "output" ? k === col : k === row && c === col);
  const [inputs, outputs] = [count(in_channels), count(out_channels)];
  const window = kernel_size * kernel_size;
  return {
    selected,
    reads,
    feeds,
    inputs,
    outputs,
    connected,
    shown: (k, c) => selected && shown(k, c),
    fed: (k) => grid !== "output" && inputs.some((c) => selected && shown(k, c)),
    read: (c) => grid !== "input" && outputs.some((k) => selected && shown(k, c)),
    weights: fill(out_channels, in_channels, (k, c) => (connected(k, c) ? window : 0)),
    filter: reads * window,
    parameters: out_channels * reads * window,
    divisors: inputs.map((n) => n + 1).filter((d) => !(in_channels % d || out_channels % d)),
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Groups({ model, messages }) {
  const explorer = useExplorerState(model);
  const shown = view(explorer.state);
  const title = messages.groupsTitle;
  const { groups, in_channels } = explorer.state;
  const label = `${title}: ${messages.groupKind(groups, in_channels)}`;
  return (
    <Explorer {...{ title, label, messages, explorer }}>
      <Stage {...{ explorer, shown, messages }} />
      <Costs {...{ state: explorer.state, shown, messages }} />
      <Settings {...{ explorer, shown, messages }} />
    </Explorer>
  );
}

/** Inputs above, outputs below, what connects them between; then the same as a matrix. */
function Stage({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const { in_channels, out_channels, groups } = state;
  const { selected, reads, feeds, inputs, outputs, connected } = shown;
  const gaps = (groups - 1) * GAP;
  const width = Math.max(in_channels, out_channels) + gaps;
  const start = (channels) => (width - channels - gaps) / 2;
  /** Where the middle of a channel is, in cells. */
  const x = (channel, inGroup, channels) =>
    start(channels) + channel + 0.5 + Math.floor(channel / inGroup) * GAP;
  /** @returns {[number, number][]} */
  const lines = (those) =>
    outputs.flatMap((k) =>
      inputs
        .filter((c) => those(k, c))
        .map((c) => [x(c, reads, in_channels), x(k, feeds, out_channels)]),
    );
  const row = (name, grid, role, channels, inGroup, mark) => (
    <div class="floor-drawn" style={{ "--start": start(channels) }}>
      <Grid
        name={name}
        role={role}
        caption={name}
        values={[count(channels)]}
        mark={(_row, col) => ({
          state: words({
            ...mark(col),
            selected: isSelected(selected, grid, 0, col),
            edge: col && col % inGroup === 0,
          }),
        })}
        cellLabel={messages.stripCell}
        onSelect={(_row, col) => set({ selection: [grid, 0, col] })}
      />
    </div>
  );
  return (
    <div class="stage tower groups" style={{ "--all": width, "--widest": width }}>
      <Cut sight={{ from: 0, to: 0 }} columns={width}>
        <div class="floors" style={{ "--columns": width, "--gap-cells": GAP }}>
          {row(messages.inputChannels, "input", "input", in_channels, reads, (c) => ({
            active: shown.read(c),
          }))}
          <Lines columns={width} kinds={{ all: lines(connected), on: lines(shown.shown) }} />
          {row(messages.outputChannels, "output", "output", out_channels, feeds, (k) => ({
            fed: shown.fed(k),
          }))}
        </div>
      </Cut>
      <Grid
        name={messages.connections}
        role="kernel some"
        caption={messages.connections}
        dimensions={dimensions([out_channels, in_channels])}
        values={shown.weights}
        mark={(k, c) => ({
          state: words({
            active: shown.shown(k, c),
            selected: isSelected(selected, "connection", k, c),
            later: !connected(k, c),
          }),
        })}
        cellLabel={messages.cell}
        onSelect={(k, c) => set({ selection: ["connection", k, c] })}
      />
      <p class="hint">{messages.connectionsNote}</p>
    </div>
  );
}

/** Parameters and multiply–adds, beside those without groups. */
function Costs({ state, shown, messages }) {
  const { in_channels, out_channels, kernel_size, groups } = state;
  const { selected, filter, parameters, inputs, outputs } = shown;
  const those = selected && [
    inputs.filter((c) => outputs.some((k) => shown.shown(k, c))),
    outputs.filter((k) => inputs.some((c) => shown.shown(k, c))),
  ];
  const kind = messages.groupKind(groups, in_channels);
  const about = those ? messages.both(kind, messages.connected(...those)) : kind;
  const lines = [
    [
      messages.filterWeights,
      `${in_channels} / ${groups} · ${kernel_size} · ${kernel_size}`,
      filter,
    ],
    [messages.parameters, `${out_channels} · ${filter}`, parameters],
    [messages.multiplyAdds, "", parameters],
  ];
  return (
    <Ledger
      value={parameters}
      words={`${messages.parameters} ${parameters} ${messages.ungrouped(parameters * groups)}. ${about}`}
      lines={5}
    >
      <dl class="derivation">
        {lines.map(([name, calculation, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {calculation && `${calculation} = `}
              <b>{value}</b> <small>{messages.ungrouped(Number(value) * groups)}</small>
            </dd>
          </div>
        ))}
      </dl>
      <p>{about}</p>
    </Ledger>
  );
}

/** Only divisors of both numbers of channels, and only multiples of the groups. */
function Settings({ explorer, shown, messages }) {
  const { state, set, caps } = explorer;
  const { groups } = state;
  const { divisors } = shown;
  const snap = (value) =>
    value > groups
      ? divisors.find((divisor) => divisor >= value)
      : divisors.findLast((divisor) => divisor <= value);
  const most = (name) => explorer.rules[name][2];
  const channels = (name) => (
    <Slider
      label={messages[name]}
      value={state[name]}
      min={groups}
      max={most(name) - (most(name) % groups)}
      step={groups}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <Controls note={messages.divisorsNote(divisors)}>
      <Slider
        label={messages.groups}
        value={groups}
        min={1}
        max={divisors[divisors.length - 1]}
        onChange={(value) => set({ groups: snap(value) })}
      />
      {channels("in_channels")}
      {channels("out_channels")}
      <Slider
        label={messages.kernelSize}
        value={state.kernel_size}
        min={1}
        max={Math.max(caps.kernel_size, state.kernel_size)}
        onChange={(value) => set({ kernel_size: value })}
      />
    </Controls>
  );
}
