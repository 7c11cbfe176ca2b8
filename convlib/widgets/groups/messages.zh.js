/** What this element says, in Chinese. */
/** @type {typeof import("./messages.js").en} */
export const zh = {
  groupsTitle: "通道分组",
  groups: "组数",
  in_channels: "输入通道数",
  out_channels: "输出通道数",
  inputChannels: "输入通道",
  outputChannels: "输出通道",
  connections: "连接",
  connectionsNote: "行：输出。列：输入。数字：权重数。",
  connected: (inputs, outputs) =>
    inputs.length
      ? `输入 ${inputs.join("、")} → 输出 ${outputs.join("、")}。`
      : "不相连：在不同的组。",
  groupKind: (groups, channels) =>
    groups === 1
      ? "一组：每个输出读取所有输入。"
      : groups === channels
        ? "深度卷积：每个输入自成一组。"
        : `${groups} 组互不相通。`,
  both: (kind, connected) => `${kind}${connected}`,
  filterWeights: "一个滤波器的权重数",
  parameters: "参数",
  multiplyAdds: "每个输出位置的乘加次数",
  ungrouped: (value) => `（不分组 ${value}）`,
  divisorsNote: (divisors) => `组数必须整除两个通道数：${divisors.join("、")}。`,
};
