"""What is revoked is revoked, in whichever case of the register that stands."""

from __future__ import annotations

from sekisho.casework.register import entitled
from sekisho.operations.outcomes import Accepted
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.records.world import REAL, load_register

from .conftest import Offices


def test_an_appointment_in_a_register_opened_later_ends_by_an_entry_in_the_first(offices: Offices) -> None:
    second = offices.opened("register.open", "npa", "npa_official", title="第二の登録")
    given = {"person": offices.people["newcomer"], "post": "npa_official", "instrument": "第2号"}
    for case, step in ((second, "register.appoint"), (offices.register, "register.end_appointment")):
        assert isinstance(offices.act(case, step, "npa", "npa_official", **given), Accepted)
    register = load_register(pack_in_force(), REAL)
    assert not entitled(pack_in_force(), register, given["person"], "npa", "", offices.tick())


def test_a_clearance_ends_by_an_entry_in_the_register_of_an_office_that_opened_its_own_before(
    offices: Offices,
) -> None:
    first = offices.opened("clearance.open", "cas", "cas_official", title="第一")
    second = offices.opened("clearance.open", "npa", "npa_official", title="第二")
    person = offices.people["npa_commissioner"]
    given = {"person": person, "level": "confidential_2", "instrument": "第2号"}
    assert isinstance(offices.act(second, "clearance.grant", "npa", "npa_official", **given), Accepted)
    ending = {"person": person, "reasons": "異動"}
    assert isinstance(offices.act(first, "clearance.end", "cas", "cas_official", **ending), Accepted)
    assert load_register(pack_in_force(), REAL).level(person, offices.tick()) == "open"


def test_an_option_is_as_it_was_set_last(offices: Offices) -> None:
    pack = pack_in_force()
    option = next(o for o in pack.options.values() if len(o.values) > 1 and "npa" in o.set_by)
    one, other = list(option.values)[:2]
    second = offices.opened("register.open", "npa", "npa_official", title="第二の登録")
    for case, value in ((second, one), (offices.register, other)):
        given = {"option": option.id, "value": value}
        made = offices.act(case, "register.set_option", "npa", "npa_official", **given)
        assert isinstance(made, Accepted), made
    assert load_register(pack, REAL).options[option.id] == other
