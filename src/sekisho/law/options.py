"""Which options a rule reads: in its conditions, through the definitions that they name, and by the term of its duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import expression as x
from .pack import DutyRule, Pack, Precondition, Rule, StandingDuty


def options_read(pack: Pack, rule: Rule) -> tuple[str, ...]:
    """Return the options that a rule reads, each once, in the order in which it reads them."""
    conditions = (rule.when, rule.require) if isinstance(rule, Precondition) else (rule.when,)
    return tuple(dict.fromkeys((*_in(pack, conditions), *_term(pack, rule))))


def rules_reading(pack: Pack, option: str) -> tuple[Rule, ...]:
    """Return the rules that read an option; none where it has one answer only, which the rules are written for."""
    return tuple(rule for rule in pack.rules.values() if option in options_read(pack, rule))


def _in(pack: Pack, conditions: Iterable[x.Node]) -> Iterator[str]:
    for node in (inner for condition in conditions for inner in x.walk(condition)):
        if isinstance(node, x.OptionIs):
            yield node.option
        elif isinstance(node, x.Def):
            yield from _in(pack, (pack.defs[node.name],))


def _term(pack: Pack, rule: Rule) -> Iterator[str]:
    timer = pack.timers.get(rule.timer) if isinstance(rule, DutyRule | StandingDuty) else None
    if timer and timer.option:
        yield timer.option
