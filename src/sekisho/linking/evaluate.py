"""How well clusters match what is known: the figures by which linking is judged.

A label names the true cluster of an incident; an incident without one is alone. ``pairwise`` figures count pairs of
incidents; ``cB3-F`` is the B-cubed F over incidents whose true cluster has two or more members.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Figures between 0 and 1, and the size of the largest cluster found."""

    precision: float
    recall: float
    f1: float
    cb3_f: float
    largest: int


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures are made of, so that parts (folds, sources) can be added up before dividing."""

    right: float
    found: float
    true: float
    cubed: tuple[tuple[float, float], ...]
    largest: int

    def quality(self) -> Quality:
        """Divide."""
        precision = self.right / self.found if self.found else 1.0
        recall = self.right / self.true if self.true else 1.0
        sums = [sum(side) / len(self.cubed) for side in zip(*self.cubed, strict=True)] or [1.0, 1.0]
        return Quality(
            precision=precision,
            recall=recall,
            f1=_f(precision, recall),
            cb3_f=_f(*sums),
            largest=self.largest,
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            right=self.right + other.right,
            found=self.found + other.found,
            true=self.true + other.true,
            cubed=self.cubed + other.cubed,
            largest=max(self.largest, other.largest),
        )


def evaluate(
    clusters: Mapping[str, str], labels: Mapping[str, str | None], only: Iterable[str] | None = None
) -> Tally:
    """Compare clusters with labels, both by incident id; ids without a cluster count as alone.

    With ``only``, pairs inside these incidents count fully and pairs that reach outside by half, so that the
    tallies of parts that make up the whole add up to the tally of the whole.
    """
    truth = {name: label if label is not None else f"alone:{name}" for name, label in labels.items()}
    found = {name: clusters.get(name, f"alone:{name}") for name in truth}
    chosen = set(truth) if only is None else set(only) & set(truth)
    both = Counter((truth[n], found[n]) for n in truth)
    return Tally(
        right=_half_open(both, Counter((truth[n], found[n]) for n in chosen)),
        found=_half_open(Counter(found.values()), Counter(found[n] for n in chosen)),
        true=_half_open(Counter(truth.values()), Counter(truth[n] for n in chosen)),
        cubed=_cubed(truth, found, both, chosen),
        largest=max(Counter(found.values()).values(), default=0),
    )


def evaluate_by_source(
    clusters: Mapping[str, str], labels: Mapping[str, str | None], sources: Mapping[str, str]
) -> dict[str, Quality]:
    """Return the quality for the incidents of every source."""
    members: dict[str, set[str]] = defaultdict(set)
    for name, source in sources.items():
        members[source].add(name)
    return {source: evaluate(clusters, labels, names).quality() for source, names in sorted(members.items())}


def _half_open(whole: Counter[object] | Counter[str] | Counter[tuple[str, str]], part: Counter) -> float:  # type: ignore[type-arg]
    return sum(n * (n - 1) / 2 + n * (whole[key] - n) / 2 for key, n in part.items())


def _cubed(
    truth: Mapping[str, str], found: Mapping[str, str], both: Counter[tuple[str, str]], chosen: set[str]
) -> tuple[tuple[float, float], ...]:
    true_size, found_size = Counter(truth.values()), Counter(found.values())
    return tuple(
        (both[truth[n], found[n]] / found_size[found[n]], both[truth[n], found[n]] / true_size[truth[n]])
        for n in sorted(chosen)
        if true_size[truth[n]] > 1
    )


def _f(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
