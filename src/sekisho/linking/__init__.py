"""Linking: from incidents to campaign candidates, each link with its reasons in integers that sum to its score.

``link`` does the whole work; ``contributions`` gives the waterfall of one pair; ``explain`` a candidate's five
elements; ``render`` turns both into lines for a person.
"""

from .engine import Link
from .frequency import Epoch
from .linking import Candidate, Linking, link
from .parameters import Parameters, default_parameters
from .scoring import Contribution, contributions

__all__ = [
    "Candidate",
    "Contribution",
    "Epoch",
    "Link",
    "Linking",
    "Parameters",
    "contributions",
    "default_parameters",
    "link",
]
