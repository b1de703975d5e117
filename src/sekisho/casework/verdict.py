"""Verdicts and assessments as values: what may happen, what is missing, whose duty what is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from sekisho.law.supplying import Supplier
from sekisho.vocabulary.canonical import digest
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .entry import Opened

Outcome = Literal["permitted", "refused", "undetermined"]
Standing = Literal["met", "unmet", "open", "lifted"]


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One rule as it stands for one element: met, certainly unmet, open (not known), or lifted by an exception."""

    rule: str
    outcome: Standing
    cite: tuple[str, ...]
    text: Text
    element: Mapping[str, str] = {}
    suppliers: tuple[Supplier, ...] = ()
    because: tuple[Text, ...] = ()
    lifted_by: str = ""
    case: str = ""

    @property
    def office(self) -> str:
        """The first office that can supply what is missing; empty where nobody can."""
        return self.suppliers[0].office if self.suppliers else ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the pack says of one step at one moment. ``findings`` are defects of the form, not of the law.

    ``subject`` are the combinations of elements judged; ``reads`` the cases read, with their sequence number.
    """

    step: str
    case: str
    at: datetime
    outcome: Outcome
    reasons: tuple[Reason, ...]
    duties: tuple[Opened, ...] = ()
    subject: tuple[Mapping[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    authority: str = ""
    pack: str = ""
    reads: Mapping[str, int] = {}

    @property
    def missing(self) -> tuple[Reason, ...]:
        """Everything that is not met, at once."""
        return tuple(r for r in self.reasons if r.outcome in ("unmet", "open"))

    @property
    def lifted(self) -> tuple[Reason, ...]:
        """What an exception lifted."""
        return tuple(r for r in self.reasons if r.outcome == "lifted")

    @property
    def permitted(self) -> bool:
        """Whether the step may be taken."""
        return self.outcome == "permitted"

    @property
    def hash(self) -> str:
        """SHA-256 of the full verdict."""
        return digest(self)


class OpenDuty(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A duty that is open now; ``due`` is ``None`` where the law names no number and reminders alone run.

    ``remind_at`` is when people are next reminded of it, where an entry opened it. A duty to be seen to ``at_once`` lasts
    while something is so, and has no other moment by which it is due.
    """

    id: str
    rule: str
    case: str
    text: Text
    cite: tuple[str, ...]
    bearer: str
    towards: str = ""
    element: Mapping[str, str] = {}
    opened_at: datetime | None = None
    due: datetime | None = None
    timer: str = ""
    remind_at: datetime | None = None
    overdue: bool = False
    standing: bool = False
    at_once: bool = False
    discharged_by: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


class Assessment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that can be said of a case at a moment; ``changes_at`` is when the answer changes without an entry."""

    case: str
    kind: str
    at: datetime
    pack: str
    steps: Mapping[str, Verdict]
    duties: tuple[OpenDuty, ...] = ()
    changes_at: datetime | None = None
    reads: Mapping[str, int] = {}
