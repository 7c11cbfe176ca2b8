"""The book's PDFs and its EPUB as they were made: `make paper` makes them, then looks.

`make paper BOOK=_build/html/zh` looks at those of the Chinese edition.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from paper.words import words
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]
MADE = ROOT / os.environ.get("ON_PAPER", "_build/paper")
WORKSHEETS = ROOT / "_build" / "paper" / "worksheets"
LANGUAGE = "zh-CN" if MADE.name == "zh" else "en"
_ = words(LANGUAGE).gettext
MEGABYTE = 1e6
SOLVED, UNSOLVED = "book.pdf", "book-without-solutions.pdf"
#: Debian's, whose program cannot always be started by its name.
EPUBCHECK = Path("/usr/share/java/epubcheck.jar")


def reader(name: str) -> PdfReader:
    return PdfReader(MADE / name)


def titles(outline: list) -> list[str]:
    """Return the titles in the first level of an outline."""
    return [entry.title for entry in outline if not isinstance(entry, list)]


@pytest.mark.parametrize("name", [SOLVED, UNSOLVED])
def test_a_pdf_leads_to_its_own_pages(name):
    pdf = reader(name)
    places = pdf.named_destinations
    inside = 0
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            link = note.get_object()
            if address := link.get("/A", {}).get("/URI"):
                assert address.startswith(("http://", "https://")), address
                assert "127.0.0.1" not in address
            else:
                place = link.get("/Dest")
                assert place in places or f"/{str(place).lstrip('/')}" in places, place
                inside += 1
    assert inside > 1000


@pytest.mark.parametrize("name", [SOLVED, UNSOLVED])
def test_a_pdf_says_what_it_is_and_can_be_read_aloud(name):
    pdf = reader(name)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == LANGUAGE and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == _("Convolution, step by step")
    assert pdf.metadata.author == _("The contributors")
    assert (MADE / name).stat().st_size < 12 * MEGABYTE
    assert len(titles(pdf.outline)) > 25
    assert (_("Solutions") in titles(pdf.outline)) == (name == SOLVED)


def test_contents_name_the_pages_where_chapters_begin():
    pdf = reader(SOLVED)
    text = "".join(page.extract_text() for page in pdf.pages[1:5])
    words = " ".join(text.split())
    for entry in pdf.outline:
        if not isinstance(entry, list) and entry.title != _("Contents"):
            number = pdf.get_destination_page_number(entry) + 1
            assert f"{entry.title} {number}".replace(" ", "") in words.replace(" ", "")


def test_both_pdfs_have_the_same_pages_up_to_the_solutions():
    solved, unsolved = reader(SOLVED), reader(UNSOLVED)
    begins = {
        e.title: solved.get_destination_page_number(e)
        for e in solved.outline
        if not isinstance(e, list)
    }
    for entry in unsolved.outline:
        if not isinstance(entry, list):
            assert unsolved.get_destination_page_number(entry) == begins[entry.title]
    assert len(unsolved.pages) == begins[_("Solutions")]


def test_fonts_are_in_the_pdf():
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()
        for page in reader(SOLVED).pages
        for font in (page["/Resources"].get("/Font") or {}).values()
        if "/BaseFont" in font.get_object()
    }
    assert len(fonts) > 5
    for name, font in fonts.items():
        below = font.get("/DescendantFonts", [font])[0].get_object()
        files = {"/FontFile", "/FontFile2", "/FontFile3"}
        assert files & set(below["/FontDescriptor"].get_object()), name


def test_the_epub_is_valid():
    named = shutil.which("epubcheck")
    if EPUBCHECK.exists():
        command = ["java", "-jar", EPUBCHECK]
    elif named:
        command = [named]
    else:
        pytest.fail("epubcheck is needed: apt-get install epubcheck", pytrace=False)
    done = subprocess.run(
        [*command, "--failonwarnings", MADE / "book.epub"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_kind_has_its_sheet_and_key():
    sheets = sorted(WORKSHEETS.glob("*.pdf"))
    assert len(sheets) >= 12
    for path in sheets:
        assert re.search("Seed|种子", PdfReader(path).pages[0].extract_text())
