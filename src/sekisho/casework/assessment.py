"""Assessing: what every step of a case stands at, which duties are open, and what one intended act comes to.

One judgement serves every list, button, form and reminder. It is pure: the same world, case and moment give the same
answer. An exception lifts the one precondition it names and nothing else; unknown never permits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from sekisho.law import evaluate
from sekisho.law.explain import lacks
from sekisho.law.expression import DutiesSettled, DutyIs, walk
from sekisho.law.pack import DutyRule, Exemption, Pack, Precondition, Rule, StandingDuty, Step
from sekisho.law.supplying import Supplier
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from . import form, marking
from .case import Case, Duty
from .editions import Governing, escapes, governing, under
from .emergency import only_reads
from .entry import Entry, Evidence, Intent, Opened
from .recusal import bars
from .register import Authority, entitled, may_act
from .verdict import Assessment, OpenDuty, Outcome, Reason, Verdict
from .view import CaseView, Judgement, bounds, contexts, standing
from .world import World

Bound = Mapping[str, str]


def assess(pack: Pack, world: World, case_id: str, now: datetime) -> Assessment:
    """Return where every step of a case stands when nobody acts yet, and its open duties."""
    case = world.cases[case_id]
    governed = governing(pack, case, now)
    judgement = Judgement(under(world, governed.own), now, read={case.id: case.sequence})
    view = CaseView(judgement, case, {}, True)
    steps = {s.id: _free_verdict(governed, view, s) for s in governed.steps(case.kind)}
    duties = open_duties(pack, view)
    return Assessment(
        case=case.id,
        kind=case.kind,
        at=now,
        pack=governed.own.hash,
        steps=steps,
        duties=duties,
        changes_at=changes_at(pack, world, judgement, now),
        reads=dict(judgement.read),
    )


def assess_step(pack: Pack, world: World, case_id: str, step: str, now: datetime) -> Verdict:
    """Return where one step of a case stands when nobody acts yet; raises ``KeyError`` for an unknown step."""
    case = world.cases[case_id]
    governed = governing(pack, case, now)
    judgement = Judgement(under(world, governed.own), now, read={case.id: case.sequence})
    view = CaseView(judgement, case, {}, True)
    return _free_verdict(governed, view, governed.of(step).steps[step])


def _free_verdict(governed: Governing, view: CaseView, step: Step) -> Verdict:
    """Return where a step stands when nobody acts yet, by the edition that it belongs to."""
    pack = governed.of(step.id)
    judgement = view.judgement
    if judgement.world.pack is not pack:
        judgement = Judgement(under(judgement.world, pack), judgement.at, read=judgement.read)
        view = CaseView(judgement, view.case, {}, True)
    return _judge_step(governed, view, step, None)


def judge(
    pack: Pack, world: World, intent: Intent, person: str, happened_at: datetime, now: datetime
) -> Verdict:
    """Return the verdict on one act as a person means to record it.

    (1) the form: step, elements, fields, cases named; (2) authority at ``happened_at`` and entitlement to record at
    ``now`` (N20); (3) the pack's preconditions for each element; (4) the duties that the entry would open.
    """
    case = world.cases[intent.case]
    governed = governing(pack, case, happened_at)
    pack = governed.of(intent.step)
    step, world = pack.steps[intent.step], under(world, pack)
    judgement = Judgement(world, happened_at, intent, person, {case.id: case.sequence})
    view = CaseView(judgement, case, {}, True)
    findings = [*form.check(pack, world, intent), *marking.check(world, intent, person, now)]
    authority, kernel = _authority(pack, world, intent, person, (happened_at, now))
    if findings:
        verdict = _unread(view, step, findings)
    else:
        verdict = _judge_step(governed, view, step, form.combinations(case, step, intent))
    reasons = (*kernel, *verdict.reasons)
    return msgspec.structs.replace(
        verdict,
        reasons=reasons,
        findings=tuple(findings),
        outcome="refused" if kernel or findings else verdict.outcome,
        authority=authority.id if authority else "",
    )


def enter(
    verdict: Verdict,
    intent: Intent,
    world: World,
    person: str,
    happened_at: datetime,
    now: datetime,
    evidence: Iterable[Evidence] = (),
) -> Entry:
    """Return the entry that records a permitted act; raises ``ValueError`` for any other verdict."""
    if not verdict.permitted:
        raise ValueError(f"{intent.step} is {verdict.outcome}: it cannot be entered")
    case = world.cases[intent.case]
    holders = world.register.holders(intent.act_of, happened_at)
    return Entry(
        intent=intent,
        sequence=case.sequence + 1,
        previous=case.head,
        happened_at=happened_at,
        recorded_at=now,
        recorded_by=person,
        by_virtue_of=verdict.authority,
        acting=tuple(holders) if intent.act_of in world.pack.posts else (),
        opens=verdict.duties,
        lifted=tuple(sorted({r.lifted_by for r in verdict.lifted})),
        reads=verdict.reads,
        evidence=tuple(evidence),
        verdict=verdict.hash,
        pack=verdict.pack,
        realm=case.realm,
    )


def _unread(view: CaseView, step: Step, findings: Sequence[object]) -> Verdict:
    judgement = view.judgement
    return Verdict(
        step=step.id,
        case=view.case.id if view.case else "",
        at=judgement.at,
        outcome="refused",
        reasons=(),
        pack=judgement.world.pack.hash,
        reads=dict(judgement.read),
    )


def _authority(
    pack: Pack, world: World, intent: Intent, person: str, times: tuple[datetime, datetime]
) -> tuple[Authority | None, list[Reason]]:
    """Authority is judged when the act happened; who records it must be entitled when it is recorded (N20)."""
    step, register = pack.steps[intent.step], world.register
    if not may_act(pack, register, step, intent.act_of):
        return None, [_kernel("KERNEL-OFFICE", step, _not_its_office(pack, step, intent.act_of))]
    acted = [entitled(pack, register, person, intent.act_of, intent.step, at) for at in times]
    if acted[1] is None:
        return None, [_kernel("KERNEL-AUTHORITY", step, _not_entitled(pack, world, intent.act_of, person))]
    if acted[0] is None and not _somebody(world, intent.act_of, times[0]):
        return None, [_kernel("KERNEL-AUTHORITY", step, _not_entitled(pack, world, intent.act_of, person))]
    if bars(world.cases[intent.case], person, register.holders(intent.act_of, times[0])):
        return acted[1], [_kernel("KERNEL-RECUSED", step, RECUSED)]
    if only_reads(pack, world, world.cases[intent.case], person, times[1]):
        return acted[1], [_kernel("KERNEL-EMERGENCY", step, READING_ONLY)]
    return acted[1], []


RECUSED = Text(
    "この案件について回避した者は、この案件について行い、又は記録することができない。",
    "Who is recused from this case neither acts nor records in it.",
)

READING_ONLY = Text(
    "緊急閲覧は閲覧に限る。この案件を緊急閲覧によってのみ見る者は、この案件について行い、又は記録することができない。",
    "Emergency access is for reading only: who sees this case by it alone neither acts nor records in it.",
)


def _somebody(world: World, act_of: str, at: datetime) -> bool:
    """Return whether anyone held the post, or a post of the office, when the act happened."""
    register, pack = world.register, world.pack
    posts = {
        p
        for p in (*pack.posts, *register.posts)
        if (post := register.post(pack, p)) and post.office == act_of
    }
    return any(register.holders(post, at) for post in (posts or {act_of}))


def _kernel(rule: str, step: Step, text: Text) -> Reason:
    return Reason(rule=rule, outcome="unmet", cite=step.cite, text=text)


def _not_its_office(pack: Pack, step: Step, act_of: str) -> Text:
    ja, en = "、".join(pack.name(b).ja for b in step.by), ", ".join(pack.name(b).en for b in step.by)
    name = pack.name(act_of)
    return Text(
        f"「{step.text.ja}」は{ja}が行うものであり、{name.ja}の名で行うことはできない。",
        f"“{step.text.en}” is done by {en}, not in the name of {name.en}.",
    )


def _not_entitled(pack: Pack, world: World, act_of: str, person: str) -> Text:
    name, who = pack.name(act_of), world.register.name(person)
    return Text(
        f"{who.ja}は、{name.ja}の名で行い、又は記録する任命又は委任を有しない。",
        f"{who.en} holds no appointment or delegation to act or record for {name.en}.",
    )


def _judge_step(governed: Governing, view: CaseView, step: Step, chosen: list[Bound] | None) -> Verdict:
    pack = view.judgement.world.pack
    combos = chosen if chosen is not None else _available(pack, view, step)
    reasons = [
        *governed.bars(step),
        *_kernel_reasons(view, step),
        *_shape_reasons(pack, view, step, combos),
    ]
    for rule in pack.preconditions_of[step.id]:
        reasons += _apply(pack, rule, view, step, combos)
    duties = _opened(pack, view, step, combos, reasons)
    reasons += escapes(governed.own, view, step, duties)
    outcome = _outcome(reasons)
    return Verdict(
        step=step.id,
        case=view.case.id if view.case else "",
        at=view.judgement.at,
        outcome=outcome,
        reasons=tuple(reasons),
        duties=duties,
        subject=tuple(combos),
        pack=pack.hash,
        reads=dict(view.judgement.read),
    )


def _outcome(reasons: Iterable[Reason]) -> Outcome:
    outcomes = {r.outcome for r in reasons}
    return "refused" if "unmet" in outcomes else "undetermined" if "open" in outcomes else "permitted"


def _available(pack: Pack, view: CaseView, step: Step) -> list[Bound]:
    """Return the combinations of elements that the step can technically act on."""
    if not step.part:
        return [{}]
    views = contexts(view, step.part)
    fitting = [v for v in views if not evaluate.rails(step.shape, v, pack.defs).false]
    return [{part: v.bound[part] for part in step.part} for v in fitting]


def _kernel_reasons(view: CaseView, step: Step) -> list[Reason]:
    if view.case is None or not view.case.closed:
        return []
    text = Text("案件は終結している。", "The case is closed.")
    return [_kernel("KERNEL-CLOSED", step, text)]


def _shape_reasons(pack: Pack, view: CaseView, step: Step, combos: list[Bound]) -> list[Reason]:
    if not step.part:
        fits = not evaluate.rails(step.shape, view, pack.defs).false
        return [] if fits else [_misfit(pack, view, step, {})]
    if not combos:
        return [_misfit(pack, view, step, {})]
    misfits = [c for c in combos if evaluate.rails(step.shape, _bind(view, c), pack.defs).false]
    return [_misfit(pack, view, step, c) for c in misfits]


def _misfit(pack: Pack, view: CaseView, step: Step, bound: Bound) -> Reason:
    """The step has nothing to act on here: not a matter of law, but no act either."""
    parts = [pack.kinds[step.kind].parts[p].text for p in step.part]
    ja = f"「{step.text.ja}」の対象となる{'・'.join(p.ja for p in parts) or '状態'}がない。"
    en = f"There is no {' and '.join(p.en for p in parts) or 'state'} for “{step.text.en}” to act on."
    found = tuple(lacks(pack, step.kind, step.shape, _bind(view, bound))) if not step.part or bound else ()
    supply = tuple(s for lack in found for s in lack.suppliers) or _adders(pack, step)
    because = tuple(dict.fromkeys(lack.text for lack in found))
    return Reason(
        rule="KERNEL-SUBJECT",
        outcome="unmet",
        cite=step.cite,
        text=Text(ja, en),
        element=bound,
        suppliers=supply,
        because=because,
    )


def _adders(pack: Pack, step: Step) -> tuple[Supplier, ...]:
    adding = [s for s in pack.steps_of[step.kind] for e in s.does if e.verb == "add" and e.name in step.part]
    return tuple(Supplier(s.id, office) for s in adding for office in s.by)


def _bind(view: CaseView, bound: Bound) -> CaseView:
    for part, key in bound.items():
        element = view.case.element(part, key) if view.case else None
        if element is not None:
            view = view.bind(part, element)
    return view


def _contexts_of(view: CaseView, each: tuple[str, ...], step: Step, combos: list[Bound]) -> list[CaseView]:
    """Return the views in which a rule is judged: the step's own elements where it acts on them, all others otherwise."""
    acted = [part for part in each if part in step.part]
    if not acted:
        return contexts(view, each)
    distinct = {tuple((p, c[p]) for p in acted): None for c in combos}
    views = [_bind(view, dict(pairs)) for pairs in distinct]
    rest = [part for part in each if part not in acted]
    return [inner for outer in views for inner in contexts(outer, rest)]


