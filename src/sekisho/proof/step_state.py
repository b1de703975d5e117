"""What must hold where any step but the start is permitted, in the prover's own form; no rule is read here."""

from __future__ import annotations

from collections.abc import Callable

from .start_state import SAME, policy_in_force
from .state import Bool, Place
from .statement import both, either, every, never, option, some, where

COUNCIL = {
    "policy.deliberate": ("deliberated_in", "xi"),
    "guard.deliberate": ("deliberated_in", "xi"),
    "order.nsc_decide": ("decided_in", "ix"),
    "order.end_nsc": ("end_decided_in", "ix"),
}


def item(kind: str, link: str) -> Callable[[Place], Bool]:
    """Return that the agenda item behind a link is of this kind."""
    return lambda p: p.at(link).attr_is("item_kind", (kind,))


def seated(item: Place) -> Bool:
    """Return that a seat is accounted for."""
    admitted = both(
        item, item.done("attendance", ("absent",)), option(item, "undeputised_absence", "chair_reason")
    )
    return either(item, item.done("attendance", ("attended", "deputised", "vacant")), admitted)


def seats(link: str) -> Callable[[Place], Bool]:
    """Return that the roster of the item behind a link is complete, that it has a seat, and every one is accounted for."""

    def must(p: Place) -> Bool:
        item = p.at(link)
        each = every(item, "seat", seated, f"seat-{link}")
        return both(p, item.roster_complete(), some(item, "seat", seated), each)

    return must


def concluding(p: Place) -> Bool:
    """Return what must hold: No item is concluded as deliberated or decided unless every seat is accounted for."""
    council = both(p, never(p, p.attr_is("item_kind", ("cabinet",))), p.attr_set("item_kind"))
    counts = both(p, council, p.given("outcome", ("deliberated", "decided", "with_changes")))
    each = every(p, "seat", seated, "seat")
    return where(p, counts, both(p, p.roster_complete(), some(p, "seat", seated), each))


def urgency_finder(p: Place) -> Bool:
    """Return what must hold: Urgency is found by nobody but an office that may find it."""
    defence = both(p, option(p, "urgency_finder", "each_head"), p.actor_is("post", "defence_minister"))
    return either(p, p.actor_is("post", "npa_commissioner"), defence)


def differs(other: str) -> Callable[[Place], Bool]:
    """Return that who acts differs from who made a record or finding."""
    return lambda p: p.differs("", other)[0]


def not_oneself(field: str) -> Callable[[Place], Bool]:
    """Return that who records is not the person named in a field of the form."""
    return lambda p: never(p, p.actor_is("named_in", field))


def release(p: Place) -> Bool:
    """Return what must hold: What needs consent is not released without it, nor by who gave it."""
    apart = both(p, p.done("consent", ("agreed",), ("objects",)), p.differs("", "consent")[0])
    return either(p, p.attr_is("consent_needed", ("no",)), apart)


def roles(p: Place) -> Bool:
    """Return what must hold: Roles are not decided without the minister's guidance, NSS and a policy in force."""
    guided = both(p, p.given("guidance", ("yes",)), p.given("liaison", ("yes",)))
    return both(p, guided, policy_in_force(p.at("under_policy")))


def command(p: Place) -> Bool:
    """Return what must hold: Nobody but its proper head commands a leg."""
    heads = ("npa_commissioner", "pref_chief")
    police = either(
        p, *(both(p, p.attr_is("commander", (head,)), p.actor_is("post", head)) for head in heads)
    )
    return both(
        p,
        where(p, p.attr_is("agency", ("police",)), police),
        where(p, p.attr_is("agency", ("sdf",)), p.actor_is("post", "defence_minister")),
    )


def prefectural(p: Place) -> Bool:
    """Return what must hold: A prefectural chief commands no other officers, nor, but by option, in a joint response."""
    theirs = p.attr_is("commander", ("pref_chief",))
    joint = both(p, p.attr_is("mode", ("joint",)), option(p, "prefectural_command", "commissioner"))
    return where(p, theirs, both(p, p.person_is("executor", "prefectural_officer"), never(p, joint)))


def decided(link: str, dim: str, stage: str) -> Callable[[Place], Bool]:
    """Return that the item behind a link decided the present content."""

    def must(p: Place) -> Bool:
        return both(p, p.at(link).done("outcome", (stage,)), p.dim_equals(dim, "decided_paper", link))

    return must


def cabinet(link: str, dim: str, before: str) -> Callable[[Place], Bool]:
    """Return that the Cabinet decided the present content, after the Council."""

    def must(p: Place) -> Bool:
        taken = both(p, p.at(link).attr_is("item_kind", ("cabinet",)), decided(link, dim, "decided")(p))
        return both(p, taken, p.done(before, ("decided",), (dim,)))

    return must


