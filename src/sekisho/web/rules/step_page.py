"""One step with all that hangs on it: who takes it on what, what it asks, requires, does and leaves owed; its cases and proofs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sekisho.law.expression import TRUE
from sekisho.law.options import options_read
from sekisho.law.pack import Effect, Field, Kind, Naming, Option, Pack, Precondition, Rule, Step
from sekisho.law.saying import say
from sekisho.law.worked import WorkedCase
from sekisho.proof.found import Proved, about_step
from sekisho.vocabulary.text import Text

ON_CASE = {
    "close": Text("案件を終結する", "closes the case"),
    "migrate": Text("案件を新しい版に移す", "takes the case over to the new edition"),
}
ON_NAMED = {
    "set": Text("を定める", "is set"),
    "find": Text("を認定する", "is found"),
    "record": Text("を記録する", "is recorded"),
    "write": Text("を書く", "is written"),
    "add": Text("を加える", "is added"),
    "drop": Text("を除く", "is withdrawn"),
    "discharge": Text("の義務が果たされる", "is discharged"),
}
"""What an effect does, in words."""


class Required(msgspec.Struct, frozen=True, kw_only=True):
    """A precondition of the step with the exceptions that may lift it."""

    rule: Precondition
    exceptions: tuple[str, ...]


class StepPage(msgspec.Struct, frozen=True, kw_only=True):
    """A step as its page shows it; ``proofs`` is ``None`` where the proofs at hand are those of another edition."""

    step: Step
    kind: Kind
    by: tuple[Text, ...]
    acts_on: tuple[Text, ...]
    shape: Text | None
    names: tuple[Naming, ...]
    asks: tuple[Field, ...]
    does: tuple[Text, ...]
    requires: tuple[Required, ...]
    owed: tuple[Rule, ...]
    settles: tuple[Rule, ...]
    options: tuple[Option, ...]
    cases: tuple[WorkedCase, ...]
    proofs: tuple[Proved, ...] | None


def shown(pack: Pack, step: Step) -> StepPage:
    """Return a step with everything about it."""
    kind, rules = pack.kinds[step.kind], pack.preconditions_of[step.id]
    duties = pack.duties_of[step.id]
    read = dict.fromkeys(name for rule in (*rules, *duties) for name in options_read(pack, rule))
    return StepPage(
        step=step,
        kind=kind,
        by=tuple(pack.name(each) for each in step.by),
        acts_on=tuple(kind.parts[part].text for part in step.part),
        shape=None if step.shape == TRUE else say(pack, step.kind, step.shape, step),
        names=tuple(step.names.values()),
        asks=tuple(step.asks.values()),
        does=tuple(dict.fromkeys(_does(kind, step))),
        requires=tuple(
            Required(rule=rule, exceptions=tuple(e.id for e in pack.exemptions_of.get(rule.id, ())))
            for rule in rules
        ),
        owed=duties,
        settles=tuple(rule for rule in pack.standing_of[step.kind] if step.id in rule.act),
        options=tuple(pack.options[name] for name in read),
        cases=tuple(case for case in pack.worked if case.step == step.id),
        proofs=about_step(pack, step.id),
    )


def _does(kind: Kind, step: Step) -> Iterator[Text]:
    """Yield what the step does to the case, in words."""
    if step.opens:
        yield Text("案件を開始する", "opens the case")
    for effect in step.does:
        if effect.verb in ON_CASE:
            yield ON_CASE[effect.verb]
            continue
        name, said = _named(kind, effect), ON_NAMED[effect.verb]
        yield Text(f"{name.ja}{said.ja}", f"{name.en} {said.en}")


def _named(kind: Kind, effect: Effect) -> Text:
    """Return what an effect is about, with the one value that it always gives it."""
    known = kind.variables.get(effect.name) or kind.parts[effect.name]
    value = kind.variables[effect.name].values.get(effect.value) if effect.value else None
    return Text(f"{known.text.ja}「{value.ja}」", f"{known.text.en}, “{value.en}”,") if value else known.text
