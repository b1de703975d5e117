"""Who sees a case, and how much of it: from the pack's rules of sight, the case as folded and what points at it.

The team of a case is never typed in. It follows from the pack (every rule cites its clause) and from the markings
entered in the case itself, so that the same entries always give the same team. No rule: nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sekisho.law.pack import Pack, Sight
from sekisho.vocabulary.ids import is_name

from .case import Case, Element
from .entry import Entry
from .recusal import recused
from .visibility import EVERYONE, LEVELS, Access, Viewer, in_kind
from .world import World

MARK = "mark"
"""The last word of the steps that mark a case: ``level``, ``compartments`` and further ``offices`` are read from them."""


def access_of(pack: Pack, world: World, case: Case) -> Access:
    """Return who may see a case: its team by the pack and by its marking, and which of the team see only a part."""
    whole: set[str] = set(_releasable(case))
    part: set[str] = set()
    by_law: set[str] = set()
    for rule in pack.sight_of[case.kind]:
        if _applies(world, case, rule):
            (part if rule.only_part else whole).update(_given(pack, world, case, rule))
            by_law.update(_given(pack, world, case, rule) if rule.by_law else ())
    whole, part = _with_recorders(pack, whole), _with_recorders(pack, part)
    whole, part, by_law = (_delegated_too(case, offices) for offices in (whole, part, by_law))
    marking = _marking(case)
    return Access(
        realm=case.realm,
        level=str(marking.get("level") or LEVELS[0]),
        compartments=frozenset(map(str, marking.get("compartments") or ())),
        team=frozenset(whole | part),
        part=frozenset(part - whole) if EVERYONE not in whole else frozenset(),
        by_law=frozenset(by_law),
        recused=recused(case),
        emergency=frozenset(_emergencies(pack, world, case)),
    )


def _emergencies(pack: Pack, world: World, case: Case) -> Iterator[str]:
    """Yield where emergency access to a case was given; to what a body opened that is not executive there is none, since it
    is given by executive offices.
    """
    office = pack.offices.get(pack.office_of(case.opened_by))
    if office is None or office.executive:
        yield from (given.case for given in world.register.emergencies if case.id in given.to)


def _applies(world: World, case: Case, rule: Sight) -> bool:
    if rule.attr and all(e.attrs.get(rule.attr) != rule.value for e in case.active(rule.part)):
        return False
    return not rule.linked or any(_pointing(world, case, role) for role in rule.linked)


def _pointing(world: World, case: Case, role: str) -> bool:
    return any(world.seen_from(case, each) for each in world.pointing.get((case.id, role), ()))


def _given(pack: Pack, world: World, case: Case, rule: Sight) -> Iterator[str]:
    yield from rule.offices
    if rule.steps:
        yield from (pack.office_of(by) for step in pack.steps_of[case.kind] for by in step.by)
    register = world.register
    yield from (register.office_of(pack, word) for word in _written(case, rule) if is_name(word))


def _written(case: Case, rule: Sight) -> Iterator[str]:
    """Yield the offices and posts that the entries of a case name, as people wrote them: also what is none."""
    if rule.acted:
        yield from (entry.intent.act_of for entry in case.entries)
    if rule.part and not rule.attr:
        yield from (_last(element.key) for element in case.active(rule.part))
    if rule.field:
        step, _, field = rule.field.rpartition(".")
        given = (e.intent.particulars.get(field) for e in case.entries if e.step == step)
        yield from (word for value in given for word in words_in(value))


def _last(key: str) -> str:
    """Return an element's own key, without those of the elements that it belongs to."""
    return key.rpartition("/")[2]


def words_in(value: Any) -> Iterator[str]:
    """Yield every string in a field's value: itself, or those in its lists and maps."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (word for each in value.values() for word in words_in(each))
    elif isinstance(value, Iterable):
        yield from (word for each in value for word in words_in(each))


def _with_recorders(pack: Pack, offices: Iterable[str]) -> set[str]:
    """Return offices with those that record for them: they cannot record what they may not see."""
    known = [pack.offices[office] for office in offices if office in pack.offices]
    return {*offices, *(recorder for office in known for recorder in office.recorded_by)}


def _delegated_too(case: Case, offices: set[str]) -> set[str]:
    """Return offices with the words for who acts for them in this kind of case only."""
    return {*offices, *(in_kind(office, case.kind) for office in offices - {EVERYONE})}


def _marking(case: Case) -> Mapping[str, Any]:
    """Return what the last marking of a case says; a marking replaces the one before as a whole."""
    found = (e.intent.particulars for e in reversed(case.entries) if e.step == f"{case.kind}.{MARK}")
    return next(found, {})


def _releasable(case: Case) -> Iterator[str]:
    return words_in(_marking(case).get("offices") or ())


def part_seen(world: World, case: Case, viewer: Viewer) -> Case:
    """Return the part of a case that concerns a viewer's offices: what they did there, and what names them.

    Of the rest the case's title remains, so that the part can be told apart; variables, links, duties of others and
    elements that no such entry is about do not.
    """
    entries = tuple(e for e in case.entries if concerns(world, case.kind, e, viewer))
    subjects = {(part, key) for e in entries for part, keys in e.intent.subject.items() for key in keys}
    parts = {
        name: {
            k: e
            for k, e in of.items()
            if (name, k) in subjects or _looks_for(world, case.kind, (_last(k),), viewer)
        }
        for name, of in case.parts.items()
    }
    return Case(
        id=case.id,
        kind=case.kind,
        realm=case.realm,
        pack=case.pack,
        root=Element("", "", attrs={"title": case.title}),
        parts=parts,
        duties=[d for d in case.duties if _looks_for(world, case.kind, (d.bearer,), viewer)],
        entries=entries,
        sequence=case.sequence,
        head=case.head,
        opened_by=case.opened_by,
        closed=case.closed,
    )


def concerns(world: World, kind: str, entry: Entry, viewer: Viewer) -> bool:
    """Return whether an entry is of the part of its case, of a kind, that a viewer's offices are asked about: theirs, or
    naming them.
    """
    intent = entry.intent
    named = {*words_in(intent.particulars), *(_last(key) for keys in intent.subject.values() for key in keys)}
    return _looks_for(world, kind, (intent.act_of, *named), viewer)


def _looks_for(world: World, kind: str, names: Iterable[str], viewer: Viewer) -> bool:
    register, pack = world.register, world.pack
    return any(viewer.of(register.office_of(pack, each), kind) for each in names)
