"""How sure the wording is on which a rule rests: never surer than the least sure clause that it cites."""

from __future__ import annotations

from .pack import Confidence, Pack, Rule

CONFIDENCES: tuple[Confidence, ...] = ("verified", "consistent", "general")
"""The surest first."""


def confidence(pack: Pack, rule: Rule) -> Confidence:
    """Return how sure what a rule rests on is: its own wording, or that of the least sure clause that it cites."""
    cited = (pack.clauses[clause].confidence for clause in rule.cite if clause in pack.clauses)
    return max((rule.confidence, *cited), key=CONFIDENCES.index)
