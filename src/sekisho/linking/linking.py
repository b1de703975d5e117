"""From incidents to links and clusters, in one call."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from sekisho.intel.objects import Incident

from .cluster import cluster
from .decided import NONE, Constraints, settle, without
from .engine import Link, find_links
from .frequency import Epoch, count_frequencies, make_epoch
from .listing import Listing, default_listing
from .parameters import Parameters, default_parameters
from .profile import Profile, profiles_of
from .weights import Weights


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Two or more incidents that belong together by their links: what an office may recognise as a campaign.

    ``id`` follows from the members alone; ``links`` are those between members, strongest first.
    """

    id: str
    members: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def strength(self) -> int:
        """Points of all links together."""
        return sum(link.points for link in self.links)


class Linking(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer: every incident in exactly one cluster, and what it rests on.

    ``machine`` are the clusters before what people decided of them, which ``clusters`` and ``candidates`` obey.
    """

    machine: dict[str, str]
    clusters: dict[str, str]
    links: tuple[Link, ...]
    epoch: Epoch
    weights: Weights
    profiles: dict[str, Profile]
    incidents: dict[str, Incident]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The clusters of two or more, the largest first."""
        groups: dict[str, list[str]] = {}
        for member in sorted(self.clusters):
            groups.setdefault(self.clusters[member], []).append(member)
        return _candidates([group for group in groups.values() if len(group) > 1], self.links)


def link(
    incidents: Iterable[Incident],
    parameters: Parameters | None = None,
    epoch: Epoch | None = None,
    listing: Listing | None = None,
    constraints: Constraints = NONE,
) -> Linking:
    """Link incidents: the order they come in does not matter, nor does anything but what is passed in.

    ``parameters``, ``listing``: what the product ships where not given. ``epoch``: the frequencies to weigh by;
    made from these incidents where not given. ``constraints``: what people decided, which holds. Raises ``ValueError`` where two incidents carry one id.
    """
    known = sorted(incidents, key=lambda incident: incident.id)
    profiles = without(profiles_of(known), constraints.excluded)
    used = epoch or make_epoch(profiles)
    weights = Weights(
        parameters or default_parameters(), used, count_frequencies(profiles), listing or default_listing()
    )
    links = find_links(profiles, weights)
    groups = clusters_of([profile.id for profile in profiles], links, weights.parameters)
    return Linking(
        machine=named(groups),
        clusters=named(settle(groups, links, constraints)),
        links=tuple(links),
        epoch=used,
        weights=weights,
        profiles={profile.id: profile for profile in profiles},
        incidents={incident.id: incident for incident in known},
    )


def named(groups: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return the id of each incident's cluster."""
    return {member: cluster_id(list(group)) for group in groups for member in group}


def clusters_of(ids: list[str], links: Iterable[Link], parameters: Parameters) -> list[list[str]]:
    """Return the clusters of the ids (sorted) under these links; the resolution of the parameters decides."""
    number = {name: n for n, name in enumerate(ids)}
    edges = [(number[k.one], number[k.other], min(k.points, parameters.ceiling)) for k in links]
    groups = cluster(len(ids), edges, parameters.resolution, parameters.largest, parameters.hold)
    return [[ids[n] for n in group] for group in groups]


def cluster_id(members: list[str]) -> str:
    """Return the id of a cluster: the same members, the same id, wherever and whenever it is found."""
    return "cluster-" + hashlib.sha256("\n".join(sorted(members)).encode()).hexdigest()[:16]


def _candidates(groups: list[list[str]], links: Iterable[Link]) -> tuple[Candidate, ...]:
    home = {member: n for n, group in enumerate(groups) for member in group}
    inside: list[list[Link]] = [[] for _ in groups]
    for found in links:
        if found.one in home and home[found.one] == home.get(found.other):
            inside[home[found.one]].append(found)
    made = [
        Candidate(
            id=cluster_id(group),
            members=tuple(group),
            links=tuple(sorted(held, key=lambda k: (-k.points, k.one, k.other))),
        )
        for group, held in zip(groups, inside, strict=True)
    ]
    return tuple(sorted(made, key=lambda c: (-len(c.members), -c.strength, c.id)))
