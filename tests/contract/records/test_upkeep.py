"""Bringing a filled database up to date: writers go on, the record stays as it was, one process at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from sekisho.casework.visibility import Access
from sekisho.ledger.tree import leaf_hash
from sekisho.records import models
from sekisho.records.access import keep_access
from sekisho.records.append import append
from sekisho.records.defence import arm, disarm, unarmed
from sekisho.records.log import latest_checkpoint, waiting
from sekisho.records.second_wall import build, unguarded
from sekisho.records.upkeep import Unfit, behind, migrate_forward, one_at_a_time, owns
from tests.contract.operations.rebuilding import epoch_in

BEFORE = "0027"
"""A migration from which those that follow go forward in the tests; writers need nothing of them."""
NO_LONGER = 3.0
"""Seconds beyond which a writer would have been held up; a migration stands in line for half of one."""


class Writer:
    """Goes on writing entries to one case, in a thread of its own, and remembers the longest that one took."""

    def __init__(self, material: Any) -> None:
        self.material, self.slowest = material, 0.0
        first, self.key = material.opened()
        self.written, self._stop = [first], threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def _run(self) -> None:
        try:
            while not self._stop.is_set() or len(self.written) < 5:
                self._write()
        finally:
            connection.close()

    def _write(self) -> None:
        entry = self.material.entry(self.written[0].case, self.written[-1])
        began = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM records_person")  # as every act looks up who acts
        assert append(self.material.write(entry, self.key)) is None
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.written.append(entry)

    def lost_nothing(self) -> bool:
        """Whether every entry is in the record, and there were some."""
        kept = models.Entry.objects.filter(case=self.written[0].case).count()
        return len(self.written) >= 5 and kept == len(self.written)


@pytest.mark.only_on("postgresql")
def test_writers_go_on_while_the_tables_of_a_filled_database_are_armed_again(
    committed: None, material: Any
) -> None:
    """What every migration ends with takes its locks one table at a time: nobody is refused, and nothing is lost."""
    with Writer(material) as writer:
        for _ in range(3):
            arm(connection)
            build(connection)
    assert unarmed(connection) == unguarded(connection) == []
    assert writer.lost_nothing()


@pytest.mark.only_on("postgresql")
def test_writers_go_on_while_the_tables_of_a_filled_database_go_forward(
    committed: None, material: Any
) -> None:
    """Also where somebody reads for a while: a migration does not stand before everybody else in line for a table."""
    writer = Writer(material)
    call_command("migrate", "records", BEFORE, verbosity=0)
    assert behind()
    with writer, _reading_for(4.0):
        migrate_forward()
    assert behind() == unarmed(connection) == unguarded(connection) == []
    assert writer.lost_nothing()
    assert writer.slowest < NO_LONGER


@contextmanager
def _reading_for(seconds: float) -> Iterator[None]:
    """Hold the tables in a transaction that only reads."""
    begun = threading.Event()

    def read() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 FROM records_person, records_case, records_entry, records_leaf")
                begun.set()
                time.sleep(seconds)
        finally:
            connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    begun.wait()
    try:
        yield
    finally:
        reader.join()


@pytest.mark.django_db
def test_the_tables_are_up_to_date_and_the_tests_own_them() -> None:
    """A migrated database lacks nothing; whoever made the tables may change them."""
    assert behind() == []
    assert owns()


@pytest.mark.django_db
def test_one_process_migrates_at_a_time() -> None:
    """The lock is free again afterwards, however often it is taken."""
    for _ in range(2):
        with one_at_a_time():
            assert behind() == []


def test_the_frequencies_of_an_epoch_go_with_it_where_they_are_rows(committed: None) -> None:
    """An epoch that an earlier release opened weighs as it did."""
    call_command("migrate", "records", "0023", verbosity=0)
    try:
        _as_of("0023_passkeys_are_kept")("LinkEpoch").objects.create(
            id="epoch-0000000000000001",
            realm="real",
            number=1,
            opened_at=datetime(2026, 1, 1, tzinfo=UTC),
            incidents=9,
            frequencies=[["domain", "a.example", 4]],
        )
    finally:
        migrate_forward()
    known = epoch_in(models.LinkEpoch.objects.get())
    assert (known.incidents, known.frequencies.get(("domain", "a.example"))) == (9, 4)
    assert known.frequencies.get(("domain", "b.example")) is None
    assert unarmed(connection) == []


def test_the_leaves_of_entries_go_with_them_into_their_rows(committed: None) -> None:
    """An entry of an earlier release keeps its leaf, its place and what it read; what is no entry keeps its row."""
    with _lying_before():
        migrate_forward()
    entries = models.Entry.objects.order_by("sequence")
    assert [(bytes(row.leaf), row.reads) for row in entries] == [(b"leaf 1", {}), (b"leaf 3", {"case-b": 3})]
    placed = models.Position.objects.order_by("index").values_list(
        "index", "hash", "entry__leaf", "leaf__data"
    )
    assert [(n, each, entry and bytes(entry), leaf and bytes(leaf)) for n, each, entry, leaf in placed] == [
        (0, "1" * 64, b"leaf 1", None),
        (1, "2" * 64, None, b"leaf 2"),
    ]
    assert [each.hash for each in waiting("real")] == [leaf_hash(b"leaf 3"), leaf_hash(b"leaf 4")]
    assert latest_checkpoint("real").entries == entries[0].pk
    assert unarmed(connection) == []


def test_leaves_of_entries_with_stored_salts_stop_the_migration(committed: None) -> None:
    """They would lose them; nothing is done, what was there is there, and as defended as it was."""
    with _lying_before() as model:
        salted = model("LeafSecret").objects.create(
            leaf=model("Leaf").objects.earliest("pk"), salts={"a": "b"}
        )
        arm(connection)
        before = unarmed(connection)
        with pytest.raises(Unfit, match="1 leaves of entries have stored salts"):
            migrate_forward()
        assert behind()[0] == "records.0026_an_entrys_leaf_in_its_row"
        assert unarmed(connection) == before
        assert (model("Leaf").objects.count(), model("Position").objects.count()) == (4, 2)
        salted.delete()
        migrate_forward()
    assert behind() == unarmed(connection) == []


def test_there_is_no_way_back_to_rows_of_their_own(committed: None, material: Any) -> None:
    """It would lose the leaves of the entries that there are."""
    material.opened()
    with pytest.raises(Unfit, match="no way back"):
        call_command("migrate", "records", "0025", verbosity=0)
    migrate_forward()
    assert bytes(models.Entry.objects.get().leaf)


@contextmanager
def _lying_before() -> Iterator[Callable[[str], Any]]:
    """Tables as an earlier release left them, with its models by name: two entries and two other leaves in their turn, two of the
    four with a place.
    """
    call_command("migrate", "records", "0025", verbosity=0)
    disarm(connection)
    model, at = _as_of("0025_frequencies_are_rows"), datetime(2026, 1, 1, tzinfo=UTC)
    try:
        access = keep_access(Access(realm="real"))
        case = model("Case").objects.create(id="case-a", realm="real", opened_at=at, access_id=access.pk)
        for number in range(1, 5):
            of_entry, sequence = number % 2, (number + 1) // 2
            reads = {"case-b": 3} if number == 3 else {}
            said = {"case": "case-a", "sequence": sequence, "reads": reads} if of_entry else {}
            leaf = model("Leaf").objects.create(
                log="real", data=f"leaf {number}".encode(), hash=str(number) * 64, committed_at=at, **said
            )
            if of_entry:
                model("Entry").objects.create(
                    case=case, sequence=sequence, hash=f"{number:064}", happened_at=at, recorded_at=at, sealed=b"x",
                    realm="real",
                )  # fmt: skip
            if number <= 2:
                model("Position").objects.create(leaf=leaf, log="real", index=number - 1)
        model("Checkpoint").objects.create(log="real", size=2, root="0" * 64, note="note", signed_at=at)
        yield model
    finally:
        migrate_forward()


def _as_of(migration: str) -> Callable[[str], Any]:
    apps = MigrationExecutor(connection).loader.project_state([("records", migration)]).apps
    return lambda name: apps.get_model("records", name)
