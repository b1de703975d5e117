"""Finding campaign candidates among the incidents supplied so far."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from sekisho.records import models
from sekisho.records.epochs import current_epoch
from sekisho.records.judgements import decided_in
from sekisho.records.laying import collected, lay
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL

from .keeping import Run
from .placing import place


@assessing()
def run(now: datetime, realm: str = REAL) -> Run:
    """Link all incidents of a realm anew in the epoch in force (the first opens with the first run).

    1. Link the incidents, whoever supplied them, and lay the ground for what arrives next; a candidate is later seen only by
       who may see all its incidents.
    2. Keep the candidates under what people decided; one with the same members as before stays the same, one not found
       again is superseded.

    Others record and place while incidents are read and linked; they wait while the ground is written. Of two first runs at once the
    second to write finds the epoch opened, and links anew in it. Neither incidents nor profiles are ever held as a whole.
    """
    laid = None
    while laid is None:  # 1
        epoch = current_epoch(realm) or models.LinkEpoch(realm=realm, number=1, opened_at=now)
        with collected(epoch, decided_in(realm)) as found, transaction.atomic():
            laid = lay(found)
    kept = place(now, realm)  # 2
    if kept is None:
        raise RuntimeError("the epoch that was just opened is gone")
    stored = models.Incident.objects.filter(realm=realm).count()
    return msgspec.structs.replace(kept, incidents=stored, candidates=_present(realm))


def _present(realm: str) -> tuple[str, ...]:
    """Return the present candidates (ids), the strongest first: of two runs at once either may have kept some."""
    rows = models.Candidate.objects.filter(realm=realm, superseded_at=None).order_by("-score", "pk")
    return tuple(rows.values_list("pk", flat=True))
