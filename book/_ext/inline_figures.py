"""Figures become part of the page, so that they follow its theme and its fonts.

Notebooks draw with matplotlib as usual. While the book is built, IPython gets settings
of its own (``book/_ipython``) under which figures come out as SVG with text as text.
Each of these SVGs is put into the page itself: the colours of the palette's light part
become the explorers' CSS variables, which have other values in the dark theme, and the
alternative text becomes the picture's accessible name.

Scour and WebP are there for their bytes: without the one, all figures together have twice
as many, gzipped, without the other, those that hold a photograph.

What it holds on to: ``mystnb_config.output_folder``, and the way in which matplotlib
writes colours and fonts into SVG. If either changes, figures are images or keep the light
theme's colours, and a test of each fails. Without this extension, figures are PNG images
that are light in the dark theme.
"""

import base64
import json
import os
import re
import shutil
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from PIL import Image
from scour import scour
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
# Four digits are a tenth of a point or less; a figure is at most 700 points wide.
SCOUR = [
    *("--set-precision=4", "--create-groups", "--shorten-ids", "--enable-id-stripping"),
    *("--disable-style-to-xml", "--strip-xml-prolog"),
    *("--indent=none", "--no-line-breaks"),
]
# The smallest a picture gets, in parts of the size it was drawn at: labels are 11 pixels then.
SMALLEST = 0.87
FONT_FAMILY = re.compile(r"font-family: [^;]*(; )?")


def variables(light: dict[str, str], dark: dict[str, str]) -> dict[str, str]:
    """Map each light colour, in lower case, to the CSS variable of its name.

    A picture knows its colours by their light values only, so names that share one must
    share the dark one as well.
    """
    names: dict[str, str] = {}
    for name, colour in light.items():
        first = names.setdefault(colour.lower(), name)
        if dark[first] != dark[name]:
            raise ValueError(
                f"palette: {first!r} and {name!r} are both {colour} in the light theme, "
                f"but {dark[first]} and {dark[name]} in the dark one"
            )
    return {colour: f"var(--cx-{name})" for colour, name in names.items()}


def themed(style: str, mapping: dict[str, str]) -> str:
    """Replace the palette's colours in a style attribute, and drop matplotlib's font."""
    style = HEX_COLOUR.sub(lambda m: mapping.get(m[0].lower(), m[0]), style)
    return FONT_FAMILY.sub("", style)


def drop(root: ElementTree.Element, tag: str) -> None:
    """Remove every element of a kind."""
    for parent in list(root.iter()):
        for child in parent.findall(f"{{{SVG}}}{tag}"):
            parent.remove(child)


def compact(url: str) -> str:
    """Return the data URL of a raster picture, without loss in the fewest bytes."""
    head, data = url.split(";base64,")
    if head != "data:image/png":
        return url
    file = BytesIO()
    picture = Image.open(BytesIO(base64.b64decode(data)))
    picture.save(file, "webp", lossless=True, method=6)
    return f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"


def scoured(picture: str, prefix: str) -> str:
    """Return an SVG picture that looks the same and has a third of the bytes.

    Ids that nothing points to go, the others get a prefix that makes them the page's only
    ones.
    """
    options = scour.parse_args([*SCOUR, f"--shorten-ids-prefix={prefix}"])
    return scour.scourString(picture, options)


def inlined(source: str, alt: str, mapping: dict[str, str], prefix: str) -> str:
    """Return the HTML of one of matplotlib's SVG pictures.

    Its ``<style>`` would hold for the whole page, and its metadata carries the date:
    both go. matplotlib leaves black out where it is SVG's default, hence the ``fill``.
    A picture shrinks with the page until its numbers get hard to read, then it scrolls.
    """
    root = ElementTree.fromstring(source)
    drop(root, "metadata")
    drop(root, "style")
    for element in root.iter():
        for key in ("style", "fill", "stroke"):
            if key in element.attrib:
                element.set(key, themed(element.attrib[key], mapping))
        if element.tag == f"{{{SVG}}}image":
            element.set(HREF, compact(element.attrib[HREF]))
    for key in ("height", "version"):
        root.attrib.pop(key, None)
    style = {
        "fill": mapping.get("#000000", "currentColor"),
        "font-family": "var(--cx-font, sans-serif)",
        "stroke-linejoin": "round",
        "stroke-linecap": "butt",
        "min-width": f"calc({SMALLEST} * {root.get('width')})",
    }
    root.set("style", "; ".join(f"{key}: {value}" for key, value in style.items()))
    root.set("class", "inline-figure")
    root.set("role", "img")
    root.set("aria-label", alt)
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    picture = scoured(ElementTree.tostring(root, encoding="unicode"), prefix)
    return f'<div class="figure-scroller">{picture}</div>'


class InlineFigures(SphinxTransform):
    """Put the SVG pictures that cells drew into the page."""

    default_priority = 450

    def apply(self, **kwargs):
        """Replace image nodes by the pictures themselves."""
        drawn = Path(self.env.mystnb_config.output_folder)
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.env.relfn2path(image["uri"])[1]).resolve()
            if path.suffix != ".svg" or drawn not in path.parents:
                continue
            if not image.get("alt"):
                logger.warning("a figure without alternative text", location=image)
            prefix = f"figure{self.env.new_serialno('inline-figure')}-"
            html = inlined(
                path.read_text(encoding="utf-8"),
                image.get("alt", ""),
                self.app.figure_colours,
                prefix,
            )
            image.replace_self(nodes.raw("", html, format="html"))


def prepare_kernels(app):
    """Give the kernels that execute notebooks this book's IPython settings."""
    root = Path(app.srcdir)
    palette = (root / "convlib" / "palette.json").read_text(encoding="utf-8")
    app.figure_colours = variables(**json.loads(palette))
    home = Path(app.outdir).parent / ".ipython"
    profile = home / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    for settings in (root / "book" / "_ipython").glob("*.py"):
        shutil.copy(settings, profile)
    os.environ["IPYTHONDIR"] = str(home)


def setup(app):
    """Connect to the build."""
    app.connect("builder-inited", prepare_kernels)
    app.add_transform(InlineFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
