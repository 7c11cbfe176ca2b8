/** What the page says while it runs Python. */

const stages = {
  python: "Loading Python …",
  numpy: "Loading NumPy …",
  matplotlib: "Loading Matplotlib …",
  scipy: "Loading SciPy …",
  book: "Loading the book's library …",
};

export const en = {
  panel: "Python in this page",
  /** @param {string} host @param {string} version */
  what: (host, version) =>
    `This loads Python into the page: Python itself and NumPy, about 9 MB, from ${host}` +
    `${version && ` (Pyodide ${version})`}, and the book's library, half a megabyte, from this ` +
    "site. Then every piece of code here can be changed and run. It runs on your own machine; " +
    "nothing that you write leaves it.",
  matplotlib: "Matplotlib, too, to draw figures: about 10 MB more",
  scipy: "SciPy, too, which some of the code here uses: 15 to 20 MB more",
  load: "Load Python",
  cancel: "Not now",
  stages,
  ready: "Python is ready.",
  /** @param {string} name */
  lacking: (name) => ({
    matplotlib: "Matplotlib could not be loaded: figures stay as the book has them.",
    scipy: "SciPy could not be loaded: cells that use it stop with an error.",
    numpy: "NumPy could not be loaded: nearly all cells need it.",
  })[name] ?? "",
  /** @param {string} text */
  failed: (text) => `Python could not be loaded. The browser says: ${text}`,
  /** @param {string} directive */
  policy: (directive) =>
    "The security policy of this site (its Content-Security-Policy) does not allow Python in " +
    `the page: ${directive} forbids it.`,
  again: "Try again",
  runAll: "Run all",
  stop: "Stop",
  reset: "Start afresh",
  throwAway: "Throw my changes away",
  keys: "In the code: Shift+Enter runs it, Tab indents, Escape leaves it.",
  run: "Run",
  above: "Run all above",
  edit: "Edit",
  show: "Code",
  original: "Undo changes",
  /** @param {number} number from 1 */
  code: (number) => `Code of cell ${number}`,
  /** @param {string} action @param {number} number */
  of: (action, number) => `${action}: cell ${number}`,
  waits: "Waits for its turn",
  runs: "Running …",
  same: "Ran: as in the book",
  differs: "Ran: differs from the book",
  drawn: "Ran: the picture is drawn anew",
  notDrawn: "The picture is the book's: Matplotlib has not been loaded",
  error: "Stopped with an error",
  nameError: "Stopped with an error. Has all above been run?",
  stored: "What the book has here",
  stopped: "Interrupted. Names are still there.",
  ended: "Interrupted. A page cannot stop Python without ending it, so it was started afresh: all names are gone.",
  /** @param {number} count @param {number} number of the last @param {string} words on it */
  ran: (count, number, words) =>
    count > 1 ? `${count} cells have been run.` : `Cell ${number}. ${words}`,
  /** @param {number} number */
  stoppedAt: (number) => `Cell ${number} stopped with an error; those below were not run.`,
  afresh: "Python was started afresh: no names, no results.",
  thrownAway: "The code is as in the book again.",
};

/** @typedef {typeof en} Messages */

/** What is said in the language of a page. @param {string} language @returns {Promise<Messages>} */
export async function messagesIn(language) {
  if (!language.startsWith("zh")) return en;
  return (await import("./messages.zh.js")).zh;
}
