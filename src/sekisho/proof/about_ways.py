"""Where a step must be open: stopping, doing what is owed, going on after a refusal, and closing."""

from __future__ import annotations

from collections.abc import Callable

from sekisho.vocabulary.text import Text

from .standing import Way
from .state import Bool, Place
from .statement import both, either, every, never, some, where
from .step_state import nothing_rests, runs_ended

Holds = Callable[[Place], Bool]

STOPPING = Text(
    "実施中のものは、いつでも停止し、終了することができる。",
    "What runs can be stopped and ended in every state.",
)
ASKING = Text(
    "実施中のものは、いつでも停止を求めることができる。",
    "A stop of what runs can be requested in every state.",
)
OWED = Text("義務があるときは、これを果たす手続を行うことができる。", "What is owed can be done.")
ON = Text(
    "不承認、差戻し又は取下げの後も、適法に進む道がある。",
    "A refusal, a return or a withdrawal leaves a lawful way on.",
)
CLOSING = Text("残るものがなければ、案件を終結することができる。", "A case with nothing left can be closed.")
DESIGN = ("設計 停止",)
FINAL = ("設計 終結",)


def _any(place: Place) -> Bool:
    return place.model.z.BoolVal(True)


def _running(place: Place) -> Bool:
    return place.attr_is("run_state", ("running",))


def _owed(*duties: str) -> Holds:
    return lambda p: either(p, *(p.duty_is(duty, ("open",)) for duty in duties))


def _is_open(place: Place) -> Bool:
    return place.attr_is("status", ("open",))


def _planned(place: Place) -> Bool:
    return both(place, _is_open(place), place.written("plan"), place.written("identity"))


def _coordinated(duty: str) -> Holds:
    return lambda p: both(
        p, p.duty_is(duty, ("open",)), p.done("report_coordination", ("coordinated",)), p.attr_set("agency")
    )


def _minister(police: str, sdf: str) -> Holds:
    def act(p: Place) -> Bool:
        side = where(p, p.attr_is("agency", ("police",)), p.actor_is("post", police))
        return both(p, side, where(p, p.attr_is("agency", ("sdf",)), p.actor_is("post", sdf)))

    return act


def _over(place: Place) -> Bool:
    """The order was ended or has run out, or nothing was ever issued or referred to."""
    begun = either(place, place.done("issue", ("issued",)), place.done("reference", ("referred",)))
    return either(
        place, place.done("end", ("ended",)), place.period_is("period", ("ended",)), never(place, begun)
    )


def _settled(*resting: str) -> Holds:
    return lambda p: both(p, p.settled(), nothing_rests(*resting)(p))


def _order_done(place: Place) -> Bool:
    return both(place, _settled("measures")(place), _over(place))


def _measure_done(place: Place) -> Bool:
    return both(place, place.settled(), runs_ended("ended")(place))


def _items_done(place: Place) -> Bool:
    outcomes = ("deliberated", "decided", "with_changes", "returned", "deferred")
    return every(place, "item", lambda item: item.done("outcome", outcomes), "item-done")


def _unconcluded(place: Place) -> Bool:
    return never(
        place, place.done("outcome", ("deliberated", "decided", "with_changes", "returned", "deferred"))
    )


def _assigned(place: Place) -> Bool:
    """The measure is planned, and a leg of the police or of the SDF is set."""
    leg = some(place.only(), "leg", lambda one: one.attr_is("agency", ("police", "sdf")))
    return both(place, _planned(place), leg)


def _own_side(place: Place) -> Bool:
    """Who acts is of the agency of a leg."""

    def side(agency: str, office: str) -> Bool:
        leg = some(place.only(), "leg", lambda one: one.attr_is("agency", (agency,)))
        return both(place, leg, place.actor_is("office", office))

    return either(place, side("police", "npa"), side("sdf", "mod"))


def _deferring(place: Place) -> Bool:
    other = ("deliberated", "decided", "with_changes")
    return both(
        place,
        place.given("outcome", ("deferred",)),
        never(place, place.given("outcome", other)),
        never(place, place.given("decided_paper")),
    )


def _asking_again(place: Place) -> Bool:
    return both(
        place,
        place.given("stage", ("requested",)),
        never(place, place.given("stage", ("concluded", "negative"))),
    )


def _drafted(place: Place) -> Bool:
    return both(place, _is_open(place), place.written("content"))


def _not_in_force(place: Place) -> Bool:
    return both(place, _is_open(place), never(place, place.done("deliberation", ("deliberated",))))


