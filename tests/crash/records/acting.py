"""Run by the crash test in a process of its own: act on a case, and die without warning at one statement.

``acting.py prepare`` founds a register, opens a measure and prints its case. ``acting.py act CASE`` plans the
measure and prints how many statements the act's transaction had. ``acting.py die CASE N…`` does so once for
every N, each time in a process that kills itself with SIGKILL before the N-th statement, and prints the
signals they died of.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from sekisho.casework.entry import Intent  # noqa: E402
from sekisho.operations.act import act, prepare  # noqa: E402
from sekisho.operations.open_case import open_case  # noqa: E402
from sekisho.operations.outcomes import Accepted  # noqa: E402
from sekisho.operations.setup import FirstAppointment, found_register  # noqa: E402
from sekisho.records.models import Person  # noqa: E402


def main() -> None:
    """Do what the arguments say."""
    if sys.argv[1] == "prepare":
        prepare_case()
    elif sys.argv[1] == "act":
        sys.stdout.write(str(act_and_die(sys.argv[2], 0)))
    else:
        sys.stdout.write(" ".join(str(die(sys.argv[2], int(at))) for at in sys.argv[3:]))


def die(case: str, at: int) -> int:
    """Act in a forked process that dies at a statement, and return the signal it died of."""
    connection.close()
    child = os.fork()
    if child == 0:
        act_and_die(case, at)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def prepare_case() -> None:
    """Found the register, open a measure, print its case."""
    person = Person.objects.create_user("npa", name_ja="警察庁員", name_en="NPA official")
    now = datetime.now(UTC)
    posts = ("cas_official", "npa_official")
    found_register([FirstAppointment(person.pk, post) for post in posts], person.pk, now, "第1号")
    opened = open_case("measure.open", "npa", {"title": "措置"}, person.pk, datetime.now(UTC))
    assert isinstance(opened, Accepted), opened
    sys.stdout.write(opened.entry.case)


def act_and_die(case: str, at: int) -> int:
    """Plan the measure, dying before statement ``at`` of the transaction that writes; return how many there
    were.
    """
    person, counted = Person.objects.get().pk, 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal counted
        if connection.in_atomic_block:
            counted += 1
            if counted == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    now = datetime.now(UTC)
    intent = prepare(Intent(case=case, step="measure.plan", act_of="npa", particulars={"text": "計画"}), now)
    with connection.execute_wrapper(count):
        result = act(intent, person, now)
    assert isinstance(result, Accepted), result
    return counted


main()
