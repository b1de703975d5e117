"""What must hold where an act is recorded at all: that it says what it has to, of what it may, and in whose name.

Written in the prover's own form, as in ``start_state`` and ``step_state``; no rule is read here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .start_state import policy_in_force
from .state import Bool, Place
from .statement import both, either, every, never, option, some, where

Must = Callable[[Place], Bool]
VIEWS = ("view_nco", "view_npa", "view_mofa", "view_mod")
OVER = ("deliberated", "decided", "with_changes")


def says(field: str, values: Sequence[str], *needs: tuple[str, Sequence[str]]) -> Must:
    """Return that a form which says one of these values also says each of ``needs`` (any words, where none are named)."""

    def must(p: Place) -> Bool:
        return where(p, p.given(field, values), both(p, *(p.given(f, v) for f, v in needs)))

    return must


def any_of(*fields: str) -> Must:
    """Return that one of these fields is filled in."""
    return lambda p: either(p, *(p.given(field) for field in fields))


def going_on(p: Place) -> Bool:
    """Return that the case has neither been withdrawn nor given way to another."""
    return p.attr_is("status", ("open",))


def written(dim: str) -> Must:
    """Return that the content of a dimension has been written."""
    return lambda p: p.written(dim)


def one_written(part: str, dim: str) -> Must:
    """Return that some element of a part has its content."""
    return lambda p: some(p, part, lambda e: e.written(dim))


def not_after(record: str, stages: Sequence[str]) -> Must:
    """Return that a record does not stand in one of these stages."""
    return lambda p: never(p, p.done(record, stages))


def none_after(part: str, record: str, stages: Sequence[str]) -> Must:
    """Return that no element of a part has a record in one of these stages."""
    return lambda p: every(p, part, lambda e: never(e, e.done(record, stages)), f"after-{part}")


def all_after(part: str, record: str, stages: Sequence[str]) -> Must:
    """Return that every element of a part has a record in one of these stages."""
    return lambda p: every(p, part, lambda e: e.done(record, stages), f"all-{part}")


def after(record: str, stages: Sequence[str], same: Sequence[str] = ()) -> Must:
    """Return that a record stands in one of these stages, about the present content of ``same``."""
    return lambda p: p.done(record, stages, same)


def nothing_owed(*duties: str) -> Must:
    """Return that none of these duties is open or overdue."""
    return lambda p: both(p, *(p.duty_is(duty, ("none", "discharged")) for duty in duties))


def settled(p: Place) -> Bool:
    """Return that no duty of the case is open."""
    return p.settled()


def of_office(field: str, *offices: str) -> Must:
    """Return that who acts belongs to the office of the person or post named, or acts for one of these offices."""
    return lambda p: either(
        p, p.actor_is("office_of", field), *(p.actor_is("office", office) for office in offices)
    )


def not_named(field: str) -> Must:
    """Return that who acts is not the person named."""
    return lambda p: never(p, p.actor_is("named_in", field))


def apart_from(record: str) -> Must:
    """Return that who acts is known to be none of the persons behind a record."""
    return lambda p: p.differs("", record)[0]


def chosen_office(name: str, offices: Sequence[str]) -> Must:
    """Return that an act is done for the office that an option names, whichever that is."""
    return lambda p: both(p, *(where(p, option(p, name, o), p.actor_is("office", o)) for o in offices))


def recognised(p: Place) -> Bool:
    """Return that the campaign was recognised, as occurred or as a sign, by its present elements."""
    return p.finding_is("occurrence", ("occurrence", "sign"), ("elements",))


def body(p: Place) -> Bool:
    """Return that items (ix) and (xi) come before the NSC, and Cabinet matters before the Cabinet."""
    nsc = where(p, p.given("item_kind", ("ix", "xi")), p.attr_is("body", ("nsc",)))
    return both(p, nsc, where(p, p.given("item_kind", ("cabinet",)), p.attr_is("body", ("cabinet",))))


def held_seat(p: Place) -> Bool:
    """Return that a seat is vacant just where nobody holds its post."""
    there = where(p, p.given("status", ("attended", "deputised", "absent")), p.seat_held())
    return both(p, there, where(p, p.given("status", ("vacant",)), never(p, p.seat_held())))


def own_side(*police: str) -> Must:
    """Return that who acts is of an agency that has a leg: of these offices where the police have one, of MOD where the SDF."""

    def side(p: Place, agency: str, offices: Sequence[str]) -> Bool:
        theirs = some(p, "leg", lambda leg: leg.attr_is("agency", (agency,)))
        return both(p, theirs, either(p, *(p.actor_is("office", office) for office in offices)))

    return lambda p: either(p.only(), side(p.only(), "police", police), side(p.only(), "sdf", ("mod",)))


def deputy_entitled(p: Place) -> Bool:
    """Return that who stands in holds a post that may, and has no part in another seat of the item."""
    fits = both(p, p.seat_by("deputised_by", "deputy"), never(p, p.seat_by("taken_by", "deputy")))
    return where(p, p.given("status", ("deputised",)), fits)


def changed_paper(p: Place) -> Bool:
    """Return that a changed paper is named just where changes were made."""
    changed, named = p.given("outcome", ("with_changes",)), p.given("decided_paper")
    return both(p, where(p, changed, named), where(p, never(p, changed), never(p, named)))


def day_is(*stands: str) -> Must:
    """Return that the moment of the act stands so to the day on which the session is held."""
    return lambda p: p.period_is("held_on", stands)


def concluded_on_its_day(p: Place) -> Bool:
    """Return that no item has an outcome before the day of the session, unless it is deferred."""
    return either(p, p.given("outcome", ("deferred",)), p.period_is("held_on", ("running", "ended")))


def fixing_deputy(p: Place) -> Bool:
    """Return that who deputises for the commission's chair is fixed by the commission."""
    return where(p, p.given("post", ("commission_deputy_chair",)), p.actor_is("office", "commission"))


