"""Linking: the one call, and what it promises about order, epochs and odd input."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from sekisho.linking import contributions, link
from sekisho.linking.frequency import make_epoch
from sekisho.linking.profile import profiles_of
from tests.unit.linking.making import crowd, hashed, incident


def pair_and_crowd() -> list:
    """Two incidents that share rare values, and a crowd that shares nothing."""
    shared = [hashed(1), hashed(2), ("domain", "quiet-harbour.example")]
    return [incident("a", *shared), incident("b", *shared, on="2026-03-09"), *crowd(200)]


def test_incidents_that_share_rare_values_are_one_cluster() -> None:
    """Rare shared values put two incidents together and nothing else."""
    found = link(pair_and_crowd())
    assert found.clusters["a"] == found.clusters["b"]
    assert [c.members for c in found.candidates] == [("a", "b")]


def test_every_incident_gets_a_cluster() -> None:
    """An incident without links is in a cluster of its own."""
    found = link(pair_and_crowd())
    assert len(found.clusters) == 202
    assert len(set(found.clusters.values())) == 201


def test_the_order_of_the_input_changes_nothing() -> None:
    """The same incidents in another order give the same clusters, links and candidates."""
    incidents = pair_and_crowd()
    shuffled = incidents[:]
    random.Random(7).shuffle(shuffled)
    one, two = link(incidents), link(shuffled)
    assert (one.clusters, one.links, one.candidates) == (two.clusters, two.links, two.candidates)


def test_the_points_of_a_link_are_the_sum_of_its_contributions() -> None:
    """The waterfall sums exactly to the score that the engine found."""
    found = link(pair_and_crowd())
    for it in found.links:
        parts = contributions(found.profiles[it.one], found.profiles[it.other], found.weights)
        assert sum(part.points for part in parts) == it.points


def test_within_an_epoch_an_unrelated_incident_changes_no_other_cluster() -> None:
    """Weights come from the epoch, so what shares nothing changes nothing."""
    incidents = pair_and_crowd()
    epoch = make_epoch(profiles_of(incidents), number=3)
    before = link(incidents, epoch=epoch)
    after = link([*incidents, incident("z", hashed(77), hashed(78))], epoch=epoch)
    assert after.epoch.number == 3
    assert {k: v for k, v in after.clusters.items() if k != "z"} == before.clusters
    assert after.links == before.links


def test_a_value_in_half_of_all_incidents_links_none_of_them() -> None:
    """What everybody has says nothing about two of them."""
    everywhere = ("domain", "everybody-has-this.example")
    incidents = [incident(f"i{n:03}", hashed(n), *([everywhere] if n % 2 else [])) for n in range(300)]
    assert link(incidents).links == ()


def test_an_incident_told_twice_under_two_ids_is_linked() -> None:
    """The same content under two ids ends in one cluster; nothing is lost."""
    values = [hashed(n) for n in range(6)]
    found = link([incident("first", *values), incident("second", *values), *crowd(100)])
    assert found.clusters["first"] == found.clusters["second"]


def test_two_incidents_with_one_id_are_refused() -> None:
    """Which of them is meant is for the caller to say."""
    with pytest.raises(ValueError, match="two incidents have the id 'a'"):
        link([incident("a", hashed(1)), incident("a", hashed(2))])


def test_no_date_no_values_no_incidents_are_all_answered() -> None:
    """An empty incident is alone, an empty set is an empty answer."""
    assert link([]).clusters == {}
    found = link([incident("a", on=None), incident("b", hashed(1), on=None), *crowd(3)])
    assert len(set(found.clusters.values())) == 5


def test_ten_thousand_observables_link_only_by_what_is_rare() -> None:
    """A huge incident is neither refused nor does it draw others in by chance."""
    huge = incident("huge", *(("ipv4", f"93.{n // 200}.{n % 200}.7") for n in range(10_000)))
    found = link([huge, incident("small", ("ipv4", "93.3.3.9"), hashed(20_000), on="2026-06-01"), *crowd(50)])
    assert found.clusters["huge"] != found.clusters["small"]


def test_distance_in_time_and_disagreement_speak_against_a_link() -> None:
    """Later, elsewhere and otherwise each take points away."""
    near = link([incident("a", hashed(1)), incident("b", hashed(1)), *crowd(50)])
    far = link([incident("a", hashed(1)), incident("b", hashed(1), on="2019-01-01"), *crowd(50)])
    said = link(
        [incident("a", hashed(1), sectors=("gas",)), incident("b", hashed(1), sectors=("water",)), *crowd(50)]
    )

    def points(found: object) -> int:
        return sum(c.points for c in contributions(found.profiles["a"], found.profiles["b"], found.weights))

    assert points(far) < points(near)
    assert points(said) < points(near)


def test_importing_linking_does_not_import_the_engine() -> None:
    """The command line starts without DuckDB and Arrow."""
    code = "import sys, sekisho.linking; sys.exit('duckdb' in sys.modules or 'pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
