"""The explorers' arithmetic in the browser against convlib: they may never drift.

The same stored PyTorch results that drive `tests/test_conv.py` run through the JavaScript,
and then a sweep of random configurations whose every number is compared.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from explorers import ARITHMETIC, LOAD

import convlib

HERE = Path(__file__).parent
GOLDEN = json.loads(
    (HERE.parent / "golden" / "conv2d.json").read_text(encoding="utf-8")
)

CONFIGURATIONS = 600
SIZES = 600

# All that a configuration can be asked, for every cell, in one call for all of them.
# As text both ways: Playwright takes seconds over values that JSON takes milliseconds for.
ANSWER = (
    f"async ([json, source]) => {{ {LOAD}"
    + """
    const a = await load(source);
    const grid = ([rows, cols], value) => a.fill(rows, cols, value);
    const term = ({ m, n, row, col, x, w, product, padding }) =>
        [m, n, row, col, x, w, product, padding];
    const answers = ({ input, weight, bias, stride, padding, dilation, groups }) => {
        const geometry = { stride, padding, dilation };
        const [image, kernel] = [input[0], weight[0][0]];
        const [size, kernelSize] = [a.shape(image), a.shape(kernel)];
        const windows = a.outputShape(image, kernel, geometry);
        const along = (f) => [0, 1].map(f);
        const terms = (i, j) => a.windowTerms(image, kernel, geometry, i, j);
        return {
            conv2d: () => a.conv2d(input, weight, bias, geometry, groups),
            outputShape: () => windows,
            outputSize: () => along((axis) => a.outputSize(
                size[axis], kernelSize[axis], stride[axis], padding[axis], dilation[axis])),
            effectiveKernelSize: () => along(
                (axis) => a.effectiveKernelSize(kernelSize[axis], dilation[axis])),
            windowTerms: () => grid(windows, (i, j) => terms(i, j).map(term)),
            total: () => grid(windows, (i, j) => a.total(terms(i, j))),
            uses: () => grid(kernelSize, (m, n) =>
                a.uses(image, kernel, geometry, m, n).map(term)),
            feeds: () => grid(size, (row, col) =>
                a.feeds(image, kernel, geometry, row, col)
                    .map(({ i, j, m, n, w }) => [i, j, m, n, w])),
            readAlong: () => along((axis) => a.readAlong(
                size[axis], kernelSize[axis], stride[axis], padding[axis], dilation[axis])),
            readMask: () => grid(size, a.readMask(size, kernelSize, geometry)),
            outside: () => [[-1, 0], [0, -1], [size[0], 0], [0, size[1]], [-1, -1]]
                .map(([row, col]) => a.readMask(size, kernelSize, geometry)(row, col) ?? null),
            rotate180: () => a.rotate180(kernel),
        };
    };
    const attempt = (answer) => {
        try { return answer(); } catch (error) { return String(error); }
    };
    return JSON.stringify(JSON.parse(json).map((one) => Object.fromEntries(
        Object.entries(answers(one)).map(([name, answer]) => [name, attempt(answer)]))));
}"""
)

BOUNDS = (
    f"async ([cases, source]) => {{ {LOAD}"
    + """
    const { bounds } = await load(source);
    return cases.map(([sizes, caps]) => bounds(sizes, caps));
}"""
)


@pytest.fixture(scope="module")
def page(browser):
    """An empty page; nothing in these tests changes it."""
    page = browser.new_page()
    page.goto("about:blank")
    yield page
    page.close()


def configurations(count: int) -> list[dict]:
    """Draw valid convolutions, H ≠ W and kH ≠ kW in most of them."""
    rng = np.random.default_rng(0)

    def pair(low, high):
        return [int(n) for n in rng.integers(low, high + 1, 2)]

    cases = []
    for number in range(count):
        groups = int(rng.integers(1, 4))
        depth, filters = int(rng.integers(1, 3)), groups * int(rng.integers(1, 3))
        kernel, stride, padding, dilation = (
            pair(1, 4),
            pair(1, 4),
            pair(0, 3),
            pair(1, 3),
        )
        reach = convlib.effective_kernel_size(kernel, dilation)
        least = [max(1, k - 2 * p) for k, p in zip(reach, padding, strict=True)]
        size = [int(low + rng.integers(0, 6)) for low in least]
        scale = 1 if number % 3 else 0.37
        cases.append(
            {
                "input": (
                    rng.integers(-9, 10, (groups * depth, *size)) * scale
                ).tolist(),
                "weight": (rng.integers(-9, 10, (filters, depth, *kernel))).tolist(),
                "bias": rng.integers(-9, 10, filters).tolist() if number % 4 else None,
                "stride": stride,
                "padding": padding,
                "dilation": dilation,
                "groups": groups,
            }
        )
    return cases


def by_convlib(case: dict) -> dict:
    """Return what the browser is to answer, from convlib and from definitions."""
    image, kernel = np.array(case["input"][0]), np.array(case["weight"][0][0])
    stride, padding, dilation = (case[n] for n in ("stride", "padding", "dilation"))
    size = convlib.output_size(image.shape, kernel.shape, stride, padding, dilation)
    windows = list(np.ndindex(*size))
    columns = convlib.unfold(image[None], kernel.shape, dilation, padding, stride)
    terms, uses, feeds = {}, {}, {}
    for column, (i, j) in enumerate(windows):
        for row, (m, n) in enumerate(np.ndindex(*kernel.shape)):
            at = (
                i * stride[0] - padding[0] + m * dilation[0],
                j * stride[1] - padding[1] + n * dilation[1],
            )
            inside = all(0 <= p < n for p, n in zip(at, image.shape, strict=True))
            x, w = columns[row, column].item(), kernel[m, n].item()
            term = (m, n, *at, x, w, x * w, not inside)
            terms.setdefault((i, j), []).append(term)
            uses.setdefault((m, n), []).append(term)
            if inside:
                feeds.setdefault(at, []).append((i, j, m, n, w))
    read = np.zeros(image.shape, bool)
    read[tuple(np.array(list(feeds), int).reshape(-1, 2).T)] = True
    reads = [read.any(axis=1), read.any(axis=0)]
    if not feeds:  # every window lies in the padding: judge each axis alone
        for axis in (0, 1):
            positions = {
                o * stride[axis] - padding[axis] + k * dilation[axis]
                for o in range(size[axis])
                for k in range(kernel.shape[axis])
            }
            reads[axis] = np.isin(range(image.shape[axis]), list(positions))
    arguments = {name: value for name, value in case.items() if name not in EXTRA}
    return {
        "conv2d": convlib.conv2d(**arguments).tolist(),
        "outputShape": list(size),
        "outputSize": list(size),
        "effectiveKernelSize": list(
            convlib.effective_kernel_size(kernel.shape, tuple(dilation))
        ),
        "windowTerms": grid_of(size, terms),
        "total": convlib.conv2d(
            image, kernel, None, stride, padding, dilation
        ).tolist(),
        "uses": grid_of(kernel.shape, uses),
        "feeds": grid_of(image.shape, feeds),
        "readAlong": [axis.tolist() for axis in reads],
        "readMask": read.tolist(),
        "outside": [None] * 5,
        "rotate180": np.rot90(kernel, 2).tolist(),
    }


EXTRA = {"name", "output"}


def grid_of(size, found: dict) -> list:
    """Arrange lists by their cell, empty where there is none."""
    rows, cols = size
    return [[found.get((i, j), []) for j in range(cols)] for i in range(rows)]


def same(found, expected) -> bool:
    """Compare nested lists: their shapes, and numbers to twelve digits."""
    if isinstance(expected, list | tuple):
        return (
            isinstance(found, list | tuple)
            and len(found) == len(expected)
            and all(map(same, found, expected))
        )
    if isinstance(expected, bool | None) or type(found) not in {int, float}:
        return found is expected
    return abs(found - expected) <= 1e-12 * max(1, abs(expected))


def differences(page, cases: list[dict], source: str = ARITHMETIC) -> list[str]:
    """Name what the browser answers differently from convlib."""
    answers = json.loads(page.evaluate(ANSWER, [json.dumps(cases), source]))
    problems = []
    for number, (case, found) in enumerate(zip(cases, answers, strict=True)):
        expected = by_convlib(case)
        assert found.keys() == expected.keys()
        problems += [
            f"{name}, case {number}: {found[name]} instead of {expected[name]}"
            for name in expected
            if not same(found[name], expected[name])
        ]
    return problems


def test_golden_cases(page):
    """PyTorch's stored results, as `convlib` reproduces them."""
    cases = GOLDEN["cases"]
    assert len(cases) >= 50
    answers = json.loads(page.evaluate(ANSWER, [json.dumps(cases), ARITHMETIC]))
    wrong = [
        case["name"]
        for case, answer in zip(cases, answers, strict=True)
        if not same(answer["conv2d"], case["output"])
    ]
    assert wrong == []
    assert differences(page, cases) == []


