"""A second post gives nobody of the executive what is the commission's alone."""

from __future__ import annotations

from sekisho.operations.outcomes import Accepted
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.unseen import looking
from sekisho.records.world import REAL

from .conftest import Offices


def looks_for(offices: Offices, who: str) -> frozenset[str]:
    """The offices and posts for which somebody looks."""
    return looking(pack_in_force(), offices.people[who], offices.now, REAL).offices


def test_who_holds_an_executive_post_too_does_not_see_as_the_commission(offices: Offices) -> None:
    for who in ("newcomer", "npa_official"):
        given = {"person": offices.people[who], "post": "commission_secretariat", "instrument": "第2号"}
        made = offices.act(offices.register, "register.appoint", "cas", "cas_official", **given)
        assert isinstance(made, Accepted), made
    assert "commission" in looks_for(offices, "newcomer")
    assert looks_for(offices, "npa_official") == {"npa_official", "npa"}
