"""Setting up an installation: tables, keys, and the register's first entries, before which nobody may do
anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from sekisho.casework.assessment import judge
from sekisho.casework.entry import Entry, Evidence, Intent
from sekisho.casework.register import FOUNDING
from sekisho.law.pack import Pack
from sekisho.records.defence import unarmed
from sekisho.records.outside import draw
from sekisho.records.roles import grant_again
from sekisho.records.sealing import make_master_key
from sekisho.records.second_wall import unguarded
from sekisho.records.upkeep import Behind, behind, migrate_forward, one_at_a_time, owns, refresh_statistics
from sekisho.records.world import REAL, Loaded, register_cases

from .act import NONCE_BYTES, load_for
from .pack_in_force import keep_edition, pack_in_force
from .writing import write_entry


class Undefended(RuntimeError):
    """Triggers that keep the record append-only, or policies of the second wall, are missing; the message names them."""


class FirstAppointment(msgspec.Struct, frozen=True):
    """A person who holds a post from the beginning; later ones are appointed through the gate."""

    person: str
    post: str
    since: datetime | None = None


def initialise() -> None:
    """Make an installation ready to be used; repeating it does no harm.

    1. Bring the tables up to date, and check that the record is defended. Raises ``Undefended`` if it is not,
       and ``Behind`` where they are not up to date and the role connected does not own them.
    2. Make the keys that live beside the database.
    3. Load the pack, so that a defect of it shows now, and keep its text. Raises ``law.loading.Unloadable``.
    4. Let the database look at how its tables have grown.
    """
    migrate()  # 1
    missing = unarmed(connection) + unguarded(connection)
    if missing:
        raise Undefended(", ".join(missing))
    make_master_key()  # 2
    keep_edition()  # 3
    refresh_statistics()  # 4


def migrate() -> None:
    """Bring the tables up to date, where they are not: one process at a time, as their owner.

    Raises ``Behind``, and ``Busy`` where others would not let go of a table.
    """
    if not behind():
        return
    if not owns():
        raise Behind(", ".join(behind()))
    with one_at_a_time():
        migrate_forward()
        if connection.vendor == "postgresql":
            grant_again(connection)


def found_register(
    first: Iterable[FirstAppointment],
    recorded_by: str,
    now: datetime,
    instrument: str,
    office: str = "cas",
    realm: str = REAL,
) -> str:
    """Open the register of a realm with its first appointments, and return its case; a realm is founded only
    once.

    Nobody is entitled before there is a register. These entries say so: they are by virtue of ``founding``,
    name the ``instrument``, and keep the hash of the verdict by which the gate would have refused them.
    """
    present = register_cases(realm)
    if present:
        return present[0]
    case, evidence = draw("case"), (Evidence(number=instrument),)
    found: list[tuple[str, Mapping[str, Any]]] = [("register.open", {})]
    found += [("register.appoint", _particulars(each, now)) for each in first]
    for step, particulars in found:
        intent = Intent(case=case, step=step, act_of=office, particulars=particulars, nonce=_nonce())
        _enter(pack_in_force(), load_for(pack_in_force(), intent, realm), intent, recorded_by, now, evidence)
    return case


def _nonce() -> str:
    return secrets.token_hex(NONCE_BYTES)


def _particulars(first: FirstAppointment, now: datetime) -> Mapping[str, Any]:
    since = first.since or now
    return {"person": first.person, "post": first.post, "from": since.isoformat()}


def _enter(
    pack: Pack, loaded: Loaded, intent: Intent, person: str, now: datetime, evidence: tuple[Evidence, ...]
) -> None:
    case = loaded.world.cases[intent.case]
    verdict = judge(pack, loaded.world, intent, person, now, now)
    entry = Entry(
        intent=intent,
        sequence=case.sequence + 1,
        previous=case.head,
        happened_at=now,
        recorded_at=now,
        recorded_by=person,
        by_virtue_of=FOUNDING,
        verdict=verdict.hash,
        pack=pack.hash,
        reads=verdict.reads,
        evidence=evidence,
        realm=case.realm,
    )
    moved = write_entry(pack, loaded, entry)
    if moved is not None:
        raise RuntimeError(f"the register of {case.realm} is being founded by somebody else: {moved.cases}")
