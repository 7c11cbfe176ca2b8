/**
 * The page's side of Python, which works in a worker so that the page stays usable: it starts
 * it, asks for one cell after the other, and ends it. No DOM.
 *
 * @typedef {{type: string, [name: string]: any}} Message as `page_python.py` describes them,
 *   or from the worker itself: `stage`, `ready`, `failed`
 * @typedef {Pick<Worker, "postMessage" | "terminate"> & {onmessage: any, onerror: any}} Thread
 */

/** What a page that shares memory with its worker writes there: Python then stops. */
const SIGINT = 2;

export class Session {
  /** @param {() => Thread} make a worker @param {(message: Message) => void} hear all that is
   * neither a start nor an end */
  constructor(make, hear) {
    this.make = make;
    this.hear = hear;
    /** @type {Thread | null} */
    this.thread = null;
    /** @type {Uint8Array | null} */
    this.shared = null;
    /** @type {((result: any) => void) | null} */
    this.end = null;
  }

  /** Starts Python; what is wrong if that fails. @param {Record<string, any>} options
   * @returns {Promise<{failed?: Message, packages?: string[]}>} */
  start(options) {
    this.stop();
    const thread = this.make();
    this.thread = thread;
    this.shared = globalThis.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
    return new Promise((resolve) => {
      thread.onerror = (/** @type {any} */ event) =>
        resolve({ failed: { type: "failed", text: event.message ?? "" } });
      thread.onmessage = (/** @type {{data: Message}} */ { data }) => {
        if (data.type === "failed") {
          this.hear(data);
          this.finish({ stopped: true });
          resolve({ failed: data });
        } else if (data.type === "ready") resolve({ packages: data.packages });
        else if (data.type === "done") this.finish({ digest: data.digest });
        else this.hear(data);
      };
      thread.postMessage({ type: "start", ...options, interrupts: this.shared });
    });
  }

  /** Runs one cell; one at a time. What it shows is heard meanwhile.
   * @param {number} cell @param {string} code @param {string | null} scope whose names are its own
   * @returns {Promise<{digest?: string, stopped?: true}>} */
  async run(cell, code, scope) {
    if (!this.thread) return { stopped: true };
    this.send({ type: "run", cell, code, scope });
    return new Promise((resolve) => {
      this.end = resolve;
    });
  }

  /** @param {Message} message */
  send(message) {
    this.thread?.postMessage(message);
  }

  /** Interrupts what runs. Whether the names are still there: without shared memory, all that
   * can be done from outside is to end Python. */
  interrupt() {
    if (this.shared) Atomics.store(this.shared, 0, SIGINT);
    else this.stop();
    return this.shared !== null;
  }

  stop() {
    this.thread?.terminate();
    this.thread = null;
    this.finish({ stopped: true });
  }

  /** @param {{digest?: string, stopped?: true}} result */
  finish(result) {
    this.end?.(result);
    this.end = null;
  }
}
