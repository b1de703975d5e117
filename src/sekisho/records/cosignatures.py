"""The rows of what witnesses gave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

import msgspec

from . import models


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A cosignature: of the checkpoint of that size, by the key of that name and id, when, and its line."""

    size: int
    witness: str
    signed_at: datetime
    line: str


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """How the last attempt to reach a witness ended; ``outcome`` is empty where it cosigned."""

    witness: str
    asked_at: datetime
    outcome: str = ""
    detail: str = ""


def keep_cosignature(log: str, given: Given) -> None:
    """Keep a cosignature that was checked; one that is known already changes nothing."""
    models.Cosignature.objects.get_or_create(
        log=log,
        size=given.size,
        witness=given.witness,
        signed_at=given.signed_at,
        defaults={"line": given.line},
    )


def cosignatures(log: str, size: int, since: int = 0) -> dict[int, list[str]]:
    """Return the lines under the checkpoints from one size up to another, the latest of each witness, by size."""
    rows = models.Cosignature.objects.filter(log=log, size__gte=since, size__lte=size)
    found: dict[int, dict[str, str]] = {}
    for row in rows.order_by("size", "signed_at", "pk"):
        found.setdefault(row.size, {})[row.witness] = row.line
    return {at: list(lines.values()) for at, lines in found.items()}


def last_cosignatures(log: str) -> dict[str, Given]:
    """Return the latest cosignature of each witness, by the name and id of its key."""
    rows = models.Cosignature.objects.filter(log=log).order_by("witness")
    found = {}
    for name in rows.values_list("witness", flat=True).distinct():
        row = rows.filter(witness=name).order_by("-signed_at", "-size")[0]
        found[name] = Given(size=row.size, witness=name, signed_at=row.signed_at, line=row.line)
    return found


def cosigners(log: str) -> Iterator[tuple[int, set[str]]]:
    """Yield the sizes that any witness cosigned, the largest first, with the names and ids of the keys that did."""
    rows = models.Cosignature.objects.filter(log=log).order_by("-size").values_list("size", "witness")
    for size, group in groupby(rows.iterator(), key=itemgetter(0)):
        yield size, {witness for _, witness in group}


def keep_contact(log: str, contact: Contact) -> None:
    """Keep how the last attempt ended, in place of the one before."""
    models.WitnessContact.objects.update_or_create(
        log=log,
        witness=contact.witness,
        defaults={"asked_at": contact.asked_at, "outcome": contact.outcome, "detail": contact.detail[:300]},
    )


def contacts(log: str) -> dict[str, Contact]:
    """Return how the last attempts ended, by the name and id of the witness's key."""
    return {
        row.witness: Contact(
            witness=row.witness, asked_at=row.asked_at, outcome=row.outcome, detail=row.detail
        )
        for row in models.WitnessContact.objects.filter(log=log)
    }
