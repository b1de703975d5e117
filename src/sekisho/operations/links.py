"""Every link of a candidate, as linking has it now: what two incidents share, and what it comes to; and who has links and yet
is in no candidate.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sekisho.casework.visibility import Viewer
from sekisho.linking.engine import Link
from sekisho.linking.placing import Placing
from sekisho.records import models
from sekisho.records.access import visible_candidates, visible_incidents
from sekisho.records.ground import StoredGround
from sekisho.records.second_wall import assessing

from .keeping import Strong
from .placing import up_to_date


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
    with up_to_date(viewer.realm) as standing:
        if standing is None:
            return ()
        links = [k for k in standing.placing.among(members) if not of or of in (k.one, k.other)]
        return strong(standing.placing, links[first:end])


@assessing()
def left_alone(viewer: Viewer, beside: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the incidents (ids) that are by themselves for the one reason that links lead from them to too many (``Run.left``),
    as far as the viewer may see them; the next epoch says where they belong.

    ``beside``: only those who have a link to one of these incidents.
    """
    laid = models.LinkGround.objects.filter(realm=viewer.realm).select_related("epoch").first()
    if laid is None or not laid.left:
        return ()
    seen = visible_incidents(viewer).filter(pk__in=laid.left).order_by("pk")
    names = list(seen.values_list("pk", flat=True))
    if beside is None:
        return tuple(names)
    near = StoredGround(laid.epoch).near(names)
    return tuple(name for name in names if not near.get(name, {}).keys().isdisjoint(beside))


def strong(placing: Placing, links: Sequence[Link]) -> tuple[Strong, ...]:
    """Return links with what their points are the sum of."""
    made = placing.waterfalls([(each.one, each.other) for each in links])
    return tuple(
        Strong(one=each.one, other=each.other, points=each.points, contributions=made[each.one, each.other])
        for each in links
    )
