"""Taking a step: its gate and form, the review before sending, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from sekisho.casework.case import Case
from sekisho.casework.editions import governing
from sekisho.casework.entry import Evidence, Intent, Reference
from sekisho.casework.register import entitled
from sekisho.casework.signing import Statement
from sekisho.casework.verdict import Verdict
from sekisho.casework.visibility import Viewer
from sekisho.law.pack import Pack, Step
from sekisho.operations import drafts
from sekisho.operations.act import act, load_for, prepare, rehearse
from sekisho.operations.outcomes import (
    Accepted,
    Came,
    Conflict,
    Invalid,
    Outcome,
    Refused,
)
from sekisho.operations.signing import (
    DIFFERS,
    LAPSED,
    Assent,
    held,
    hold,
    must_sign,
    signature_in,
    until,
)
from sekisho.operations.viewing import assess_case, case_seen, show_verdict
from sekisho.records.outside import draw
from sekisho.records.world import load_world
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.opening import BY_FILE
from sekisho.web.page import Crumb, crumb, page
from sekisho.web.seats import Seating, seating
from sekisho.web.signin.entering import identified

from . import answers, choices, gate, reading, telling, words
from .behind import Act, Behind, behind
from .choices import AT
from .form import HAPPENED_AT, Form, form

OURS = ("csrfmiddlewaretoken", "do", "nonce", "case", "answer")
"""What the pages put into a form beside the person's own words."""
DRAWN = Signer(salt="case")
"""Marks the id of a case to be opened as one that this installation drew."""
RECORDED = Text("記録した。", "Recorded.")
PAPER = (HAPPENED_AT, "evidence.number", "evidence.title", "evidence.sha256")


