"""The never-properties about collegiate bodies: the Council's agenda items, and the oversight commission's decisions."""

from __future__ import annotations

from . import record_state as recorded
from . import step_state as of
from .statement import about

COUNCIL = tuple(
    statement
    for step, (link, kind) in of.COUNCIL.items()
    for statement in (
        about(
            f"N17 {step}",
            step,
            of.item(kind, link),
            ("G2.3", "NSC Act 2(1)(ix)", "NSC Act 2(1)(xi)"),
            "第11号の議題は第9号の議題に、第9号の議題は第11号の議題に代わらない。",
            "An agenda item under (xi) does not count as one under (ix), nor the reverse.",
        ),
        about(
            f"N18 {step}",
            step,
            of.seats(link),
            ("G2.3", "NSC Act 5(4)"),
            "定められた席の全てについて明らかでない議題は算入しない。",
            "An agenda item counts only if every seat derived for it is accounted for.",
        ),
    )
)

ABOUT_BODIES = (
    *COUNCIL,
    about(
        "N28b",
        "oversight.decide",
        of.quorum,
        ("強化法 55", "強化法 54"),
        "委員長(事故があるときは、あらかじめ定められた委員)のほか二人以上の委員の出席なしに決定しない。",
        "The commission decides only with the chair, or if prevented the member fixed beforehand, and at least two others present.",
    ),
    about(
        "N28c",
        "oversight.decide",
        of.majority,
        ("強化法 55", "強化法 54"),
        "出席者の過半数、又は可否同数のとき委員長(出席していないときは、これを代理する委員)の賛成なしに決定しない。",
        "The commission decides only by a majority of those present, or where equal by the vote of the chair, in the chair's absence of the deputy.",
    ),
    about(
        "N28d",
        "measure.approve",
        of.commission("granted", ("granted",)),
        ("PDEA 6-2(6)", "強化法 55"),
        "承認は、現在の求めについての監理委員会の決定なしに記録しない。",
        "No approval without a decision of the commission on the present request.",
    ),
    about(
        "N28e",
        "measure.approve",
        of.commission("granted_with_conditions", ("granted_with_conditions",)),
        ("PDEA 6-2(6)", "強化法 55"),
        "条件を付した承認は、その旨の決定なしに記録しない。",
        "No approval with conditions without a decision to that effect.",
    ),
    about(
        "N28f",
        "measure.deny",
        of.commission("denied"),
        ("PDEA 6-2(6)", "強化法 55"),
        "不承認は、現在の求めについての監理委員会の決定なしに記録しない。",
        "No refusal without a decision of the commission on the present request.",
    ),
    about(
        "R04i",
        "measure.approve",
        recorded.request_not_refused,
        ("PDEA 6-2(4)", "PDEA 6-2(6)"),
        "一の対象について不承認のあった求めにより、選択肢によるほか、他の対象を承認しない。",
        "On a request of which one target was refused no other target is approved, unless by option.",
    ),
    about(
        "R05f",
        "session.place_item",
        recorded.day_is("coming", "running"),
        ("G2.2a-i", "G2.2c"),
        "会議の開催日の後に、議題を付議しない。",
        "No item is placed after the day on which the session is held.",
    ),
    about(
        "R06h",
        "session.attend",
        recorded.day_is("running", "ended"),
        ("G2.3", "設計 記録"),
        "会議の開催日の前に、出席等を記録しない。",
        "No attendance is recorded before the day on which the session is held.",
    ),
    about(
        "R06i",
        "session.conclude",
        recorded.concluded_on_its_day,
        ("G2.3", "設計 記録"),
        "会議の開催日の前に、見送りのほかの議題の結果を記録しない。",
        "No outcome but an item's being deferred is recorded before the day on which the session is held.",
    ),
)
