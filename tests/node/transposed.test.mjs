/** `transposed.js` and `settings.js` of the folder against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, matrix, source } from "./tools.mjs";

const { caps, golden, random } = cases();
const transposed = {
    ...(await source("src/arithmetic.js")),
    ...(await source("transposed/transposed.js")),
    ...(await source("transposed/settings.js")),
};
const NAMES = ["stride", "padding", "output_padding", "dilation"];
const pair = (value) => (Array.isArray(value) ? value : [value, value]);

/** All that a configuration can be asked. */
function answers(t, { image, kernel, ...setting }) {
    const size = [image.length, image[0].length];
    const kernelSize = [kernel.length, kernel[0].length];
    const shape = t.transposedSize(size, kernelSize, setting);
    const at = t.byOutput(t.products(image, kernel, setting));
    return {
        shape,
        output: matrix(shape, (i, j) => at(i, j).reduce((sum, { product }) => sum + product, 0)),
        overlap: matrix(shape, (i, j) => at(i, j).length),
        stretched: t.stretch(image, setting.stride).values,
        padding: t.stretchedGeometry(kernelSize, setting).padding,
        bounds: [0, 1].map((axis) => t.boundsAlong({
            ...Object.fromEntries(NAMES.map((name) => [name, pair(setting[name])[axis]])),
            image: size[axis],
            kernel: kernelSize[axis],
        }, caps)),
    };
}

test("PyTorch's stored results", () => {
    assert.ok(golden.length >= 5);
    for (const { given, output } of golden) agree(answers(transposed, given).output, output);
});

test("random configurations, and the controls' bounds exactly as far as they are possible", () => {
    for (const { given, expected } of random)
        agree(answers(transposed, given), expected, JSON.stringify(given));
});

test("each cell of the stretched image knows the input that stands there", () => {
    for (const { given: { image, stride } } of random) {
        const { values, inputAt } = transposed.stretch(image, stride);
        const [down, across] = pair(stride);
        values.forEach((line, row) => line.forEach((value, col) => {
            const at = inputAt(row, col);
            assert.deepEqual(at && [at[0] * down, at[1] * across], at && [row, col]);
            assert.equal(value, at ? image[at[0]][at[1]] : 0);
            assert.equal(at !== null, row % down === 0 && col % across === 0);
        }));
    }
});

test("a slider for both axes goes as far as both of them", () => {
    for (const { given } of random) {
        const { image, kernel } = given;
        const apart = transposed.settingsOf(given, caps, true);
        const joined = transposed.settingsOf(given, caps, false);
        for (const { key, value, min, max, now } of joined) {
            const both = apart.filter((one) => one.key === key);
            assert.ok(min <= value && value <= max, key);
            if (both[0].value === both[1].value) {
                assert.equal(min, Math.max(both[0].min, both[1].min));
                assert.equal(max, Math.min(both[0].max, both[1].max));
            }
            assert.deepEqual(pair(now(max)), [max, max]);
        }
        assert.deepEqual(apart.filter(({ key }) => key === "image").map(({ value }) => value),
            [image.length, image[0].length]);
        assert.deepEqual(apart.find(({ key }) => key === "kernel").now(9), [9, kernel[0].length]);
    }
});

test("a wrong size is seen", async () => {
    const wrong = await broken("src/arithmetic.js", "- before - after", "- before");
    const copy = { ...transposed, ...wrong };
    assert.throws(() => {
        for (const { given, expected } of random) agree(answers(copy, given), expected);
    });
});
