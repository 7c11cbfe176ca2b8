"""A page as plain Markdown, which any notebook program renders: CommonMark and tables.

A notebook of the book says with MyST's roles and directives what only this book, or an
extension, understands. Here a page that has been read and resolved is written again:
references are words, and links where the book's address is known; boxes are quotations;
what is folded in the book is a ``<details>``; formulas stand between dollars and carry
their numbers.

An element that it does not know ends the build with an error, so nothing is lost silently.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import count
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.locale import admonitionlabels

Numbers = dict[str, dict[str, tuple[int, ...]]]

#: What Markdown, or a formula's reader, would take for its own.
SPECIAL = re.compile(r"[\\`*_\[\]<>$|~]|&(?=[#\w])")
UNSEEN = (nodes.comment, nodes.target, nodes.substitution_definition, nodes.pending)
UNSEEN_NAMES = {"index", "meta", "toctree"}
#: What the page shows to nobody but those who come with an old address.
UNSEEN_CLASS = "moved-section"


def escaped(text: str) -> str:
    """Return Markdown that shows a text as it is."""
    text = SPECIAL.sub(r"\\\g<0>", text)
    text = re.sub(r"^(\s*)([-+#=])", r"\1\\\2", text, flags=re.MULTILINE)
    return re.sub(r"^(\s*\d+)([.)]\s)", r"\1\\\2", text, flags=re.MULTILINE)


def before_lines(text: str, first: str, others: str | None = None) -> str:
    """Put something before the first line of a text, and before all others."""
    mark = first if others is None else others
    lines = text.split("\n")
    rest = (f"{mark}{line}" if line else mark.rstrip() for line in lines[1:])
    return "\n".join([first + lines[0], *rest])


def code(text: str) -> str:
    """Return a text as code inside a line."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def folded(title: str, body: str) -> str:
    """Return what is closed until a reader opens it. A title is HTML."""
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def is_unseen(node: nodes.Node) -> bool:
    """Tell whether nobody sees a node."""
    unseen = isinstance(node, UNSEEN) or type(node).__name__ in UNSEEN_NAMES
    return unseen or UNSEEN_CLASS in getattr(node, "attributes", {}).get("classes", ())


def is_cell(node: nodes.Node) -> bool:
    """Tell whether a node is a code cell with its results."""
    return isinstance(node, nodes.Element) and "cell_index" in node