def designating(p: Place) -> Bool:
    """Return that each side designates its own: the Commissioner General the police, the Defence Minister the SDF."""
    sdf = p.given("class", ("sdf",))
    police = where(p, never(p, sdf), p.actor_is("post", "npa_commissioner"))
    return both(p, police, where(p, sdf, p.actor_is("post", "defence_minister")))


def agreeing(p: Place) -> Bool:
    """Return that nothing is judged not to concern national security against an office's present view, unless by option."""
    against = both(p, p.given("concerns", ("no",)), option(p, "security_tie", "concerns_if_any"))
    same = ("plan", "identity", "location_version")
    return where(p, against, both(p, *(p.done(v, ("does_not", "no_view"), same) for v in VIEWS)))


def not_refused(p: Place) -> Bool:
    """Return that nothing is approved on the very request on which it was refused, unless by option."""
    refused = p.done("denial", ("denied",), ("plan", "identity", "requested"))
    anew = (option(p, "approval_after_denial", each) for each in ("new_request", "new_request_for_target"))
    return where(p, either(p, *anew), never(p, refused))


def request_not_refused(p: Place) -> Bool:
    """Return that no target was refused on the present request, unless by option."""

    def not_refused_here(t: Place) -> Bool:
        return never(t, t.done("denial", ("denied",), ("plan", "requested")))

    asked = option(p, "approval_after_denial", "new_request")
    return where(p, asked, every(p.only(), "target", not_refused_here, "refused-target"))


def telecommunication(p: Place) -> Bool:
    """Return that urgency is found for harm-related telecommunication only, unless by option."""
    confined = option(p, "urgency_scope", "telecommunication_only")
    return where(p, confined, p.given("harmful_telecommunication", ("yes",)))


def campaign_or_reasons(p: Place) -> Bool:
    """Return that a policy is for a campaign found to need it by its present elements, or says why there is none."""

    def needed(campaign: Place) -> Bool:
        needs = ("response_needed", "measures_needed")
        return both(campaign, *(campaign.finding_is(n, ("yes",), ("elements",)) for n in needs))

    return either(p, some(p, "for_campaigns", needed), p.done("without_campaign", ("given",)))


def of_the_submitted(p: Place) -> Bool:
    """Return that what is changed in the session is the draft submitted, or that as changed there before."""
    changed = p.done("changes", ("adopted",), ("content",))
    return either(p, p.done("submission", ("submitted",), ("content",)), changed)


def successor(p: Place) -> Bool:
    """Return that the policy that takes the place of another is itself in force."""
    return policy_in_force(p.at("superseded_by"))


def returned(p: Place) -> Bool:
    """Return that the agenda item was returned or deferred."""
    return p.at("deliberated_in").done("outcome", ("returned", "deferred"))


def its_paper(p: Place) -> Bool:
    """Return that the paper of the agenda item is the present content of the policy."""
    return p.dim_equals("content", "decided_paper", "deliberated_in")


def in_item_xi(p: Place) -> Bool:
    """Return that the agenda item is one under (xi)."""
    return p.at("deliberated_in").attr_is("item_kind", ("xi",))


def present_request(p: Place) -> Bool:
    """Return that the commission has the measure's present request before it."""
    return p.matches("request_paper", "requested", "for_measure")


def over(p: Place) -> Bool:
    """Return that an order was never issued nor referred to, was ended, or has run out."""
    never_was = both(p, never(p, p.done("issue", ("issued",))), never(p, p.done("reference", ("referred",))))
    return either(p, p.done("end", ("ended",)), p.period_is("period", ("ended",)), never_was)