def _apply(pack: Pack, rule: Precondition, view: CaseView, step: Step, combos: list[Bound]) -> list[Reason]:
    found = (_reason(pack, rule, each, step) for each in _contexts_of(view, rule.each, step, combos))
    return [reason for reason in found if reason is not None]


def _reason(pack: Pack, rule: Precondition, view: CaseView, step: Step) -> Reason | None:
    when = evaluate.rails(rule.when, view, pack.defs)
    if when.false:
        return None
    element = {part: view.bound[part] for part in rule.each}
    require = evaluate.rails(rule.require, view, pack.defs)
    if require.true:
        return Reason(rule=rule.id, outcome="met", cite=rule.cite, text=rule.text, element=element)
    lifting = _lifting(pack, rule, view)
    if lifting is not None:
        cite = (*rule.cite, *(c for c in lifting.cite if c not in rule.cite))
        return Reason(
            rule=rule.id, outcome="lifted", cite=cite, text=rule.text, element=element, lifted_by=lifting.id
        )
    found = tuple(lacks(pack, step.kind, rule.require, view))
    supply = tuple(dict.fromkeys(s for lack in found for s in lack.suppliers))
    own = tuple(s for s in supply if s.office in element.values())  # an office asked answers for itself
    certain = when.true and require.false
    return Reason(
        rule=rule.id,
        outcome="unmet" if certain else "open",
        cite=rule.cite,
        text=rule.text,
        element=element,
        suppliers=own or supply,
        because=tuple(dict.fromkeys(lack.text for lack in found)),
    )


