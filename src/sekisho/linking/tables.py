"""Tables: profiles and weights as Arrow columns of integers, in the shape that ``link.sql`` reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .keys import Key
from .kinds import EVIDENCE_OF_KIND, STATED_KINDS
from .profile import Profile
from .scoring import most_stated
from .weights import LONGEST_GAP, Weights

if TYPE_CHECKING:
    import pyarrow as pa

Tables = dict[str, Any]


def make_tables(profiles: list[Profile], weights: Weights) -> Tables:
    """Return the tables of ``link.sql`` by name; an incident's number is its place in ``profiles``."""
    stated, stated_worth = _stated(profiles, weights)
    own = {"incident": _incidents(profiles, weights), "stated": stated, "stated_worth": stated_worth}
    return fixed_tables(weights) | _postings(profiles, weights) | own


def fixed_tables(weights: Weights) -> Tables:
    """Return the tables of ``link.sql`` that do not depend on the incidents."""
    numbers, days = evidence_numbers(weights), range(LONGEST_GAP + 1)
    return {
        "evidence_limit": _columns(
            evidence_no=numbers.values(), most=[weights.parameters.evidence[name].limit for name in numbers]
        ),
        "gap": _columns(days=days, points=[weights.of_gap(d) for d in days]),
        "aspect": _aspects(weights),
    }


def evidence_numbers(weights: Weights) -> dict[str, int]:
    """Return the number that every kind of evidence has in the tables."""
    return {name: number for number, name in enumerate(sorted(weights.parameters.evidence))}


def _columns(**columns: Any) -> pa.Table:
    import pyarrow as pa  # late, as the engine is

    return pa.table({name: pa.array(values, type=pa.int32()) for name, values in columns.items()})


def table_of(rows: Iterable[tuple[Any, ...]], *names: str, texts: tuple[str, ...] = ()) -> pa.Table:
    """Return rows as a table; columns are of integers, but those named as texts."""
    import pyarrow as pa

    listed = list(zip(*rows, strict=True)) or [()] * len(names)
    types = [pa.string() if name in texts else pa.int32() for name in names]
    return pa.table({n: pa.array(v, type=kind) for n, v, kind in zip(names, listed, types, strict=True)})


def _postings(profiles: list[Profile], weights: Weights) -> Tables:
    """Return who has the keys that may count, those worth something apart from those worth nothing."""
    evidence = evidence_numbers(weights)
    known: dict[Key, tuple[int, int, int]] = {}
    worth: list[tuple[int, ...]] = []
    bare: list[tuple[int, int]] = []
    for place, profile in enumerate(profiles):
        for key in profile.keys:
            if not (weights.is_shared(key) and weights.links(key)):
                continue
            number, *points = known.get(key) or known.setdefault(key, (len(known), *weights.of_key(key)))
            if any(points):
                worth.append((number, place, evidence[EVIDENCE_OF_KIND[key[0]]], *points))
            else:
                bare.append((number, place))
    return {
        "posting": table_of(worth, "key_no", "incident_no", "evidence_no", "first_points", "each_points"),
        "bare_posting": table_of(bare, "key_no", "incident_no"),
    }


def _incidents(profiles: list[Profile], weights: Weights) -> pa.Table:
    return _columns(
        incident_no=range(len(profiles)),
        day_no=[profile.day for profile in profiles],
        size_points=[weights.of_size(len(profile.keys)) for profile in profiles],
        most_stated=[most_stated(profile, weights) for profile in profiles],
    )


def _stated(profiles: list[Profile], weights: Weights) -> tuple[pa.Table, pa.Table]:
    values: dict[Key, int] = {}
    rows: list[tuple[int, int, int]] = []
    for place, profile in enumerate(profiles):
        for aspect, kind in enumerate(STATED_KINDS):
            if kind in weights.parameters.evidence:
                rows += [
                    (place, aspect, values.setdefault((kind, v), len(values))) for v in profile.stated[kind]
                ]
    worth = [(STATED_KINDS.index(key[0]), number, weights.of_key(key)[1]) for key, number in values.items()]
    return (
        _columns(**dict(zip(("incident_no", "aspect_no", "value_no"), _turned(rows), strict=True))),
        _columns(**dict(zip(("aspect_no", "value_no", "points"), _turned(worth), strict=True))),
    )


def _turned(rows: list[tuple[int, int, int]]) -> list[list[int]]:
    return [[row[place] for row in rows] for place in range(3)]


def _aspects(weights: Weights) -> pa.Table:
    known = [(n, weights.parameters.evidence.get(kind)) for n, kind in enumerate(STATED_KINDS)]
    return _columns(
        aspect_no=[n for n, e in known if e],
        most=[e.limit for _, e in known if e],
        against=[e.against for _, e in known if e],
    )
