"""Emergency access end to end on the real pack: asked for, confirmed, seen for its time, on the commission's desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sekisho.casework.entry import Intent
from sekisho.law.loading import load_pack
from sekisho.operations.act import act, prepare
from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.reading import Shown, note_reads
from sekisho.operations.refresh import refresh
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.operations.viewing import may_see_case, viewer_of
from sekisho.records.access import access_of_cases
from sekisho.records.models import Duty, Person, ReadRecord
from sekisho.vocabulary.times import write_time

START = datetime(2026, 10, 5, 0, 0, tzinfo=UTC)
END = START + timedelta(hours=6)
OFFICES = ("cas", "nss", "pref_police")


@pytest.fixture
def people(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Person]:
    """One person in one post of each office."""
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path))
    posts = {
        office: next(p.id for p in load_pack().posts.values() if p.office == office) for office in OFFICES
    }
    made = {office: Person.objects.create_user(office, name_ja=office, name_en=office) for office in OFFICES}
    first = [FirstAppointment(made[office].pk, posts[office], START) for office in OFFICES]
    found_register(first, made["cas"].pk, START, "第1号")
    return made


def opened(result: Any) -> str:
    """The case that an accepted act opened or went on with."""
    assert isinstance(result, Accepted), result
    return result.entry.case


def test_a_confirmed_access_shows_the_case_until_its_end_and_the_read_is_on_record(
    people: dict[str, Person],
) -> None:
    """Nothing by the request alone; sight from the confirmation until the end; the commission has it from the first."""
    reader, now = people["pref_police"], START + timedelta(minutes=1)
    policy = opened(open_case("policy.open", "nss", {"title": "方針"}, people["nss"].pk, now))
    given = {
        "title": "緊急",
        "to": policy,
        "person": reader.pk,
        "until": write_time(END),
        "reasons": "加害。",
    }
    case = opened(open_case("emergency.request", "pref_police", given, reader.pk, now))
    assert Duty.objects.filter(case=case, bearer="commission").count() == 1
    assert not may_see_case(policy, viewer_of(reader, now))
    intent = Intent(case=case, step="emergency.confirm", act_of="nss", particulars={"reasons": "確認した。"})
    opened(act(prepare(intent, people["nss"].pk, now), people["nss"].pk, now))
    refresh(now)
    seen = [may_see_case(policy, viewer_of(reader, m)) for m in (now, END - timedelta(seconds=1), END)]
    assert seen == [True, True, False]
    shown = [Shown("case", policy, access_of_cases((policy,))[policy])]
    note_reads(viewer_of(reader, now), "", shown, now)
    assert ReadRecord.objects.filter(person=reader.pk, subject=policy).count() == 1