def _lifting(pack: Pack, rule: Precondition, view: CaseView) -> Exemption | None:
    for exemption in pack.exemptions_of.get(rule.id, ()):
        if exemption.id in rule.lifted_by and evaluate.rails(exemption.when, view, pack.defs).true:
            return exemption
    return None


def _opened(
    pack: Pack, view: CaseView, step: Step, combos: list[Bound], reasons: list[Reason]
) -> tuple[Opened, ...]:
    opened = []
    for rule in pack.duties_of[step.id]:
        for each in _contexts_of(view, rule.each, step, combos):
            if _opens(pack, rule, each, reasons):
                opened.append(_open(pack, rule, each))
    return tuple(opened)


def _opens(pack: Pack, rule: DutyRule, view: CaseView, reasons: list[Reason]) -> bool:
    if rule.exception and not any(_same_lift(rule, r, view) for r in reasons):
        return False
    return not evaluate.rails(rule.when, view, pack.defs).false


def _same_lift(rule: DutyRule, reason: Reason, view: CaseView) -> bool:
    about = all(view.bound.get(part, key) == key for part, key in reason.element.items())
    return reason.lifted_by == rule.exception and about


def _open(pack: Pack, rule: DutyRule, view: CaseView) -> Opened:
    hours = timer_hours(pack, view.judgement.world, rule.timer)
    bearer = rule.bearer or view.attr(rule.bearer_from) or ""
    return Opened(
        rule=rule.id,
        duty=rule.opens,
        element={part: view.bound[part] for part in rule.each},
        bearer=bearer,
        towards=rule.towards,
        due=None if hours is None else view.judgement.at + timedelta(hours=hours),
    )


