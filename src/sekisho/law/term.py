"""The length of a deadline: hours, or business days of the administrative organs."""

from __future__ import annotations

import re
from typing import NamedTuple

from sekisho.vocabulary.text import Text

from .pack import Timer

BUSINESS_DAYS = re.compile(r"([1-9][0-9]*)_business_days")
HOURS = re.compile(r"[0-9]+(\.[0-9]+)?")
NONE = "none"


class Term(NamedTuple):
    """Hours from the moment on, or business days after its day; one of the two is ``None``."""

    hours: float | None = None
    business_days: int | None = None

    @property
    def text(self) -> Text:
        """The term in words."""
        if self.business_days is not None:
            return Text(f"{self.business_days}営業日以内", f"within {self.business_days} business days")
        return Text(f"{self.hours:g}時間以内", f"within {self.hours:g} hours")


def read_term(value: str) -> Term | None:
    """Read what an option says of a term: a number of hours, ``5_business_days``, or anything else for none."""
    if HOURS.fullmatch(value):
        return Term(hours=float(value))
    days = BUSINESS_DAYS.fullmatch(value)
    return Term(business_days=int(days[1])) if days else None


def is_term(value: str) -> bool:
    """Return whether the value of an option can be read as a term, or says that there is none."""
    return value == NONE or read_term(value) is not None


def stated(timer: Timer) -> Term | None:
    """Return the term that the pack itself states for a timer."""
    if timer.hours is None and timer.business_days is None:
        return None
    return Term(timer.hours, timer.business_days)
