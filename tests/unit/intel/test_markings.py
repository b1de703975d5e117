"""Markings: reading them, joining them, saying them."""

from __future__ import annotations

import pytest

from sekisho.intel.markings import MarkingSet, join, parse_level, parse_tlp


def test_joining_takes_the_strictest_of_each_kind() -> None:
    """The stricter TLP and level win, compartments add up, offices are those that both allow."""
    a = MarkingSet(tlp="green", level=3, compartments=("x",), releasable=("NPA", "MOD"))
    b = MarkingSet(tlp="amber+strict", level=2, compartments=("y",), releasable=("MOD", "NCO"))
    assert join([a, b]) == MarkingSet(
        tlp="amber+strict", level=3, compartments=("x", "y"), releasable=("MOD",)
    )


def test_no_limit_and_nobody_are_different() -> None:
    """No list of offices sets no limit; an empty one allows nobody, and joining keeps it so."""
    assert join([MarkingSet(), MarkingSet(releasable=())]).releasable == ()
    assert MarkingSet().id != MarkingSet(releasable=()).id


def test_the_id_does_not_depend_on_the_order_of_writing() -> None:
    """Equal markings are equal values with equal ids, however they were listed."""
    a, b = MarkingSet(compartments=("b", "a", "a")), MarkingSet(compartments=("a", "b"))
    assert (a, a.id) == (b, b.id)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("TLP:WHITE", "clear"),
        ("tlp:amber+strict", "amber+strict"),
        ("Red", "red"),
        ("TLP:PURPLE", None),
        ("", None),
    ],
)
def test_tlp_labels_are_read_as_people_write_them(text: str, label: str | None) -> None:
    """Labels of TLP 1 and 2 in any case are read; anything else is none."""
    assert parse_tlp(text) == label


@pytest.mark.parametrize(
    ("text", "level"), [("機密性2", 2), ("機密性３情報", 3), ("1", 1), ("4", None), ("", None)]
)
def test_confidentiality_levels_are_read_as_people_write_them(text: str, level: int | None) -> None:
    """The government's three levels are read in both widths of digits."""
    assert parse_level(text) == level


def test_what_no_marking_can_be_is_refused() -> None:
    """A label or level that does not exist is the caller's mistake."""
    with pytest.raises(ValueError, match="TLP"):
        MarkingSet(tlp="purple")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="level"):
        MarkingSet(level=4)
