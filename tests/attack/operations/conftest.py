"""A founded installation on the real pack, with one person in each of some posts, who act as an adversary would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from sekisho.casework.entry import Intent
from sekisho.operations.act import act, prepare
from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted, Outcome
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person
from tests.contract.operations.conftest import PACK
from tests.contract.operations.conftest import Offices as SmallOffices
from tests.contract.operations.supplied import grown_since

START = datetime(2026, 10, 5, 0, 0, tzinfo=UTC)
POSTS = (
    "cas_official",
    "nss_official",
    "nco_official",
    "npa_official",
    "mic_official",
    "npa_commissioner",
    "pref_chief",
)


class Offices:
    """Acts by the login of a person, which is the post they were founded with; each a minute after the one before."""

    def __init__(self) -> None:
        self.now = START
        self.people = {
            post: Person.objects.create_user(post, name_ja=post, name_en=post).pk
            for post in (*POSTS, "newcomer")
        }
        first = [FirstAppointment(self.people[post], post, START) for post in POSTS]
        self.register = found_register(first, self.people["cas_official"], self.tick(), "第1号")

    def tick(self) -> datetime:
        """Let a minute pass."""
        self.now += timedelta(minutes=1)
        return self.now

    def open(self, step: str, act_of: str, who: str, **given: object) -> Outcome:
        """Open a case as somebody."""
        return open_case(step, act_of, given, self.people[who], self.tick())

    def opened(self, step: str, act_of: str, who: str, **given: object) -> str:
        """Open a case as somebody, which must be accepted, and return its id."""
        outcome = self.open(step, act_of, who, **given)
        assert isinstance(outcome, Accepted), outcome
        return outcome.entry.case

    def act(self, case: str, step: str, act_of: str, who: str, **given: object) -> Outcome:
        """Act in a case as somebody."""
        meant = Intent(case=case, step=step, act_of=act_of, particulars=given)
        return act(prepare(meant, self.people[who], self.now), self.people[who], self.tick())


@pytest.fixture
def offices(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offices:
    """The offices, with keys of this test's own."""
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path))
    return Offices()


@pytest.fixture
def small_offices(
    db: None, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SmallOffices:
    """The founded offices of the operations' own tests, who judge by a pack of a few steps."""
    settings.SEKISHO_PACK = str(PACK)
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path))
    made = SmallOffices()
    made.found()
    return made


@pytest.fixture
def grown(small_offices: SmallOffices) -> SmallOffices:
    """The small offices with a candidate by a value that has become commoner since the epoch was opened."""
    return grown_since(small_offices)
