"""How well linking with the parameters shipped finds campaigns that are known: figures measured when these were fitted.

They stand in ``quality.yaml``, which ``bench/_linking_fit.py`` writes together with the parameters.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

from .evaluate import Quality


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of a collection out of fold: the least of each figure, the most members of a cluster."""

    precision: float
    f1: float
    cb3_f: float
    largest: int


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """A mean over the folds and the standard deviation among them."""

    mean: float
    deviation: float


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one labelled collection.

    ``out_of_fold``: every actor judged with parameters that never saw them; ``folds``: precision, recall, F1 and cB3-F
    over the folds, by name; ``in_sample``: judged with the parameters shipped, which flatters.
    """

    incidents: int
    label: str
    wanted: Wanted
    out_of_fold: Quality
    folds: dict[str, Spread]
    in_sample: Quality


@lru_cache(maxsize=1)
def published() -> dict[str, Published]:
    """Return the figures by collection: ``split`` (campaigns cut up by a generator) and ``real`` (reports as published)."""
    import yaml

    text = files(__package__).joinpath("quality.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), dict[str, Published])
