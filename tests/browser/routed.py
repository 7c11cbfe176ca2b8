"""Folders that a page finds at an address, though no server runs."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page


def routed(page: Page, folder: Path, **others: Path) -> str:
    """Answer a page's requests for the files of a folder, and of other folders by name.

    Return the address of the first, without final slash.
    """
    address = "http://127.0.0.1:1"

    def answer(route) -> None:
        name = urlsplit(route.request.url).path[1:]
        first, _, rest = name.partition("/")
        path = others[first] / rest if first in others else folder / name
        route.fulfill(path=path)

    page.route(f"{address}/**", answer)
    return address
