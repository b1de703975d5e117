"""How long an answer takes does not tell what is hidden from what is not there."""

from __future__ import annotations

import statistics
import time
from itertools import cycle, islice

import pytest
from django.test import Client

from .conftest import House

pytestmark = pytest.mark.long
TRIES = 1000
APART = 0.05
"""By how much the medians may differ, as a share of the smaller."""


def timed(client: Client, address: str) -> float:
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began


def medians(client: Client, hidden: str, absent: str, tries: int) -> tuple[float, float]:
    """The medians of as many tries of each, taken in turns, so that whatever slows the machine slows both."""
    taken: dict[str, list[float]] = {hidden: [], absent: []}
    for address in islice(cycle((hidden, absent)), 2 * tries):
        taken[address].append(timed(client, address))
    return statistics.median(taken[hidden]), statistics.median(taken[absent])


@pytest.mark.parametrize("path", ["", "step/measure.plan/", "deviation/"])
def test_hidden_and_absent_take_equally_long(house: House, path: str) -> None:
    """Over a thousand tries each the medians are at most a twentieth apart."""
    house.only_for("npa")
    client = house.client("nss_official")
    hidden, absent = f"/case/{house.measure}/{path}", f"/case/case-{'a' * 16}/{path}"
    for address in (hidden, absent):
        assert client.get(address).status_code == 404
    one, other = medians(client, hidden, absent, TRIES)
    assert abs(one - other) <= APART * min(one, other), (one, other)
