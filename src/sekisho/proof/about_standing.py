"""Where a duty must be open whatever has happened: what runs without a ground, a notice put off, a deviation."""

from __future__ import annotations

from collections.abc import Callable

from sekisho.vocabulary.text import Text

from . import start_state as of
from .standing import Watch
from .state import Bool, Place
from .statement import both, either, never, some, where

CURE = ("policy", "order", "guard", "measure")


def _while_running(ground: Callable[[Place], Bool]) -> Callable[[Place], Bool]:
    """Return that what runs has its ground."""
    return lambda p: where(p, p.attr_is("run_state", ("running",)), ground(p))


def _approved_or_excepted(p: Place) -> Bool:
    """Approved, or started under the exception, which leaves a notice to the commission, and not refused since."""
    excepted = both(
        p, never(p, p.duty_is("notify_commission", ("none",))), never(p, p.done("denial", ("denied",)))
    )
    return either(p, of.approved(p), excepted)


def _executor(p: Place) -> Bool:
    """The executing officer is still of the class that the start needs (an agency is always on record)."""
    return where(p, p.attr_is("agency", ("police", "sdf")), both(p, of.police(p), of.sdf(p)))


def _not_asked_to_stop(p: Place) -> Bool:
    return never(p, p.done("stop_decision", ("stop",)))


def _as_started(p: Place) -> Bool:
    return p.done("started", ("started",), (*of.SAME, "assignment"))


def need_ceased(p: Place) -> Bool:
    """Return that an order was issued, is not over, and its need has ceased."""
    live = both(p, p.done("issue", ("issued",)), p.period_is("period", ("coming", "running")))
    return both(p, live, p.done("need_review", ("ceased",)), never(p, p.done("end", ("ended",))))


def _coordinated(p: Place) -> Bool:
    return p.done("advance_coordination", ("arranged",), ("content",))


def succeeded(p: Place) -> Bool:
    """Return that a policy made to follow this one has been deliberated."""
    return some(p, "successors", lambda s: s.done("deliberation", ("deliberated",), ("content",)))


def _no_longer_open(p: Place) -> tuple[Bool, ...]:
    return tuple(p.attr_is("status", (value,)) for value in p.attr("status") if value != "open")


def _running(number: str, ground: Callable[[Place], Bool], cite: tuple[str, ...], ja: str, en: str) -> Watch:
    return Watch(
        id=number, text=Text(ja, en), cite=cite, kind="measure", part="run", must=_while_running(ground)
    )


def _told(kind: str) -> tuple[Watch, ...]:
    cured = Watch(
        id=f"A08a {kind}",
        text=Text("逸脱があるときは、是正する義務がある。", "A deviation leaves a duty to stop or cure it."),
        cite=("設計 逸脱",),
        kind=kind,
        part="deviation",
        must=lambda p: p.done("cured", ("cured",)),
    )
    told = Watch(
        id=f"A08b {kind}",
        text=Text("逸脱があるときは、連絡する義務がある。", "A deviation leaves a duty to make it known."),
        cite=("設計 逸脱",),
        kind=kind,
        part="deviation",
        must=lambda p: p.done("deviation_told", ("told",)),
    )
    return cured, told


