"""What a person is answered when something fails inside: what happened and what to do, without asking the database."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from sekisho.records.trouble import trouble_of
from sekisho.vocabulary.times import write_time


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for the exception being handled; the page is whole in itself, since the database may be down."""
    trouble = trouble_of(sys.exc_info()[1])
    shown = {"trouble": trouble, "at": write_time(datetime.now(UTC))}
    return HttpResponse(render_to_string("sekisho/trouble.html", shown), status=trouble.status)
