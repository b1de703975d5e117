"""Every act of a scene, compiled: where it is permitted and what it makes of a state.

An act is a step on certain elements with its form filled in a certain way. Written content is always new content, but where
it is taken from a linked case whose content has not changed: what was about the old is stale for good. Of the yes-or-no answers of one form, all are *yes* or one is *no*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from types import CodeType, FunctionType

import msgspec

from sekisho.law import expression as x
from sekisho.law.pack import DutyRule, Effect, Field, Pack, Precondition, Step

from .compiled import FALSE, TRUE, Spot, all_of, any_of, negation
from .layout import DUTIES, PAIR, PERIODS, Layout, Lead

TIME = "time"
"""The step of what nobody does: a period begins or ends, a deadline passes, a finding lapses."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a case on some elements, with what is filled in (field → words) and the cases named (link → which)."""

    step: str
    case: str
    bound: Mapping[str, str] = {}
    given: Mapping[str, tuple[str, ...]] = {}
    named: Mapping[str, Lead] = {}
    act_of: str = ""


class Move(msgspec.Struct, frozen=True):
    """An act as text: where it is permitted, which assignments it makes.

    ``before`` is what the kernel asks (case open, elements there, shape), ``rules`` the condition of each precondition;
    ``guard`` is all of them.
    """

    act: Act
    before: str
    rules: Mapping[str, str]
    does: tuple[str, ...]

    @property
    def guard(self) -> str:
        """Where the act is permitted."""
        return all_of((self.before, *self.rules.values()))


def moves(layout: Layout) -> tuple[Move, ...]:
    """Return every act of the scene that is not refused in every state, and the moves of time."""
    found = []
    for case, cast in layout.scene.cases.items():
        for step in layout.pack.steps_of[cast.kind]:
            tried = (_move(layout, step, act) for act in _acts(layout, case, step))
            found += [move for move in tried if move.does and move.guard != FALSE]
        found += _passing(layout, case)
    return tuple(found)


def compiled(found: Sequence[Move]) -> tuple[Callable[[bytes], bytes | None], ...]:
    """Return each move as a function: the state that it leads to, or ``None`` where it is refused."""
    return tuple(_function(move) for move in found)


def _function(move: Move) -> Callable[[bytes], bytes | None]:
    body = "".join(f"    {line}\n" for line in move.does)
    text = f"def act(s):\n    if not {move.guard}:\n        return None\n    t = bytearray(s)\n{body}    return bytes(t)\n"
    module = compile(text, f"<{move.act.step}>", "exec")
    code = next(c for c in module.co_consts if isinstance(c, CodeType))
    return FunctionType(code, {"bytearray": bytearray, "bytes": bytes})


def _acts(layout: Layout, case: str, step: Step) -> Iterator[Act]:
    cast = layout.scene.cases[case]
    links = [n.id for n in step.names.values() if n.id in cast.links]
    naming = [
        dict(zip(links, leads, strict=True)) for leads in product(*(layout.leads(case, n) for n in links))
    ]
    for bound, named in product(layout.bindings(case, step.part), naming):
        for element, given in _fillings(layout, case, step):
            office = element.get("act_of", "")
            put = {part: key for part, key in element.items() if part != "act_of"}
            yield Act(
                step=step.id, case=case, bound={**bound, **put}, given=given, named=named, act_of=office
            )


def _fillings(
    layout: Layout, case: str, step: Step
) -> Iterator[tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]]:
    """Yield every way to fill in the form: the element that is added (part → key), and the words of each field."""
    read = _asked(layout.pack, step)
    fields = [f for f in step.asks.values() if f.type != "yesno" or f.id in layout.scene.choices]
    answers = [f.id for f in step.asks.values() if f.type == "yesno" and f.id not in layout.scene.choices]
    ways = [[(f.id, words) for words in _words(layout, case, step, f, read.get(f.id))] for f in fields]
    for chosen in product(*ways):
        for wrong in ("", *answers):
            said = {f: ("no" if f == wrong else "yes",) for f in answers}
            given = {**{f: words for f, words in chosen if words is not None}, **said}
            yield from _added(layout, case, step, given)


def _added(
    layout: Layout, case: str, step: Step, given: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]]:
    adding = next((e for e in step.does if e.verb == "add" and (e.fields or e.key_from)), None)
    if adding is None:
        yield {}, given
        return
    for element in layout.elements(case, adding.name):
        field = step.asks.get(adding.fields[0]) if adding.fields else None
        if adding.key_from:
            yield {adding.name: element, "act_of": element}, given
        elif field is not None and (not field.values or given.get(field.id) == (element,)):
            yield {adding.name: element}, given


