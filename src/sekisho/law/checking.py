"""A pack's meaning checked: every name known, every rule cited, nobody left without a step or a way to discharge.

What is checked, in this order: (1) offices, posts, rosters, options, timers, clauses name what exists; (2) kinds link to
what exists; (3) each step acts on its kind's parts, by known offices, with effects on known variables fed by known
fields; (4) each rule's step, exceptions and conditions fit the vocabulary where they are judged; (5) definitions do
not recur; (6) every exception lifts something and every duty can be discharged; (7) worked cases name what exists;
(8) what ``soundness`` finds where every name is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from . import expression as x
from .authority import REGISTERED
from .collegiate import Collegiate
from .options import rules_reading
from .pack import Effect, Kind, Option, Pack, Rule, Step, Timer
from .soundness import unsound
from .term import is_term

LEAF_SORTS: dict[type[x.Node], tuple[str, str]] = {
    x.FindingIs: ("finding", "finding"),
    x.AttrIs: ("attr", "attr"),
    x.AttrSet: ("attr", "attr"),
    x.PeriodIs: ("attr", "attr"),
    x.Done: ("record", "record"),
    x.DutyIs: ("duty", "duty"),
    x.Written: ("dim", "dim"),
    x.Matches: ("attr", "attr"),
    x.DimEquals: ("dim", "dim"),
    x.PersonIs: ("attr", "attr"),
}
EFFECT_SORTS = {"set": "attr", "find": "finding", "record": "record", "write": "dim", "discharge": "duty"}
PERIODS = {"unset", "coming", "running", "ended"}
UNKNOWN_RULE, IDLE_OPTION = "unknown-rule", "idle-option"
OF_ITS_ACCOUNT = frozenset({f"pack.{UNKNOWN_RULE}", f"pack.{IDLE_OPTION}"})
"""Codes of what is wrong with the account that a pack gives of itself, its worked cases and what options hold: what it
permits and refuses is certain all the same.
"""
DUTY_STATES = {"none", "open", "overdue", "discharged"}


def check(pack: Pack) -> list[Finding]:
    """Return everything that is wrong with a pack's meaning."""
    checks = (_vocabulary, _kinds, _steps, _sight, _rules, _definitions, _exceptions, _duties, _worked)
    return [finding for one in (*checks, unsound) for finding in one(pack)]


def _wrong(code: str, place: str, ja: str, en: str, remedy: Text | None = None) -> Finding:
    mend = remedy or Text("名称を確認し、又は定義を加えること。", "Check the name, or define it.")
    return Finding(code=f"pack.{code}", severity="error", place=place, message=Text(ja, en), remedy=mend)


def _unknown(place: str, what: str, name: str, code: str = "unknown-name") -> Finding:
    return _wrong(code, place, f"{what}「{name}」は定義されていない。", f"{what} “{name}” is not defined.")


def _missing(
    place: str, what: str, names: Iterable[str], known: Any, code: str = "unknown-name"
) -> Iterator[Finding]:
    for name in names:
        if name and name not in known:
            yield _unknown(place, what, name, code)


def _vocabulary(pack: Pack) -> Iterator[Finding]:
    for office in pack.offices.values():
        yield from _missing(f"offices.{office.id}", "office", office.recorded_by, pack.offices)
    for post in pack.posts.values():
        yield from _missing(f"posts.{post.id}", "office", [post.office], pack.offices)
        yield from _missing(f"posts.{post.id}", "post", post.deputies, pack.posts)
        yield from _missing(f"posts.{post.id}", "officer class", [post.officer_class], _classes(pack))
    for roster in pack.rosters.values():
        yield from _missing(f"rosters.{roster.id}", "post", roster.posts, pack.posts)
    for clause in pack.clauses.values():
        yield from _missing(f"clauses.{clause.id}", "source", [clause.source], pack.sources)
    for option in pack.options.values():
        yield from _missing(f"options.{option.id}", "value", [option.default], option.values)
        yield from _missing(f"options.{option.id}", "clause", option.cite, pack.clauses)
        yield from _missing(
            f"options.{option.id}", "rule or step", option.held_by, {**pack.rules, **pack.steps}, UNKNOWN_RULE
        )
        yield from _offices_of(pack, option)
    for counter in pack.counters.values():
        place, kinds = f"counters.{counter.id}", pack.kinds.values()
        yield from _missing(place, "step", counter.steps, pack.steps)
        yield from _missing(place, "clause", counter.cite, pack.clauses)
        yield from _missing(place, "variable", [counter.split], {v for k in kinds for v in k.variables})
    for body in pack.collegiate.values():
        yield from _collegiate(pack, body)
    for timer in pack.timers.values():
        yield from _missing(f"timers.{timer.id}", "option", [timer.option], pack.options)
        yield from _terms(pack, timer)


