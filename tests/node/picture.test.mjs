/** `picture.js` against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

/** Filter each picture and compare the result with convlib's. */
function compare({ decode, bordered, filter }) {
    for (const { image, kernel, padding, padding_mode, output, ...geometry } of cases().filtered) {
        const lines = filter(bordered(decode(image), padding, padding_mode), kernel, geometry);
        agree(lines.map((line) => [...line]), output);
    }
}

test("random pictures, borders and kernels", async () => compare(await source("image_kernel/picture.js")));

test("a wrong step is seen", async () => {
    const copy = await broken("image_kernel/picture.js", "{ count, stride } = across", "{ count } = across, { stride } = down");
    assert.throws(() => compare(copy));
});

test("a border that goes on wrongly is seen", async () => {
    const copy = await broken("image_kernel/picture.js", "size - 1 - Math.abs(size - 1 - Math.abs(place))", "Math.abs(place)");
    assert.throws(() => compare(copy));
});

/** Separate each kernel and compare with convlib. */
function compareSeparated({ separated }) {
    const ranks = new Set();
    for (const { kernel, meant } of cases().separated) {
        agree(separated(kernel), meant, JSON.stringify(kernel));
        ranks.add(meant.rank);
    }
    assert.deepEqual([...ranks].sort(), [0, 1, 2, 3]);
}

test("kernels of every rank", async () => compareSeparated(await source("image_kernel/separate.js")));

test("a rank that is counted wrongly is seen", async () => {
    const copy = await broken("image_kernel/separate.js", "row[n] * top[j]", "row[n] * top[n]");
    assert.throws(() => compareSeparated(copy));
});
