"""Clauses with what rests on them: rules, steps and options of the pack, and the official text where it is at hand."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from sekisho.law.pack import Carried, Clause, Option, Pack, Rule, Source, Step
from sekisho.proof.found import resting_on
from sekisho.vocabulary.text import Text

SETTING = "SEKISHO_GUIDELINE"
"""Names the file of the guideline's official text, where the installation supplies it."""

CONFIDENCE = {
    "verified": Text("原文で確認済み", "checked against the text"),
    "consistent": Text("複数の資料と整合", "consistent with several sources"),
    "general": Text("一般的な説明による", "from general descriptions"),
}
RULE_KIND = {
    "Precondition": Text("要件", "precondition"),
    "Exemption": Text("例外", "exception"),
    "DutyRule": Text("義務", "duty"),
    "StandingDuty": Text("継続する義務", "standing duty"),
}


class RuleShown(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that cites the clause, with the steps that it bears on and its line in the files of the pack.

    ``cases`` counts the worked cases about it, ``proofs`` the properties whose proof rests on it.
    """

    id: str
    kind: Text
    text: Text
    steps: tuple[Text, ...]
    place: str
    cases: int
    proofs: int


class ClauseShown(msgspec.Struct, frozen=True, kw_only=True):
    """A clause in our own words and everything in the pack that cites it."""

    clause: Clause
    source: Source | None
    confidence: Text
    rules: tuple[RuleShown, ...]
    steps: tuple[Step, ...]
    options: tuple[Option, ...]
    carried: Carried | None


def by_source(pack: Pack) -> list[tuple[Source | None, list[Clause]]]:
    """Return the clauses under the text that they come from, in the order of the pack."""
    grouped: dict[str, list[Clause]] = {}
    for clause in pack.clauses.values():
        grouped.setdefault(clause.source, []).append(clause)
    return [(pack.sources.get(source), clauses) for source, clauses in grouped.items()]


def shown(pack: Pack, clause: Clause) -> ClauseShown:
    """Return a clause with what rests on it."""
    return ClauseShown(
        clause=clause,
        source=pack.sources.get(clause.source),
        confidence=CONFIDENCE[clause.confidence],
        rules=tuple(_rule(pack, rule) for rule in pack.rules.values() if clause.id in rule.cite),
        steps=tuple(step for step in pack.steps.values() if clause.id in step.cite),
        options=tuple(option for option in pack.options.values() if clause.id in option.cite),
        carried=pack.carried.get(clause.id),
    )


def weight(pack: Pack, clause: Clause) -> int:
    """Return how many rules and steps cite a clause."""
    cited: list[Rule | Step] = [*pack.rules.values(), *pack.steps.values()]
    return sum(clause.id in each.cite for each in cited)


def official_text(source: Source | None) -> str | None:
    """Return the official text of a source, or ``None`` where no file is supplied or it is not the recorded one."""
    named = os.environ.get(SETTING, "")
    if source is None or not source.file_sha256 or not named or not Path(named).is_file():
        return None
    content = Path(named).read_bytes()
    return content.decode("utf-8") if hashlib.sha256(content).hexdigest() == source.file_sha256 else None


def _rule(pack: Pack, rule: Rule) -> RuleShown:
    steps = getattr(rule, "steps", ()) or getattr(rule, "act", ())
    return RuleShown(
        id=rule.id,
        kind=RULE_KIND[type(rule).__name__],
        text=rule.text,
        steps=tuple(pack.steps[step].text for step in steps if step in pack.steps),
        place=rule.place,
        cases=len(pack.worked_about.get(rule.id, ())),
        proofs=len(resting_on(pack, rule.id) or ()),
    )
