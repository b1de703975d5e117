"""Interface texts: every Japanese text has its English, and the compiled catalogue is that of the source."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import sekisho.web

WEB = Path(sekisho.web.__file__).parent
CATALOGUE = WEB / "locale" / "en" / "LC_MESSAGES"
TRANSLATED = re.compile(r"{%\s*translate\s+([\"'])(.+?)\1")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
PLURAL = re.compile(r"{%\s*plural\s*%}")
VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
TAGS = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.S)


def _source() -> dict[str, str]:
    """Read the catalogue's source: pairs of message and translation, the first form where there are several."""
    pairs: dict[str, str] = {}
    text = (CATALOGUE / "django.po").read_text("utf-8")
    for entry in text.split("\n\n"):
        found = re.search(r'^msgid (".+")$', entry, re.M)
        said = re.search(r'^msgstr(?:\[0\])? (".*")$', entry, re.M)
        if found and said:
            pairs[ast.literal_eval(found.group(1))] = ast.literal_eval(said.group(1))
    return pairs


def _compiled(catalogue: gettext.GNUTranslations, text: str) -> str:
    alone = catalogue.gettext(text)
    return alone if alone != text else catalogue.ngettext(text, text, 1)


def _used() -> set[str]:
    used: set[str] = set()
    for file in WEB.rglob("*.html"):
        text = file.read_text("utf-8")
        used |= {match.group(2) for match in TRANSLATED.finditer(text)}
        for match in BLOCK.finditer(text):
            used |= {VARIABLE.sub(r"%(\1)s", part) for part in PLURAL.split(match.group(1))}
    return used


def test_every_text_of_a_template_has_an_english_wording() -> None:
    """No template shows a text that the English catalogue does not have."""
    assert {text for text in _used() if not _source().get(text)} == set()


def test_no_english_wording_is_left_over() -> None:
    """The catalogue holds no text that no template shows any more."""
    assert set(_source()) - _used() == set()


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    """What is shipped compiled says what the source says; ``msgfmt -o django.mo django.po`` brings it up to date."""
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert {text: _compiled(compiled, text) for text in _source()} == _source()


BOTH_AT_ONCE = {"failed.html", "unrecorded.html", "trouble.html", "unreadable.html", "too_many.html"}


def test_no_template_has_japanese_outside_a_translated_text() -> None:
    """Japanese stands only inside what is translated (pages that need nothing that may be down say both languages at once)."""
    left = {}
    for file in WEB.rglob("*.html"):
        text = BLOCK.sub("", file.read_text("utf-8"))
        plain = TAGS.sub("", text).replace("日本語", "")
        if JAPANESE.search(plain) and file.name not in BOTH_AT_ONCE:
            left[file.name] = JAPANESE.findall(plain)
    assert left == {}
