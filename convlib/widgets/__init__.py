"""Explorers, pictures that a reader operates, and exercises that the page checks.

Each is an ordinary ipywidget. In Jupyter its state goes both ways; in the built book,
where there is no kernel, the same picture runs on the state stored with the page.
"""

try:
    import anywidget  # noqa: F401
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        'convlib.widgets needs anywidget: pip install "convolution-step-by-step[widgets]"',
        name=missing.name,
    ) from missing

from convlib.widgets.as_matrix import AsMatrix
from convlib.widgets.causal_stack import CausalStack
from convlib.widgets.channels import Channels
from convlib.widgets.conv_backward import ConvBackward
from convlib.widgets.digits import Digits
from convlib.widgets.exercise import Exercise
from convlib.widgets.groups import Groups
from convlib.widgets.image_kernel import ImageKernel
from convlib.widgets.languages import language
from convlib.widgets.layer_calculator import LayerCalculator
from convlib.widgets.learn_kernel import LearnKernel
from convlib.widgets.network import Network
from convlib.widgets.output_size import OutputSize
from convlib.widgets.pooling import Pooling
from convlib.widgets.receptive_field import ReceptiveField
from convlib.widgets.sliding_window import SlidingWindow
from convlib.widgets.tour import Step
from convlib.widgets.transposed import Transposed

__all__ = [
    "AsMatrix",
    "CausalStack",
    "Channels",
    "ConvBackward",
    "Digits",
    "Exercise",
    "Groups",
    "ImageKernel",
    "LayerCalculator",
    "LearnKernel",
    "Network",
    "OutputSize",
    "Pooling",
    "ReceptiveField",
    "SlidingWindow",
    "Step",
    "Transposed",
    "language",
]
