"""Evaluation: the figures are those of their definitions."""

from __future__ import annotations

import pytest

from sekisho.linking.evaluate import evaluate, evaluate_by_source

LABELS = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y", "f": None, "g": None}
CLUSTERS = {"a": "1", "b": "1", "c": "2", "d": "2", "e": "3", "f": "4", "g": "4"}


def test_the_figures_are_those_worked_out_by_hand() -> None:
    """One of three found pairs is right, one of four true pairs is found; B-cubed over five incidents."""
    quality = evaluate(CLUSTERS, LABELS).quality()
    assert (quality.precision, quality.recall) == pytest.approx((1 / 3, 1 / 4))
    precision, recall = (1 + 1 + 0.5 + 0.5 + 1) / 5, (2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5
    assert quality.cb3_f == pytest.approx(2 * precision * recall / (precision + recall))
    assert quality.largest == 2


def test_the_parts_add_up_to_the_whole() -> None:
    """Tallies of parts that cover everything sum to the tally of everything."""
    whole = evaluate(CLUSTERS, LABELS).quality()
    parts = evaluate(CLUSTERS, LABELS, "abc") + evaluate(CLUSTERS, LABELS, "defg")
    for name in ("precision", "recall", "f1", "cb3_f"):
        assert getattr(parts.quality(), name) == pytest.approx(getattr(whole, name))


def test_a_perfect_answer_scores_one_and_unlabelled_incidents_are_alone() -> None:
    """The truth against itself is perfect, in every source."""
    truth = {name: label or name for name, label in LABELS.items()}
    assert evaluate(truth, LABELS).quality().f1 == 1.0
    by_source = evaluate_by_source(truth, LABELS, {name: "s1" if name < "d" else "s2" for name in LABELS})
    assert [quality.cb3_f for quality in by_source.values()] == [1.0, 1.0]