def _ended_by_both(place: Place) -> Bool:
    both_decided = (
        place.done(r, ("decided",), ("termination",)) for r in ("end_nsc_decision", "end_cabinet_decision")
    )
    issued = place.done("issue", ("issued",))
    return both(place, issued, place.attr_is("form", ("protection",)), *both_decided)


ROWS: tuple[tuple[str, str, Holds, Holds, Text, tuple[str, ...]], ...] = (
    ("A04a", "measure.stop", _running, _any, STOPPING, DESIGN),
    ("A04a", "measure.end", _running, _any, STOPPING, DESIGN),
    ("A04b", "measure.request_stop", _running, _any, ASKING, DESIGN),
    ("N22g", "measure.decide_stop", _owed("decide_stop"), _any, OWED, DESIGN),
    ("N22g", "measure.notify_administrator", _owed("notify_administrator"), _any, OWED, ("PDEA 6-2(8)",)),
    ("N22g", "measure.defer_administrator_notice", _owed("notify_administrator"), _any, OWED, ("PDEA 6-2(8)",)),
    ("N22g", "measure.except_administrator_notice", _owed("notify_administrator"), _any, OWED, ("PDEA 6-2(8)",)),
    ("N22g", "measure.notify_commission", _owed("notify_commission"), _any, OWED, ("PDEA 6-2(7)",)),
    ("N22g", "measure.coordinate_report", _owed("report", "report_by_other"), _any, OWED, ("G2.5",)),
    ("N22g", "measure.report", _coordinated("report"), _minister("npsc_chair", "defence_minister"), OWED, ("G2.5",)),
    ("N22g", "measure.report_other_side", _coordinated("report_by_other"), _minister("defence_minister", "npsc_chair"), OWED, ("G2.5",)),
    *(("N22g", f"{kind}.inform_crisis", _owed("inform_crisis", "inform_accs"), _any, OWED, ("G2.6b",)) for kind in ("measure", "policy", "order", "campaign")),
    ("N22g", "policy.decide_no_revision", _owed("revise"), _any, OWED, ("G2.1e",)),
    ("N22g", "policy.coordinate_in_advance", _any, _any, OWED, ("G2.4b",)),
    ("N22g", "oversight.respond", _owed("respond"), _any, OWED, ("PDEA 6-2(9)",)),
    ("N22g", "order.draft_end", lambda p: p.done("issue", ("issued",)), _any, OWED, ("SDF 81-3(5)",)),
    ("N22g", "order.end", _ended_by_both, _any, OWED, ("SDF 81-3(5)",)),
    ("N22g", "order.refer_end", lambda p: p.done("reference", ("referred",)), _any, OWED, ("SDF 89(1)", "SDF 92(2)")),
    *(("A08c", f"{kind}.{act}_deviation", _any, _any, OWED, ("設計 逸脱",)) for kind in ("measure", "policy", "order", "guard") for act in ("cure", "inform")),
    ("A06a", "measure.request_approval", _assigned, _own_side, ON, ("PDEA 6-2(4)",)),
    ("A06b", "measure.withdraw", lambda p: both(p, _is_open(p), runs_ended("stopped", "ended")(p)), _any, ON, ("設計 計画",)),
    ("A06c", "measure.consult", _assigned, lambda p: both(p, _asking_again(p), _own_side(p)), ON, ("PDEA 6-2(3)",)),
    ("A06d", "policy.draft", _not_in_force, _any, ON, ("G2.1c",)),
    ("A06d", "policy.withdraw", _any, _any, ON, ("G2.1c",)),
    ("A06e", "order.npsc", _drafted, _any, ON, ("SDF 81-3(1)",)),
    ("A06e", "order.withdraw", _over, _any, ON, ("G2.2c",)),
    ("A06f", "guard.withdraw", _any, _any, ON, ("SDF 95-4(2)",)),
    ("A06g", "session.conclude", _unconcluded, _deferring, ON, ("G2.3",)),
    ("N22h", "measure.close", _measure_done, _any, CLOSING, FINAL),
    ("N22h", "policy.close", _settled("measures", "orders"), _any, CLOSING, FINAL),
    ("N22h", "order.close", _order_done, _any, CLOSING, FINAL),
    ("N22h", "guard.close", _settled("measures"), _any, CLOSING, FINAL),
    ("N22h", "oversight.close", _settled(), _any, CLOSING, FINAL),
    ("N22h", "campaign.close", _settled(), _any, CLOSING, FINAL),
    ("N22h", "session.close", _items_done, _any, CLOSING, FINAL),
)  # fmt: skip

WAYS: tuple[Way, ...] = tuple(
    Way(id=number, step=step, when=when, act=act, text=text, cite=cite)
    for number, step, when, act, text, cite in ROWS
)
