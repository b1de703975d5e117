"""What people decided about a candidate: shown as theirs, asked for by a form, taken back by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
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
from sekisho.records.models import Judgement, Person
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.page import crumb, page
from sekisho.web.seats import Seating, seating

HYPOTHESIS = ("actor", "aliases", "sources", "evidence", "confidence")
TITLE = Text("候補についての判断", "Judging a candidate")
NAMELESS = Text("名前のないまとまり", "a cluster without a name")


class Theirs(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement as the page tells it: what, about what, why, by whom, when; whether it was taken back, and whether it
    is the own office's hypothesis, which they may take back.
    """

    id: str
    label: Text
    detail: str
    reason: str
    person: str
    act_of: Text
    made_at: datetime
    taken_back: bool
    own: bool
    hypothesis: dict[str, object]


def theirs(placed: Seating, looking: Viewer, incidents: Sequence[str]) -> tuple[Theirs, ...]:
    """Return what people decided about any of some incidents, the newest first, as far as the viewer may see it."""
    rows = list(about(looking, incidents))
    names = dict(Person.objects.filter(pk__in={r.person for r in rows}).values_list("pk", "name_ja"))
    return tuple(_told(row, placed, names.get(row.person, row.person)) for row in rows)


def kinds_of(looking: Viewer, candidates: Sequence[str]) -> dict[str, tuple[Text, ...]]:
    """Return the kinds of what people decided about any incident of each candidate (by id), but for what was taken back."""
    found = decided_about(looking, candidates)
    return {each: tuple(KINDS[kind] for kind in KINDS if kind in found.get(each, ())) for each in candidates}


def _told(row: Judgement, placed: Seating, person: str) -> Theirs:
    said = row.said
    key = shown_key((said["key"][0], said["key"][1])) if "key" in said else ""
    return Theirs(
        id=row.pk,
        label=KINDS[row.kind],
        detail=key or "、".join(said.get("side", ())),
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
    return _answer(request, made, candidate_id)


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
    return _answer(request, made, candidate_id)


def _answer(request: HttpRequest, made: str | Invalid, candidate: str) -> HttpResponse:
    if isinstance(made, Invalid):
        crumbs = (crumb(Text("候補", "Candidates"), "candidates"),)
        context = {"findings": made.findings, "candidate_id": candidate}
        return page(request, "judging.html", TITLE, context, area="candidates", crumbs=crumbs, status=400)
    still = visible_candidates(sight.viewer(seating(request))).filter(pk=candidate).exists()
    return redirect("candidate", candidate) if still else redirect("candidates")
