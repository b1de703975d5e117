"""A new edition of the rules comes into force: open cases are migrated by an entry, and both texts are kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from sekisho.casework.entry import Intent
from sekisho.operations.act import act
from sekisho.operations.outcomes import Accepted, Invalid, Refused
from sekisho.operations.pack_in_force import keep_edition, pack_in_force
from sekisho.operations.refresh import refresh
from sekisho.records import models

SMALL = Path(__file__).parent / "pack" / "small.yaml"
SINCE = datetime(2026, 11, 1, tzinfo=UTC)
FURTHER = """
  - id: STOP-ONLY-BRIEFLY
    kind: duty
    step: measure.start
    cite: [T1]
    opens: report
    bearer: npa
    towards: nss
    ja: 開始を国家安全保障局に報告する。
    en: Report the start to the NSS.
"""
CARRIED = """
  - id: CARRY-REPORT
    kind: duty
    step: measure.migrate
    cite: [T1]
    when: {done: run, in: [started]}
    opens: report
    bearer: npa
    towards: nss
    ja: 移行後速やかに、開始を国家安全保障局に報告する。
    en: After migrating, report the start to the NSS promptly.
"""
STEPS = """steps:
  measure.migrate:
    ja: 新しい版への移行
    en: Migrate
    cite: [T1]
    by: [nss]
    does: [{migrate: true}]
"""


@pytest.fixture
def newer(offices: Any, settings: LazySettings, tmp_path: Path) -> Any:
    """Bring the second edition, with or without saying how its new duty is carried over."""

    def bring(carried: bool = True) -> None:
        keep_edition()
        text = SMALL.read_text("utf-8").replace(
            'version: "1", effective_from: "2026-10-01"', 'version: "2", effective_from: "2026-11-01"'
        )
        text = text.replace("steps:\n", STEPS, 1).replace(
            "rules:\n", "rules:\n" + FURTHER.lstrip("\n") + CARRIED.lstrip("\n") * carried, 1
        )
        folder = tmp_path / f"newer-{carried}"
        folder.mkdir()
        (folder / "small.yaml").write_text(text, "utf-8")
        settings.SEKISHO_PACK = str(folder)
        keep_edition()

    return bring


@pytest.fixture
def started(offices: Any, under: Any) -> str:
    """A measure that was started, and its start reported, under the first edition."""
    policy = offices.opened("policy.open", "nss")
    assert isinstance(offices.act(policy, "policy.draft", "nss", text="案"), Accepted)
    case: str = offices.opened("measure.open", "npa", **under(policy))
    for step, given in (("measure.plan", {"text": "計画"}), ("measure.start", {}), ("measure.report", {})):
        assert isinstance(offices.act(case, step, "npa", **given), Accepted)
    return case


def test_before_the_day_the_older_edition_goes_on(offices: Any, started: str, newer: Any) -> None:
    newer()
    result = offices.act(started, "measure.plan", "npa", text="再")
    assert isinstance(result, Accepted)
    assert result.entry.pack == pack_in_force().earlier[0].hash


def test_from_the_day_on_an_open_case_is_migrated_first(offices: Any, started: str, newer: Any) -> None:
    newer()
    offices.now = SINCE
    refused = offices.act(started, "measure.plan", "npa", text="改")
    assert isinstance(refused, Refused)
    assert [r.rule for r in refused.verdict.missing] == ["KERNEL-EDITION"]
    migrated = offices.act(started, "measure.migrate", "nss")
    assert isinstance(migrated, Accepted)
    assert [o.rule for o in migrated.entry.opens] == ["CARRY-REPORT"]
    assert isinstance(offices.act(started, "measure.plan", "npa", text="改"), Accepted)


def test_a_case_that_would_escape_the_new_duty_is_not_migrated(
    offices: Any, started: str, newer: Any
) -> None:
    newer(carried=False)
    offices.now = SINCE
    refused = offices.act(started, "measure.migrate", "nss")
    assert isinstance(refused, Refused)
    assert [r.rule for r in refused.verdict.missing] == ["KERNEL-ESCAPE"]


def test_the_step_of_an_edition_not_yet_in_force_is_no_step_of_the_case(
    offices: Any, started: str, newer: Any
) -> None:
    newer()
    early = Intent(case=started, step="measure.migrate", act_of="nss")
    result = act(early, offices.person("nss"), offices.tick())
    assert isinstance(result, Invalid)
    assert [f.code for f in result.findings] == ["unknown_step"]


def test_the_desk_offers_the_migration_on_the_day(offices: Any, started: str, newer: Any) -> None:
    newer()
    offices.act(started, "measure.plan", "npa", text="改")
    assert not models.StepState.objects.filter(step="measure.migrate").exists()
    refresh(SINCE)
    assert models.StepState.objects.filter(case=started, step="measure.migrate", outcome="permitted").exists()


def test_the_texts_of_both_editions_are_kept_and_kept_once(offices: Any, newer: Any) -> None:
    newer()
    both = pack_in_force()
    assert [p.version for p in both.editions.values()] == ["1", "2"]
    assert keep_edition() == keep_edition()
    assert sorted(p.name for p in keep_edition().parent.iterdir()) == sorted(both.editions)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "行為の時の規則集（第1版）により判断し、記録する。今は第2版が施行されている。"),
        ("en", "by the rules at the time of the act (edition 1); edition 2"),
    ],
)
@pytest.mark.parametrize(("done", "older"), [("2026-10-20T10:00", True), ("", False)])
def test_the_review_says_when_an_older_edition_judges_what_is_dated_back(
    offices: Any, started: str, newer: Any, language: str, said: str, done: str, older: bool
) -> None:
    """Before it is signed, and not only afterwards; what is done now is judged by the edition in force and says nothing."""
    newer()
    if not older:
        offices.now = SINCE
        assert isinstance(offices.act(started, "measure.migrate", "nss"), Accepted)
    client = Client()
    client.force_login(offices.people["npa_official"])
    client.cookies["django_language"] = language
    form = {"do": "review", "act_of": "npa", "field.text": "再", "happened_at": done}
    answer = client.post(f"/case/{started}/step/measure.plan/", form)
    assert answer.status_code == 200, answer.content.decode()
    assert 'value="send"' in answer.content.decode()
    assert (said in answer.content.decode()) is older
