"""Pages served under the application's own role: what they show is the same, and a query without its wall shows no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.viewing import viewer_of
from sekisho.records.models import Case, Entry
from sekisho.records.roles import make_roles
from sekisho.records.second_wall import looking
from sekisho.web.middleware import SecondWall

from .conftest import House
from .test_pages import TOKEN, _addresses

pytestmark = pytest.mark.only_on("postgresql")
STAMP = re.compile(rb"\d{2}:\d{2}(:\d{2}(\.\d+)?)?")
NEW_EACH_TIME = {"mine", "verify", "reads"}
"""Pages about what grows by being looked at: the person's own sessions, and the record of reads."""


@pytest.fixture
def roles(house: House) -> Iterator[House]:
    """The house, its measure for the police only, and the roles."""
    connection.check_constraints()
    make_roles(connection, "trial")
    house.only_for("npa")
    yield house
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def _as_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE trial_app")


def _pages(house: House, client: Client) -> dict[str, tuple[int, bytes]]:
    addresses = {name: at for name, at in _addresses(house.measure).items() if name not in NEW_EACH_TIME}
    answers = {name: client.get(address) for name, address in addresses.items()}
    return {
        name: (each.status_code, STAMP.sub(b"", TOKEN.sub(b"", each.content)))
        for name, each in answers.items()
    }


@pytest.mark.parametrize("post", ["npa_official", "nss_official"])
def test_every_page_is_the_same_behind_the_second_wall(roles: House, post: str) -> None:
    """The wall hides nothing from those who may see, and the first wall had left it nothing to hide."""
    client = roles.client(post)  # one session: each further one would be told of on every page
    _pages(roles, client)  # the very first visit after signing in is led elsewhere
    before = _pages(roles, client)
    _as_application()
    assert _pages(roles, client) == before
    assert before["desk"][0] == 200


@pytest.mark.parametrize(("post", "sees"), [("npa_official", True), ("nss_official", False), ("", False)])
def test_a_page_without_any_condition_is_shown_nothing_hidden(roles: House, post: str, sees: bool) -> None:
    """Behind the middleware a query for everything finds the hidden measure only for those who may see it."""
    client, found = roles.client(post), []

    def careless(request):  # type: ignore[no-untyped-def]
        found.extend(Case.objects.values_list("pk", flat=True))
        found.extend(Entry.objects.values_list("case", flat=True))
        return

    request = client.get("/").wsgi_request
    _as_application()
    SecondWall(careless)(request)
    assert (roles.measure in found) is sees


def test_an_act_goes_through_under_the_application_s_role(roles: House) -> None:
    """The wall stands in nobody's way who acts by right, also while the database shows them little."""
    _as_application()
    person = roles.people["npa_official"]
    with looking(viewer_of(person, datetime.now(UTC))):
        outcome = open_case("measure.open", "npa", {"title": "別の措置"}, person.pk, datetime.now(UTC))
    assert isinstance(outcome, Accepted), outcome
