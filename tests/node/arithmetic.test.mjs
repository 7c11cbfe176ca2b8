/** `arithmetic.js` against convlib: they may never drift. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, matrix, source } from "./tools.mjs";

const { golden, random, bounds } = cases();
const arithmetic = await source("src/arithmetic.js");
const { axesOf } = await source("src/axis.js");

/** All that a configuration can be asked, for every cell. */
function answers(a, { input, weight, bias, stride, padding, dilation, groups }) {
    const geometry = { stride, padding, dilation };
    const [image, kernel] = [input[0], weight[0][0]];
    const [size, kernelSize] = [a.shape(image), a.shape(kernel)];
    const windows = a.outputShape(image, kernel, geometry);
    const along = (f) => [0, 1].map(f);
    const term = ({ m, n, row, col, x, w, product, padding }) =>
        [m, n, row, col, x, w, product, padding];
    const terms = (i, j) => a.windowTerms(image, kernel, geometry, i, j);
    const read = a.readMask(size, kernelSize, geometry);
    return {
        conv2d: () => a.conv2d(input, weight, bias, geometry, groups),
        outputShape: () => windows,
        outputSize: () => along((axis) => a.outputSize(
            size[axis], kernelSize[axis], stride[axis], padding[axis], dilation[axis])),
        effectiveKernelSize: () => along(
            (axis) => a.effectiveKernelSize(kernelSize[axis], dilation[axis])),
        windowTerms: () => matrix(windows, (i, j) => terms(i, j).map(term)),
        total: () => matrix(windows, (i, j) => a.total(terms(i, j))),
        uses: () => matrix(kernelSize, (m, n) =>
            a.uses(image, kernel, geometry, m, n).map(term)),
        feeds: () => matrix(size, (row, col) =>
            a.feeds(image, kernel, geometry, row, col)
                .map(({ i, j, m, n, w }) => [i, j, m, n, w])),
        readAlong: () => axesOf(size, kernelSize, geometry).map(a.readAlong),
        readMask: () => matrix(size, read),
        outside: () => [[-1, 0], [0, -1], [size[0], 0], [0, size[1]], [-1, -1]]
            .map(([row, col]) => read(row, col) ?? null),
        rotate180: () => a.rotate180(kernel),
    };
}

/** Name what is answered differently from convlib, by each question's name. */
function wrong(a, configurations) {
    const found = new Set();
    for (const { given, expected } of configurations) {
        const asked = answers(a, given);
        assert.deepEqual(Object.keys(asked).sort(), Object.keys(expected).sort());
        for (const [name, answer] of Object.entries(asked)) {
            try {
                agree(answer(), expected[name]);
            } catch {
                found.add(name);
            }
        }
    }
    return [...found];
}

test("PyTorch's stored results", () => {
    assert.ok(golden.length >= 50);
    for (const { given, output } of golden)
        agree(answers(arithmetic, given).conv2d(), output, given.name);
    assert.deepEqual(wrong(arithmetic, golden), []);
});

test("random configurations", () => {
    assert.deepEqual(wrong(arithmetic, random), []);
    const unequal = random.filter(({ given }) => given.input[0].length !== given.input[0][0].length);
    assert.ok(unequal.length > random.length / 2);
    assert.deepEqual(new Set(random.map(({ given }) => given.groups)), new Set([1, 2, 3]));
});

const MISTAKES = [
    ["padding, padding, dilation).count", "padding, 0, dilation).count", "outputSize"],
    ["[...row].reverse()", "[...row]", "rotate180"],
    ["down.pixel(i, m)", "down.pixel(i, -m)", "windowTerms"],
    ["both, i, j, m, n)", "both, i, j, n, m)", "windowTerms"],
    ["across.pixel(j, n)", "down.pixel(j, n)", "windowTerms"],
    ["const columns = across.readers(col)", "const columns = across.readers(row)", "feeds"],
    ["w: kernel[m][n]", "w: kernel[n]?.[m] ?? 0", "feeds"],
    ["bias?.[k] ?? 0", "0", "conv2d"],
    ["first + c", "c", "conv2d"],
    ["down[row] && across[col]", "down[row]", "readMask"],
    ["row in down && col in across ?", "row in down ?", "outside"],
];
for (const [right, mistake, seen] of MISTAKES)
    test(`a mistake in ${seen} is seen: ${mistake.replaceAll("\n", " ")}`, async () => {
        const copy = await broken("src/arithmetic.js", right, mistake);
        assert.ok(wrong(copy, random.slice(0, 40)).includes(seen));
    });

test("the controls' bounds are exactly the valid values", () => {
    for (const { sizes, caps, valid } of bounds) {
        const found = Object.entries(arithmetic.bounds(sizes, caps)).map(
            ([name, { min, max }]) =>
                [name, Array.from({ length: max - min + 1 }, (_, n) => min + n)]);
        agree(Object.fromEntries(found), valid, JSON.stringify({ sizes, caps }));
        for (const name of Object.keys(valid)) assert.ok(valid[name].includes(sizes[name]));
    }
});
