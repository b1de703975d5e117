"""Parameters of linking: few, named, in one data file with where they come from.

Points are thousandths of a bit of log-odds: 1000 points for a link double the odds that two incidents belong
to one campaign. They are integers, so that every engine adds them to the same sum.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

BANDS = (2, 3, 5, 9, 17, 33)
"""Lowest number of incidents of each rarity band: shared by 2, 3–4, 5–8, 9–16, 17–32, 33 and more."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What one kind of evidence is worth.

    ``first``: points of the rarest shared key, by rarity band (see ``BANDS``), falling or level; empty means none.
    ``each``: points for every bit of rarity of every shared key, summed up to ``limit``.
    ``against``: points taken away where both incidents state something of this kind and share nothing of it.

    None is below zero: a key that grows more common never comes to weigh more.
    """

    first: tuple[int, ...] = ()
    each: int = 0
    limit: int = 0
    against: int = 0


class Parameters(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides a score and a cluster.

    ``base``: points every pair starts from (before any evidence, the caution asked of a link included).
    A pair whose points exceed zero is a link.
    ``ceiling``: points of one link that count in clustering; more makes no difference.
    ``resolution``: mean of points between all members, linked or not, that a cluster must be worth.
    ``largest``: members that a cluster may have; one that has more is cut again at twice the resolution.
    ``hold``: points that a member must have in all its links to the others of its cluster; who has less is alone.
    ``frequency_cap``: a key in more incidents than this links nothing (it is shown, not counted).
    ``size_points``: points taken away per doubling of the two incidents' number of keys (geometric mean).
    ``period_points`` and ``period_days``: points taken away per doubling of ``1 + days apart / period_days``.
    ``undated_days``: the distance that is assumed where one of the two has no date.
    """

    version: int
    provenance: str
    base: int
    ceiling: int
    resolution: int
    largest: int
    hold: int
    frequency_cap: int
    size_points: int
    period_points: int
    period_days: int
    undated_days: int
    evidence: dict[str, Evidence]


@lru_cache(maxsize=1)
def default_parameters() -> Parameters:
    """Return the parameters that the product ships."""
    import yaml

    text = files(__package__).joinpath("parameters.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Parameters)