def _collegiate(pack: Pack, body: Collegiate) -> Iterator[Finding]:
    """A collegiate body is an office, and what says who attended is known to every kind of case that its steps are of."""
    place = f"collegiate.{body.id}"
    yield from _missing(place, "office", [body.id], pack.offices)
    yield from _missing(place, "clause", body.cite, pack.clauses)
    yield from _missing(place, "step", body.steps, pack.steps)
    yield from _missing(place, "post", body.presides, pack.posts)
    for kind in {pack.steps[step].kind for step in body.steps if step in pack.steps} & pack.kinds.keys():
        known = pack.kinds[kind]
        yield from _missing(place, "part", [body.part], known.parts)
        names = (*body.where, *body.attended, *body.deputised, body.deputy)
        yield from _missing(place, "variable", names, known.variables)
        for name, values in (*body.where.items(), *body.attended.items(), *body.deputised.items()):
            allowed = known.variables[name].values if name in known.variables else values
            yield from _missing(place, "value", values, allowed)


def _offices_of(pack: Pack, option: Option) -> Iterator[Finding]:
    """Somebody may set an option, and something depends on its answer."""
    place = f"options.{option.id}"
    yield from _missing(place, "office", option.set_by, _names_of(pack))
    timed = option.id in {timer.option for timer in pack.timers.values()}
    if not (option.held_by or timed or rules_reading(pack, option.id)):
        yield _wrong(
            IDLE_OPTION, place, "この選択によって決まる規則及び手続がない。", "No rule or step depends on this option.",
            Text("held_by に規則又は手続を挙げ、又は規則において読むこと。", "Name rules or steps in `held_by`, or read it in a rule."),
        )  # fmt: skip


def _terms(pack: Pack, timer: Timer) -> Iterator[Finding]:
    """A timer has one length, and every value of its option can be read as one."""
    place = f"timers.{timer.id}"
    lengths = [timer.hours is not None, timer.business_days is not None, bool(timer.option)]
    if sum(lengths) > 1:
        yield _wrong(
            "two-lengths", place, "期限の長さが二つある。", "The timer has two lengths.",
            Text("hours、business_days 又は option の一つのみとすること。", "Give one of hours, business_days or option."),
        )  # fmt: skip
    values = pack.options[timer.option].values if timer.option in pack.options else ()
    for value in (v for v in values if not is_term(v)):
        yield _wrong(
            "no-length", f"options.{timer.option}", f"値「{value}」は期限として読めない。", f"The value “{value}” is no length of time.",
            Text("時間数、「5_business_days」の形又は none とすること。", "Write a number of hours, `5_business_days`, or none."),
        )  # fmt: skip


def _classes(pack: Pack) -> set[str]:
    return set(pack.officer_classes) | {"npa", "prefectural", "sdf"}


def _kinds(pack: Pack) -> Iterator[Finding]:
    for kind in pack.kinds.values():
        place = f"kinds.{kind.id}"
        for link in (*kind.links.values(), *kind.backlinks.values()):
            yield from _missing(place, "kind", [link.kind], pack.kinds)
            if link.kind in pack.kinds:
                yield from _missing(place, "part", [link.part], pack.kinds[link.kind].parts)
                yield from _missing(place, "link", [link.role], pack.kinds[link.kind].links)
        for part in kind.parts.values():
            yield from _missing(place, "part", part.of, kind.parts)
        dims = {v.id for v in kind.of_sort.get("dim", ())}
        for variable in kind.variables.values():
            yield from _missing(f"{place}.{variable.id}", "dimension", variable.about, dims)
            yield from _missing(f"{place}.{variable.id}", "office", variable.by, _names_of(pack))


def _names_of(pack: Pack) -> set[str]:
    return set(pack.offices) | set(pack.posts)


