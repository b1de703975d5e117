"""What the yearly report counts: acts of the year in Japan's time, by the legal basis they stand under."""

from __future__ import annotations

from sekisho.casework.counting import Count, counts

from .bundles import POLICY, measure, pack, played


def figures(replayed: object, year: int = 2026) -> dict[str, Count]:
    cases = replayed.world.cases.values()  # type: ignore[attr-defined]
    return {c.counter: c for c in counts(pack(), cases, year)}


def test_requests_and_approvals_are_counted_by_legal_basis() -> None:
    found = figures(played(POLICY, measure("joint_ready")))
    assert found["approval_requests"].total == found["approvals"].total == 1
    assert set(found["approvals"].split) == {"pdea_6_2", "sdf_81_3"}
    assert found["refusals"] == Count(counter="refusals", total=0)


def test_every_counter_of_the_pack_is_there_even_at_nought() -> None:
    assert list(figures(played(POLICY))) == list(pack().counters)


def test_an_act_belongs_to_the_year_it_was_done_in_in_japan() -> None:
    first_hour = {"start": "2027-01-01T00:30:00+09:00"}
    found = played(POLICY, measure(), **first_hour)
    assert figures(found, 2027)["approvals"].total == 1
    assert figures(found, 2026)["approvals"].total == 0