def test_random_configurations(page):
    cases = configurations(CONFIGURATIONS)
    assert differences(page, cases) == []
    unequal = [c for c in cases if len(c["input"][0]) != len(c["input"][0][0])]
    assert len(unequal) > CONFIGURATIONS / 2
    assert {case["groups"] for case in cases} == {1, 2, 3}


@pytest.mark.parametrize(
    ("right", "wrong", "seen"),
    [
        ("Math.floor(\n    (inputSize", "Number(\n    (inputSize", "outputSize"),
        ("[...row].reverse()", "[...row]", "rotate180"),
        ("+ m * dilation[0]", "- m * dilation[0]", "windowTerms"),
        ("geometry, i, j, m, n)", "geometry, i, j, n, m)", "windowTerms"),
        ("j * stride[1] - padding[1]", "j * stride[0] - padding[1]", "windowTerms"),
        ("weight >= 0 && weight < kernelSize", "weight < kernelSize", "feeds"),
        ("w: kernel[m][n]", "w: kernel[n]?.[m] ?? 0", "feeds"),
        ("bias?.[k] ?? 0", "0", "conv2d"),
        ("first + c", "c", "conv2d"),
        ("down[row] && across[col]", "down[row]", "readMask"),
        ("row in down && col in across ?", "row in down ?", "outside"),
    ],
)
def test_broken_arithmetic_is_seen(page, right, wrong, seen):
    """The comparison fails on a copy of the module with one mistake in it."""
    assert ARITHMETIC.count(right) >= 1
    broken = ARITHMETIC.replace(right, wrong)
    cases = configurations(40)
    assert differences(page, cases) == []
    problems = differences(page, cases, broken)
    assert any(problem.startswith(seen) for problem in problems)


