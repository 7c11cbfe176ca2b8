"""Formulas in half of KaTeX's bytes and two thirds of its boxes, which look the same.

KaTeX wraps every sign in a box of its own, for which its style sheet has no rule, and puts
a further box where there is room between two. It gives every box its height and place in
a ``style``; few of them differ. Here a sign without a style is text, room is a margin, and
a style becomes a class for which the page's head says once what it stands for. Colours
stay in their ``style``: they belong to the content.
"""

import re

FORMULA = re.compile(
    r'<span class="katex-html".*?</(?:p|div|li|td|th|dd|h\d|figcaption)>', re.DOTALL
)
# A sign between two spaces.
SPACED = re.compile(
    r'<span class="mspace" style="margin-right:([^;"]*);"></span>'
    r'<span class="(mbin|mrel)">([^<]*)</span>'
    r'<span class="mspace" style="margin-right:([^;"]*);"></span>'
)
# Signs without style. Behind a `pstrut` and in an `inner`, KaTeX's rules are for the box.
PLAIN = re.compile(
    r'(<span class="(?:pstrut|inner)[^>]*>(?:</span>)?)?'
    r'<span class="(?:mord|mbin|mrel|mpunct|mopen|mclose)(?: mtight)?">([^<]*)</span>'
)
STYLED = re.compile(r'<span(?: class="([^"]*)")? style="([^"]*)">')


def with_fewer_boxes(formula: str) -> str:
    """Return the HTML of formulas with text for boxes that have no style.

    >>> with_fewer_boxes('<span class="base"><span class="mord">1</span></span>')
    '<span class="base">1</span>'
    """
    formula = SPACED.sub(
        r'<span class="\2" style="margin:0 \4 0 \1">\3</span>', formula
    )
    for _ in range(2):  # an index such as "0,1" is three boxes in one
        formula = PLAIN.sub(lambda m: m[0] if m[1] else m[2], formula)
    return formula


def with_classes(body: str) -> tuple[str, str]:
    """Return a page's body with classes for its formulas' styles, and their rules.

    Parameters
    ----------
    body : str
        HTML of the page's text.

    Returns
    -------
    str, str
        The body, and a style sheet. Its rules stand above KaTeX's own, like the styles
        that they replace.

    Examples
    --------
    >>> box = '<span class="strut" style="height:1em;"></span>'
    >>> with_classes(f'<p><span class="katex-html">{box}{box}</span></p>')[1]
    '#main-content .k0{height:1em}'
    """
    names: dict[str, str] = {}

    def named(match):
        classes, style = match.groups()
        if "color" in style:
            return match[0]
        name = names.setdefault(style.rstrip(";"), f"k{len(names)}")
        return (
            f'<span class="{classes} {name}">' if classes else f'<span class="{name}">'
        )

    body = FORMULA.sub(
        lambda formula: STYLED.sub(named, with_fewer_boxes(formula[0])), body
    )
    rules = (f"#main-content .{name}{{{style}}}" for style, name in names.items())
    return body, "".join(rules)


def lighten(app, pagename, templatename, context, doctree):
    """Replace the styles in a page; the templates put the rules into its head."""
    if "body" in context:
        context["body"], context["formula_styles"] = with_classes(context["body"])


def setup(app):
    """Connect to each page."""
    app.connect("html-page-context", lighten, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
