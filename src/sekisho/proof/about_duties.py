"""The properties of duties: what an entry leaves to be done, and that nothing but doing it takes it away."""

from __future__ import annotations

from collections.abc import Callable

from .effects import After
from .history import Passage
from .passages import Must, all_of, elements, kept, leaves, passage
from .start_state import approved
from .state import Bool, Place
from .statement import both, either, never, option, where

POLICE, SDF = ("police",), ("sdf",)


def _of(agency: tuple[str, ...]) -> Callable[[Place], Bool]:
    return lambda p: p.attr_is("agency", agency)


def _informs(bearer: str = "") -> Must:
    return all_of(leaves("inform_crisis", bearer), leaves("inform_accs", bearer))


def _commander(duty: str) -> Must:
    """Return that a duty is open and borne by whoever is set as commander of the leg."""
    posts = ("npa_commissioner", "pref_chief", "defence_minister")
    of_leg = [leaves(duty, post, lambda p, post=post: p.attr_is("commander", (post,))) for post in posts]  # type: ignore[misc]
    return all_of(leaves(duty), *of_leg)


def _both_report(agency: tuple[str, ...]) -> Callable[[Place], Bool]:
    return lambda p: both(p, option(p, "reporting_minister", "both"), _of(agency)(p))


def _not_of(duty: str, agency: tuple[str, ...], bearer: str) -> Must:
    """Return that the entry opens a duty of a leg of this agency for nobody of the other side."""
    return lambda before, after: where(after, _of(agency)(before), never(after, after.opened(duty, bearer)))


def _no_report_by_other(before: Place, after: After) -> Bool:
    """Return that without the option the entry opens no second report."""
    asked = option(before, "reporting_minister", "both")
    return where(after, after.opened("report_by_other"), asked)


def _no_response_unasked(before: Place, after: After) -> Bool:
    """Return that a response is opened only where the option asks for one, and for its addressee alone."""
    asked = option(before, "respond_to_recommendation", "yes")
    its_own = [
        where(after, after.opened("respond", post), before.given("addressee", (post,)))
        for post in ("npa_commissioner", "defence_minister")
    ]
    return both(after, where(after, after.opened("respond"), asked), *its_own)


def _owed(duty: str) -> Callable[[Place], Bool]:
    return lambda p: p.duty_is(duty, ("open",))


def _identity_while_owed(before: Place, after: After) -> Bool:
    """Return that no target about which a notice is owed gets another identity."""
    notices = ("notify_administrator", "notify_commission")
    changed = [
        both(after, was, either(after, *(_owed(n)(then) for n in notices)), then.changes("identity"))
        for was, _, then, now in elements(after, "target", "owed")
        if now.writes("identity")
    ]
    return never(after, either(after, *changed))


def _put_off(before: Place, after: After) -> Bool:
    """Return that the putting off and its period are on record."""
    return both(
        after, after.done("notice", ("deferred",)), never(after, after.period_is("recheck", ("unset",)))
    )


def _no_longer_put_off(before: Place, after: After) -> Bool:
    """Return that no putting off is on record any more."""
    return never(after, after.done("notice", ("deferred",)))


def _kept(
    number: str, kind: str, part: str, duty: str, but: str, cite: tuple[str, ...], ja: str, en: str
) -> Passage:
    steps = " ".join(f"{kind}.{step}" for step in but.split())
    return passage(number, f"{kind}.*", kept(part, _owed(duty)), cite, ja, en, steps)


