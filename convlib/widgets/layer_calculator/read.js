/**
 * PyTorch code, read without being run: it mirrors `read` of `torch_text.py`, and reads
 * more: what PyTorch prints of a network, too.
 */
import {
  Refusal,
  TYPES,
  areLayers,
  incoming,
  pairOf,
  tidy,
  trace,
  wrongIn,
} from "./network.js";

/** @typedef {import("./network.js").Layer} Layer */
/** A call, with what stands in its parentheses in order and by name.
 * @typedef {{line: number, name: string, inOrder: any[], byName: Record<string, any>}} Call */

const TOKEN = /[^\S\n]*(?:#.*)?(\n|[A-Za-z_][\w.]*|\d[\d.]*(?:e[-+]?\d+)?|(["']).*?\2|\/\/|\S)/g;
const WORDS = { True: true, False: false, None: null };
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

  /** What stands in brackets: values in order, and those that have a name. @param {string} end */
  list(end) {
    /** @type {{inOrder: any[], byName: Record<string, any>}} */
    const found = { inOrder: [], byName: {} };
    if ((this.depth += 1) > DEEPEST) this.fail();
    while (!this.skip(end)) {
      // PyTorch prints "(0): " before each layer.
      if (this.next() === "(" && this.next(2) === ")" && this.next(3) === ":") this.at += 4;
      if (this.next(1) === "=") {
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

/** The layers of a Sequential, and of those in it. @param {Call} network @returns {any[]} */
const flat = ({ inOrder }) =>
  inOrder.flatMap((part) => (part?.name === "Sequential" ? flat(part) : [part]));

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
 * The first network of a program, and an image for it: with as many channels as it says,
 * as large as the one that there is. What is not known is named with its line.
 * @param {string} text @param {number[]} shape of the image that there is
 * @returns {{layers: Layer[], input: number[]}}
 */
export function read(text, shape) {
  const reader = new Reader(text);
  const { tokens } = reader;
  reader.at = tokens.findIndex(
    ({ token }, n) => /(^|\.)Sequential$/.test(token) && tokens[n + 1].token === "(",
  );
  if (reader.at < 0) throw new Refusal("noSequential");
  const network = reader.value();
  /** @type {Call[]} */
  const calls = flat(network);
  const strange = calls.filter((call) => !Object.hasOwn(TYPES, call?.name ?? ""));
  if (strange.length) {
    const named = strange.map((call) => [call?.line ?? network.line, call?.name ?? String(call)]);
    throw new Refusal("unknown", named);
  }
  const layers = calls.map(layerOf);
  if (!areLayers(layers)) throw new Refusal("howMany");
  const first = calls.find((call) => saidToCome(call) !== undefined);
  const isMap = first && first.name !== "Linear";
  const input = isMap ? [saidToCome(first), ...shape.slice(1)] : shape;
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
  return { layers, input };
}
