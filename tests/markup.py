"""HTML, parsed as browsers do, and what tests ask of it besides selectors.

The element that a selector is asked of can be found, too. One that fits two alternatives
is found twice, with ``:is()`` around them once. Of what elements stand in, ``:is()`` says
nothing that can be relied on: ``:is(.a, .b) p`` finds no ``p`` deep within. What
``<template>`` holds is not found, nor is it text.
"""

from collections.abc import Iterator
from html import escape

from selectolax.lexbor import LexborHTMLParser as Page
from selectolax.lexbor import LexborNode as Node


def parse(html: str) -> Page:
    """Parse a page. What is missing of it is there: head, body, the rows' ``tbody``."""
    return Page(html)


def classes(node: Node) -> set[str]:
    """Return the classes of an element; a text has none."""
    return {*(node.attributes.get("class") or "").split()}


def texts(page: Page) -> Iterator[Node]:
    """Yield the texts of a page in their order, those of scripts and styles among them."""
    return (of for of in page.root.traverse(include_text=True) if of.is_text_node)


def ancestors(node: Node) -> Iterator[Node]:
    """Yield what a node stands in, from the inside outwards."""
    while node := node.parent:
        yield node


def around(node: Node, name: str, of_class: str = "") -> Node | None:
    """Return the innermost element of a name, and perhaps a class, that a node stands in."""
    for of in ancestors(node):
        if of.tag == name and (not of_class or of_class in classes(of)):
            return of
    return None


def after(element: Node) -> Iterator[Node]:
    """Yield the elements that follow in the same one."""
    while element := element.next:
        if element.is_element_node:
            yield element


def fill(element: Node, text: str) -> None:
    """Give an element a text in place of what it holds."""
    element.inner_html = escape(text)
