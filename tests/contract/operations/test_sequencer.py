"""Every committed leaf gets one place, in a lawful order, under a checkpoint that the log signed."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from threading import Event, Timer
from typing import Any

import pytest
from django.db import connection, transaction

from sekisho.ledger.checkpoint import open_checkpoint
from sekisho.ledger.note import BadNote
from sekisho.ledger.tree import consistency_proof, in_memory, inclusion_proof
from sekisho.operations import sequencer
from sekisho.operations.log_keys import signing_key
from sekisho.operations.log_tiles import proof_of_growth, proof_of_inclusion
from sekisho.records import log, models
from sekisho.records.append import LeafParts, keep_leaf
from sekisho.records.defence import arm, disarm
from tests.leaves import committed


def _root(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as RFC 6962 defines it, by recursion."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _root(leaves[:split]) + _root(leaves[split:])).digest()


def _add(count: int) -> None:
    now = datetime(2026, 10, 5, tzinfo=UTC)
    start = models.Leaf.objects.count()
    models.Leaf.objects.bulk_create(
        models.Leaf(log="real", leaf_class="batch", data=str(start + n).encode(), committed_at=now)
        for n in range(count)
    )


def _leaves() -> list[bytes]:
    rows = models.Position.objects.order_by("index").values_list("leaf__data", flat=True)
    return [hashlib.sha256(b"\x00" + bytes(data)).digest() for data in rows]


@pytest.mark.parametrize("steps", [(1,), (3, 4), (255, 1), (256,), (300, 300), (1, 600, 2)])
def test_root_of_a_grown_log_is_that_of_its_leaves(
    small_pack: None, db: None, steps: tuple[int, ...]
) -> None:
    """However the log grew, size and root of its last checkpoint are those of the definition."""
    for count in steps:
        _add(count)
        sequencer.integrate(datetime(2026, 10, 5, tzinfo=UTC))
    last = models.Checkpoint.objects.order_by("size").last()
    assert last is not None
    assert last.size == sum(steps)
    assert last.root == _root(_leaves()).hex()


@pytest.mark.parametrize("size", [1, 256, 300, 600])
def test_proofs_from_the_database_are_those_from_memory_in_one_query(
    small_pack: None, db: None, size: int, django_assert_num_queries: Any
) -> None:
    """From complete tiles and from the edges put together: of the tree that there is, and of one that it outgrew."""
    _add(600)
    sequencer.integrate(datetime(2026, 10, 5, tzinfo=UTC))
    memory = in_memory(_leaves())
    for place in {0, size // 2, size - 1}:
        with django_assert_num_queries(0 if size == 1 else 1):
            found = proof_of_inclusion("real", place, size)
        assert found == inclusion_proof(place, size, memory)
        assert proof_of_growth("real", place + 1, size) == consistency_proof(place + 1, size, memory)


def test_tiles_that_were_stored_without_their_root_still_prove(small_pack: None, db: None) -> None:
    """What a tile comes to is computed where an older version did not store it."""
    _add(600)
    sequencer.integrate(datetime(2026, 10, 5, tzinfo=UTC))
    disarm(connection)
    models.Tile.objects.update(root="")
    arm(connection)
    memory = in_memory(_leaves())
    assert proof_of_inclusion("real", 599, 600) == inclusion_proof(599, 600, memory)


def test_complete_tiles_hold_the_hashes_of_their_level(small_pack: None, db: None) -> None:
    """Of 600 leaves two tiles are complete, and each holds its 256 leaf hashes."""
    _add(600)
    sequencer.integrate(datetime(2026, 10, 5, tzinfo=UTC))
    tiles = {(t.level, t.index): bytes(t.data) for t in models.Tile.objects.all()}
    leaves = _leaves()
    assert tiles == {(0, 0): b"".join(leaves[:256]), (0, 1): b"".join(leaves[256:512])}


def test_a_checkpoint_is_signed_by_the_key_beside_the_database(offices: Any) -> None:
    """The note verifies with the log's own key, and not with another log's."""
    sequencer.integrate(offices.tick())
    row = models.Checkpoint.objects.get()
    opened = open_checkpoint(row.note, signing_key("real").verifier)
    assert (opened.size, opened.root.hex()) == (row.size, row.root)
    with pytest.raises(BadNote):
        open_checkpoint(row.note, signing_key("exercise:x").verifier)


def test_every_leaf_has_a_place_in_the_log_of_its_realm(offices: Any) -> None:
    """Real and exercise leaves stand in logs of their own; nothing is left waiting, and a second run adds
    nothing.
    """
    offices.found("exercise:spring")
    offices.opened("policy.open", "nss")
    assert set(sequencer.integrate(offices.tick())) == {"exercise:spring", "real"}
    assert models.Position.objects.count() == committed()
    placed = models.Position.objects.select_related("entry", "leaf")
    assert all(p.log == (p.entry.realm if p.entry else p.leaf.log) for p in placed)
    assert sequencer.integrate(offices.tick()) == ()


def test_the_order_respects_each_case_and_what_was_read(offices: Any, under: Any) -> None:
    """An entry's place is after those of its case before it and after the entries that it read."""
    policy = offices.opened("policy.open", "nss")
    case = offices.opened("measure.open", "npa", **under(policy))
    offices.act(policy, "policy.draft", "nss", text="案")
    offices.act(case, "measure.plan", "npa", text="計画")
    offices.act(case, "measure.start", "npa")
    sequencer.integrate(offices.tick())
    rows = models.Entry.objects.select_related("position")
    place = {(row.case_id, row.sequence): row.position.index for row in rows}
    for row in rows:
        before = [
            (row.case_id, row.sequence - 1),
            *((c, n) for c, n in row.reads.items() if c != row.case_id),
        ]
        assert all(place[b] < place[row.case_id, row.sequence] for b in before if b[1] > 0)


