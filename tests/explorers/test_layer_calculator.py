"""The explorer `layer-calculator`: known networks, layers edited, code pasted and copied."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from on_page import OnPage, severe
from playwright.sync_api import expect

from convlib.widgets import LayerCalculator
from convlib.widgets.layer_calculator import KNOWN
from convlib.widgets.layer_calculator.contract import computed, example, shown_columns

NAMES = [network["name"] for network in KNOWN]


def check(explorer: OnPage, made: LayerCalculator) -> None:
    """Compare the table with what convlib makes of a network."""
    np.testing.assert_allclose(explorer.values("Layers"), shown_columns(made))


def fold(explorer: OnPage, name: str):
    """Open what is folded away; it is loaded then."""
    explorer.button(name).click()
    return explorer.root.locator(".fold :is(.controls, .pasted)")


def field(explorer: OnPage, name: str):
    return explorer.root.get_by_label(name, exact=True)


def choice(explorer: OnPage, name: str):
    return explorer.root.get_by_role("combobox", name=name, exact=True)


def write(explorer: OnPage, name: str, text: str) -> None:
    field(explorer, name).fill(text)
    explorer.press("Enter")


def paste(explorer: OnPage, code: str) -> None:
    explorer.root.get_by_role("textbox", name="Paste PyTorch code").fill(code)
    explorer.button("Use it").click()


def test_every_known_network_is_one_choice_away(show):
    explorer = show(example()).explorer()
    network = choice(explorer, "Network")
    for name in NAMES:
        network.select_option(name)
        check(explorer, LayerCalculator.known(name))
        expect(network).to_have_value(name)
        source = next(one["source"] for one in KNOWN if one["name"] == name)
        expect(explorer.root.locator(".choose .hint")).to_contain_text(source)
    network.select_option("the example")
    check(explorer, example())


def test_sums_are_said_and_stand_below(show):
    explorer = show(LayerCalculator.known("VGG16")).explorer()
    foot = explorer.root.locator(".network .foot b").all_inner_texts()
    assert foot[3:6] == ["138,357,544", "15,470,264,320", "30,940,528,640"]
    assert "In all 138,357,544 parameters" in explorer.read().spoken


def test_each_number_shows_how_it_comes_about(show):
    explorer = show(LayerCalculator.known("AlexNet")).explorer()
    sums = {
        1: "⌊(27 + 2·2 − 1·(5 − 1) − 1) / 1⌋ + 1 = 27",
        3: "256 · (96 / 2 · 5 · 5 + 1) = 307,456",
        4: "307,200 · 27 · 27 = 223,948,800",
        5: "2 · 223,948,800 = 447,897,600",
        6: "19 + 1·(5 − 1)·8 = 51",
        7: "8 · 1 = 8",
        8: "0 − 2·8 = −16",
    }
    for col, text in sums.items():
        explorer.select("Layers", 4, col)
        said = explorer.read()
        expect(explorer.root.locator(".derivation .on")).to_contain_text(text)
        assert said.ledger == float(
            text.split(" = ")[1].replace(",", "").replace("−", "-")
        )
    explorer.select("Layers", 14, 0)
    expect(explorer.root.locator(".derivation .on")).to_contain_text(
        "256 · 6 · 6 = 9,216"
    )
    explorer.select("Layers", 15, 6)
    expect(explorer.root.locator(".derivation .on")).to_contain_text(
        "195 + 1·(6 − 1)·32 = 355"
    )


def test_the_window_is_drawn_to_scale(show):
    explorer = show(LayerCalculator.known("ResNet-50")).explorer()
    explorer.select("Layers", 147, 6)
    boxes = explorer.run(
        """return [...root.querySelectorAll(".window-drawn rect")].map((box) =>
            ["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name))))"""
    )
    start = -213 + 3 * 32
    assert boxes[:2] == [[0, 0, 224, 224], [start, start, 427, 427]]
    assert boxes[2] == [start + 32, start, 427, 427]
    expect(explorer.root.locator(".window-drawn p")).to_contain_text("−117 to 309")
    expect(explorer.root.locator(".window-drawn p")).to_contain_text("all of them")


def test_layers_are_edited_added_moved_and_removed(show):
    explorer = show(example()).explorer()
    explorer.select("Layers", 1, 3)
    expect(fold(explorer, "Edit layer 1")).to_be_visible()
    write(explorer, "Out channels", "6")
    write(explorer, "Padding", "1 × 2")
    field(explorer, "Bias").uncheck()
    layers = [dict(layer) for layer in example().layers]
    layers[0] |= {"out_channels": 6, "padding": [1, 2], "bias": False}
    check(explorer, LayerCalculator(layers, (1, 4, 4)))
    explorer.button("Add below").click()
    layers.insert(
        1, {"type": "Conv2d", "out_channels": 6, "kernel_size": 3, "padding": 1}
    )
    check(explorer, LayerCalculator(layers, (1, 4, 4)))
    choice(explorer, "Type").select_option("ConvTranspose2d")
    write(explorer, "Stride", "2")
    write(explorer, "Output padding", "1")
    layers[1] |= {"type": "ConvTranspose2d", "stride": 2, "output_padding": 1}
    check(explorer, LayerCalculator(layers, (1, 4, 4)))
    explorer.button("Move down").click()
    layers[1:3] = layers[2:0:-1]
    check(explorer, LayerCalculator(layers, (1, 4, 4)))
    assert explorer.read().marked("Layers", "selected") == {(3, 1)}
    explorer.button("Move up").click()
    explorer.button("Remove").click()
    layers = [layers[0], *layers[1:2], *layers[3:]]
    check(explorer, LayerCalculator(layers, (1, 4, 4)))
    expect(choice(explorer, "Network")).to_have_value("own")
    explorer.button("Reset").click()
    check(explorer, example())


def test_what_cannot_be_is_refused_beside_it(show):
    explorer = show(example()).explorer()
    fold(explorer, "Edit layer 1")
    before = explorer.values("Layers")
    for name, text, says in [
        (
            "Kernel size",
            "7",
            "Layer 1: The kernel spans 7 pixels, and the padded input has 4.",
        ),
        ("Stride", "0", "Conv2d needs another stride."),
        ("Groups", "2", "Layer 1: 2 groups do not divide 1 channels."),
        ("Dilation", "two", "Conv2d needs another dilation."),
    ]:
        old = field(explorer, name).input_value()
        write(explorer, name, text)
        expect(explorer.root.locator(".fold [role=alert]")).to_have_text(says)
        expect(field(explorer, name)).to_have_value(old)
        np.testing.assert_array_equal(explorer.values("Layers"), before)
    write(explorer, "Stride", "1 × 2")
    assert explorer.read().alert is None
    explorer.button("Edit layer 1").click()
    write(explorer, "Input", "1 × 1 × 1")
    expect(explorer.root.locator("header [role=alert]")).to_contain_text(
        "Layer 1: The kernel"
    )
    expect(field(explorer, "Input")).to_have_value("1 × 4 × 4")
    write(explorer, "Input", "1, 5 6")
    assert explorer.values("Layers")[0, :3].tolist() == [1, 5, 6]


def test_code_is_pasted(show):
    explorer = show(example()).explorer()
    expect(fold(explorer, "Paste PyTorch code")).to_be_visible()
    box = explorer.root.get_by_role("textbox", name="Paste PyTorch code")
    assert "nn.Conv2d(1, 2, 2)" in box.input_value()
    expect(box).to_have_css("font-family", re.compile("monospace"))
    code = """\
import torch.nn as nn
model = nn.Sequential(nn.Conv2d(3, 8, (3, 1), stride=2, padding=1, bias=False),
    nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.ConvTranspose2d(8, 2, 2, 2))
"""
    paste(explorer, code)
    made = LayerCalculator(code, (3, 4, 4))
    check(explorer, made)
    expect(field(explorer, "Input")).to_have_value("3 × 4 × 4")
    paste(explorer, "nn.Sequential(\n  nn.Conv2d(3, 8, 3),\n  nn.Upsample(2))")
    alert = explorer.root.locator(".fold [role=alert]")
    expect(alert).to_have_text("Not known here: Upsample (line 3).")
    paste(explorer, "nn.Sequential(\nnn.Flatten(), nn.Linear(9, 2))")
    expect(alert).to_contain_text("Line 2: Linear is made for 9, but 48 come in.")
    check(explorer, made)


@pytest.mark.filterwarnings("ignore:line .* left out")
def test_what_pytorch_prints_is_pasted(show):
    path = Path(__file__).parents[1] / "golden/printed.json"
    networks = json.loads(path.read_text("utf-8"))["networks"]
    printed = {network["name"]: network["printed"] for network in networks}
    explorer = show(example()).explorer()
    write(explorer, "Input", "3 × 224 × 224")
    fold(explorer, "Paste PyTorch code")
    alert = explorer.root.locator(".fold [role=alert]")
    for name, said in [
        ("mobilenet_v2", None),
        (
            "resnet18",
            "The main path alone, without "
            + ", ".join(f"downsample (line {line})" for line in (29, 49, 69))
            + ".",
        ),
        ("vgg16", None),
    ]:
        paste(explorer, printed[name])
        made = LayerCalculator(printed[name])
        check(explorer, made)
        if said:
            expect(alert).to_have_text(said)
        else:
            expect(alert).to_have_count(0)
    paste(explorer, printed["mobilenet_v3_small"])
    expect(alert).to_have_text("Not known here: MobileNetV3 (line 1).")
    check(explorer, made)


def test_a_pooling_is_told_its_output_size(show):
    explorer = show(example()).explorer()
    choice(explorer, "Network").select_option("VGG16")
    explorer.select("Layers", 31, 0)
    fold(explorer, "Edit layer")
    choice(explorer, "Type").select_option("AdaptiveAvgPool2d")
    write(explorer, "Output size", "6 × 7")
    layers = LayerCalculator.known("VGG16").layers
    made = LayerCalculator(
        [
            *layers[:30],
            {"type": "AdaptiveAvgPool2d", "output_size": [6, 7]},
            *layers[31:],
        ]
    )
    check(explorer, made)
    expect(explorer.ledger).to_contain_text("differs from cell to cell")


def test_copies(show):
    explorer = show(example()).explorer()
    explorer.button("More").click()
    table = explorer.copied("Copy as Markdown").splitlines()
    assert table[0].startswith("| Layers | channels | height | width | parameters |")
    assert (
        table[3] == "| `nn.Conv2d(1, 2, 2)` | 2 | 3 | 3 | 10 | 72 | 144 | 2 | 1 | 0 |"
    )
    assert table[-1] == "| sum |  |  |  | 28 | 88 | 176 |  |  |  |"
    choice(explorer, "Network").select_option("ResNet-18")
    code = explorer.copied("Copy as PyTorch")
    assert code == LayerCalculator.known("ResNet-18").code("torch")


def test_a_link_brings_a_whole_network(show):
    book = show(example())
    explorer = book.explorer()
    choice(explorer, "Network").select_option("ResNet-50")
    link = explorer.copied("Copy link")
    explorer.button("Reset").click()
    book.page.goto(link)
    check(explorer, LayerCalculator.known("ResNet-50"))
    assert explorer.read().alert is None


def test_by_keyboard(show):
    explorer = show(LayerCalculator.known("VGG16")).explorer()
    explorer.focus("Layers", 0, 0)
    explorer.press(*["ArrowDown"] * 30, "End")
    assert explorer.focused_cell() == ("Layers", 30, 8)
    in_sight = explorer.run(
        """const cell = document.activeElement.getBoundingClientRect();
        const foot = root.querySelector(".foot").getBoundingClientRect();
        const head = root.querySelector(".head").getBoundingClientRect();
        return cell.top >= head.bottom - 1 && cell.bottom <= foot.top + 1;"""
    )
    assert in_sight
    explorer.button("Edit layer 30").focus()
    explorer.press("Enter")
    expect(explorer.root.locator(".fold .controls")).to_be_visible()
    explorer.press("Escape")
    assert explorer.read().marked("Layers", "selected") == set()


@pytest.mark.parametrize("width", [360, 1200])
def test_fits_and_is_accessible_with_all_that_is_folded(show, width):
    book = show(LayerCalculator.known("AlexNet"), width=width)
    explorer = book.explorer()
    for name in ("Edit layer", "Paste PyTorch code"):
        fold(explorer, name).wait_for()
        assert book.overflow() <= 0
        assert explorer.small_targets(24) == []
        assert severe(book.accessibility_findings()) == []


def test_by_touch(show):
    explorer = show(example(), touch=True, width=360).explorer()
    explorer.cell("Layers", 2, 1).tap()
    assert explorer.read().marked("Layers", "selected") == {(2, 1)}
    explorer.button("Edit layer 2").tap()
    choice(explorer, "Type").select_option("Tanh")
    assert "Tanh" in explorer.root.locator(".names").inner_text()


def test_in_chinese(show):
    explorer = show(LayerCalculator.known("U-Net"), lang="zh").explorer()
    said = explorer.read()
    assert set(said.grids) == {"各层"}
    explorer.button("编辑").click()
    expect(explorer.root.get_by_label("卷积核大小")).to_be_visible()


def test_rows_and_columns_apart_where_they_differ(show):
    made = LayerCalculator("nn.Sequential(nn.Conv2d(1, 1, (3, 5)))", (1, 8, 9))
    explorer = show(made).explorer()
    said = explorer.read()
    assert said.values("Layers").shape == (2, 12)
    found = computed(said)
    np.testing.assert_array_equal(said.values("Layers"), found.grids["Layers"])
    explorer.select("Layers", 1, 7)
    assert "size along columns 5" in explorer.read().spoken