def order_issue(p: Place) -> Bool:
    """Return what must hold: No order without request or consent, consultation, the NSC's and the Cabinet's decisions."""
    content = ("content",)
    return both(
        p,
        p.done("npsc_position", ("requested", "consented"), content),
        p.done("npsc_consultation", ("concluded",), content),
        p.done("nsc_decision", ("decided",), content),
        p.done("cabinet_decision", ("decided",), content),
    )


def order_grounds(p: Place) -> Bool:
    """Return what must hold: No order without every finding that it needs."""
    found = ("object_important", "actor_abroad_organised", "serious_disruption", "sdf_needed")
    return both(p, *(p.finding_is(f, ("yes",), ("content",)) for f in found))


def order_joint(p: Place) -> Bool:
    """Return what must hold: No order without a joint decision on the policy that it rests on, in force."""
    measure = p.at("for_measure")
    decided = both(
        p, measure.attr_is("mode", ("joint",)), measure.done("roles", ("decided",), ("plan", "policy_used"))
    )
    on_it = measure.matches("policy_version", "content", "under_policy")
    one = p.same_case(("for_measure", "under_policy"), ("on_policy",))
    in_force = (policy_in_force(policy) for policy in (measure.at("under_policy"), p.at("on_policy")))
    return both(p, decided, on_it, one, *in_force)


def order_end(p: Place) -> Bool:
    """Return what must hold: No order of termination without the NSC's and the Cabinet's decisions on it."""
    return both(
        p, *(p.done(r, ("decided",), ("termination",)) for r in ("end_nsc_decision", "end_cabinet_decision"))
    )


def guard_decide(p: Place) -> Bool:
    """Return what must hold: Guarding is not decided without the request, deliberation of the present draft and the need."""
    before = p.done("deliberation", ("deliberated",), ("content",))
    return both(p, p.done("request", ("requested",)), before, p.given("necessity", ("yes",)))


def guard_deliberate(p: Place) -> Bool:
    """Return what must hold: Deliberation is recorded only after the request, from an item that deliberated the present draft."""
    return both(p, p.done("request", ("requested",)), decided("deliberated_in", "content", "deliberated")(p))


def policy_submit(p: Place) -> Bool:
    """Return what must hold: No submission without drafting together, asking, and every answer on the present draft."""
    content = ("content",)
    together = both(p, p.done("co_draft", ("agreed",), content), p.done("coordination", ("asked",), content))

    def answered(office: Place) -> Bool:
        attached = both(p, option(p, "open_objection", "attached"), p.given("attached"))
        return either(p, office.done("answer", ("agree", "comments", "no_view"), content), attached)

    return both(p, together, every(p, "asked", answered, "asked"))


def policy_ask(p: Place) -> Bool:
    """Return what must hold: NPA, MOFA and MOD are never left out of those asked."""
    return both(p, *(p.given("offices", (office,)) for office in ("npa", "mofa", "mod")))


def policy_same(p: Place) -> Bool:
    """Return what must hold: What was deliberated is the content submitted, or the version with the session's changes."""
    item = p.at("deliberated_in")
    changed, content = item.done("outcome", ("with_changes",)), ("content",)
    return both(
        p,
        item.done("outcome", ("deliberated", "with_changes")),
        p.dim_equals("content", "decided_paper", "deliberated_in"),
        either(p, changed, p.done("submission", ("submitted",), content)),
        either(p, never(p, changed), p.done("changes", ("adopted",), content)),
    )


def unedited(record: str, stage: str) -> Callable[[Place], Bool]:
    """Return that a record does not stand in a stage after which nothing is rewritten."""
    return lambda p: never(p, p.done(record, (stage,)))


def report(p: Place) -> Bool:
    """Return what must hold: No report to the NSC without coordination with the cybersecurity minister."""
    return p.done("report_coordination", ("coordinated",))


def reporter(police: str, sdf: str) -> Callable[[Place], Bool]:
    """Return that the minister of the leg acts."""

    def must(p: Place) -> Bool:
        by_police = where(p, p.attr_is("agency", ("police",)), p.actor_is("post", police))
        return both(p, by_police, where(p, p.attr_is("agency", ("sdf",)), p.actor_is("post", sdf)))

    return must


def no_duty_open(p: Place) -> Bool:
    """Return what must hold: No case closes with an open duty."""
    duties = p.model.pack.kinds[p.kind].of_sort.get("duty", ())
    return both(p, p.settled(), *(never(p, p.duty_is(duty.id, ("open",))) for duty in duties))


def nothing_rests(*links: str) -> Callable[[Place], Bool]:
    """Return that every case behind the links is closed."""

    def must(p: Place) -> Bool:
        return both(p, *(every(p, link, lambda c: c.attr_is("status", ("closed",)), link) for link in links))

    return must


def runs_ended(*states: str) -> Callable[[Place], Bool]:
    """Return that every run stands in one of the states."""
    return lambda p: every(p, "run", lambda run: run.attr_is("run_state", states), "run")


