/** `learn_kernel/learning.js` against convlib: runs, right and wrong ones, rates, tasks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken, cases, source } from "./tools.mjs";

const { states, drawn: tasks, ranges, mistakes } = cases();
const learning = await source("learn_kernel/learning.js");

/** Numbers are compared as parts of the largest that a run has come to: what diverges makes
 * the rounding of its large numbers larger, too. */
function close(found, expected, scale, place) {
    if (typeof expected === "object" && expected !== null) {
        assert.deepEqual(Object.keys(found), Object.keys(expected), place);
        for (const key of Object.keys(expected)) close(found[key], expected[key], scale, `${place}[${key}]`);
    } else if (typeof expected === "number") {
        const error = Math.abs(found - expected);
        if (!(error <= 1e-11 * scale)) assert.fail(`${place}: ${found} instead of ${expected}`);
    } else assert.equal(found, expected, place);
}
const largest = (value) =>
    typeof value === "object" ? Math.max(1, ...Object.values(value ?? {}).map(largest)) : Math.abs(Number(value));

/** What the page's arithmetic makes of a state. */
function found({ learn, moment, largestRate, fittingRate, leastLoss }, state) {
    const { image, target, kernel } = state;
    const { losses, weights, diverged } = learn(state);
    const size = [kernel.length, kernel[0].length];
    const { kernel: learned, output, error, gradient } = moment(state, weights.at(-1));
    const rate = largestRate(image, size);
    return {
        steps: losses.length - 1,
        diverged,
        losses,
        kernel: learned,
        output,
        error,
        gradient,
        largest: rate === Infinity ? null : rate,
        fitting: fittingRate(rate),
        least: leastLoss(image, target, size),
    };
}

function compare(module, some = states) {
    for (const { given, expected } of some) close(found(module, given), expected, largest(expected), given.mistake);
}

test("runs, right ones and with each mistake, are convlib's", () => {
    assert.deepEqual(new Set(states.map(({ given }) => given.mistake)), new Set(mistakes));
    for (const ends of [true, false])
        assert.ok(states.filter(({ expected }) => expected.diverged === ends).length > 30);
    assert.ok(states.some(({ expected }) => expected.largest === null));
    assert.ok(states.filter(({ expected }) => expected.least > 0).length > 30);
    compare(learning);
});

test("tasks are those that Python draws for a seed", () => {
    for (const { before, seed, after } of tasks) {
        const { steps, step, seed: said, ...found } = learning.drawn(before, ranges, seed);
        assert.deepEqual({ steps, step, said }, { steps: 0, step: 0, said: seed });
        assert.deepEqual(found, after);
    }
});

test("a rate's slider goes in round steps from below a tenth of the largest to beyond it", () => {
    for (const most of [0.1443, 0.1, 0.0999, 2, 20, 1e-6, 3.3e5]) {
        const { min, max, step } = learning.ratesUpTo(most, most / 2);
        assert.ok(min === step && step <= most / 10 && max > 1.4 * most && max < 1.7 * most);
        assert.ok(Math.abs(max / step - Math.round(max / step)) < 1e-9);
    }
    const { min, max } = learning.ratesUpTo(0.1, 7);
    assert.deepEqual([min, max], [0.01, 7]);
    assert.equal(learning.ratesUpTo(Infinity, 3).max, 3);
    assert.deepEqual(learning.ratesUpTo(1e20, 1e5), { min: 1e5, max: 1e6, step: 1e5 });
});

test("mistakes are seen", async () => {
    for (const [right, wrong] of [
        ['"uphill" ? rate : -rate', '"uphill" ? -rate : rate'],
        ["error.toReversed()", "error"],
        ["k < rows * across && k % across < cols", "k < cols * across && k % across < rows"],
        ["gradient.reverse()", "gradient.sort()"],
        ["e / error.length", "e / across"],
        ["dot(error, error) / 2", "dot(error, error)"],
        ["losses.length > state.steps", "losses.length >= state.steps"],
        ["limits.diverged * losses[0]", "2 * limits.diverged * losses[0]"],
        ["part > 1e-12", "part > 0.2"],
        ["const PART = 0.7", "const PART = 0.8"],
        ["basis.push(left.map((x) => x / length))", "basis.push(left)"],
    ]) {
        const copy = await broken("learn_kernel/learning.js", right, wrong);
        assert.throws(() => compare(copy), undefined, right);
    }
});
