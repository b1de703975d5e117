"""Calibration: of the candidates that scored so much, how many people accepted, and how sure that share is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

Verdict = Literal["accepted", "rejected", "undecided"]
FIRST = 1000
"""Points up to which the first step goes; every further one goes to twice the points of the one before."""
_DEVIATES = 1.959963984540054
"""Standard deviations on either side of the mean within which 95 % of a normal distribution lie."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Candidates with a score from ``least`` to below ``below``, counted by what people decided."""

    least: int
    below: int
    accepted: int
    rejected: int
    undecided: int

    @property
    def share(self) -> tuple[float, float, float] | None:
        """Return the share accepted of those decided, between its bounds at 95 %; none where none was decided."""
        return interval(self.accepted, self.accepted + self.rejected)


def steps(judged: Iterable[tuple[int, Verdict]]) -> tuple[Step, ...]:
    """Return the steps from the lowest score to the highest that holds a candidate; scores are of 0 points or more."""
    counts = Counter((_step(score), verdict) for score, verdict in judged)
    most = max((number for number, _ in counts), default=-1)
    return tuple(
        Step(
            least=FIRST << number - 1 if number else 0,
            below=FIRST << number,
            accepted=counts[number, "accepted"],
            rejected=counts[number, "rejected"],
            undecided=counts[number, "undecided"],
        )
        for number in range(most + 1)
    )


def _step(score: int) -> int:
    return (score // FIRST).bit_length()


def interval(right: int, of: int) -> tuple[float, float, float] | None:
    """Return the lower bound, the share and the upper bound at 95 % (Wilson 1927), which hold for few cases too."""
    if not of:
        return None
    share, square = right / of, _DEVIATES**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _DEVIATES / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), share, min(1.0, middle + half)
