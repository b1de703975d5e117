"""Which options a rule rests on: in its conditions, through the definitions that they name, by the term of its duty, or
because it is written for the one answer that an option leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import expression as x
from .pack import DutyRule, Pack, Precondition, Rule, StandingDuty


def options_read(pack: Pack, rule: Rule) -> tuple[str, ...]:
    """Return the options that a rule rests on, each once: those that it reads, then those whose one answer it holds."""
    conditions = (rule.when, rule.require) if isinstance(rule, Precondition) else (rule.when,)
    held = (option.id for option in pack.options.values() if rule.id in option.held_by)
    return tuple(dict.fromkeys((*_in(pack, conditions), *_term(pack, rule), *held)))


def rules_reading(pack: Pack, option: str) -> tuple[Rule, ...]:
    """Return the rules that rest on an option: those that read it, or are written for its one answer."""
    return tuple(rule for rule in pack.rules.values() if option in options_read(pack, rule))


def _in(pack: Pack, conditions: Iterable[x.Node], within: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the options that conditions read; a name inside its own definition leads nowhere further."""
    for node in (inner for condition in conditions for inner in x.walk(condition)):
        if isinstance(node, x.OptionIs):
            yield node.option
        elif isinstance(node, x.Def) and node.name in pack.defs and node.name not in within:
            yield from _in(pack, (pack.defs[node.name],), within | {node.name})


def _term(pack: Pack, rule: Rule) -> Iterator[str]:
    timer = pack.timers.get(rule.timer) if isinstance(rule, DutyRule | StandingDuty) else None
    if timer and timer.option:
        yield timer.option
