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
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402

from sekisho.casework.entry import Intent  # noqa: E402
from sekisho.operations.act import act, prepare  # noqa: E402
from sekisho.operations.open_case import open_case  # noqa: E402
from sekisho.operations.outcomes import Accepted  # noqa: E402
from sekisho.operations.people import enrol  # noqa: E402
from sekisho.operations.setup import FirstAppointment, found_register, initialise  # noqa: E402
from sekisho.records import models  # noqa: E402
from sekisho.vocabulary.text import Text  # noqa: E402

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
    _say(OPENED, client, opened, person)
    _copy(cases - OPENED)
    _say(cases, client, opened, person)


def _open(person: str, number: int) -> str:
    given = {"title": f"措置 {number}", "protects": "政府の計算機", "form": "own_action"}
    outcome = open_case("measure.open", "npa", given, person, NOW)
    if not isinstance(outcome, Accepted):
        raise TypeError(outcome)
    _act(person, outcome.entry.case, 0)
    return str(outcome.entry.case)


def _act(person: str, case: str, number: int) -> None:
    given = {"key": f"t{number}", "description": "対象", "identity": "機器の特定"}
    outcome = act(
        prepare(Intent(case=case, step="measure.add_target", act_of="npa", particulars=given), NOW),
        person,
        NOW,
    )
    if not isinstance(outcome, Accepted):
        raise TypeError(outcome)


def _say(cases: int, client: Client, opened: list[str], person: str) -> None:
    numbers = iter(range(1, 10_000))
    acted = _milliseconds(lambda: _act(person, opened[0], next(numbers) + cases))
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
    """Copy the cases' rows with all that the desk keeps of them; what they rest on is not read by a list."""
    owned = (models.Duty, models.StepState)
    for first in range(0, many, BATCH):
        rows = list(_copies(range(first, min(first + BATCH, many))))
        for model in (models.Case, *owned):
            model.objects.bulk_create([r for r in rows if isinstance(r, model)], batch_size=500)


def _copies(numbers: range) -> Iterator[Any]:
    cases = list(models.Case.objects.filter(kind="measure").order_by("pk")[:OPENED])
    below = {c.pk: [*c.duties.all(), *c.step_states.all()] for c in cases}
    for number in numbers:
        case = cases[number % len(cases)]
        key = f"copy-{number:012}"
        fields = {f.attname: getattr(case, f.attname) for f in case._meta.concrete_fields}
        at = case.opened_at - timedelta(seconds=number)
        yield models.Case(**{**fields, "id": key, "opened_at": at, "changes_at": None})
        for row in below[case.pk]:
            own = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
            del own["id"]
            yield type(row)(**{**own, "case_id": key})


if __name__ == "__main__":
    main(int(sys.argv[1]))
