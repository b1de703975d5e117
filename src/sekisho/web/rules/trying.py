"""Trying facts: facts and options supposed of a case, and what then stands for a step. Nothing is recorded.

The case is a worked one or a new one, of which all is in the address, so that a situation can be shown to somebody else; or
one on record, for who sees all of the cases around it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from django.http import Http404, HttpRequest, HttpResponse

from sekisho.casework.assessment import assess
from sekisho.casework.bundle import read_bundle
from sekisho.casework.case import Case
from sekisho.casework.pathway import pathways
from sekisho.casework.reasoning import reasoning
from sekisho.casework.replay import replay
from sekisho.casework.verdict import OpenDuty
from sekisho.casework.whatif import Flip, flips, owed_newly, supposed
from sekisho.casework.working import bundle_of
from sekisho.casework.world import World
from sekisho.law import expression as x
from sekisho.law.options import options_read
from sekisho.law.pack import Pack, Step, Variable
from sekisho.operations.viewing import sees_around
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time
from sekisho.web.cases import reading, words
from sekisho.web.cases.ruling import Way, as_way, by_standing, ruled, unrecorded
from sekisho.web.page import crumb, page
from sekisho.web.seats import seating

RULES = Text("規則", "Rules")
TITLE = Text("事実を仮定して試す", "Try facts")
NEW = "new:"
NOTHING = "-"
"""The value in the address by which a fact is taken away; an empty one leaves it as it stands."""
OPTION = "option:"
UNASKED = words.Sign("rest", "rest", Text("適用なし", "does not apply"))


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """Where a trial starts from: a world with the case in question, and the step asked about.

    ``id`` is its name in the address, empty for a case ``on_record``.
    """

    id: str
    text: Text
    on_record: bool = False
    world: World
    case: str
    step: Step
    at: datetime


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A fact or option that can be supposed: its name in the address, in words, what stands, and what is supposed."""

    name: str
    text: Text
    values: Mapping[str, Text]
    chosen: str


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that stands otherwise than at the start."""

    rule: str
    text: Text
    before: words.Sign
    after: words.Sign


def trying(request: HttpRequest) -> HttpResponse:
    """Show the trial that the address says; without a start, the starts that there are."""
    pack = seating(request).pack
    context: dict[str, object] = {"starts": _starts(pack), "chosen": request.GET.get("start", "")}
    if request.GET.get("start"):
        start = _start(pack, request.GET["start"], request.GET.get("step", ""))
        if start is None:
            raise Http404
        context |= _tried(pack, start, request.GET)
    return page(request, "trying.html", TITLE, context, area="rules", crumbs=(crumb(RULES, "rules"),))


def of_case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show the trial of a case on record, as it stands: only to who sees the whole of every case around.

    What a supposition turns is worked out from all of these, and cannot be let out fact by fact.
    """
    look = reading.look(request, case_id)
    context: dict[str, object] = {"case_id": case_id, "all_seen": sees_around(look.world, look.viewer)}
    if context["all_seen"]:
        step = _step(look.pack, look.world, case_id, request.GET.get("step", ""))
        if step is None:
            raise Http404
        at, world = look.placed.at, look.world
        start = Start(id="", text=look.title, on_record=True, world=world, case=case_id, step=step, at=at)
        context |= _tried(look.pack, start, request.GET)
    above = (crumb(look.title, "case", case_id),)
    return page(request, "trying.html", TITLE, context, area="cases-home", crumbs=above)


