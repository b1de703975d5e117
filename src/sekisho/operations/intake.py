"""Taking in what an office supplies: every object of the file gets its line on the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from django.db import IntegrityError

from sekisho.casework.entry import Entry
from sekisho.intel.objects import Incident, IntelObject, Reading
from sekisho.intel.reading import read_file
from sekisho.records.append import keep_leaf
from sekisho.records.intake import Delivery, Item, known_incidents, known_objects, store
from sekisho.records.outside import batch_id
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL
from sekisho.vocabulary.canonical import digest
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .act import UNIDENTIFIED
from .leaves import batch_leaf
from .marked import Telling, telling
from .open_case import open_case
from .outcomes import Accepted, Conflict, Invalid, Refused
from .pack_in_force import pack_in_force
from .placing import place_soon
from .scanning import inspect
from .signing import Assent

RECEIVER = "nco"
"""The office that receives information for the government as a whole (guideline, part on information
gathering).
"""
INCIDENT = "x-sekisho-incident"
"""The type written on the receipt of an incident that came as such and not as STIX objects."""
LONGEST_NAME = 300
"""Characters of a file's name."""
_NAME_TOO_LONG = Text("ファイルの名が長すぎる。", "The name of the file is too long.")
_SHORTER = Text(
    f"{LONGEST_NAME}字以内の名とすること。", f"Give it a name of up to {LONGEST_NAME} characters."
)
TRIES = 3
"""How often a file is sorted again when the same supplier gives the same objects at that very moment."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file: the batch, the supply case, a line for every object, what concerns the file as a
    whole.
    """

    batch: str
    case: str
    format: str
    items: tuple[Item, ...]
    findings: tuple[Finding, ...] = ()

    def count(self, outcome: str) -> int:
        """Return how many objects were ``taken``, ``known`` or ``rejected``."""
        return sum(item.outcome == outcome for item in self.items)


@assessing()
def take(
    data: bytes,
    name: str,
    supplier_office: str,
    person: str,
    now: datetime,
    format: str | None = None,
    realm: str = REAL,
    assent: Assent = UNIDENTIFIED,
) -> Receipt | Refused | Invalid | Conflict:
    """Take in a file that an office gives; nothing of a file that cannot be read is stored. ``assent`` says how who gives
    it was identified.

    1. Look at what it is and have it scanned, then read the file; where either fails, return every finding.
    2. Sort its objects: new, known already to this supplier, rejected.
    3. Open the supply case through the gate; batch, objects, receipts and the batch's leaf go along with its
       entry.
    """
    refused = (*inspect(data), *_called(name))  # 1
    if refused:
        return Invalid(findings=refused)
    reading = read_file(data, name, format)
    if reading.refused:
        return Invalid(findings=reading.all_findings())
    for _ in range(TRIES):
        delivery = _sort(reading, data, name, supplier_office, person, now, realm)  # 2
        try:
            return _deliver(delivery, reading, assent)  # 3
        except IntegrityError:  # the same objects came from this supplier meanwhile: they are known now
            continue
    return Conflict(cases=(), came=())


def _called(name: str) -> Iterator[Finding]:
    if len(name) > LONGEST_NAME:
        yield Finding(
            code="name_too_long", severity="error", place="file", message=_NAME_TOO_LONG, remedy=_SHORTER
        )


def _sort(
    reading: Reading, data: bytes, name: str, supplier: str, person: str, now: datetime, realm: str
) -> Delivery:
    tells = telling(person, realm, now)
    new_objects, object_items = _sort_objects(reading, realm, supplier, tells)
    new_incidents, incident_items = _sort_incidents(reading, realm, supplier, tells)
    rejected = [Item(place=r.place, outcome="rejected", findings=(r.finding,)) for r in reading.rejected]
    return Delivery(
        id=batch_id(),
        realm=realm,
        supplier=supplier,
        given_by=person,
        name=name,
        format=reading.format,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        root="",
        received_at=now,
        receiver=RECEIVER,
        objects=tuple(new_objects),
        incidents=tuple(new_incidents),
        items=(*object_items, *incident_items, *rejected),
    )


def _sort_objects(
    reading: Reading, realm: str, supplier: str, tells: Telling
) -> tuple[list[IntelObject], list[Item]]:
    digests = [each.digest for each in reading.objects]
    known, new, items = known_objects(realm, supplier, digests), [], []
    for each, content in zip(reading.objects, digests, strict=True):
        fresh = content not in known
        before = known.setdefault(content, each.marking)
        if fresh:
            new.append(each)
        items.append(
            Item(
                place=each.place,
                outcome="taken" if fresh else "known",
                source=each.id,
                type=each.type,
                object=content if fresh else "",
                findings=tells.of(each, before),
            )
        )
    return new, items


def _sort_incidents(
    reading: Reading, realm: str, supplier: str, tells: Telling
) -> tuple[list[Incident], list[Item]]:
    digests = [digest(each.line()) for each in reading.incidents]
    known, new, items = known_incidents(realm, supplier, digests), [], []
    for each, content in zip(reading.incidents, digests, strict=True):
        fresh = content not in known
        before = known.setdefault(content, each.marking)
        if fresh:
            new.append(each)
        if not each.objects:  # an incident made of objects has its lines there already
            items.append(
                Item(
                    place=each.place,
                    outcome="taken" if fresh else "known",
                    source=each.id,
                    type=INCIDENT,
                    findings=tells.of(each, before),
                )
            )
    return new, items


def _deliver(delivery: Delivery, reading: Reading, assent: Assent) -> Receipt | Refused | Invalid | Conflict:
    digests = tuple(_contents(delivery))
    folded = batch_leaf(digests, delivery.realm)
    delivery = msgspec.structs.replace(delivery, root=folded.root, digests=digests)

    def along(entry: Entry) -> None:
        store(delivery, entry.case)
        keep_leaf(folded.leaf, delivery.realm, delivery.received_at, batch=delivery.id)

    result = open_case(
        "supply.give",
        delivery.supplier,
        _particulars(delivery),
        delivery.given_by,
        delivery.received_at,
        realm=delivery.realm,
        along=along,
        assent=assent,
    )
    if not isinstance(result, Accepted):
        return result
    if delivery.incidents:
        place_soon(delivery.received_at, delivery.realm)
    return Receipt(
        batch=delivery.id,
        case=result.entry.case,
        format=delivery.format,
        items=delivery.items,
        findings=reading.findings,
    )


def _contents(delivery: Delivery) -> Iterable[str]:
    yield from (each.digest for each in delivery.objects)
    yield from (digest(each.line()) for each in delivery.incidents)


def _particulars(delivery: Delivery) -> dict[str, str]:
    """Fill the form of the supply step from what the file is; only the fields that the pack asks for."""
    counts = {o: sum(i.outcome == o for i in delivery.items) for o in ("taken", "known", "rejected")}
    said = {
        "title": delivery.name,
        "format": delivery.format,
        "digest": delivery.sha256,
        "counts": " / ".join(f"{outcome} {number}" for outcome, number in counts.items()),
    }
    asked = pack_in_force().steps["supply.give"].asks
    return {name: value for name, value in said.items() if name in asked}
