"""The commands that the documents show are commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "tests/README.md")


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return {
        name for line in re.findall(r"^([a-z][a-z -]*):", makefile, re.MULTILINE) for name in line.split()
    }


def _shown(document: str) -> set[str]:
    """Return the targets of every `make …` in a fenced block of commands or between backticks."""
    text = (ROOT / document).read_text("utf-8")
    fenced = "\n".join(re.findall(r"^```(?:sh|console)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    return set(re.findall(r"^(?:\$ )?make ([a-z-]+)", fenced, re.MULTILINE)) | set(
        re.findall(r"`make ([a-z-]+)", text)
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_of_a_document_is_a_target(document: str) -> None:
    """Each `make …` that a document shows is a target of the Makefile."""
    shown = _shown(document)
    assert shown
    assert shown <= _targets()


def test_the_readme_shows_the_two_commands_of_a_newcomer() -> None:
    """`make demo` and `make test` are all that a newcomer has to know, and the README says so."""
    assert {"demo", "test"} <= _shown("README.md")


def test_every_target_that_help_lists_says_what_it_does_in_both_languages() -> None:
    """Each line of `make help` is in Japanese and English."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    texts = re.findall(r"^[a-z -]+:.*## (.+)$", makefile, re.MULTILINE)
    assert len(texts) >= 10
    assert all(re.search(r"[ぁ-んァ-ヶ一-龠].* / [a-z]", text) for text in texts)
