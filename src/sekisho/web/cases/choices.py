"""What a form offers to choose from: elements of the case, cases to name, offices, posts and persons."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.register import Register
from sekisho.law.pack import Field, Naming, Pack, Step
from sekisho.vocabulary.text import Text

from . import words

AT = "#"
"""Between a case and its element in the value of a choice."""
UNPOSTED = Text("官職なし", "no post")


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
    return _bodies(known, field.type if field.type != "list" else _listed(known.pack, step, field))


def _listed(pack: Pack, step: Step, field: Field) -> str:
    """A list is of what its field says; one that adds elements is of posts where they are seats, otherwise of offices."""
    if field.lists:
        return field.lists
    for effect in step.does:
        if effect.verb == "add" and effect.each == field.id:
            return "post" if effect.name == "seat" else "office"
    return ""


def _bodies(known: Known, type_: str) -> tuple[Choice, ...]:
    """Offices as the pack has them; posts of the pack, and those that were created by an entry."""
    if type_ == "office":
        return tuple(Choice(office, known.pack.name(office)) for office in known.pack.offices)
    posts = {**known.pack.posts, **known.register.posts} if type_ == "post" else {}
    return tuple(Choice(post.id, post.text) for post in posts.values())


def _people(known: Known) -> tuple[Choice, ...]:
    """Everybody whom the installation knows: first who holds a post, and after them who is still to be appointed to one."""
    held: dict[str, Text] = {}
    for appointment in known.register.appointments:
        post = known.register.post(known.pack, appointment.post)
        if post is not None and appointment.tenure.covers(known.at):
            held.setdefault(appointment.person, post.text)
    people = {**held, **{p: UNPOSTED for p in known.register.persons if p not in held}}
    return tuple(Choice(p, _of(post, known.register.name(p))) for p, post in people.items())


def _of(text: Text, whole: Text) -> Text:
    return Text(f"{whole.ja}（{text.ja}）", f"{whole.en} ({text.en})")
