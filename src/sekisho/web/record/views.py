"""The record: its signed checkpoints, its entries as far as they may be seen, and how anybody can verify it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sekisho.casework.entry import DEVIATION
from sekisho.operations.set_back import set_back
from sekisho.operations.witness_standing import standing
from sekisho.operations.witnesses import cosigned_note
from sekisho.records.erasing import erasures
from sekisho.records.log import latest_checkpoint
from sekisho.records.models import Checkpoint, Entry
from sekisho.vocabulary.text import Text
from sekisho.web import sight
from sekisho.web.cases import words
from sekisho.web.page import page
from sekisho.web.paging import listed
from sekisho.web.seats import Seating, seating

TITLE = Text("記録", "Record")
OUTSIDE = Text("逸脱の記録", "Record of a deviation")
LISTED = 100
"""How many checkpoints and erasures the page lists, the newest first."""


def overview(request: HttpRequest) -> HttpResponse:
    """Show where the record stands and its newest entries."""
    placed = seating(request)
    checkpoints = Checkpoint.objects.filter(log=placed.realm).order_by("-size")
    looking = sight.viewer(placed)
    rows = Entry.objects.filter(case__in=sight.whole_cases(looking)).select_related("case")
    pages = listed(request, rows.order_by("-recorded_at", "-pk"), place="entries")
    sight.note(placed, looking, sight.shown_cases({row.case_id for row in pages.rows}))
    context = {
        "latest": checkpoints.first(),
        "checkpoints": checkpoints[1:LISTED],
        "witnesses": standing(placed.realm, datetime.now(UTC), timedelta(seconds=settings.WITNESS_OLD)),
        "set_back": set_back(placed.realm),
        "erasures": erasures(looking)[:LISTED],
        "entries": [_line(placed, row) for row in pages.rows],
        "pages": pages,
    }
    return page(request, "record.html", TITLE, context, area="record")


def checkpoint(request: HttpRequest) -> HttpResponse:
    """Hand out the newest signed checkpoint with the cosignatures that it has: plain text that a witness or a verifier reads."""
    log = seating(request).realm
    answer = HttpResponse(
        cosigned_note(log, latest_checkpoint(log).size), content_type="text/plain; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="checkpoint.txt"'
    return answer


def _line(placed: Seating, row: Entry) -> dict[str, Any]:
    step = placed.pack.known_step(row.step)
    return {
        "case": row.case_id,
        "title": words.row_title(placed.pack, row.case),
        "sequence": row.sequence,
        "text": step.text if step else OUTSIDE,
        "deviation": row.step == DEVIATION,
        "act_of": placed.register.body_text(placed.pack, row.act_of),
        "collegiate": row.act_of in placed.pack.collegiate,
        "recorded_by": placed.register.name(row.recorded_by),
        "recorded_at": row.recorded_at,
        "hash": row.hash,
    }
