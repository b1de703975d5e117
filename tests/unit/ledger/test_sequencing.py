"""Leaves get their places after what they rest on; what cannot is named, with the reason."""

from __future__ import annotations

from datetime import timedelta

from sekisho.ledger.sequencing import OMISSION_LIMIT, Pending, omitted, order
from tests.unit.ledger.making import START


def leaf(id: int, case: str = "", sequence: int = 0, **reads: int) -> Pending:
    return Pending(id=id, case=case, sequence=sequence, reads=reads, committed_at=START)


def codes(*pending: Pending, **placed: int) -> list[tuple[str, str]]:
    return [(each.code, each.place) for each in order(pending, placed).findings]


def test_a_case_comes_in_the_order_of_its_numbers() -> None:
    """Also where ids were drawn in another order than transactions committed."""
    assert order([leaf(1, "a", 2), leaf(2, "a", 1), leaf(3, "a", 3)], {}).ids == (2, 1, 3)


def test_an_entry_comes_after_what_it_read() -> None:
    """Across cases, and several steps deep."""
    pending = [leaf(1, "a", 1, b=2), leaf(2, "b", 2, c=1), leaf(3, "b", 1), leaf(4, "c", 1)]
    assert order(pending, {}).ids == (3, 4, 2, 1)


def test_what_is_in_the_log_already_holds_nobody_up() -> None:
    """Placed numbers count as read."""
    assert order([leaf(1, "a", 4, b=7)], {"a": 3, "b": 9}).ids == (1,)


def test_reading_its_own_case_is_no_condition_of_its_own() -> None:
    """An entry reads its case up to the number before it, or states its own; the number alone decides."""
    assert order([leaf(1, "a", 2, a=2)], {"a": 1}).ids == (1,)


def test_leaves_of_no_case_come_by_id() -> None:
    """Batches wait for nobody."""
    assert order([leaf(3), leaf(1), leaf(2, "a", 1)], {}).ids == (1, 2, 3)


def test_a_gap_is_named_and_holds_up_only_what_rests_on_it() -> None:
    """The finding says which number of which case is missing; the rest gets its place."""
    result = order([leaf(1, "a", 2), leaf(2, "b", 1, a=2), leaf(3, "c", 1)], {})
    assert result.ids == (3,)
    assert [(f.code, f.place) for f in result.findings] == [
        ("ledger.waiting", "a:2"),
        ("ledger.waiting", "b:1"),
    ]
    assert "a, number 1" in result.findings[0].message.en
    assert "第1号" in result.findings[0].message.ja


def test_a_circle_is_told_from_a_gap() -> None:
    """Entries that claim to have read one another can never be ordered: an error, not a wait."""
    assert codes(leaf(1, "a", 1, b=1), leaf(2, "b", 1, a=1)) == [
        ("ledger.circle", "a:1"),
        ("ledger.circle", "b:1"),
    ]


def test_two_entries_with_one_number_are_named() -> None:
    """Against what is placed, and among those waiting; the first one keeps its place."""
    assert codes(leaf(1, "a", 2), a=2) == [("ledger.double", "a:2")]
    result = order([leaf(1, "a", 1), leaf(2, "a", 1)], {})
    assert (result.ids, [f.code for f in result.findings]) == ((1,), ["ledger.double"])


def test_ten_thousand_in_the_worst_order_take_a_moment() -> None:
    """Reversed ids of one case: the work grows with the leaves, not with their square."""
    pending = [leaf(10_000 - n, "a", n + 1) for n in range(10_000)]
    assert order(pending, {}).ids == tuple(range(10_000, 0, -1))


def test_a_leaf_may_be_left_out_for_five_seconds_and_no_longer() -> None:
    """Exactly five seconds are still allowed."""
    at = START + OMISSION_LIMIT
    assert omitted([leaf(1)], at) == ()
    assert omitted([leaf(1)], at + timedelta(microseconds=1)) == (1,)