def chair(m: Place) -> Bool:
    """Return that the chair is present here."""
    return both(m, m.attr_is("present", ("yes",)), m.person_is("attendee", "commission_chair"))


def deputy(m: Place) -> Bool:
    """Return that the full-time member who was fixed beforehand to stand in for the chair is present here."""
    fixed = both(
        m, m.person_is("attendee", "commission_deputy_chair"), m.person_is("attendee", "commission_member")
    )
    return both(m, m.attr_is("present", ("yes",)), fixed)


def chair_absent(m: Place) -> Bool:
    """Return that the chair is recorded as absent here."""
    return both(m, m.attr_is("present", ("no",)), m.person_is("attendee", "commission_chair"))


def sits(m: Place) -> Bool:
    """Return that the chair or a member is present here."""
    posts = ("commission_member", "commission_part_time_member")
    member = either(m, *(m.person_is("attendee", post) for post in posts))
    return either(m, chair(m), both(m, m.attr_is("present", ("yes",)), member))


def number(p: Place, that: Callable[[Place], Bool]) -> Bool:
    """Return how many members that holds of."""
    z = p.model.z
    return z.Sum([z.If(z.And(there, that(m)), 1, 0) for there, m in p.elements("member")])


def quorum(p: Place) -> Bool:
    """Return what must hold: The commission decides only with the chair, or the deputy where the chair is prevented and
    why is said, and at least two others present.
    """
    stands_in = both(
        p, p.given("chair_prevented"), some(p, "member", chair_absent), some(p, "member", deputy)
    )
    return both(p, either(p, some(p, "member", chair), stands_in), number(p, sits) >= 3)


def majority(p: Place) -> Bool:
    """Return what must hold: The commission decides only by a majority of those present, or where equal by the vote of the
    chair, or of the deputy where no chair is present.
    """
    present = number(p, lambda m: m.attr_is("present", ("yes",)))
    for_ = number(p, lambda m: both(m, sits(m), m.attr_is("vote", ("for",))))
    against = number(p, lambda m: both(m, sits(m), m.attr_is("vote", ("against",))))
    by_chair = some(p, "member", lambda m: both(m, chair(m), m.attr_is("vote", ("for",))))
    by_deputy = some(p, "member", lambda m: both(m, deputy(m), m.attr_is("vote", ("for",))))
    casting = either(p, by_chair, both(p, never(p, some(p, "member", chair)), by_deputy))
    return either(p, for_ * 2 > present, both(p, for_ == against, for_ * 2 == present, casting))


def commission(outcome: str, given: tuple[str, ...] = ()) -> Callable[[Place], Bool]:
    """Return that the commission decided so on the present request."""

    def must(p: Place) -> Bool:
        decided = some(
            p.only(),
            "oversights",
            lambda o: both(
                o, o.done("decision", (outcome,)), o.matches("request_paper", "requested", "for_measure")
            ),
        )
        requested = p.done("approval_request", ("requested",), SAME)
        asked = where(p, p.given("outcome", given), decided) if given else decided
        return both(p, requested, asked)

    return must


def reply(p: Place) -> Bool:
    """Return what must hold: No reply is recorded without the request before it and without what it says and when."""
    reply = p.given("stage", ("concluded", "negative"))
    asked = p.done("consultation", ("requested", "concluded", "negative"), SAME)
    return where(p, reply, both(p, asked, p.given("reply"), p.given("reply_date")))


def coordinated_judgement(p: Place) -> Bool:
    """Return what must hold: National security is judged only of a target in Japan and after the four offices' views."""
    here = ("plan", "identity", "location_version")
    views = [f"view_{office}" for office in ("nco", "npa", "mofa", "mod")]
    all_given = both(p, *(p.done(v, ("concerns", "does_not", "no_view"), here) for v in views))
    held = either(p, *(p.done(v, ("concerns",), here) for v in views))
    against = both(p, option(p, "security_tie", "concerns_if_any"), p.given("concerns", ("no",)), held)
    in_japan = p.finding_is("location", ("in_japan",), ("identity",))
    return both(p, in_japan, all_given, never(p, against))


def planned(p: Place) -> Bool:
    """Return what must hold: No consultation, request, role decision, command or start without a plan and a target."""
    named = some(p.only(), "target", lambda t: t.written("identity"))
    return both(p, p.written("plan"), named)


def legged(p: Place) -> Bool:
    """Return what must hold: No command or start without a leg."""
    return some(p.only(), "leg", lambda leg: leg.written("assignment"))


def is_open(p: Place) -> Bool:
    """Return what must hold: Nothing proceeds on a withdrawn measure."""
    return p.attr_is("status", ("open",))


def in_force(p: Place) -> Bool:
    """Return that the provisions are in force."""
    return p.clock("access_neutralization")
