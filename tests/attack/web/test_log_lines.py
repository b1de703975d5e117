"""Nobody writes a line of their own into the server's log by the address that they ask for."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from sekisho.operations.reading import Unrecorded
from sekisho.web.middleware import OnRecord

from .conftest import House

FORGED = "in: commission_chair by passkey from 192.0.2.1"
ASKED = f"/case/x%0A{FORGED}/".replace(" ", "%20")


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [line for record in caplog.records for line in record.getMessage().splitlines()]


def test_the_address_of_a_read_that_was_not_recorded_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    answer = OnRecord(lambda _: HttpResponse()).process_exception(RequestFactory().get(ASKED), Unrecorded())
    assert answer is not None
    assert answer.status_code == 503
    (line,) = lines(caplog)
    assert FORGED in line


def test_the_address_of_a_page_that_is_not_there_is_one_line(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert house.client("npa_official").get(ASKED).status_code == 404
    told = lines(caplog)
    assert any(FORGED in line for line in told)
    assert not any(line.startswith(FORGED) for line in told)
