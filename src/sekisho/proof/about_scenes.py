"""The scenes that are searched: the neighbours of a measure whole but small, and slices of the measure itself."""

from __future__ import annotations

from sekisho.vocabulary.text import Text

from .explore import Search
from .layout import Cast, Scene
from .start_state import GROUNDS

NEW_CONTENT = Text("書き改めた内容は、常に新たな内容とする。", "What is written anew is always new content.")
SESSION = {"item": ("1",), "seat": ("1/a",)}
MEETING = {
    "body": ("nsc",),
    "session.attend.status": ("attended", "absent"),
    "session.conclude.outcome": ("deliberated", "decided", "returned"),
    "policy.answer.answer": ("agree", "object"),
}
OFFICER = {
    "police": ("designated_officer", "npa_officer", "prefectural_officer"),
    "sdf": ("designated_officer", "sdf_member"),
}
COMMISSION = {
    "p:commission_chair": ("commission_chair",),
    "p:commission_member": ("commission_member",),
    "p:commission_member_2": ("commission_member",),
}


def _also(ja: str, en: str) -> Text:
    return Text(f"{ja}{NEW_CONTENT.ja}", f"{en} {NEW_CONTENT.en}")


READY = (
    "measure.open measure.add_target measure.plan measure.set_leg measure.locate measure.find_grounds "
    "measure.decide_roles measure.consult measure.consult measure.request_approval measure.approve measure.command"
)
CLOSING = "measure.notify_administrator measure.inform_crisis measure.coordinate_report measure.report measure.close"
GROUNDED = (*GROUNDS, "covers", "guidance", "liaison", "harmful_telecommunication")


def _measure(number: str, text: tuple[str, str], steps: str, without: str = "") -> Search:
    """Return a slice of the measure: one target abroad, one police leg, from where all is ready for the start."""
    begins = tuple(step for step in READY.split() if step not in without.split())
    return Search(
        id=number,
        text=Text(*text),
        abstracted=_also(
            "国外の対象及び警察の実施部分各一とし、着手の要件が揃ったところから始める。対処方針、命令、警護及び監理委員会の案件は任意とする。",
            "One target abroad and one police leg, from where all is ready for the start. Policy, order, guarding and the "
            "commission's cases are free.",
        ),
        scene=Scene(
            cases={
                "m": Cast(kind="measure", elements={"target": ("t",), "leg": ("police",)}, classes=OFFICER)
            },
            choices={
                "measure.locate.location": ("abroad",),
                "measure.decide_roles.mode": ("police",),
                "measure.set_leg.basis": ("pdea_6_2",),
                "measure.set_leg.commander": ("npa_commissioner",),
                "measure.set_leg.guards": ("sdf",),
                "measure.approve.outcome": ("granted",),
                **dict.fromkeys(GROUNDED, ("yes",)),
            },
            free=("policy", "oversight", "order", "guard"),
            steps=(*steps.split(), *CLOSING.split()),
        ),
        begins=begins,
    )


SEARCHES: tuple[Search, ...] = (
    Search(
        id="campaign",
        text=Text("攻撃キャンペーンの全体", "A campaign, whole"),
        abstracted=NEW_CONTENT,
        scene=Scene(cases={"c": Cast(kind="campaign")}),
    ),
    Search(
        id="policy",
        text=Text("対処方針及びこれを審議する会議", "A policy and the session that deliberates it"),
        abstracted=_also(
            "照会先は一、席は一とし、見直し、連絡及び事前の調整は除く。措置、命令及び見直し案は任意とする。",
            "One office asked, one seat; without revision, informing and advance coordination. Measures, orders and revisions are free.",
        ),
        scene=Scene(
            cases={
                "p": Cast(kind="policy", elements={"asked": ("npa",)}, links={"deliberated_in": ("s#1",)}),
                "s": Cast(kind="session", elements=SESSION, links={"matter_policy": ("p",)}),
            },
            choices={**MEETING, "item_kind": ("xi",)},
            free=("campaign",),
            steps=("policy.open", "policy.explain_no_campaign", "policy.draft", "policy.co_draft", "policy.ask", "policy.answer", "policy.submit", "policy.deliberate", "policy.return", "policy.withdraw", "policy.inform_crisis", "policy.close", "session.convene", "session.place_item", "session.attend", "session.conclude", "session.close", "policy.coordinate_in_advance"),
        ),
    ),
    Search(
        id="guard",
        text=Text("警護及びこれを審議する会議", "A guarding and the session that deliberates it"),
        abstracted=_also("席は一とし、措置は任意とする。", "One seat; measures are free."),
        scene=Scene(
            cases={
                "g": Cast(kind="guard", links={"deliberated_in": ("s#1",)}),
                "s": Cast(kind="session", elements=SESSION, links={"matter_guard": ("g",)}),
            },
            choices={**MEETING, "item_kind": ("xi", "ix")},
        ),
    ),
    Search(
        id="oversight",
        text=Text("監理委員会の案件", "A case of the oversight commission"),
        abstracted=_also("委員長及び委員二人とし、措置は任意とする。", "The chair and two members; the measure is free."),
        scene=Scene(
            cases={"v": Cast(kind="oversight", elements={"member": tuple(COMMISSION)}, classes=COMMISSION)},
            free=("measure",),
        ),
    ),
    Search(
        id="order-end",
        text=Text("命令の終了", "The end of an order"),
        abstracted=_also(
            "会議、閣議及び措置は任意とする。",
            "Sessions, the Cabinet and measures are free.",
        ),
        scene=Scene(
            cases={"o": Cast(kind="order")},
            free=("session", "policy", "measure"),
            choices={"order.open.form": ("protection",), "order.npsc.position": ("requested", "declined")},
            steps=("order.open", "order.draft", "order.find", "order.npsc", "order.consult", "order.nsc_decide", "order.cabinet_decide", "order.issue", "order.draft_end", "order.end_nsc", "order.end_cabinet", "order.end", "order.inform_crisis", "order.withdraw", "order.close"),
        ),
    ),
    Search(
        id="order-reference",
        text=Text("出動の命令の引用", "An operation order by reference"),
        abstracted=_also("措置は任意とする。", "Measures are free."),
        scene=Scene(
            cases={"o": Cast(kind="order")}, choices={"order.open.form": ("operation_89", "operation_92")},
            steps=("order.open", "order.refer", "order.refer_end", "order.review_need", "order.inform_crisis", "order.withdraw", "order.close"),
        ),
    ),
    _measure(
        "measure-run",
        ("着手から終了、通知、報告及び終結まで", "From the start to end, notices, report and closing"),
        "measure.start measure.stop measure.end measure.request_stop measure.decide_stop measure.notify_administrator "
        "measure.defer_administrator_notice measure.except_administrator_notice measure.inform_crisis "
        "measure.coordinate_report measure.report measure.withdraw measure.close",
    ),
    _measure(
        "measure-change",
        ("着手の前後における計画、対象及び割当ての変更", "Changes of plan, target and assignment before and after the start"),
        "measure.plan measure.change_target measure.withdraw_target measure.set_leg measure.request_approval measure.approve "
        "measure.deny measure.command measure.start measure.end measure.withdraw",
    ),
    _measure(
        "measure-urgent",
        ("緊急の例外による着手及びその後の通知", "A start under the exception and the notice afterwards"),
        "measure.find_urgency measure.confirm_urgency measure.request_approval measure.approve measure.deny measure.start "
        "measure.notify_commission measure.stop measure.end measure.withdraw",
        "measure.request_approval measure.approve",
    ),
)  # fmt: skip
