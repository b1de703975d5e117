"""One step judged against the rules of its edition: what stands for and against it, and the duties it would open.

A rule is judged once for all elements that no rule can tell apart, and each of them is told its own reason: with
hundreds of targets the cost grows with what differs among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sekisho.law import evaluate
from sekisho.law import expression as x
from sekisho.law.explain import lacks
from sekisho.law.pack import DutyRule, Exemption, Pack, Precondition, Step
from sekisho.law.supplying import Supplier
from sekisho.vocabulary.business_days import LAST_YEAR
from sekisho.vocabulary.text import Text

from .duties import deadline, open_duties, term_of
from .editions import Governing, escapes
from .entry import Opened
from .verdict import OpenDuty, Outcome, Reason, Verdict
from .view import CaseView, Place, contexts, excluded, once, places

Bound = Mapping[str, str]


def judge_step(governed: Governing, view: CaseView, step: Step, chosen: list[Bound] | None) -> Verdict:
    """Return what stands for and against a step, on the elements chosen or, while nobody acts, on all that fit."""
    pack = view.judgement.world.pack
    ground = _Ground(view, step, _available(pack, view, step) if chosen is None else _named(view, chosen))
    combos = [_element(place.view, step.part) for place in ground.own] if step.part else [{}]
    misfits = _shape_reasons(pack, ground, step, chosen is not None)
    reasons = [*governed.bars(step), *_kernel_reasons(view, step), *misfits]
    for rule in pack.preconditions_of[step.id]:
        reasons += _apply(pack, rule, ground, step)
    duties = _opened(pack, ground, step, reasons)
    reasons += [*escapes(governed.own, view, step, duties), *_unknown_holidays(pack, view, step, duties)]
    return Verdict(
        step=step.id,
        case=view.case.id if view.case else "",
        at=view.judgement.at,
        outcome=_outcome(reasons),
        reasons=tuple(reasons),
        duties=duties,
        subject=tuple(combos),
        pack=pack.hash,
        reads=dict(view.judgement.read),
    )


class _Ground:
    """Where the rules of one step are judged: its own elements where it acts on them, all others otherwise."""

    def __init__(self, view: CaseView, step: Step, own: list[Place]) -> None:
        self.view, self.step, self.own = view, step, own
        self._known: dict[tuple[str, ...], list[Place]] = {step.part: own} if step.part else {}

    def of(self, each: tuple[str, ...]) -> list[Place]:
        """Return the places in which a rule about these parts is judged."""
        if not any(part in self.step.part for part in each):
            return places(self.view, each)
        if each not in self._known:
            self._known[each] = [Place(v, v.like()) for v in self._acted(each)]
        return self._known[each]

    def _acted(self, each: tuple[str, ...]) -> Iterator[CaseView]:
        acted = tuple(part for part in each if part in self.step.part)
        rest = [part for part in each if part not in acted]
        distinct = {tuple(place.view.bound[p] for p in acted): None for place in self.own}
        for keys in distinct:
            yield from contexts(_bind(self.view, dict(zip(acted, keys, strict=True))), rest)


def _outcome(reasons: Iterable[Reason]) -> Outcome:
    outcomes = {r.outcome for r in reasons}
    return "refused" if "unmet" in outcomes else "undetermined" if "open" in outcomes else "permitted"


def _available(pack: Pack, view: CaseView, step: Step) -> list[Place]:
    """Return the combinations of elements that the step can technically act on."""
    if not step.part:
        return []
    found = places(view, step.part)
    told = once(found, excluded(pack, step.shape))
    return [place for place, (_, out) in zip(found, told, strict=True) if not out]


def _named(view: CaseView, chosen: Sequence[Bound]) -> list[Place]:
    bound = [_bind(view, each) for each in chosen if each]
    return [Place(each, each.like()) for each in bound]


def _bind(view: CaseView, bound: Bound) -> CaseView:
    for part, key in bound.items():
        element = view.case.element(part, key) if view.case else None
        if element is not None:
            view = view.bind(part, element)
    return view


def _element(view: CaseView, parts: tuple[str, ...]) -> Bound:
    return view.bound if len(view.bound) == len(parts) else {part: view.bound[part] for part in parts}


def kernel_reason(rule: str, step: Step, text: Text) -> Reason:
    """Return a reason of the kernel's own, which no rule of a pack carries."""
    return Reason(rule=rule, outcome="unmet", cite=step.cite, text=text)


