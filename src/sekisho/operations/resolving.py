"""A candidate at another resolution, for a person to look at: nothing is kept unless they then decide."""

from __future__ import annotations

import msgspec

from sekisho.casework.visibility import Viewer
from sekisho.linking.engine import Link
from sekisho.linking.parameters import default_parameters
from sekisho.linking.placing import Placing
from sekisho.linking.resolution import Trial, attempt, steps
from sekisho.records import models
from sekisho.records.access import visible_candidates, visible_incidents
from sekisho.records.second_wall import assessing
from sekisho.vocabulary.text import Text

from .keeping import LINKS, Strong
from .links import strong
from .placing import up_to_date

STEPS = steps(default_parameters())


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the resolution, and into how many groups the candidate would fall and how many incidents would join it."""

    resolution: int
    text: Text
    parts: int
    joining: int


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What a viewer may know of a trial: every step in short, and the one asked for with the links that decide."""

    steps: tuple[Step, ...]
    trial: Trial
    parted: tuple[Strong, ...]
    bringing: tuple[Strong, ...]


@assessing()
def try_resolution(candidate: str, resolution: int, viewer: Viewer) -> Tried | None:
    """Try a resolution on a candidate, looking only at what the viewer may see; ``None`` where no epoch is open.

    Incidents that the viewer may not see are left out before anything is clustered, so that no answer depends on
    whether they are there. Raises ``LookupError`` where the viewer sees no such candidate.
    """
    row = visible_candidates(viewer).filter(pk=candidate).first()
    if row is None:
        raise LookupError(f"there is no candidate {candidate}")
    members = list(row.incidents.values_list("pk", flat=True))
    with up_to_date(viewer.realm) as standing:
        if standing is None:
            return None
        placing, decided = standing.placing, standing.constraints
        parameters = placing.parameters
        around, links = _surroundings(placing, members, viewer)
        trials = {
            n: attempt(members, around, [k for k in links if k.points > min(0, n)], parameters, decided, n)
            for n, _ in STEPS
        }
        trial = trials.get(resolution) or trials[parameters.resolution]
        return Tried(
            steps=tuple(_step(trials[n], text) for n, text in STEPS),
            trial=trial,
            parted=strong(placing, trial.parted[:LINKS]),
            bringing=strong(placing, trial.bringing[:LINKS]),
        )


def _surroundings(placing: Placing, members: list[str], viewer: Viewer) -> tuple[list[str], list[Link]]:
    """Return the incidents that the viewer may see and to which links lead, or would where points are forgiven."""
    almost = placing.almost(members, -min(n for n, _ in STEPS))
    near, links = placing.around({*members, *(end for each in almost for end in (each.one, each.other))})
    seen = set(visible_incidents(viewer).filter(pk__in=near).values_list("pk", flat=True))
    inside = [each for each in (*links, *almost) if each.one in seen and each.other in seen]
    return sorted(seen), sorted(inside, key=lambda each: (each.one, each.other))


def _step(trial: Trial, text: Text) -> Step:
    joining = sum(len(part.joining) for part in trial.parts)
    return Step(resolution=trial.resolution, text=text, parts=len(trial.parts), joining=joining)


def candidates_of(incidents: set[str], viewer: Viewer) -> list[models.Candidate]:
    """Return the standing candidates that hold any of some incidents, as far as the viewer may see them."""
    return list(visible_candidates(viewer).filter(incidents__in=incidents).distinct())
