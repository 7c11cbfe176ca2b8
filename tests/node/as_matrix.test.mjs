/** `products.js`, `turned.js` and `spectrum.js` of the folder against convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, broken, cases, source } from "./tools.mjs";

const { golden, random } = cases();
const products = await source("as_matrix/products.js");
const turned = await source("as_matrix/turned.js");
const spectrum = await source("as_matrix/spectrum.js");
const count = (matrix) => matrix.flat().length;

/** M and the columns of a state. */
function ways(p, state) {
    const all = p.productsOf(state);
    const outs = count(state.grad_output);
    return {
        matrix: p.matrixOf(all, outs, count(state.image)),
        columns: p.columnsOf(all, count(state.kernel), outs, ({ x }) => x)
            .map((line) => line.map((value) => value ?? 0)),
    };
}

test("PyTorch's stored results, by M and by the columns", () => {
    assert.ok(golden.length >= 5);
    for (const { given, output } of golden) {
        const { matrix, columns } = ways(products, given);
        const [x, w] = [given.image.flat(), given.kernel.flat()];
        agree(matrix.map((line) => line.reduce((sum, m, n) => sum + m * x[n], 0)), output);
        agree(columns[0].map((_, n) => columns.reduce((sum, line, k) => sum + w[k] * line[n], 0)), output);
    }
});

test("M and columns of random configurations", () => {
    for (const { given, matrix, columns } of random) agree(ways(products, given), { matrix, columns });
});

test("a forgotten padding is seen", async () => {
    // What lies on a zero around the image would be counted as a pixel of the next row.
    const wrong = await broken("as_matrix/products.js", ".filter(({ padding }) => !padding)", "");
    assert.throws(() => {
        for (const { given, matrix, columns } of random) agree(ways(wrong, given), { matrix, columns });
    });
});

test("every product has one place in each way, and what is selected there is this product", () => {
    for (const { given } of random) {
        const all = products.productsOf(given);
        const programs = { line: [{ fixed: 0 }, { fixed: 2 }, { fixed: 4 }], turned: [{ fixed: 0 }, { fixed: 2 }, { fixed: 4 }] };
        const lit = (grid, at) => products.litBy({ grid, at }, all, programs).lit;
        for (const product of all) {
            for (const grid of ["columns", "matrix"])
                assert.deepEqual(lit(grid, products.placeIn(grid, product)), [product]);
            for (const grid of ["line", "turned"]) {
                const place = products.placeIn(grid, product);
                assert.deepEqual(lit(grid, [2, ...place]), [product]);
                assert.deepEqual(lit(grid, [0, ...place]), all);
            }
            const { i, j, m, n, row, col } = product;
            const those = (holds) => all.filter(holds);
            assert.deepEqual(lit("output", [i, j]), those((p) => p.i === i && p.j === j));
            assert.deepEqual(lit("line", [1, i, j, m, n]), lit("output", [i, j]));
            assert.deepEqual(lit("input", [row, col]), those((p) => p.row === row && p.col === col));
            assert.deepEqual(lit("turned", [1, row, col, product.a, product.b]), lit("input", [row, col]));
            assert.deepEqual(lit("kernel", [m, n]), those((p) => p.m === m && p.n === n));
        }
    }
});

test("a line at a pass that is none goes to one that is, and stays at its window", () => {
    for (const { given } of random) {
        const all = products.productsOf(given);
        if (all.length === 0) continue;
        const programs = { line: [{ fixed: 4 }], turned: [] };
        const { i, j, m, n } = all.at(-1);
        const { at, lit } = products.litBy({ grid: "line", at: [0, i, j, m, n + 9] }, all, programs);
        assert.equal(lit.length, 1);
        assert.deepEqual(at.slice(0, 2), [i, j]);
    }
});

