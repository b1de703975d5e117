"""When a clearance or an emergency access ends is told by no page: its register is not seen by everybody."""

from __future__ import annotations

from datetime import timedelta

from sekisho.operations.outcomes import Accepted
from sekisho.operations.pack_in_force import pack_in_force
from sekisho.operations.unseen import looking
from sekisho.operations.viewing import assess_case
from sekisho.records.world import REAL
from sekisho.vocabulary.times import write_time

from .conftest import Offices


def test_when_an_answer_may_change_does_not_tell_when_a_clearance_ends(offices: Offices) -> None:
    """The next moment at which a case's answer may change stands on its page, for who sees that case."""
    end = offices.now + timedelta(hours=5)
    policy = offices.opened("policy.open", "nss", "nss_official", title="方針")
    case = offices.opened("clearance.open", "npa", "npa_official", title="登録")
    given = {"person": offices.people["npa_commissioner"], "level": "confidential_2", "instrument": "第1号"}
    made = offices.act(case, "clearance.grant", "npa", "npa_official", **given, until=write_time(end))
    assert isinstance(made, Accepted), made
    viewer = looking(pack_in_force(), offices.people["nss_official"], offices.now, REAL)
    shown = assess_case(policy, viewer, offices.now)
    assert shown is not None
    assert shown.changes_at != end
