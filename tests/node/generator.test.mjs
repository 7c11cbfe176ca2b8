/** First weights and orders against NumPy's generator, to the last bit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken, cases, source } from "./tools.mjs";

const { drawn } = cases();
const GENERATOR = "digits/generator.js";

function compare({ generator }) {
    for (const { seed, turns } of drawn) {
        const { uniform, permutation } = generator(seed);
        for (const { bound, numbers, order } of turns) {
            assert.deepEqual([...uniform(bound, numbers.length)], numbers, `seed ${seed}`);
            const inOrder = Int32Array.from(order, (_, n) => n);
            assert.deepEqual([...permutation(inOrder)], order, `seed ${seed}`);
        }
    }
}

test("numbers and orders are those of NumPy", async () => compare(await source(GENERATOR)));

test("mistakes are seen", async () => {
    for (const [right, wrong] of [
        ["state >> 122n", "state >> 121n"],
        ["rest = rest === null ? word >> WORD : null", "rest = null"],
        ["hash(n === 0 ? seed : 0)", "hash(seed)"],
    ]) {
        const mistaken = await broken(GENERATOR, right, wrong);
        assert.throws(() => compare(mistaken), /seed/, wrong);
    }
});
