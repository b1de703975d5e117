"""Which steps lead on to others: read off effects and conditions of the pack."""

from __future__ import annotations

import pytest

from sekisho.law.loading import load_pack
from sekisho.law.ordering import Order, order_of


@pytest.fixture(scope="module")
def measure() -> Order:
    """The order of a measure."""
    return order_of(load_pack("jp-acd"), "measure")


def test_what_another_step_asks_for_leads_on(measure: Order) -> None:
    """The approval is asked for by the start, the request for it by the approval, the plan by the request."""
    assert "measure.approve" in measure.needs["measure.start"]
    assert "measure.request_approval" in measure.needs["measure.approve"]
    assert all(
        measure.leads_on(step, ()) for step in ("measure.approve", "measure.request_approval", "measure.plan")
    )


def test_what_only_an_exception_asks_for_leads_on(measure: Order) -> None:
    """The finding of urgency brings about no requirement, but what lifts one."""
    assert measure.leads_on("measure.find_urgency", ())


def test_what_no_step_asks_for_does_not_lead_on(measure: Order) -> None:
    """Designating who may read and recusing oneself may be done at any time and bring nothing nearer."""
    assert not measure.leads_on("measure.mark", ("measure.start",))
    assert not measure.leads_on("measure.recuse", ("measure.start",))


def test_a_last_step_leads_on_once_what_it_ends_was_done(measure: Order) -> None:
    """Closing a measure that never started is no next step; after its end it is."""
    assert not measure.leads_on("measure.close", ("measure.open", "measure.plan"))
    assert measure.leads_on("measure.close", ("measure.open", "measure.start", "measure.end"))


def test_the_step_that_opens_a_case_is_asked_for_by_none(measure: Order) -> None:
    """It lies behind every step, and says nothing of what comes next."""
    assert not any("measure.open" in needed for needed in measure.needs.values())
