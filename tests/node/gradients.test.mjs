/** The gradients of `arithmetic.js` and `pooling.js` against PyTorch and convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, cases, source } from "./tools.mjs";

const { convolution, pooling, random } = cases();
const { rotate180 } = await source("src/arithmetic.js");
const { placesOf, results } = await source("conv_backward/results.js");
const { pool, poolBackward } = await source("src/pooling.js");

/** Each pair of a filter and a channel shown in turn, as conv-backward shows it. */
function gradients({ grad_output, input, weight, groups, ...geometry }, turn = (kernel) => kernel) {
    const kernel = weight.map((slices) => slices.map(turn));
    const state = { image: input, kernel, grad_output, groups, ...geometry };
    const found = { grad_input: [], grad_weight: [] };
    weight.forEach((slices, filter) => {
        found.grad_weight.push([]);
        slices.forEach((_, channel) => {
            const shown = { ...state, filter, channel };
            found.grad_input[placesOf(shown).channel] = results.input_gradient(shown);
            found.grad_weight[filter].push(results.kernel_gradient(shown));
        });
    });
    return found;
}

/** What pooling gives and gives back; `kept` names what becomes of windows that overlap. */
function pooled({ grad_output, input, ...setting }, kept = "added") {
    const windows = input.map((map) => pool(map, setting));
    return {
        output: windows.map((map) => map.map((row) => row.map(({ value }) => value))),
        grad_input: windows.map((map, c) => poolBackward(input[c], grad_output[c], map)[kept]),
    };
}

/** Compare what was found with what a case expects under the same names. */
function compare(found, expected) {
    for (const name of Object.keys(found))
        agree(found[name], expected[name], `${expected.name}, ${name}`);
}

test("convolution, PyTorch's stored results", () => {
    assert.ok(convolution.length >= 30 && convolution.some(({ groups }) => groups > 1));
    for (const one of convolution) compare(gradients(one), one);
});

test("convolution, random configurations", () => {
    for (const { state, expected } of random) {
        const found = Object.keys(expected).map((name) => [name, results[name](state)]);
        agree(Object.fromEntries(found), expected);
    }
});

test("pooling, PyTorch's stored results", () => {
    assert.ok(pooling.length >= 6);
    for (const one of pooling) compare(pooled(one), one);
});

test("gradients without the flip, or overwritten instead of added, are seen", () => {
    assert.throws(() => {
        for (const one of convolution.slice(0, 4)) compare(gradients(one, rotate180), one);
    }, /grad_input/);
    assert.throws(() => {
        for (const one of pooling) compare(pooled(one, "overwritten"), one);
    }, /grad_input/);
});
