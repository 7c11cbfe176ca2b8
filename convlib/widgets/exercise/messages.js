/** What this element says, in English; `messages.zh.js` has it in Chinese. */
import { plural } from "../src/numbers.js";

export const en = {
  exercise: (number, label) => `Answer ${number}: ${label}`,
  check: "Check",
  right: "right",
  wrong: "wrong",
  rightAnswer: "Right.",
  wrongAnswer: "Not yet.",
  tryAgain: "Check your calculation, or open the solution below.",
  cellsRight: (right, all) => `${right} of ${plural(all, "cell is", "cells are")} right.`,
  noAnswer: "An answer is missing.",
  notNumber: (text) => `“${text}” is not a number. Write 3, −2.5 or 1/3.`,
};
