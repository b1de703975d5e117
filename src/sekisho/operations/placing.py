"""Placing: what was taken in finds its candidate at once, with the answer of a rebuild in the same epoch.

Each process keeps the placing of a realm and goes on from it. It starts anew where another epoch is in force, where the
values excluded by people are others, or where an incident is there no more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

import msgspec
from django.db import DatabaseError, InterfaceError, transaction

from sekisho.intel.objects import Incident
from sekisho.linking.decided import Constraints, without
from sekisho.linking.keys import Key
from sekisho.linking.placing import Placing
from sekisho.linking.profile import profiles_of
from sekisho.records.candidates import incidents_placed
from sekisho.records.epochs import current_epoch, epoch_in
from sekisho.records.judgements import constraints_of
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL

from .linking import Run, keep

logger = logging.getLogger(__name__)


class Held(msgspec.Struct):
    """The placing of a realm as this process has it: in which epoch (id), without which keys, of which incidents."""

    epoch: str
    excluded: frozenset[Key]
    placing: Placing
    incidents: dict[str, Incident]


_held: dict[str, Held] = {}
_one_at_a_time = Lock()


def place_soon(now: datetime, realm: str = REAL) -> None:
    """Place after something was recorded. What is recorded stays recorded: where the database fails now, it is written
    to the server's log, and the next placing or run makes up for it, since it takes every incident that has no place.
    """
    try:
        place(now, realm)
    except (DatabaseError, InterfaceError):
        _held.pop(realm, None)  # it may have gone on further than what is stored
        logger.exception("incidents of %s wait for their place", realm)


@assessing()
def place(now: datetime, realm: str = REAL) -> Run | None:
    """Place every incident that has no place yet and keep what became of the candidates, under what people decided.

    ``None`` where no epoch is open: the first run of linking opens it. Of the candidates only those that are new or weigh
    otherwise are explained.
    """
    with up_to_date(realm) as placed:
        if placed is None:
            return None
        held, decided = placed
        return keep(held.placing.linking(held.incidents, decided), now, realm)


@contextmanager
def up_to_date(realm: str) -> Iterator[tuple[Held, Constraints] | None]:
    """Give the placing of every incident of a realm, and what people decided there; ``None`` where no epoch is open.

    1. Lock the epoch: whoever else places or rebuilds in the realm waits.
    2. Go on from the placing held, or start anew.
    """
    with _one_at_a_time, transaction.atomic():
        row = current_epoch(realm)  # 1
        if row is None:
            yield None
            return
        decided = constraints_of(realm)
        held = _held.get(realm)  # 2
        if held is None or (held.epoch, held.excluded) != (row.pk, decided.excluded):
            held = Held(row.pk, decided.excluded, Placing(epoch_in(row)), {})
        new, lost = incidents_placed(realm, held.incidents.keys())
        if lost:
            held = Held(row.pk, decided.excluded, Placing(epoch_in(row)), {})
            new, _ = incidents_placed(realm, ())
        _held[realm] = held
        for profile in without(profiles_of(new), decided.excluded):
            held.placing.add(profile)
        held.incidents |= {each.id: each for each in new}
        yield held, decided
