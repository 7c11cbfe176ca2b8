"""The explorer `image-kernel`: a kernel at work on a photograph."""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import traitlets

from convlib._axis import Axis
from convlib._borders import SHORT
from convlib._words import N_, _
from convlib.conv import conv2d
from convlib.widgets.explorer import Explorer
from convlib.widgets.image_kernel import rules  # noqa: F401, a word for `together`
from convlib.widgets.rules import axes, sides
from convlib.widgets.traits import (
    ArgumentTypeError,
    ArgumentValueError,
    Array,
    OneOf,
    Padding,
    Seed,
    Selection,
    Sides,
    Steps,
    regular,
)

LARGEST_SIDE = 512
#: What NumPy calls the ways in which a picture goes on around its edges.
MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


class Picture(traitlets.TraitType[np.ndarray, Any]):
    """A grey picture of whole numbers from 0 to 255, kept as a read-only uint8 copy."""

    def __init__(self) -> None:
        super().__init__()
        self.tag(sync=True, to_json=_to_json, from_json=lambda picture, _: picture)

    def validate(self, owner: Any, value: Any) -> np.ndarray:
        where = f"{type(owner).__name__}: image"
        array = regular(where, value)
        if array.dtype.kind not in "iu":
            raise ArgumentTypeError(
                f"{where} must hold whole numbers from 0 to 255, "
                f"got dtype {array.dtype}"
            )
        if array.ndim != 2 or not 5 <= min(array.shape) <= max(array.shape) <= (
            LARGEST_SIDE
        ):
            raise ArgumentValueError(
                f"{where} must have the axes (rows, columns), with 5 to {LARGEST_SIDE} "
                f"pixels along each, got shape {array.shape}"
            )
        outside = (array < 0) | (array > 255)
        if outside.any():
            raise ArgumentValueError(
                f"{where} must hold whole numbers from 0 to 255, "
                f"got {array[outside][0]} in shape {array.shape}"
            )
        array = array.astype(np.uint8)
        array.flags.writeable = False
        return array


def _to_json(picture: np.ndarray, _: Any) -> dict[str, Any]:
    rows, columns = picture.shape
    data = b64encode(picture.tobytes()).decode()
    return {"rows": rows, "columns": columns, "data": data}


