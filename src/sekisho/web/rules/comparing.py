"""Comparing two editions of the pack: what reads otherwise, and of one step which situations and worked cases turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse

from sekisho.casework.working import flipped
from sekisho.law.difference import CHANGES, SECTIONS, differences
from sekisho.law.pack import Pack, Step
from sekisho.proof.compare import TURNS, Situation, compare
from sekisho.proof.example import Example, Examples, Unbuilt
from sekisho.proof.solver import ProverMissingError
from sekisho.vocabulary.text import Text
from sekisho.web.cases import words
from sekisho.web.page import crumb, page
from sekisho.web.seats import seating

RULES = Text("規則", "Rules")
TITLE = Text("版を比較する", "Compare editions")
TRIES = 20
"""How many bundles are made for an example of one situation: somebody waits for the page."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of the pack that is new, gone or changed; ``fields`` are the names of what changed in it."""

    change: Text
    section: Text
    id: str
    text: Text | None
    fields: tuple[str, ...]
    rule: bool


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A worked case that comes out otherwise; without a sign where it cannot be told under an edition."""

    id: str
    text: Text
    before: words.Sign | None
    after: words.Sign | None


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """A situation that is judged otherwise: which way, by which rule, its facts, and an example or why there is none."""

    turn: Text
    rule: str
    facts: tuple[Text, ...]
    example: Text
    changes: tuple[Text, ...]


def comparing(request: HttpRequest) -> HttpResponse:
    """Show what two editions that this installation knows differ in; the one before the newest and it, where none is named."""
    editions = seating(request).pack.editions
    known = list(editions)
    old, new = request.GET.get("old") or known[max(len(known) - 2, 0)], request.GET.get("new") or known[-1]
    if old not in editions or new not in editions:
        raise Http404
    both = editions[old], editions[new]
    step = request.GET.get("step", "")
    shared = [each for each in both[1].steps.values() if each.id in both[0].steps]
    if step and step not in {each.id for each in shared}:
        raise Http404
    context: dict[str, object] = {
        "editions": list(editions.items()),
        "old": old,
        "new": new,
        "alone": len(known) == 1,
        "steps": shared,
        "step": step,
        "rows": list(_rows(*both)),
    }
    context |= _of_step(*both, both[1].steps[step]) if step else {}
    return page(request, "comparing.html", TITLE, context, area="rules", crumbs=(crumb(RULES, "rules"),))


def _rows(old: Pack, new: Pack) -> Iterator[Row]:
    for each in differences(old, new):
        thing: Any = getattr(old if each.change == "removed" else new, each.section)[each.id]
        yield Row(
            change=CHANGES[each.change],
            section=SECTIONS[each.section],
            id=each.id,
            text=getattr(thing, "text", None),
            fields=each.fields,
            rule=each.section == "rules" and each.change != "removed",
        )


def _of_step(old: Pack, new: Pack, step: Step) -> dict[str, object]:
    """Of one step only: comparing every state of all steps takes longer than anybody waits for a page."""
    cases = [
        Case(
            id=each.case,
            text=each.text,
            before=words.GATE[each.before] if each.before else None,
            after=words.GATE[each.after] if each.after else None,
        )
        for each in flipped(old, new, step.id)
    ]
    try:
        found = compare(old, new, step.id)
    except ProverMissingError as error:
        return {"chosen": step, "cases": cases, "missing": str(error)}
    examples = Examples(old, new, TRIES)
    return {"chosen": step, "cases": cases, "turned": [_turned(each, examples.of(each)) for each in found]}


def _turned(situation: Situation, example: Example | Unbuilt) -> Turned:
    return Turned(
        turn=TURNS[situation.turn],
        rule=situation.rule,
        facts=situation.facts,
        example=example.said({name: sign.word for name, sign in words.GATE.items()}),
        changes=example.changes,
    )
