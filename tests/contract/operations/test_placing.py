"""What arrives one after another stands in the database as a rebuild in the same epoch would have it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from sekisho.linking.ground import groups_in
from sekisho.linking.parameters import default_parameters
from sekisho.linking.placing import Placing
from sekisho.operations import linking, placing
from sekisho.operations.epochs import open_epoch
from sekisho.operations.judging import judge, take_back
from sekisho.operations.links import left_alone
from sekisho.operations.placing import place
from sekisho.records import epochs, laying, models
from sekisho.records.epochs import current_epoch
from sekisho.records.ground import StoredGround, waiting
from sekisho.records.judgements import decided_in
from sekisho.records.laying import collected, forget, laid, lay
from tests.contract.operations.rebuilding import rebuilt
from tests.contract.operations.supplied import asked, candidate_of, supply, viewer

VALUES = [f"{n:064x}" for n in range(1, 40)]


def arrive(offices: Any, start: int, count: int, draw: Random) -> None:
    """Take in incidents one at a time, each with a few values of a few months; some values are many incidents'."""
    for number in range(start, start + count):
        campaign = draw.randrange(4)
        values = {*draw.sample(VALUES[campaign * 6 : campaign * 6 + 6], 3), draw.choice(VALUES)}
        supply(offices, number, tuple(values), date=f"2026-0{1 + campaign}-{draw.randrange(10, 28)}")


def agrees() -> bool:
    """Whether links, clusters, keys, profiles and candidates in the database are those of a rebuild."""
    row, again = current_epoch("real"), rebuilt()
    assert row
    ground, names = StoredGround(row), sorted(again.clusters)
    near = ground.near(names)
    links = [(one, two, n) for one in sorted(near) for two, n in sorted(near[one].items()) if one < two]
    assert links == [(each.one, each.other, each.points) for each in again.links]
    assert ground.groups(names) == set(groups_in(again.machine))
    assert ground.profiles(names) == again.profiles
    kept = models.Candidate.objects.filter(superseded_at=None).prefetch_related("incidents")
    found = {(each.fingerprint, each.score, frozenset(i.pk for i in each.incidents.all())) for each in kept}
    assert found == {(each.id, each.strength, frozenset(each.members)) for each in again.candidates}
    return not waiting("real")


