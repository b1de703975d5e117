"""What must hold of a leg and a target where a start is permitted, in the prover's own form; no rule is read here."""

from __future__ import annotations

from .state import Bool, Place
from .statement import both, either, every, never, option, some, where

SAME = ("plan", "identity")
HERE = ("plan", "identity", "location_version")
GROUNDS = (
    "trigger",
    "grave_harm",
    "urgent_need",
    "normally_necessary",
    "computer_operation",
    "via_lines",
    "minimum",
)


def in_japan(p: Place) -> Bool:
    """Return that the target is established to be in Japan."""
    return p.finding_is("location", ("in_japan",), ("identity",))


def domestic(p: Place) -> Bool:
    """Return that it is in Japan and was found not to concern national security."""
    return both(p, in_japan(p), p.finding_is("security_concern", ("no",), HERE))


def policy_in_force(p: Place) -> Bool:
    """Return that a policy (the place) was deliberated and is not superseded, withdrawn or lapsed."""
    return both(
        p,
        p.done("deliberation", ("deliberated",), ("content",)),
        never(p, p.attr_is("status", ("withdrawn", "superseded", "closed"))),
        never(p, p.period_is("validity", ("coming", "ended"))),
        every(
            p,
            "successors",
            lambda s: never(s, s.done("deliberation", ("deliberated",), ("content",))),
            "in-force",
        ),
    )


def approved(p: Place) -> Bool:
    """Return that the commission approved this target and plan."""
    return p.done("approval", ("granted", "granted_with_conditions"), SAME)


def urgent(p: Place) -> Bool:
    """Return what must hold: urgent"""
    found = p.finding_is("urgency", ("yes",), SAME)
    return both(p, found, p.done("urgency_confirmation", ("confirmed",), SAME))


def consulted(p: Place) -> Bool:
    """Return what must hold: No start on a target not established to be in Japan without a concluded consultation with the Foreign Minister on the same target and plan."""
    suffices = both(
        p, option(p, "negative_reply", "reply_suffices"), p.done("consultation", ("negative",), SAME)
    )
    return either(p, in_japan(p), p.done("consultation", ("concluded",), SAME), suffices)


def policy(p: Place) -> Bool:
    """Return what must hold: Unless the target is in Japan and was found not to concern national security, no start without a deliberated policy in force."""
    return either(p, domestic(p), policy_in_force(p.at("under_policy")))


def covered(p: Place) -> Bool:
    """Return what must hold: Unless the target is in Japan and was found not to concern national security, no start on a target that the policy was not found to cover."""
    return either(p, domestic(p), p.finding_is("covers", ("yes",), (*HERE, "policy_used")))


def approved_or_urgent(p: Place) -> Bool:
    """Return what must hold: No start without the commission's approval or a confirmed finding of urgency, for the same target and plan."""
    return either(p, approved(p), urgent(p))


def lifts_nothing_else(p: Place) -> Bool:
    """Return what must hold: The urgency exception lifts the approval and nothing else."""
    rest = both(p, consulted(p), policy(p), covered(p), grounds(p), police(p), roles(p), commanded(p))
    return where(p, both(p, urgent(p), never(p, approved(p))), rest)


def owes(p: Place, state: str) -> Bool:
    """Return that a notice to the commission stands so in this measure or in one of the same policy or its forerunner."""
    measure, policy = p.only(), p.at("under_policy")

    def owed(q: Place) -> Bool:
        return q.duty_is("notify_commission", (state,))

    return either(
        p,
        some(measure, "target", owed),
        some(policy, "measures", owed),
        some(policy.at("revises"), "measures", owed),
    )


def no_pile(p: Place) -> Bool:
    """Return what must hold: While a notice to the commission is owed, no further start under the exception in measures of the same policy."""
    return either(p, approved(p), never(p, owes(p, "open")))


def none_overdue(p: Place) -> Bool:
    """Return what must hold: Once a notice to the commission is overdue, no start at all in measures of the same policy."""
    return never(p, owes(p, "overdue"))


