"""What is wrong with a pack whose every name is known: nobody may do it, it can never be met, or nothing meets it unnoticed.

(0) A rule or step without a clause. (1) A step that nobody may do: no post stands behind any of its offices, nor behind who records for them. (2) Two rules of
a step that ask the same thing to be different values, so that the step is never permitted. (3) ``every`` over what may be
empty, which is true of nothing: it says ``or_none``, or stands beside a ``some`` over the same part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from . import expression as x
from .pack import Pack, Precondition, Rule, Step, Variable


class Admitted(NamedTuple):
    """What a rule asks of one variable: the rule, and the values that satisfy it."""

    rule: Precondition
    values: frozenset[str]


def _uncited(pack: Pack) -> Iterator[Finding]:
    """Yield the rules and steps that name no clause."""
    rules: tuple[Rule, ...] = (*pack.preconditions, *pack.exemptions, *pack.duties, *pack.standing)
    cited: list[Rule | Step] = [*pack.steps.values(), *rules]
    for each in cited:
        if not each.cite:
            yield _wrong(
                "uncited",
                each.place,
                Text(f"「{each.id}」に根拠となる条項がない。", f"{each.id} cites no clause."),
                Text("cite に条項を挙げること。", "Name the clause in `cite`."),
            )


def unsound(pack: Pack) -> Iterator[Finding]:
    """Yield what is wrong with a pack beyond its names."""
    yield from _uncited(pack)
    yield from _undoable(pack)
    yield from _contradictions(pack)
    yield from _empty(pack)


def _wrong(code: str, place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code=f"pack.{code}", severity="error", place=place, message=message, remedy=remedy)


def manned(pack: Pack, name: str) -> bool:
    """Return whether somebody may hold what a step names as its office: a post, or an office with a post or a recorder."""
    if name in pack.posts:
        return True
    office = pack.offices.get(name)
    offices = {name, *(office.recorded_by if office else ())}
    return any(post.office in offices or post.id in offices for post in pack.posts.values())


def _undoable(pack: Pack) -> Iterator[Finding]:
    for step in pack.steps.values():
        if not any(manned(pack, office) for office in step.by):
            yield _wrong(
                "nobody",
                step.place,
                Text(
                    f"手続「{step.id}」を行うことができる者がいない。", f"Nobody may do the step {step.id}."
                ),
                Text(
                    "by に、官職のある機関又は記録者のある機関を挙げること。",
                    "Name in `by` an office that has a post, or one that others record for.",
                ),
            )


def _contradictions(pack: Pack) -> Iterator[Finding]:
    for step in pack.steps.values():
        known = pack.kinds[step.kind].variables if step.kind in pack.kinds else {}
        asked: dict[tuple[str, ...], Admitted] = {}
        for rule in pack.preconditions:
            if step.id in rule.steps and rule.when == x.TRUE and not rule.lifted_by:
                yield from _against(rule, known, asked)


def _against(
    rule: Precondition, known: Mapping[str, Variable], asked: dict[tuple[str, ...], Admitted]
) -> Iterator[Finding]:
    """Hold what an unconditional rule asks of each variable against what those before it left possible."""
    for name, values in _literals(rule.require, known):
        key = (name, *sorted(rule.each))
        before = asked.get(key, Admitted(rule, values))
        left = before.values & values
        if not left:
            yield _wrong(
                "contradiction",
                rule.place,
                Text(
                    f"規則「{rule.id}」は、規則「{before.rule.id}」と「{name}」について両立しない。",
                    f"The rules {rule.id} and {before.rule.id} cannot both be met: they ask {name} to be different values.",
                ),
                Text("いずれかを改め、又は when を加えること。", "Change one of them, or say with `when` where it applies."),
            )  # fmt: skip
        asked[key] = Admitted(rule, left or before.values)


def _literals(node: x.Node, known: Mapping[str, Variable]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the variables that a condition asks for in any case, with the values that it admits."""
    match node:
        case x.All(of):
            for each in of:
                yield from _literals(each, known)
        case x.Not(x.AttrIs(name, values) | x.FindingIs(name, values, _)):
            yield name, _domain(known, name) - frozenset(values)
        case x.AttrIs(name, values) | x.FindingIs(name, values, _) | x.Done(name, values, _):
            yield name, frozenset(values)


def _domain(known: Mapping[str, Variable], name: str) -> frozenset[str]:
    variable = known.get(name)
    return frozenset(variable.values or ("yes", "no")) if variable else frozenset()


def _empty(pack: Pack) -> Iterator[Finding]:
    conditions = [(rule.place, rule.require) for rule in pack.preconditions]
    conditions += [(f"defs.{d.id}", d.is_) for d in pack.definitions.values()]
    for place, node in conditions:
        for part in dict.fromkeys(_vacuous(node, frozenset())):
            yield _wrong(
                "empty-every",
                place,
                Text(f"「{part}」が一つもないとき、every は満たされてしまう。", f"`every` is true where there is no {part} at all."),
                Text(
                    "or_none: true と書き、又は同じものについて some を並べること。",
                    "Say `or_none: true`, or put a `some` over the same beside it.",
                ),
            )  # fmt: skip


def _vacuous(node: x.Node, sure: frozenset[str]) -> Iterator[str]:
    """Yield the parts over which an ``every`` says neither that none will do nor that there is one."""
    match node:
        case x.All(of):
            some = {each.part for each in of if isinstance(each, x.Some)}
            for each in of:
                yield from _vacuous(each, sure | some)
            return
        case x.Every(part, _, or_none) if not or_none and part not in sure:
            yield part
    for each in x.children(node):
        yield from _vacuous(each, sure)
