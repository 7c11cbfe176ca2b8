/** `numbers.js` and `draws.js`: numbers as people write them, and as they are drawn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken, cases, source } from "./tools.mjs";

const numbers = await source("src/numbers.js");
const { fractions, seeds, bounds, drawn } = cases();

test("fractions are the doubles nearest to them, and are spelled so that they come back", () => {
    for (const [text, value] of fractions) {
        assert.equal(numbers.parse(text), value, text);
        assert.equal(numbers.parse(numbers.spelled(value)), value, text);
        const shown = numbers.inCell(value);
        assert.ok(shown.length <= 6 || !shown.includes("/"), text);
    }
    assert.equal(numbers.spelled(1 / 9), "1/9");
    assert.equal(numbers.inCell(-1 / 3), "−1/3");
    assert.equal(numbers.spelled(0.25), "0.25");
    assert.equal(numbers.inCell(Math.PI), "3.142");
    assert.equal(numbers.spelled(Math.PI), String(Math.PI));
});

test("as people write them", () => {
    for (const [text, value] of [
        ["0,5", 0.5], [",5", 0.5], ["1,5e2", 150], ["−2", -2], ["+3", 3], ["1e3", 1000],
        ["½", 0.5], ["1½", 1.5], ["-¼", -0.25], ["⅔", 2 / 3], ["1 1/2", 1.5], ["−1/3", -1 / 3],
        ["１，５", 1.5], ["－２", -2], ["0.5/2", 0.25], ["-0", 0],
    ]) {
        assert.equal(numbers.parse(text), value, text);
        assert.equal(numbers.isBeginning(text), false, text);
    }
});

test("what is no number, and what can become one", () => {
    for (const text of ["1/2/3", "1//2", "0x10", "1.2.3", "1,2,3", "abc", "1 2", "∞", "2e7e"]) {
        assert.equal(numbers.parse(text), null, text);
        assert.equal(numbers.isBeginning(text), false, text);
    }
    for (const text of ["", "-", ".", "2e", "1/", "1/0", "−1/", ","]) {
        assert.equal(numbers.parse(text), null, text);
        assert.equal(numbers.isBeginning(text), true, text);
    }
    assert.equal(numbers.parse("2e7"), null);
    assert.ok(numbers.isNumber("2e7"));
});

const draws = ({ wholes }) => seeds.map((seed) => {
    const draw = wholes(seed);
    return bounds.map((pair) => draw(...pair));
});

test("the same numbers as Python draws", async () => {
    assert.deepEqual(draws(await source("src/draws.js")), drawn);
    assert.ok(new Set(drawn.map(String)).size === seeds.length);
    const copy = await broken("src/draws.js", "48271", "48270");
    assert.notDeepEqual(draws(copy), drawn);
});
