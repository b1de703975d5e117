"""Incidents that have links and yet stand by themselves, since links lead from them to too many: who they are, and until when."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from sekisho.casework.visibility import Viewer
from sekisho.linking.placing import PART
from sekisho.operations.links import left_alone
from sekisho.records.access import visible_incidents
from sekisho.web import sight
from sekisho.web.paging import listed
from sekisho.web.seats import Seating


def alone(
    request: HttpRequest, placed: Seating, looking: Viewer, beside: Collection[str] | None = None
) -> dict[str, Any]:
    """Return what a page shows of them, of all or of those with a link to some incidents (ids); that marked ones were read is
    on record before the page goes out.
    """
    rows = visible_incidents(looking).filter(pk__in=left_alone(looking, beside)).order_by("date", "pk")
    pages = listed(request, rows.select_related("marking"), name="alone", place="alone")
    sight.note(placed, looking, sight.shown_incidents(pages.rows))
    return {"pages": pages, "bound": f"{PART:,}"}
