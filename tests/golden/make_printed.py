"""Store what PyTorch prints of torchvision's networks, and how many parameters they have.

pip install torch==2.13.0 torchvision numpy
python tests/golden/make_printed.py
"""

import torch
from make_golden import write
from torchvision import models

NAMES = ["alexnet", "vgg16", "resnet18", "mobilenet_v2", "mobilenet_v3_small"]


def case(name):
    """Return a network as it is printed; it needs no numbers for that."""
    with torch.device("meta"):
        network = models.get_model(name)
    parameters = sum(numbers.numel() for numbers in network.parameters())
    return {"name": name, "printed": repr(network), "parameters": parameters}


if __name__ == "__main__":
    write("printed.json", networks=map(case, NAMES))