test("the passes of a line are all there are, each once, in the order of its loop", () => {
    for (const { given } of random) {
        const all = products.productsOf(given);
        for (const loop of ["line", "turned"]) {
            const passes = products.passesOf(loop, all, 4);
            assert.equal(passes.length, all.length);
            const key = (pass) => pass.reduce((sum, number) => 100 * sum + number, 0);
            passes.slice(1).forEach((pass, n) => assert.ok(key(pass) > key(passes[n])));
            const firsts = products.passesOf(loop, all, 2).map((pass) => String(pass.slice(0, 2)));
            assert.deepEqual(firsts, [...new Set(passes.map((pass) => String(pass.slice(0, 2))))]);
        }
    }
});

/** The rows of Mᵀ, read as a window of the turned kernel on the deltas. */
function rowsAsWindows(t, { kernel, ...state }) {
    const { start, deltaAt, before, after, apart } = t.overDeltas({ kernel, ...state });
    const back = kernel.map((line) => [...line].reverse()).reverse();
    return state.image.flatMap((line, row) => line.map((_, col) => {
        const found = state.grad_output.map((deltas) => deltas.map(() => 0));
        const [top, left] = start(row, col);
        back.forEach((weights, a) => weights.forEach((w, b) => {
            const place = [top + a * state.dilation[0], left + b * state.dilation[1]];
            place.forEach((number, axis) => assert.ok(
                number >= -before[axis] && number < apart[axis] + after[axis],
                "a row lies within the zeros around the deltas"));
            const at = deltaAt(...place);
            if (at) found[at[0]][at[1]] = w;
        }));
        return found.flat();
    }));
}

test("rows of the transpose are the turned kernel on the deltas, zeros between and around", () => {
    for (const { given, matrix } of random)
        agree(rowsAsWindows(turned, given), matrix[0].map((_, n) => matrix.map((line) => line[n])));
});

test("without padding there are as many zeros around as the kernel is long, less one", () => {
    const state = { image: [[1, 2, 3], [4, 5, 6], [7, 8, 9]], kernel: [[1, 2], [3, 4]], grad_output: [[1, 2], [3, 4]], stride: 1, padding: 0, dilation: 1 };
    assert.deepEqual(turned.overDeltas(state).before, [1, 1]);
    assert.deepEqual(turned.overDeltas(state).after, [1, 1]);
    assert.deepEqual(turned.overDeltas({ ...state, padding: 1, grad_output: Array(4).fill([0, 0, 0, 0]) }).before, [0, 0]);
});

const close = (found, expected) => found.forEach((parts, n) => parts.forEach((part, k) =>
    assert.ok(Math.abs(part - expected[n][k]) < 1e-6, `${parts} instead of ${expected[n]}`)));

test("the image that goes round, and what the transform makes of it", () => {
    let fitting = 0;
    for (const { given, circulant } of random) {
        const matrix = spectrum.circulantOf(given);
        assert.deepEqual(matrix, circulant && circulant.matrix);
        if (!matrix) continue;
        fitting += 1;
        const { diagonal, X, K, Y, back, output } = spectrum.spectraOf(given, matrix);
        agree(output, circulant.output);
        close(X, circulant.image);
        close(Y, circulant.product);
        close(back.map((value) => [value]), output.map((value) => [value]));
        close(K.filter((_, n) => spectrum.size(X[n]) >= 1e-6), circulant.kernel.filter((_, n) => spectrum.size(X[n]) >= 1e-6));
        const off = diagonal.flatMap((line, row) => line.filter((_, col) => col !== row));
        assert.ok(Math.max(0, ...off.map(spectrum.size)) < 1e-9);
    }
    assert.ok(fitting > 50);
});

test("complex numbers as they are read", () => {
    const said = [[3, -2], [0, 1], [0, -1], [-0.5, 0.8660254], [2, 1e-15], [0, 0], [-4, 2.5]];
    assert.deepEqual(said.map((value) => spectrum.written(value, 10)),
        ["3 − 2i", "i", "−i", "−0.5 + 0.87i", "2", "0", "−4 + 2.5i"]);
});
