"""Every link of a candidate, as linking has it now: what two incidents share, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sekisho.casework.visibility import Viewer
from sekisho.linking.engine import Link
from sekisho.records.access import visible_candidates
from sekisho.records.second_wall import assessing

from .linking import Strong
from .placing import Held, up_to_date


@assessing()
def links_of(candidate: str, viewer: Viewer, first: int, end: int, of: str = "") -> tuple[Strong, ...]:
    """Return the links between a candidate's incidents from a place on to before another, the strongest first.

    ``of``: only those of this incident; all, where it is empty. Raises ``LookupError`` where the viewer sees no such
    candidate; what the candidate is made of they then see as a whole.
    """
    row = visible_candidates(viewer).filter(pk=candidate).first()
    if row is None:
        raise LookupError(f"there is no candidate {candidate}")
    members = list(row.incidents.values_list("pk", flat=True))
    with up_to_date(viewer.realm) as placed:
        if placed is None:
            return ()
        held, _ = placed
        links = [each for each in held.placing.among(members) if not of or of in (each.one, each.other)]
        return tuple(strong(held, links[first:end]))


def strong(held: Held, links: Sequence[Link]) -> Iterator[Strong]:
    """Yield links with what their points are the sum of."""
    for each in links:
        made = held.placing.waterfall(each.one, each.other)
        yield Strong(one=each.one, other=each.other, points=each.points, contributions=made)
