"""Figures beside what they may be at most."""


class Bounds:
    """Figures beside what they may be at most."""

    def __init__(self) -> None:
        self.missed = 0

    def beside(self, figure: float, most: float) -> str:
        """Return both as text, and remember whether the bound is missed."""
        self.missed += figure > most
        return f"{figure:9.2f}{most:9.2f}{'  missed' if figure > most else ''}"

    def verdict(self) -> str | None:
        """Return what the program ends with: None if no bound is missed."""
        return f"{self.missed} bounds missed" if self.missed else None
