"""Information: giving it with a preview of what was understood, the receipt for every object, and the objects taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sekisho.intel.detect import FORMATS
from sekisho.intel.objects import Reading
from sekisho.intel.reading import read_file
from sekisho.operations.intake import Receipt, take
from sekisho.operations.marked import telling
from sekisho.operations.outcomes import Conflict, Invalid, Refused
from sekisho.operations.reading import Shown
from sekisho.operations.scanning import inspect
from sekisho.operations.signing import Assent
from sekisho.records.access import visible_incidents, visible_objects
from sekisho.records.models import Batch, Incident, IntelObject
from sekisho.records.models import Receipt as Receipted
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.web import searching, sight
from sekisho.web.cases import words
from sekisho.web.page import crumb, page
from sekisho.web.paging import listed
from sekisho.web.seats import Seating, seating
from sekisho.web.signin.entering import identified

from . import wording

TITLE = Text("情報", "Information")
GIVE = Text("情報を提供する", "Give information")
OBJECTS = Text("受け付けた情報", "Objects taken")
PREVIEWED = 50
"""How many objects a preview lists; it always counts all of them."""
PASTED = "pasted.txt"
FILE = "file"
"""The field of the form that findings about what was handed over lead to."""


def overview(request: HttpRequest) -> HttpResponse:
    """List the batches that were given, as far as the person may see their cases."""
    placed = seating(request)
    pages = listed(request, _batches(placed).order_by("-received_at", "pk"))
    context = {
        "batches": [_line(placed, row) for row in pages.rows],
        "pages": pages,
        "may_give": placed.names_for(placed.pack.steps["supply.give"]),
    }
    return page(request, "information.html", TITLE, context, area="information")


def give(request: HttpRequest) -> HttpResponse:
    """Take information as a file or as text: preview it, or hand it over."""
    placed = seating(request)
    bodies = placed.names_for(placed.pack.steps["supply.give"])
    if request.method != "POST" or not bodies:
        return _give_page(request, placed, bodies)
    data, name = _given(request)
    if not data:
        return _give_page(request, placed, bodies, findings=(wording.NOTHING,))
    chosen = request.POST.get("format") or None
    if chosen is not None and chosen not in FORMATS:
        raise Http404
    if request.POST.get("do") == "give":
        return _take(request, placed, bodies, data, name, chosen)
    refused = inspect(data)
    reading = Reading(format="", findings=refused) if refused else read_file(data, name, chosen)
    if request.headers.get("HX-Request"):
        return render(request, "sekisho/parts/preview.html", {"preview": _preview(reading, placed)})
    return _give_page(request, placed, bodies, preview=_preview(reading, placed))


def receipts(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Show the receipt of one batch: what became of every object."""
    placed = seating(request)
    batch = _batches(placed).filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    sight.note(placed, sight.viewer(placed), _shown_in(batch))
    rows = _receipts(placed, batch)
    pages = listed(request, rows.order_by(_rejected_first(), "position"), place="lines")
    context = {
        "batch": batch,
        "case_title": words.row_title(placed.pack, batch.case),
        "format": wording.format_name(batch.format),
        "supplier": placed.pack.name(batch.supplier),
        "given_by": placed.register.name(batch.given_by),
        "counts": _counts(rows),
        "lines": [wording.receipt_line(row) for row in pages.rows],
        "pages": pages,
    }
    title = Text(f"受領書　{batch.name}", f"Receipt: {batch.name}")
    return page(
        request, "receipts.html", title, context, area="information", crumbs=(crumb(TITLE, "information"),)
    )


def objects(request: HttpRequest) -> HttpResponse:
    """List the objects that the person may see, found by type, id or value."""
    if request.method == "POST":
        return searching.sent(request, ("q",))
    placed = seating(request)
    wanted = searching.words_of(request, ("q",))["q"]
    looking = sight.viewer(placed)
    rows = visible_objects(looking).filter(realm=placed.realm)
    if wanted:
        found = (
            Q(stix_id__icontains=wanted) | Q(type__icontains=wanted) | Q(observables__value__icontains=wanted)
        )
        rows = rows.filter(found).distinct()
    ordered = rows.order_by("-taken_at", "pk").select_related("marking").prefetch_related("observables")
    pages = listed(request, ordered)
    sight.note(placed, looking, sight.shown_objects(pages.rows))
    given = set(
        _batches(placed).filter(pk__in={row.batch_id for row in pages.rows}).values_list("pk", flat=True)
    )
    context = {
        "q": wanted,
        "total": rows.count(),
        "objects": [_object(placed, row, given) for row in pages.rows],
        "pages": pages,
    }
    return page(
        request, "objects.html", OBJECTS, context, area="information", crumbs=(crumb(TITLE, "information"),)
    )


def _shown_in(batch: Batch) -> list[Shown]:
    """Return what a receipt shows: its case, and the objects that its lines name."""
    return [*sight.shown_cases([batch.case_id]), *sight.shown_objects(batch.taken.select_related("marking"))]


