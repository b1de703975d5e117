"""What elements are called: never by a key alone where something better is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from sekisho.casework.case import Case, Element
from sekisho.casework.fold import empty
from sekisho.casework.register import Register
from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text
from sekisho.web.cases import words

START = datetime(2026, 10, 5, tzinfo=UTC)
REGISTER = Register(persons={"ogawa": Text("小川 律", "Ogawa Ritsu")})


@pytest.fixture(scope="module")
def jp_acd() -> Pack:
    """The pack in use."""
    return load_pack("jp-acd")


def _with(
    pack: Pack, kind: str, part: str, key: str, attrs: Mapping[str, str], of: Mapping[str, str] | None = None
) -> Case:
    case = empty(pack, "c1", kind, "real")
    case.parts.setdefault(part, {})[key] = Element(part, key, of=dict(of or {}), attrs=dict(attrs), added=1)
    return case


def test_who_sits_on_the_commission_is_called_by_name(jp_acd: Pack) -> None:
    """A member's key is the id of a person, which says nothing to a reader."""
    case = _with(jp_acd, "oversight", "member", "ogawa", {"attendee": "ogawa"})
    assert words.known_text(jp_acd, REGISTER, case, "member", "ogawa").ja == "小川 律"


def test_a_target_that_has_the_id_of_a_person_is_no_person(jp_acd: Pack) -> None:
    """Only what the pack says to be a person is looked up in the register."""
    case = _with(jp_acd, "measure", "target", "ogawa", {"description": "機器"})
    assert words.known_text(jp_acd, REGISTER, case, "target", "ogawa").ja == "ogawa　機器"


def test_an_item_called_by_a_number_says_what_it_is(jp_acd: Pack) -> None:
    """An agenda's first item is 議題1, and a seat at it is named behind it."""
    case = _with(jp_acd, "session", "item", "1", {})
    assert words.element_text(jp_acd, case, "item", "1").ja == "議題1"


def test_a_deviation_is_called_by_the_entry_that_recorded_it(jp_acd: Pack) -> None:
    """Its key is made by the system; a target that somebody called alike keeps its own."""
    case = _with(jp_acd, "measure", "deviation", "d24", {"deviation_what": "照会した。"})
    assert words.element_text(jp_acd, case, "deviation", "d24").ja == "第24号"
    other = _with(jp_acd, "measure", "target", "d24", {})
    assert words.element_text(jp_acd, other, "target", "d24").ja == "d24"
