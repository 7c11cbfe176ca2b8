/** What this element says, in Chinese. */
/** @type {typeof import("./messages.js").en} */
export const zh = {
  exercise: (number, label) => `答案 ${number}：${label}`,
  check: "检查",
  right: "正确",
  wrong: "错误",
  rightAnswer: "正确。",
  wrongAnswer: "还不对。",
  tryAgain: "请检查计算，或打开下面的解答。",
  cellsRight: (right, all) => `${all} 格中 ${right} 格正确。`,
  noAnswer: "还缺一个答案。",
  notNumber: (text) => `“${text}”不是数字。请写 3、−2.5 或 1/3。`,
};
