"""Reads of what is marked: on record before the answer goes out, and in the log within a minute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby

import msgspec
from django.db import DatabaseError, transaction

from sekisho.casework.visibility import EVERYONE, LEVELS, Access, Viewer
from sekisho.records.append import keep_leaf
from sekisho.records.log import alone
from sekisho.records.reads import LOOK_BACK, Read, keep_reads, place_reads, read_since, waiting_reads

from .leaves import reads_leaf

REPEATED = timedelta(minutes=1)
"""Within so long, the same person's reading of the same thing in the same name is one read."""
BATCH = timedelta(seconds=30)
"""How old the oldest read of a batch becomes; with a beat of the sequencer it is in the log well within 60 s."""


class Unrecorded(RuntimeError):
    """A read could not be written to the record: what was to be read is not handed out."""


class Shown(msgspec.Struct, frozen=True):
    """A thing about to be shown: its kind and id, and the access set that says whether it is marked."""

    kind: str
    subject: str
    access: Access


def marked(access: Access) -> bool:
    """Return whether a thing is held from anybody who takes part in its realm: by level, compartment or team."""
    return (
        access.level != LEVELS[0]
        or bool(access.compartments or access.emergency)
        or EVERYONE not in access.team
    )


def note_reads(viewer: Viewer, act_of: str, shown: Iterable[Shown], now: datetime) -> None:
    """Write down that a viewer is about to be shown these things; call it before anything of them goes out.

    Raises ``Unrecorded`` where it cannot be written; then nothing may be shown.

    1. Leave out what is not marked.
    2. Leave out what the same person read in the same name within the last minute.
    3. Write the rest, in one statement.
    """
    things = dict.fromkeys((each.kind, each.subject) for each in shown if marked(each.access))  # 1
    if not things:
        return
    with _recorded():
        subjects = {subject for _, subject in things}
        known = read_since(viewer.person, act_of, viewer.realm, now - REPEATED, subjects)  # 2
        keep_reads(  # 3
            Read(
                person=viewer.person,
                act_of=act_of,
                kind=kind,
                subject=subject,
                realm=viewer.realm,
                read_at=now,
            )
            for kind, subject in things
            if (kind, subject) not in known
        )


def note_read(read: Read) -> None:
    """Write down one read that is always on record, marked or not, each time: raw bytes, an export.

    Raises ``Unrecorded`` where it cannot be written; then nothing may be handed out.
    """
    with _recorded():
        keep_reads([read])


@contextmanager
def _recorded() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise Unrecorded from error


def batch_reads(now: datetime, all_waiting: bool = False) -> int:
    """Give waiting reads a leaf in the log of their realm once the oldest has waited ``BATCH``; return how many.

    ``all_waiting`` takes them however young they are, and wherever they stand, for an export that is to hold all that
    was read.
    """
    done, look_back = 0, None if all_waiting else LOOK_BACK
    while _due(waiting_reads(look_back), now, all_waiting):
        with alone():
            batch = _due(waiting_reads(look_back), now, all_waiting)
            for realm, reads in groupby(sorted(batch, key=lambda read: (read.realm, read.id)), _realm):
                _batch(realm, list(reads), now)
        done += len(batch)
    return done


def _realm(read: Read) -> str:
    return read.realm


def _due(waiting: list[Read], now: datetime, all_waiting: bool) -> list[Read]:
    oldest = min((read.read_at for read in waiting), default=now)
    return waiting if all_waiting or now - oldest >= BATCH else []


def _batch(realm: str, reads: list[Read], now: datetime) -> None:
    leaf = keep_leaf(reads_leaf(reads, realm, now), realm, now)
    place_reads(reads, leaf)
