"""A thing is seen where realm, level, compartments and office all allow it: the whole truth table."""

from __future__ import annotations

from itertools import product

import pytest

from sekisho.casework.visibility import Access, Viewer, may_see, sees_whole

VIEWER = Viewer(
    person="p",
    offices=frozenset({"npa"}),
    realm="real",
    clearance="confidential_2",
    compartments=frozenset({"red"}),
)
REALM = {"real": True, "exercise:x": False}
LEVEL = {"open": True, "confidential_2": True, "confidential_3": False}
COMPARTMENTS = {frozenset[str](): True, frozenset({"red"}): True, frozenset({"red", "blue"}): False}
TEAM = {frozenset({"*"}): True, frozenset({"npa", "mod"}): True, frozenset({"mod"}): False}


@pytest.mark.parametrize(
    ("realm", "level", "compartments", "team"), list(product(REALM, LEVEL, COMPARTMENTS, TEAM))
)
def test_all_four_conditions_must_hold_and_none_makes_up_for_another(
    realm: str, level: str, compartments: frozenset[str], team: frozenset[str]
) -> None:
    access = Access(realm=realm, level=level, compartments=compartments, team=team)
    expected = REALM[realm] and LEVEL[level] and COMPARTMENTS[compartments] and TEAM[team]
    assert may_see(VIEWER, access) is expected


@pytest.mark.parametrize(
    ("offices", "seen", "whole"),
    [(("npa",), True, True), (("mic",), True, False), (("mic", "npa"), True, True), (("mof",), False, False)],
)
def test_an_office_of_which_only_a_part_is_asked_sees_it_and_not_the_whole(
    offices: tuple[str, ...], seen: bool, whole: bool
) -> None:
    viewer = Viewer(offices=frozenset(offices))
    access = Access(team=frozenset({"npa", "mic"}), part=frozenset({"mic"}))
    assert (may_see(viewer, access), sees_whole(viewer, access)) == (seen, whole)
