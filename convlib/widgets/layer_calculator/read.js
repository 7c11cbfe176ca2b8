/**
 * PyTorch code, or what PyTorch prints of a network, read without being run: it mirrors
 * `read` of `torch_text.py`.
 */
import {
  Refusal,
  TYPES,
  areLayers,
  incoming,
  pairOf,
  spec,
  tidy,
  trace,
  wrongIn,
} from "./network.js";

/** @typedef {import("./network.js").Layer} Layer */
/** A call, with what stands in its parentheses in order and by name, and the name that it has
 * in a print.
 * @typedef {{line: number, name: string, inOrder: any[], byName: Record<string, any>,
 *   part?: string}} Call */

const TOKEN = /[^\S\n]*(?:#.*)?(\n|[A-Za-z_][\w.]*|\d[\d.]*(?:e[-+]?\d+)?|(["']).*?\2|\/\/|\S)/g;
const WORDS = { True: true, False: false, None: null };
/** PyTorch prints these without quotes. */
for (const word of ["same", "valid", "zeros", "reflect", "replicate", "circular"]) WORDS[word] = word;
/** More brackets in one another are no network. */
const DEEPEST = 50;

/** Reads calls, numbers, words, lists, and sums and products of numbers. */
class Reader {
  /** @param {string} text */
  constructor(text) {
    this.tokens = [];
    let line = 1;
    for (const [, token] of text.matchAll(TOKEN)) {
      if (token === "\n") line += 1;
      else this.tokens.push({ line, token });
    }
    this.tokens.push({ line, token: "" });
    this.at = 0;
    this.depth = 0;
  }

  next(ahead = 0) {
    return this.tokens[this.at + ahead]?.token;
  }

  take() {
    return this.tokens[this.at++].token;
  }

  /** Takes a token if it is the next one. @param {string} token */
  skip(token) {
    return this.next() === token && Boolean(this.take());
  }

  /** @returns {never} */
  fail() {
    throw new Refusal("unknown", [[this.tokens[this.at].line, this.next() || "…"]]);
  }

  /** Whether the next thing is a part of a print, which is named: "(0): ". @param {number} ahead */
  isPart(ahead = 0) {
    return [["(", 0], [")", 2], [":", 3]].every(([sign, at]) => this.next(ahead + Number(at)) === sign);
  }

  /** What stands in brackets: values in order, and those that have a name. @param {string} end */
  list(end) {
    /** @type {{inOrder: any[], byName: Record<string, any>}} */
    const found = { inOrder: [], byName: {} };
    if ((this.depth += 1) > DEEPEST) this.fail();
    while (!this.skip(end)) {
      if (this.isPart()) {
        const part = this.next(1);
        this.at += 4;
        found.inOrder.push({ ...this.value(), part });
      } else if (this.next(1) === "=") {
        const name = this.take();
        this.skip("=");
        found.byName[name] = this.sum();
      } else found.inOrder.push(this.sum());
      this.skip(",");
    }
    this.depth -= 1;
    return found;
  }

  sum() {
    let value = this.product();
    while (typeof value === "number" && ["+", "-"].includes(this.next())) {
      value += (this.take() === "+" ? 1 : -1) * this.product();
    }
    return value;
  }

  product() {
    let value = this.value();
    while (typeof value === "number" && ["*", "//"].includes(this.next())) {
      value = this.take() === "*" ? value * this.value() : Math.floor(value / this.value());
    }
    return value;
  }

  value() {
    const { line, token } = this.tokens[this.at];
    if (/^\d/.test(token)) return Number(this.take());
    if (/^["']/.test(token)) return this.take().slice(1, -1);
    if (Object.hasOwn(WORDS, token)) return WORDS[this.take()];
    if (this.skip("-")) return -this.value();
    if (this.skip("[")) return this.list("]").inOrder;
    if (this.skip("(")) {
      const { inOrder } = this.list(")");
      const alone = inOrder.length === 1 && this.next(-2) !== ",";
      return alone ? inOrder[0] : inOrder;
    }
    if (!/^\w/.test(token) || this.next(1) !== "(") this.fail();
    this.at += 2;
    return { line, name: token.split(".").at(-1), ...this.list(")") };
  }
}

/** Whether the parts of a module come one after another. Those of other classes are known by
 * their print, which says no arguments. @param {any} call */
const isChain = (call) =>
  call?.name === "Sequential" ||
  (spec.chains.includes(call?.name) && call.inOrder.every((/** @type {any} */ { part }) => part));

/** @param {any} call */
const isAside = (call) => spec.aside.includes(call?.part);

/** The layers of a chain, and of those in it, but not what stands aside. @param {any} call
 * @returns {any[]} */
const flat = (call) =>
  isChain(call) ? call.inOrder.filter((part) => !isAside(part)).flatMap(flat) : [call];

/** What stands aside, with its line. @param {any} call @returns {[number, string][]} */
const asides = (call) =>
  isAside(call) ? [[call.line, call.part]] : isChain(call) ? call.inOrder.flatMap(asides) : [];

/** What `forward` does, so that no print shows it, put in before the first Linear: numbers are
 * flattened, and before that averaged, if it is made for as many as there are channels.
 * @param {Call[]} calls */
function joined(calls) {
  const at = calls.findIndex(({ name }) => ["Flatten", "Linear"].includes(name));
  if (calls[at]?.name !== "Linear") return calls;
  const { line } = calls[at];
  const last = calls.slice(0, at).map(layerOf).findLast((layer) => layer.out_channels);
  const isAveraged = calls.slice(0, at).some(({ name }) => name.startsWith("Adaptive"));
  const averages = last && last.out_channels === saidToCome(calls[at]) && !isAveraged;
  const put = (name, ...inOrder) => ({ line, name, inOrder, byName: {} });
  const flatten = put("Flatten");
  return calls.toSpliced(at, 0, ...(averages ? [put("AdaptiveAvgPool2d", 1), flatten] : [flatten]));
}

/** A padding in words, in numbers: "same" keeps the size. @param {Layer} layer */
function zeros(layer) {
  if (layer.padding !== "same") return layer.padding === "valid" ? 0 : layer.padding;
  const [kernel, dilation] = [pairOf(layer, "kernel_size"), pairOf(layer, "dilation")];
  return kernel.map((cells, n) => ((cells - 1) * dilation[n]) / 2);
}

/** The layer that a call makes. @param {Call} call @returns {Layer} */
function layerOf({ line, name: type, inOrder, byName }) {
  const names = Object.keys(TYPES[type]);
  const strange = Object.keys(byName).find((name) => !names.includes(name));
  if (strange) throw new Refusal("unknown", [[line, `${type}(${strange}=…)`]]);
  const said = { ...Object.fromEntries(names.map((name, n) => [name, inOrder[n]])), ...byName };
  const other = names.find((name) => {
    const taken = TYPES[type][name];
    return Array.isArray(taken) && !taken.includes(said[name] ?? taken[0]);
  });
  if (other) throw Object.assign(new Refusal("badArgument", type, other), { line });
  const layer = tidy(type, { ...said, padding: zeros({ type, ...said }) });
  const wrong = wrongIn(layer);
  if (wrong) throw Object.assign(new Refusal("badArgument", type, wrong), { line });
  return layer;
}

/** What a call says of how many channels come in. @param {Call} call */
const saidToCome = ({ name, inOrder, byName }) => {
  const said = incoming(name);
  return said === undefined ? undefined : (byName[said] ?? inOrder[0]);
};

/**
 * The first network of a program, or the one that is printed, and an image for it: with as
 * many channels as it says, as large as the one that there is. What is not known is named
 * with its line, and so is what stands `aside` of the main path of a print.
 * @param {string} text @param {number[]} shape of the image that there is
 * @returns {{layers: Layer[], input: number[], aside: [number, string][]}}
 */
export function read(text, shape) {
  const reader = new Reader(text);
  const { tokens } = reader;
  const at = (/** @type {(token: string, n: number) => boolean} */ begins) =>
    tokens.findIndex(({ token }, n) => tokens[n + 1]?.token === "(" && begins(token, n));
  const printed = at((token, n) => /^\w/.test(token) && ((reader.at = n), reader.isPart(2)));
  reader.at = printed < 0 ? at((token) => /(^|\.)Sequential$/.test(token)) : printed;
  if (reader.at < 0) throw new Refusal("noSequential");
  const network = reader.value();
  /** @type {Call[]} */
  const found = flat(network);
  const strange = found.filter((call) => !Object.hasOwn(TYPES, call?.name ?? ""));
  if (strange.length) {
    const named = strange.map((call) => [call?.line ?? network.line, call?.name ?? String(call)]);
    throw new Refusal("unknown", named);
  }
  const calls = printed < 0 ? found : joined(found);
  const layers = calls.map(layerOf);
  if (!areLayers(layers)) throw new Refusal("howMany");
  const input = imageFor(calls, shape);
  compare(calls, layers, input);
  return { layers, input, aside: asides(network) };
}

/** @param {Call[]} calls @param {number[]} shape of the image that there is */
function imageFor(calls, shape) {
  const first = calls.find((call) => saidToCome(call) !== undefined);
  const isMap = first && first.name !== "Linear";
  return isMap ? [saidToCome(first), ...shape.slice(1)] : shape;
}

/** Refuses layers that do not fit on one another, or are made for other numbers than come in.
 * @param {Call[]} calls @param {Layer[]} layers @param {number[]} input */
function compare(calls, layers, input) {
  try {
    const stages = trace(input, layers);
    calls.forEach((call, n) => {
      const [come] = stages[n].shape;
      const said = saidToCome(call) ?? come;
      if (said !== come) {
        throw Object.assign(new Refusal("otherChannels", call.name, said, come), { layer: n });
      }
    });
  } catch (error) {
    if (error instanceof Refusal && error.layer !== undefined) error.line = calls[error.layer].line;
    throw error;
  }
}
