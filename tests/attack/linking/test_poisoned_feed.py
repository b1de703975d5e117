"""How little a poisoned feed needs in order to join two campaigns, and whether what linking says exposes it.

The figures in docs/explanation/linking.md, under "Limits", are those asserted here.
"""

from __future__ import annotations

import pytest

from sekisho.intel.objects import Incident
from sekisho.linking import Link, Linking, explain, link, waterfall
from sekisho.linking.decided import NONE
from sekisho.linking.resolution import STEPS, attempt
from sekisho.linking.waist import waist
from tests.unit.linking.making import crowd, hashed, incident

NORTH, SOUTH = 1000, 3000
COPIED = (1, 2, 5)
"""How many values of each campaign a false report copies."""


def _campaign(name: str, start: int, size: int) -> list[Incident]:
    pool = [hashed(start + n) for n in range(size * 2)]
    return [incident(f"{name}{n}", *(pool[(n + k) % len(pool)] for k in range(5))) for n in range(size)]


def _poisoned(reports: int, copied: int, size: int) -> Linking:
    false = [
        incident(f"false{n}", *(hashed(start + n + k) for start in (NORTH, SOUTH) for k in range(copied)))
        for n in range(reports)
    ]
    return link([*_campaign("north", NORTH, size), *_campaign("south", SOUTH, size), *false, *crowd(300)])


def _are_joined(found: Linking) -> bool:
    return found.clusters["north0"] == found.clusters["south0"]


def _of_false(found: Linking) -> list[Link]:
    return [each for each in found.links if "false" in each.one + each.other]


@pytest.mark.parametrize("size", [8, 16, 32])
@pytest.mark.parametrize("copied", COPIED)
def test_two_false_reports_join_campaigns_of_any_size_and_one_does_not(copied: int, size: int) -> None:
    """One report never joins; two do, with as little as one value of each, however large the campaigns are."""
    assert not _are_joined(_poisoned(1, copied, size))
    assert _are_joined(_poisoned(2, copied, size))


@pytest.mark.parametrize("copied", COPIED)
def test_nothing_but_the_false_reports_holds_the_two_together(copied: int) -> None:
    """No link leads from one campaign to the other but through a false report, so all links show who joins them."""
    found = _poisoned(2, copied, 8)
    ends = [{each.one[:5], each.other[:5]} for each in found.links]
    assert {"north", "south"} not in ends
    assert {"false", "north"} in ends
    assert {"false", "south"} in ends


@pytest.mark.parametrize("copied", COPIED)
def test_the_waterfall_of_a_false_report_names_the_values_it_copied(copied: int) -> None:
    """Every key that counts in a link of a false report with a campaign is one that it copied."""
    found = _poisoned(2, copied, 8)
    for each in _of_false(found):
        named = {key for c in waterfall(found, each.one, each.other) for key in c.keys}
        assert named
        assert named <= found.profiles[each.one].keys & found.profiles[each.other].keys


@pytest.mark.parametrize("size", [8, 16, 32])
@pytest.mark.parametrize("copied", COPIED)
def test_the_explanation_names_the_false_reports_that_alone_hold_the_two_together(
    copied: int, size: int
) -> None:
    """The two that suffice to join are named as such, and nobody else, whatever they copied."""
    found = _poisoned(2, copied, size)
    (candidate,) = (each for each in found.candidates if "north0" in each.members)
    thin = waist(candidate, found.weights.parameters)
    assert thin
    assert thin.holders == ("false0", "false1")
    assert {frozenset(name[:5] for name in side) for side in thin.sides} == {
        frozenset({"north"}),
        frozenset({"south"}),
    }
    against = explain(found, candidate).elements[0].speaks_against
    assert any("(false0, false1)" in text.en and "（false0、false1）" in text.ja for text in against)


@pytest.mark.parametrize("size", [8, 16, 32])
@pytest.mark.parametrize("copied", COPIED)
@pytest.mark.parametrize("reports", [2, 5, 10])
def test_another_resolution_shows_the_campaigns_apart(copied: int, size: int, reports: int) -> None:
    """At the two finest steps no group has incidents of both, however many false reports there are."""
    found = _poisoned(reports, copied, size)
    (candidate,) = (each for each in found.candidates if "north0" in each.members)
    members, parameters = candidate.members, found.weights.parameters
    for points, _ in STEPS[-2:]:
        tried = attempt(members, members, candidate.links, parameters, NONE, points)
        kinds = [{name[:5] for name in part.members} for part in tried.parts]
        assert not [each for each in kinds if {"north", "south"} <= each]


@pytest.mark.parametrize(("copied", "sides"), [(1, {"north", "south"}), (2, {"north"}), (5, {"north"})])
def test_the_three_strongest_links_show_both_sides_only_where_one_value_is_copied(
    copied: int, sides: set[str]
) -> None:
    """A candidate keeps three links: with two or five values copied, these show a false report's link to one side only."""
    found = _poisoned(2, copied, 8)
    (candidate,) = (each for each in found.candidates if "north0" in each.members)
    reached = [{one.one[:5], one.other[:5]} for one in candidate.links[:3]]
    assert set().union(*(ends - {"false"} for ends in reached if "false" in ends)) == sides
