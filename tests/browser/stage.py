"""Sets a stage for the browser: an installation of its own with people, a policy and a measure half way.

Run as a program with ``SEKISHO_HOME`` and ``SEKISHO_PACK`` set; prints the ids of the cases as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PEOPLE = (
    ("sato", "佐藤 明", "Akira Sato", ("npa_official", "npa_chief")),
    ("suzuki", "鈴木 薫", "Kaoru Suzuki", ("nco_official",)),
    ("tanaka", "田中 実", "Minoru Tanaka", ("nss_official",)),
    ("ito", "伊藤 航", "Wataru Ito", ("mod_official",)),
    ("yamamoto", "山本 恵", "Megumi Yamamoto", ("cas_official",)),
)
TARGETS = (
    ("t1", "203.0.113.10（国内）", "in_japan"),
    ("t2", "198.51.100.7（国外）", "abroad"),
    ("t3", "c2[.]example（所在不明）", ""),
)


def main() -> None:
    """Set the stage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")
    import django

    django.setup()
    from sekisho.operations.setup import FirstAppointment, found_register, initialise
    from sekisho.records.models import Person

    initialise()
    start = datetime.now(UTC) - timedelta(days=2)
    ids = {login: Person.objects.create_user(login, name_ja=ja, name_en=en).pk for login, ja, en, _ in PEOPLE}
    first = [FirstAppointment(ids[login], post, start) for login, _, _, posts in PEOPLE for post in posts]
    found_register(first, ids["yamamoto"], start, "第1号")
    sys.stdout.write(json.dumps(_cases(ids, start + timedelta(hours=1))))


def _cases(ids: dict[str, str], at: datetime) -> dict[str, str]:
    from sekisho.operations import linking
    from sekisho.operations.intake import take

    policy = _open("policy.open", "nss", {"title": "連続侵入への対処方針"}, ids["tanaka"], at)
    _do(
        policy,
        "policy.draft",
        "nss",
        {"text": "警察が無害化する。"},
        ids["tanaka"],
        at + timedelta(minutes=1),
    )
    measure = _open("measure.open", "npa", {"title": "指令サーバーの無害化"}, ids["sato"], at)
    for minute, (key, description, _) in enumerate(TARGETS, start=2):
        given = {"key": key, "description": description}
        _do(measure, "measure.add_target", "npa", given, ids["sato"], at + timedelta(minutes=minute))
    data = (Path(__file__).parent / "indicators.csv").read_bytes()
    receipt: Any = take(data, "indicators.csv", "npa", ids["sato"], at + timedelta(minutes=9))
    (candidate,) = linking.run(at + timedelta(minutes=10)).candidates
    supplied = {"batch": receipt.batch, "supply": receipt.case, "candidate": candidate}
    return {"policy": policy, "measure": measure, **supplied}


def _open(step: str, office: str, given: dict[str, str], person: str, at: datetime) -> str:
    from sekisho.operations.open_case import open_case

    outcome: Any = open_case(step, office, given, person, at)
    return str(outcome.entry.case)


def _do(case: str, step: str, office: str, given: dict[str, str], person: str, at: datetime) -> None:
    from sekisho.casework.entry import Intent
    from sekisho.operations.act import act, prepare
    from sekisho.operations.outcomes import Accepted

    intent = prepare(Intent(case=case, step=step, act_of=office, particulars=given), person, at)
    outcome = act(intent, person, at)
    if not isinstance(outcome, Accepted):
        raise SystemExit(f"the stage cannot be set: {outcome}")


if __name__ == "__main__":
    main()
