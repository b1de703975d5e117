"""What a property is: a sentence, where it comes from, the steps it is about, and what must hold where they are permitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from sekisho.law.pack import Step
from sekisho.vocabulary.text import Text

from .state import Bool, Place


class Property(msgspec.Struct, frozen=True, kw_only=True):
    """A never-property: ``must`` gives what holds in the state in which any of ``steps`` is permitted.

    ``must`` is written in the prover's own form and reads no rule. ``id`` is the property's number, with a letter
    where one property needs several statements.
    """

    id: str
    text: Text
    cite: tuple[str, ...]
    steps: tuple[str, ...]
    must: Callable[[Place], Bool]

    def concerns(self, step: Step) -> bool:
        """Return whether the property is about a step."""
        return step.id in self.steps


def both(place: Place, *conditions: Bool) -> Bool:
    """Return that all conditions hold."""
    return place.model.z.And(*conditions)


def either(place: Place, *conditions: Bool) -> Bool:
    """Return that one of the conditions holds."""
    return place.model.z.Or(*conditions)


def never(place: Place, condition: Bool) -> Bool:
    """Return that a condition does not hold."""
    return place.model.z.Not(condition)


def where(place: Place, condition: Bool, then: Bool) -> Bool:
    """Return that ``then`` holds where the condition does."""
    return place.model.z.Implies(condition, then)


def option(place: Place, name: str, value: str) -> Bool:
    """Return that an option has a value; a value that the pack does not offer is never set."""
    group = place.model.option(name)
    return group.get(value, place.model.z.BoolVal(False))


def some(place: Place, part: str, that: Callable[[Place], Bool]) -> Bool:
    """Return that there is an element (or a case behind a link) of which ``that`` holds.

    It gets an element of its own: where a property asks it of the state, any real one may be what is meant.
    """
    z = place.model.z
    place.witness(part, f"some-{part}")
    return z.Or(*(z.And(there, that(inside)) for there, inside in place.elements(part)))


def every(place: Place, part: str, that: Callable[[Place], Bool], mark: str) -> Bool:
    """Return that ``that`` holds of every element; ``mark`` names the element that would be the exception."""
    z = place.model.z
    place.witness(part, mark)
    return z.And(*(z.Or(z.Not(there), that(inside)) for there, inside in place.elements(part)))


def all_done(place: Place, records: Sequence[tuple[str, Sequence[str]]], same: Sequence[str]) -> Bool:
    """Return that each of the records stands in one of its stages, about the present content."""
    return both(place, *(place.done(name, stages, same) for name, stages in records))


def about(
    number: str, steps: str, must: Callable[[Place], Bool], cite: tuple[str, ...], ja: str, en: str
) -> Property:
    """Return the property about these steps (their ids, separated by spaces)."""
    return Property(id=number, text=Text(ja, en), cite=cite, steps=tuple(steps.split()), must=must)
