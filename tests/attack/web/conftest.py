"""Pages asked for directly, without a browser, in a small founded installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as present
from django.db import transaction
from django.test import Client

from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Case, Person
from sekisho.web.signin import lasting

from .town import Town

RECEIVERS = (lasting.Lasting,)
"""Here, so that a session is noted even where somebody is signed in before the first request."""

PACK = Path(__file__).parents[2] / "browser" / "pack"


class House:
    """People by their post, and a measure that the police opened."""

    def __init__(self) -> None:
        at = datetime.now(UTC) - timedelta(days=1)
        posts = ("npa_official", "nco_official", "nss_official", "cas_official")
        self.people = {post: Person.objects.create_user(post, name_ja=post, name_en=post) for post in posts}
        first = [FirstAppointment(person.pk, post, at) for post, person in self.people.items()]
        found_register(first, self.people["cas_official"].pk, at, "第1号")
        later = at + timedelta(minutes=1)
        title = {"title": "極秘の措置"}
        outcome = open_case("measure.open", "npa", title, self.people["npa_official"].pk, later)
        assert isinstance(outcome, Accepted), outcome
        self.measure = outcome.entry.case

    def client(self, post: str = "", **more: Any) -> Client:
        """A client signed in as the holder of a post, or nobody."""
        client = Client(**more)
        if post:
            client.force_login(self.people[post])
        return client

    def only_for(self, office: str) -> None:
        """Let nobody but one office see the measure."""
        row = Case.objects.get(pk=self.measure).access
        type(row).objects.filter(pk=row.pk).update(team=f" {office} ")


@pytest.fixture
def house(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> House:
    """The house, judged by the tests' own procedure, with keys of its own."""
    settings.SEKISHO_PACK = str(PACK)
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path))
    return House()


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """The demonstration, played once; what the tests here do to it is undone at the end."""
    folder: Path = tmp_path_factory.mktemp("town")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():  # type: ignore[attr-defined]
        patch.setenv("SEKISHO_HOME", str(folder))
        patch.setattr(present, "SECURE_SSL_REDIRECT", False)
        with transaction.atomic():
            yield Town(folder)
            transaction.set_rollback(True)