# Bounds of the controls

LEAST = {"inputSize": 1, "kernelSize": 1, "padding": 0, "dilation": 1, "stride": 1}


def fits(sizes: dict) -> bool:
    """Tell whether convlib finds a window in this configuration."""
    try:
        convlib.output_size(
            *(sizes[name] for name in ("inputSize", "kernelSize", "stride", "padding")),
            sizes["dilation"],
        )
    except ValueError:
        return False
    return True


def test_bounds_are_exactly_the_valid_values(page):
    """Every value within them fits, and no other one does; the present one is there."""
    rng = np.random.default_rng(1)
    cases = []
    while len(cases) < SIZES:
        sizes = {name: int(rng.integers(low, 10)) for name, low in LEAST.items()}
        caps = {name: int(rng.integers(low, 9)) for name, low in LEAST.items()}
        if fits(sizes):
            cases.append([sizes, caps])
    answers = page.evaluate(BOUNDS, [cases, ARITHMETIC])
    for (sizes, caps), bounds in zip(cases, answers, strict=True):
        for name, low in LEAST.items():
            top = max(caps[name], sizes[name])
            valid = {v for v in range(low, top + 1) if fits({**sizes, name: v})}
            allowed = set(range(bounds[name]["min"], bounds[name]["max"] + 1))
            assert allowed == valid, (name, sizes, caps)
            assert sizes[name] in allowed
