"""How properties of single steps and single cases come together to one over a whole history and several cases.

No proof reads more than one case's entries. What a proof assumes of a linked case is proved on that case; each line
names what discharges the assumption.
"""

from __future__ import annotations

import msgspec

from sekisho.vocabulary.text import Text


class Link(msgspec.Struct, frozen=True):
    """One assumption and the properties that discharge it."""

    assumed: Text
    by: tuple[str, ...]


class Composition(msgspec.Struct, frozen=True):
    """A claim over a history, possibly over several cases, and what it is put together from."""

    id: str
    claim: Text
    cases: tuple[str, ...]
    links: tuple[Link, ...]


def _link(by: str, ja: str, en: str) -> Link:
    return Link(Text(ja, en), tuple(by.split()))


COMPOSITIONS: tuple[Composition, ...] = (
    Composition(
        "C1",
        Text(
            "国内にあると認められない対象への着手の前には、必ず、同じ対象及び計画についての外務大臣の回答がある。",
            "Before every start on a target not established to be in Japan the Foreign Minister has replied on the same target and plan.",
        ),
        ("measure",),
        (
            _link("N01", "着手の時点で、現在の対象及び計画についての協議が終わっている。", "At the start a consultation on the present target and plan stands as concluded."),
            _link("N01c N01b", "協議の終了は、申入れの後に回答を記録することのほかからは生じない。", "A conclusion comes from nothing but a reply recorded after the request."),
            _link("N15a N15b", "計画又は対象が改まれば、元の協議は効力を失う。", "A new plan or identity voids it."),
        ),
    ),
    Composition(
        "C2",
        Text(
            "対処方針を要する着手は、全ての席が明らかな第11号の議題で審議された、その内容の対処方針に基づく。",
            "A start that needs a policy rests on the very policy that was deliberated as an item (xi) with every seat accounted for.",
        ),
        ("measure", "policy", "session"),
        (
            _link("N02a N02b N25", "着手の時点で、対処方針は審議済みで有効であり、対象を含むと認められている。", "At the start the policy is deliberated, in force and found to cover the target."),
            _link("N16i N16a N17 N18", "審議は、付議された案についての第11号の議題によるほか記録されない。", "A deliberation is recorded from nothing but an item (xi) on what was submitted."),
            _link("N18z N18x N18y N16h", "議題の席及び資料は、結果の後に変わらない。", "The item's seats and paper do not change after its outcome."),
            _link("N16j N16b N16c N16e N16f", "付議は、現在の案についての連携、照会及び回答の後に行われ、案が改まれば効力を失う。", "A submission follows drafting together, asking and answers on the present draft, and a new draft voids it."),
            _link("N16g N16d", "審議された内容は変わらない。", "The content deliberated does not change."),
            _link("N02f N08c N08d N15e", "含むことの認定及び役割分担は、有効な対処方針に基づく決定のほかからは生じない。", "Coverage and roles come from nothing but a decision on a policy in force."),
        ),
    ),
    Composition(
        "C3",
        Text(
            "着手は、定足数及び多数による監理委員会の決定に基づく承認、又は他の者が確認した緊急の認定による。",
            "A start rests on an approval decided by the commission with quorum and majority, or on urgency that another person confirmed.",
        ),
        ("measure", "oversight"),
        (
            _link("N04a N05 N29", "着手の時点で、承認、又は確認された緊急の認定があり、不承認は覆されていない。", "At the start there is an approval or confirmed urgency, and no refusal is overcome."),
            _link("N04c N28d N28e N19a", "承認は、現在の求めについての委員会の決定によるほか、また求めた者によっては、記録されない。", "An approval comes from nothing but the commission's decision on the present request, and not from who requested it."),
            _link("N28i N28b N28c N28g", "委員会の決定は、定足数及び多数によるほか生じず、その後出席及び表決は変わらない。", "A decision comes from nothing but quorum and majority, and votes stay as recorded."),
            _link("N04d N04b N04e N19b N29b", "緊急の認定及び確認は、認定することができる者、及び他の者によるほか生じない。", "Urgency comes from nobody but who may find it, its confirmation from another person."),
            _link("N15a N15b", "計画又は対象が改まれば、いずれも効力を失う。", "A new plan or identity voids both."),
        ),
    ),
    Composition(
        "C4",
        Text(
            "第81条の3による着手は、要請又は同意、協議、会議の決定及び閣議決定の全てを経た、期間内の命令による。",
            "A start on 81-3 rests on an order within its period, after request or consent, consultation, the NSC's and the Cabinet's decisions.",
        ),
        ("measure", "order", "session", "policy"),
        (
            _link("N11a N12a N09b", "着手の時点で、命令は発せられ、期間内であり、共同対処の決定がある。", "At the start the order is issued and within its period, and the measure is joint."),
            _link("N11g N11b N27a N27b", "命令は、四つの手続及び要件の認定の全ての後にのみ発せられる。", "An order is issued only after all four and every finding."),
            _link("N11h N11c N11i N11d N11j N17 N18", "それぞれは、その手続によるほか生じない。", "Each comes from nothing but its own step."),
            _link("N11f N11e N11k N12c N13a N13f", "命令は決定された期間のとおり発せられて変わらず、終了した命令は戻らない。", "An order is issued for the period decided and does not change, and once ended it does not come back."),
        ),
    ),
    Composition(
        "C5",
        Text(
            "合衆国軍隊の使用する電子計算機の警護は、要請、審議及び決定の順による。",
            "Guarding computers of US forces follows request, deliberation and decision, in this order.",
        ),
        ("measure", "guard", "session"),
        (
            _link("N14a", "着手の時点で、三つの全てがある。", "At the start there are all three."),
            _link("N14f N14c N14g N14b N17 N18", "審議は要請の後、決定は審議の後にのみ記録される。", "Deliberation is recorded only after the request, the decision only after deliberation."),
            _link("N14e N14d", "決定された内容は変わらない。", "What was decided does not change."),
        ),
    ),
    Composition(
        "C6",
        Text(
            "緊急の例外による着手は、通知されるまで、同じ対処方針の下で重ねられない。",
            "Starts under the exception do not pile up under one policy before the notice is given.",
        ),
        ("measure", "policy"),
        (
            _link("N06c N06e", "着手の入力が、期限に数のある通知の義務を生ずる。", "The entry of the start opens the duty, with a deadline in hours."),
            _link("N06d A01c", "義務は、通知によるほか消えず、その間対象の特定は改まらない。", "It is owed until given, and the target stays what it is."),
            _link("N06a N06b", "未了の間は例外による着手が、期限の後は全ての着手が許されない。", "While it is owed no start under the exception, once overdue no start at all."),
        ),
    ),
    Composition(
        "C7",
        Text(
            "措置の対象の管理者への通知は、行われ、又は要しないと決定されるまで失われない。",
            "The notice to the administrator of a target is never lost before it is given or finally excepted.",
        ),
        ("measure",),
        (
            _link("A01a", "着手が義務を生ずる。", "The start opens the duty."),
            _link("A01b A01c", "義務は消えず、その対象は取り下げられず、改まらない。", "It stays, and its target is neither withdrawn nor changed."),
            _link("A01d N22a N22g", "見合わせは再確認の日に戻り、案件は終結されず、いつでも果たすことができる。", "Putting it off comes back, the case does not close, and the duty can be done at any time."),
        ),
    ),
    Composition(
        "C8",
        Text(
            "根拠を失った実施には、直ちに停止の義務が生じ、いつでも停止することができる。",
            "What runs without a ground is at once due to stop, and can be stopped at any time.",
        ),
        ("measure", "policy", "order", "guard"),
        (
            _link("N12d A07a A07b A07c A07d A07e A07f A07g A07h N31c A04e", "それぞれの根拠について、失われた状態には義務がある。", "For each ground, the state without it has the duty."),
            _link("A04a A04b A04c A04d A04f A04g", "停止は常に許され、求めは決定の義務を生ずる。", "Stopping is always permitted, and a request opens the duty to decide."),
            _link("N31a N31b", "実施は、着手のほかからは生じない。", "A run comes from nothing but a start."),
        ),
    ),
    Composition(
        "C9",
        Text(
            "果たすべきものを残して終結した案件はなく、残すもののない案件は終結することができる。",
            "No case closes with anything left, and every case with nothing left can be closed.",
        ),
        ("measure", "policy", "order", "guard", "oversight", "campaign", "session"),
        (
            _link("N22a N22b N22c N22d N22e", "終結は、義務、実施及びこれに基づく案件が残る間は許されない。", "Closing is refused while a duty, a run or a case that rests on it is left."),
            _link("N22g N22h A08c A06a A06b A06c A06d A06e A06f A06g", "残るものはいつでも果たすことができる。", "What is left can be done at any time."),
            _link("A08a A08b A08d", "逸脱は何も満たさず、是正及び連絡の義務を残す。", "A deviation satisfies nothing and leaves duties to cure and to tell."),
        ),
    ),
)  # fmt: skip
