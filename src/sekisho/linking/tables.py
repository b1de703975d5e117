"""Tables: profiles and weights as Arrow columns of integers, in the shape that ``link.sql`` reads."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from .keys import Key
from .kinds import EVIDENCE_OF_KIND, STATED_KINDS
from .profile import Profile
from .weights import LONGEST_GAP, Weights

if TYPE_CHECKING:
    import pyarrow as pa

Tables = dict[str, Any]


def make_tables(profiles: list[Profile], weights: Weights) -> Tables:
    """Return the tables of ``link.sql`` by name; an incident's number is its place in ``profiles``."""
    numbers = {name: number for number, name in enumerate(sorted(weights.parameters.evidence))}
    keys, posting = _postings(profiles, weights)
    stated, stated_worth = _stated(profiles, weights)
    return {
        "posting": posting,
        "key_worth": _worths(keys, numbers, weights),
        "evidence_limit": _columns(
            evidence_no=numbers.values(), most=[weights.parameters.evidence[name].limit for name in numbers]
        ),
        "incident": _incidents(profiles, weights),
        "gap": _columns(
            days=range(LONGEST_GAP + 1), points=[weights.of_gap(d) for d in range(LONGEST_GAP + 1)]
        ),
        "stated": stated,
        "stated_worth": stated_worth,
        "aspect": _aspects(weights),
    }


def _columns(**columns: Any) -> pa.Table:
    import pyarrow as pa  # late, as the engine is

    return pa.table({name: pa.array(values, type=pa.int64()) for name, values in columns.items()})


def _postings(profiles: list[Profile], weights: Weights) -> tuple[list[Key], pa.Table]:
    numbers: dict[Key, int] = {}
    key_no, incident_no = array("q"), array("q")
    for place, profile in enumerate(profiles):
        for key in profile.keys:
            if weights.is_shared(key) and weights.links(key):
                key_no.append(numbers.setdefault(key, len(numbers)))
                incident_no.append(place)
    return list(numbers), _columns(key_no=key_no, incident_no=incident_no)


def _worths(keys: list[Key], numbers: dict[str, int], weights: Weights) -> pa.Table:
    worth = [weights.of_key(key) for key in keys]
    return _columns(
        key_no=range(len(keys)),
        evidence_no=[numbers[EVIDENCE_OF_KIND[key[0]]] for key in keys],
        first_points=[first for first, _ in worth],
        each_points=[each for _, each in worth],
    )


def _incidents(profiles: list[Profile], weights: Weights) -> pa.Table:
    return _columns(
        incident_no=range(len(profiles)),
        day_no=[profile.day for profile in profiles],
        size_points=[weights.of_size(len(profile.keys)) for profile in profiles],
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
