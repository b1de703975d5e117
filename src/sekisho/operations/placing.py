"""Placing: what was taken in finds its candidate at once, with the answer of a rebuild in the same epoch.

What an arrival needs to know is asked of the ground of its realm, which lies in the database: no process holds any of it. The
ground is laid anew where it is for another epoch or by other means, and where people exclude a value, or admit it again, that
is in too many incidents or in a connected part of too many.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

import msgspec
from django.db import DatabaseError, InterfaceError, transaction

from sekisho.linking.decided import Constraints
from sekisho.linking.keys import Key
from sekisho.linking.listing import default_listing
from sekisho.linking.parameters import default_parameters
from sekisho.linking.placing import Placed, Placing, Redone
from sekisho.linking.profile import profiles_of
from sekisho.records import models
from sekisho.records.candidates import candidates_with, incidents_named
from sekisho.records.epochs import current_epoch, wait_no_longer
from sekisho.records.ground import StoredGround, ground_of, means_of, say_kept, unkept, waiting
from sekisho.records.judgements import Decided, decided_in, excluded_by, incidents_of
from sekisho.records.laying import laid as laid_anew
from sekisho.records.listing import listing_of
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL

from .keeping import Run, keep

AROUND = 1_000
"""Incidents around which candidates are kept at a time, with all that hang together with these."""
_NOTHING = Redone(touched=frozenset(), clustered=frozenset())
logger = logging.getLogger(__name__)


class Standing(msgspec.Struct, frozen=True):
    """The ground of a realm with every incident in its place, what people decided there, and whom placing left just now to a
    rebuild.

    ``touched``: incidents around which candidates are still to be kept; who keeps them takes these out, and the rest is noted.
    """

    placing: Placing
    constraints: Constraints
    left: tuple[str, ...]
    touched: set[str]


def place_soon(now: datetime, realm: str = REAL) -> None:
    """Place after something was recorded. What is recorded stays recorded: where the database fails now, or somebody lays the
    ground and takes long, it is written to the server's log, and the next placing or that run makes up for it, since it takes
    every incident that has no place.
    """
    try:
        with transaction.atomic():
            wait_no_longer()
            place(now, realm)
    except (DatabaseError, InterfaceError):
        logger.exception("incidents of %s wait for their place", realm)


@assessing()
def place(now: datetime, realm: str = REAL) -> Run | None:
    """Place every incident that has no place yet and keep what became of the candidates, under what people decided.

    ``None`` where no epoch is open: the first run of linking opens it. Only candidates of which an incident was touched are
    looked at, and of these only those that are new or weigh otherwise are explained. Many are kept some at a time, each time in a
    transaction of its own unless one is open: others get their turn in between, and what a crash leaves over the next placing
    takes up.
    """
    runs = list(_kept(now, realm))
    if not runs:
        return None
    return Run(
        incidents=sum(each.incidents for each in runs),
        candidates=tuple(name for each in runs for name in each.candidates),
        new=tuple(name for each in runs for name in each.new),
        left=tuple(name for each in runs for name in each.left),
    )


def _kept(now: datetime, realm: str) -> Iterator[Run]:
    """Keep the candidates around the incidents for which this is still to be done, some at a time."""
    more = True
    while more:
        with up_to_date(realm) as standing:
            if standing is None:
                return
            if standing.left:
                logger.warning("%s of %s are by themselves until the next run or epoch", standing.left, realm)
            some = sorted(standing.touched)[:AROUND] or unkept(realm, AROUND)
            names, run = _keep_around(some, standing, now, realm)
            standing.touched.difference_update(names)
            say_kept(names, True)
            more = bool(standing.touched or unkept(realm, 1))
        yield msgspec.structs.replace(run, left=standing.left)


def _keep_around(
    some: Collection[str], standing: Standing, now: datetime, realm: str
) -> tuple[set[str], Run]:
    """Keep the candidates around some incidents; return all that were looked at.

    A candidate may have come to hold incidents, or cease to, by what people decided: those that stand lead to more clusters
    of the machine's, and these to more of those that stand.
    """
    names = set(some)
    while True:
        groups = standing.placing.gathered(names, standing.constraints)
        reached = names.union(*groups)
        held = candidates_with(realm, reached)
        names = reached.union(*held.values())
        if reached == names:
            break
    incidents = {each.id: each for each in incidents_named(names)}
    linking = standing.placing.linking(groups, incidents, standing.constraints)
    return names, keep(linking, now, realm, among=held.keys())


@contextmanager
def up_to_date(realm: str) -> Iterator[Standing | None]:
    """Give the ground of a realm with every incident in its place; ``None`` where no epoch is open.

    1. Lock the epoch: whoever else places or rebuilds in the realm waits.
    2. Go on from the ground as it is laid, or lay it anew.
    3. Place what waits. Candidates are ``place``'s to keep: around whom this is still to be done is noted at the end.
    """
    with transaction.atomic():
        row = current_epoch(realm)  # 1
        if row is None:
            yield None
            return
        decided = decided_in(realm)
        laid, recounted = _laid(row, decided)  # 2
        noted = (laid.decided, laid.left)
        listing, excluded = listing_of(row), decided.constraints.excluded
        placing = Placing(StoredGround(row), listing=listing, excluded=excluded)
        placed = _placed(placing, waiting(realm))  # 3
        other = set(laid.decided).symmetric_difference(decided.judgements)
        touched = recounted.touched.union(incidents_of(other), *(each.touched for each in placed.values()))
        laid.decided = list(decided.judgements)
        laid.left = _left(set(laid.left) - recounted.clustered, placed)
        left = tuple(name for name in placed if name in laid.left)
        standing = Standing(placing, decided.constraints, left, set(touched))
        yield standing
        say_kept(standing.touched, False)
        if (laid.decided, laid.left) != noted:
            laid.save(update_fields=["decided", "left"])


def _left(left: set[str], placed: Mapping[str, Placed]) -> list[str]:
    """Return who is by themselves, in order, after some were before and others were placed one after another."""
    for name, each in placed.items():
        left = left | {name} if each.left else left - each.clustered
    return sorted(left)


def _laid(row: models.LinkEpoch, decided: Decided) -> tuple[models.LinkGround, Redone]:
    """Return the ground as it is laid for what people exclude now, and what excluding had done anew just now."""
    laid = ground_of(row, _means())
    if laid is None:
        return laid_anew(row, decided), _NOTHING
    changed = frozenset[Key]()
    if set(laid.decided) != set(decided.judgements):
        changed = excluded_by(laid.decided) ^ decided.constraints.excluded
    placing, done = Placing(StoredGround(row), listing=listing_of(row)), _NOTHING
    for key in sorted(changed):
        found = placing.recount(key, excluded=key in decided.constraints.excluded)
        if found is None:
            return laid_anew(row, decided), _NOTHING
        done = Redone(touched=done.touched | found.touched, clustered=done.clustered | found.clustered)
    return laid, done


def _placed(placing: Placing, names: Collection[str]) -> dict[str, Placed]:
    """Place incidents; return where each went."""
    return {profile.id: placing.add(profile) for profile in profiles_of(incidents_named(names))}


@lru_cache(maxsize=1)
def _means() -> str:
    return means_of(default_parameters(), default_listing())
