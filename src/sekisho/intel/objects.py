"""Objects and incidents: what a supplier gave, as values; and the reading of one file, with nothing left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from sekisho.vocabulary.canonical import digest
from sekisho.vocabulary.finding import Finding

from .markings import UNMARKED, MarkingSet
from .observables import Observable
from .stix_types import VALUE_TYPES


class IntelObject(msgspec.Struct, frozen=True, kw_only=True):
    """One object of the input, in STIX's shape whatever the format was.

    ``raw`` are the bytes as they came (in UTF-8 where the file was in another encoding; without credentials).
    ``normalised`` is the STIX 2.1 object. Objects from formats that state no time have ``created`` and ``modified``
    ``None``, and the writer supplies the time of writing. ``place`` says where in the input the object stood.
    """

    id: str
    type: str
    raw: bytes
    normalised: Mapping[str, Any]
    place: str
    spec_version: str = "2.1"
    created: datetime | None = None
    modified: datetime | None = None
    observables: tuple[Observable, ...] = ()
    marking: MarkingSet = UNMARKED
    confidence: int | None = None
    revoked: bool = False
    unknown_type: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical normalised object: equal content, equal digest."""
        return digest(self.normalised)

    @property
    def same_as(self) -> str:
        """A key that two suppliers' objects share when they say the same thing: the values, else the id."""
        if self.type in CARRIERS and self.observables:
            return digest([[o.type, o.value] for o in self.observables])
        return self.id


CARRIERS = VALUE_TYPES - {"directory", "email-message", "process", "software", "user-account"} | {
    "indicator",
    "observed-data",
}
"""Types that exist to carry values: two of them with the same values tell a reader the same."""


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident, the unit that linking compares.

    ``techniques`` are ATT&CK ids, ``countries`` ISO 3166 codes, ``sectors`` words of STIX's industry vocabulary or
    the supplier's own. ``actors`` are those that the supplier names as being behind it, each a name followed by its
    aliases: shown beside a candidate, never compared. ``objects`` are the ids of the objects that it was read from; ``marking`` is the strictest
    among them.
    """

    id: str
    date: date | None = None
    sectors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    observables: tuple[Observable, ...] = ()
    techniques: tuple[str, ...] = ()
    malware: tuple[str, ...] = ()
    actors: tuple[tuple[str, ...], ...] = ()
    title: str = ""
    objects: tuple[str, ...] = ()
    marking: MarkingSet = UNMARKED
    place: str = ""

    def line(self) -> dict[str, Any]:
        """Return the incident in the shape of the JSON Lines format; an empty title, and actors that are not named, are left
        out.
        """
        shape: dict[str, Any] = {
            "id": self.id,
            "date": self.date.isoformat() if self.date else None,
            "sectors": list(self.sectors),
            "countries": list(self.countries),
            "observables": [{"type": o.type, "value": o.value} for o in self.observables],
            "techniques": list(self.techniques),
            "malware": list(self.malware),
        }
        if self.actors:
            shape["actors"] = [list(names) for names in self.actors]
        return {**shape, "title": self.title} if self.title else shape


class Rejected(msgspec.Struct, frozen=True):
    """One object of the input that was not taken: where it stood, why it was not, and what else is wrong with it."""

    place: str
    finding: Finding
    more: tuple[Finding, ...] = ()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file: every object is in ``objects``, in ``incidents`` (incident lines) or in ``rejected``.

    ``format`` is empty where the file could not be read at all; ``findings`` then say why. ``findings`` hold what
    concerns the file and the objects taken; the findings of rejected objects stand with them.
    """

    format: str
    objects: tuple[IntelObject, ...] = ()
    incidents: tuple[Incident, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the file as a whole was not taken: nothing of it may be written."""
        return not self.format or any(f.severity == "error" for f in self.findings)

    def all_findings(self) -> tuple[Finding, ...]:
        """Return every finding, those of the rejected objects included."""
        return (*self.findings, *(f for r in self.rejected for f in (r.finding, *r.more)))
