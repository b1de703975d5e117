"""What people decided holds whatever the machine finds, and leaves nothing behind when it is taken back."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sekisho.linking.decided import Constraints, settle, without
from sekisho.linking.frequency import Epoch, count_frequencies, make_epoch
from sekisho.linking.ground import GroundInMemory
from sekisho.linking.keys import Key
from sekisho.linking.linking import clusters_of, link, named
from sekisho.linking.listing import default_listing
from sekisho.linking.oracle import all_links
from sekisho.linking.parameters import Parameters
from sekisho.linking.placing import Placing
from sekisho.linking.profile import Profile, profiles_of
from sekisho.linking.weights import Weights
from tests.contract.linking.drawing import build, incidents, parameters

A_THIRD = settings(max_examples=settings.default.max_examples // 3)
"""Of what the run draws otherwise: each case here is linked whole, several times."""
names = st.frozensets(st.sampled_from([f"i{n}" for n in range(9)]), min_size=1, max_size=4)
constraints = st.builds(
    lambda together, apart: Constraints(together=tuple(together), apart=tuple(apart)),
    st.lists(names, max_size=3),
    st.lists(st.tuples(names, names), max_size=3),
)


@A_THIRD
@given(incidents, parameters, constraints)
def test_every_constraint_holds(rows: list, chosen: Parameters, decided: Constraints) -> None:
    """Together is together, apart is apart, and every incident is still in one group."""
    assume(not decided.contradicted)
    found = link(build(rows), chosen, constraints=decided).clusters
    assert set(found) == {f"i{n}" for n in range(len(rows))}
    for each in decided.together:
        assert len({found[name] for name in each if name in found}) <= 1
    for one, two in decided.apart:
        assert {found[n] for n in one if n in found}.isdisjoint(found[n] for n in two if n in found)


@A_THIRD
@given(incidents, parameters, constraints)
def test_what_no_constraint_is_about_stays(rows: list, chosen: Parameters, decided: Constraints) -> None:
    """A group of the machine's none of whose members is named, and that is joined to none, is what it was."""
    assume(not decided.contradicted)
    linking = link(build(rows), chosen, constraints=decided)
    about = {
        *(n for each in decided.together for n in each),
        *(n for pair in decided.apart for s in pair for n in s),
    }
    told = {cluster for name, cluster in linking.machine.items() if name in about}
    for name, cluster in linking.machine.items():
        assert cluster in told or linking.clusters[name] == cluster
    assert link(build(rows), chosen).clusters == linking.machine


@A_THIRD
@given(incidents, parameters, st.data())
def test_an_excluded_key_is_as_if_nobody_had_supplied_it(
    rows: list, chosen: Parameters, data: st.DataObject
) -> None:
    """The links are those of incidents without the key, and back to the machine's once it counts again."""
    known = build(rows)
    keys = sorted({key for profile in profiles_of(known) for key in profile.keys})
    assume(keys)
    excluded = frozenset(data.draw(st.sets(st.sampled_from(keys), min_size=1)))
    epoch = make_epoch(profiles_of(known))
    linking = link(known, chosen, epoch, constraints=Constraints(excluded=excluded))
    assert not any(profile.keys & excluded for profile in linking.profiles.values())
    ground = GroundInMemory(epoch)
    placing = Placing(ground, chosen, excluded=excluded)
    for profile in profiles_of(known):
        placing.add(profile)
    assert tuple(ground.links()) == linking.links
    assert link(known, chosen, epoch).links == link(known, chosen, epoch, constraints=Constraints()).links


@A_THIRD
@given(incidents, incidents, parameters, st.data())
def test_a_key_excluded_or_admitted_where_it_stands_gives_what_a_rebuild_gives(
    known: list, later: list, chosen: Parameters, data: st.DataObject
) -> None:
    """Whatever was excluded when it was laid, and with arrivals between; a key that too many have is left to a rebuild."""
    everything = profiles_of(build([*known, *later]))
    present, arriving = everything[: len(known)], everything[len(known) :]
    keys = sorted({key for profile in everything for key in profile.keys})
    assume(keys)
    excluded, epoch = frozenset[Key](), make_epoch(present)
    ground = GroundInMemory(epoch)
    for profile in present:
        Placing(ground, chosen).add(profile)
    for key in data.draw(st.lists(st.sampled_from(keys), max_size=5)):
        held = ground.holders([key]).get(key, ())
        before, links = ground.clusters(), ground.links()
        done = Placing(ground, chosen).recount(key, excluded=key not in excluded)
        excluded ^= {key}
        if len(held) > chosen.frequency_cap:
            assert done is None
            assert (ground.clusters(), ground.links()) == (before, links)
            return
        assert done is not None
        _agrees(ground, without(present, excluded), chosen, epoch)
        assert {name for name, place in ground.clusters().items() if before[name] != place} <= done.touched
        assert set(held) <= done.clustered
        if arriving:
            present.append(arriving.pop(0))
            Placing(ground, chosen, excluded=excluded).add(present[-1])
            _agrees(ground, without(present, excluded), chosen, epoch)


def _agrees(ground: GroundInMemory, profiles: list[Profile], chosen: Parameters, epoch: Epoch) -> None:
    weights = Weights(chosen, epoch, count_frequencies(profiles), default_listing())
    links = all_links(profiles, weights)
    names = sorted(each.id for each in profiles)
    assert ground.links() == links
    assert ground.clusters() == named(clusters_of(names, links, chosen))
    assert ground.profiles(names) == {each.id: each for each in profiles}


@A_THIRD
@given(incidents, incidents, parameters, constraints)
def test_placing_under_constraints_gives_what_a_rebuild_gives(
    known: list, later: list, chosen: Parameters, decided: Constraints
) -> None:
    """Decisions are kept across placing and rebuilds alike."""
    assume(not decided.contradicted)
    everything = build([*known, *later])
    first = link(everything[: len(known)], chosen, constraints=decided)
    placing = Placing(GroundInMemory.after(first), chosen)
    for profile in profiles_of(everything[len(known) :]):
        placing.add(profile)
    again = link(everything, chosen, first.epoch, constraints=decided)
    placed = placing.linking(placing.gathered(again.incidents), again.incidents, decided)
    assert (placed.links, placed.clusters, placed.machine) == (again.links, again.clusters, again.machine)
    assert placed.candidates == again.candidates


@A_THIRD
@given(incidents, parameters, constraints, st.data())
def test_what_is_gathered_around_an_incident_decides_where_it_is(
    rows: list, chosen: Parameters, decided: Constraints, data: st.DataObject
) -> None:
    """Looking at no other cluster gives the candidates that a rebuild has there."""
    assume(rows and not decided.contradicted)
    whole = link(build(rows), chosen, constraints=decided)
    placing = Placing(GroundInMemory.after(whole), chosen)
    name = data.draw(st.sampled_from(sorted(whole.clusters)))
    groups = placing.gathered([name], decided)
    told = placing.linking(groups, whole.incidents, decided)
    assert told.clusters == {each: whole.clusters[each] for each in told.clusters}
    assert name in told.clusters
    assert told.candidates == tuple(each for each in whole.candidates if each.members[0] in told.clusters)
    assert {
        n
        for each in whole.candidates
        for n in each.members
        if not told.clusters.keys().isdisjoint(each.members)
    } <= told.clusters.keys()


def test_a_contradiction_is_misuse() -> None:
    """Whoever takes decisions in refuses the one that contradicts."""
    with pytest.raises(ValueError, match="together"):
        settle(
            [["a"], ["b"]],
            [],
            Constraints(together=(frozenset("ab"),), apart=((frozenset("a"), frozenset("b")),)),
        )