WATCHES: tuple[Watch, ...] = (
    _running(
        "N12d",
        lambda p: both(p, of.order(p), of.order_not_over(p)),
        ("SDF 81-3(5)",),
        "命令の期間の外、又は終了の後は、その下で実施中のものに停止の義務がある。",
        "What runs under an order outside its period, or after its end, is due to stop.",
    ),
    _running(
        "A07a",
        of.operation,
        ("SDF 89(1)", "SDF 92(2)"),
        "出動の命令が効力を失ったときは、停止の義務がある。",
        "What runs under an operation order no longer in force is due to stop.",
    ),
    _running(
        "A07b",
        of.guarding_decided,
        ("SDF 95-4(2)",),
        "警護の決定が失われたときは、停止の義務がある。",
        "What runs as guarding without the decision is due to stop.",
    ),
    _running(
        "A07c",
        _approved_or_excepted,
        ("PDEA 6-2(4)",),
        "承認が失われ、又は不承認となったときは、停止の義務がある。",
        "What runs without approval, but under the exception and never refused, is due to stop.",
    ),
    _running(
        "A07d",
        of.consulted,
        ("PDEA 6-2(3)",),
        "対象が国内にあると認められなくなり、協議を終えていないときは、停止の義務がある。",
        "What runs on a target no longer established to be in Japan, without consultation, is due to stop.",
    ),
    _running(
        "A07e",
        of.policy,
        ("G2.1e", "G2.2a-i"),
        "対処方針が効力を失い、又は代わられたときは、停止の義務がある。",
        "What runs without a policy in force, where one is needed, is due to stop.",
    ),
    _running(
        "A07f",
        of.covered,
        ("G2.1d",),
        "対処方針が対象を含むと認められなくなったときは、停止の義務がある。",
        "What runs on a target not found to be covered is due to stop.",
    ),
    _running(
        "A07g",
        _executor,
        ("PDEA 6-2(1)", "PDEA 6-2(3)", "SDF 91-3"),
        "執行する者が定められた者でなくなったときは、停止の義務がある。",
        "What runs in the hands of an officer no longer of the class that is needed is due to stop.",
    ),
    _running(
        "A07h",
        of.police_after_order,
        ("G2.4a", "SDF 81-3(5)"),
        "命令が終わったときは、共同の措置の警察の部分も停止の義務がある(選択肢による)。",
        "Once the order is over, the police leg of the joint measure is due to stop too (by option).",
    ),
    _running(
        "N31c",
        _as_started,
        ("PDEA 6-2(2)", "設計 停止"),
        "着手の後に計画、対象又は割当てが変わったものには、停止の義務がある。",
        "What runs on another plan, target or assignment than it was started on is due to stop.",
    ),
    _running(
        "A04e",
        _not_asked_to_stop,
        ("設計 停止",),
        "停止すると決定されたものには、停止の義務がある。",
        "What was decided to be stopped is due to stop.",
    ),
    Watch(
        id="A01d",
        text=Text(
            "通知を見合わせた対象は、再確認の日に、改めて検討する義務がある。",
            "A notice put off comes back on its re-check date.",
        ),
        cite=("PDEA 6-2(8)",),
        kind="measure",
        part="target",
        must=lambda p: never(
            p,
            both(
                p,
                p.duty_is("notify_administrator", ("open",)),
                p.done("notice", ("deferred",)),
                p.period_is("recheck", ("unset", "ended")),
            ),
        ),
    ),
    *(watch for kind in CURE for watch in _told(kind)),
    Watch(
        id="R13e",
        text=Text(
            "監理委員会が了知していない緊急閲覧があるときは、監理委員会に了知の義務がある。",
            "Emergency access of which the commission took no note, as it is now, leaves it due to take note.",
        ),
        cite=("設計 緊急閲覧", "強化法 49"),
        kind="emergency",
        part="",
        must=lambda p: p.done("noted", ("taken",), ("scope",)),
    ),
    Watch(
        id="A06h",
        text=Text(
            "必要がなくなった命令は、期間内であっても、速やかに終了を命ずる義務がある。",
            "An order whose need has ceased is due to be ended promptly, even within its period.",
        ),
        cite=("SDF 81-3(5)",),
        kind="order",
        part="",
        must=lambda p: never(p, need_ceased(p)),
    ),
    Watch(
        id="R07i",
        text=Text(
            "有効な対処方針については、あらかじめ調整を行う義務がある。",
            "A policy in force leaves the ministries due to coordinate in advance.",
        ),
        cite=("G2.4b",),
        kind="policy",
        part="",
        must=lambda p: where(p, of.policy_in_force(p), _coordinated(p)),
    ),
    Watch(
        id="R07j",
        text=Text(
            "見直し後の対処方針が審議されたときは、旧版が代わられたことを記録する義務がある。",
            "Once a revision has been deliberated, the old version is due to be recorded as superseded.",
        ),
        cite=("G2.1e",),
        kind="policy",
        part="",
        must=lambda p: where(p, succeeded(p), either(p, *_no_longer_open(p))),
    ),
)
