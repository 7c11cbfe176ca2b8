/** Learning in steps, against `convlib.nn`: the network, what it is compared with, mistakes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, source } from "./tools.mjs";

const { full, runs, ...given } = cases();
const { EVERY, Lesson, Run } = await source("digits/learn.js");
const { MISTAKES } = await source("digits/mistakes.js");
const { MODELS } = await source("digits/models.js");
const [ink, labels] = [given.ink, given.labels].map((numbers) => Int32Array.from(numbers));
const RATE = 0.2;

/** Some steps of a run in a lesson of its own. */
function after(steps, seed, model, mistake, rate = () => RATE) {
    const run = new Run(new Lesson(ink, labels, full, seed), model, mistake);
    for (let n = 0; n < steps; n += 1) run.step(rate(n));
    return run;
}

const apart = (found, expected) => {
    assert.equal(found.length, expected.length);
    return Math.max(...expected.map((number, n) => Math.abs(found[n] - number)));
};

test("20 steps of all that learns, and with each mistake", () => {
    const seen = new Set();
    for (const { model, mistake, seed, losses, weights, answers } of runs) {
        seen.add(mistake ?? model);
        const run = after(losses.length, seed, model, mistake);
        const place = `${model}, ${mistake}, seed ${seed}`;
        // A mistake can make numbers so large that their last digits are worth more.
        const size = mistake ? Math.max(1, ...losses, ...weights.flat().map(Math.abs)) : 1;
        assert.ok(apart(run.losses, losses) < 1e-9 * size, place);
        assert.ok(apart(Object.values(run.net).flatMap((w) => [...w]), weights.flat()) < 1e-9 * size, place);
        assert.deepEqual([...run.answers(run.net)], answers, place);
        assert.equal(run.rights.at(-1), answers.filter((one, n) => one === labels[5 * n]).length, place);
    }
    assert.deepEqual(seen, new Set([...Object.keys(MODELS), ...Object.keys(MISTAKES)]));
});

test("each step done can be gone back to, to the last bit, and little is kept", () => {
    const rate = (step) => (step < 7 ? 0.2 : 0.5);
    const run = after(13, 0, "network", null, rate);
    for (let steps = 0; steps <= 13; steps += 1)
        assert.deepEqual(run.at(steps), after(steps, 0, "network", null, rate).net, `${steps} steps`);
    assert.equal(run.nets.length, 1 + Math.floor(13 / EVERY));
    assert.notDeepEqual(run.net, after(13, 0, "network", null).net);
});

test("the ink of a digit is what was given, in rows", () => {
    const lesson = new Lesson(ink, labels, full, 0);
    assert.deepEqual(lesson.inkOf(3).flat(), [...ink.subarray(3 * 64, 4 * 64)]);
    assert.equal(lesson.inkOf(3).length, 8);
});

test("what comes later in a lesson sees the same batches and rates", () => {
    const lesson = new Lesson(ink, labels, full, 3);
    const [first, second] = [new Run(lesson, "network"), new Run(lesson, "network")];
    for (let n = 0; n < 6; n += 1) first.step(n < 3 ? 0.1 : 0.2);
    for (let n = 0; n < 6; n += 1) second.step(1);
    assert.deepEqual(second.net, first.net);
});

test("a pass shows each digit once, and another order the next time", () => {
    const lesson = new Lesson(ink, labels, full, 0);
    const passes = [0, 1].map((pass) =>
        Array.from({ length: lesson.perPass }, (_, n) => [...lesson.batch(pass * lesson.perPass + n).which]).flat());
    for (const pass of passes) assert.deepEqual(pass.toSorted((a, b) => a - b), [...lesson.learning]);
    assert.notDeepEqual(...passes);
    assert.equal(lesson.learning.length + lesson.heldOut.labels.length, labels.length);
});
