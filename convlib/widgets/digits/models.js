/**
 * What learns to read digits, all by the same code: the network, and what it is compared with.
 * Each draws its first weights as `convlib.nn` does, and goes forward and back.
 *
 * @typedef {import("./net.js").Numbers} Numbers
 * @typedef {ReturnType<typeof import("./generator.js").generator>} Generator
 * @typedef {Record<string, Numbers>} Weights
 * @typedef {{pixels: number, classes: number}} Read what is read, and as one of how many
 * @typedef {{first: (draw: Generator, read: Read) => Weights, learned: string[],
 *   forward: (net: any, images: Numbers, layers: typeof LAYERS) => any,
 *   backward: (net: any, kept: any, labels: ArrayLike<number>, layers: typeof LAYERS) => Weights}} Model
 *   `learned` are the names of the weights that do not stay as they were drawn
 */
import { LAYERS, backward, forward, linear, linearBackward, relu, reluBackward, softmax } from "./net.js";

/** Of the network: filters, the weights of each, and how many sums one pooled number is of. */
const [FILTERS, WEIGHTS, POOLED] = [8, 9, 4];
/** So many hidden numbers, each of all pixels, need as many weights as the network. */
const HIDDEN = 18;

/** @param {Generator} draw @param {number} inputs @param {number} outputs */
const layer = (draw, inputs, outputs) => {
  const bound = 1 / Math.sqrt(inputs);
  return [draw.uniform(bound, inputs * outputs), draw.uniform(bound, outputs)];
};

/** @param {Generator} draw @param {number} inputs of a filter @param {number} hidden
 * @param {number} features @param {number} classes */
function both(draw, inputs, hidden, features, classes) {
  const [weight, bias] = layer(draw, inputs, hidden);
  const [fcWeight, fcBias] = layer(draw, features, classes);
  return { weight, bias, fcWeight, fcBias };
}


/** @param {any} fc what `linearBackward` returns */
const named = ({ weight, bias }) => ({ fcWeight: weight, fcBias: bias });

const network = {
  first: (draw, { pixels, classes }) =>
    both(draw, WEIGHTS, FILTERS, (FILTERS * pixels) / POOLED, classes),
  learned: ["weight", "bias", "fcWeight", "fcBias"],
  forward,
  backward,
};

/** @type {Record<string, Model>} */
export const MODELS = {
  network,
  random: { ...network, learned: ["fcWeight", "fcBias"] },
  dense: {
    first: (draw, { pixels, classes }) => both(draw, pixels, HIDDEN, HIDDEN, classes),
    learned: network.learned,
    forward: (net, images) => {
      const z = linear(images, net.weight, net.bias);
      const a = relu(z);
      const scores = linear(a, net.fcWeight, net.fcBias);
      return { images, z, a, scores, probabilities: softmax(scores, net.fcBias.length) };
    },
    backward: (net, kept, labels, layers) => {
      const fc = linearBackward(layers.lossBackward(kept, labels), kept.a, net.fcWeight, net.fcBias);
      const z = reluBackward(fc.input, kept.z);
      const { weight, bias } = linearBackward(z, kept.images, net.weight, net.bias);
      return { weight, bias, ...named(fc) };
    },
  },
  linear: {
    first: (draw, { pixels, classes }) => {
      const [fcWeight, fcBias] = layer(draw, pixels, classes);
      return { fcWeight, fcBias };
    },
    learned: ["fcWeight", "fcBias"],
    forward: (net, images) => {
      const scores = linear(images, net.fcWeight, net.fcBias);
      return { images, scores, probabilities: softmax(scores, net.fcBias.length) };
    },
    backward: (net, kept, labels, layers) =>
      named(linearBackward(layers.lossBackward(kept, labels), kept.images, net.fcWeight, net.fcBias)),
  },
};

/** How many numbers are learned. @param {Weights} net @param {Model} model */
export const countOf = (net, { learned }) => learned.reduce((sum, name) => sum + net[name].length, 0);
