"""What if: suppose facts of a case, assess again, and say which steps and rules flip. Nothing is recorded."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import msgspec

from sekisho.law.pack import Pack, Variable
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .assessment import assess
from .case import Case, Element, Held
from .replay import Replayed
from .verdict import Assessment, OpenDuty, Reason, Verdict
from .world import World, pointing

FACT = re.compile(r"^(?P<name>[A-Za-z0-9_:.-]+)(?:\[(?P<key>[^\]]+)\])?=(?P<value>.*)$")


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """A step (rule empty) or a rule for one element that stands otherwise; ``text`` and ``cite`` are the rule's."""

    step: str
    rule: str = ""
    element: Mapping[str, str] = {}
    before: str
    after: str
    text: Text | None = None
    cite: tuple[str, ...] = ()


class Supposition(msgspec.Struct, frozen=True, kw_only=True):
    """What was supposed of a case, what flips, which duties arise and cease; findings where a fact could not be supposed."""

    case: str
    flips: tuple[Flip, ...]
    arise: tuple[OpenDuty, ...] = ()
    cease: tuple[OpenDuty, ...] = ()
    findings: tuple[Finding, ...] = ()


def suppose(
    pack: Pack,
    replayed: Replayed,
    case_id: str,
    facts: tuple[str, ...],
    at: datetime,
    shown: Callable[[Assessment], Assessment] = lambda whole: whole,
) -> Supposition:
    """Suppose facts of the form ``name[element]=value`` (or ``option:NAME=VALUE``) and compare the assessments.

    ``shown`` withholds of an assessment what whoever asks may not see; what is withheld cannot be seen to flip.
    """
    world, findings = supposed(pack, replayed.world, case_id, facts, at)
    before, after = (shown(assess(pack, each, case_id, at)) for each in (replayed.world, world))
    return Supposition(
        case=case_id,
        flips=tuple(flips(before, after)),
        arise=tuple(owed_newly(before, after)),
        cease=tuple(owed_newly(after, before)),
        findings=findings,
    )


def supposed(
    pack: Pack, real: World, case_id: str, facts: tuple[str, ...], at: datetime
) -> tuple[World, tuple[Finding, ...]]:
    """Return a copy of a world in which facts are supposed, as ``suppose`` takes them, and what could not be supposed."""
    cases = {**real.cases, case_id: copy.deepcopy(real.cases[case_id])}
    register = real.register
    findings: list[Finding] = []
    for fact in facts:
        found = FACT.match(fact)
        if found and found["name"].startswith("option:"):
            name, value = found["name"].removeprefix("option:"), found["value"]
            findings += _unknown_option(pack, fact, name, value)
            register = msgspec.structs.replace(register, options={**register.options, name: value})
        else:
            findings += _suppose(pack, cases[case_id], fact, at)
    return World(pack, cases, register, pointing(cases.values())), tuple(findings)


def can_be_supposed(pack: Pack, kind: str, fact: str) -> bool:
    """Return whether a fact, or an option, is one that cases of a kind have."""
    found = FACT.match(fact)
    named = found["name"] if found else ""
    return named.startswith("option:") or named in pack.kinds[kind].variables


def _suppose(pack: Pack, case: Case, fact: str, at: datetime) -> list[Finding]:
    found = FACT.match(fact)
    variable = pack.kinds[case.kind].variables.get(found["name"]) if found else None
    if found is None or variable is None:
        known = ", ".join(pack.kinds[case.kind].variables)
        return [_finding(fact, Text("仮定として読めない。", "This supposes nothing."), known)]
    if variable.values and found["value"] not in (*variable.values, ""):
        return [_finding(fact, Text("その値はない。", "There is no such value."), ", ".join(variable.values))]
    elements = _elements(case, variable, found["key"])
    if not elements:
        known = ", ".join(e.key for e in _elements(case, variable, None))
        return [_finding(fact, Text("その要素はない。", "There is no such element."), known)]
    for element in elements:
        _put(case, element, variable, found["value"], at)
    return []


def _unknown_option(pack: Pack, fact: str, name: str, value: str) -> list[Finding]:
    option = pack.options.get(name)
    if option is None:
        return [_finding(fact, Text("その選択はない。", "There is no such option."), ", ".join(pack.options))]
    if option.values and value not in option.values:
        return [_finding(fact, Text("その値はない。", "There is no such value."), ", ".join(option.values))]
    return []


def _elements(case: Case, variable: Variable, key: str | None) -> list[Element]:
    if not variable.part:
        return [case.root]
    return [e for e in case.active(variable.part) if key is None or e.key == key]


def _put(case: Case, element: Element, variable: Variable, value: str, at: datetime) -> None:
    """Put a value as if it were current; an empty value takes away what there is."""
    if variable.sort == "attr":
        element.attrs[variable.id] = value or None
        return
    dims = {**case.root.dims, **_inherited(case, element), **element.dims}
    held = Held(value, dims, "supposed", frozenset(), at, case.sequence)
    if variable.sort == "record":
        element.records.pop(variable.id, None)
        if value:
            element.records[variable.id] = held
    else:
        element.findings[variable.id] = {"supposed": held} if value else {}


def _inherited(case: Case, element: Element) -> Mapping[str, str]:
    parents = (case.element(part, key) for part, key in element.of.items())
    return {dim: value for parent in parents if parent for dim, value in parent.dims.items()}


def flips(before: Assessment, after: Assessment) -> Iterator[Flip]:
    """Yield each step, and each rule for an element, that stands otherwise in the second assessment."""
    for step, was in before.steps.items():
        now = after.steps[step]
        if was.outcome != now.outcome:
            yield Flip(step=step, before=was.outcome, after=now.outcome)
        old, new = _by_rule(was), _by_rule(now)
        for key in {**old, **new}:
            left, right = old.get(key), new.get(key)
            outcomes = [reason.outcome if reason else "not_applicable" for reason in (left, right)]
            said = right or left
            if said and outcomes[0] != outcomes[1]:
                yield Flip(
                    step=step,
                    rule=said.rule,
                    element=said.element,
                    before=outcomes[0],
                    after=outcomes[1],
                    text=said.text,
                    cite=said.cite,
                )


def _by_rule(verdict: Verdict) -> dict[tuple[str, tuple[tuple[str, str], ...]], Reason]:
    return {(reason.rule, tuple(reason.element.items())): reason for reason in verdict.reasons}


def owed_newly(before: Assessment, after: Assessment) -> Iterator[OpenDuty]:
    """Yield the duties open in the second assessment that are not in the first."""
    known = {(duty.rule, tuple(duty.element.items())) for duty in before.duties}
    yield from (duty for duty in after.duties if (duty.rule, tuple(duty.element.items())) not in known)


def _finding(fact: str, message: Text, known: str) -> Finding:
    remedy = Text(f"使えるもの：{known}", f"What there is: {known}")
    return Finding(code="what-if", severity="error", place=f"--set {fact}", message=message, remedy=remedy)
