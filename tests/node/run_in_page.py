"""What a page does around its Python needs no case from here."""


def cases() -> None:
    """Return nothing."""
