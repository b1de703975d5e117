"""Assessing: what every step of a case stands at, which duties are open, and what one intended act comes to.

One judgement serves every list, button, form and reminder. It is pure: the same world, case and moment give the same
answer. An exception lifts the one precondition it names and nothing else; unknown never permits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from sekisho.law.pack import Pack, Step
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from . import apart, authorising, form, marking, meeting, naming
from .case import Case
from .duties import open_duties
from .earlier import as_of
from .editions import Governing, governing, under
from .emergency import only_reads
from .entry import Entry, Evidence, Intent
from .judging import judge_step, kernel_reason
from .recusal import bars
from .register import Authority, entitled, may_act
from .verdict import Assessment, Reason, Verdict
from .view import CaseView, Judgement, bounds
from .world import World


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
    return judge_step(governed, view, step, None)


def judge(
    pack: Pack, world: World, intent: Intent, person: str, happened_at: datetime, now: datetime
) -> Verdict:
    """Return the verdict on one act as a person means to record it.

    (1) the form: step, elements, fields, cases named; (2) authority at ``happened_at`` and entitlement to record at
    ``now`` (N20); (3) the pack's preconditions for each element; (4) the duties that the entry would open; (5) for what
    is dated back, the same once more by what had happened by then, and by the edition that governed then.
    """
    case, whole, every = world.cases[intent.case], world, pack
    governed = governing(pack, case, happened_at)
    pack = governed.of(intent.step)
    step, world = pack.steps[intent.step], under(world, pack)
    judgement = Judgement(world, happened_at, intent, person, {case.id: case.sequence})
    view = CaseView(judgement, case, {}, True)
    findings = [*form.check(pack, world, intent), *naming.check(world, intent)]
    findings += [*marking.check(world, intent, person, now), *authorising.check(world, intent, happened_at)]
    findings += apart.check(pack, world.register, intent, happened_at)
    findings += meeting.check(pack, case, intent)
    authority, kernel = _authority(pack, world, intent, person, (happened_at, now))
    if findings:
        verdict = _unread(view, step, findings)
    else:
        verdict = judge_step(governed, view, step, form.combinations(case, step, intent))
    if verdict.permitted and not kernel:
        kernel = _too_early(every, judgement, step, as_of(every, whole, happened_at, verdict.reads))
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
    return written(verdict, intent, world, person, happened_at, now, evidence)


def written(
    verdict: Verdict,
    intent: Intent,
    world: World,
    person: str,
    happened_at: datetime,
    now: datetime,
    evidence: Iterable[Evidence] = (),
) -> Entry:
    """Return the entry that an act comes to, whatever the verdict on it: for what was put on record past the gate."""
    case = world.cases[intent.case]
    return Entry(
        intent=intent,
        sequence=case.sequence + 1,
        previous=case.head,
        happened_at=happened_at,
        recorded_at=now,
        recorded_by=person,
        by_virtue_of=verdict.authority,
        acting=world.register.holders(intent.act_of, happened_at),
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
        return None, [kernel_reason("KERNEL-OFFICE", step, _not_its_office(pack, step, intent.act_of))]
    acted = [entitled(pack, register, person, intent.act_of, intent.step, at) for at in times]
    if acted[1] is None:
        return None, [
            kernel_reason("KERNEL-AUTHORITY", step, _not_entitled(pack, world, intent.act_of, person))
        ]
    if acted[0] is None and not somebody(world, intent.act_of, times[0]):
        return None, [
            kernel_reason("KERNEL-AUTHORITY", step, _not_entitled(pack, world, intent.act_of, person))
        ]
    if bars(world.cases[intent.case], person, register.holders(intent.act_of, times[0])):
        return acted[1], [kernel_reason("KERNEL-RECUSED", step, RECUSED)]
    if meeting.still_attending(pack, register, world.cases[intent.case], intent, times[0]):
        return acted[1], [kernel_reason("KERNEL-RECUSED", step, meeting.ATTENDS_RECUSED)]
    if only_reads(pack, world, world.cases[intent.case], person, times[1]):
        return acted[1], [kernel_reason("KERNEL-EMERGENCY", step, READING_ONLY)]
    return acted[1], []


def _too_early(pack: Pack, judgement: Judgement, step: Step, then: World | None) -> list[Reason]:
    """Say that an act, permitted by what is on record now, was not yet by what had happened by its time (``then``)."""
    intent = judgement.intent
    if then is None or intent is None or _permitted_then(pack, judgement, step, then, intent):
        return []
    return [kernel_reason("KERNEL-ORDER", step, TOO_EARLY)]


def _permitted_then(pack: Pack, judgement: Judgement, step: Step, then: World, intent: Intent) -> bool:
    case, governed = then.cases[intent.case], governing(pack, then.cases[intent.case], judgement.at)
    if not governed.knows(intent.step):
        return False
    edition = governed.of(intent.step)
    known = edition.steps[intent.step]
    chosen = form.combinations(case, known, intent)
    if len(chosen) != len(form.combinations(judgement.world.cases[intent.case], step, intent)):
        return False
    world = under(then, edition)
    earlier = Judgement(world, judgement.at, intent, judgement.person, {case.id: case.sequence})
    return judge_step(governed, CaseView(earlier, case, {}, True), known, chosen).permitted


TOO_EARLY = Text(
    "行為の時までに行われたことによっては、まだ行うことができなかった。後に行われたことに基づいて遡って記録することはできない。",
    "It could not yet be done by what had happened by its time; what came later does not cover it. Record it as a deviation.",
)

RECUSED = Text(
    "この案件について回避した者は、この案件について行い、又は記録することができない。",
    "Who is recused from this case neither acts nor records in it.",
)

READING_ONLY = Text(
    "緊急閲覧は閲覧に限る。この案件を緊急閲覧によってのみ見る者は、この案件について行い、又は記録することができない。",
    "Emergency access is for reading only: who sees this case by it alone neither acts nor records in it.",
)


def somebody(world: World, act_of: str, at: datetime) -> bool:
    """Return whether anyone held the post, or a post of the office, when the act happened."""
    register, pack = world.register, world.pack
    posts = {
        p
        for p in (*pack.posts, *register.posts)
        if (post := register.post(pack, p)) and post.office == act_of
    }
    return any(register.holders(post, at) for post in (posts or {act_of}))


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


def changes_at(pack: Pack, world: World, judgement: Judgement, now: datetime) -> datetime | None:
    """Return the next moment at which an answer can change without an entry, over the cases that were read."""
    moments = [parse_time(clock.from_) for clock in pack.clock.values()]
    moments += [parse_time(edition.effective_from) for edition in pack.editions.values()]
    moments += world.register.boundaries(now)
    moments += judgement.days
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
