"""Changes to the pack that nothing notices and that are argued to be none: reviewed by people, with the reason.

Each holds because of what the kernel guarantees of every state that can be reached, and no proof over single states sees.
"""

from __future__ import annotations

from collections.abc import Mapping

from sekisho.vocabulary.text import Text

AGENCY = Text(
    "実施機関は、実施部分を定める手続の必須の項目であるから、明らかでないことがない（K-SHAPE）。",
    "The agency is a required field of the step that sets a leg, so it is never unknown (K-SHAPE).",
)
PRESENT = Text(
    "出席の別は、委員の出席を記録する手続の必須の項目であるから、明らかでないことがない（K-SHAPE）。",
    "Presence is a required field of the step that records a member, so it is never unknown (K-SHAPE).",
)
ITEM = Text(
    "議題の号は、議題を付議する手続の必須の項目であるから、明らかでないことがない（K-SHAPE）。",
    "The kind of item is a required field of the step that places it, so it is never unknown (K-SHAPE).",
)
DOUBT = "unknown permits"

ARGUED: Mapping[tuple[str, str, str], Text] = {
    ("COMMAND-POLICE", "measure.command", DOUBT): AGENCY,
    ("COMMAND-SDF", "measure.command", DOUBT): AGENCY,
    ("REPORT-MINISTER-POLICE", "measure.report", DOUBT): AGENCY,
    ("REPORT-MINISTER-SDF", "measure.report", DOUBT): AGENCY,
    ("REPORT-OTHER-POLICE", "measure.report_other_side", DOUBT): AGENCY,
    ("REPORT-OTHER-SDF", "measure.report_other_side", DOUBT): AGENCY,
    ("DECIDE-AT-MOST-FIVE", "oversight.decide", DOUBT): PRESENT,
    ("ITEM-ROSTER", "session.conclude", DOUBT): ITEM,
}
"""By rule, step and change."""
