/** The gradients of `arithmetic.js` and `pooling.js` against PyTorch and convlib. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, cases, source } from "./tools.mjs";

const { convolution, pooling, random } = cases();
const { conv2dBackward, rotate180 } = await source("src/arithmetic.js");
const { pool, poolBackward } = await source("src/pooling.js");

/** One channel of the input and one filter at a time; what comes back to a channel from
 *  the filters of its group is added up here. */
function gradients({ grad_output, input, weight, groups, ...geometry }, turn = (kernel) => kernel) {
    const add = (one, other) => one.map((row, r) => row.map((number, c) => number + other[r][c]));
    const [filters, depth] = [weight.length / groups, weight[0].length];
    const found = { grad_input: [], grad_weight: [], grad_bias: [] };
    weight.forEach((slices, k) => {
        found.grad_weight.push([]);
        slices.forEach((kernel, d) => {
            const channel = Math.floor(k / filters) * depth + d;
            const one = conv2dBackward(grad_output[k], input[channel], turn(kernel), geometry);
            const before = found.grad_input[channel];
            found.grad_input[channel] = before ? add(before, one.input) : one.input;
            found.grad_weight[k].push(one.kernel);
            found.grad_bias[k] = one.bias;
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
    for (const { given, expected } of random) agree(conv2dBackward(...given), expected);
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
