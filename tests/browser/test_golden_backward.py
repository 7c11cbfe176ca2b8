"""The gradients of the explorers' arithmetic against PyTorch's stored results."""

import json
from pathlib import Path

import numpy as np
import pytest

GOLDEN = json.loads(
    (Path(__file__).parent.parent / "golden" / "backward.json").read_text("utf-8")
)

# One channel of the input and one filter at a time; what comes back to a channel from
# the filters of its group is added up here.
CONVOLUTION = """async ([address, cases]) => {
    const a = await import(`${address}/arithmetic.js`);
    const add = (one, other) =>
        one.map((row, r) => row.map((number, c) => number + other[r][c]));
    return cases.map(({ grad_output, input, weight, stride, padding, dilation, groups }) => {
        const geometry = { stride, padding, dilation };
        const [filters, depth] = [weight.length / groups, weight[0].length];
        const grads = { grad_input: [], grad_weight: [], grad_bias: [] };
        weight.forEach((slices, k) => {
            grads.grad_weight.push([]);
            slices.forEach((kernel, d) => {
                const channel = Math.floor(k / filters) * depth + d;
                const found = a.conv2dBackward(
                    grad_output[k], input[channel], kernel, geometry);
                const before = grads.grad_input[channel];
                grads.grad_input[channel] = before ? add(before, found.input) : found.input;
                grads.grad_weight[k].push(found.kernel);
                grads.grad_bias[k] = found.bias;
            });
        });
        return grads;
    });
}"""
POOLING = """async ([address, cases]) => {
    const { pool, poolBackward } = await import(`${address}/pooling.js`);
    return cases.map(({ grad_output, input, kernel_size, stride, mode }) => {
        const windows = input.map((map) => pool(map, kernel_size[0], stride[0], mode));
        return {
            output: windows.map((map) => map.map((row) => row.map(({ value }) => value))),
            grad_input: windows.map(
                (map, c) => poolBackward(input[c], grad_output[c], map).added),
        };
    });
}"""


def assert_golden(found: list[dict], cases: list[dict]) -> None:
    """Compare each result with PyTorch's of the same name."""
    for got, case in zip(found, cases, strict=True):
        for name, numbers in got.items():
            np.testing.assert_allclose(
                numbers, case[name], rtol=1e-9, atol=1e-9, err_msg=case["name"]
            )


def pooling_cases() -> list[dict]:
    """Those that the explorer can show: square windows, and no padding or dilation."""
    return [
        {**case, "mode": mode}
        for name, mode in (("max_pool2d", "max"), ("avg_pool2d", "average"))
        for case in GOLDEN[name]
        if len(set(case["kernel_size"])) == len(set(case["stride"])) == 1
        and case["padding"] == [0, 0]
        and case.get("dilation", [1, 1]) == [1, 1]
        and not case["ceil_mode"]
        and not case.get("divisor_override")
    ]


def test_convolution(page, modules):
    cases = [case for case in GOLDEN["conv2d"] if case["padding"] != "same"]
    assert len(cases) >= 30 and {case["groups"] for case in cases} > {1}
    assert_golden(page.evaluate(CONVOLUTION, [modules, cases]), cases)


def test_pooling(page, modules):
    cases = pooling_cases()
    assert len(cases) >= 6
    assert_golden(page.evaluate(POOLING, [modules, cases]), cases)


def test_a_wrong_gradient_would_be_noticed(page, modules):
    """Overwriting instead of adding, and gradients without the flip."""
    cases = pooling_cases()
    wrong = page.evaluate(POOLING.replace(".added", ".overwritten"), [modules, cases])
    with pytest.raises(AssertionError, match="grad_input|Mismatch"):
        assert_golden(wrong, cases)
    cases = GOLDEN["conv2d"][:4]
    unflipped = CONVOLUTION.replace(
        "input[channel], kernel,", "input[channel], a.rotate180(kernel),"
    )
    with pytest.raises(AssertionError):
        assert_golden(page.evaluate(unflipped, [modules, cases]), cases)
