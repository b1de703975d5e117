"""A second post gives nobody of the executive what is the commission's alone."""

from __future__ import annotations

import msgspec

from sekisho.casework.emergency import viewer_at
from sekisho.casework.register import Appointment, Tenure
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.records.world import REAL, load_register

from .conftest import START, Offices


def looks_for(offices: Offices, who: str) -> frozenset[str]:
    """The offices and posts for which somebody looks who was put into the commission past the gate."""
    pack, person = pack_in_force(), offices.people[who]
    register = load_register(pack, REAL)
    seat = Appointment(id="past-1", person=person, post="commission_secretariat", tenure=Tenure(since=START))
    register = msgspec.structs.replace(register, appointments=(*register.appointments, seat))
    return viewer_at(pack, register, person, offices.now, REAL).offices


def test_who_holds_an_executive_post_too_does_not_see_as_the_commission(offices: Offices) -> None:
    assert "commission" in looks_for(offices, "newcomer")
    assert looks_for(offices, "npa_official") == {"npa_official", "npa"}
