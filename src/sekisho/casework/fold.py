"""Folding: the entries of one case, in order, into its state. No other case is needed, no clock, nothing outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sekisho.law.pack import Effect, Kind, Pack, Step
from sekisho.vocabulary.canonical import digest
from sekisho.vocabulary.times import parse_time

from .case import Case, Duty, Element, Held
from .entry import DEVIATION, Entry

PAIR = "/"
"""Joins the keys of the elements that an element belongs to into its own key."""


class BrokenChain(ValueError):
    """Entries that do not follow one another: a wrong sequence number or previous hash. The record is damaged."""


def fold(pack: Pack, case_id: str, kind: str, realm: str, entries: Iterable[Entry]) -> Case:
    """Return the case that the entries leave; raises ``BrokenChain`` where they are not its chain."""
    case = empty(pack, case_id, kind, realm)
    kept = tuple(entries)
    for entry in kept:
        if entry.sequence != case.sequence + 1 or entry.previous != case.head or entry.case != case_id:
            raise BrokenChain(f"entry {entry.sequence} of {case_id} does not follow entry {case.sequence}")
        apply(pack, case, entry)
    case.entries = kept
    return case


def empty(pack: Pack, case_id: str, kind: str, realm: str) -> Case:
    """Return a case before its first entry."""
    parts: dict[str, dict[str, Element]] = {part: {} for part in pack.kinds[kind].parts}
    return Case(case_id, kind, realm, pack.hash, Element("", ""), parts)


def apply(pack: Pack, case: Case, entry: Entry) -> None:
    """Take one entry into the case's state: effects in the order of the pack, then the duties it opened.

    Each entry has the effects that the edition of the pack on which it was made gives its step. Raises
    ``law.pack.UnknownEdition`` where that text is not there.
    """
    if entry.step == DEVIATION:
        _deviate(case, entry)
    else:
        edition = pack.edition(entry.pack)
        _Folding(edition, case, entry, edition.steps[entry.step]).run()
    for opened in entry.opens:
        case.duties.append(
            Duty(
                opened.rule,
                opened.duty,
                dict(opened.element),
                opened.bearer,
                opened.towards,
                entry.happened_at,
                opened.due,
                entry.sequence,
            )
        )
    case.sequence, case.head = entry.sequence, entry.hash
    if entry.sequence == 1:
        case.pack, case.opened_by = entry.pack, entry.intent.act_of


def _deviate(case: Case, entry: Entry) -> None:
    """A deviation changes nothing but the list of deviations: what happened outside the gate satisfies nothing.

    It reopens a case that was closed, so that the duties to cure it and to make it known can be done.
    """
    case.closed = False
    key = f"d{entry.sequence}"
    attrs = {f"deviation_{name}": value for name, value in entry.intent.particulars.items()}
    element = Element("deviation", key, attrs=attrs, added=entry.sequence)
    case.parts.setdefault("deviation", {})[key] = element


class _Folding:
    """One entry being taken into one case."""

    def __init__(self, pack: Pack, case: Case, entry: Entry, step: Step) -> None:
        self.pack, self.case, self.entry, self.step = pack, case, entry, step
        self.kind: Kind = pack.kinds[case.kind]
        self.given: Mapping[str, Any] = entry.intent.particulars

    def run(self) -> None:
        for naming in self.step.names.values():
            self._link(naming.id, naming.link, naming.several)
        for effect in self.step.does:
            self._effect(effect)

    def _link(self, name: str, role: str, several: bool) -> None:
        references = tuple(
            r for n, r in self.entry.intent.names.items() if n == name or n.startswith(f"{name}.")
        )
        if role and references:
            kept = self.case.links.get(role, ()) if several else ()
            self.case.links[role] = (*kept, *(r for r in references if r not in kept))

    def _effect(self, effect: Effect) -> None:
        if effect.verb == "close":
            self.case.closed = True
        elif effect.verb == "migrate":
            self._migrate()
        elif effect.verb == "add":
            self._add(effect)
        elif effect.verb == "drop":
            for element in self._chosen(effect.name):
                element.active = False
        elif effect.verb == "discharge":
            self._discharge(effect.name)
        else:
            self._change(effect)

    def _migrate(self) -> None:
        self.case.pack = self.pack.hash
        for part in self.kind.parts:
            self.case.parts.setdefault(part, {})

    def _change(self, effect: Effect) -> None:
        for element in self._holders(effect.name):
            if effect.verb == "set":
                self._set(element, effect)
            elif effect.verb == "write":
                element.dims[effect.name] = digest({f: self.given.get(f) for f in effect.fields})
            else:
                self._hold(element, effect)

    def _set(self, element: Element, effect: Effect) -> None:
        value = self._value(effect)
        if value is not None:
            element.attrs[effect.name] = value

    def _value(self, effect: Effect) -> Any:
        if effect.value:
            return effect.value
        return self.given.get(effect.fields[0]) if effect.fields else None

    def _hold(self, element: Element, effect: Effect) -> None:
        value = self._value(effect)
        if value is None or value == "":
            return
        held = self._held(element, effect, _word(value))
        if effect.verb == "find":
            element.findings.setdefault(effect.name, {})[self.pack.office_of(held.office)] = held
        else:
            element.records[effect.name] = held

    def _held(self, element: Element, effect: Effect, value: str) -> Held:
        about = self.kind.variables[effect.name].about
        entry = self.entry
        named = self.given.get(effect.person_from)
        persons = frozenset(filter(None, {entry.recorded_by, *entry.acting, str(named or "")}))
        expires = _moment(self.given.get(effect.expires)) if effect.expires else None
        bound = {dim: self._dim(element, dim) for dim in about}
        return Held(value, bound, entry.intent.act_of, persons, entry.happened_at, entry.sequence, expires)

    def _dim(self, element: Element, dim: str) -> str | None:
        part = self.kind.variables[dim].part
        if part == element.part:
            return element.dims.get(dim)
        if not part:
            return self.case.root.dims.get(dim)
        parent = self.case.element(part, element.of.get(part, ""))
        return parent.dims.get(dim) if parent else None

    def _holders(self, name: str) -> list[Element]:
        """Return where a variable lives for this entry: the case, the elements chosen, those added, or their parents."""
        part = self.kind.variables[name].part
        if not part:
            return [self.case.root]
        fresh = [e for e in self.case.parts[part].values() if e.added == self.entry.sequence]
        return fresh or self._chosen(part)

    def _chosen(self, part: str) -> list[Element]:
        elements = self.case.parts.get(part, {})
        chosen = [elements[k] for k in self.entry.intent.subject.get(part, ()) if k in elements]
        return chosen or self._parents(part)

    def _parents(self, part: str) -> list[Element]:
        found: dict[str, Element] = {}
        for acted, keys in self.entry.intent.subject.items():
            for key in keys:
                child = self.case.element(acted, key)
                parent = self.case.element(part, child.of.get(part, "")) if child else None
                if parent:
                    found[parent.key] = parent
        return list(found.values())

    def _add(self, effect: Effect) -> None:
        of = self.kind.parts[effect.name].of
        for key, parents in self._keys(effect, of):
            existing = self.case.parts[effect.name].get(key)
            if existing is not None and existing.active:
                existing.added = self.entry.sequence
                continue
            element = Element(effect.name, key, parents, added=self.entry.sequence)
            self.case.parts[effect.name][key] = element

    def _keys(self, effect: Effect, of: tuple[str, ...]) -> list[tuple[str, Mapping[str, str]]]:
        if effect.each:
            return self._each(effect, of)
        if effect.key_from == "act_of":
            return [(self.pack.office_of(self.entry.intent.act_of), {})]
        if effect.fields:
            return [(str(self.given.get(effect.fields[0])), {})]
        return self._pairs(of)

    def _each(self, effect: Effect, of: tuple[str, ...]) -> list[tuple[str, Mapping[str, str]]]:
        listed = self.given.get(effect.each) or ()
        parents = self._under(effect.under)
        prefix = "".join(f"{key}{PAIR}" for key in parents.values())
        return [(f"{prefix}{_name(each)}", parents) for each in listed]

    def _under(self, part: str) -> Mapping[str, str]:
        if not part:
            return {}
        fresh = [e.key for e in self.case.parts[part].values() if e.added == self.entry.sequence]
        chosen = fresh or [e.key for e in self._chosen(part)]
        return {part: chosen[0]} if chosen else {}

    def _pairs(self, of: tuple[str, ...]) -> list[tuple[str, Mapping[str, str]]]:
        pairs: list[dict[str, str]] = [{}]
        for part in of:
            keys = self.entry.intent.subject.get(part, ())
            pairs = [{**pair, part: key} for pair in pairs for key in keys]
        return [(PAIR.join(pair.values()), pair) for pair in pairs if pair]

    def _discharge(self, name: str) -> None:
        for duty in self.case.open_duties():
            if duty.duty == name and self._concerns(duty):
                duty.discharged = self.entry.sequence

    def _concerns(self, duty: Duty) -> bool:
        """A duty about an element is discharged by an act on that element, or by one on the whole case."""
        subject = self.entry.intent.subject
        return all(key in subject[part] for part, key in duty.element.items() if part in subject)


def _name(value: Any) -> str:
    return str(value["post"]) if isinstance(value, Mapping) and "post" in value else str(value)


def _word(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _moment(value: Any) -> datetime | None:
    return parse_time(value) if isinstance(value, str) and value else None
