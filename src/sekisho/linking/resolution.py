"""Resolution tried on one candidate: how it would fall apart, or with what it would join, were more or less asked of a group.

Nothing here is kept: the steps are a means to look. What people decided holds at every step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sekisho.vocabulary.text import Text

from .decided import Constraints, settle
from .engine import Link
from .linking import clusters_of
from .parameters import Parameters

STEPS: tuple[tuple[int, Text], ...] = (
    (-2000, Text("最も粗い", "coarsest")),
    (-1000, Text("かなり粗い", "much coarser")),
    (-500, Text("粗い", "coarser")),
    (1, Text("やや粗い", "somewhat coarser")),
    (500, Text("やや細かい", "somewhat finer")),
    (1500, Text("細かい", "finer")),
    (3000, Text("かなり細かい", "much finer")),
    (6000, Text("最も細かい", "finest")),
)
"""Steps beside the one in force: the mean of points asked between all members of a group, and what the step is called.

Below zero so many points are forgiven: a pair that lacks no more counts as linked.
"""
IN_FORCE = Text("現行", "in force")


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One group of a trial: members of the candidate, and incidents that would join them."""

    members: tuple[str, ...]
    joining: tuple[str, ...]


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate at one resolution, and the links that decide, strongest first.

    ``parted``: links between members that would be in different groups. ``bringing``: links between a member and an
    incident that would join it.
    """

    resolution: int
    parts: tuple[Part, ...]
    parted: tuple[Link, ...]
    bringing: tuple[Link, ...]

    @property
    def stays(self) -> bool:
        """Say whether the candidate would be what it is."""
        return len(self.parts) == 1 and not self.parts[0].joining


def steps(parameters: Parameters) -> tuple[tuple[int, Text], ...]:
    """Return the steps from coarse to fine, the one in force among them."""
    own = parameters.resolution
    others = [each for each in STEPS if each[0] != own]
    return tuple(sorted([*others, (own, IN_FORCE)], key=lambda each: each[0]))


def attempt(
    members: Iterable[str],
    around: Sequence[str],
    links: Sequence[Link],
    parameters: Parameters,
    constraints: Constraints,
    resolution: int,
) -> Trial:
    """Cluster a candidate's surroundings at a resolution (see ``STEPS``; not 0).

    ``around``: the members and all incidents looked at beside them, sorted; ``links``: those among them, and for a
    resolution below zero the pairs that lack fewer points than it forgives.
    """
    asked = msgspec.structs.replace(parameters, resolution=max(1, resolution))
    own = frozenset(members)
    counted = [Link(k.one, k.other, k.points - min(0, resolution)) for k in links]
    groups = settle(clusters_of(list(around), counted, asked), counted, constraints)
    parts = [frozenset(group) for group in groups if not own.isdisjoint(group)]
    home = {name: number for number, part in enumerate(parts) for name in part}
    deciding = sorted(links, key=lambda each: (-each.points, each.one, each.other))
    return Trial(
        resolution=resolution,
        parts=tuple(_part(part, own) for part in sorted(parts, key=lambda p: (-len(p & own), sorted(p)))),
        parted=tuple(k for k in deciding if {k.one, k.other} <= own and home[k.one] != home[k.other]),
        bringing=tuple(
            k
            for k in deciding
            if (k.one in own) != (k.other in own) and home.get(k.one, -1) == home.get(k.other)
        ),
    )


def _part(part: frozenset[str], own: frozenset[str]) -> Part:
    return Part(members=tuple(sorted(part & own)), joining=tuple(sorted(part - own)))
