"""Run by ``bench.desk`` in an installation of its own: the desk and an act among few open cases, then among many.

``_desk_run.py CASES`` prints one JSON object a line: with the cases that were opened one by one, and when their boards
have been copied until there are as many as asked for.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client

from sekisho.casework.entry import Intent
from sekisho.operations.act import act, prepare
from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted
from sekisho.operations.people import enrol
from sekisho.operations.setup import FirstAppointment, found_register, initialise
from sekisho.records import models
from sekisho.vocabulary.text import Text

OPENED, RUNS, BATCH = 10, 25, 5000
NOW = datetime.now(UTC)


def main(cases: int) -> None:
    """Measure with the few, copy, measure with the many."""
    initialise()
    person = enrol("official", "official", Text("警察 係", "Police Official"))
    found_register([FirstAppointment(person, "npa_official", NOW - timedelta(days=9))], person, NOW, "試算")
    opened = [_open(person, number) for number in range(OPENED)]
    client = Client(headers={"host": "localhost"})
    client.force_login(models.Person.objects.get(pk=person))
    _say(OPENED, client, opened[0], person)
    _copy(cases - OPENED)
    _say(cases, client, opened[1], person)


def _open(person: str, number: int) -> str:
    given = {"title": f"措置 {number}", "protects": "政府の計算機", "form": "own_action"}
    outcome = open_case("measure.open", "npa", given, person, NOW)
    if not isinstance(outcome, Accepted):
        raise TypeError(outcome)
    _act(person, outcome.entry.case, 0)
    return str(outcome.entry.case)


def _act(person: str, case: str, number: int) -> None:
    given = {"key": f"t{number}", "description": "対象", "identity": "機器の特定"}
    intent = Intent(case=case, step="measure.add_target", act_of="npa", particulars=given)
    outcome = act(prepare(intent, person, NOW), person, NOW)
    if not isinstance(outcome, Accepted):
        raise TypeError(outcome)


def _say(cases: int, client: Client, case: str, person: str) -> None:
    numbers = iter(range(1, 10_000))
    acted = _milliseconds(lambda: _act(person, case, next(numbers)))
    print(
        json.dumps({"cases": cases, "desk": _milliseconds(lambda: _desk(client)), "act": acted}), flush=True
    )


def _desk(client: Client) -> None:
    answer = client.get("/")
    if answer.status_code != 200 or "措置" not in answer.content.decode():
        raise ValueError(answer.status_code)


def _milliseconds(work: Callable[[], object]) -> list[float]:
    work()
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def _copy(many: int) -> None:
    """Copy the cases' rows with what the desk keeps of them, and a duty in each; what they rest on no list reads."""
    for first in range(0, many, BATCH):
        numbers = range(first, min(first + BATCH, many))
        models.Case.objects.bulk_create(_copies(numbers), batch_size=500)
        models.Duty.objects.bulk_create((_owed(_name(n), n) for n in numbers), batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute(STATES)
        cursor.execute("ANALYZE")  # what either database does by itself in the course of an hour


STATES = """
INSERT INTO records_stepstate (case_id, step, office, outcome)
WITH first AS MATERIALIZED (SELECT id, key FROM records_case WHERE id NOT LIKE 'copy-%')
SELECT c.id, s.step, s.office, s.outcome FROM first
CROSS JOIN records_case AS c JOIN records_stepstate AS s ON s.case_id = first.id
WHERE c.key = first.key AND c.id LIKE 'copy-%'
"""
"""What the gate says of each copy is what it says of the case that it is a copy of, which has the same key."""


def _name(number: int) -> str:
    return f"copy-{number:012}"


def _copies(numbers: range) -> Iterator[models.Case]:
    cases = list(models.Case.objects.filter(kind="measure").exclude(pk__startswith="copy-"))
    for number in numbers:
        case = cases[number % len(cases)]
        fields = {f.attname: getattr(case, f.attname) for f in case._meta.concrete_fields}
        at = case.opened_at - timedelta(seconds=number)
        yield models.Case(**{**fields, "id": _name(number), "opened_at": at, "changes_at": None})


def _owed(case: str, number: int) -> models.Duty:
    """A duty of the official's office: one in every case, each with a time of its own."""
    words = {"text_ja": "遅滞なく通知する。", "text_en": "Notify without delay."}
    due = NOW + timedelta(minutes=number % 9973)
    about = {
        "duty": "notify_administrator",
        "outside": f"{case}:owed",
        "bearer": "npa",
        "towards": "administrator",
    }
    return models.Duty(case_id=case, due=due, opened_at=NOW, cite=["PDEA 6-2(8)"], **about, **words)


if __name__ == "__main__":
    main(int(sys.argv[1]))