def _steps(pack: Pack) -> Iterator[Finding]:
    for step in pack.steps.values():
        kind = pack.kinds.get(step.kind)
        if kind is None:
            yield _unknown(step.place, "kind", step.kind)
            continue
        yield from _missing(step.place, "part", step.part, kind.parts)
        yield from _missing(step.place, "clause", step.cite, pack.clauses)
        yield from _missing(step.place, "office", step.by, _names_of(pack))
        for naming in step.names.values():
            yield from _missing(step.place, "kind", [naming.kind], pack.kinds)
            yield from _missing(step.place, "link", [naming.link], kind.links)
        for effect in step.does:
            yield from _effect(step, kind, effect)
        yield from _registering(step)
        yield from _condition(pack, kind, step, step.shape, step.place)


def _registering(step: Step) -> Iterator[Finding]:
    """What a step writes into the register of authority is something that can be, with every field that is read for it."""
    yield from _missing(step.place, "thing to register", [step.registers], REGISTERED)
    for field in REGISTERED.get(step.registers, ()):
        if field not in step.asks:
            yield _wrong(
                "unregistered", step.place,
                f"「{step.registers}」を登録する手続は、項目「{field}」を要する。",
                f"A step that registers “{step.registers}” asks for the field “{field}”.",
                Text("項目を加えること。", "Add the field."),
            )  # fmt: skip


def _effect(step: Step, kind: Kind, effect: Effect) -> Iterator[Finding]:
    sort = EFFECT_SORTS.get(effect.verb)
    if sort:
        variable = kind.variables.get(effect.name)
        if variable is None or variable.sort != sort:
            yield _unknown(step.place, sort, effect.name)
        elif effect.value and variable.values and effect.value not in variable.values:
            yield _unknown(step.place, f"value of {effect.name}", effect.value)
    if effect.verb in ("add", "drop"):
        yield from _missing(step.place, "part", [effect.name], kind.parts)
    yield from _missing(
        step.place, "field", [*effect.fields, effect.each, effect.expires, effect.person_from], step.asks
    )


def _sight(pack: Pack) -> Iterator[Finding]:
    roles = {role for kind in pack.kinds.values() for role in kind.links}
    for rule in pack.sight.values():
        place = f"sight.{rule.id}"
        yield from _missing(place, "clause", rule.cite, pack.clauses)
        yield from _missing(place, "kind", rule.on, pack.kinds)
        yield from _missing(place, "link", rule.linked, roles)
        yield from _missing(place, "office", rule.offices, {*_names_of(pack), "*"})
        step, _, field = rule.field.rpartition(".")
        if rule.field and field not in getattr(pack.steps.get(step), "asks", {}):
            yield _unknown(place, "field", rule.field)
        for kind in (pack.kinds[name] for name in rule.on if name in pack.kinds):
            yield from _missing(place, "part", [rule.part], kind.parts)
            yield from _missing(place, "attribute", [rule.attr], kind.variables)


def _rules(pack: Pack) -> Iterator[Finding]:
    seen: set[str] = set()
    for rule in (*pack.preconditions, *pack.exemptions, *pack.duties, *pack.standing):
        if rule.id in seen:
            yield _wrong(
                "duplicate", rule.place, f"規則「{rule.id}」が二つある。", f"There are two rules {rule.id}."
            )
        seen.add(rule.id)
        yield from _missing(rule.place, "clause", rule.cite, pack.clauses)
        yield from _placed(pack, rule)


def _placed(pack: Pack, rule: Rule) -> Iterator[Finding]:
    steps = getattr(rule, "steps", ())
    yield from _missing(rule.place, "step", steps, pack.steps)
    yield from _missing(rule.place, "step", getattr(rule, "act", ()), pack.steps)
    yield from _missing(rule.place, "exception", getattr(rule, "lifted_by", ()), pack.rules)
    yield from _missing(rule.place, "office", [getattr(rule, "bearer", "")], _names_of(pack))
    yield from _missing(rule.place, "timer", [getattr(rule, "timer", "")], pack.timers)
    for kind, step in _where(pack, rule):
        yield from _missing(rule.place, "part", rule.each, kind.parts)
        yield from _bindable(rule, step)
        for node in (rule.when, getattr(rule, "require", x.TRUE)):
            yield from _condition(pack, kind, step, node, rule.place)
        opens = getattr(rule, "opens", "")
        if isinstance(opens, str):
            yield from _missing(rule.place, "duty", [opens], {v.id for v in kind.of_sort.get("duty", ())})


