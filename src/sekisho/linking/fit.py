"""Fitting the parameters: repeatable, from labelled incidents of several collections at once.

1. Every pair that shares a key becomes a row: the rarest shared key's band and the bits of rarity per kind of
   evidence, agreement and disagreement of what is stated, distance in time, size.
2. A logistic regression with fixed signs gives the points. A true pair counts by ``size of its cluster ** -balance``,
   so that a large cluster counts more than a small one but does not drown it; every collection is given its share.
3. The caution asked of a link, the resolution and what holds a member are taken from a small grid, by the sum of F1 and cB3-F over the
   collections, precision below the floor asked being charged.
4. Cross-validation leaves out whole actors, in every collection at once: a fold's incidents are judged with
   parameters that never saw their actors.

No label or value goes into the parameters: they are a few dozen integers with meanings.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import msgspec

from .cluster import cluster
from .evaluate import Quality, Tally, evaluate
from .frequency import count_frequencies
from .keys import Key
from .kinds import EVIDENCE_OF_KIND, STATED_KINDS
from .listing import FULL, default_listing
from .parameters import BANDS, Evidence, Parameters
from .profile import Profile
from .regression import Row, Sample, regress
from .weights import LONGEST_GAP, band_of

POINTS_PER_NAT = 1000 / math.log(2)
MOST_BITS = 30.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is decided before fitting.

    ``banded``: evidence of which the rarest key counts by band. ``caution`` (points) and ``resolution``: the grid.
    ``every``: one false pair in so many is used, at so many
    times its weight. ``hold`` (points) is of the grid too.
    """

    banded: tuple[str, ...] = ("value", "word")
    frequency_cap: int = 40
    balance: float = 0.6
    ceiling: int = 11500
    largest: int = 180
    period_days: int = 30
    undated_days: int = 365
    folds: int = 5
    shrink: float = 1e-5
    rounds: int = 40
    every: int = 4
    caution: tuple[int, ...] = (-2200, -1800, -1450, -1100, -700, -350, 0)
    resolution: tuple[int, ...] = (5, 10, 15, 30, 60)
    hold: tuple[int, ...] = (0, 200, 400, 600, 800)


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """Labelled incidents: ``labels`` and ``actors`` by incident id (none: alone); ``share`` of the total weight."""

    name: str
    profiles: list[Profile]
    labels: Mapping[str, str | None]
    actors: Mapping[str, str | None]
    share: float = 1.0
    precision_floor: float = 0.86