def timer_hours(pack: Pack, world: World, timer: str) -> float | None:
    """Return the hours of a timer: as its option sets them, as the pack states them, or none."""
    known = pack.timers.get(timer)
    if known is None:
        return None
    if known.option:
        value = world.register.options.get(known.option, pack.options[known.option].default)
        return float(value) if value.replace(".", "", 1).isdigit() else None
    return known.hours


def open_duties(pack: Pack, view: CaseView) -> tuple[OpenDuty, ...]:
    """Return the duties open in a case: those that entries opened first, then the standing ones.

    A duty keeps the sentence of the edition of the pack under which its entry opened it.
    """
    case = view.case
    if case is None:
        return ()
    recorded = [
        _recorded_duty(pack.edition(case.entries[d.sequence - 1].pack).rules[d.rule], view, d)
        for d in case.open_duties()
    ]
    return (*recorded, *(_standing_duty(each, rule) for rule, each in standing(view)))


def _recorded_duty(rule: Rule, view: CaseView, duty: Duty) -> OpenDuty:
    case, at, pack = view.case, view.judgement.at, view.judgement.world.pack
    return OpenDuty(
        id=_duty_id(case, duty.rule, duty.element, duty.sequence),
        rule=duty.rule,
        case=case.id if case else "",
        text=rule.text,
        cite=rule.cite,
        bearer=duty.bearer,
        towards=duty.towards,
        element=duty.element,
        opened_at=duty.opened_at,
        due=duty.due,
        timer=getattr(rule, "timer", ""),
        overdue=duty.due is not None and duty.due <= at,
        discharged_by=_discharging(pack, case.kind if case else "", duty.duty),
        blocks=_blocked(pack, case.kind if case else "", duty.duty),
    )


