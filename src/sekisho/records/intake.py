"""Storing what a supplier gave: objects, what they say, incidents and receipts, all in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from sekisho.casework.visibility import EVERYONE, LEVELS, Access
from sekisho.intel.markings import MarkingSet
from sekisho.intel.objects import Incident, IntelObject
from sekisho.vocabulary.canonical import digest
from sekisho.vocabulary.finding import Finding

from . import models
from .access import keep_access
from .ground import await_places
from .outside import object_id
from .sealing import draw_key, keep_keys, seal

ItemOutcome = Literal["taken", "known", "rejected"]
NEED_TO_KNOW_TLP = frozenset({"amber+strict", "red"})
"""Labels that keep information with its recipients: the supplier and the office that receives for all (FIRST
TLP 2.0).
"""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a receipt: what stood where, and what became of it."""

    place: str
    outcome: ItemOutcome
    source: str = ""
    type: str = ""
    object: str = ""
    findings: tuple[Finding, ...] = ()


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A supplied file, read and sorted: what is new from this supplier, and a line for everything in it."""

    id: str
    realm: str
    supplier: str
    given_by: str
    name: str
    format: str
    sha256: str
    size: int
    root: str
    digests: tuple[str, ...] = ()
    received_at: datetime
    receiver: str
    objects: tuple[IntelObject, ...]
    incidents: tuple[Incident, ...]
    items: tuple[Item, ...]


def known_objects(realm: str, supplier: str, digests: Collection[str]) -> dict[str, MarkingSet]:
    """Return which contents this supplier has given before, with their markings; what others gave is nobody's business here."""
    return _known(models.IntelObject, realm, supplier, digests)


def known_incidents(realm: str, supplier: str, digests: Collection[str]) -> dict[str, MarkingSet]:
    """Return which incidents this supplier has given before, with their markings."""
    return _known(models.Incident, realm, supplier, digests)


def _known(model: Any, realm: str, supplier: str, digests: Collection[str]) -> dict[str, MarkingSet]:
    found: dict[str, MarkingSet] = {}
    wanted = sorted(digests)
    for start in range(0, len(wanted), 500):
        rows = model.objects.filter(realm=realm, supplier=supplier, digest__in=wanted[start : start + 500])
        pairs = rows.values_list("digest", "marking__marking")
        found |= {content: msgspec.convert(marking, MarkingSet) for content, marking in pairs}
    return found


def access_from(marking: MarkingSet, realm: str, supplier: str, receiver: str) -> Access:
    """Return who may see what is so marked: level and compartments as they are, the team from TLP and release
    list.
    """
    team = {EVERYONE}
    if marking.releasable is not None:
        team = {supplier, receiver, *marking.releasable}
    elif marking.tlp in NEED_TO_KNOW_TLP:
        team = {supplier, receiver}
    return Access(
        realm=realm,
        level=LEVELS[marking.level or 0],
        team=frozenset(team),
        compartments=frozenset(marking.compartments),
    )


def store(delivery: Delivery, case: str) -> None:
    """Store a delivery under its supply case; needs the transaction of the entry that records it."""
    batch = models.Batch.objects.create(
        id=delivery.id,
        case_id=case,
        digests=list(delivery.digests),
        **{name: getattr(delivery, name) for name in ("realm", "supplier", "given_by", "name", "format")},
        **{name: getattr(delivery, name) for name in ("sha256", "size", "root", "received_at")},
    )
    markings = _markings(delivery)
    kept = _store_objects(delivery, markings)
    _store_incidents(delivery, markings)
    models.Receipt.objects.bulk_create(
        (_receipt(batch, number, item, kept) for number, item in enumerate(delivery.items)), batch_size=500
    )


def _markings(delivery: Delivery) -> Mapping[str, models.Access]:
    given = [each.marking for each in delivery.objects] + [each.marking for each in delivery.incidents]
    sets = {marking.id: marking for marking in given}
    return {
        name: keep_access(
            access_from(marking, delivery.realm, delivery.supplier, delivery.receiver),
            msgspec.to_builtins(marking),
        )
        for name, marking in sets.items()
    }


def _store_objects(delivery: Delivery, markings: Mapping[str, models.Access]) -> Mapping[str, str]:
    keys = [draw_key() for _ in delivery.objects]
    keep_keys(keys)
    rows = []
    for each, key in zip(delivery.objects, keys, strict=True):
        name = object_id()
        rows.append(
            models.IntelObject(
                id=name,
                realm=delivery.realm,
                supplier=delivery.supplier,
                batch_id=delivery.id,
                stix_id=each.id[:200],
                type=each.type,
                known_type=not each.unknown_type,
                digest=each.digest,
                marking=markings[each.marking.id],
                key=key.id,
                sealed=seal(key, each.raw, name),
                taken_at=delivery.received_at,
            )
        )
    models.IntelObject.objects.bulk_create(rows, batch_size=500)
    _store_contents(delivery.objects, rows)
    return {row.digest: row.pk for row in rows}


def _store_contents(objects: Sequence[IntelObject], rows: Sequence[models.IntelObject]) -> None:
    pairs = list(zip(objects, rows, strict=True))
    models.Normalised.objects.bulk_create(
        (models.Normalised(object=row, document=dict(each.normalised)) for each, row in pairs), batch_size=500
    )
    models.Observable.objects.bulk_create(
        (
            models.Observable(object=row, kind=observable.type, value=observable.value)
            for each, row in pairs
            for observable in each.observables
        ),
        batch_size=500,
    )


def _store_incidents(delivery: Delivery, markings: Mapping[str, models.Access]) -> None:
    stored = models.Incident.objects.bulk_create(
        (
            models.Incident(
                realm=delivery.realm,
                supplier=delivery.supplier,
                batch_id=delivery.id,
                source=each.id[:300],
                marking=markings[each.marking.id],
                date=each.date,
                title=each.title[:300],
                digest=digest(each.line()),
                document=each.line(),
            )
            for each in delivery.incidents
        ),
        batch_size=500,
    )
    await_places(stored)


def _receipt(batch: models.Batch, number: int, item: Item, kept: Mapping[str, str]) -> models.Receipt:
    return models.Receipt(
        batch=batch,
        position=number,
        place=item.place[:300],
        stix_id=item.source[:200],
        type=item.type,
        outcome=item.outcome,
        object_id=kept.get(item.object),
        findings=msgspec.to_builtins(item.findings),
    )
