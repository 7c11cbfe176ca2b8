"""How well a colour can be told from another, as WCAG defines it; colours are "#rrggbb"."""

import numpy as np


def parts(colour: str) -> np.ndarray:
    """Return red, green and blue, from 0 to 1."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def luminance(rgb: np.ndarray) -> float:
    """Return the relative luminance."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(
    front: str, back: str, opacity: float = 1, ground: str = "#ffffff"
) -> float:
    """Return the contrast ratio, 1 to 21; what is at the back may let the ground through."""
    seen = opacity * parts(back) + (1 - opacity) * parts(ground)
    dark, light = sorted([luminance(parts(front)), luminance(seen)])
    return (light + 0.05) / (dark + 0.05)
