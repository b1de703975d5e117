"""The never-properties about the start of a leg on a target: each with its sentence and where it comes from."""

from __future__ import annotations

from collections.abc import Callable

from sekisho.vocabulary.text import Text

from . import start_state as of
from .state import Bool, Place
from .statement import Property

START = ("measure.start",)


def _start(number: str, must: Callable[[Place], Bool], cite: tuple[str, ...], ja: str, en: str) -> Property:
    return Property(id=number, text=Text(ja, en), cite=cite, steps=START, must=must)


ABOUT_START = (
    _start(
        "N01",
        of.consulted,
        ("PDEA 6-2(3)", "G2.4c-1"),
        "国内にあると認められない対象には、同じ対象及び計画についての外務大臣との協議を終えずに着手しない。",
        "No start on a target not established to be in Japan without a concluded consultation with the Foreign Minister on the same target and plan.",
    ),
    _start(
        "N02a",
        of.policy,
        ("G2.2a-i", "G2.2a-ii"),
        "国内にあり国家安全保障に関わらないと判断された対象のほかは、審議された有効な対処方針なしに着手しない。",
        "Unless the target is in Japan and was found not to concern national security, no start without a deliberated policy in force.",
    ),
    _start(
        "N02b",
        of.covered,
        ("G2.2a-i", "G2.2a-ii", "G2.1d"),
        "国内にあり国家安全保障に関わらないと判断された対象のほかは、対処方針が含むと認められない対象に着手しない。",
        "Unless the target is in Japan and was found not to concern national security, no start on a target that the policy was not found to cover.",
    ),
    _start(
        "N02c",
        of.judged,
        ("G2.1a", "G2.2a-ii"),
        "所在の認定、及び国内の対象について国家安全保障に関わるかの判断なしに着手しない。",
        "No start without a finding on location and, for a target in Japan, a judgement on national security.",
    ),
    _start(
        "N04a",
        of.approved_or_urgent,
        ("PDEA 6-2(4)",),
        "監理委員会の承認も、確認された緊急の認定もなしに着手しない。",
        "No start without the commission's approval or a confirmed finding of urgency, for the same target and plan.",
    ),
    _start(
        "N05",
        of.lifts_nothing_else,
        ("PDEA 6-2(3)", "PDEA 6-2(4)", "G2.2a-i"),
        "緊急の例外は、承認のほかの何ものも不要としない。",
        "The urgency exception lifts the approval and nothing else.",
    ),
    _start(
        "N06a",
        of.no_pile,
        ("PDEA 6-2(7)",),
        "監理委員会への通知が未了の間は、同じ対処方針の措置において緊急の例外により着手しない。",
        "While a notice to the commission is owed, no further start under the exception in measures of the same policy.",
    ),
    _start(
        "N06b",
        of.none_overdue,
        ("PDEA 6-2(7)",),
        "監理委員会への通知が期限を過ぎている間は、同じ対処方針の措置に着手しない。",
        "Once a notice to the commission is overdue, no start at all in measures of the same policy.",
    ),
    _start(
        "N07a",
        of.police,
        ("PDEA 6-2(1)", "PDEA 6-2(3)"),
        "警察の措置は、指名を受けた執行官、国内にあると認められない対象には警察庁の警察官のほかは執行しない。",
        "No police leg by anyone but a designated officer, of the NPA where the target is not established to be in Japan.",
    ),
    _start(
        "N07b",
        of.sdf,
        ("SDF 91-3", "G1.1"),
        "自衛隊の措置は、運用上定められた自衛官のほかは執行しない。",
        "No SDF leg by anyone outside the class that the option names.",
    ),
    _start(
        "N07c",
        of.police_officer,
        ("PDEA 6-2(1)",),
        "警察の措置は、警察庁又は都道府県警察の警察官のほかは執行しない。",
        "No police leg by anyone who is an officer neither of the NPA nor of a prefectural police.",
    ),
    _start(
        "N08a",
        of.roles,
        ("G2.1d", "G2.4a"),
        "対処方針を要するときは、有効な版に基づく役割分担の決定なしに着手しない。",
        "Where a policy is required, no start without a role decision for this plan on the version in force.",
    ),
    _start(
        "N08b",
        of.agency,
        ("G2.1d", "G2.4a"),
        "対処方針を要するときは、役割分担の決定が定めない機関は着手しない。",
        "Where a policy is required, no start by an agency that the role decision does not name.",
    ),
    _start(
        "N09a",
        of.basis,
        ("G1.1",),
        "実施部分の根拠規定は、警察は警察官職務執行法第6条の2、自衛隊は自衛隊法の四つの規定の一つである。",
        "A police leg rests on PDEA 6-2, an SDF leg on one of the four provisions of the SDF Act.",
    ),
    _start(
        "N09b",
        of.joint,
        ("SDF 81-3(2)", "G2.2c"),
        "第81条の3による措置は、警察の実施部分を伴う共同対処としてのみ着手する。",
        "A leg on 81-3 starts only in a measure decided to be joint, beside a police leg.",
    ),
    _start(
        "N09c",
        of.mode_on_record,
        ("G1.1", "G2.4a"),
        "実施の形態の記録なしに着手しない。",
        "No start without the mode on record.",
    ),
    _start(
        "N10a",
        of.commanded,
        ("PDEA 6-2(10)", "G2.4a"),
        "現在の計画、対象及び割当てについての指揮なしに着手しない。",
        "No start without command for the present plan, target and assignment.",
    ),
    _start(
        "N11a",
        of.order,
        ("SDF 81-3(1)", "G2.2c"),
        "第81条の3による措置は、発せられた命令なしに着手しない。",
        "No leg on 81-3 starts without an order that was issued.",
    ),
    _start(
        "N11m",
        of.order_of_policy,
        ("G2.2c",),
        "第81条の3による措置は、その対処方針及びその見直しの対象の対処方針のほかの対処方針に基づく命令によっては、着手しない。",
        "No leg on 81-3 starts under an order of any policy but the measure's own or the one which that revises.",
    ),
    _start(
        "N12a",
        of.order_not_over,
        ("SDF 81-3(5)",),
        "命令の期間の外、又は終了の後は、その下で着手しない。",
        "Outside an order's period, or after it was ended, nothing starts under it.",
    ),
    _start(
        "N12b",
        of.police_after_order,
        ("G2.4a", "SDF 81-3(5)"),
        "命令が終わった後は、共同の措置の警察の部分も、新たな役割分担の決定なしに着手しない(選択肢による)。",
        "Once the order is over, the police leg of the joint measure starts only on a new role decision (by option).",
    ),
    _start(
        "N11n",
        of.police_order_of_policy,
        ("G2.2c", "G2.4a"),
        "別の対処方針に基づく命令の下では、共同の措置の警察の部分も着手しない(選択肢による)。",
        "Under an order of another policy the police leg of the joint measure does not start either (by option).",
    ),
    _start(
        "N14a",
        of.guard,
        ("SDF 95-4(2)", "G2.2b"),
        "合衆国軍隊の使用する電子計算機の警護は、要請、審議及び防衛大臣の決定なしに着手しない。",
        "No guarding of computers of US forces starts without their request, deliberation and the Defence Minister's decision.",
    ),
    _start(
        "N25",
        of.not_superseded,
        ("G2.1e",),
        "代わられた対処方針に基づいて着手しない。",
        "A superseded policy carries no start.",
    ),
    _start(
        "N26",
        of.grounds,
        ("PDEA 6-2(2)", "PDEA 1(2)"),
        "対象ごとの要件の認定の全てなしに着手しない。",
        "No start without every statutory ground found for the target.",
    ),
    _start(
        "N28a",
        of.conditions,
        ("PDEA 6-2(6)", "強化法 55"),
        "承認の条件の遵守の確約なしに着手しない。",
        "The conditions of an approval bind the start.",
    ),
    _start(
        "N29",
        of.refusal,
        ("PDEA 6-2(4)",),
        "不承認を緊急の例外で覆さない。",
        "A refusal by the commission is not overcome by urgency.",
    ),
    _start(
        "N30a",
        of.operation,
        ("SDF 89(1)", "SDF 92(2)"),
        "第89条及び第92条による措置は、効力を有する出動の命令の引用なしに着手しない。",
        "No leg on 89 or 92 without a reference to the operation order in force.",
    ),
    _start(
        "N32b",
        of.not_withdrawn,
        ("設計 計画",),
        "取り下げられた措置に着手しない。",
        "Nothing starts in a withdrawn measure.",
    ),
)