class Stepping(msgspec.Struct, frozen=True, kw_only=True):
    """One person at one step: of a case, or (``case`` is ``None``) one that opens a new case."""

    placed: Seating
    viewer: Viewer
    step: Step
    case: Case | None
    verdict: Verdict | None

    @property
    def pack(self) -> Pack:
        """The edition of the rules by which the case is read."""
        if self.case is None:
            return self.placed.pack.in_force(self.placed.at)
        return governing(self.placed.pack, self.case, self.placed.at).reading

    @property
    def place(self) -> tuple[str, str]:
        """Where a draft of the form is kept: case (empty for a new one) and step."""
        return (self.case.id if self.case else "", self.step.id)

    @property
    def bodies(self) -> tuple[str, ...]:
        """In whose name the person may take it."""
        return self.placed.names_for(self.step)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent, read: the act meant, when it happened, the paper behind it."""

    intent: Intent
    happened_at: datetime
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def step(request: HttpRequest, case_id: str, step_id: str) -> HttpResponse:
    """Show or take a step of a case."""
    placed = seating(request)
    viewer = sight.viewer(placed)
    assessment = assess_case(case_id, viewer, placed.at)
    if assessment is None or step_id not in assessment.steps:
        raise Http404
    sight.note(placed, viewer, sight.shown_cases((case_id, *assessment.reads)))
    world = load_world(placed.pack, (case_id,), placed.realm).world
    at = Stepping(
        placed=placed,
        viewer=viewer,
        step=governing(placed.pack, world.cases[case_id], placed.at).reading.steps[step_id],
        case=case_seen(world, case_id, viewer),
        verdict=assessment.steps[step_id],
    )
    return _answer(request, at)


def opening(request: HttpRequest, kind: str, step_id: str) -> HttpResponse:
    """Show or take a step that opens a case."""
    placed = seating(request)
    known = placed.pack.in_force(placed.at).steps.get(step_id)
    if known is None or not known.opens or known.kind != kind:
        raise Http404
    if step_id == BY_FILE:
        return redirect("give")
    at = Stepping(placed=placed, viewer=sight.viewer(placed), step=known, case=None, verdict=None)
    return _answer(request, at)


def _answer(request: HttpRequest, at: Stepping) -> HttpResponse:
    if request.method != "POST":
        return _form_page(request, at, request.GET or _draft(at), drafted=not request.GET)
    if request.POST.get("do") == "discard":
        drafts.discard(at.placed.person, *at.place)
        return redirect(request.path)
    if not at.bodies:
        return _form_page(request, at, request.POST)
    drafts.save(at.placed.person, *at.place, _written(request.POST), at.placed.at)
    if request.POST.get("do") == "edit":
        return _form_page(request, at, request.POST)
    sent = _read(request, at)
    if sent.findings:
        return _form_page(request, at, request.POST, findings=sent.findings)
    if request.POST.get("do") != "send":
        return _review(request, at, sent)
    return _sign(request, at) if must_sign(at.step, at.placed.realm) else _send(request, at, sent)


def _written(sent: QueryDict) -> dict[str, list[str]]:
    """Return what a person wrote, without what the page itself had put into the form."""
    return {k: v for k, v in sent.lists() if k not in OURS and not k.startswith(answers.HEAD)}


def _draft(at: Stepping) -> QueryDict:
    """Return the form as it was left, empty where nothing was."""
    kept = QueryDict(mutable=True)
    for name, values in drafts.kept(at.placed.person, *at.place).items():
        kept.setlist(name, values)
    return kept


def _read(request: HttpRequest, at: Stepping) -> Sent:
    case = at.case.id if at.case else _drawn(request.POST.get("case", "")) or draw("case")
    happened, unreadable = answers.happened_at(request.POST, at.placed.at)
    return Sent(
        intent=answers.intent(at.pack, at.step, case, request.POST, answers.seen_heads(request.POST)),
        happened_at=happened,
        evidence=answers.evidence(request.POST),
        findings=(unreadable,) if unreadable else (),
    )


def _review(request: HttpRequest, at: Stepping, sent: Sent) -> HttpResponse:
    """Judge the act as it would be sent, and show it in words; a defect of the form goes back to the form."""
    person, now, realm = at.placed.person.pk, at.placed.at, at.placed.realm
    intent = prepare(sent.intent, person, now, realm)
    intent = msgspec.structs.replace(intent, heads={**intent.heads, **sent.intent.heads})
    if must_sign(at.step, realm):
        intent = until(intent, now)
    verdict = show_verdict(rehearse(intent, person, now, sent.happened_at, realm), at.viewer, at.pack)
    if verdict.findings or not verdict.permitted:
        return _form_page(request, at, request.POST, findings=verdict.findings, verdict=verdict)
    return _review_page(request, at, sent, intent, verdict)


def _review_page(
    request: HttpRequest, at: Stepping, sent: Sent, intent: Intent, verdict: Verdict
) -> HttpResponse:
    pack, case = at.pack, at.case or _unopened(at, intent)
    duties = pack.kinds[at.step.kind].variables
    context = {
        **_around(at),
        "form": _form(at, request.POST),
        "gate": gate.gate(pack, case, verdict),
        "act_of": at.placed.register.body_text(pack, intent.act_of),
        "behind": _behind(at, sent, intent),
        "about": [
            words.known_text(pack, at.placed.register, case, p, k)
            for p, keys in intent.subject.items()
            for k in keys
        ],
        "named": _named(at, intent),
        "told": telling.tell(pack, at.placed.register, at.step, intent.particulars),
        "happened_at": sent.happened_at,
        "older": _older(at, sent, intent),
        "evidence": sent.evidence,
        "opened": [duties[o.duty].text for o in verdict.duties if o.duty in duties],
        "intent_hash": intent.hash,
        "expires_at": intent.expires_at,
        "signing": _signing(request, at, sent, intent),
        "kept": _kept(request.POST, intent),
    }
    title = Text(f"確認：{at.step.text.ja}", f"Review: {at.step.text.en}")
    return page(request, "review.html", title, context, area="cases-home", crumbs=_crumbs(at))


def _older(at: Stepping, sent: Sent, intent: Intent) -> Text | None:
    """Return that another edition than the one in force judges the act, where it does: the one of when it was done."""
    governed = governing(at.placed.pack, at.case or _unopened(at, intent), sent.happened_at)
    judged_by, current = governed.of(intent.step), at.placed.pack.in_force(at.placed.at)
    if judged_by.hash == current.hash:
        return None
    return Text(
        f"行為の時の規則集（第{judged_by.version}版）により判断し、記録する。今は第{current.version}版が施行されている。",
        f"It is judged and recorded by the rules at the time of the act (edition {judged_by.version}); edition {current.version}"
        f" is in force now.",
    )


def _behind(at: Stepping, sent: Sent, intent: Intent) -> Behind:
    """Return who would stand behind the act that is reviewed."""
    placed, person = at.placed, at.placed.person.pk
    rests_on = entitled(placed.pack, placed.register, person, intent.act_of, intent.step, placed.at)
    world = load_for(placed.pack, intent, placed.realm).world
    meant = Act(
        step=intent.step,
        act_of=intent.act_of,
        subject=intent.subject,
        names=intent.names,
        person=person,
        by_virtue_of=rests_on.id if rests_on else "",
        happened_at=sent.happened_at,
        recorded_at=placed.at,
    )
    return behind(at.pack, world, world.cases[intent.case], meant, reading.seen(at.viewer, world))


def _signing(request: HttpRequest, at: Stepping, sent: Sent, intent: Intent) -> str:
    """Keep what is reviewed for the signature, and return what the authenticator is to be asked; empty for none."""
    if not must_sign(at.step, at.placed.realm):
        return ""
    statement = Statement(
        intent=intent,
        person=at.placed.person.pk,
        happened_at=sent.happened_at,
        evidence=sent.evidence,
        realm=at.placed.realm,
    )
    return hold(statement, _written(request.POST), at.placed.at)


def _kept(sent: QueryDict, intent: Intent) -> list[tuple[str, str]]:
    """Return the form as hidden fields, bound to the heads that the review was made on."""
    kept = [(name, value) for name, values in _written(sent).items() for value in values]
    heads = [(f"{answers.HEAD}{case}", head) for case, head in intent.heads.items()]
    return [*kept, *heads, ("nonce", intent.nonce), ("case", DRAWN.sign(intent.case))]


def _drawn(sent: str) -> str:
    """Return the id that we drew for the case to be opened; empty for any other, so that nobody tries ids out."""
    try:
        return DRAWN.unsign(sent)
    except BadSignature:
        return ""


def _send(request: HttpRequest, at: Stepping, sent: Sent) -> HttpResponse:
    """Ask for the act to be recorded, exactly as it was reviewed."""
    person, now = at.placed.person.pk, at.placed.at
    completed = prepare(sent.intent, person, now, at.placed.realm)
    intent = msgspec.structs.replace(sent.intent, particulars=completed.particulars)
    assent = Assent(identified(request))
    outcome = act(intent, person, now, sent.happened_at, sent.evidence, at.placed.realm, assent=assent)
    return _came_of(request, at, outcome)


def _sign(request: HttpRequest, at: Stepping) -> HttpResponse:
    """Ask for what was reviewed, and nothing else, to be recorded with the signature over it."""
    person, now = at.placed.person.pk, at.placed.at
    kept = held(request.POST.get("nonce", ""), person, now)
    if kept is None:
        return _form_page(request, at, request.POST, findings=(LAPSED,))
    if kept.form != _written(request.POST):
        return _form_page(request, at, request.POST, findings=(DIFFERS,))
    said, signature = kept.statement, signature_in(request.POST.get("answer", ""))
    assent = Assent(identified(request), signature)
    outcome = act(said.intent, person, now, said.happened_at, said.evidence, said.realm, assent=assent)
    return _came_of(request, at, outcome)


def _came_of(request: HttpRequest, at: Stepping, outcome: Outcome) -> HttpResponse:
    match outcome:
        case Accepted():
            drafts.discard(at.placed.person, *at.place)
            messages.success(
                request,
                RECORDED.in_("en" if translation.get_language() == "en" else "ja"),
            )
            return redirect("case", outcome.entry.case)
        case Refused():
            verdict = show_verdict(outcome.verdict, at.viewer, at.pack)
            return _form_page(request, at, request.POST, findings=verdict.findings, verdict=verdict)
        case Invalid():
            return _form_page(request, at, request.POST, findings=outcome.findings)
        case Conflict():
            return _form_page(request, at, request.POST, moved=_moved(at, outcome))


def _moved(at: Stepping, conflict: Conflict) -> list[dict[str, Any]]:
    rows = sight.cases(at.viewer).filter(pk__in=conflict.cases)
    return [
        {
            "title": words.row_title(at.pack, row),
            "events": [_event(at, came) for came in conflict.came if came.case == row.pk],
        }
        for row in rows
    ]


def _event(at: Stepping, came: Came) -> dict[str, Any]:
    known = at.placed.pack.known_step(came.step)
    return {
        "text": known.text if known else Text("逸脱の記録", "Record of a deviation"),
        "act_of": at.pack.name(came.act_of),
        "recorded_by": at.placed.register.name(came.recorded_by),
        "happened_at": came.recorded_at,
    }


def _form_page(
    request: HttpRequest,
    at: Stepping,
    sent: QueryDict,
    *,
    findings: tuple[Finding, ...] = (),
    verdict: Verdict | None = None,
    moved: list[dict[str, Any]] | None = None,
    drafted: bool = False,
) -> HttpResponse:
    shown, pack = (verdict if verdict and verdict.missing else at.verdict), at.pack
    made = _form(at, sent, findings)
    context = {
        **_around(at),
        "form": made,
        "usable": bool(at.bodies),
        "form_by": words.joined([pack.name(each) for each in at.step.by]),
        "gate": gate.gate(pack, at.case or _unopened(at), shown) if shown else None,
        "findings": _anchored(made, findings),
        "moved": moved,
        "paper_open": any(sent.get(name) for name in PAPER),
        "heads": _heads(at),
        "drafted": drafted and bool(sent),
    }
    status = 409 if moved is not None else 422 if findings or (verdict and not verdict.permitted) else 200
    return page(
        request,
        "step.html",
        at.step.text,
        context,
        area="cases-home",
        crumbs=_crumbs(at),
        status=status,
    )


def _form(at: Stepping, sent: QueryDict, findings: tuple[Finding, ...] = ()) -> Form:
    choice = reading.known(at.placed, at.viewer, at.step)
    return form(choice, at.step, at.case, at.bodies, sent, findings)


def _anchored(made: Form, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Return the findings, each with the place on the page to go to."""
    anchors = {finding: widget.anchor for widget in made.widgets for finding in widget.wrong}
    return [{**msgspec.structs.asdict(f), "anchor": anchors.get(f, "")} for f in findings]


