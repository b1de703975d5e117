"""What is established in a case: attributes, findings and records in words, with who, when, and whether still current."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from sekisho.casework.case import Case, Element, Held
from sekisho.casework.view import CaseView, Judgement
from sekisho.casework.world import World
from sekisho.law.pack import Pack, Variable
from sekisho.vocabulary.text import Text

from . import words
from .values import plain, told, until

HASH_SHOWN = 12
"""How many characters of a hash are shown, enough to compare by eye."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing established; ``stale`` says that the content it was about has changed or its time has run out."""

    name: Text
    value: Text
    stale: bool = False
    by: Text | None = None
    at: datetime | None = None


class Shown(msgspec.Struct, frozen=True):
    """One element of a part with its facts."""

    key: str
    text: Text
    active: bool
    facts: tuple[Fact, ...]


class PartShown(msgspec.Struct, frozen=True):
    """The elements of one part."""

    id: str
    text: Text
    elements: tuple[Shown, ...]


class Facts:
    """Reads the facts of one case in one world at one moment."""

    def __init__(self, pack: Pack, world: World, case: Case, now: datetime) -> None:
        self.pack, self.world, self.case = pack, world, case
        self.view = CaseView(Judgement(world, now), case)

    def of_case(self) -> tuple[Fact, ...]:
        """Return the facts about the case as a whole."""
        return tuple(self._of(self.case.root, self.view))

    def parts(self) -> tuple[PartShown, ...]:
        """Return the parts that have elements, in the order of the pack; deviations come last."""
        known = self.pack.kinds[self.case.kind].parts
        names = {
            part: known[part].text if part in known else Text("逸脱", "Deviations")
            for part in self.case.parts
        }
        return tuple(
            PartShown(part, text, self._shown(part)) for part, text in names.items() if self.case.parts[part]
        )

    def _shown(self, part: str) -> tuple[Shown, ...]:
        return tuple(
            Shown(
                element.key,
                words.known_text(self.pack, self.world.register, self.case, part, element.key),
                element.active,
                tuple(self._of(element, self.view.bind(part, element))),
            )
            for element in self.case.parts[part].values()
        )

    def _of(self, element: Element, view: CaseView) -> Iterator[Fact]:
        variables = self.pack.kinds[self.case.kind].variables
        for name, value in element.attrs.items():
            if name not in words.DESCRIBING and value not in (None, "", []):
                yield self._attr(variables.get(name), name, value)
        for name, held in element.findings.items():
            for each in held.values():
                yield self._held(variables[name], each, view)
        for name, record in element.records.items():
            yield self._held(variables[name], record, view)

    def _attr(self, variable: Variable | None, name: str, value: Any) -> Fact:
        text = variable.text if variable else Text(name, name)
        values = dict(variable.values) if variable else {}
        return Fact(
            name=text,
            value=self._words(variable.type if variable else "", values, value),
        )

    def _words(self, type_: str, values: dict[str, Text], value: Any) -> Text:
        if type_ == "hash":
            return plain(str(value)[:HASH_SHOWN])
        return told(self.pack, self.world.register, type_, values, value)

    def _held(self, variable: Variable, held: Held, view: CaseView) -> Fact:
        value, end = words.value_text(self.pack, dict(variable.values), held.value), until(held.expires)
        return Fact(
            name=variable.text,
            value=Text(value.ja + end.ja, value.en + end.en),
            stale=not view.current(held, variable.about),
            by=self.pack.name(held.office),
            at=held.at,
        )