def _starts(pack: Pack) -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Return the starts by step: the worked cases, and before them a new case of each kind."""
    new = [(f"{NEW}{kind.id}", kind.text) for kind in pack.kinds.values() if _further(pack, kind.id)]
    grouped: dict[str, list[tuple[str, Text]]] = {}
    for case in pack.worked:
        grouped.setdefault(case.step, []).append((case.id, case.text))
    return [(Text("新たな案件", "A new case"), new), *((pack.steps[s].text, of) for s, of in grouped.items())]


def _start(pack: Pack, name: str, step: str) -> Start | None:
    if name.startswith(NEW):
        return _new(pack, name.removeprefix(NEW), step)
    case = next((each for each in pack.worked if each.id == name), None)
    if case is None:
        return None
    replayed = replay(pack, bundle_of(pack, case))
    at = parse_time(case.ask["at"]) if "at" in case.ask else replayed.now
    asked = _step(pack, replayed.world, case.ask["case"], step or case.step)
    if asked is None:
        return None
    return Start(id=name, text=case.text, world=replayed.world, case=case.ask["case"], step=asked, at=at)


def _new(pack: Pack, kind: str, step: str) -> Start | None:
    opening = [_opening(step) for step in pack.steps_of.get(kind, ()) if step.opens][:1]
    told = {"cases": [{"id": kind, "kind": kind, "entries": opening}]}
    bundle = read_bundle(json.dumps(told).encode(), kind, pack).bundle if kind in pack.kinds else None
    if bundle is None or not pack.steps_of[kind]:
        return None
    replayed = replay(pack, bundle)
    asked = _step(pack, replayed.world, kind, step)
    if asked is None:
        return None
    return Start(
        id=f"{NEW}{kind}",
        text=pack.kinds[kind].text,
        world=replayed.world,
        case=kind,
        step=asked,
        at=replayed.now,
    )


def _opening(step: Step) -> dict[str, object]:
    """Return the entry that opens a new case, with the first value of whatever must be chosen."""
    given = {f.id: next(iter(f.values)) for f in step.asks.values() if f.required and f.values}
    return {"step": step.id, "with": given}


def _step(pack: Pack, world: World, case: str, step: str) -> Step | None:
    """Return the step asked about, the first where none is; ``None`` where it is none that the case, once open, can have."""
    further = _further(pack, world.cases[case].kind)
    return next((each for each in further if step in ("", each.id)), None)


def _further(pack: Pack, kind: str) -> list[Step]:
    """Return the steps of a kind that may follow the one which opens a case."""
    return [step for step in pack.steps_of.get(kind, ()) if not step.opens]


def _tried(pack: Pack, start: Start, asked: Mapping[str, str]) -> dict[str, object]:
    choices = [*_facts(pack, start, asked), *_options(pack, start, asked)]
    facts = tuple(f"{c.name}={'' if c.chosen == NOTHING else c.chosen}" for c in choices if c.chosen)
    world, _ = supposed(pack, start.world, start.case, facts, start.at)
    before, after = (assess(world.pack, each, start.case, start.at) for each in (start.world, world))
    found = reasoning(world.pack, world, start.case, start.step.id, start.at)
    told = list(flips(before, after))
    case = world.cases[start.case]
    rules = ruled(pack, case, found)
    return {
        "start": start,
        "steps": _further(pack, case.kind),
        "choices": choices,
        "supposed": len(facts),
        "sign": words.GATE[found.verdict.outcome],
        "was": words.GATE[before.steps[start.step.id].outcome],
        "turned": _turned(start.step, told),
        "others": [
            (pack.steps[f.step], words.GATE[f.after]) for f in told if not f.rule and f.step != start.step.id
        ],
        "arise": [_owed(pack, case, duty) for duty in owed_newly(before, after)],
        "cease": [_owed(pack, case, duty) for duty in owed_newly(after, before)],
        **by_standing(rules if start.on_record else map(unrecorded, rules)),
        "ways": _ways(pack, start, world) if asked.get("way") else None,
    }


def _owed(pack: Pack, case: Case, duty: OpenDuty) -> tuple[Text, Text, Text | None]:
    """Return who owes a duty, what it says, and on which element."""
    return pack.name(duty.bearer), duty.text, words.bound_text(pack, case, dict(duty.element))


def _ways(pack: Pack, start: Start, world: World) -> list[Way]:
    found = pathways(pack, world, start.case, start.step.id, start.at)
    return [as_way(pack, world.cases[start.case], each) for each in found]


def _turned(step: Step, told: list[Flip]) -> list[Turned]:
    """Return the rules of the step that flipped, each once for all the elements for which it did so alike."""
    signs = {**words.REASON, "not_applicable": UNASKED}
    alike = dict.fromkeys((f.rule, f.text, f.before, f.after) for f in told if f.step == step.id)
    return [
        Turned(rule=rule, text=text, before=signs[before], after=signs[after])
        for rule, text, before, after in alike
        if text is not None
    ]


def _facts(pack: Pack, start: Start, asked: Mapping[str, str]) -> Iterator[Choice]:
    """Yield the facts that the rules of the step read, for each element that there is, as far as they are chosen from values."""
    case = start.world.cases[start.case]
    names = _read(pack, start.step)
    for variable in pack.kinds[case.kind].variables.values():
        if variable.id in names and variable.values and variable.sort != "duty":
            keys = [e.key for e in case.active(variable.part)] if variable.part else [""]
            for key in keys:
                yield _choice(
                    variable, key, words.element_text(pack, case, variable.part, key) if key else None, asked
                )


def _choice(variable: Variable, key: str, about: Text | None, asked: Mapping[str, str]) -> Choice:
    name = f"{variable.id}[{key}]" if key else variable.id
    text = variable.text
    named = Text(f"{text.ja}（{about.ja}）", f"{text.en} ({about.en})") if about else text
    values = {**variable.values, NOTHING: Text("ないものとする", "taken away")}
    chosen = asked.get(name, "")
    return Choice(name=name, text=named, values=values, chosen=chosen if chosen in values else "")


def _options(pack: Pack, start: Start, asked: Mapping[str, str]) -> Iterator[Choice]:
    read = dict.fromkeys(o for rule in pack.preconditions_of[start.step.id] for o in options_read(pack, rule))
    for option in (pack.options[name] for name in read):
        chosen = asked.get(OPTION + option.id, "")
        if len(option.values) == 1:
            continue
        yield Choice(
            name=OPTION + option.id,
            text=option.text,
            values=option.values,
            chosen=chosen if chosen in option.values else "",
        )


def _read(pack: Pack, step: Step) -> frozenset[str]:
    """Return the names of the facts that the preconditions of a step read, through the definitions that they name."""
    rules = pack.preconditions_of[step.id]
    exceptions = [e for rule in rules for e in pack.exemptions_of.get(rule.id, ())]
    conditions = [n for r in rules for n in (r.when, r.require)] + [e.when for e in exceptions]
    return frozenset(_names(pack, conditions))


def _names(pack: Pack, conditions: list[x.Node]) -> Iterator[str]:
    for node in (inner for each in conditions for inner in x.walk(each)):
        if isinstance(node, x.Def):
            yield from _names(pack, [pack.defs[node.name]])
        elif isinstance(node, x.FindingIs):
            yield node.finding
        elif isinstance(node, x.Done):
            yield node.record
        elif isinstance(node, x.AttrIs):
            yield node.attr