class Writer:
    """Writes one page. ``address`` is that of the page in the book, "" if nobody knows.

    ``numbers`` are those of its figures and formulas, by kind and id, as Sphinx counts them;
    ``figure`` is how a figure is called, "Fig. %s" for example.
    """

    def __init__(self, address: str, numbers: Numbers, figure: str):
        self.address = address
        self.numbers = numbers
        self.figure = figure

    def number(self, kind: str, node: nodes.Element) -> str:
        """Return the number of a figure or a formula, "" if it has none."""
        known = self.numbers.get(kind, {})
        found = (known[name] for name in node["ids"] if name in known)
        return ".".join(map(str, next(found, ())))

    # Parts of a page

    def parts(
        self, node: nodes.Element, level: int = 0
    ) -> Iterator[str | nodes.Element]:
        """Yield Markdown and code cells in their order; a heading begins a new text."""
        texts: list[str] = []
        for child in node.children:
            inner: list[str | nodes.Element] = []
            if isinstance(child, nodes.section):
                inner = list(self.parts(child, level + 1))
            elif is_cell(child):
                inner = [child, *self.captions(child)]
            elif isinstance(child, nodes.title):
                texts.append(f"{'#' * level} {self.inline(child)}")
            elif text := self.block(child):
                texts.append(text)
            cells = [cell for cell in child.findall(is_cell) if cell is not child]
            if not inner and cells:  # folded with the solution before them
                inner = [part for c in cells for part in (c, *self.captions(c, True))]
            if inner:
                yield from ["\n\n".join(texts)] * bool(texts)
                yield from inner
                texts = []
        yield from ["\n\n".join(texts)] * bool(texts)

    def captions(self, cell: nodes.Element, hidden: bool = False) -> Iterator[str]:
        """Yield the captions of the figures that a cell draws."""
        for figure in cell.findall(nodes.figure):
            caption = next(figure.findall(nodes.caption))
            name = escaped(self.figure % self.number("figure", figure))
            text = self.inline(caption)
            yield folded(name, text) if hidden else f"**{name}** {text}"

    def blocks(self, children: list[nodes.Node]) -> str:
        """Return blocks, one after the other."""
        return "\n\n".join(filter(None, map(self.block, children)))

    def block(self, node: nodes.Node) -> str:
        """Return a block, "" if there is nothing to see."""
        if is_unseen(node):
            return ""
        if is_cell(node):
            return ""
        write = getattr(self, f"block_{type(node).__name__}", None)
        if write is None and isinstance(node, nodes.Admonition):
            return self.box(admonitionlabels[type(node).__name__], node.children)
        if write is None:
            raise ExtensionError(
                f"plain_markdown: a block {type(node).__name__}: {node}"
            )
        return write(node)

    # Blocks

    def block_paragraph(self, node):
        return re.sub(r"\n[ \t]+", "\n", self.inline(node)).strip()

    def block_container(self, node):
        return self.blocks(node.children)

    block_compound = block_container

    def block_rubric(self, node):
        return f"**{self.inline(node)}**"

    def block_bullet_list(self, node):
        return self.items(node, ["- "] * len(node))

    def block_enumerated_list(self, node):
        start = node.get("start", 1)
        return self.items(node, [f"{start + i}. " for i in range(len(node))])

    def items(self, node, marks):
        texts = [
            before_lines(self.blocks(item.children), mark, " " * len(mark))
            for mark, item in zip(marks, node.children, strict=True)
        ]
        return ("\n\n" if any("\n\n" in text for text in texts) else "\n").join(texts)

    def block_definition_list(self, node):
        texts = []
        for item in node.children:
            *terms, body = item.children
            head = ", ".join(f"**{self.inline(term)}**" for term in terms)
            texts.append(
                before_lines(f"{head}\n\n{self.block_container(body)}", "- ", "  ")
            )
        return "\n\n".join(texts)

    def block_literal_block(self, node):
        text = node.astext()
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        language = node.get("language", "")
        return f"{fence}{language if language != 'none' else ''}\n{text}\n{fence}"

    def block_math_block(self, node):
        parts = [part.strip() for part in node.astext().split("\n\n") if part.strip()]
        text = "\n\\\\\n".join(parts)
        if r"\\" in text and r"\begin" not in text:
            text = f"\\begin{{aligned}}\n{text}\n\\end{{aligned}}"
        number = self.number("displaymath", node)
        tag = f"\n\\tag{{{number}}}" if number else ""
        return f"$$\n{text}{tag}\n$$"

    def box(self, title, children):
        body = self.blocks(children)
        return before_lines(f"**{title}**\n\n{body}".strip(), "> ")

    def block_admonition(self, node):
        title, *body = node.children
        return self.box(self.inline(title), body)

    def block_dropdown_main(self, node):
        head, *body = node.children
        (words,) = (n for n in head.children if "sd-summary-text" in n["classes"])
        return folded(self.html(words), self.blocks(body))

    def block_table(self, node):
        rows = [
            [self.cell(entry) for entry in row.children]
            for row in node.findall(nodes.row)
        ]
        line = ["---"] * len(rows[0])
        lines = [f"| {' | '.join(row)} |" for row in [rows[0], line, *rows[1:]]]
        captions = [
            f"**{self.inline(n)}**" for n in node.children if isinstance(n, nodes.title)
        ]
        return "\n\n".join([*captions, "\n".join(lines)])

    def cell(self, entry):
        if entry.get("morerows") or entry.get("morecols"):
            raise ExtensionError(f"plain_markdown: cells that are joined: {entry}")
        for formula in list(entry.findall(nodes.math)):
            formula.replace_self(
                nodes.math("", formula.astext().replace("|", r"\vert "))
            )
        text = " ".join(self.blocks(entry.children).split())
        return re.sub(r"(?<!\\)\|", r"\|", text)

    # Inside a line

    def inline(self, node: nodes.Element) -> str:
        """Return what stands in a node's lines."""
        return "".join(map(self.piece, node.children))

    def piece(self, node: nodes.Node) -> str:
        """Return a piece of a line."""
        if is_unseen(node):
            return ""
        write = getattr(self, f"inline_{type(node).__name__}", None)
        if write is None:
            raise ExtensionError(
                f"plain_markdown: inside a line {type(node).__name__}: {node}"
            )
        return write(node)

    def inline_Text(self, node):
        return escaped(node.astext())

    def inline_inline(self, node):
        return self.inline(node)

    inline_abbreviation = inline_inline

    def inline_emphasis(self, node):
        return f"*{self.inline(node)}*"

    def inline_strong(self, node):
        return f"**{self.inline(node)}**"

    def inline_literal(self, node):
        return code(node.astext())

    def inline_math(self, node):
        return f"${node.astext().strip()}$"

    def inline_raw(self, node):
        return "\\\n" if "<br" in node.astext() else ""

    def inline_reference(self, node):
        address = self.full(node.get("refuri") or "#" + node["refid"])
        return f"[{self.inline(node)}]({address})" if address else self.inline(node)

    inline_number_reference = inline_reference

    def full(self, address: str) -> str:
        """Return an address that leads to the same place from anywhere, "" if none does."""
        if urlsplit(address).scheme:
            return address
        return urljoin(self.address, address) if self.address and address else ""

    def html(self, node: nodes.Element) -> str:
        """Return a line as HTML, in which no Markdown is read."""
        tags = {nodes.emphasis: "em", nodes.strong: "strong", nodes.literal: "code"}
        texts = []
        for child in node.children:
            if isinstance(child, nodes.Text):
                texts.append(escape(child.astext(), quote=False))
            elif isinstance(child, nodes.math):
                texts.append(f"${escape(child.astext(), quote=False)}$")
            elif tag := tags.get(type(child)):
                texts.append(f"<{tag}>{self.html(child)}</{tag}>")
            else:
                texts.append(self.html(child))
        return "".join(texts)


def word_cells() -> Iterator[str]:
    """Yield the names of cells of words: the same in every build."""
    return (f"words-{number}" for number in count(1))
