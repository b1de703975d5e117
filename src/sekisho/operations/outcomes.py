"""What can become of an act: accepted, refused by the gate, overtaken by others, or not readable as a
form.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from sekisho.casework.entry import Entry
from sekisho.casework.verdict import Verdict
from sekisho.vocabulary.finding import Finding


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The act is on record. ``verdict`` is the full one; a page shows it only through ``operations.viewing``.

    A deviation has no verdict: nothing allowed it.
    """

    entry: Entry
    verdict: Verdict | None


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """The gate refused; the verdict names everything missing at once. The attempt is kept under
    ``refusal``.
    """

    verdict: Verdict
    refusal: str


class Came(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that came in between: what the person who was overtaken is told of it."""

    case: str
    sequence: int
    step: str
    act_of: str
    recorded_by: str
    recorded_at: datetime


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Others acted on a case that this act rests on. Nothing was written; ``came`` are the entries to look at
    first.

    ``cases`` are the cases that moved. One without an entry in ``came`` moved because another case came to
    rest on it.
    """

    cases: tuple[str, ...]
    came: tuple[Came, ...]


class Invalid(msgspec.Struct, frozen=True, kw_only=True):
    """The form has defects, all of them listed; nothing was judged and nothing written."""

    findings: tuple[Finding, ...]


Outcome = Accepted | Refused | Conflict | Invalid