@pytest.mark.parametrize("seed", range(3))
def test_arrivals_one_after_another_leave_what_a_rebuild_would(
    offices: Any, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each of them, in an epoch that knows some of their values, and in the next; in parts of whatever size."""
    monkeypatch.setattr(laying, "PART", (1, 4, 2_000)[seed])
    monkeypatch.setattr(placing, "AROUND", (1, 3, 1_000)[seed])
    draw = Random(seed)
    arrive(offices, 0, 6, draw)
    linking.run(offices.tick())
    for number in range(10, 22):
        arrive(offices, number, 1, draw)
        assert agrees()
    assert models.Candidate.objects.filter(superseded_at=None).exists()
    open_epoch("more is known", "npa", viewer(offices), offices.tick())
    arrive(offices, 30, 4, draw)
    assert agrees()


def test_decisions_hold_and_go_where_arrivals_are_placed(offices: Any) -> None:
    """Joined, split, taken back: each time the candidates are those of a rebuild under what still stands."""
    draw = Random(7)
    supply(offices, 0, *[tuple(VALUES[:4])] * 3, date="2026-01-11")
    supply(offices, 5, *[tuple(VALUES[6:10])] * 2, date="2026-02-11")
    arrive(offices, 10, 4, draw)
    linking.run(offices.tick())
    one = models.Incident.objects.get(source="incident-0")
    other = candidate_of("incident-5")
    joined = judge(asked("joined", one.source, other=other), viewer(offices), offices.tick())
    assert isinstance(joined, str)
    assert agrees()
    arrive(offices, 20, 4, draw)
    assert agrees()
    take_back(joined, "two crews", "npa", viewer(offices), offices.tick())
    assert agrees()
    split = judge(asked("split", one.source, side=(one.pk,)), viewer(offices), offices.tick())
    arrive(offices, 30, 4, draw)
    assert agrees()
    take_back(split, "one crew", "npa", viewer(offices), offices.tick())
    assert agrees()


def test_a_value_excluded_and_admitted_where_it_stands_leaves_what_a_rebuild_would(
    offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is laid anew, arrivals that have the value are taken in between, and who has it is known all the while."""
    supply(offices, 0, *[tuple(VALUES[:2])] * 3, date="2026-01-11")
    supply(offices, 5, *[tuple(VALUES[6:10])] * 2, date="2026-02-11")
    linking.run(offices.tick())
    monkeypatch.setattr(placing, "laid_anew", None)
    excluded = judge(
        asked("excluded", "incident-0", key=("file_hash", VALUES[0])), viewer(offices), offices.tick()
    )
    assert isinstance(excluded, str)
    assert agrees()
    supply(offices, 10, tuple(VALUES[:2]), (VALUES[0], VALUES[6]), date="2026-01-20")
    assert agrees()
    take_back(excluded, "ours after all", "npa", viewer(offices), offices.tick())
    assert agrees()
    assert candidate_of("incident-10") == candidate_of("incident-0")


def test_an_excluded_value_that_too_many_have_is_left_to_a_rebuild(
    offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts in the size of incidents that the ground does not know to have it."""
    cap = default_parameters().frequency_cap
    supply(offices, 0, VALUES[1:4], VALUES[1:4], date="2026-01-01")
    linking.run(offices.tick())
    excluded = judge(
        asked("excluded", "incident-0", key=("file_hash", VALUES[1])), viewer(offices), offices.tick()
    )
    supply(offices, 10, *((VALUES[1], f"{900 + n:064x}") for n in range(cap)))
    again = []
    monkeypatch.setattr(placing, "laid_anew", lambda *given: again.append(given) or laid(*given))
    take_back(excluded, "ours after all", "npa", viewer(offices), offices.tick())
    assert again
    assert agrees()


def test_a_value_that_comes_to_be_everybodys_links_nothing_any_more(offices: Any) -> None:
    """The arrival that passes the cap takes the links away, and later ones leave it at that."""
    cap = default_parameters().frequency_cap
    supply(offices, 0, VALUES[1:4], VALUES[2:5], date="2026-01-01")
    linking.run(offices.tick())
    supply(offices, 10, *((VALUES[9], f"{900 + n:064x}") for n in range(cap)))
    assert agrees()
    assert candidate_of("incident-10")
    for number in (100, 101, 102):
        supply(offices, number, (VALUES[9],))
        assert agrees()
    assert not models.Candidate.objects.filter(superseded_at=None, incidents__source="incident-10").exists()


def test_an_arrival_among_too_many_is_named_and_settled_by_a_run(
    offices: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its links are kept, the candidate that stands stays as it is, and a run has both as one."""
    supply(offices, 0, *[tuple(VALUES[:4])] * 4, date="2026-01-11")
    linking.run(offices.tick())
    before = candidate_of("incident-0")
    monkeypatch.setattr(placing, "Placing", partial(Placing, part=3))
    supply(offices, 10, tuple(VALUES[:4]), date="2026-01-12")
    late = models.Incident.objects.get(source="incident-10")
    assert late.pk in caplog.text
    assert left_alone(viewer(offices)) == (late.pk,)
    assert candidate_of("incident-0") == before
    assert not late.candidates.exists()
    row = current_epoch("real")
    assert row
    assert len(StoredGround(row).near([late.pk])[late.pk]) == 4
    supply(offices, 20, (VALUES[30],))
    assert left_alone(viewer(offices)) == (late.pk,)
    linking.run(offices.tick())
    assert left_alone(viewer(offices)) == ()
    assert candidate_of("incident-0") == candidate_of("incident-10")
    assert agrees()


def test_who_was_left_is_left_no_longer_once_their_part_is_small(
    offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An excluded value that all of the part have settles it, and so does an arrival whose part has them."""
    supply(offices, 0, *[tuple(VALUES[:4])] * 4, date="2026-01-11")
    linking.run(offices.tick())
    monkeypatch.setattr(placing, "Placing", partial(Placing, part=3))
    supply(offices, 10, tuple(VALUES[:4]), date="2026-01-12")
    (late,) = left_alone(viewer(offices))
    monkeypatch.setattr(placing, "Placing", partial(Placing, part=6))
    supply(offices, 11, tuple(VALUES[:4]), date="2026-01-12")
    assert left_alone(viewer(offices)) == ()
    assert candidate_of("incident-10") == candidate_of("incident-11")
    assert agrees()
    monkeypatch.setattr(placing, "Placing", partial(Placing, part=3))
    supply(offices, 12, tuple(VALUES[:4]), date="2026-01-12")
    (left,) = left_alone(viewer(offices))
    assert left != late
    monkeypatch.setattr(placing, "Placing", partial(Placing, part=7))
    excluded = asked("excluded", "incident-0", key=("file_hash", VALUES[0]))
    assert isinstance(judge(excluded, viewer(offices), offices.tick()), str)
    assert left_alone(viewer(offices)) == ()
    assert agrees()


def test_an_arrival_looks_at_no_candidate_but_its_own(
    offices: Any, django_assert_max_num_queries: Any
) -> None:
    """The statements of one do not grow with the incidents that stand."""
    draw = Random(1)
    arrive(offices, 0, 8, draw)
    linking.run(offices.tick())
    counts = []
    for start in (100, 200):
        supply(offices, start, *((f"{start * 1000 + n:064x}",) for n in range(60)))
        with django_assert_max_num_queries(10_000) as asked_for:
            supply(offices, start + 90, (f"{start * 1000 + 999:064x}",))
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


def test_what_is_forgotten_is_on_the_ground_no_longer(offices: Any) -> None:
    """Neither profile nor key of it; the ground is laid anew without a run, and the rest is as a rebuild has it."""
    draw = Random(2)
    arrive(offices, 0, 8, draw)
    linking.run(offices.tick())
    gone = models.Incident.objects.filter(source="incident-3")
    forget(gone)
    gone.update(document={}, date=None)
    assert not models.LinkPlace.objects.filter(incident__in=gone).exists()
    assert not models.LinkGround.objects.exists()
    place(offices.tick())
    assert agrees()


def test_whom_a_run_that_was_cut_off_left_over_the_next_placing_takes_up(
    offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Candidates are kept some at a time, and around whom this is still to be done stands with the places."""
    draw = Random(5)
    arrive(offices, 0, 8, draw)
    linking.run(offices.tick())
    models.Candidate.objects.all().delete()
    row = current_epoch("real")
    assert row
    laid(row, decided_in("real"))
    assert models.LinkPlace.objects.filter(kept=False).exists()
    assert not models.Candidate.objects.exists()
    monkeypatch.setattr(placing, "AROUND", 1)
    arrive(offices, 10, 1, draw)
    assert not models.LinkPlace.objects.filter(kept=False).exists()
    assert agrees()


def test_what_changes_while_a_run_reads_is_seen_to(offices: Any) -> None:
    """Who arrives and is placed meanwhile is placed again on what was laid; a value excluded meanwhile counts no more; and where
    an incident was forgotten, or an epoch opened, nothing is laid.
    """
    draw = Random(9)
    arrive(offices, 0, 8, draw)
    linking.run(offices.tick())
    row = current_epoch("real")
    assert row
    with collected(row, decided_in("real")) as found:
        arrive(offices, 10, 4, draw)
        key = ("file_hash", next(iter(models.Incident.objects.first().document["observables"]))["value"])
        source = models.Incident.objects.first().source
        judge(asked("excluded", source, key=key), viewer(offices), offices.tick())
        assert lay(found)
    assert len(waiting("real")) == 4
    place(offices.tick())
    assert agrees()
    with collected(row, decided_in("real")) as found:
        forget(models.Incident.objects.filter(source="incident-3"))
        assert lay(found) is None
    place(offices.tick())
    assert agrees()
    with collected(row, decided_in("real")) as found:
        open_epoch("more is known", "npa", viewer(offices), offices.tick())
        assert lay(found) is None
    assert agrees()


@pytest.mark.only_on("postgresql")
def test_who_supplies_does_not_wait_for_a_run(
    committed_offices: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What they supplied is stored and waits for its place, and the run that held them up gives it one."""
    monkeypatch.setattr(epochs, "PATIENCE", "50ms")
    supply(committed_offices, 0, VALUES[1:4], date="2026-01-01")
    linking.run(committed_offices.tick())
    laying_now, stored = Event(), Event()

    def a_run() -> None:
        with transaction.atomic():
            current_epoch("real")
            laying_now.set()
            assert stored.wait(20)
            place(committed_offices.now)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(a_run)
        assert laying_now.wait(20)
        supply(committed_offices, 10, VALUES[1:4], date="2026-01-02")
        assert len(waiting("real")) == 1
        assert "wait for their place" in caplog.text
        stored.set()
        running.result()
    assert not waiting("real")
    assert candidate_of("incident-0") == candidate_of("incident-10")


def test_other_parameters_have_the_ground_laid_anew(offices: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was laid by the means of an earlier release is not gone on from."""
    draw = Random(3)
    arrive(offices, 0, 8, draw)
    linking.run(offices.tick())
    models.LinkGround.objects.update(means="of another release")
    models.LinkPair.objects.update(points=1)
    arrive(offices, 10, 1, draw)
    assert agrees()
