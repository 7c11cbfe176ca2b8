/** Where the numbers of a curve lie, which are drawn, and where its name stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./tools.mjs";

const { LOSS, RIGHT, lossAt, lossPoints, pathOf, roomFor, spread } = await source("digits/curves.js");
const near = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-12, `${found} instead of ${expected}`);
const numbers = (path) => [...path.matchAll(/[\d.]+/g)].map(Number);

test("half of a loss, or of the mistakes, is the same way everywhere", () => {
    const half = LOSS.place(2) - LOSS.place(1);
    for (const loss of [4, 0.5, 0.05]) near(LOSS.place(loss) - LOSS.place(loss / 2), half);
    const better = RIGHT.place(0.9) - RIGHT.place(0.8);
    for (const share of [0.2, 0.6, 0.95]) near(RIGHT.place((1 + share) / 2) - RIGHT.place(share), better);
});

test("what lies outside stays at the edge, and the marks lie inside", () => {
    assert.deepEqual([LOSS.place(1000), LOSS.place(0), RIGHT.place(0), RIGHT.place(1)], [1, 0, 0, 1]);
    for (const { ticks, place } of [LOSS, RIGHT]) {
        const heights = ticks.map(place);
        assert.deepEqual(heights, heights.toSorted((a, b) => b - a));
        assert.ok(heights.every((height) => height >= 0 && height <= 1));
    }
});

test("a mean is that of the batches up to a step, and of no more than there are", () => {
    const losses = Array.from({ length: 40 }, (_, n) => n);
    assert.equal(lossAt(losses, 3), 1);
    assert.equal(lossAt(losses, 40, 4), (36 + 37 + 38 + 39) / 4);
    assert.ok(Number.isNaN(lossAt(losses, 0)));
});

test("few points are drawn of many steps, the last one always", () => {
    for (const count of [0, 1, 299, 300, 301, 900]) {
        const points = lossPoints(Array(count).fill(1));
        assert.ok(points.length <= 300 && points.length >= Math.min(count, 150), `${count}`);
        if (count) assert.deepEqual(points.at(-1), [count, 1]);
    }
});

test("a path goes from left to right, the larger the higher, and ends before what is no number", () => {
    const box = { left: 10, top: 20, width: 100, height: 50 };
    const path = pathOf([[0, 10], [5, 0.01], [10, NaN], [10, 1]], 10, LOSS, box);
    assert.deepEqual(numbers(path), [10, 20, 60, 70]);
    assert.equal(pathOf([], 10, LOSS, box), "");
});

test("there is room for all passes", () => {
    assert.deepEqual([0, 1, 1.5, 3, 6, 11, 20].map(roomFor), [1, 1, 2, 5, 10, 20, 20]);
});

test("names keep apart, in order, and within the picture", () => {
    for (const heights of [[50, 51, 52, 53], [2, 100, 1], [99, 98, 40], [30], []]) {
        const placed = spread(heights, 12, 4, 100);
        const order = heights.map((_, n) => n).sort((a, b) => heights[a] - heights[b]);
        order.forEach((n, at) => {
            assert.ok(placed[n] >= 4 && placed[n] <= 100);
            if (at) assert.ok(placed[n] - placed[order[at - 1]] >= 12, `${heights}`);
        });
    }
    assert.deepEqual(spread([20, 50], 12, 4, 100), [20, 50]);
});
