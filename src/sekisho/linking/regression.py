"""Logistic regression with signs held, for fitting points: small, plain and repeatable.

Evidence may only speak for a link and disagreement only against it, so every coefficient but the constant has its
sign fixed. Coordinates are improved one after the other by Newton steps; there is no randomness.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

Row = dict[int, float]


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs to learn from: sparse features, whether each pair truly belongs together, and how much it counts."""

    rows: Sequence[Row]
    together: Sequence[bool]
    weight: Sequence[float]


def regress(sample: Sample, columns: int, shrink: float, rounds: int) -> tuple[list[float], float]:
    """Return the coefficients (each ≥ 0) of the columns and the constant, in natural log-odds.

    ``shrink`` is the ridge penalty relative to the total weight. A column that speaks against has to be given with
    negative values.
    """
    total = sum(sample.weight)
    by_column = _by_column(sample, columns)
    everything = [(place, 1.0) for place in range(len(sample.rows))]
    margin = [0.0] * len(sample.rows)
    coefficients, constant = [0.0] * columns, 0.0
    for _ in range(rounds):
        constant += _step(sample, everything, margin, constant, 0.0, floor=-math.inf)
        for column, entries in enumerate(by_column):
            if entries:
                step = _step(sample, entries, margin, coefficients[column], 2 * shrink * total, floor=0.0)
                coefficients[column] += step
    return coefficients, constant


def _by_column(sample: Sample, columns: int) -> list[list[tuple[int, float]]]:
    result: list[list[tuple[int, float]]] = [[] for _ in range(columns)]
    for place, row in enumerate(sample.rows):
        for column, value in row.items():
            result[column].append((place, value))
    return result


def _step(
    sample: Sample,
    entries: list[tuple[int, float]],
    margin: list[float],
    now: float,
    ridge: float,
    floor: float,
) -> float:
    """Take one damped Newton step in one coefficient, move the margins along, and return the step."""
    slope, bend = ridge * now, ridge + 1e-9
    for place, value in entries:
        chance = 1 / (1 + math.exp(-min(30.0, max(-30.0, margin[place]))))
        slope += sample.weight[place] * (chance - sample.together[place]) * value
        bend += sample.weight[place] * max(chance * (1 - chance), 1e-3) * value * value
    step = max(floor, now - max(-2.0, min(2.0, slope / bend))) - now
    if step:
        for place, value in entries:
            margin[place] += step * value
    return step
