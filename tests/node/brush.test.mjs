/** `brush.js`: what a pen, an eraser and a shift leave on the sheet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, matrix, source } from "./tools.mjs";

const { blank, dabbed, isBlank, shifted, stroked, toggled } = await source("digits/brush.js");
const { image, full } = cases();
const all = (drawn, holds) => drawn.every((line, i) => line.every((ink, j) => holds(ink, image[i][j], i, j)));
const isInk = (drawn) => all(drawn, (ink) => Number.isInteger(ink) && ink >= 0 && ink <= full);

test("a dab is darkest in its middle, soft around it, and reaches no further", () => {
    const drawn = dabbed(blank(image), { row: 3.5, col: 4.5 }, full, full);
    assert.equal(drawn[3][4], full);
    for (const [i, j] of [[2, 4], [4, 4], [3, 3], [3, 5]]) assert.ok(drawn[i][j] > 0 && drawn[i][j] < full);
    assert.equal(drawn[1][4] + drawn[3][6] + drawn[0][0], 0);
    assert.ok(isInk(drawn));
});

test("ink only darkens, an eraser only lightens", () => {
    for (const ink of [full, 7, 1, 0]) {
        const drawn = stroked(image, { row: -1, col: 2 }, { row: 9, col: 5.3 }, ink, full);
        assert.ok(isInk(drawn));
        assert.ok(all(drawn, (now, was) => (ink === 0 ? now <= was : now >= was)));
    }
    const erased = stroked(image, { row: -1, col: -1 }, { row: 9, col: 9 }, 0, full);
    assert.equal(erased[4][4], 0);
});

test("a stroke has no gaps, however far apart its ends are", () => {
    const drawn = stroked(blank(image), { row: 0.5, col: 0.5 }, { row: 7.5, col: 7.5 }, full, full);
    for (let i = 0; i < 8; i += 1) assert.equal(drawn[i][i], full);
});

test("a shift there and back leaves what did not leave the sheet", () => {
    const back = shifted(shifted(image, 1, 0), -1, 0);
    assert.deepEqual(back, image.map((line, i) => (i < 7 ? line : line.map(() => 0))));
    assert.deepEqual(shifted(image, 0, 1), matrix([8, 8], (i, j) => (j > 0 ? image[i][j - 1] : 0)));
});

test("a key sets a pixel, and takes it away again", () => {
    const drawn = toggled(blank(image), 2, 5, 9);
    assert.equal(drawn[2][5], 9);
    assert.ok(isBlank(toggled(drawn, 2, 5, 9)));
    assert.equal(toggled(drawn, 2, 5, 3)[2][5], 3);
});