def _batches(placed: Seating) -> QuerySet[Batch]:
    return Batch.objects.filter(case__in=sight.cases(sight.viewer(placed)))


def _receipts(placed: Seating, batch: Batch) -> QuerySet[Receipted]:
    """Return the lines of a receipt, those of objects and incidents left out that the person may not see.

    A line about what was known before, or about an incident, names it by its id alone.
    """
    looking, given = sight.viewer(placed), {"realm": batch.realm, "supplier": batch.supplier}
    seen = visible_objects(looking)
    objects = IntelObject.objects.filter(**given).exclude(pk__in=seen)
    incidents = Incident.objects.filter(**given).exclude(pk__in=visible_incidents(looking))
    hidden = Q(stix_id__in=objects.values("stix_id")) | Q(stix_id__in=incidents.values("source"))
    shown = Q(object__in=seen) | (Q(object=None) & ~hidden)
    return Receipted.objects.filter(shown, batch=batch).order_by("position")


def _counts(rows: QuerySet[Receipted]) -> list[dict[str, Any]]:
    return wording.counts(dict(rows.order_by().values_list("outcome").annotate(n=Count("pk"))))


def _rejected_first() -> Case:
    """The order of a receipt: what was rejected stands on top, whatever else there is."""
    return Case(When(outcome="rejected", then=Value(0)), default=Value(1))


def _line(placed: Seating, batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.pk,
        "name": batch.name,
        "supplier": placed.pack.name(batch.supplier),
        "format": wording.format_name(batch.format),
        "received_at": batch.received_at,
        "counts": _counts(_receipts(placed, batch)),
    }


def _object(placed: Seating, row: Any, given: Collection[str]) -> dict[str, Any]:
    """``given`` are the batches that the person may see; of another not even the id is shown."""
    return {
        "id": row.stix_id,
        "type": wording.type_name(row.type),
        "known_type": row.known_type,
        "supplier": placed.pack.name(row.supplier),
        "taken_at": row.taken_at,
        "batch": row.batch_id if row.batch_id in given else "",
        "values": [wording.defanged(o.value) for o in row.observables.all()[:5]],
    }


def _given(request: HttpRequest) -> tuple[bytes, str]:
    upload = request.FILES.get("file")
    if upload is not None:
        return upload.read(), upload.name or PASTED
    return request.POST.get("text", "").encode(), PASTED


def _take(
    request: HttpRequest,
    placed: Seating,
    bodies: tuple[str, ...],
    data: bytes,
    name: str,
    format_: str | None,
) -> HttpResponse:
    supplier = request.POST.get("act_of", "")
    office = supplier if supplier in bodies else bodies[0]
    assent = Assent(identified(request))
    outcome = take(data, name, office, placed.person.pk, placed.at, format_, placed.realm, assent)
    match outcome:
        case Receipt():
            return redirect("batch", outcome.batch)
        case Invalid():
            return _give_page(request, placed, bodies, findings=outcome.findings)
        case Refused():
            refused = tuple(wording.missing(reason) for reason in outcome.verdict.missing)
            return _give_page(request, placed, bodies, findings=(*outcome.verdict.findings, *refused))
        case Conflict():
            return _give_page(request, placed, bodies, findings=(wording.BUSY,))


def _give_page(
    request: HttpRequest,
    placed: Seating,
    bodies: tuple[str, ...],
    *,
    findings: tuple[Finding, ...] = (),
    preview: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "bodies": [{"id": each, "text": placed.pack.name(each)} for each in bodies],
        "act_of": request.POST.get("act_of", ""),
        "formats": [{"id": each, "text": wording.format_name(each)} for each in FORMATS],
        "format": request.POST.get("format", ""),
        "text": request.POST.get("text", ""),
        "findings": [
            {**msgspec.structs.asdict(f), "anchor": f.place if f.place == FILE else ""} for f in findings
        ],
        "preview": preview,
    }
    status = 422 if findings else 200
    crumbs = (crumb(TITLE, "information"),)
    return page(request, "give.html", GIVE, context, area="information", crumbs=crumbs, status=status)


def _preview(reading: Reading, placed: Seating) -> dict[str, Any]:
    tells = telling(placed.person.pk, placed.realm, placed.at)
    return {
        "refused": reading.refused,
        "format": wording.format_name(reading.format),
        "count": len(reading.objects) + len(reading.incidents),
        "rejected": len(reading.rejected),
        "types": [
            (wording.type_name(type_), n)
            for type_, n in sorted(Counter(o.type for o in reading.objects).items())
        ],
        "objects": [
            {
                "place": o.place,
                "type": wording.type_name(o.type),
                "unknown": o.unknown_type,
                "values": [wording.defanged(v.value) for v in o.observables[:3]],
            }
            for o in reading.objects[:PREVIEWED]
        ],
        "more": max(0, len(reading.objects) - PREVIEWED),
        "findings": (*reading.all_findings(), *tells.of_file(reading)),
    }
