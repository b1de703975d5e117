"""What properties of history are made of: newly so, kept so, void; over every element that an entry may touch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sekisho.vocabulary.text import Text

from .effects import After
from .history import Passage
from .state import Bool, Place
from .statement import both, either, never, where

Must = Callable[[Place, After], Bool]
Holds = Callable[[Place], Bool]


def passage(
    number: str, steps: str, must: Must, cite: tuple[str, ...], ja: str, en: str, but: str = ""
) -> Passage:
    """Return the property about these steps (their ids, or ``kind.*`` without those in ``but``)."""
    return Passage(
        id=number, text=Text(ja, en), cite=cite, steps=tuple(steps.split()), must=must, but=tuple(but.split())
    )


def new_content(place: Place, dim: str) -> Bool:
    """Return that the entry writes content that was never there."""
    return both(place, place.changes(dim), never(place, place.returns(dim)))


def stale(place: Place, dim: str, records: Sequence[str] = (), findings: Sequence[str] = ()) -> Bool:
    """Return that none of these is about the present content of a dimension."""
    z = place.model.z
    held = [z.And(z.Or(*place.record(r).values()), place.about_present(r, dim)) for r in records]
    found = [b for f in findings for b in place.finding(f, (dim,)).values()]
    return z.Not(z.Or(*held, *found))


def elements(after: After, part: str, mark: str) -> Iterator[tuple[Bool, Bool, Place, After]]:
    """Yield for the case (part ``""``) or each element: whether it was there, whether it is, and both places."""
    z = after.model.z
    if not part:
        yield z.BoolVal(True), z.BoolVal(True), after.origin.only(), after.only()
        return
    free = after.only()
    free.witness(part, mark)
    for there, inside in free.elements(part):
        yield inside.origin.is_there(part), there, inside.origin, inside


def returned(after: After, place: Place) -> Bool:
    """Return that the entry writes content that was there once, so that what was about it is again."""
    return either(place, *(place.returns(dim) for dim in after.wrote))


def only_here(part: str, holds: Holds) -> Must:
    """Return that nothing comes to hold of any element (or the case) that did not hold before."""

    def must(before: Place, after: After) -> Bool:
        new = [
            both(
                after,
                is_,
                holds(now),
                never(after, both(before, was, holds(then))),
                never(after, returned(after, now.origin)),
            )
            for was, is_, then, now in elements(after, part, "new")
        ]
        return never(after, either(after, *new))

    return must


def kept(part: str, holds: Holds) -> Must:
    """Return that what held of any element (or the case) holds still, and that the element is there still."""

    def must(before: Place, after: After) -> Bool:
        still = [
            where(after, both(after, was, holds(then)), both(after, is_, holds(now)))
            for was, is_, then, now in elements(after, part, "kept")
        ]
        return both(after, *still)

    return must


def leaves(duty: str, bearer: str = "", when: Holds | None = None) -> Must:
    """Return that the entry leaves a duty open (borne by whom is named), where a condition held before."""

    def must(before: Place, after: After) -> Bool:
        open_ = after.duty_is(duty, ("open",))
        borne = both(after, open_, after.borne_by(duty, bearer)) if bearer else open_
        return where(after, when(before), borne) if when else borne

    return must


def all_of(*musts: Must) -> Must:
    """Return that each of several holds."""
    return lambda before, after: both(after, *(must(before, after) for must in musts))
