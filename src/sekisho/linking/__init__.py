"""Linking: from incidents to campaign candidates, each link with its reasons in integers that sum to its score.

``link`` does the whole work; ``contributions`` gives the waterfall of one pair; ``explain`` a candidate's five
elements; ``render`` turns both into lines for a person.
"""

from .engine import Link
from .explain import Element, Explanation, explain
from .frequency import Epoch
from .linking import Candidate, Linking, link
from .parameters import Parameters, default_parameters
from .render import render_candidate, render_link, waterfall
from .scoring import Contribution, contributions

__all__ = [
    "Candidate",
    "Contribution",
    "Element",
    "Epoch",
    "Explanation",
    "Link",
    "Linking",
    "Parameters",
    "contributions",
    "default_parameters",
    "explain",
    "link",
    "render_candidate",
    "render_link",
    "waterfall",
]