def police(p: Place) -> Bool:
    """Return what must hold: No police leg by anyone but a designated officer, of the NPA where the target is not established to be in Japan."""
    police = p.attr_is("agency", ("police",))
    of_npa = either(p, in_japan(p), p.person_is("executor", "npa_officer"))
    return where(p, police, both(p, p.person_is("executor", "designated_officer"), of_npa))


def police_officer(p: Place) -> Bool:
    """Return what must hold: No police leg by anyone who is an officer neither of the NPA nor of a prefectural police."""
    officer = either(
        p, p.person_is("executor", "npa_officer"), p.person_is("executor", "prefectural_officer")
    )
    return where(p, p.attr_is("agency", ("police",)), officer)


def sdf(p: Place) -> Bool:
    """Return what must hold: No SDF leg by anyone outside the class that the option names."""
    named = either(p, p.person_is("executor", "designated_officer"), option(p, "sdf_executor", "any_member"))
    return where(p, p.attr_is("agency", ("sdf",)), both(p, p.person_is("executor", "sdf_member"), named))


def roles(p: Place) -> Bool:
    """Return what must hold: Where a policy is required, no start without a role decision for this plan on the version in force."""
    decided = p.done("roles", ("decided",), ("plan", "policy_used"))
    return either(p, domestic(p), both(p, decided, p.matches("policy_version", "content", "under_policy")))


def agency(p: Place) -> Bool:
    """Return what must hold: Where a policy is required, no start by an agency that the role decision does not name."""
    named = [both(p, p.attr_is("mode", (m,)), p.attr_is("agency", (m,))) for m in ("police", "sdf")]
    return either(p, domestic(p), p.attr_is("mode", ("joint",)), *named)


def basis(p: Place) -> Bool:
    """Return what must hold: A police leg rests on PDEA 6-2, an SDF leg on one of the four provisions of the SDF Act."""
    police = both(p, p.attr_is("agency", ("police",)), p.attr_is("basis", ("pdea_6_2",)))
    four = p.attr_is("basis", ("sdf_81_3", "sdf_89", "sdf_92", "sdf_95_4"))
    return either(p, police, both(p, p.attr_is("agency", ("sdf",)), four))


def joint(p: Place) -> Bool:
    """Return what must hold: A leg on 81-3 starts only in a measure decided to be joint, beside a police leg."""
    beside = some(p.only(), "leg", lambda leg: leg.attr_is("agency", ("police",)))
    decided = p.done("roles", ("decided",), ("plan", "policy_used"))
    return where(
        p, p.attr_is("basis", ("sdf_81_3",)), both(p, p.attr_is("mode", ("joint",)), beside, decided)
    )


def mode_on_record(p: Place) -> Bool:
    """Return what must hold: No start without the mode on record."""
    return either(p, p.attr_set("mode"), p.attr_set("own_mode"))


def commanded(p: Place) -> Bool:
    """Return what must hold: No start without command for the present plan, target and assignment."""
    return some(p, "tasking", lambda t: t.done("command", ("given",), (*SAME, "assignment")))


def order(p: Place) -> Bool:
    """Return what must hold: No leg on 81-3 starts without an order that was issued."""
    order = p.at("under_order")
    issued = order.done("issue", ("issued",), ("content",))
    live = both(p, order.attr_is("form", ("protection",)), order.attr_is("status", ("open",)), issued)
    return where(p, p.attr_is("basis", ("sdf_81_3",)), live)


def of_policy(p: Place) -> Bool:
    """Return that the order of the measure rests on its policy or on the one which that revises."""
    theirs = ("under_order", "on_policy")
    return either(p, p.same_case(theirs, ("under_policy",)), p.same_case(theirs, ("under_policy", "revises")))


def order_of_policy(p: Place) -> Bool:
    """Return what must hold: No leg on 81-3 starts under an order of another policy."""
    return where(p, p.attr_is("basis", ("sdf_81_3",)), of_policy(p))


def order_not_over(p: Place) -> Bool:
    """Return what must hold: Outside an order's period, or after it was ended, nothing starts under it."""
    order = p.at("under_order")
    live = both(p, order.period_is("period", ("running",)), never(p, order.done("end", ("ended",))))
    return where(p, p.attr_is("basis", ("sdf_81_3",)), live)


