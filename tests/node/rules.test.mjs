/** `rules.js` against what the explorers in Python take. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { SOURCES, broken, cases, source } from "./tools.mjs";

const kinds = cases();
const { refusal, ALLOWS } = await source("src/rules.js");
/** Kinds that add words of their own to those of `src/rules.js`. */
const own = Object.keys(kinds).filter((kind) => existsSync(new URL(`${kind.replaceAll("-", "_")}/rules.js`, SOURCES)));
for (const kind of own) await source(`${kind.replaceAll("-", "_")}/rules.js`);
const { default: limits } = await source("limits.json", { type: "json" });

const lengths = (array) => (Array.isArray(array) ? [array.length, ...lengths(array[0])] : []);
const numbers = (value) => (typeof value === "object" ? Object.values(value ?? {}).flatMap(numbers) : [value]);

/** What the page says it does not show: see `rules.js`. */
const isBeyond = ({ fixed, together }, state, before) =>
    fixed.some((name) => String(lengths(state[name])) !== String(lengths(before[name]))) ||
    together.some(([word]) => word === "transposed") ||
    Object.keys(state).some((name) =>
        [...numbers(state[name]).filter(Number.isInteger), ...lengths(state[name])].some((n) => n > limits.size));

/** The cases in which page and Python are not of one mind. */
function disagreeing(refusal, but = []) {
    const found = { accepted: [], refused: [] };
    for (const [kind, { rules, cases }] of Object.entries(kinds).filter(([kind]) => !but.includes(kind)))
        for (const { before, state, taken } of cases) {
            let shown = false;
            try {
                shown = refusal(rules, { ...before, ...state }, before) === null;
            } catch {
                // a link with what is not even of the right sort is refused
            }
            if (shown && !taken) found.accepted.push({ kind, before, state });
            if (!shown && taken && !isBeyond(rules, state, before)) found.refused.push({ kind, before, state });
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
    const { layers } = ALLOWS;
    await broken("receptive_field/rules.js", "value[name] >= least[name]", "true");
    const { accepted } = disagreeing(refusal);
    assert.ok(accepted.length > 0 && accepted.every(({ kind }) => kind === "receptive-field"));
    ALLOWS.layers = layers;
});
