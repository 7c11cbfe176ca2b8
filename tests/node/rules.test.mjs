/** `rules.js` against what the explorers in Python take. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { SOURCES, broken, cases, source } from "./tools.mjs";

const kinds = cases();
const { refusal, sizesOf, ALLOWS, TOGETHER } = await source("src/rules.js");
const { transposedSize } = await source("src/arithmetic.js");
/** Kinds that add words of their own to those of `src/rules.js`. */
const own = Object.keys(kinds).filter((kind) => existsSync(new URL(`${kind.replaceAll("-", "_")}/rules.js`, SOURCES)));
for (const kind of own) await source(`${kind.replaceAll("-", "_")}/rules.js`);
const { default: limits } = await source("limits.json", { type: "json" });

const lengths = (array) => (Array.isArray(array) ? [array.length, ...lengths(array[0])] : []);
/** Whether a value is larger than a page has room for, where its own rule does not say how large it may be. */
function isLarge([word, ...needs], value) {
    if (word === "array") {
        const sizes = lengths(value);
        return Math.max(...sizes) > (needs[1] ?? limits.size) || sizes.reduce((all, n) => all * n) > limits.numbers;
    }
    const isOpen = word === "steps" || word === "sides" || (word === "whole" && needs[1] === undefined);
    return isOpen && Math.max(...[value].flat(2)) > limits.size;
}

/** What the page says it does not show: see `rules.js`. */
const isBeyond = ({ traits, fixed, together }, state, before) =>
    fixed.some((name) => String(lengths(state[name])) !== String(lengths(before[name]))) ||
    Object.entries(traits).some(([name, rule]) => name in state && isLarge(rule, state[name])) ||
    together.some(([word, image, kernel]) => word === "transposed" &&
        Math.max(...transposedSize(sizesOf(state[image]), sizesOf(state[kernel]), state)) > limits.output);

/** The cases in which page and Python are not of one mind. */
function disagreeing(refusal, but = []) {
    const found = { accepted: [], refused: [] };
    for (const [kind, { rules, cases }] of Object.entries(kinds).filter(([kind]) => !but.includes(kind)))
        for (const { before, state, taken } of cases) {
            let shown = false;
            const whole = { ...before, ...state };
            try {
                shown = refusal(rules, whole, before) === null;
            } catch {
                // a link with what is not even of the right sort is refused
            }
            if (shown && !taken) found.accepted.push({ kind, before, state });
            if (!shown && taken && !isBeyond(rules, whole, before)) found.refused.push({ kind, before, state });
        }
    return found;
}

test("the states are many, and of both sorts", () => {
    const all = Object.values(kinds).map(({ cases }) => cases);
    assert.ok(all.length > 10 && all.every((some) => some.length >= 200));
    for (const some of all)
        for (const sort of [true, false])
            assert.ok(some.filter(({ taken }) => taken === sort).length > some.length / 20);
});

test("Python accepts what the page accepts", () => {
    const [first] = disagreeing(refusal).accepted;
    assert.equal(first, undefined, JSON.stringify(first));
});

test("the page accepts what Python accepts, but for what it does not show", () => {
    const [first] = disagreeing(refusal).refused;
    assert.equal(first, undefined, JSON.stringify(first));
});

test("mistakes are seen", async () => {
    for (const [right, wrong] of [
        ["span <= before + size + after", "span <= before + size + after + 1"],
        ["cells <= sizesOf(state[kernel])[axis] >> 1", "true"],
        ["state[name] < state[list].length", "state[name] <= state[list].length"],
        ["state[whole] % state[part] === 0", "true"],
        ["value >= least", "true"],
        ["words.includes(value)", "value !== words[0]"],
    ]) {
        const copy = await broken("src/rules.js", right, wrong);
        const { accepted, refused } = disagreeing(copy.refusal, own);
        assert.ok(accepted.length + refused.length > 0, right);
    }
});

test("a mistake in the word of one kind is seen", async () => {
    for (const [kind, words, word, right, wrong] of [
        ["receptive-field", ALLOWS, "layers", "value[name] >= least[name]", "true"],
        ["transposed", TOGETHER, "transposed", "cells > 0", "cells > 1"],
        ["transposed", TOGETHER, "transposed", ", pair(state.dilation)[axis]", ""],
    ]) {
        const meaning = words[word];
        await broken(`${kind.replaceAll("-", "_")}/rules.js`, right, wrong);
        const { accepted, refused } = disagreeing(refusal);
        const found = [...accepted, ...refused];
        assert.ok(found.length > 0 && found.every((one) => one.kind === kind), right);
        words[word] = meaning;
    }
});
