"""Marking sets: kept once each, shared by all that carry the same."""

from __future__ import annotations

import msgspec

from sekisho.vocabulary.canonical import digest

from . import models


class AccessSet(msgspec.Struct, frozen=True, kw_only=True):
    """Who may see something: the words of one marking set, in any order.

    Empty ``offices`` means every office of the realm; ``team`` are people; all ``compartments`` are needed.
    """

    realm: str
    level: int = 0
    tlp: str = ""
    offices: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()


def keep_access(access: AccessSet) -> models.Access:
    """Return the row of a marking set, made the first time it is met."""
    row, _ = models.Access.objects.get_or_create(
        fingerprint=digest(_sorted(access)),
        defaults={
            "realm": access.realm,
            "level": access.level,
            "tlp": access.tlp,
            "offices": words(access.offices),
            "team": words(access.team),
            "compartments": words(access.compartments),
        },
    )
    return row


def words(values: tuple[str, ...]) -> str:
    """Write words so that each stands between blanks: ``" a b "``; none is the empty string."""
    return f" {' '.join(sorted(set(values)))} " if values else ""


def _sorted(access: AccessSet) -> AccessSet:
    return msgspec.structs.replace(
        access,
        offices=tuple(sorted(set(access.offices))),
        team=tuple(sorted(set(access.team))),
        compartments=tuple(sorted(set(access.compartments))),
    )