class ImageKernel(Explorer):
    """A photograph and a kernel that filters it while one edits it.

    Parameters
    ----------
    image : array_like of int, shape (H, W)
        Grey values from 0 (black) to 255 (white).
    kernel : array_like, shape (kH, kW)
        The weights. Spread by `dilation` they must fit into the padded image.
    stride, dilation : int or (rows, columns)
        As in `convlib.conv2d`.
    padding : int, (rows, columns) or ((top, bottom), (left, right))
        Pixels around the image.
    padding_mode : "zeros", "reflect", "replicate" or "circular"
        What lies there: black, or the image once more, as in `convlib.conv2d`.

    Attributes
    ----------
    seed : int
        What the kernel was last drawn with, see `draw`; 0 if it was not.
    output : ndarray
        What `convlib.conv2d` computes from the state as it is now: the sums, not cut
        off to what a picture can show. A picture that a reader opens in the browser
        stays there; it is not in `image`, and not in `output`.
    selection : tuple or None
        ("output" | "kernel", row, column), counting from 0. To start with the output's
        middle.

    Raises
    ------
    ValueError, TypeError
        When constructed with, or assigned, what cannot be shown; the message names
        the argument, its value and the shapes, and nothing is changed.

    Examples
    --------
    >>> import numpy as np
    >>> image = np.tile([0, 0, 0, 200, 200, 200], (6, 1))
    >>> explorer = ImageKernel(image, [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    >>> explorer.output[0]
    array([  0, 800, 800,   0])
    >>> explorer.stride = 2
    >>> explorer.output
    array([[  0, 800],
           [  0, 800]])
    >>> explorer.padding, explorer.padding_mode = 1, "replicate"
    >>> explorer.output.shape
    (3, 3)
    """

    called = N_("Image kernel")
    numpy_code = """\
from base64 import b64decode

import numpy as np

pixels = b64decode({image.data})
image = np.frombuffer(pixels, np.uint8).reshape({image.rows}, {image.columns})
kernel = np.array({kernel})
stride, dilation = {stride.axes}, {dilation.axes}  # rows, columns
padding, mode = {padding.sides}, {padding_mode}

modes = dict(zeros="constant", reflect="reflect", replicate="edge", circular="wrap")
padded = np.pad(image, padding, modes[mode]).astype(int)
span = [d * (cells - 1) + 1 for d, cells in zip(dilation, kernel.shape)]
windows = np.lib.stride_tricks.sliding_window_view(padded, span)
steps = [slice(None, None, step) for step in (*stride, *dilation)]
output = np.einsum("ijmn,mn->ij", windows[tuple(steps)], kernel)
print(output)
"""
    torch_code = """\
from base64 import b64decode

import torch
import torch.nn.functional as F

pixels = torch.tensor(list(b64decode({image.data})), dtype=torch.float64)
image = pixels.reshape({image.rows}, {image.columns})
kernel = torch.tensor({kernel}, dtype=torch.float64)
mode = {padding_mode}

padded = F.pad(
    image[None, None], {padding.torch}, "constant" if mode == "zeros" else mode
)
output = F.conv2d(
    padded, kernel[None, None], stride={stride}, dilation={dilation}
)[0, 0]
print(output)
"""

    arguments = ("image", "kernel", "stride", "padding", "dilation", "padding_mode")
    state_names = (*arguments, "seed")
    together = (
        ("fit", "image", "kernel"),
        ("border", "padding_mode", "image", SHORT),
    )
    caps: Mapping[str, int] = {"kernel": 7, "stride": 4, "padding": 16, "dilation": 8}
    drawn: Mapping[str, tuple[int, int]] = {"kernel": (-2, 2)}
    later: Mapping[str, Any] = {"padding": 0, "padding_mode": "zeros", "seed": 0}

    image = Picture()
    kernel = Array("rows, columns")
    stride = Steps(least=1, default=1)
    padding = Sides()
    dilation = Steps(least=1, default=1)
    padding_mode = OneOf(*MODES).tag(sync=True)
    seed = Seed()
    selection = Selection({"output": 2, "kernel": 2}, ("output", 0, 0))

    def __init__(
        self,
        image: Any,
        kernel: Any,
        stride: int | tuple[int, int] = 1,
        padding: Padding = 0,
        dilation: int | tuple[int, int] = 1,
        padding_mode: str = "zeros",
    ) -> None:
        super().__init__(
            image=image,
            kernel=kernel,
            stride=stride,
            padding=padding,
            dilation=dilation,
            padding_mode=padding_mode,
        )
        rows, columns = self.output.shape
        self.selection = ("output", rows // 2, columns // 2)

    @property
    def output(self) -> np.ndarray:
        """The sums, shape (oH, oW), as `convlib` computes them."""
        mode: Any = self.padding_mode
        return conv2d(
            self.image.astype(int),
            self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            padding_mode=mode,
        )

    def _shown(self) -> np.ndarray:
        """The sums as the picture shows them: cut off, or 0 in the middle of a scale."""
        signed = abs(self.kernel.sum()) < 1e-9
        grey = self.output / 2 + 128 if signed else self.output
        return np.clip(np.rint(grey), 0, 255).astype(np.uint8)

    def without_javascript(self) -> str:
        alt = _("{name}, {rows} × {columns} pixels")
        return (
            "".join(
                f'<img class="explorer-picture" '
                f'alt="{alt.format(name=name, rows=len(pixels), columns=len(pixels[0]))}" '
                f'src="data:image/bmp;base64,{_bitmap(pixels)}">'
                for name, pixels in (
                    (_("Input"), self.image),
                    (_("Output"), self._shown()),
                )
            )
            + super().without_javascript()
        )

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        row, column = (size // 2 for size in self.output.shape)
        mode: Any = MODES[self.padding_mode]
        padded = np.pad(self.image, sides(self.padding), mode)
        down, across = (
            Axis(axis.padded, axis.kernel, axis.stride, dilation=axis.dilation)
            for axis in axes(self, "image", "kernel")
        )
        words = _("Neighbourhood of the output's middle, row {row}, column {column}")
        yield _("Kernel"), self.kernel
        yield (
            words.format(row=row, column=column),
            padded[np.ix_(down.reads(row), across.reads(column))],
        )
        yield _("The output there"), self.output[row : row + 1, column : column + 1]


def _bitmap(pixels: np.ndarray) -> str:
    """A grey picture as a BMP file in base64: the same bytes on every machine."""
    rows, columns = pixels.shape
    greys = b"".join(bytes((grey, grey, grey, 0)) for grey in range(256))
    body = np.pad(pixels[::-1], ((0, 0), (0, -columns % 4))).tobytes()
    start = 14 + 40 + len(greys)
    header = struct.pack("<2sIII", b"BM", start + len(body), 0, start)
    numbers = (40, columns, rows, 1, 8, 0, len(body), 0, 0, 256, 0)
    return b64encode(
        header + struct.pack("<IiiHHIIiiII", *numbers) + greys + body
    ).decode()
