"""An entry comes into the record with all that belongs to it, or nothing does."""

from __future__ import annotations

import threading
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from sekisho.casework.visibility import Access
from sekisho.records import models
from sekisho.records.append import Moved, append
from sekisho.records.board import Board, LinkLine
from sekisho.records.entries import read_entries
from sekisho.records.locking import Seen
from sekisho.records.sealing import Erased, erase_key
from sekisho.vocabulary.text import Text


@pytest.mark.django_db
def test_entries_come_back_as_they_were_written(material: Any) -> None:
    """What is read from the record equals, byte for byte in its hash, what was written."""
    first, key = material.opened()
    second = material.entry(first.case, first, text="計画")
    assert append(material.write(second, key)) is None
    assert read_entries(first.case) == (first, second)
    case = models.Case.objects.get(pk=first.case)
    assert (case.head, case.sequence) == (second.hash, 2)


@pytest.mark.django_db
def test_each_entry_has_exactly_one_leaf(material: Any) -> None:
    """It stands in the entry's row, and no salt of it is stored: the key of the case gives them again."""
    first, key = material.opened()
    append(material.write(material.entry(first.case, first), key))
    assert [bytes(row.leaf) for row in models.Entry.objects.order_by("sequence")] == [
        b"leaf of " + row.hash.encode() for row in models.Entry.objects.order_by("sequence")
    ]
    assert not models.Leaf.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_an_entry_without_a_leaf(material: Any) -> None:
    """Whoever writes it, and by whatever way."""
    first, key = material.opened()
    write = material.write(material.entry(first.case, first), key)
    with pytest.raises(IntegrityError, match="entry_has_leaf"), transaction.atomic():
        append(msgspec.structs.replace(write, leaf=b""))
    assert models.Entry.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_written_when_a_case_read_has_moved(material: Any) -> None:
    """An act that rests on a state that is gone writes no entry, no leaf, and says which case moved."""
    first, key = material.opened()
    other, other_key = material.opened()
    append(material.write(material.entry(other.case, other), other_key))
    late = material.write(
        material.entry(first.case, first),
        key,
        seen={first.case: Seen(first.hash), other.case: Seen(other.hash)},
    )
    assert append(late) == Moved((other.case,))
    assert len(read_entries(first.case)) == 1
    assert models.Entry.objects.count() == 3


@pytest.mark.django_db
def test_a_case_that_came_to_be_named_has_moved(material: Any) -> None:
    """Who asked "does any case rest on this one?" is told when one has come to, though no entry was added to
    it.
    """
    policy, policy_key = material.opened()
    measure, measure_key = material.opened()
    asked = {policy.case: Seen(policy.hash)}
    names_it = material.entry(measure.case, measure)
    board = Board(
        case=measure.case,
        title=Text("措置", "measure"),
        closed=False,
        changes_at=None,
        links=(LinkLine("under_policy", policy.case),),
        duties=(),
        steps=(),
        access=Access(),
    )
    assert append(material.write(names_it, measure_key, board=board)) is None
    assert append(material.write(material.entry(policy.case, policy), policy_key, seen=asked)) == Moved(
        (policy.case,)
    )


@pytest.mark.django_db
def test_a_case_cannot_be_opened_twice(material: Any) -> None:
    """Two acts that open one case under the same id: the second is told that the case is there already."""
    first, key = material.opened()
    again = material.entry(first.case, title="another")
    assert append(material.write(again, key)) == Moved((first.case,))


@pytest.mark.django_db
def test_what_goes_along_is_undone_with_the_entry(material: Any) -> None:
    """Where rows that go along cannot be written, the entry is not written either."""
    first, key = material.opened()

    def fail() -> None:
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        append(material.write(material.entry(first.case, first), key), fail)
    assert len(read_entries(first.case)) == 1


@pytest.mark.django_db
def test_a_database_without_the_keys_tells_nothing(material: Any) -> None:
    """The words of an entry are nowhere in the table, only sealed."""
    first, key = material.opened()
    append(material.write(material.entry(first.case, first, text="SECRET-WORDS"), key))
    assert not any(b"SECRET-WORDS" in bytes(row.sealed) for row in models.Entry.objects.all())


@pytest.mark.django_db
def test_an_erased_payload_cannot_be_opened_and_keeps_its_hashes(material: Any) -> None:
    """Erasing the key of a case leaves its chain and leaves in place, and nothing else."""
    first, key = material.opened()
    erase_key(key.id)
    with pytest.raises(Erased):
        read_entries(first.case)
    assert models.Entry.objects.get(case=first.case).hash == first.hash


def _race(writes: list[Any]) -> list[Any]:
    """Run the writes at once, each on a connection of its own, and return what became of each."""
    barrier, results = threading.Barrier(len(writes)), [None] * len(writes)

    def run(number: int) -> None:
        barrier.wait(timeout=20)
        try:
            results[number] = append(writes[number]) or "accepted"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(writes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_of_two_writers_on_one_case_one_is_accepted_and_one_told(committed: None, material: Any) -> None:
    """Two people act on one case from the same state: one entry is accepted, the other act hears which case
    moved.
    """
    first, key = material.opened()
    writes = [material.write(material.entry(first.case, first, text=str(n)), key) for n in range(2)]
    results = _race(writes)
    assert sorted(map(str, results)) == sorted(["accepted", str(Moved((first.case,)))])
    assert [e.sequence for e in read_entries(first.case)] == [1, 2]


def test_of_two_acts_on_linked_cases_only_one_passes_on_what_it_read(committed: None, material: Any) -> None:
    """Each act writes one case and rests on the other: both passing would rest on a state neither left
    behind.
    """
    first, key = material.opened()
    other, other_key = material.opened()
    seen = {first.case: Seen(first.hash), other.case: Seen(other.hash)}
    writes = [
        material.write(material.entry(first.case, first), key, seen=seen),
        material.write(material.entry(other.case, other), other_key, seen=seen),
    ]
    results = _race(writes)
    assert results.count("accepted") == 1
    assert sum(isinstance(r, Moved) for r in results) == 1
    assert models.Entry.objects.count() == 3


def test_many_writers_leave_no_gap(committed: None, material: Any) -> None:
    """Six writers that try again until they are accepted number a case's entries 1 to 7 without a gap."""
    first, key = material.opened()

    def insist(_: int) -> None:
        try:
            while True:
                last = read_entries(first.case)[-1]
                if append(material.write(material.entry(first.case, last), key)) is None:
                    return
        finally:
            connection.close()

    threads = [threading.Thread(target=insist, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [e.sequence for e in read_entries(first.case)] == list(range(1, 8))