def _heads(at: Stepping) -> list[dict[str, str]]:
    return [{"case": at.case.id, "head": at.case.head}] if at.case else []


def _around(at: Stepping) -> dict[str, Any]:
    known = at.case
    return {
        "kind": at.pack.kinds[at.step.kind].text,
        "case_title": words.title(at.pack, known) if known else None,
        "case_id": known.id if known else "",
        "back": reverse("case", args=[known.id]) if known else reverse("cases", args=[at.step.kind]),
    }


def _crumbs(at: Stepping) -> tuple[Crumb, ...]:
    kind = crumb(at.pack.kinds[at.step.kind].text, "cases", at.step.kind)
    if at.case is None:
        return (kind,)
    return (kind, crumb(words.title(at.pack, at.case), "case", at.case.id))


def _named(at: Stepping, intent: Intent) -> list[telling.Told]:
    titles = {
        row.pk: words.row_title(at.pack, row)
        for row in sight.cases(at.viewer).filter(pk__in=[r.case for r in intent.names.values()])
    }
    known = reading.known(at.placed, at.viewer, at.step)
    offered = {c.value: c.text for naming in at.step.names.values() for c in choices.namings(known, naming)}
    return [
        telling.Told(at.step.names[name.partition(".")[0]].text, _reference(titles, offered, reference))
        for name, reference in intent.names.items()
    ]


def _reference(titles: dict[str, Text], offered: dict[str, Text], named: Reference) -> Text:
    """Return a case named, or an element of one, as the form called it."""
    value = f"{named.case}{AT}{named.element}" if named.element else named.case
    return offered.get(value) or titles.get(named.case, Text(value, value))


def _unopened(at: Stepping, intent: Intent | None = None) -> Case:
    """Return the case that the step would open, empty."""
    meant = intent or Intent(case="", step=at.step.id, act_of="")
    return load_for(at.placed.pack, meant, at.placed.realm).world.cases[meant.case]
