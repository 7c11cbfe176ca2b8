"""The Python side of the explorer `layer-calculator`: networks, their numbers, refusals."""

import json
from fractions import Fraction
from pathlib import Path

import checks
import numpy as np
import pytest
import traitlets
from copied_programs import run
from markup import parse

import convlib
from convlib import Layer, conv_cost
from convlib.costs import Cost
from convlib.widgets import LayerCalculator
from convlib.widgets.layer_calculator import KNOWN
from convlib.widgets.layer_calculator.contract import example, random
from convlib.widgets.layer_calculator.network import value_of

NAMES = [network["name"] for network in KNOWN]
PRINTED = json.loads((Path(__file__).parent / "golden/printed.json").read_text("utf-8"))


def last_map(made: LayerCalculator) -> int:
    """Return the row behind which the map is flattened, or averaged into one cell."""
    kinds = [layer["type"] for layer in made.layers]
    pooled = kinds.index("AvgPool2d", len(kinds) - 4) if "AvgPool2d" in kinds else None
    return pooled or (kinds.index("Flatten") if "Flatten" in kinds else len(kinds))


# --- what is published -----------------------------------------------------------


#: Parameters and multiply-adds, size and jump of the field before the classifier, by
#: PyTorch's model zoo (torchvision 0.20, which counts parameters), by the papers'
#: own tables, and, the fields, by Araujo, Norris and Sim (2019).
PUBLISHED = {
    "LeNet-5": (61_706, None, None),
    "AlexNet": (60_965_224, None, (195, 32)),
    "VGG16": (138_357_544, 15.47e9, (212, 32)),
    "MobileNet": (4.2e6, 569e6, (315, 32)),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_known_networks_have_the_published_numbers(name):
    parameters, multiply_adds, field = PUBLISHED[name]
    made = LayerCalculator.known(name)
    exact = 0 if isinstance(parameters, int) else 0.01
    assert made.cost.parameters == pytest.approx(parameters, rel=exact)
    if multiply_adds:
        assert made.cost.multiply_adds == pytest.approx(multiply_adds, rel=1e-3)
    if field:
        found = made.fields[last_map(made) - 1]
        assert (found.size, found.jump) == ((field[0],) * 2, (field[1],) * 2)


def shortcut(channels: int, filters: int, size: int) -> Cost:
    """Return what a ResNet's projection costs, with its normalization."""
    return conv_cost(channels, filters, 1, size) + Cost(2 * filters, 0)


@pytest.mark.parametrize(
    ("name", "parameters", "multiply_adds", "field", "widths"),
    [
        ("ResNet-18", 11_689_512, 1.814e9, 435, [(64, 128), (128, 256), (256, 512)]),
        (
            "ResNet-50",
            25_557_032,
            4.089e9,
            427,
            [(64, 256), (256, 512), (512, 1024), (1024, 2048)],
        ),
    ],
)
def test_resnets_with_their_shortcuts_are_torchvisions(
    name, parameters, multiply_adds, field, widths
):
    made = LayerCalculator.known(name)
    cost = made.cost
    for channels, filters in widths:
        size = 56 * 256 // filters if name == "ResNet-50" else 56 * 64 // filters
        cost += shortcut(channels, filters, size)
    assert cost.parameters == parameters
    assert cost.multiply_adds == pytest.approx(multiply_adds, rel=1e-3)
    assert made.fields[last_map(made) - 1].size == (field, field)


def test_the_other_known_networks_have_their_papers_sizes():
    unet = LayerCalculator.known("U-Net")
    maps = [shape[1] for shape in unet.shapes]
    in_the_figure = [
        572,
        570,
        568,
        284,
        282,
        280,
        140,
        138,
        136,
        68,
        66,
        64,
        32,
        30,
        28,
    ]
    changes = zip([0, *maps[:-1]], maps, strict=True)
    assert [size for before, size in changes if size != before] == in_the_figure
    wavenet = LayerCalculator.known("WaveNet")
    assert wavenet.fields[-1].size == (1, 1024)


#: Of each network that is printed: multiply-adds of its main path at 224 × 224 pixels, by
#: torchvision's documentation, and the lines of what stands beside that path.
MAIN_PATHS = {
    "alexnet": (0.71e9, []),
    "vgg16": (15.47e9, []),
    "resnet18": (1.814e9, [29, 49, 69]),
    "mobilenet_v2": (0.30e9, []),
}


@pytest.mark.parametrize("name", MAIN_PATHS)
@pytest.mark.filterwarnings("ignore:line .* left out")
def test_what_pytorch_prints_of_known_networks_is_read(name):
    """Sizes are right if each Linear is made for the numbers that come in."""
    printed = next(one for one in PRINTED["networks"] if one["name"] == name)
    made = LayerCalculator(printed["printed"], input=(3, 224, 224))
    assert made.shapes[-1] == (1000, 1, 1)
    cost, (multiply_adds, aside) = made.cost, MAIN_PATHS[name]
    for filters, _ in zip((128, 256, 512), aside, strict=False):
        cost += shortcut(filters // 2, filters, 7 * 512 // filters)
    assert cost.parameters == printed["parameters"]
    assert cost.multiply_adds == pytest.approx(multiply_adds, rel=0.01)


def test_what_stands_beside_the_main_path_is_named():
    printed = next(one for one in PRINTED["networks"] if one["name"] == "resnet18")
    with pytest.warns(UserWarning, match="is left out") as warned:
        made = LayerCalculator(printed["printed"])
    assert [str(warning.message) for warning in warned] == [
        f"line {line}: downsample is left out" for line in MAIN_PATHS["resnet18"][1]
    ]
    assert [layer["type"] for layer in made.layers].count("BatchNorm2d") == 17


@pytest.mark.parametrize(
    ("parts", "kinds"),
    [
        ("(a): Linear(8, 2)", ["AdaptiveAvgPool2d", "Flatten", "Linear"]),
        ("(a): Linear(648, 2)\n(b): Linear(2, 2)", ["Flatten", "Linear", "Linear"]),
        (
            "(a): AdaptiveAvgPool2d(1)\n(b): ReLU()\n(c): Linear(8, 2)",
            ["AdaptiveAvgPool2d", "ReLU", "Flatten", "Linear"],
        ),
        ("(a): Flatten(1, -1)\n(b): Linear(648, 2)", ["Flatten", "Linear"]),
    ],
)
def test_what_forward_does_stands_before_the_first_linear_of_a_print(parts, kinds):
    made = LayerCalculator(f"VGG(\n  (0): Conv2d(3, 8, 1)\n{parts}\n)", (3, 9, 9))
    assert [layer["type"] for layer in made.layers] == ["Conv2d", *kinds]
    assert made.shapes[-1] == (2, 1, 1)


def test_a_print_that_is_not_known_is_named():
    printed = next(one for one in PRINTED["networks"] if "v3" in one["name"])
    with pytest.raises(ValueError, match="line 1: MobileNetV3 is none of"):
        LayerCalculator(printed["printed"])
    block = printed["printed"].replace("MobileNetV3(", "MobileNetV2(")
    with pytest.raises(ValueError, match=r"line 15: SqueezeExcitation is none of"):
        LayerCalculator(block)


def test_known_networks_say_where_they_are_from():
    assert NAMES == [
        *("LeNet-5", "AlexNet", "VGG16", "ResNet-18", "ResNet-50"),
        *("MobileNet", "U-Net", "WaveNet"),
    ]
    assert all(
        network["source"].endswith(")") or "(" in network["source"] for network in KNOWN
    )
    with pytest.raises(ValueError, match="one of LeNet-5, AlexNet, .*, got 'VGG'"):
        LayerCalculator.known("VGG")


# --- results ---------------------------------------------------------------------


def passed(layer: dict, x: np.ndarray) -> np.ndarray:
    """Return what `convlib` makes of an array: only its shape matters."""
    kind = layer["type"]
    names = ("stride", "padding", "dilation", "ceil_mode", "output_padding", "groups")
    given = {n: layer[n] for n in names if n in layer and n != "type"}
    if kind == "Flatten":
        return x.reshape(-1)
    if kind == "Linear":
        return np.zeros(layer["out_features"])
    if kind == "AdaptiveAvgPool2d":
        return np.zeros((len(x), *np.broadcast_to(layer["output_size"], 2)))
    if kind in ("MaxPool2d", "AvgPool2d"):
        pool = convlib.max_pool2d if kind == "MaxPool2d" else convlib.avg_pool2d
        return pool(x, layer["kernel_size"], **given)
    if kind not in ("Conv2d", "ConvTranspose2d"):
        return x
    kernel = np.broadcast_to(layer["kernel_size"], 2)
    channels, filters, groups = len(x), layer["out_channels"], layer.get("groups", 1)
    if kind == "Conv2d":
        weight = np.zeros((filters, channels // groups, *kernel))
        return convlib.conv2d(x, weight, **given)
    weight = np.zeros((channels, filters // groups, *kernel))
    return convlib.conv_transpose2d(x, weight, **given)


def test_shapes_are_those_of_arrays_that_go_through_the_network():
    rng = np.random.default_rng(4)
    for _ in range(60):
        made = random(rng)
        x = np.zeros(made.input)
        for layer, shape in zip(made.layers, made.shapes[1:], strict=True):
            x = passed(layer, x)
            assert (*x.shape, 1, 1)[:3] == shape, (made.layers, layer)


def test_costs_and_fields_are_convlibs():
    made = LayerCalculator(
        """nn.Sequential(
            nn.Conv2d(4, 6, (3, 5), stride=2, padding=(1, 2), groups=2),
            nn.BatchNorm2d(6),
            nn.ReLU(),
            nn.ConvTranspose2d(6, 3, 2, stride=2, bias=False),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(3 * 5 * 7, 7),
        )""",
        input=(4, 10, 13),
    )
    assert made.shapes == [
        *((4, 10, 13), (6, 5, 7), (6, 5, 7), (6, 5, 7), (3, 10, 14), (3, 5, 7)),
        *((105, 1, 1), (7, 1, 1)),
    ]
    assert made.costs == [
        conv_cost(4, 6, (3, 5), (5, 7), groups=2, bias=True),
        Cost(12, 0),
        Cost(0, 0),
        conv_cost(6, 3, 2, transposed=True, input_size=(5, 7)),
        Cost(0, 0),
        Cost(0, 0),
        Cost(7 * 105 + 7, 7 * 105),
    ]
    layers = [
        Layer((3, 5), 2, (1, 2)),
        Layer(2, 2, transposed=True),
        Layer(2, 2),
        Layer((5, 7)),
    ]
    fields = convlib.receptive_field(layers)
    assert [made.fields[n] for n in (0, 3, 4, 6)] == fields
    assert made.cost.parameters == sum(cost.parameters for cost in made.costs)


@pytest.mark.parametrize("cells", range(1, 14))
def test_a_pooling_that_is_told_its_size_sees_what_pytorch_reads(cells):
    """Window n of N reads the pixels floor(n W / N) to ceil((n + 1) W / N) - 1."""
    for windows in range(1, 16):
        ends = [
            (n * cells // windows, -((n + 1) * cells // -windows))
            for n in range(windows)
        ]
        made = LayerCalculator(
            [{"type": "AdaptiveAvgPool2d", "output_size": (windows, cells)}],
            input=(1, cells, cells),
        )
        (field,) = made.fields
        assert made.shapes[-1] == (1, windows, cells)
        assert field.size == (max(end - first for first, end in ends), 1)
        assert field.jump == (Fraction(cells, windows), 1)
        assert field.start == (0, 0)


def test_the_table_holds_everything():
    made = example()
    assert made.table.tolist() == [
        [1, 4, 4, 0, 0, 1, 1, 1, 1, 0, 0],
        [2, 3, 3, 10, 72, 2, 2, 1, 1, 0, 0],
        [2, 3, 3, 0, 0, 2, 2, 1, 1, 0, 0],
        [2, 2, 2, 0, 0, 3, 3, 1, 1, 0, 0],
        [8, 1, 1, 0, 0, 3, 3, 1, 1, 0, 0],
        [2, 1, 1, 18, 16, 4, 4, 1, 1, 0, 0],
    ]


def test_the_program_counts_and_sees_the_same(tmp_path):
    """Its fields go from cell to cell, without any formula."""
    rng = np.random.default_rng(5)
    for made in [*(random(rng) for _ in range(40)), LayerCalculator.known("MobileNet")]:
        names = run(made.code("numpy"), tmp_path)
        found = names["parameters"], names["multiply_adds"]
        assert Cost(*found) == made.cost
        assert names["shape"] == [*made.shapes[-1]]
        assert (*names["fields"],) == made.fields[-1].size


# --- code ------------------------------------------------------------------------


def test_pytorch_code_is_written_as_people_write_it():
    layers = [
        {"type": "Conv2d", "out_channels": 6, "kernel_size": (5, 3), "bias": False},
        {"type": "MaxPool2d", "kernel_size": 2, "stride": 1, "ceil_mode": True},
        {"type": "Flatten"},
        {"type": "Linear", "out_features": 10},
    ]
    program = LayerCalculator(layers, input=(3, 9, 9)).code("torch")
    start = program.index("network"), program.index("cells")
    assert program[slice(*start)].strip() == (
        "network = nn.Sequential(\n"
        "    nn.Conv2d(3, 6, (5, 3), bias=False),\n"
        "    nn.MaxPool2d(2, stride=1, ceil_mode=True),\n"
        "    nn.Flatten(),\n"
        "    nn.Linear(144, 10),\n"
        ")"
    )


def test_written_code_is_read_again():
    rng = np.random.default_rng(6)
    for made in [*(random(rng) for _ in range(60)), *map(LayerCalculator.known, NAMES)]:
        again = LayerCalculator(made.code("torch"), made.input)
        assert again.layers == made.layers


@pytest.mark.parametrize(
    ("code", "layers"),
    [
        ("nn.Conv2d(3, 8, 3, 2, 1)", [{"stride": 2, "padding": 1}]),
        ("torch.nn.Conv2d(3, out_channels=8, kernel_size=(3, 3))", [{}]),
        (
            "nn.Conv2d(3, 8, 3, padding='valid', padding_mode='reflect')",
            [{"padding": 0}],
        ),
        ("nn.Conv2d(3, 8, 3, padding='same', dilation=(1, 2))", [{}]),
        ("nn.Conv2d(1 + 2, 2 * 4, 7 // 2, bias=True)", [{}]),
        ("nn.Sequential(nn.Conv2d(3, 9 - 1, 3))", [{}]),
        ("nn.Conv2d(3, 8, 3),\n  # a remark\n nn.ReLU(inplace=True)", [{}, None]),
        (
            "\n  (0): Conv2d(3, 8, kernel_size=(3, 3), padding=same)\n  (1): ReLU()\n",
            [{}, None],
        ),
    ],
)
def test_code_in_every_form_is_read(code, layers):
    made = LayerCalculator(f"import torch\nx = nn.Sequential({code})", (3, 9, 9))
    assert [layer["type"] for layer in made.layers] == ["Conv2d", "ReLU"][: len(layers)]
    first = made.layers[0]
    assert (first["out_channels"], first["kernel_size"]) == (8, 3)
    for name, value in layers[0].items():
        assert value_of(first, name) == value
    if "same" in code:
        assert made.shapes[-1] == (8, 9, 9)


def test_nothing_is_run(tmp_path):
    mark = tmp_path / "run"
    code = f"nn.Sequential(nn.Conv2d(3, open({str(mark)!r}, 'w'), 3))"
    with pytest.raises(ValueError, match="line 1: open"):
        LayerCalculator(code)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("nn.Conv2d(3, 8, 3)", r"must hold nn.Sequential\(...\)"),
        ("nn.Sequential(\n\nnn.Upsample(2))", "line 3: nn.Upsample"),
        ("nn.Sequential(\nnn.ReLU(),\n*more)", "line 3: .*more"),
        ("nn.Sequential(nn.ReLU(slope=2))", "line 1: ReLU has no slope"),
        (
            "nn.Sequential(\nnn.Flatten(2))",
            "line 2: Flatten: start_dim must be 1 or -3",
        ),
        ("nn.Sequential(nn.Flatten(1, 2))", "line 1: Flatten: end_dim must be -1 or 3"),
        ("nn.Sequential(nn.Flatten(-x))", "line 1: x is not known"),
        ("nn.Sequential(nn.AdaptiveAvgPool2d((None, 7)))", "line 1: .*output_size"),
        (
            "nn.Sequential(nn.AdaptiveAvgPool2d(0))",
            "line 1: .*output_size must be 1 to",
        ),
        ("nn.Sequential(nn.Flatten(), nn.AdaptiveAvgPool2d(1))", "needs rows and col"),
        ("nn.Sequential(*layers, **more)", r"line 1: \*layers"),
        ("Net(\n  (conv): Conv2d(3, 8, kernel_size=(3, 3))\n)", "line 1: Net is none"),
        ("ResNet(\n  (a): Conv3d(3, 8)\n)", "line 2: Conv3d is none"),
        ("nn.Sequential(InvertedResidual(3, 8))", "line 1: InvertedResidual is none"),
        ("nn.Sequential(nn.ReLU(", "line 1"),
        ("nn.Sequential()", "1 to 256 layers, got 0"),
        ("nn.Sequential(nn.Conv2d(3, 8))", "Conv2d needs kernel_size"),
        ("nn.Sequential(nn.Conv2d(3, 8, 3 / 1))", "line 1: 3 / 1"),
        ("nn.Sequential(nn.Conv2d(3, 2**3, 3))", r"line 1: 2 \*\* 3"),
        ("nn.Sequential(nn.Conv2d(3, -2.5, 3))", "line 1: -2.5"),
        ("nn.Sequential(nn.Conv2d(3, 5.0 + 3, 3))", r"line 1: 5.0 \+ 3"),
        ("nn.Sequential(nn.Conv2d(1, 8, 3))", "in_channels is 1, but 3 come in"),
        (
            "nn.Sequential(nn.Conv2d(3, 8, 3), nn.Flatten(), nn.Linear(9, 2))",
            r"layers\[2\], Linear: in_features is 9, but 392 come in",
        ),
        ("nn.Sequential(nn.Conv2d(3, 8, 2, padding='same'))", "padding must be"),
    ],
)
def test_code_that_is_not_known_is_named(code, says):
    with pytest.raises((ValueError, TypeError), match=says) as caught:
        LayerCalculator(code, (3, 9, 9))
    assert str(caught.value).startswith("LayerCalculator: ")


# --- refusals --------------------------------------------------------------------


def conv(**given) -> dict:
    return {"type": "Conv2d", "out_channels": 4, "kernel_size": 3, **given}


def stamp(**given) -> dict:
    return {**conv(**given), "type": "ConvTranspose2d"}


FLAT, LINEAR = {"type": "Flatten"}, {"type": "Linear", "out_features": 3}
#: A period of 99 cells, and each of them reads far.
FAR = [stamp(kernel_size=50, stride=9)] * 2 + [stamp(kernel_size=9, stride=9)]


@pytest.mark.parametrize(
    ("layers", "error", "says"),
    [
        (3, TypeError, "layers must be a list of dicts or PyTorch code, got 3"),
        ([], ValueError, "layers must hold 1 to 256 layers, got 0"),
        ([FLAT] * 257, ValueError, "1 to 256 layers, got 257"),
        (["Conv2d"], TypeError, "must be a dict, got 'Conv2d'"),
        ([{}], ValueError, "type must be one of Conv2d, .*, got None"),
        ([{"type": []}], ValueError, r"type must be one of Conv2d, .*, got \[\]"),
        ([conv(size=3)], TypeError, "Conv2d has no 'size' here, but out_channels"),
        ([{"type": "ReLU", "a": 1}], TypeError, "ReLU has no 'a' here, but nothing"),
        ([{**FLAT, "end_dim": 2}], ValueError, "end_dim must be -1 or 3, got 2"),
        ([{"type": "Linear"}], TypeError, "Linear needs out_features"),
        ([conv(stride=True)], TypeError, "stride must be an int or a pair of ints"),
        ([conv(stride=(1, 2, 3))], TypeError, "stride must be an int or a pair"),
        ([conv(groups=(1, 2))], TypeError, "groups must be an int, got"),
        ([conv(bias=1)], TypeError, "bias must be True or False, got 1"),
        ([conv(stride=0)], ValueError, "stride must be 1 to 65536, got 0"),
        ([conv(padding=-1)], ValueError, "padding must be 0 to 65536, got -1"),
        ([conv(kernel_size=99)], ValueError, r"layers\[0\], Conv2d: .*effective kernel"),
        ([conv(), conv(groups=3)], ValueError, r"layers\[1\], Conv2d: .*groups 3"),
        ([FLAT, conv()], ValueError, "needs rows and columns"),
        ([FLAT, {"type": "BatchNorm2d"}], ValueError, "needs rows and columns"),
        ([LINEAR], ValueError, r"layers\[0\], Linear: needs a list of numbers"),
        ([{"type": "MaxPool2d", "kernel_size": 2, "padding": 2}], ValueError, "half"),
        ([{"type": "AvgPool2d", "kernel_size": 12}], ValueError, "effective kernel 12"),
        ([stamp(output_padding=1)], ValueError, "output_padding"),
        ([stamp(padding=20)], ValueError, "leaves nothing"),
        (FAR, ValueError, "too much is read behind a transposed convolution"),
        ([conv(out_channels=65536)] * 9 + [stamp(stride=9, out_channels=65536)] * 9,
         ValueError, "effective kernel|too much|numbers above"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(layers, error, says):
    with pytest.raises(error, match=says) as caught:
        LayerCalculator(layers, (3, 9, 9))
    assert isinstance(caught.value, traitlets.TraitError)
    assert str(caught.value).startswith("LayerCalculator: ")
    made = LayerCalculator([conv()], (3, 9, 9))
    before = made.state()
    with pytest.raises(error, match=says):
        made.layers = layers
    assert made.state() == before


@pytest.mark.parametrize(
    ("shape", "error"),
    [
        (3, TypeError),
        ("3,9,9", TypeError),
        ((3, 9.0, 9), TypeError),
        ((True, 9, 9), TypeError),
        ((9, 9), ValueError),
        ((0, 9, 9), ValueError),
        ((3, 9, 65537), ValueError),
        ((3, 2, 9), ValueError),
    ],
)
def test_an_image_that_cannot_be_is_refused(shape, error):
    with pytest.raises(error, match=r"LayerCalculator: "):
        LayerCalculator([conv()], shape)


def test_numbers_that_a_page_cannot_hold_exactly_are_refused():
    wide = [conv(out_channels=65536, kernel_size=(65535, 65536), padding=65535)] * 2
    with pytest.raises(ValueError, match="numbers above 9007199254740992"):
        LayerCalculator(wide, (3, 9, 9))


def test_layers_are_kept_in_one_form():
    made = LayerCalculator(
        [
            conv(in_channels=3, stride=(1, 1), padding=[0, 1], groups=1, bias=True),
            {"type": "MaxPool2d", "kernel_size": (2, 3), "stride": (2, 3)},
        ],
        (3, 9, 9),
    )
    assert made.layers == [
        {"type": "Conv2d", "out_channels": 4, "kernel_size": 3, "padding": [0, 1]},
        {"type": "MaxPool2d", "kernel_size": [2, 3]},
    ]
    made.set_state({"input": [3, 5, 6], "layers": [conv()]})
    assert made.shapes == [(3, 5, 6), (4, 3, 4)]


def test_page_carries_state_tables_and_known_networks():
    page = parse(example().to_html())
    state = checks.state_of(page.css_first("div"))
    assert state["kind"] == "layer-calculator"
    assert state["input"] == [1, 4, 4]
    assert [network["name"] for network in state["networks"]] == NAMES
    for network in state["networks"]:
        made = LayerCalculator.known(network["name"])
        assert (network["layers"], network["input"]) == (made.layers, [*made.input])
    program = page.css_first("pre").text()
    assert program.startswith("nn.Sequential(\n    nn.Conv2d(1, 2, 2),")
    layers, sums = page.css("table")
    assert len(layers.css("tbody tr")) == 6
    assert [cell.text() for cell in sums.css("tbody td")] == ["28", "88"]