def _words(
    layout: Layout, case: str, step: Step, field: Field, read: Sequence[str] | None
) -> Sequence[tuple[str, ...] | None]:
    held = layout.scene.choices.get(f"{step.id}.{field.id}", layout.scene.choices.get(field.id))
    if field.of_link or field.of_dim:
        return [("x",)] if field.of_link in layout.scene.cases[case].links else [None]
    if field.type == "list":
        part = next((e.name for e in step.does if e.each == field.id), "")
        return [(*layout.elements(case, part), *(read or ()))]
    if field.values:
        some: list[tuple[str, ...] | None] = [(v,) for v in field.values if held is None or v in held]
        return some if field.required else [None, *some]
    if field.type in ("period", "date"):
        return [("running",)]
    return [("x",)] if field.required or read is None else [None, ("x",)]


def _asked(pack: Pack, step: Step) -> Mapping[str, list[str]]:
    """Return the fields that a rule of the step asks about, with the words that it asks for."""
    conditions = [c for rule in pack.preconditions_of[step.id] for c in (rule.when, rule.require)]
    found: dict[str, list[str]] = {}
    for node in (n for c in conditions for n in x.walk(c) if isinstance(n, x.Given)):
        found.setdefault(node.field, []).extend(node.values)
    return found


def _move(layout: Layout, step: Step, act: Act) -> Move:
    spot = Spot(layout, act.case, act.bound, act.given, act.named)
    here = [f"s[{layout.slots[act.case, 'opened']}]"]
    shut = f"not s[{layout.slots[act.case, 'closed']}]"
    begun = [negation(here[0])] if step.opens else [*here, shut]
    parts = [f"s[{layout.slots[act.case, part, act.bound[part], 'there']}]" for part in step.part]
    shape = negation(spot.rails(step.shape).false)
    named = [f"s[{layout.slots[_linked(layout, act, link), 'opened']}]" for link in act.named]
    rules = {r.id: _permits(layout.pack, spot, step, r) for r in layout.pack.preconditions_of[step.id]}
    before = all_of((*begun, *parts, *named, *_new(layout, step, act), *_papers(layout, step, act), shape))
    return Move(act, before, rules, tuple(_does(layout, spot, step, act)))


def _linked(layout: Layout, act: Act, link: str) -> str:
    """Return the case that a link names: by the act, else where alone it may lead."""
    (lead,) = (act.named[link],) if link in act.named else layout.leads(act.case, link)
    return lead.case


def _new(layout: Layout, step: Step, act: Act) -> list[str]:
    added = [e for e in step.does if e.verb == "add" and e.new]
    return [negation(f"s[{layout.slots[act.case, e.name, act.bound[e.name], 'there']}]") for e in added]


def _papers(layout: Layout, step: Step, act: Act) -> list[str]:
    """A paper that is taken from a linked case must have been written there where it is required or a rule asks for it."""
    read = _asked(layout.pack, step)
    taken = [f for f in step.asks.values() if f.of_link and f.id in act.given]
    fields = [f for f in taken if f.required or f.id in read]
    return [f"s[{layout.slots[_linked(layout, act, f.of_link), '', f.of_dim]}]" for f in fields]


def _permits(pack: Pack, spot: Spot, step: Step, rule: Precondition) -> str:
    lifting = [e for e in pack.exemptions_of.get(rule.id, ()) if e.id in rule.lifted_by]
    return _only(spot, rule.each, step).permits(rule, step.part, lifting)


def _only(spot: Spot, each: Sequence[str], step: Step) -> Spot:
    """Return the view of a rule: of what is acted on, only what the rule is about, with what that belongs to."""
    layout, case = spot.layout, spot.case or ""
    bound: dict[str, str] = {}
    for part in each:
        if part in step.part:
            bound |= {**layout.parents(case, part, spot.bound[part]), part: spot.bound[part]}
    return Spot(layout, case, bound, spot.given, spot.named)


def _does(layout: Layout, spot: Spot, step: Step, act: Act) -> Iterator[str]:
    """Yield the assignments, in the order of the fold: links, effects, then the duties opened."""
    if step.opens:
        yield f"t[{layout.slots[act.case, 'opened']}] = 1"
    for naming in step.names.values():
        if naming.id in act.named and naming.link:
            leads = layout.leads(act.case, naming.link)
            number = leads.index(act.named[naming.id]) + 1
            yield f"t[{layout.slots[act.case, 'link', naming.link]}] = {number}"
    for effect in step.does:
        yield from _effect(layout, step, act, effect)
    for rule in layout.pack.duties_of[step.id]:
        yield from _opens(layout, spot, step, rule)


