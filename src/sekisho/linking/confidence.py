"""How sure an analyst is of a hypothesis, in the words of the estimative scale (data in ``confidence.yaml``)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import msgspec

from sekisho.vocabulary.text import Text


class Confidence(msgspec.Struct, frozen=True):
    """One word of the scale, and the percentages (from, to) that it stands for."""

    id: str
    text: Text
    percent: tuple[int, int]


@lru_cache(maxsize=1)
def scale() -> dict[str, Confidence]:
    """Return the words by id, from the least sure to the surest."""
    import yaml

    rows = yaml.safe_load(files(__package__).joinpath("confidence.yaml").read_text(encoding="utf-8"))
    return {r["id"]: Confidence(r["id"], Text(r["ja"], r["en"]), (r["from"], r["to"])) for r in rows}
