"""Short forms of a bundle: the entries that bring a case to a state, with what one case leaves out of them or changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from sekisho.law.pack import Field, Pack, Step

from .told import Told, read_told

Case = Mapping[str, Any]
"""A case of a bundle as it is written."""


def expand(case: Case, pack: Pack) -> tuple[Told, ...]:
    """Return the entries that a case's short form brings, its own and those of the cases that it needs beside."""
    left_out = set(case.get("without", ()))
    found = []
    for told in _entries(case, pack):
        step = pack.steps[told.step]
        if left_out & set(_called(told)):
            continue
        but = tuple(each for each in _acted_on(case, told, step, pack) if f"{step.id}[{each}]" in left_out)
        given = {f: v for f, v in case.get("with", {}).items() if _takes(step, f, v)}
        found.append(msgspec.structs.replace(told, but=but, given={**told.given, **given}))
    return tuple(found)


def brought_along(case: Case, pack: Pack) -> list[str]:
    """Return the ids of the cases that a case's short form brings along; a story may go on in them."""
    return [each for each in dict.fromkeys(told.case for told in _entries(case, pack)) if each != case["id"]]


def can_be_left_out(case: Case, pack: Pack) -> list[str]:
    """Return every name by which something of a case's short form can be left out."""
    found: dict[str, None] = {}
    for told in _entries(case, pack):
        step = pack.steps[told.step]
        found |= dict.fromkeys(_called(told))
        found |= dict.fromkeys(f"{step.id}[{each}]" for each in _acted_on(case, told, step, pack))
    return list(found)


def fields(case: Case, pack: Pack) -> Mapping[str, tuple[Field, ...]]:
    """Return the fields that the steps of a case's short form ask for, by name."""
    found: dict[str, tuple[Field, ...]] = {}
    for told in _entries(case, pack):
        for field in pack.steps[told.step].asks.values():
            found[field.id] = (*found.get(field.id, ()), field)
    return found


def takes(field: Field, value: Any) -> bool:
    """Return whether a value is one that a field may have; a field that offers no choices takes any."""
    word = "yes" if value is True else "no" if value is False else value
    return not field.values or word in field.values


def _takes(step: Step, name: str, value: Any) -> bool:
    return name in step.asks and takes(step.asks[name], value)


def _entries(case: Case, pack: Pack) -> Iterator[Told]:
    """Yield the entries of a case's short form as the pack has them, ``+`` standing for the case's own id."""
    form = pack.shortforms.get(f"{case['kind']}.{case.get('as', '')}")
    own = case["id"]
    for index, each in enumerate(form.entries if form else ()):
        replaced = _replace(each, own)
        told = read_told(replaced, replaced.get("case", own), f"{own}.as[{index}]")
        yield msgspec.structs.replace(told, form=own, turn=index)


def _called(told: Told) -> tuple[str, ...]:
    """Return the names by which an entry is left out: its step, and its step for what it is by, on, or says."""
    about = [told.by, *(key for keys in told.on.values() for key in keys)]
    about += [value for value in told.given.values() if isinstance(value, str)]
    return (told.step, *(f"{told.step}[{each}]" for each in about if each))


def _acted_on(case: Case, told: Told, step: Step, pack: Pack) -> list[str]:
    """Return the elements that an entry acts on without naming them, by the keys under which the short form adds them."""
    left_open = [part for part in step.part if part not in told.on]
    if not left_open:
        return []
    added = []
    for other in _entries(case, pack):
        for effect in pack.steps[other.step].does:
            if effect.verb != "add" or effect.name not in left_open or other.case != told.case:
                continue
            added += list(pack.posts) if effect.each else [other.given.get(f, "") for f in effect.fields]
    return [key for key in dict.fromkeys(added) if key]


def _replace(each: Any, own: str) -> Any:
    if isinstance(each, Mapping):
        return {key: _replace(item, own) for key, item in each.items()}
    if isinstance(each, list):
        return [_replace(item, own) for item in each]
    return each.replace("+", own) if isinstance(each, str) and each.startswith("+") else each