OPENED = (
    passage(
        "N06c",
        "measure.start",
        leaves("notify_commission", "", lambda p: never(p, approved(p))),
        ("PDEA 6-2(7)",),
        "承認なしに着手したときは、同じ入力により監理委員会への通知の義務が生ずる。",
        "A start without approval opens the duty to notify the commission in the same entry.",
    ),
    passage(
        "A01a",
        "measure.start",
        _commander("notify_administrator"),
        ("PDEA 6-2(8)",),
        "着手したときは、対象の管理者への通知の義務が、指揮を行う者に生ずる。",
        "A start opens the commander's duty to notify the administrator of the target.",
    ),
    passage(
        "A01f",
        "measure.defer_administrator_notice",
        _put_off,
        ("PDEA 6-2(8)", "G2.4c-3"),
        "管理者への通知を見合わせたときは、見合わせ及び再確認の期間が記録に残り、期間の後に改めて検討する義務が生ずる。",
        "A notice put off is on record with the period until the re-check, after which it has to be considered again.",
    ),
    passage(
        "A01e",
        "measure.notify_administrator measure.except_administrator_notice",
        _no_longer_put_off,
        ("PDEA 6-2(8)",),
        "通知し、又は通知を要しない旨を決定した後は、先の見合わせによる再検討の義務は残らない。",
        "Once the notice is given or finally excepted, nothing remains of its having been put off.",
    ),
    passage(
        "A02a",
        "measure.start",
        all_of(leaves("report", "npsc_chair", _of(POLICE)), leaves("report", "defence_minister", _of(SDF))),
        ("G2.5",),
        "着手したときは、国家安全保障会議への報告の義務が、その側の大臣に生ずる。",
        "A start leaves the report to the NSC with the minister of its side.",
    ),
    passage(
        "A02d",
        "measure.start",
        all_of(_not_of("report", POLICE, "defence_minister"), _not_of("report", SDF, "npsc_chair")),
        ("G2.5",),
        "報告の義務は、他方の側の大臣には生ずることがない。",
        "The report of a leg is never left with the minister of the other side.",
    ),
    passage(
        "A02e",
        "measure.start",
        all_of(
            leaves("report_by_other", "defence_minister", _both_report(POLICE)),
            leaves("report_by_other", "npsc_chair", _both_report(SDF)),
            _not_of("report_by_other", POLICE, "npsc_chair"),
            _not_of("report_by_other", SDF, "defence_minister"),
            _no_report_by_other,
        ),
        ("G2.5",),
        "両大臣が報告するものと定められたときに限り、他方の大臣にも報告の義務が生ずる。",
        "Only where both ministers are to report is the other minister left with a report too.",
    ),
    passage(
        "A05c",
        "oversight.recommend",
        _no_response_unasked,
        ("PDEA 6-2(9)",),
        "応答の義務は、応答を要するものと定められた場合に、相手方のみに生ずる。",
        "A response is owed only where the option asks for one, and by its addressee alone.",
    ),
    passage(
        "R07k",
        "policy.trigger_revision",
        leaves("revise", "nss"),
        ("G2.1e",),
        "見直しの契機により、対処方針を見直す義務が生ずる。",
        "What calls for a revision leaves the secretariat due to revise the policy.",
    ),
    passage(
        "A03a",
        "measure.start measure.stop measure.end",
        all_of(_commander("inform_crisis"), _commander("inform_accs")),
        ("G2.6b",),
        "着手、停止及び終了により、危機管理部門への連絡の義務が、指揮を行う者に生ずる。",
        "Start, stop and end open the commander's duties to inform the crisis-management offices.",
    ),
    passage(
        "A03b",
        "campaign.recognise policy.deliberate order.issue order.end order.refer_end",
        _informs(),
        ("G2.6b",),
        "認知、審議、命令及びその終了により、危機管理部門への連絡の義務が生ずる。",
        "Recognition, deliberation, an order and its end open the duties to inform the crisis-management offices.",
    ),
    passage(
        "A04c",
        "measure.request_stop",
        _commander("decide_stop"),
        ("設計 停止",),
        "停止の求めにより、直ちに決定する義務が、指揮を行う者に生ずる。",
        "A request to stop opens the commander's duty to decide.",
    ),
    passage(
        "A05a",
        "oversight.recommend",
        all_of(
            *(
                leaves("respond", post, lambda p, post=post: p.given("addressee", (post,)))  # type: ignore[misc]
                for post in ("npa_commissioner", "defence_minister")
            )
        ),
        ("PDEA 6-2(9)",),
        "勧告により、応答する義務が、その相手方に生ずる。",
        "A recommendation opens its addressee's duty to respond.",
    ),
    passage(
        "R10c",
        "yearly.open",
        all_of(leaves("report_to_diet", "commission"), leaves("publish_outline", "commission")),
        ("強化法 61",),
        "年次報告の案件の開始により、国会に報告する義務及びその概要を公表する義務が、監理委員会に生ずる。",
        "Opening a year's report leaves the commission to report to the Diet and to make the outline public.",
    ),
)

KEPT = (
    _kept("N06d", "measure", "target", "notify_commission", "notify_commission", ("PDEA 6-2(7)",),
          "監理委員会への通知の義務は、通知によるほか消えない。", "The notice to the commission is owed until it is given."),
    _kept("A01b", "measure", "target", "notify_administrator", "notify_administrator except_administrator_notice", ("PDEA 6-2(8)",),
          "管理者への通知の義務は、通知又は通知を要しない旨の決定によるほか消えない。一時的な見合わせによっては消えない。",
          "The notice to the administrator is owed until given or finally excepted; putting it off leaves it owed."),
    _kept("A02b", "measure", "leg", "report", "report", ("G2.5",),
          "報告の義務は、報告によるほか消えない。", "The report is owed until it is made."),
    _kept("A02c", "measure", "leg", "report_by_other", "report_other_side", ("G2.5",),
          "他方の大臣の報告の義務は、その報告によるほか消えない。", "The other minister's report is owed until it is made."),
    _kept("A04d", "measure", "run", "decide_stop", "decide_stop stop end", ("設計 停止",),
          "停止の求めに対する決定の義務は、決定、停止又は終了によるほか消えない。",
          "The decision on a stop is owed until it is made or the run is stopped or ended."),
    *(_kept(f"A03c {kind}", kind, "", duty, "inform_crisis", ("G2.6b",),
            "危機管理部門への連絡の義務は、連絡によるほか消えない。", "Informing the crisis-management offices is owed until done.")
      for kind in ("measure", "policy", "order", "campaign") for duty in ("inform_crisis", "inform_accs")),
    _kept("A05b", "oversight", "", "respond", "respond", ("PDEA 6-2(9)",),
          "勧告への応答の義務は、応答によるほか消えない。", "The response is owed until it is given."),
    passage(
        "A01c",
        "measure.*",
        _identity_while_owed,
        ("PDEA 6-2(8)",),
        "管理者への通知が未了の間は、その対象の特定を改めない。",
        "A target's identity is not changed while the notice to its administrator is owed.",
    ),
)  # fmt: skip