def _bindable(rule: Rule, step: Step | None) -> Iterator[Finding]:
    unbound = [part for part in rule.each if step is not None and part not in step.part]
    for part in unbound:
        if step is not None and not step.part:
            continue
        yield _wrong(
            "each",
            rule.place,
            f"手続「{step.id if step else ''}」は「{part}」を対象としない。",
            f"The step {step.id if step else ''} does not act on {part}.",
        )


def _where(pack: Pack, rule: Rule) -> Iterator[tuple[Kind, Step | None]]:
    kind = getattr(rule, "kind", "")
    if kind:
        if kind in pack.kinds:
            yield pack.kinds[kind], None
        return
    for name in getattr(rule, "steps", ()):
        step = pack.steps.get(name)
        if step and step.kind in pack.kinds:
            yield pack.kinds[step.kind], step


def _condition(pack: Pack, kind: Kind, step: Step | None, node: x.Node, place: str) -> Iterator[Finding]:
    match node:
        case x.At(link, that):
            yield from _linked(pack, kind, step, link, that, place)
        case x.Every(part, that) | x.Some(part, that) | x.Count(part, that, _):
            yield from _members(pack, kind, part, that, place)
        case x.Def(name):
            yield from _missing(place, "definition", [name], pack.definitions)
        case _ if x.children(node):
            for child in x.children(node):
                yield from _condition(pack, kind, step, child, place)
        case _:
            yield from _leaf(pack, kind, step, node, place)


def _linked(
    pack: Pack, kind: Kind, step: Step | None, link: str, that: x.Node, place: str
) -> Iterator[Finding]:
    target = _target(kind, step, link)
    if target is None:
        yield _unknown(place, "link", link)
    elif target in pack.kinds:
        yield from _condition(pack, pack.kinds[target], None, that, place)


def _target(kind: Kind, step: Step | None, link: str) -> str | None:
    if step and link in step.names:
        return step.names[link].kind
    return kind.links[link].kind if link in kind.links else None


def _ways(
    pack: Pack, kind: Kind, step: Step | None, ways: Iterable[Sequence[str]], place: str
) -> Iterator[Finding]:
    """Each link is one of the case that the one before leads to, and both ways end in cases of one kind."""
    ends = []
    for way in ways:
        at: Kind | None = kind
        for number, link in enumerate(way):
            target = _target(at, step if number == 0 else None, link) if at else None
            if at is not None and target is None:
                yield _unknown(place, "link", link)
            at = pack.kinds.get(target or "")
        ends.append(at)
    one, two = ends
    if one is not None and two is not None and one is not two:
        yield _wrong(
            "never-same", place, f"「{one.id}」の案件と「{two.id}」の案件は、同一であり得ない。", f"A case of {one.id} is never one of {two.id}.",
            Text("リンクの行先を確認すること。", "Check where the links lead."),
        )  # fmt: skip


def _members(pack: Pack, kind: Kind, part: str, that: x.Node, place: str) -> Iterator[Finding]:
    through = kind.backlinks.get(part) or kind.links.get(part)
    if part in kind.parts:
        yield from _condition(pack, kind, None, that, place)
    elif through is not None and through.kind in pack.kinds:
        yield from _condition(pack, pack.kinds[through.kind], None, that, place)
    else:
        yield _unknown(place, "part or backlink", part)