def _kernel_reasons(view: CaseView, step: Step) -> list[Reason]:
    if view.case is None or not view.case.closed:
        return []
    text = Text("案件は終結している。", "The case is closed.")
    return [kernel_reason("KERNEL-CLOSED", step, text)]


def _shape_reasons(pack: Pack, ground: _Ground, step: Step, chosen: bool) -> list[Reason]:
    view = ground.view
    if not step.part:
        fits = not evaluate.rails(step.shape, view, pack.defs).false
        return [] if fits else [_misfit(pack, view, step, {})]
    if not ground.own:
        return [_misfit(pack, view, step, {})]
    if not chosen:  # what is offered fits
        return []
    misfits = [v for v, _ in ground.own if evaluate.rails(step.shape, v, pack.defs).false]
    return [_misfit(pack, v, step, _element(v, step.part)) for v in misfits]


NOTHING_FITS = Text(
    "「{step}」を行うことのできる{parts}がない。", "There is no {parts} on which “{step}” can be done."
)
NOT_NOW = Text(
    "「{step}」を行うことのできる状態にない。", "The case does not stand so that “{step}” can be done."
)


def _misfit(pack: Pack, view: CaseView, step: Step, bound: Bound) -> Reason:
    """The step has nothing to act on here: not a matter of law, but no act either."""
    parts = [pack.kinds[step.kind].parts[p].text for p in step.part]
    named = Text("・".join(p.ja for p in parts), " and ".join(p.en[:1].lower() + p.en[1:] for p in parts))
    text = (NOTHING_FITS if parts else NOT_NOW).fill(step=step.text, parts=named)
    found = tuple(lacks(pack, step.kind, step.shape, view)) if not step.part or bound else ()
    supply = tuple(s for lack in found for s in lack.suppliers) or _adders(pack, step)
    because = tuple(dict.fromkeys(lack.text for lack in found))
    return Reason(
        rule="KERNEL-SUBJECT",
        outcome="unmet",
        cite=step.cite,
        text=text,
        element=bound,
        suppliers=supply,
        because=because,
    )


def _adders(pack: Pack, step: Step) -> tuple[Supplier, ...]:
    adding = [s for s in pack.steps_of[step.kind] for e in s.does if e.verb == "add" and e.name in step.part]
    return tuple(Supplier(s.id, office) for s in adding for office in s.by)


def _apply(pack: Pack, rule: Precondition, ground: _Ground, step: Step) -> list[Reason]:
    told = once(ground.of(rule.each), lambda view: _reason(pack, rule, view, step))
    return [_about(rule, view, reason) for view, reason in told if reason is not None]


def _about(rule: Precondition, view: CaseView, reason: Reason) -> Reason:
    """Return a reason as it is told of one element."""
    if not rule.each:
        return reason
    element = {part: view.bound[part] for part in rule.each}
    own = tuple(
        s for s in reason.suppliers if s.office in element.values()
    )  # an office asked answers for itself
    return Reason(
        rule=reason.rule,
        outcome=reason.outcome,
        cite=reason.cite,
        text=reason.text,
        element=element,
        suppliers=own or reason.suppliers,
        because=reason.because,
        lifted_by=reason.lifted_by,
    )


