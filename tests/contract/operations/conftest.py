"""A small office world for the tests of the operations: a founded register, people, a pack of a few steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from sekisho.casework.entry import Intent, Reference
from sekisho.operations import sequencer, witnesses
from sekisho.operations.act import act, prepare
from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.defence import arm, disarm
from sekisho.records.models import Person

from .commission import Commission
from .supplied import chained, grown_since, two_candidates

PACK = Path(__file__).parent / "pack"
START = datetime(2026, 10, 5, 0, 0, tzinfo=UTC)


class Offices:
    """Acts in the name of people by their login, each act a minute after the one before."""

    def __init__(self) -> None:
        self.now = START
        self.people = {
            post: Person.objects.create_user(post, name_ja=f"{post} 氏", name_en=f"Ms {post}")
            for post in ("cas_official", "nss_official", "npa_official", "mic_official")
        }

    def found(self, realm: str = "real") -> str:
        """Found the register of a realm, everybody in their post."""
        first = [FirstAppointment(person.pk, post) for post, person in self.people.items()]
        return found_register(first, self.people["cas_official"].pk, self.tick(), "第1号", realm=realm)

    def tick(self) -> datetime:
        """Let a minute pass."""
        self.now += timedelta(minutes=1)
        return self.now

    def person(self, office: str) -> str:
        """The id of the person who holds the office's post."""
        return str(self.people[f"{office}_official"].pk)

    def open(self, step: str, office: str, realm: str = "real", **more: Any) -> Any:
        """Open a case in the name of an office."""
        given = {"title": step}
        return open_case(step, office, given, self.person(office), self.tick(), realm=realm, **more)

    def opened(self, step: str, office: str, realm: str = "real", **more: Any) -> str:
        """Open a case, which must be accepted, and return its id."""
        result = self.open(step, office, realm, **more)
        assert isinstance(result, Accepted), result
        return result.entry.case

    def intent(self, case: str, step: str, office: str, **given: str) -> Intent:
        """An intent as the screen would show it."""
        meant = Intent(case=case, step=step, act_of=office, particulars=given)
        return prepare(meant, self.person(office), self.now)

    def act(self, case: str, step: str, office: str, **given: str) -> Any:
        """Act in the name of an office."""
        return act(self.intent(case, step, office, **given), self.person(office), self.tick())


@pytest.fixture
def small_pack(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge by the small pack, with keys of this test's own."""
    settings.SEKISHO_PACK = str(PACK)
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path))


@pytest.fixture
def offices(small_pack: None, db: None) -> Offices:
    """The offices with a founded register, inside one transaction that the test leaves behind nothing of."""
    made = Offices()
    made.found()
    return made


@pytest.fixture
def _armed_again(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        arm(connection)


@pytest.fixture
def committed_offices(_armed_again: None, transactional_db: None, small_pack: None) -> Iterator[Offices]:
    """The offices in a database in which transactions really commit."""
    made = Offices()
    made.found()
    yield made
    disarm(connection)


@pytest.fixture
def under() -> Any:
    """Names a policy as the one that a measure is under."""
    return lambda policy: {"names": {"under_policy": Reference(policy)}}


@pytest.fixture
def commission(offices: Any, tmp_path: Path) -> Commission:
    made = Commission(tmp_path / "commission")
    witnesses.put_policy(made.policy())
    sequencer.integrate(offices.tick())
    return made


@pytest.fixture
def two(offices: Offices) -> Offices:
    """The offices with two candidates, of three and two incidents."""
    return two_candidates(offices)


@pytest.fixture
def grown(offices: Offices) -> Offices:
    """The offices with a candidate by a value that has become commoner since the epoch was opened."""
    return grown_since(offices)


@pytest.fixture(name="chained")
def _chained(offices: Offices) -> Offices:
    """The offices with a candidate of two pairs that hang together by one value."""
    return chained(offices)
