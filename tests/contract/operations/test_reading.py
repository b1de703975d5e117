"""Reads of what is marked are on record before the answer goes out, and in the log within a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from sekisho.casework.visibility import Access, Viewer
from sekisho.ledger import verify
from sekisho.ledger.batch import batch_root
from sekisho.operations import sequencer
from sekisho.operations.export_log import hand_out
from sekisho.operations.leaves import read_digest
from sekisho.operations.reading import BATCH, REPEATED, Shown, Unrecorded, batch_reads, note_reads
from sekisho.records import models
from sekisho.records.access import keep_access
from sekisho.records.reads import batch_of, reads
from tests.leaves import waiting

SECRET = Access(team=frozenset({"npa"}))


def note(now: datetime, *subjects: str, access: Access = SECRET, person: str = "person-one") -> None:
    viewer = Viewer(person=person, offices=frozenset({"npa"}))
    note_reads(viewer, "npa_official", [Shown("case", each, access) for each in subjects], now)


@pytest.mark.parametrize(
    ("access", "kept"),
    [
        (Access(), 0),
        (Access(level="confidential_2"), 1),
        (Access(compartments=frozenset({"c"})), 1),
        (SECRET, 1),
    ],
)
def test_what_is_marked_is_on_record_and_what_is_open_is_not(offices: Any, access: Access, kept: int) -> None:
    """A level, a compartment or a team makes a thing marked."""
    note(offices.tick(), "case-one", access=access)
    assert models.ReadRecord.objects.count() == kept


def test_reading_again_within_a_minute_is_one_read(offices: Any) -> None:
    """By the same person, of the same thing, in the same name; any difference is a read of its own."""
    now = offices.tick()
    note(now, "case-one", "case-one", "case-two")
    note(now + REPEATED / 2, "case-one", "case-three")
    note(now + REPEATED / 2, "case-one", person="person-two")
    note(now + REPEATED, "case-one")
    read = [(row.person, row.subject) for row in models.ReadRecord.objects.order_by("pk")]
    one, two = "person-one", "person-two"
    assert read == [
        (one, "case-one"),
        (one, "case-two"),
        (one, "case-three"),
        (two, "case-one"),
        (one, "case-one"),
    ]


def test_who_read_a_thing_and_what_a_person_read_can_be_asked(offices: Any) -> None:
    """The newest first; of one realm alone."""
    now = offices.tick()
    note(now, "case-one")
    note(now + timedelta(minutes=5), "case-one", "case-two", person="person-two")
    assert [row.person for row in reads("real", subjects=["case-one"])] == ["person-two", "person-one"]
    assert [row.subject for row in reads("real", person="person-one")] == ["case-one"]
    assert reads("real", since=now + timedelta(minutes=1)).count() == 2
    assert not reads("exercise:spring").exists()


def test_reads_wait_at_most_half_a_minute_for_their_leaf(offices: Any) -> None:
    """Many reads cost one leaf for each realm, which the next checkpoint holds."""
    now, before = offices.tick(), models.Leaf.objects.count()
    note(now, "case-one")
    note(now + timedelta(seconds=20), "case-two")
    assert batch_reads(now + BATCH - timedelta(seconds=1)) == 0
    assert batch_reads(now + BATCH) == 2
    assert batch_reads(now + 2 * BATCH) == 0
    assert models.Leaf.objects.count() == before + 1
    sequencer.integrate(now + BATCH)
    assert waiting() == 0


def test_a_batch_of_reads_tells_neither_person_nor_subject(offices: Any) -> None:
    """In clear the leaf says that it is one of reads; opened, how many and from when on."""
    now = offices.tick()
    note(now, "case-one", "case-two")
    batch_reads(now + BATCH)
    leaf = models.Leaf.objects.get(leaf_class="read")
    assert set(leaf.envelope) == {"root", "size", "from", "recorded_at"}
    assert b"case-one" not in bytes(leaf.data)


def test_a_single_read_is_proved_by_its_batch(offices: Any) -> None:
    """Its digest stands in the batch whose root the leaf commits to; without the salt it cannot be guessed."""
    now = offices.tick()
    note(now, "case-one", "case-two", "case-three")
    first = models.ReadRecord.objects.order_by("pk").first()
    assert first is not None
    assert batch_of(first.pk) is None
    batch_reads(now + BATCH)
    leaf, batch = batch_of(first.pk) or (None, [])
    assert leaf is not None
    assert batch[0].id == first.pk
    assert batch_root([read_digest(each) for each in batch]).hex() == leaf.envelope["root"]
    assert len({each.salt for each in batch}) == 3


def test_an_export_is_among_the_reads_of_the_log_that_it_hands_out(offices: Any, tmp_path: Path) -> None:
    """The export is written down first, and what is handed out verifies with it."""
    offices.opened("measure.open", "npa")
    hand_out(tmp_path / "out", "os:operator", offices.tick())
    kept = models.ReadRecord.objects.get(kind="export")
    assert (kept.person, kept.subject) == ("os:operator", "real")
    leaf, _ = batch_of(kept.pk) or (None, [])
    assert leaf is not None
    assert (
        bytes(leaf.data) in (tmp_path / "out" / "tile" / "entries" / "000.p" / _width(tmp_path)).read_bytes()
    )
    assert verify.main([str(tmp_path / "out")]) == verify.OWN_POLICY


def _width(folder: Path) -> str:
    return (folder / "out" / "checkpoint").read_text().split("\n")[1]


@pytest.fixture
def full(db: None) -> Any:
    """Lets the database refuse the next reads, as a full disk does."""

    def fill() -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE records_readrecord RENAME TO records_readrecord_away")

    return fill


def test_a_read_that_cannot_be_written_is_said_and_not_passed_over(offices: Any, full: Any) -> None:
    """The caller learns of it before anything was handed out."""
    full()
    with pytest.raises(Unrecorded):
        note(offices.tick(), "case-one")


def test_a_page_is_not_shown_where_its_read_cannot_be_recorded(
    offices: Any, full: Any, client: Client
) -> None:
    """The person is told why, in both languages, and sees nothing of the case; otherwise the read is on record."""
    case = offices.opened("measure.open", "npa")
    models.Case.objects.filter(pk=case).update(access=keep_access(SECRET))
    client.force_login(offices.people["npa_official"])
    assert client.get(f"/case/{case}/").status_code == 200
    row = models.ReadRecord.objects.get(kind="case")
    assert (row.person, row.act_of, row.subject) == (offices.person("npa"), "npa_official", case)
    full()
    answer = client.get(f"/case/{case}/")
    assert answer.status_code == 503
    said = answer.content.decode()
    assert "閲覧を記録できない" in said
    assert "could not be put on record" in said
    assert "measure.open" not in said


def test_a_page_about_another_case_records_the_facts_read_in_it(
    offices: Any, client: Client, under: Any
) -> None:
    """A measure under a marked policy shows facts of the policy: that is a read of the policy."""
    policy = offices.opened("policy.open", "nss")
    models.Case.objects.filter(pk=policy).update(access=keep_access(SECRET))
    case = offices.opened("measure.open", "npa", **under(policy))
    client.force_login(offices.people["npa_official"])
    assert client.get(f"/case/{case}/").status_code == 200
    assert {row.subject for row in models.ReadRecord.objects.all()} == {case, policy}