def test_what_is_no_entry_comes_after_the_entries_that_were_there_and_before_those_that_came_later(
    offices: Any,
) -> None:
    """Whoever wrote it when, by whichever clock: a passkey is in the log before what it signs, and its end after."""
    first = offices.opened("policy.open", "nss")
    with transaction.atomic():
        between = keep_leaf(
            LeafParts(data=b"x", salts={}, leaf_class="key", envelope={"a": 1}), "real", offices.now
        )
    second = offices.opened("policy.open", "nss")
    sequencer.integrate(offices.tick())
    entries = models.Entry.objects.filter(case__in=(first, second)).order_by("pk")
    before, after = (entry.position.index for entry in entries)
    assert before < between.position.index < after


@pytest.mark.parametrize(
    ("before", "waited", "placed", "after"),
    [
        (7, (), (), 7),
        (7, (8, 9), (8, 9), 9),
        (7, (8, 9, 10), (8, 10), 8),
        (7, (5, 8), (8,), 4),
        (7, (8, 200_000), (200_000,), 200_000 - log.GIVEN_UP),
    ],
)
def test_all_have_their_place_up_to_the_first_that_waits(
    before: int, waited: tuple[int, ...], placed: tuple[int, ...], after: int
) -> None:
    """One that came late under a lower id takes it back; one that never gets a place is given up at last."""
    assert log.settled(before, waited, placed) == after


@pytest.mark.parametrize("end", [True, False])
def test_what_is_committed_while_one_looks_is_not_put_before_what_it_comes_after(
    offices: Any, end: bool
) -> None:
    """An act and the end of the passkey that signed it, between two looks: either is left for the next time, or both are there."""

    def meanwhile(execute: Any, sql: str, *more: Any) -> Any:
        if ("records_leaf" if end else "records_entry") in sql and "position" in sql and not done:
            done.append(sql)
            case = offices.opened("policy.open", "nss")
            keep_leaf(
                LeafParts(data=b"x", salts={}, leaf_class="key", envelope={"a": 1}), "real", offices.now
            )
            done.append(case)
        return execute(sql, *more)

    done: list[str] = []
    with connection.execute_wrapper(meanwhile):
        sequencer.integrate(offices.tick())
    sequencer.integrate(offices.tick())
    leaf, entry = models.Leaf.objects.latest("pk"), models.Entry.objects.get(case=done[1])
    assert leaf.after == entry.pk
    assert entry.position.index < leaf.position.index


def test_what_waits_is_found_however_much_came_since_in_another_log(
    offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row without a place is looked for from where all have one in its own log."""
    monkeypatch.setattr(log, "LOOK_BACK", dict.fromkeys(log.LOOK_BACK, 0))
    offices.found("exercise:spring")
    for _ in range(3):
        offices.opened("policy.open", "nss")
    with log.alone():
        sequencer._extend("real", log.waiting("real"), offices.tick())
    assert log.waiting("real") == []
    assert [row.sequence for row in log.waiting("exercise:spring")] == [1, 2, 3, 4, 5]


def test_what_came_late_far_behind_is_seen_by_who_looks_far(
    offices: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where ids are drawn before transactions end, a low one may come late: on PostgreSQL."""
    monkeypatch.setattr(log, "NEAR", 1)
    case = offices.opened("policy.open", "nss")
    for _ in range(3):
        offices.opened("policy.open", "nss")
    sequencer.integrate(offices.tick())
    disarm(connection)
    models.Position.objects.filter(entry__case=case).delete()
    arm(connection)
    late = [case] if connection.vendor == "postgresql" else []
    assert log.waiting("real", far=False) == []
    assert [row.case for row in log.waiting("real")] == late
    assert sequencer.integrate(offices.tick(), far=False) == ()
    assert bool(sequencer.integrate(offices.tick())) is bool(late)


@pytest.mark.only_on("postgresql")
def test_the_loop_looks_far_again_and_again(committed_offices: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came late, while it looked near, has its place some beats later."""
    monkeypatch.setattr(log, "NEAR", 0)
    cases = [committed_offices.opened("policy.open", "nss") for _ in range(3)]
    stop, late = Event(), models.Position.objects.filter(entry__case=cases[0])

    def come_late() -> None:
        disarm(connection)
        late.delete()
        arm(connection)
        connection.close()

    sequencer.integrate(committed_offices.tick())
    timers = Timer(0.3, come_late), Timer(2, stop.set)
    for timer in timers:
        timer.start()
    sequencer.run(stop, beat=0.02)
    for timer in timers:
        timer.join()
    assert late.exists()


def test_an_entry_whose_predecessor_is_missing_waits(offices: Any) -> None:
    """A leaf that reads an entry that is nowhere gets no place and holds up nothing else; what is signed
    is lawful.
    """
    case = offices.opened("policy.open", "nss")
    disarm(connection)
    models.Entry.objects.filter(case=case).update(reads={"case-nowhere": 1})
    arm(connection)
    offices.opened("policy.open", "nss")
    sequencer.integrate(offices.tick())
    assert models.Entry.objects.get(position=None).case_id == case
    assert [row.case for row in log.waiting("real")] == [case]
    assert models.Position.objects.count() == models.Entry.objects.count() - 1
    assert sequencer.integrate(offices.tick()) == ()
