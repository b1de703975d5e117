"""What a form offers to choose from: elements of the case, cases to name, offices, posts and persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.register import Register
from sekisho.law.pack import Field, Naming, Pack, Step
from sekisho.vocabulary.text import Text

from . import words

AT = "#"
"""Between a case and its element in the value of a choice."""


class Choice(msgspec.Struct, frozen=True):
    """One thing to choose: the value sent and the words shown."""

    value: str
    text: Text


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the choices are taken from; ``cases`` are those that the viewer may see, of kinds that the step names."""

    pack: Pack
    register: Register
    at: datetime
    cases: tuple[Case, ...] = ()
    compartments: frozenset[str] = frozenset()


def elements(known: Known, case: Case | None, part: str) -> tuple[Choice, ...]:
    """Return the active elements of a part."""
    if case is None:
        return ()
    return tuple(
        Choice(e.key, words.known_text(known.pack, known.register, case, part, e.key))
        for e in case.active(part)
    )


def namings(known: Known, naming: Naming) -> tuple[Choice, ...]:
    """Return the cases (or their elements) that a step can name in a role, the newest first."""
    fitting = [case for case in known.cases if case.kind == naming.kind]
    if not naming.part:
        return tuple(Choice(case.id, words.title(known.pack, case)) for case in fitting)
    pairs = [(case, choice) for case in fitting for choice in elements(known, case, naming.part)]
    return tuple(
        Choice(f"{case.id}{AT}{c.value}", _of(c.text, words.title(known.pack, case))) for case, c in pairs
    )


def options(known: Known, step: Step, field: Field) -> tuple[Choice, ...]:
    """Return what a field offers; empty where it is free to write in."""
    if field.values:
        return tuple(Choice(value, text) for value, text in field.values.items())
    if field.type == "yesno":
        return tuple(Choice(value, text) for value, text in words.YES_NO.items())
    if field.type == "person":
        return _people(known)
    if field.lists == "compartment":
        return tuple(
            Choice(c, known.register.compartments.get(c, Text(c, c))) for c in sorted(known.compartments)
        )
    return _bodies(
        known.pack,
        field.type if field.type != "list" else _listed(known.pack, step, field),
    )


def _listed(pack: Pack, step: Step, field: Field) -> str:
    """A list is of what its field says; one that adds elements is of posts where they are seats, otherwise of offices."""
    if field.lists:
        return field.lists
    for effect in step.does:
        if effect.verb == "add" and effect.each == field.id:
            return "post" if effect.name == "seat" else "office"
    return ""


def _bodies(pack: Pack, type_: str) -> tuple[Choice, ...]:
    named: Mapping[str, Mapping[str, object]] = {
        "office": pack.offices,
        "post": pack.posts,
    }
    return tuple(Choice(each, pack.name(each)) for each in named.get(type_, {}))


def _people(known: Known) -> tuple[Choice, ...]:
    posts = [
        (a.person, known.pack.name(a.post)) for a in known.register.appointments if a.tenure.covers(known.at)
    ]
    seen: dict[str, list[Text]] = {}
    for person, post in posts:
        seen.setdefault(person, []).append(post)
    return tuple(
        Choice(person, _of(_first(held), known.register.name(person))) for person, held in seen.items()
    )


def _first(texts: Iterable[Text]) -> Text:
    return next(iter(texts))


def _of(text: Text, whole: Text) -> Text:
    return Text(f"{whole.ja}（{text.ja}）", f"{whole.en} ({text.en})")