class Pairs(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one collection: places of the two incidents and their features."""

    collection: Collection
    ends: list[tuple[int, int]]
    rows: list[Row]


def columns_of(plan: Plan) -> dict[str, int]:
    """Return the number of every feature by name."""
    names: list[str] = []
    for evidence in sorted(set(EVIDENCE_OF_KIND.values()) - set(STATED_KINDS)):
        names += [f"{evidence}<{n}" for n in range(len(BANDS))] if evidence in plan.banded else []
        names.append(evidence)
    names += [*STATED_KINDS, *(f"-{kind}" for kind in STATED_KINDS), "-period", "-size"]
    return {name: number for number, name in enumerate(names)}


def pairs_of(collection: Collection, plan: Plan) -> Pairs:
    """Return a row for every pair of incidents that shares a key that counts."""
    profiles = collection.profiles
    counts = count_frequencies(profiles)
    holders: dict[Key, list[int]] = defaultdict(list)
    for place, profile in enumerate(profiles):
        for key in profile.keys:
            if 2 <= counts[key] <= plan.frequency_cap:
                holders[key].append(place)
    shared: dict[tuple[int, int], list[Key]] = defaultdict(list)
    for key, places in holders.items():
        for ends in combinations(places, 2):
            shared[ends].append(key)
    columns = columns_of(plan)
    bits = {key: math.log2(len(profiles) / count) for key, count in counts.items()}
    rows = [_row(profiles[a], profiles[b], keys, counts, bits, plan) for (a, b), keys in shared.items()]
    return Pairs(collection=collection, ends=list(shared), rows=[_scaled(row, columns) for row in rows])


def _row(
    one: Profile, other: Profile, keys: list[Key], counts: Counter[Key], bits: dict[Key, float], plan: Plan
) -> dict[str, float]:
    row: dict[str, float] = defaultdict(float)
    for key in keys:
        share = default_listing().permille(key) / FULL
        evidence = EVIDENCE_OF_KIND[key[0]]
        row[evidence] += share * bits[key]
        for band in range(band_of(counts[key]), len(BANDS)):
            row[f"{evidence}<{band}"] = max(share, row[f"{evidence}<{band}"])
    for kind in STATED_KINDS:
        mine, theirs = one.stated[kind], other.stated[kind]
        if mine and theirs:
            row[kind] = sum(bits[kind, value] for value in mine & theirs)
            row[f"-{kind}"] = 0.0 if mine & theirs else -1.0
    apart = abs(one.day - other.day) if one.day is not None and other.day is not None else plan.undated_days
    row["-period"] = -math.log2(1 + min(apart, LONGEST_GAP) / plan.period_days)
    row["-size"] = -math.log2(max(1, len(one.keys)) * max(1, len(other.keys))) / 2
    return row


def _scaled(row: dict[str, float], columns: dict[str, int]) -> Row:
    scaled = {n: (min(v, MOST_BITS) / 10 if "<" not in n and n[0] != "-" else v) for n, v in row.items()}
    return {columns[name]: value for name, value in scaled.items() if value and name in columns}


def fold_of(actor: str | None, incident: str, folds: int) -> int:
    """Return the fold of an incident: that of its actor; an incident without one is its own actor."""
    return zlib.crc32((actor or incident).encode()) % folds


def fit(collections: Iterable[Pairs], plan: Plan, left_out: int | None = None) -> Parameters:
    """Return parameters fitted on all folds but one (or on all)."""
    known = list(collections)
    columns = columns_of(plan)
    coefficients, constant = regress(_sample(known, plan, left_out), len(columns), plan.shrink, plan.rounds)
    points = {name: coefficients[number] * POINTS_PER_NAT for name, number in columns.items()}
    base = constant * POINTS_PER_NAT
    without = _parameters(points, 0, 1, 0, plan)
    scores = [_scores(pairs, without, plan) for pairs in known]
    chosen = [
        (_merit(known, scores, plan, left_out, parameters), -order, parameters)
        for order, parameters in enumerate(
            _parameters(points, base - caution, resolution, hold, plan)
            for caution in plan.caution
            for resolution in plan.resolution
            for hold in plan.hold
        )
    ]
    return max(chosen, key=lambda item: item[:2])[2]


def cross_validate(collections: Iterable[Pairs], plan: Plan) -> dict[str, tuple[Quality, list[Quality]]]:
    """Return per collection the out-of-fold quality of the whole, and of every fold for the spread."""
    known = list(collections)
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for fold in range(plan.folds):
        parameters = fit(known, plan, left_out=fold)
        for pairs in known:
            names = [name for name, its in _folds(pairs.collection, plan).items() if its == fold]
            tallies[pairs.collection.name].append(tally_of(pairs, parameters, plan, names))
    return {
        name: (sum(parts[1:], parts[0]).quality(), [part.quality() for part in parts])
        for name, parts in tallies.items()
    }


def tally_of(pairs: Pairs, parameters: Parameters, plan: Plan, only: Iterable[str] | None = None) -> Tally:
    """Cluster a collection's pairs under these parameters and compare with its labels."""
    return _tally(pairs, _scores(pairs, parameters, plan), parameters, only)


def _scores(pairs: Pairs, parameters: Parameters, plan: Plan) -> list[int]:
    """Return the points of every pair but for the base."""
    worth = _vector(parameters, plan)
    return [round(sum(worth[column] * value for column, value in row.items())) for row in pairs.rows]


def _tally(pairs: Pairs, scores: Sequence[int], parameters: Parameters, only: Iterable[str] | None) -> Tally:
    edges = [
        (one, other, min(parameters.base + points, parameters.ceiling))
        for (one, other), points in zip(pairs.ends, scores, strict=True)
        if parameters.base + points > 0
    ]
    profiles = pairs.collection.profiles
    groups = cluster(len(profiles), edges, parameters.resolution, parameters.largest, parameters.hold)
    clusters = {profiles[n].id: str(number) for number, group in enumerate(groups) for n in group}
    return evaluate(clusters, pairs.collection.labels, only)


def _folds(collection: Collection, plan: Plan) -> dict[str, int]:
    return {p.id: fold_of(collection.actors.get(p.id), p.id, plan.folds) for p in collection.profiles}


def _sample(known: Sequence[Pairs], plan: Plan, left_out: int | None) -> Sample:
    rows: list[Row] = []
    together: list[bool] = []
    weights: list[float] = []
    for pairs in known:
        part = _sample_one(pairs, plan, left_out)
        scale = pairs.collection.share / sum(part.weight)
        rows += part.rows
        together += part.together
        weights += [weight * scale * 1000 for weight in part.weight]
    return Sample(rows=rows, together=together, weight=weights)


def _sample_one(pairs: Pairs, plan: Plan, left_out: int | None) -> Sample:
    profiles, labels = pairs.collection.profiles, pairs.collection.labels
    folds = [_folds(pairs.collection, plan)[p.id] for p in profiles] if left_out is not None else []
    sizes = Counter(label for label in labels.values() if label is not None)
    rows, together, weights = [], [], []
    for (one, other), row in zip(pairs.ends, pairs.rows, strict=True):
        if left_out is not None and left_out in (folds[one], folds[other]):
            continue
        label = labels.get(profiles[one].id)
        size = sizes[label] if label is not None and label == labels.get(profiles[other].id) else 0
        if not size and zlib.crc32(f"{profiles[one].id} {profiles[other].id}".encode()) % plan.every:
            continue
        rows.append(row)
        together.append(size > 0)
        weights.append(size**-plan.balance if size else float(plan.every))
    return Sample(rows=rows, together=together, weight=weights)


def _merit(
    known: Sequence[Pairs],
    scores: Sequence[Sequence[int]],
    plan: Plan,
    left_out: int | None,
    parameters: Parameters,
) -> float:
    merit = 0.0
    for pairs, points in zip(known, scores, strict=True):
        folds = _folds(pairs.collection, plan)
        names = [name for name, fold in folds.items() if fold != left_out]
        quality = _tally(pairs, points, parameters, names).quality()
        merit += quality.f1 + quality.cb3_f
        merit -= 2 * max(0.0, pairs.collection.precision_floor - quality.precision)
    return merit


def _parameters(points: dict[str, float], base: float, resolution: int, hold: int, plan: Plan) -> Parameters:
    evidence = {}
    for name in sorted(set(EVIDENCE_OF_KIND.values())):
        bands = [points.get(f"{name}<{n}", 0.0) for n in range(len(BANDS))]
        first = tuple(round(sum(bands[n:])) for n in range(len(BANDS))) if name in plan.banded else ()
        each = round(points[name] / 10)
        against = round(points.get(f"-{name}", 0.0))
        evidence[name] = Evidence(first=first, each=each, limit=round(each * MOST_BITS), against=against)
    return Parameters(
        version=1,
        provenance="",
        base=round(base),
        ceiling=plan.ceiling,
        resolution=resolution,
        largest=plan.largest,
        hold=hold,
        frequency_cap=plan.frequency_cap,
        size_points=round(points["-size"]),
        period_points=round(points["-period"]),
        period_days=plan.period_days,
        undated_days=plan.undated_days,
        evidence=evidence,
    )


def _vector(parameters: Parameters, plan: Plan) -> list[float]:
    columns = columns_of(plan)
    worth = [0.0] * len(columns)
    for name, evidence in parameters.evidence.items():
        worth[columns[name]] = evidence.each * 10
        for n, points in enumerate(evidence.first):
            rarer = evidence.first[n + 1] if n + 1 < len(evidence.first) else 0
            worth[columns[f"{name}<{n}"]] = points - rarer
        if evidence.against:
            worth[columns[f"-{name}"]] = evidence.against
    worth[columns["-period"]] = parameters.period_points
    worth[columns["-size"]] = parameters.size_points
    return worth


def provenance_of(plan: Plan) -> str:
    """Return in one line how the parameters came about, for the data file."""
    return (
        f"fitted by sekisho.linking.fit: folds={plan.folds} by actor, shrink={plan.shrink}, rounds={plan.rounds}, "
        f"banded={'+'.join(plan.banded)}, frequency_cap={plan.frequency_cap}, balance={plan.balance}"
    )
