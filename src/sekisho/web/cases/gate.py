"""The gate as a page shows it: open or closed, and everything missing at once, grouped by what it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

import msgspec

from sekisho.casework.case import Case
from sekisho.casework.verdict import Assessment, Reason, Verdict
from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from . import words
from .procedure import nothing_to_do


class Supply(msgspec.Struct, frozen=True):
    """Who can supply what is missing: the step to take, its words, and the office that may take it."""

    step: str
    text: Text
    office: Text
    here: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One reason: its sentence, how it stands, under which clauses, who can supply it."""

    rule: str
    sign: words.Sign
    text: Text
    cite: tuple[str, ...]
    because: tuple[Text, ...] = ()
    supplies: tuple[Supply, ...] = ()
    lifted_by: Text | None = None


class Group(msgspec.Struct, frozen=True):
    """The lines about the same elements; ``heading`` is ``None`` for those about the case as a whole."""

    heading: Text | None
    lines: tuple[Line, ...]


class Asked(msgspec.Struct, frozen=True):
    """A step that supplies some of what is missing, and how many lines of it; ``ready`` where the person may take it now."""

    supply: Supply
    lines: int
    ready: bool


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """One step's gate."""

    step: str
    text: Text
    outcome: str
    sign: words.Sign
    missing: tuple[Group, ...]
    lifted: tuple[Group, ...]
    met: tuple[Group, ...]
    met_count: int
    missing_count: int
    asked: tuple[Asked, ...]
    who: Text


def gate(pack: Pack, case: Case, verdict: Verdict, ready: Collection[str] = ()) -> Gate:
    """Return the gate of a verdict, lines in the order of the pack, the case's own before its elements'.

    ``ready`` are the steps that the person looking may take now.
    """
    met = _groups(pack, case, [r for r in verdict.reasons if r.outcome == "met"])
    missing = _groups(pack, case, verdict.missing)
    return Gate(
        step=verdict.step,
        text=pack.steps[verdict.step].text,
        outcome=verdict.outcome,
        sign=words.GATE[verdict.outcome],
        missing=missing,
        lifted=_groups(pack, case, verdict.lifted),
        met=met,
        met_count=_count(met),
        missing_count=_count(missing),
        asked=_asked(missing, ready),
        who=_who([pack.name(each) for each in pack.steps[verdict.step].by]),
    )


NAMED = 6
"""How many offices and posts that may take a step are named; of more than these the rest is counted."""


def _who(bodies: list[Text]) -> Text:
    named, more = words.joined(bodies[:NAMED]), len(bodies) - NAMED
    return Text(f"{named.ja}ほか{more}の機関等", f"{named.en} and {more} more") if more > 0 else named


def _asked(missing: Iterable[Group], ready: Collection[str]) -> tuple[Asked, ...]:
    """Return the steps that would supply what is missing, each once: first those that the person may take now.

    None where the lines themselves say it as shortly.
    """
    lines = [line for group in missing for line in group.lines]
    counted = Counter(supply for line in lines for supply in line.supplies)
    if len(counted) >= len(lines):
        return ()
    asked = [Asked(supply, n, supply.step in ready) for supply, n in counted.items()]
    return tuple(sorted(asked, key=lambda each: (not each.ready, -each.lines)))


def _count(groups: Iterable[Group]) -> int:
    return sum(len(group.lines) for group in groups)


def main_step(pack: Pack, case: Case, assessment: Assessment) -> str:
    """Return the step whose gate the case page opens with.

    (1) The step that most rules guard, until it is taken; (2) then the one that most open duties block; (3) then, of
    the steps still ahead, the most guarded. All three follow from the pack.
    """
    taken = {entry.step for entry in case.entries}
    blocked = [step for duty in assessment.duties for step in duty.blocks]
    if found := foremost(pack, assessment.steps, taken, blocked):
        return found
    active = [s for s, verdict in assessment.steps.items() if not nothing_to_do(verdict)]
    ahead = [s for s in active if s not in taken] or active or list(assessment.steps)
    return max(ahead, key=lambda s: len(pack.preconditions_of[s]), default="")


def foremost(pack: Pack, steps: Collection[str], taken: Collection[str], blocked: Iterable[str]) -> str:
    """Return the step that most rules guard, until it is taken; then the one that is blocked most often; else none."""
    guarded = max(steps, key=lambda s: len(pack.preconditions_of[s]), default="")
    if guarded not in taken:
        return guarded
    counted = Counter(step for step in blocked if step in steps)
    return max(counted, key=lambda s: (counted[s], len(pack.preconditions_of[s])), default="")


def _groups(pack: Pack, case: Case, reasons: Iterable[Reason]) -> tuple[Group, ...]:
    """Say once what is the same for several elements, under the names of all of them; what differs stays apart."""
    shared: dict[Line, list[Reason]] = {}
    for reason in reasons:
        shared.setdefault(_line(pack, case.kind, reason), []).append(reason)
    grouped: dict[tuple[tuple[tuple[str, str], ...], ...], list[Line]] = {}
    for line, alike in shared.items():
        about = dict.fromkeys(tuple(sorted(reason.element.items())) for reason in alike)
        grouped.setdefault(tuple(about), []).append(line)
    return tuple(
        Group(words.bound_texts(pack, case, [dict(each) for each in about]), tuple(lines))
        for about, lines in sorted(grouped.items(), key=lambda pair: _breadth(pair[0]))
    )


def _breadth(about: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[bool, int, object]:
    """The case as a whole first, then what holds for most elements, then in the order of their keys."""
    return (about != ((),), -len(about), about)


def _line(pack: Pack, kind: str, reason: Reason) -> Line:
    lifting = pack.rules.get(reason.lifted_by)
    return Line(
        rule=reason.rule,
        sign=words.REASON[reason.outcome],
        text=reason.text,
        cite=tuple(reason.cite),
        because=tuple(reason.because),
        supplies=_supplies(pack, kind, reason),
        lifted_by=lifting.text if lifting else None,
    )


def _supplies(pack: Pack, kind: str, reason: Reason) -> tuple[Supply, ...]:
    """Return who can supply, one line a step: its offices together; ``here`` where the step is one of this case."""
    offices: dict[str, list[Text]] = {}
    for supplier in reason.suppliers:
        offices.setdefault(supplier.step, []).append(pack.name(supplier.office))
    steps = ((pack.steps[step], names) for step, names in offices.items() if step in pack.steps)
    return tuple(Supply(step.id, step.text, words.joined(names), step.kind == kind) for step, names in steps)
