"""A case as its entries leave it: variables of the case and of its elements, links, duties, and its head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from .entry import GENESIS, Entry, Reference


@dataclass(slots=True)
class Held:
    """A finding or a stage as one office put it: value, the content it was about, who, when, in which entry."""

    value: str
    about: Mapping[str, str | None]
    office: str
    persons: frozenset[str]
    at: datetime
    sequence: int
    expires: datetime | None = None


@dataclass(slots=True)
class Duty:
    """A duty that an entry opened: its rule, whose it is, since when, until when, and the entry that discharged it."""

    rule: str
    duty: str
    element: Mapping[str, str]
    bearer: str
    towards: str
    opened_at: datetime
    due: datetime | None
    sequence: int
    discharged: int | None = None


@dataclass(slots=True)
class Element:
    """The case itself (part ``""``) or one element of a part, with its variables; dropped ones are not active."""

    part: str
    key: str
    of: Mapping[str, str] = field(default_factory=dict)
    active: bool = True
    attrs: dict[str, Any] = field(default_factory=dict)
    dims: dict[str, str] = field(default_factory=dict)
    findings: dict[str, dict[str, Held]] = field(default_factory=dict)
    records: dict[str, Held] = field(default_factory=dict)
    added: int = 0

    def copied(self) -> Element:
        """Return a copy that later entries do not reach."""
        return replace(
            self,
            attrs=dict(self.attrs),
            dims=dict(self.dims),
            findings={name: dict(held) for name, held in self.findings.items()},
            records=dict(self.records),
        )


@dataclass(slots=True)
class Case:
    """A folded case. ``sequence`` and ``head`` are those of the last entry folded; 0 and genesis before the first."""

    id: str
    kind: str
    realm: str
    pack: str
    root: Element
    parts: dict[str, dict[str, Element]]
    links: dict[str, tuple[Reference, ...]] = field(default_factory=dict)
    duties: list[Duty] = field(default_factory=list)
    entries: tuple[Entry, ...] = ()
    sequence: int = 0
    head: str = GENESIS
    opened_by: str = ""
    closed: bool = False

    @property
    def title(self) -> str:
        """The title that the opening entry gave, or the id."""
        return str(self.root.attrs.get("title") or self.id)

    def element(self, part: str, key: str) -> Element | None:
        """Return an element by part and key, dropped ones included."""
        return self.parts.get(part, {}).get(key)

    def active(self, part: str) -> Iterator[Element]:
        """Yield the active elements of a part, in the order they came."""
        return (e for e in self.parts.get(part, {}).values() if e.active)

    def copied(self) -> Case:
        """Return a copy that later entries do not reach; what never changes once it is there is shared."""
        parts = {part: {key: e.copied() for key, e in held.items()} for part, held in self.parts.items()}
        duties = [replace(duty) for duty in self.duties]
        return replace(self, root=self.root.copied(), parts=parts, links=dict(self.links), duties=duties)

    def open_duties(self) -> Iterator[Duty]:
        """Yield the duties that entries opened and none discharged."""
        return (d for d in self.duties if d.discharged is None)
