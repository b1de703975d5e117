"""Where a standing duty is not open: nobody is told to stop, cure or decide where there is nothing to make good.

What is not known never spares anybody, so each is stated of a state in which what the duty asks about is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sekisho.vocabulary.text import Text

from . import start_state as of
from .about_standing import WATCHES
from .standing import Spare
from .state import Bool, Place
from .statement import both, either, every, never, option

Holds = Callable[[Place], Bool]
_OF_A_RUN = ("run_state", "basis", "agency")
_OTHER_BASES = ("pdea_6_2", "sdf_89", "sdf_92", "sdf_95_4")
_BY_WATCH = {
    "N12d": ("STOP-ORDER",),
    "A07a": ("STOP-OPERATION",),
    "A07b": ("STOP-GUARD",),
    "A07c": ("STOP-APPROVAL",),
    "A07d": ("STOP-CONSULTATION",),
    "A07e": ("STOP-POLICY",),
    "A07f": ("STOP-COVERAGE",),
    "A07g": ("STOP-DESIGNATION", "STOP-OFFICER-NPA", "STOP-OFFICER-SDF"),
    "A07h": ("STOP-POLICE-AFTER-ORDER",),
    "N31c": ("STOP-CHANGED",),
    "A04e": ("STOP-DECIDED",),
    "A01d": ("RECHECK-ADMINISTRATOR",),
    "A08a policy": ("POLICY-DEVIATION-CURE",),
    "A08b policy": ("POLICY-DEVIATION-TELL",),
    "A08a order": ("ORDER-DEVIATION-CURE",),
    "A08b order": ("ORDER-DEVIATION-TELL",),
    "A08a guard": ("GUARD-DEVIATION-CURE",),
    "A08b guard": ("GUARD-DEVIATION-TELL",),
    "A08a measure": ("DEVIATION-CURE",),
    "A08b measure": ("DEVIATION-TELL",),
    "R13e": ("EMERGENCY-TAKE-NOTE",),
    "A06h": ("ORDER-END-PROMPTLY",),
}
"""The duties that each watch is about: they are open only where what is watched over is not so."""


def _known(part: str) -> Holds:
    names = _OF_A_RUN if part == "run" else ()
    return lambda p: both(p, *(p.attr_set(name) for name in names))


def _guard_stands(p: Place) -> Bool:
    guard = p.at("under_guard")
    return both(p, guard.attr_is("status", ("open",)), guard.finding_is("necessity", ("yes",), ("content",)))


def _order_stands(p: Place) -> Bool:
    order = p.at("under_order")
    issued = order.done("issue", ("issued",), ("content",))
    return both(p, order.attr_is("form", ("protection",)), order.attr_is("status", ("open",)), issued)


def _order_runs(p: Place) -> Bool:
    order = p.at("under_order")
    live = both(p, order.period_is("period", ("running",)), never(p, order.done("end", ("ended",))))
    return both(p, _order_stands(p), live)


def _order_is_no_matter(p: Place) -> Bool:
    """Return that the leg is none of the police in a joint measure under an order, or the option asks nothing of it."""
    none = every(p.only(), "leg", lambda leg: leg.attr_is("basis", _OTHER_BASES), "under-order")
    other = both(p, none, p.attr_is("basis", _OTHER_BASES))
    free = never(p, option(p, "police_after_order", "new_role_decision"))
    alone = either(p, never(p, p.attr_set("mode")), p.attr_is("mode", ("police", "sdf")))
    return either(p, free, alone, p.attr_is("agency", ("sdf",)), other)


def _not_running(p: Place) -> Bool:
    return p.attr_is("run_state", ("stopped", "ended"))


def _policy_known(p: Place) -> Bool:
    return p.at("under_policy").attr_set("status")


_MORE: Mapping[str, Holds] = {
    "A07b": lambda p: either(
        p, _not_running(p), never(p, p.attr_is("basis", ("sdf_95_4",))), _guard_stands(p)
    ),
    "A07e": lambda p: either(p, _not_running(p), of.domestic(p), _policy_known(p)),
    "A07h": lambda p: either(p, _not_running(p), _order_runs(p), _order_is_no_matter(p)),
}
"""What has to be known beside what the watch states: other cases, as they stand there."""


def _spare(watch: str, kind: str, part: str, cite: tuple[str, ...], when: Holds, *duties: str) -> Spare:
    names = "、".join(duties)
    text = Text(
        f"見守る事柄が明らかに備わっている間は、その義務（{names}）はない。",
        f"While what it watches over certainly stands, there is no such duty ({', '.join(duties)}).",
    )
    return Spare(id=f"{watch} only", text=text, cite=cite, kind=kind, part=part, duties=duties, when=when)


def _converse() -> tuple[Spare, ...]:
    return tuple(
        _spare(w.id, w.kind, w.part, w.cite, _when(w.id, w.must, w.part), *_BY_WATCH[w.id])
        for w in WATCHES
        if w.id in _BY_WATCH
    )


def _when(watch: str, must: Holds, part: str) -> Holds:
    known, more = _known(part), _MORE.get(watch, both)
    return lambda p: both(p, known(p), more(p), must(p))


def _arranged_or_lapsed(p: Place) -> Bool:
    lapsed = either(
        p,
        p.period_is("validity", ("coming", "ended")),
        p.attr_is("status", ("withdrawn", "superseded", "closed")),
    )
    return either(
        p,
        p.done("advance_coordination", ("arranged",), ("content",)),
        lapsed,
        never(p, p.done("deliberation", ("deliberated",), ("content",))),
    )


def _no_successor(p: Place) -> Bool:
    """Return that the policy is open no more, or that nothing which follows it has been deliberated."""
    over = p.attr_is("status", ("withdrawn", "superseded", "closed"))
    none = every(
        p, "successors", lambda s: never(s, s.done("deliberation", ("deliberated",), ("content",))), "none"
    )
    return either(p, over, none)


SPARED: tuple[Spare, ...] = (
    *_converse(),
    _spare("R07i", "policy", "", ("G2.4b",), _arranged_or_lapsed, "POLICY-ADVANCE-COORDINATION"),
    _spare("R07j", "policy", "", ("G2.1e",), _no_successor, "POLICY-SUPERSEDE-RECORD"),
)
