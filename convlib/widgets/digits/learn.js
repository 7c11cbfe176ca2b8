/**
 * Learning, one batch a step, so that each step done can be gone back to: no DOM.
 *
 * All that learns in a lesson sees the same batches, with the same learning rates. Of a run
 * every fifth net is kept; one between them is computed again, by the same steps, so that it
 * is the same to the last bit. A run over 20 passes keeps 181 nets of 1,370 numbers, 2 MB.
 *
 * @typedef {import("./net.js").Numbers} Numbers
 * @typedef {import("./models.js").Weights} Weights
 */
import { fill } from "../src/arithmetic.js";
import { generator } from "./generator.js";
import { MISTAKES } from "./mistakes.js";
import { MODELS } from "./models.js";
import { LAYERS, descend, loss } from "./net.js";

export const [BATCH, PASSES] = [32, 20];
/** Steps from one net that is kept to the next; there what is held out is read, too. */
export const EVERY = 5;
/** Every so many digits one is held out. */
const HELD_OUT = 5;
/** The largest base that there is: one character is the ink of a pixel. */
const BASE = 36;

/** Some of the digits. @param {Numbers} images @param {ArrayLike<number>} labels
 * @param {Int32Array} which */
const some = (images, labels, which) => {
  const pixels = images.length / labels.length;
  const chosen = new Float64Array(which.length * pixels);
  which.forEach((n, at) => chosen.set(images.subarray(n * pixels, (n + 1) * pixels), at * pixels));
  return { which, images: chosen, labels: which.map((n) => labels[n]) };
};

/** What `data.mjs` has written: a character for the ink of each pixel, and for each label.
 * @param {{images: string, labels: string}} data @param {number} full ink of a pixel
 * @param {number} seed */
export const lessonOf = ({ images, labels }, full, seed) =>
  new Lesson(
    Int32Array.from(images, (ink) => parseInt(ink, BASE)),
    Int32Array.from(labels, Number),
    full,
    seed,
  );

/** The digits, and in which order they come. */
export class Lesson {
  /** @param {Int32Array} ink from 0 to `full` @param {Int32Array} labels @param {number} full
   * @param {number} seed */
  constructor(ink, labels, full, seed) {
    const all = Int32Array.from({ length: labels.length }, (_, n) => n);
    this.ink = ink;
    this.images = Float64Array.from(ink, (one) => one / full);
    this.labels = labels;
    this.full = full;
    this.seed = seed;
    this.pixels = ink.length / labels.length;
    this.classes = Math.max(...labels) + 1;
    this.heldOut = some(this.images, labels, all.filter((n) => n % HELD_OUT === 0));
    this.learning = all.filter((n) => n % HELD_OUT !== 0);
    this.perPass = Math.ceil(this.learning.length / BATCH);
    this.steps = PASSES * this.perPass;
    /** The learning rate of each step that anything has taken. @type {number[]} */
    this.rates = [];
    /** The digits of each pass, in their order. @type {Int32Array[]} */
    this.orders = [];
    this.draw = generator(seed);
    MODELS.network.first(this.draw, this); // the order is drawn after the network's weights
  }

  /** The ink of one of all digits. @param {number} digit @returns {number[][]} */
  inkOf(digit) {
    const [first, side] = [digit * this.pixels, Math.sqrt(this.pixels)];
    return fill(side, side, (row, column) => this.ink[first + row * side + column]);
  }

  /** The digits of a step, which are numbered from 0. @param {number} step */
  batch(step) {
    const [pass, at] = [Math.floor(step / this.perPass), (step % this.perPass) * BATCH];
    while (this.orders.length <= pass) this.orders.push(this.draw.permutation(this.learning));
    return some(this.images, this.labels, this.orders[pass].subarray(at, at + BATCH));
  }
}

/** How one model learns in a lesson. */
export class Run {
  /** @param {Lesson} lesson @param {string} model @param {string | null} [mistake] */
  constructor(lesson, model, mistake = null) {
    const { layers, zeros = false, rate = 1 } = mistake ? MISTAKES[mistake] : {};
    this.lesson = lesson;
    this.model = MODELS[model];
    this.layers = { ...LAYERS, ...layers };
    this.faster = rate;
    this.net = this.model.first(generator(lesson.seed), lesson);
    if (zeros) for (const numbers of Object.values(this.net)) numbers.fill(0);
    this.done = 0;
    /** The loss on the batch of each step, before it. @type {number[]} */
    this.losses = [];
    /** Every fifth net, what it says of the digits that are held out, and how many of them it
     * reads rightly. @type {Weights[]} */
    this.nets = [];
    /** @type {Uint8Array[]} */
    this.read = [];
    /** @type {number[]} */
    this.rights = [];
    this.keep();
  }

  keep() {
    const answers = this.answers(this.net);
    this.nets.push(this.net);
    this.read.push(answers);
    this.rights.push(rightOf(answers, this.lesson.heldOut.labels));
  }

  /** One batch there and back. @param {Weights} net @param {number} step */
  learn(net, step) {
    const { images, labels } = this.lesson.batch(step);
    const kept = this.model.forward(net, images, this.layers);
    const gradients = this.model.backward(net, kept, labels, this.layers);
    const rate = this.lesson.rates[step] * this.faster;
    return { net: descend(net, gradients, rate, this.model.learned), loss: loss(kept, labels) };
  }

  /** One step more, at this rate if nothing in the lesson has taken it yet.
   * @param {number} rate */
  step(rate) {
    this.lesson.rates[this.done] ??= rate;
    const { net, loss } = this.learn(this.net, this.done);
    this.net = net;
    this.losses.push(loss);
    this.done += 1;
    if (this.done % EVERY === 0) this.keep();
  }

  /** The net after so many of the steps done. @param {number} steps */
  at(steps) {
    if (steps === this.done) return this.net;
    let from = Math.floor(steps / EVERY);
    let net = this.nets[from];
    for (from *= EVERY; from < steps; from += 1) net = this.learn(net, from).net;
    return net;
  }

  /** What a net says of each digit that is held out. @param {Weights} net */
  answers(net) {
    const known = this.nets.indexOf(net);
    if (known >= 0) return this.read[known];
    const { images, labels } = this.lesson.heldOut;
    const { scores } = this.model.forward(net, images, this.layers);
    const classes = scores.length / labels.length;
    return Uint8Array.from(labels, (_, n) => largest(scores.subarray(n * classes, (n + 1) * classes)));
  }
}

/** Which score is the largest, the first if several are. @param {Numbers} scores */
const largest = (scores) => scores.reduce((best, score, c) => (score > scores[best] ? c : best), 0);

/** @param {Uint8Array} answers @param {ArrayLike<number>} labels */
export const rightOf = (answers, labels) => answers.filter((answer, n) => answer === labels[n]).length;
