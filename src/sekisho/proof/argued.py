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
STATUS = Text(
    "対処方針の効力は、いずれの場合も明らかである。状態は案件の開始の手続が必ず記録し、審議の有無及び有効期間の別に不明はない（K-SHAPE）。",
    "Whether a policy is in force is never unknown: the opening step always sets its state, and whether it was deliberated and how "
    "its period stands are known of every case (K-SHAPE).",
)
GUARD = Text(
    "警護の対象の別は第95条の4による実施部分の必須の記録であり（R03e）、警護の必要の認定は防衛大臣の決定と同じ入力による。"
    "決定がなければ確実に満たされず、決定があれば全て明らかである。",
    "Whose computer is guarded is always recorded of a leg under 95-4 (R03e), and the need is found by the very entry that decides: "
    "without the decision the rule is certainly unmet, and with it all is known.",
)
ORDER = Text(
    "命令の形式、状態及び期間は、命令の案件の開始及び命令の案の作成の手続の必須の項目であり、実施部分の機関及び根拠も同様である。"
    "実施の態様は、記録されているときにのみ読まれる（K-SHAPE）。",
    "Form, state and period of an order are required fields of the steps that open and draft it, as are agency and basis of a leg; the "
    "mode is read only where it is set (K-SHAPE).",
)
ISSUED = Text(
    "発せられた命令の内容はいかなる入力によっても変わらない（N11f）。命令が現在の内容についてのものかを問わなくても、結果は同じである。",
    "No entry changes the content of an order once issued (N11f), so it makes no difference whether the order is asked to be about "
    "its present content.",
)
ANSWERED = Text(
    "勧告への応答の要否の選択肢には「応答する」の値しかなく、他の値は提供しない。これを問わなくても結果は同じである。",
    "The option about answering a recommendation offers one value, that it must be answered, and withholds the other: not "
    "asking for it makes no difference.",
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
    ("ORDER-JOINT-ON-POLICY", "order.issue", DOUBT): STATUS,
    ("ORDER-POLICY-IN-FORCE", "order.issue", DOUBT): STATUS,
    ("POLICY-SUCCESSOR-IN-FORCE", "policy.supersede", DOUBT): STATUS,
    ("ROLES-POLICY-IN-FORCE", "measure.decide_roles", DOUBT): STATUS,
    ("START-GUARD-DECIDED", "measure.start", DOUBT): GUARD,
    ("START-POLICE-AFTER-ORDER", "measure.start", DOUBT): ORDER,
    ("START-POLICE-AFTER-ORDER", "measure.start", "same unbound"): ISSUED,
    ("ITEM-ROSTER", "session.conclude", DOUBT): ITEM,
    ("RESPOND-POLICE", "oversight.recommend", "when 1: met"): ANSWERED,
    ("RESPOND-SDF", "oversight.recommend", "when 1: met"): ANSWERED,
}
"""By rule, step and change."""