def _standing_duty(view: CaseView, rule: StandingDuty) -> OpenDuty:
    element = {part: view.bound[part] for part in rule.each}
    return OpenDuty(
        id=_duty_id(view.case, rule.id, element, 0),
        rule=rule.id,
        case=view.case.id if view.case else "",
        text=rule.text,
        cite=rule.cite,
        bearer=rule.bearer or view.attr(rule.bearer_from) or "",
        towards=rule.towards,
        element=element,
        timer=rule.timer,
        standing=True,
        discharged_by=rule.act,
    )


def _duty_id(case: Case | None, rule: str, element: Bound, sequence: int) -> str:
    parts = [case.id if case else "", rule, *(f"{p}={k}" for p, k in sorted(element.items())), str(sequence)]
    return ":".join(parts)


def _discharging(pack: Pack, kind: str, duty: str) -> tuple[str, ...]:
    steps = pack.steps_of.get(kind, ())
    return tuple(s.id for s in steps if any(e.verb == "discharge" and e.name == duty for e in s.does))


def _blocked(pack: Pack, kind: str, duty: str) -> tuple[str, ...]:
    from_rules = [r for r in pack.preconditions if _reads_duty(r, duty)]
    return tuple(dict.fromkeys(s for r in from_rules for s in r.steps if s.startswith(f"{kind}.")))


def _reads_duty(rule: Precondition, duty: str) -> bool:
    return any(
        isinstance(n, DutiesSettled) or (isinstance(n, DutyIs) and n.duty == duty) for n in walk(rule.require)
    )


def changes_at(pack: Pack, world: World, judgement: Judgement, now: datetime) -> datetime | None:
    """Return the next moment at which an answer can change without an entry, over the cases that were read."""
    moments = [parse_time(clock.from_) for clock in pack.clock.values()]
    moments += [parse_time(edition.effective_from) for edition in pack.editions.values()]
    moments += world.register.boundaries(now)
    for case_id in judgement.read:
        moments += _moments(world.cases[case_id])
    later = [m for m in moments if m > now]
    return min(later) if later else None


def _moments(case: Case) -> list[datetime]:
    found = [d.due for d in case.open_duties() if d.due is not None]
    elements = [case.root, *(e for part in case.parts.values() for e in part.values())]
    for element in elements:
        found += [m for value in element.attrs.values() for m in _ends(value)]
        held = [h for of in element.findings.values() for h in of.values()]
        found += [h.expires for h in held if h.expires is not None]
    return found


def _ends(value: object) -> list[datetime]:
    return [m for m in bounds(value) if m is not None] if isinstance(value, Mapping) else []
