"""Material for the tests of the record: cases and entries made by hand, valid in form, without any procedure
in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from sekisho.casework.entry import GENESIS, Entry, Intent
from sekisho.casework.visibility import Access
from sekisho.records.append import Opening, Write, append
from sekisho.records.defence import arm, disarm
from sekisho.records.locking import Seen
from sekisho.records.outside import draw
from sekisho.records.sealing import Key, draw_key

NOON = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
PACK = "a" * 64


class Material:
    """Makes entries and what an act writes for them."""

    noon = NOON

    def entry(self, case: str, previous: Entry | None = None, **particulars: str) -> Entry:
        """An entry that follows ``previous``, or opens the case."""
        sequence = previous.sequence + 1 if previous else 1
        step = "measure.plan" if previous else "measure.open"
        intent = Intent(case=case, step=step, act_of="npa", particulars=particulars, nonce=draw("nonce"))
        return Entry(
            intent=intent,
            sequence=sequence,
            previous=previous.hash if previous else GENESIS,
            happened_at=NOON + timedelta(minutes=sequence),
            recorded_at=NOON + timedelta(minutes=sequence),
            recorded_by="person-one",
            by_virtue_of="appointment-one",
            verdict="b" * 64,
            pack=PACK,
        )

    def write(self, made: Entry, key: Key, seen: dict[str, Seen] | None = None, **more: Any) -> Write:
        """What an act writes for an entry; a first entry opens its case."""
        opens = made.sequence == 1
        return Write(
            entry=made,
            key=key,
            leaf=b"leaf of " + made.hash.encode(),
            seen={made.case: Seen(made.previous)} if seen is None else seen,
            opening=Opening(kind="measure", pack=PACK, access=Access(realm="real")) if opens else None,
            **more,
        )

    def opened(self) -> tuple[Entry, Key]:
        """Open a new case and return its first entry and its key."""
        key = draw_key()
        first = self.entry(draw("case"), title="措置")
        assert append(self.write(first, key)) is None
        return first, key


@pytest.fixture
def material() -> Material:
    """Makes entries and writes."""
    return Material()


@pytest.fixture
def _armed_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        arm(connection)


@pytest.fixture
def committed(_armed_again: None, transactional_db: None) -> Iterator[None]:
    """A database in which transactions really commit; it is emptied afterwards, for which the triggers step
    aside.
    """
    yield
    disarm(connection)