def _reason(pack: Pack, rule: Precondition, view: CaseView, step: Step) -> Reason | None:
    """Return how a rule stands in a view, or ``None`` where it does not apply; whoever asks names the element."""
    when = evaluate.rails(rule.when, view, pack.defs)
    if when.false:
        return None
    require = evaluate.rails(rule.require, view, pack.defs)
    if require.true:
        return Reason(rule=rule.id, outcome="met", cite=rule.cite, text=rule.text)
    lifting = _lifting(pack, rule, view)
    if lifting is not None:
        cite = (*rule.cite, *(c for c in lifting.cite if c not in rule.cite))
        return Reason(rule=rule.id, outcome="lifted", cite=cite, text=rule.text, lifted_by=lifting.id)
    found = tuple(lacks(pack, step.kind, rule.require, view))
    owed = _owed(pack, rule, view)
    return Reason(
        rule=rule.id,
        outcome="unmet" if when.true and require.false else "open",
        cite=tuple(dict.fromkeys((*rule.cite, *(clause for duty in owed for clause in duty.cite)))),
        text=rule.text,
        suppliers=tuple(dict.fromkeys(s for lack in found for s in lack.suppliers)),
        because=tuple(dict.fromkeys((*(lack.text for lack in found), *map(_still_owed, owed)))),
    )


def _owed(pack: Pack, rule: Precondition, view: CaseView) -> tuple[OpenDuty, ...]:
    """Return the duties of the case that hold a step up which asks for all of them to be settled."""
    asked = any(isinstance(node, x.DutiesSettled) for node in x.walk(rule.require))
    return open_duties(pack, view) if asked else ()


def _still_owed(duty: OpenDuty) -> Text:
    return Text(f"未了の義務：{duty.text.ja}", f"Still owed: {duty.text.en}")


def _lifting(pack: Pack, rule: Precondition, view: CaseView) -> Exemption | None:
    for exemption in pack.exemptions_of.get(rule.id, ()):
        if exemption.id in rule.lifted_by and evaluate.rails(exemption.when, view, pack.defs).true:
            return exemption
    return None


def _opened(pack: Pack, ground: _Ground, step: Step, reasons: list[Reason]) -> tuple[Opened, ...]:
    opened = []
    for rule in pack.duties_of[step.id]:
        lifted = _lifted(rule, reasons)
        told = once(ground.of(rule.each), excluded(pack, rule.when))
        opened += [_open(pack, rule, v) for v, out in told if not out and lifted(v.bound)]
    return tuple(opened)


def _lifted(rule: DutyRule, reasons: Sequence[Reason]) -> Callable[[Bound], bool]:
    """Return whether the exception that a duty follows from was used for what is bound."""
    if not rule.exception:
        return lambda bound: True
    used: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for reason in reasons:
        if reason.lifted_by == rule.exception:
            used.setdefault(tuple(reason.element), set()).add(tuple(reason.element.values()))
    return lambda bound: any(_among(bound, parts, keys) for parts, keys in used.items())


def _among(bound: Bound, parts: tuple[str, ...], keys: set[tuple[str, ...]]) -> bool:
    """Return whether what is bound is among elements; a part that is not bound stands for all of its elements."""
    if all(part in bound for part in parts):
        return tuple(bound[part] for part in parts) in keys
    return any(all(bound.get(p, k) == k for p, k in zip(parts, each, strict=True)) for each in keys)


def _open(pack: Pack, rule: DutyRule, view: CaseView) -> Opened:
    term = term_of(pack, view.judgement.world, rule.timer)
    bearer = rule.bearer or view.attr(rule.bearer_from) or ""
    return Opened(
        rule=rule.id,
        duty=rule.opens,
        element={part: view.bound[part] for part in rule.each},
        bearer=bearer,
        towards=rule.towards,
        due=deadline(term, view.judgement.at),
    )


def _unknown_holidays(pack: Pack, view: CaseView, step: Step, duties: Sequence[Opened]) -> Iterator[Reason]:
    """A deadline whose last day cannot be counted is not known, and nothing is done on what is not known."""
    for opened in duties:
        term = term_of(pack, view.judgement.world, getattr(pack.rules[opened.rule], "timer", ""))
        if term is not None and opened.due is None:
            rule = pack.rules[opened.rule].text
            ja = f"期限（{term.text.ja}）を数えられない。休日は{LAST_YEAR}年までしか知られていない。新しい版の関所に更新すること。義務：{rule.ja}"
            en = f"The deadline ({term.text.en}) cannot be counted: holidays are known up to {LAST_YEAR}. Update sekisho. Duty: {rule.en}"
            yield Reason(rule="KERNEL-HOLIDAYS", outcome="open", cite=step.cite, text=Text(ja, en))