def _police_by_order(p: Place) -> Bool:
    """Return that this is the police leg of a joint measure with a leg on 81-3, which by option needs the order."""
    under = some(p.only(), "leg", lambda leg: leg.attr_is("basis", ("sdf_81_3",)))
    asked = both(
        p, option(p, "police_after_order", "new_role_decision"), p.attr_is("mode", ("joint",)), under
    )
    return both(p, asked, p.attr_is("agency", ("police",)))


def police_after_order(p: Place) -> Bool:
    """Return what must hold: Once the order is over, the police leg of the joint measure starts only on a new role decision (by option)."""
    order = p.at("under_order")
    live = both(p, order.period_is("period", ("running",)), never(p, order.done("end", ("ended",))))
    return where(p, _police_by_order(p), live)


def police_order_of_policy(p: Place) -> Bool:
    """Return what must hold: The police leg of the joint measure starts under no order of another policy (by option)."""
    return where(p, _police_by_order(p), of_policy(p))


def guarding_decided(p: Place) -> Bool:
    """Return that guarding computers of US forces rests on a request, a deliberation and a decision that stand."""
    guard = p.at("under_guard")
    decided = both(
        p,
        guard.done("request", ("requested",)),
        guard.done("deliberation", ("deliberated",), ("content",)),
        guard.done("decision", ("decided",), ("content",)),
        never(p, guard.attr_is("status", ("withdrawn", "closed"))),
    )
    return where(p, _foreign(p), decided)


def _foreign(p: Place) -> Bool:
    return both(p, p.attr_is("basis", ("sdf_95_4",)), never(p, p.attr_is("guards", ("sdf",))))


def guard(p: Place) -> Bool:
    """Return what must hold: No guarding of computers of US forces starts without their request, deliberation and the Defence Minister's decision."""
    return both(p, where(p, _foreign(p), p.attr_is("guards", ("us_forces",))), guarding_decided(p))


def not_superseded(p: Place) -> Bool:
    """Return what must hold: A superseded policy carries no start."""
    policy = p.at("under_policy")
    gone = policy.attr_is("status", ("superseded",))
    newer = some(policy, "successors", lambda s: s.done("deliberation", ("deliberated",), ("content",)))
    return either(p, domestic(p), never(p, either(p, gone, newer)))


def grounds(p: Place) -> Bool:
    """Return what must hold: No start without every statutory ground found for the target."""
    return both(p, *(p.finding_is(ground, ("yes",), SAME) for ground in GROUNDS))


def judged(p: Place) -> Bool:
    """Return what must hold: No start without a finding on location and, for a target in Japan, a judgement on national security."""
    located = p.finding_is("location", ("in_japan", "abroad", "not_established"), ("identity",))
    judged = p.finding_is("security_concern", ("yes", "no"), HERE)
    return both(p, located, where(p, in_japan(p), judged))


def conditions(p: Place) -> Bool:
    """Return what must hold: The conditions of an approval bind the start."""
    bound = p.done("approval", ("granted_with_conditions",), SAME)
    return where(p, bound, p.done("conditions_accepted", ("accepted",), SAME))


def refusal(p: Place) -> Bool:
    """Return what must hold: A refusal by the commission is not overcome by urgency."""
    return either(p, approved(p), never(p, p.done("refusal", ("refused",))))


def operation(p: Place) -> Bool:
    """Return what must hold: No leg on 89 or 92 without a reference to the operation order in force."""
    order = p.at("under_order")
    live = both(
        p,
        order.done("reference", ("referred",)),
        order.period_is("period", ("running",)),
        never(p, order.done("end", ("ended",))),
        order.attr_is("status", ("open",)),
    )
    pairs = (("sdf_89", "operation_89"), ("sdf_92", "operation_92"))
    return both(
        p, *(where(p, p.attr_is("basis", (b,)), both(p, live, order.attr_is("form", (f,)))) for b, f in pairs)
    )


def in_force(p: Place) -> Bool:
    """Return that the provisions are in force."""
    return p.clock("access_neutralization")


def not_withdrawn(p: Place) -> Bool:
    """Return what must hold: Nothing starts in a withdrawn measure."""
    return never(p, p.attr_is("status", ("withdrawn", "closed")))
