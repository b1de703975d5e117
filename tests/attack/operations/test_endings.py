"""What was ended gives no authority later, also where it had not begun."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sekisho.casework.register import DESIGNATED, Register, entitled
from sekisho.operations.outcomes import Accepted
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.records.world import REAL, load_register
from sekisho.vocabulary.times import write_time

from .conftest import START, Offices

LATER = START + timedelta(days=10)


def acts(offices: Offices, step: str, act_of: str, who: str, **given: Any) -> Register:
    """Take a step of the register about the newcomer, and return the register as it then stands."""
    person, more = offices.people["newcomer"], {"instrument": "第2号"} if step != "end_designation" else {}
    made = offices.act(offices.register, f"register.{step}", act_of, who, person=person, **given, **more)
    assert isinstance(made, Accepted), made
    return load_register(pack_in_force(), REAL)


@pytest.mark.parametrize("begins", [timedelta(days=5), -timedelta(minutes=1)])
def test_an_appointment_ended_before_it_begins_never_begins(offices: Offices, begins: timedelta) -> None:
    since = write_time(START + begins)
    acts(offices, "appoint", "npa", "npa_official", post="npa_official", **{"from": since})
    ended = acts(offices, "end_appointment", "npa", "npa_official", post="npa_official")
    assert entitled(pack_in_force(), ended, offices.people["newcomer"], "npa", "", LATER) is None


def test_a_designation_ended_before_it_begins_never_begins(offices: Offices) -> None:
    since = write_time(START + timedelta(days=5))
    given = {"class": "npa", "from": since}
    acts(offices, "designate", "npa_commissioner", "npa_commissioner", **given)
    ended = acts(offices, "end_designation", "npa_commissioner", "npa_commissioner")
    assert DESIGNATED not in ended.classes(pack_in_force(), offices.people["newcomer"], LATER)
