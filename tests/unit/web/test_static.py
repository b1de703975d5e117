"""What is shipped with the pages: credited, within our own host, nothing written into the page itself."""

from __future__ import annotations

import re
from pathlib import Path

import sekisho.web
from sekisho.web.icons import PATHS

WEB = Path(sekisho.web.__file__).parent
STATIC = WEB / "static" / "sekisho"
MEBIBYTES_OF_FONTS = 6


def test_no_template_writes_script_or_style_into_the_page() -> None:
    """The content policy forbids both; no template needs either."""
    inline = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", re.I)
    assert {f.name for f in WEB.rglob("*.html") if inline.search(f.read_text("utf-8"))} == set()


def test_no_style_names_another_host() -> None:
    """Style sheets load nothing but files beside them."""
    for sheet in STATIC.glob("*.css"):
        for address in re.findall(r"url\(([^)]+)\)", sheet.read_text("utf-8")):
            assert (STATIC / address.strip("'\"")).is_file(), address


def test_the_web_font_has_its_licence_and_stays_small() -> None:
    """Every slice that the style sheet names is there, with the licence, within the budget."""
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert (STATIC / "fonts" / "OFL.txt").is_file()
    assert sum(f.stat().st_size for f in fonts) < MEBIBYTES_OF_FONTS * 2**20
    assert {f.name for f in fonts} == set(
        re.findall(r"fonts/([\w-]+\.woff2)", (STATIC / "fonts.css").read_text())
    )


def test_every_picture_named_in_a_template_exists() -> None:
    """No page asks for a picture that is not drawn."""
    named = {n for f in WEB.rglob("*.html") for n in re.findall(r'{% icon "([\w-]+)"', f.read_text("utf-8"))}
    assert named <= set(PATHS)
