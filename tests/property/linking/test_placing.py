"""Placing one at a time gives what a rebuild gives, whatever comes in whatever order."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.intel.objects import Incident
from sekisho.linking.frequency import Epoch, count_frequencies, make_epoch
from sekisho.linking.ground import GroundInMemory
from sekisho.linking.linking import cluster_id, clusters_of, link
from sekisho.linking.listing import default_listing
from sekisho.linking.oracle import all_links
from sekisho.linking.parameters import Parameters, default_parameters
from sekisho.linking.placing import Placing
from sekisho.linking.profile import Profile, profiles_of
from sekisho.linking.scoring import contributions, score
from sekisho.linking.weights import Weights
from tests.contract.linking.drawing import build, incidents, parameters
from tests.unit.linking.making import crowd, hashed, incident


def rebuilt(profiles: list[Profile], epoch: Epoch, chosen: Parameters) -> tuple[list, dict[str, str]]:
    """Return links and clusters with every pair looked at."""
    weights = Weights(chosen, epoch, count_frequencies(profiles), default_listing())
    links = all_links(profiles, weights)
    groups = clusters_of(sorted(p.id for p in profiles), links, chosen)
    return links, {name: cluster_id(group) for group in groups for name in group}


@given(incidents, parameters, st.data())
def test_any_order_of_arrivals_gives_what_a_rebuild_gives(
    rows: list, chosen: Parameters, data: st.DataObject
) -> None:
    """The epoch knows some of the incidents, all or none; every arrival leaves what a rebuild would."""
    profiles = profiles_of(build(rows))
    epoch = make_epoch(profiles[: data.draw(st.integers(0, len(profiles)))], number=4)
    ground = GroundInMemory(epoch)
    placing, arrived = Placing(ground, chosen), []
    for profile in data.draw(st.permutations(profiles)):
        arrived.append(profile)
        placed = placing.add(profile)
        links, clusters = rebuilt(arrived, epoch, chosen)
        assert ground.links() == links
        assert ground.clusters() == clusters
        assert clusters[profile.id] == cluster_id(list(placed.members))


@given(incidents, parameters, st.data())
def test_what_an_arrival_changes_for_others_is_said(
    rows: list, chosen: Parameters, data: st.DataObject
) -> None:
    """A cluster that is not named as undone stands as it stood."""
    profiles = profiles_of(build(rows))
    ground = GroundInMemory(make_epoch(profiles))
    placing = Placing(ground, chosen)
    for profile in data.draw(st.permutations(profiles)):
        before = ground.clusters()
        undone = {name for group in placing.add(profile).undone for name in group}
        after = ground.clusters()
        assert {name for name in before if before[name] != after[name]} == undone


@settings(max_examples=25)
@given(incidents, incidents, parameters)
def test_placing_goes_on_from_a_rebuild(known: list, later: list, chosen: Parameters) -> None:
    """What a rebuild found is the start; arrivals after it give what the next rebuild in the epoch gives."""
    everything = build([*known, *later])
    first = link(everything[: len(known)], chosen)
    ground = GroundInMemory.after(first)
    placing = Placing(ground, chosen)
    for profile in profiles_of(everything[len(known) :]):
        placing.add(profile)
    again = link(everything, chosen, first.epoch)
    assert ground.links() == list(again.links)
    assert ground.clusters() == again.clusters


@given(incidents, parameters, st.integers(0, 4), st.data())
def test_what_is_left_to_a_rebuild_is_said_and_nothing_else_differs(
    rows: list, chosen: Parameters, part: int, data: st.DataObject
) -> None:
    """Links are a rebuild's however few incidents an arrival may have clustered anew, and so are the clusters of all to
    whom no link leads from what was changed while something was left. What is left is by itself.
    """
    profiles = profiles_of(build(rows))
    epoch = make_epoch(profiles[: data.draw(st.integers(0, len(profiles)))])
    ground = GroundInMemory(epoch)
    placing, arrived, unsettled, alone = Placing(ground, chosen, part=part), [], set(), set()
    for profile in data.draw(st.permutations(profiles)):
        arrived.append(profile)
        placed = placing.add(profile)
        reached = set(ground.reach(placed.touched))
        assert placed.left == (len(reached) > part)
        unsettled = unsettled | reached if placed.left else unsettled - reached
        alone = alone | {profile.id} if placed.left else alone - placed.clustered
        assert placed.clustered == (set() if placed.left else reached)
        links, clusters = rebuilt(arrived, epoch, chosen)
        assert ground.links() == links
        found = ground.clusters()
        assert {n: c for n, c in found.items() if n not in unsettled} == {
            n: c for n, c in clusters.items() if n not in unsettled
        }
        assert {(name,) for name in alone} == ground.groups(alone)
        if placed.left:
            assert (placed.members, placed.undone) == ((profile.id,), ())


@given(incidents, parameters, st.data())
def test_a_score_is_the_sum_of_what_is_shown_for_it(
    rows: list, chosen: Parameters, data: st.DataObject
) -> None:
    """The waterfall of any two incidents sums to the points by which they are linked, too common values or not."""
    profiles = profiles_of(build(rows))
    epoch = make_epoch(profiles[: data.draw(st.integers(0, len(profiles)))])
    weights = Weights(chosen, epoch, count_frequencies(profiles), default_listing())
    for one, other in combinations(profiles, 2):
        assert score(one, other, weights) == sum(c.points for c in contributions(one, other, weights))


def test_an_unrelated_arrival_touches_nothing() -> None:
    """What shares no key is compared with nobody and changes no cluster."""
    placing, ground = filled(
        [incident("a", hashed(1), hashed(2)), incident("b", hashed(1), hashed(2)), *crowd(50)]
    )
    before = ground.clusters()
    (lone,) = profiles_of([incident("z", hashed(77))])
    placed = placing.add(lone)
    assert (placed.members, placed.scored, placed.undone) == (("z",), 0, ())
    assert {name: place for name, place in ground.clusters().items() if name != "z"} == before


def test_a_value_that_grows_too_common_links_nothing_any_more() -> None:
    """The arrival that passes the cap takes away the links that the value made."""
    cap = default_parameters().frequency_cap
    many = [incident(f"m{n:03}", hashed(5), hashed(1000 + n)) for n in range(cap + 1)]
    placing, ground = filled([*many[:-1], *crowd(400)])
    (last,) = profiles_of(many[-1:])
    placed = placing.add(last)
    assert placed.members == (last.id,)
    assert ground.links() == []


def test_an_incident_is_placed_once() -> None:
    """Which of two with one id is meant is for the caller to say."""
    placing, _ = filled([incident("a", hashed(1))])
    with pytest.raises(ValueError, match="'a' has its place already"):
        placing.add(profiles_of([incident("a", hashed(2))])[0])


def filled(known: list[Incident]) -> tuple[Placing, GroundInMemory]:
    """Return a placing that has these incidents, and its ground."""
    profiles = profiles_of(known)
    ground = GroundInMemory(make_epoch(profiles))
    placing = Placing(ground)
    for profile in profiles:
        placing.add(profile)
    return placing, ground
