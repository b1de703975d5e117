"""Recusal: who has no part in a case, although their post would give them one."""

from __future__ import annotations

from collections.abc import Iterable

from .case import Case

RECUSE, END_RECUSAL = "recuse", "end_recusal"
"""The last words of the steps by which a person is recused from a case, and by which that ends; both name ``person``."""


def recused(case: Case) -> frozenset[str]:
    """Return the persons who are recused from a case as its entries leave it."""
    persons: set[str] = set()
    for entry in case.entries:
        person = str(entry.intent.particulars.get("person") or "")
        if entry.step == f"{case.kind}.{RECUSE}":
            persons.add(person)
        elif entry.step == f"{case.kind}.{END_RECUSAL}":
            persons.discard(person)
    return frozenset(persons)


def bars(case: Case, person: str, holders: Iterable[str]) -> bool:
    """Return whether recusal bars an act: of who records it, or of every holder of the post in whose name it is done.

    Where one of several holders is recused, the others (an acting one, say) go on; a deviation is never barred.
    """
    away, held = recused(case), frozenset(holders)
    return person in away or bool(held and held <= away)
