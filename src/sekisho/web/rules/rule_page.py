"""One rule with all that hangs on it: what it asks, the worked cases that turn on it, and the proofs that need it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sekisho.law.confidence import confidence
from sekisho.law.expression import TRUE
from sekisho.law.options import options_read
from sekisho.law.pack import Exemption, Option, Pack, Precondition, Rule, Step
from sekisho.law.saying import say
from sekisho.law.worked import WorkedCase
from sekisho.proof.found import Proved, resting_on
from sekisho.vocabulary.text import Text

from .clauses import CONFIDENCE, RULE_KIND


class CaseShown(msgspec.Struct, frozen=True, kw_only=True):
    """A worked case, and the sentence of the one from which a single fact sets it apart."""

    case: WorkedCase
    permitted: bool
    step: Text
    like: Text | None


class ProofShown(msgspec.Struct, frozen=True, kw_only=True):
    """A property whose proof rests on the rule: of which steps, and with which other rules."""

    proved: Proved
    steps: tuple[Text, ...]
    beside: tuple[str, ...]


class RulePage(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as its page shows it; ``proofs`` is ``None`` where the proofs at hand are those of another edition."""

    rule: Rule
    kind: Text
    confidence: Text
    steps: tuple[Step, ...]
    applies: Text | None
    requires: Text | None
    exceptions: tuple[str, ...]
    lifts: str
    options: tuple[Option, ...]
    cases: tuple[CaseShown, ...]
    proofs: tuple[ProofShown, ...] | None


def shown(pack: Pack, rule: Rule) -> RulePage:
    """Return a rule with its conditions in words, the worked cases about it and the proofs that need it."""
    named = getattr(rule, "steps", ()) or getattr(rule, "act", ())
    steps = tuple(pack.steps[step] for step in named if step in pack.steps)
    first = steps[0] if steps else None
    kind = getattr(rule, "kind", "") or (first.kind if first else "")
    proofs = resting_on(pack, rule.id)
    return RulePage(
        rule=rule,
        kind=RULE_KIND[type(rule).__name__],
        confidence=CONFIDENCE[confidence(pack, rule)],
        steps=steps,
        applies=None if rule.when == TRUE else say(pack, kind, rule.when, first),
        requires=say(pack, kind, rule.require, first) if isinstance(rule, Precondition) else None,
        exceptions=tuple(each.id for each in pack.exemptions_of.get(rule.id, ())),
        lifts=rule.lifts if isinstance(rule, Exemption) else "",
        options=tuple(pack.options[name] for name in options_read(pack, rule)),
        cases=_cases(pack, rule),
        proofs=None if proofs is None else tuple(_proof(pack, rule, each) for each in proofs),
    )


def _cases(pack: Pack, rule: Rule) -> tuple[CaseShown, ...]:
    by_id: Mapping[str, WorkedCase] = {case.id: case for case in pack.worked}
    return tuple(
        CaseShown(
            case=case,
            permitted=case.expect == "permitted",
            step=pack.steps[case.step].text,
            like=by_id[case.like].text if case.like else None,
        )
        for case in pack.worked_about.get(rule.id, ())
    )


def _proof(pack: Pack, rule: Rule, proved: Proved) -> ProofShown:
    needing = {step: rules for step, rules in proved.rests_on.items() if rule.id in rules}
    others = dict.fromkeys(each for rules in needing.values() for each in rules if each != rule.id)
    return ProofShown(
        proved=proved,
        steps=tuple(pack.steps[step].text if step in pack.steps else Text(step, step) for step in needing),
        beside=tuple(others),
    )
