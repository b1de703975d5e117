"""Words of the information pages, and of texts that begin with what is no word."""

from __future__ import annotations

import pytest

from sekisho.intel.stix_types import KNOWN_TYPES
from sekisho.web.information.wording import TYPES, type_name
from sekisho.web.templatetags.sekisho import capital


def test_every_type_of_the_standard_has_japanese_words() -> None:
    """No type is shown by its English word alone on a Japanese page; one that nobody knows stays as it was given."""
    assert set(TYPES) == KNOWN_TYPES
    assert type_name("indicator").ja == "検知指標（indicator）"
    assert type_name("x-unheard-of").ja == "x-unheard-of"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("register of authority", "Register of authority"),
        ("police: alone", "Police: alone"),
        ("co-drafter of the policy", "Co-drafter of the policy"),
        ("t1 – relay server", "t1 – relay server"),
        ("npa.stix.json", "npa.stix.json"),
        ("対象", "対象"),
        ("", ""),
    ],
)
def test_a_capital_is_given_to_words_and_to_nothing_else(text: str, shown: str) -> None:
    """The key of a target and the name of a file are shown as they are written."""
    assert capital(text) == shown