def _leaf(pack: Pack, kind: Kind, step: Step | None, node: x.Node, place: str) -> Iterator[Finding]:
    sort_and_field = LEAF_SORTS.get(type(node))
    if sort_and_field:
        sort, field = sort_and_field
        name = getattr(node, field)
        variable = kind.variables.get(name)
        if variable is None or variable.sort != sort:
            yield _unknown(place, f"{sort} of {kind.id}", name)
        elif variable.values:
            yield from _missing(place, f"value of {name}", _values(node), variable.values)
        yield from _missing(place, "dimension", getattr(node, "same", ()), kind.variables)
    match node:
        case x.SameCase(way, other):
            yield from _ways(pack, kind, step, (way, other), place)
        case x.OptionIs(option, values):
            yield from _missing(place, "option", [option], pack.options)
            if option in pack.options:
                yield from _missing(place, f"value of {option}", values, pack.options[option].values)
        case x.ActorIs("named_in" | "office_of", field) if step is not None:
            yield from _missing(place, "field", [field], step.asks)
        case x.ClockIs(clock, _):
            yield from _missing(place, "clock", [clock], pack.clock)
        case x.PeriodIs(_, values):
            yield from _missing(place, "state of a period", values, PERIODS)
        case x.DutyIs(_, values):
            yield from _missing(place, "state of a duty", values, DUTY_STATES)
        case x.PersonIs(_, officer_class):
            yield from _missing(place, "officer class", [officer_class], _classes(pack))
        case x.Given(field, _) | x.SeatBy(_, field) if step is not None:
            yield from _missing(place, "field", [field], step.asks)


def _values(node: x.Node) -> tuple[str, ...]:
    if isinstance(node, x.FindingIs | x.AttrIs):
        return node.values
    return node.stages if isinstance(node, x.Done) else ()


def _definitions(pack: Pack) -> Iterator[Finding]:
    for definition in pack.definitions.values():
        place = f"defs.{definition.id}"
        if definition.kind not in pack.kinds:
            yield _unknown(place, "kind", definition.kind)
            continue
        yield from _condition(pack, pack.kinds[definition.kind], None, definition.is_, place)
        if definition.id in _reachable(pack, definition.is_, set()):
            yield _wrong(
                "recursion",
                place,
                f"定義「{definition.id}」が自らを参照する。",
                f"The definition {definition.id} refers to itself.",
            )


def _reachable(pack: Pack, node: x.Node, seen: set[str]) -> set[str]:
    for each in x.walk(node):
        if isinstance(each, x.Def) and each.name in pack.definitions and each.name not in seen:
            seen.add(each.name)
            _reachable(pack, pack.definitions[each.name].is_, seen)
    return seen


def _exceptions(pack: Pack) -> Iterator[Finding]:
    lifted = {name for rule in pack.preconditions for name in rule.lifted_by}
    for rule in pack.exemptions:
        target = pack.rules.get(rule.lifts)
        if target is None or rule.id not in getattr(target, "lifted_by", ()):
            yield _wrong(
                "exception",
                rule.place,
                f"例外「{rule.id}」は、規則「{rule.lifts}」の lifted_by に挙げられていない。",
                f"The exception {rule.id} is not named in lifted_by of {rule.lifts}.",
            )
    for name in lifted - {rule.id for rule in pack.exemptions}:
        if name in pack.rules:
            yield _wrong(
                "exception", pack.rules[name].place, f"「{name}」は例外ではない。", f"{name} is no exception."
            )


def _duties(pack: Pack) -> Iterator[Finding]:
    discharged = {(s.kind, e.name) for s in pack.steps.values() for e in s.does if e.verb == "discharge"}
    for rule in pack.duties:
        for name in rule.steps:
            step = pack.steps.get(name)
            if step and (step.kind, rule.opens) not in discharged:
                yield _wrong(
                    "duty",
                    rule.place,
                    f"義務「{rule.opens}」を果たす手続がない。",
                    f"No step discharges the duty {rule.opens}.",
                    Text(
                        "いずれかの手続の does に discharge を加えること。", "Give some step a `discharge`."
                    ),
                )


def _worked(pack: Pack) -> Iterator[Finding]:
    earlier: set[str] = set()
    for case in pack.worked:
        place = f"cases.{case.id}"
        yield from _missing(place, "worked case", [case.like], earlier)
        yield from _missing(place, "clause", case.cite, pack.clauses)
        rules = [r for r in (*case.rules, *case.lifted, *(case.owed or ())) if not r.startswith("KERNEL-")]
        yield from _missing(place, "rule", rules, pack.rules, UNKNOWN_RULE)
        yield from _missing(place, "step", [str(case.ask.get("step", ""))], pack.steps)
        if case.id in earlier:
            yield _wrong(
                "twice", place, f"事例「{case.id}」が二度ある。", f"The worked case “{case.id}” stands twice."
            )
        earlier.add(case.id)
