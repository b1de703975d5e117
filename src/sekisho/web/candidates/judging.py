"""What people decided about a candidate: shown as theirs, asked for by a form, taken back by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sekisho.casework.visibility import Viewer
from sekisho.linking.confidence import scale
from sekisho.linking.evidence_shown import shown_key
from sekisho.linking.keys import Key
from sekisho.operations.judging import HYPOTHESIS as THOUGHT
from sekisho.operations.judging import KINDS, Asked, judge, linking_keys, may_judge, take_back
from sekisho.operations.outcomes import Invalid
from sekisho.records.access import visible_candidates
from sekisho.records.judgements import about, decided_about
from sekisho.records.models import Incident, Judgement, Person
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.seats import Seating, seating
from sekisho.web.templatetags.sekisho import say

HYPOTHESIS = ("actor", "aliases", "sources", "evidence", "confidence")
TITLE = Text("候補についての判断", "Judging a candidate")
RECORDED = Text("判断を記録した：{what}。", "The judgement was recorded: {what}.")
UNDONE = Text("判断を取り消した。", "The judgement was taken back.")
ELSEWHERE = Text(
    "この候補は判断の結果、他の候補に変わった。",
    "By what was decided, other candidates now stand in place of this one.",
)
NAMELESS = Text("名前のないまとまり", "a cluster without a name")


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement as the page tells it: what, about what, why, by whom, when; whether it was taken back, and whether it
    is the own office's hypothesis, which they may take back.
    """

    id: str
    label: Text
    detail: Text
    reason: str
    person: str
    act_of: Text
    made_at: datetime
    taken_back: bool
    own: bool
    hypothesis: dict[str, object]


def theirs(placed: Seating, looking: Viewer, incidents: Sequence[Incident]) -> tuple[Theirs, ...]:
    """Return what people decided about any of some incidents, the newest first, as far as the viewer may see it."""
    rows = list(about(looking, [each.pk for each in incidents]))
    names = dict(Person.objects.filter(pk__in={r.person for r in rows}).values_list("pk", "name_ja"))
    elsewhere = _elsewhere(rows, incidents)
    sight.note(placed, looking, sight.shown_incidents(elsewhere))
    titles = {each.pk: each.title or each.source for each in (*incidents, *elsewhere)}
    return tuple(_told(row, placed, names.get(row.person, row.person), titles) for row in rows)


def _elsewhere(rows: Sequence[Judgement], incidents: Sequence[Incident]) -> list[Incident]:
    """Return the incidents that decisions parted from others and that are not among these; who sees a decision may see them."""
    parted = {name for row in rows for name in row.said.get("side", ())}
    found = Incident.objects.filter(pk__in=parted.difference(each.pk for each in incidents))
    return list(found.select_related("marking").order_by("pk"))


def kinds_of(looking: Viewer, candidates: Sequence[str]) -> dict[str, tuple[Text, ...]]:
    """Return the kinds of what people decided about any incident of each candidate (by id), but for what was taken back."""
    found = decided_about(looking, candidates)
    return {each: tuple(KINDS[kind] for kind in KINDS if kind in found.get(each, ())) for each in candidates}


def _told(row: Judgement, placed: Seating, person: str, titles: Mapping[str, str]) -> Theirs:
    said = row.said
    key = shown_key((said["key"][0], said["key"][1])) if "key" in said else ""
    side = [titles.get(each, each) for each in said.get("side", ())]
    return Theirs(
        id=row.pk,
        label=KINDS[row.kind],
        detail=Text(key, key) if key else Text("、".join(side), ", ".join(side)),
        reason=row.reason,
        person=person,
        act_of=placed.pack.name(row.act_of),
        made_at=row.made_at,
        taken_back=hasattr(row, "taken_back_by"),
        own=row.kind == THOUGHT and row.act_of == placed.own_name(),
        hypothesis=_hypothesis(said) if row.kind == THOUGHT else {},
    )


def _hypothesis(said: dict[str, str]) -> dict[str, object]:
    word = scale()[said["confidence"]]
    actor = said.get("actor", "").strip()
    shown = Text(actor, actor) if actor else NAMELESS
    return {**said, "actor": shown, "confidence": word.text, "from": word.percent[0], "to": word.percent[1]}


def offered(placed: Seating, looking: Viewer, candidate: str) -> dict[str, object]:
    """Return what the forms let a person choose from; what binds linking is for who may decide it."""
    return {
        "binding": may_judge(placed.own_name()),
        "others": visible_candidates(looking).exclude(pk=candidate)[:100],
        "keys": [(f"{kind}|{value}", shown_key((kind, value))) for kind, value in linking_keys(candidate)],
        "scale": tuple(scale().values()),
        "kinds": [(kind, text) for kind, text in KINDS.items() if kind != THOUGHT],
    }


@require_POST
def decide(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Record what a person decided, or show every defect of it."""
    placed = seating(request)
    given = request.POST
    kind, _, value = given.get("key", "").partition("|")
    key: Key | None = (kind, value) if value else None
    asked = Asked(
        kind=given.get("kind", ""),
        candidate=candidate_id,
        reason=given.get("reason", ""),
        act_of=placed.own_name(),
        other=given.get("other", ""),
        side=tuple(given.getlist("side")),
        key=key,
        hypothesis={name: given.get(name, "") for name in HYPOTHESIS},
    )
    try:
        made = judge(asked, sight.viewer(placed), datetime.now(UTC))
    except LookupError as error:
        raise Http404 from error
    return _answer(request, made, candidate_id, RECORDED.fill(what=KINDS.get(asked.kind, asked.kind)))


@require_POST
def undo(request: HttpRequest, candidate_id: str) -> HttpResponse:
    """Take back what somebody decided."""
    placed = seating(request)
    given, act_of = request.POST, placed.own_name()
    try:
        made = take_back(
            given.get("judgement", ""),
            given.get("reason", ""),
            act_of,
            sight.viewer(placed),
            datetime.now(UTC),
        )
    except LookupError as error:
        raise Http404 from error
    return _answer(request, made, candidate_id, UNDONE)


def _answer(request: HttpRequest, made: str | Invalid, candidate: str, done: Text) -> HttpResponse:
    if isinstance(made, Invalid):
        crumbs = (crumb(Text("候補", "Candidates"), "candidates"),)
        context = {"findings": made.findings, "candidate_id": candidate}
        return page(request, "judging.html", TITLE, context, area="candidates", crumbs=crumbs, status=400)
    messages.success(request, say(done))
    if visible_candidates(sight.viewer(seating(request))).filter(pk=candidate).exists():
        return redirect("candidate", candidate)
    messages.success(request, say(ELSEWHERE))
    return redirect("candidates")
