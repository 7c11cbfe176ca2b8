/** `transposed.js` against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, matrix, source } from "./tools.mjs";

const { golden, random } = cases();
const transposed = {
    ...(await source("src/arithmetic.js")),
    ...(await source("transposed/transposed.js")),
};
const CAPS = { stride: 4, padding: 3 };

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
        stretched: t.stretch(image, setting.stride),
        padding: t.stretchedGeometry(kernelSize, setting).padding,
        bounds: t.transposedBounds(size, kernelSize, setting, CAPS),
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

test("a wrong size is seen", async () => {
    const wrong = await broken("src/arithmetic.js", "- before - after", "- before");
    const copy = { ...transposed, ...wrong };
    assert.throws(() => {
        for (const { given, expected } of random) agree(answers(copy, given), expected);
    });
});
