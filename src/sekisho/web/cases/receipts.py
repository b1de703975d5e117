"""The receipt of an entry, to take away: the proof, and what is opened of its leaf to who sees the whole case."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from sekisho.casework.entry import Entry
from sekisho.casework.sight import words_in
from sekisho.operations.receipts import Receipt, Waiting, note_receipt, receipt_of_entry
from sekisho.operations.viewing import may_see_case
from sekisho.vocabulary.text import Text
from sekisho.web.page import page

from . import reading

NOT_YET = Text("まだ受領証がない", "No receipt yet")


def receipt(request: HttpRequest, case_id: str, number: int, name: str) -> HttpResponse:
    """Hand out one file of an entry's receipt; who sees the case in part gets the proof alone, which opens nothing."""
    look = reading.look(request, case_id)
    entry = next((each for each in look.case.entries if each.sequence == number), None)
    if entry is None:
        raise Http404
    try:
        found = receipt_of_entry(case_id, number, _unseen(look, entry))
    except Waiting:
        return page(request, "waiting.html", NOT_YET, area="cases-home", status=503)
    content = _allowed(look, found).get(name) if found else None
    if found is None or content is None:
        raise Http404
    note_receipt(found, look.viewer.person, look.placed.seat.post if look.placed.seat else "", look.placed.at)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _unseen(look: reading.Look, entry: Entry) -> set[str]:
    """Return the cases that an entry names or rests on and that the person may not see."""
    named = {*entry.reads, *(reference.case for reference in entry.intent.names.values())}
    named |= set(words_in(entry.intent.particulars))
    return {case for case in named if case.startswith("case-") and not may_see_case(case, look.viewer)}


def _allowed(look: reading.Look, found: Receipt) -> dict[str, bytes]:
    return {name: data for name, data in found.files().items() if look.whole or data == found.proof}
