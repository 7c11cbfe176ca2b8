/** What this element says, in English; `messages.zh.js` has it in Chinese. */
export const en = {
  groupsTitle: "Groups of channels",
  groups: "Groups",
  in_channels: "In channels",
  out_channels: "Out channels",
  inputChannels: "Input channels",
  outputChannels: "Output channels",
  connections: "Connections",
  connectionsNote: "Rows: outputs. Columns: inputs. Numbers: weights.",
  connected: (inputs, outputs) =>
    inputs.length
      ? `Inputs ${inputs.join(", ")} → outputs ${outputs.join(", ")}.`
      : "Not connected: different groups.",
  groupKind: (groups, channels) =>
    groups === 1
      ? "One group: every output reads every input."
      : groups === channels
        ? "Depthwise: every input is a group of its own."
        : `${groups} separate groups.`,
  both: (kind, connected) => `${kind} ${connected}`,
  filterWeights: "weights of one filter",
  parameters: "parameters",
  multiplyAdds: "multiply–adds for each output cell",
  ungrouped: (value) => `(ungrouped ${value})`,
  divisorsNote: (divisors) => `Groups must divide both numbers of channels: ${divisors.join(", ")}.`,
};
