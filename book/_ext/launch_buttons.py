"""A page that is a notebook can be opened on Binder and on Colab, at no cost to its reader.

Whoever publishes the book says where its repository is::

    REPOSITORY_URL=https://github.com/OWNER/NAME make book

Binder sets up the repository's own environment and opens the page's source in JupyterLab,
which shows it as the book does. Colab has none of this: what it opens is the download, a
notebook that installs the library by itself. It lies in the built book, so the book has
to be in the branch ``gh-pages`` of the repository, from where GitHub publishes it, too.
Colab knows no repositories but GitHub's.

The theme has such buttons. It looks for what Colab opens beside the sources, and loads a
picture for each service into each page. What this holds on to: ``header_buttons``, the
theme's list of them; a test looks for the links. Without this extension, or without an
address, there are no buttons.
"""

import os
import re
from urllib.parse import quote

from sphinx.errors import ConfigError
from sphinx.locale import _

BRANCH = "gh-pages"
REPOSITORY = re.compile(
    r"https://(?:(github)\.com/([\w.-]+/[\w.-]+?)|(gitlab)\.com/([\w.-]+(?:/[\w.-]+)+?))"
    r"(?:\.git)?/?"
)


def parts(repository: str) -> tuple[str, str]:
    """Return a repository's provider and its name there.

    >>> parts("https://github.com/owner/name.git")
    ('github', 'owner/name')
    """
    found = REPOSITORY.fullmatch(repository)
    if not found:
        raise ConfigError(
            f"REPOSITORY_URL is {repository!r}: Binder and Colab open repositories such as "
            "https://github.com/OWNER/NAME, and Binder https://gitlab.com/OWNER/NAME"
        )
    provider, name = filter(None, found.groups())
    return provider, name


def published(repository: str) -> str:
    """Return where the files of the built book can be had, "" if that is not known."""
    provider, name = parts(repository) if repository else ("", "")
    place = f"https://raw.githubusercontent.com/{name}/{BRANCH}/"
    return place if provider == "github" else ""


def links(repository: str, pagename: str, folder: str = "") -> dict[str, str]:
    """Return the services that can open a page of an edition, and the address of each.

    >>> links("https://gitlab.com/owner/name", "book/intro")
    {'Binder': 'https://mybinder.org/v2/gl/owner%2Fname/HEAD?urlpath=lab/tree/book/intro.ipynb'}
    """
    provider, name = parts(repository)
    notebook = f"{pagename}.ipynb"
    place = f"gh/{name}" if provider == "github" else f"gl/{quote(name, safe='')}"
    binder = f"https://mybinder.org/v2/{place}/HEAD?urlpath=lab/tree/{notebook}"
    if provider != "github":
        return {"Binder": binder}
    colab = "https://colab.research.google.com/github"
    return {
        "Colab": f"{colab}/{name}/blob/{BRANCH}/{folder}_sources/{notebook}",
        "Binder": binder,
    }


def group(repository: str, pagename: str, folder: str) -> dict:
    """Return the theme's description of the buttons of a page."""
    buttons = [
        {
            "type": "link",
            "text": service,
            "tooltip": _("Run this page on {service}").format(service=service),
            "icon": "fas fa-cloud",
            "url": address,
        }
        for service, address in links(repository, pagename, folder).items()
    ]
    return {
        "type": "group",
        "tooltip": _("Run this page elsewhere"),
        "icon": "fas fa-rocket",
        "buttons": buttons,
        "label": "launch-buttons",
    }


def offer(app, pagename, templatename, context, doctree):
    """Add the buttons before those that download, if the page is a notebook."""
    repository = app.config.repository_url
    if repository and context.get("page_source_suffix") == ".ipynb":
        buttons = group(repository, pagename, app.edition.folder)
        context["header_buttons"].insert(0, buttons)


def know_repository(app, config):
    """Take the repository's address from the environment, and refuse what nobody opens."""
    config.repository_url = os.environ.get("REPOSITORY_URL", "")
    published(config.repository_url)


def setup(app):
    """Connect to the configuration and to each page, after the theme."""
    app.setup_extension("twins")
    app.add_config_value("repository_url", "", "html", str)
    app.connect("config-inited", know_repository)
    app.connect("html-page-context", offer, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