def _effect(layout: Layout, step: Step, act: Act, effect: Effect) -> Iterator[str]:
    case = act.case
    if effect.verb == "close":
        yield f"t[{layout.slots[case, 'closed']}] = 1"
    elif effect.verb == "add":
        for element in _adds(layout, act, effect):
            yield f"t[{layout.slots[case, effect.name, element, 'there']}] = 1"
    elif effect.verb == "drop":
        yield from _drops(layout, act, effect)
    elif effect.verb == "discharge":
        yield from _discharges(layout, step, act, effect)
    elif effect.verb in ("set", "find", "record", "write"):
        yield from _changes(layout, step, act, effect)


def _adds(layout: Layout, act: Act, effect: Effect) -> Sequence[str]:
    if effect.each:
        under = act.bound.get(effect.under, "") if effect.under else ""
        return [e for e in layout.elements(act.case, effect.name) if not under or e.split(PAIR)[0] == under]
    if effect.name in act.bound:
        return [act.bound[effect.name]]
    of = layout.pack.kinds[layout.scene.cases[act.case].kind].parts[effect.name].of
    return [PAIR.join(act.bound[p] for p in of)]


def _drops(layout: Layout, act: Act, effect: Effect) -> Iterator[str]:
    element = act.bound[effect.name]
    yield f"t[{layout.slots[act.case, effect.name, element, 'there']}] = 0"
    kind = layout.pack.kinds[layout.scene.cases[act.case].kind]
    for key, place in layout.slots.items():
        if key[:2] == (act.case, element) and len(key) > 2 and kind.variables[key[2]].part == effect.name:
            yield f"t[{place}] = 0"


def _discharges(layout: Layout, step: Step, act: Act, effect: Effect) -> Iterator[str]:
    acted = {part: act.bound[part] for part in step.part}
    for place in layout.duties(act.case, effect.name, acted):
        yield f"if t[{place}] in (1, 2): t[{place}] = 3"


def _changes(layout: Layout, step: Step, act: Act, effect: Effect) -> Iterator[str]:
    bound = _bound_with_added(layout, step, act)
    held = layout.holder(act.case, bound, effect.name)
    if held is None:
        return
    element, variable = held
    place = layout.slot(act.case, element, effect.name)
    if place is None:
        return
    if effect.verb == "write":
        yield f"t[{place}] = 1"
        same = _rewritten(layout, step, act, effect)
        for line in _stale(layout, act.case, element, effect.name):
            yield line if same == FALSE else f"if {negation(same)}: {line}"
        return
    words = (effect.value,) if effect.value else act.given.get(effect.fields[0]) if effect.fields else None
    if words is None:
        return
    number = layout.number(place, words[0]) or 1
    field = step.asks[effect.fields[0]] if effect.fields else None
    if field is not None and field.of_link:
        yield f"t[{place}] = s[{layout.slots[_linked(layout, act, field.of_link), '', field.of_dim]}]"
    else:
        yield f"t[{place}] = {PERIODS.index(words[0]) if variable.in_time else number}"
    for dim in layout.about(variable):
        above = layout.holder(act.case, bound, dim)
        present = layout.slot(act.case, above[0], dim) if above else None
        yield f"t[{layout.slots[act.case, element, effect.name, dim]}] = {0 if present is None else f't[{present}]'}"
    if variable.type == "hash":
        yield from _equalities(layout, step, act, effect, element)


def _bound_with_added(layout: Layout, step: Step, act: Act) -> Mapping[str, str]:
    bound = dict(act.bound)
    for effect in step.does:
        if effect.verb == "add" and not effect.each and effect.name not in bound:
            bound[effect.name] = _adds(layout, act, effect)[0]
    return bound


def _rewritten(layout: Layout, step: Step, act: Act, effect: Effect) -> str:
    """Content that is only taken from a linked case is new only where that case's content is not what was taken before."""
    same = []
    for name in effect.fields:
        field = step.asks[name]
        attr = next((e.name for e in step.does if e.verb == "set" and e.fields == (name,)), "")
        taken = (
            (_linked(layout, act, field.of_link), field.of_dim) if field.of_link in act.named else ("", "")
        )
        place = layout.slot(act.case, "", attr, "=", *taken)
        same.append(FALSE if place is None else f"s[{place}]")
    return all_of(same) if same else FALSE


