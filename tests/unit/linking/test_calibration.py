"""Calibration: counts by score, and a share that says how sure it is."""

from __future__ import annotations

import pytest

from sekisho.linking.calibration import interval, steps


def test_scores_are_counted_in_steps_that_double_and_none_is_left_out() -> None:
    """A score on a bound belongs to the step above it; a step that nothing fell into is shown as empty."""
    found = steps(
        [
            (0, "undecided"),
            (999, "accepted"),
            (1000, "accepted"),
            (1999, "rejected"),
            (4000, "accepted"),
            (7999, "undecided"),
        ]
    )
    assert [(s.least, s.below, s.accepted, s.rejected, s.undecided) for s in found] == [
        (0, 1000, 1, 0, 1),
        (1000, 2000, 1, 1, 0),
        (2000, 4000, 0, 0, 0),
        (4000, 8000, 1, 0, 1),
    ]
    assert steps([]) == ()


def test_a_share_is_of_those_decided_and_none_where_none_was() -> None:
    """What nobody decided says nothing about how many are accepted."""
    one, two = steps([(1, "undecided"), (1000, "accepted"), (1000, "undecided")])
    assert one.share is None
    assert two.share
    assert two.share[1] == 1.0


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 1, 0.0, 0.793), (1, 1, 0.207, 1.0), (5, 10, 0.237, 0.763), (81, 263, 0.255, 0.366)],
)
def test_bounds_are_those_of_wilson(right: int, of: int, low: float, high: float) -> None:
    """The last is the worked example of Newcombe 1998 (table I, method 3): 0.2553 to 0.3662."""
    found = interval(right, of)
    assert found
    assert found == pytest.approx((low, right / of, high), abs=5e-4)
