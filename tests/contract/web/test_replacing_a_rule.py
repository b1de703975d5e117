"""Replacing one rule in the pack changes gate, task list, form, explanation and page; no Python is touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sekisho.law.loading import packaged_files
from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.pack_in_force import keep_edition
from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register
from sekisho.records.models import Person, StepState
from sekisho.vocabulary.text import Text

RULE = """
rules:
  - id: PLAN-AFTER-REVIEW
    kind: precondition
    step: measure.plan
    cite: [G2.4b]
    require: {done: plan_review, in: [reviewed]}
    ja: 計画の作成の前に、事前の審査を終えている必要がある。
    en: A preliminary review must have been concluded before the plan is written.
steps:
  measure.review:
    by: [npa]
    cite: [G2.4b]
    ja: 計画の事前の審査
    en: Review before planning
    asks:
      finding: {type: long, ja: 審査の所見, en: Findings of the review}
    does:
      - {record: plan_review, stage: reviewed}
"""
RECORD = """    records:
      plan_review:
        ja: 計画の事前の審査
        en: Review before planning
        stages: {reviewed: {ja: 審査済み, en: reviewed}}
"""
SENTENCE = "計画の作成の前に、事前の審査を終えている必要がある。"


@pytest.fixture
def pack_folder(tmp_path: Path) -> Callable[[bool], str]:
    """Writes the packaged pack into a folder, with or without the further rule."""

    def write(changed: bool) -> str:
        folder = tmp_path / ("changed" if changed else "packaged")
        folder.mkdir()
        files = dict(packaged_files("jp-acd"))
        if changed:
            files["measure.yaml"] = files["measure.yaml"].replace("    records:\n", RECORD, 1)
            files["extra.yaml"] = RULE
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        return str(folder)

    return write


def seen(client: Client, case: str) -> dict[str, str]:
    """What the pages show of the case: the desk, the case and the form of the plan."""
    addresses = {"desk": "/", "case": f"/case/{case}/", "form": f"/case/{case}/step/measure.plan/"}
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


@pytest.mark.django_db
def test_replacing_a_rule_changes_gate_tasks_form_explanation_and_page(
    pack_folder: Callable[[bool], str], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the further rule in the pack the gate is shut, the new step is offered with its form, and the reason is given."""
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path / "home"))
    shown = {}
    for changed in (False, True):
        settings.SEKISHO_PACK = pack_folder(changed)
        keep_edition()
        now = datetime.now(UTC)
        person = enrol(f"planner-{changed}", f"planner-{changed}", Text("計画 係", "Planner"))
        found_register(
            [FirstAppointment(person, "npa_official", now - timedelta(days=1))], person, now, "試験"
        )
        given = {"title": "措置", "protects": "試験", "form": "own_action"}
        if changed:
            given["title"] = "措置（改）"
        opened = open_case("measure.open", "npa", given, "planner-False", datetime.now(UTC))
        assert isinstance(opened, Accepted)
        case = opened.entry.case
        client = Client()
        client.force_login(Person.objects.get(pk="planner-False"))
        shown[changed] = seen(client, case)
        gate = StepState.objects.filter(case=case, step="measure.plan").values_list("outcome", flat=True)
        assert set(gate) == {"refused" if changed else "permitted"}
    assert SENTENCE not in shown[False]["case"] + shown[False]["form"]
    assert SENTENCE in shown[True]["form"]
    assert "G2.4b" in shown[True]["form"]
    assert "計画の事前の審査" in shown[True]["desk"]
    assert "計画の事前の審査" in shown[True]["case"]
    assert "計画の事前の審査" not in shown[False]["desk"]
