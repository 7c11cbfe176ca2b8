/**
 * Python in a thread of its own. Pyodide is loaded from where the page says, then what it is
 * to have besides, then the book's own; after that, requests go to `page_python.py` as they
 * come.
 */

/** @type {{handle: (text: string) => void} | null} */
let session = null;
/** The directive of a Content-Security-Policy that has refused something.
 * @type {string | null} */
let refused = null;

/** The smallest program: only a policy keeps a browser from compiling it, which Pyodide would
 * wait for in vain. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

addEventListener("securitypolicyviolation", (event) => {
  refused = /** @type {SecurityPolicyViolationEvent} */ (event).violatedDirective;
});

/** @param {string} stage what comes now */
const enter = (stage) => postMessage({ type: "stage", stage });

/** @param {{python: string, files: string, packages: string[], language: string,
 *   interrupts: Uint8Array | null}} options
 * @returns {Promise<string[]>} the packages that are there */
async function start({ python, files, packages, language, interrupts }) {
  enter("python");
  await WebAssembly.compile(EMPTY).catch((error) => {
    refused = "script-src";
    throw error;
  });
  const { loadPyodide } = await import(`${python}pyodide.mjs`);
  // Otherwise newer versions wait in Safari for a promise that never comes about.
  const pyodide = await loadPyodide({
    indexURL: python,
    enableRunUntilComplete: false,
    stdin: () => null, // nobody types: input() is at its end
  });
  if (interrupts) pyodide.setInterruptBuffer(interrupts);
  for (const name of packages) {
    enter(name);
    const quiet = { messageCallback() {}, errorCallback() {} };
    await pyodide.loadPackage(name, quiet).catch(() => {}); // what is there is asked below
  }
  enter("book");
  const answer = await fetch(files);
  if (!answer.ok) throw new Error(`${answer.status} ${files}`);
  pyodide.unpackArchive(await answer.arrayBuffer(), "zip");
  const tell = (/** @type {string} */ text) => postMessage(JSON.parse(text));
  session = pyodide.pyimport("page_python").Session(tell, language);
  return packages.filter((name) => name in pyodide.loadedPackages);
}

/** @param {any} error @param {string | null} policy */
const fail = (error, policy) =>
  postMessage({ type: "failed", text: String(error?.message ?? error), policy });

/** What comes before Python is there waits for it. */
let started = Promise.resolve();

onmessage = ({ data }) => {
  if (data.type === "start") {
    started = start(data).then(
      (packages) => postMessage({ type: "ready", packages }),
      (error) => fail(error, refused),
    );
  } else {
    started.then(() => session?.handle(JSON.stringify(data))).catch((error) => fail(error, null));
  }
};