def _stale(layout: Layout, case: str, element: str, dim: str) -> Iterator[str]:
    """What is about the content before is stale: on the element, on those that belong to it, and in other cases."""
    kind = layout.pack.kinds[layout.scene.cases[case].kind]
    for key, place in layout.slots.items():
        if len(key) == 4 and key[0] == case and key[3] == dim and key[2] in kind.variables:
            part = kind.variables[key[2]].part
            own = kind.variables[dim].part
            of = {**layout.parents(case, part, key[1]), part: key[1]} if part else {}
            if not own or of.get(own) == element:
                yield f"t[{place}] = 0"
        elif len(key) == 6 and key[3:] == ("=", case, dim):
            yield f"t[{place}] = 0"


def _equalities(layout: Layout, step: Step, act: Act, effect: Effect, element: str) -> Iterator[str]:
    """Which contents a hash equals: that of the case it is taken from, or, freely filled in, any there is."""
    field = step.asks[effect.fields[0]]
    for key, place in layout.slots.items():
        if key[:4] == (act.case, element, effect.name, "="):
            source = (_linked(layout, act, field.of_link), field.of_dim) if field.of_link else key[4:]
            written = f"s[{layout.slots[key[4], '', key[5]]}]"
            yield f"t[{place}] = {written if source == key[4:] else 0}"


def _opens(layout: Layout, spot: Spot, step: Step, rule: DutyRule) -> Iterator[str]:
    start = _only(spot, rule.each, step)
    others = tuple(part for part in rule.each if part not in step.part)
    for there, here in start._contexts(others):
        when = all_of((there, negation(here.rails(rule.when).false), _lifted(layout.pack, here, rule)))
        about = tuple(word for part in sorted(rule.each) for word in (part, here.bound[part]))
        wanted = [
            p
            for k, p in layout.slots.items()
            if k[:3] == (spot.case, "duty", rule.opens) and _same(k[3:], about)
        ]
        for place in wanted:
            if when != FALSE:
                yield f"t[{place}] = 1" if when == TRUE else f"if {when}: t[{place}] = 1"


def _same(key: Sequence[str], about: Sequence[str]) -> bool:
    pairs, wanted = (
        dict(zip(key[::2], key[1::2], strict=True)),
        dict(zip(about[::2], about[1::2], strict=True)),
    )
    return all(pairs.get(part) == element for part, element in wanted.items())


def _lifted(pack: Pack, spot: Spot, rule: DutyRule) -> str:
    if not rule.exception:
        return TRUE
    exemption = next(e for e in pack.exemptions if e.id == rule.exception)
    lifted = next(r for r in pack.preconditions if r.id == exemption.lifts)
    return all_of((negation(spot.rails(lifted.require).true), spot.rails(exemption.when).true))


def _passing(layout: Layout, case: str) -> Iterator[Move]:
    kind = layout.pack.kinds[layout.scene.cases[case].kind]
    for key, place in layout.slots.items():
        name = key[2] if key[0] == case and len(key) == 3 and key[1] != "link" else ""
        variable = kind.variables.get(name)
        if variable is not None and variable.in_time:
            yield _time(
                case, name, any_of((f"s[{place}]==1", f"s[{place}]==2")), f"t[{place}] = s[{place}] + 1"
            )
        elif variable is not None and name in _lapsing(layout.pack, kind.id):
            yield _time(case, name, f"s[{place}]", f"t[{place}] = 0")
        if key[:2] == (case, "duty") and key[2] in _timed(layout.pack, kind.id):
            yield _time(case, key[2], f"s[{place}]=={DUTIES.index('open')}", f"t[{place}] = 2")


def _time(case: str, what: str, guard: str, does: str) -> Move:
    return Move(Act(step=TIME, case=case, given={"what": (what,)}), guard, {}, (does,))


def _lapsing(pack: Pack, kind: str) -> set[str]:
    return {e.name for s in pack.steps_of[kind] for e in s.does if e.expires}


def _timed(pack: Pack, kind: str) -> set[str]:
    """Return the duties that some rule gives a deadline."""
    timed = {t.id for t in pack.timers.values() if t.hours or t.business_days or t.option}
    return {d.opens for s in pack.steps_of[kind] for d in pack.duties_of[s.id] if d.timer in timed}
