"""Run by the crash tests in a process of its own: do something to the record, and die without warning at one statement.

``acting.py prepare N`` founds a register, opens a measure, lets N leaves wait (``fill N`` alone does that later) and
prints the case. Further words name what is done:
``act`` plans the measure; ``integrate`` gives waiting leaves their place, completes a tile and signs a checkpoint;
``reads`` puts a read on record and makes its leaf.

- ``acting.py count WHAT CASE`` does it and prints how many statements its transactions had.
- ``acting.py die WHAT CASE N…`` does it once for every N, each time in a process that kills itself with SIGKILL before
  the N-th statement (0: right after the first transaction has committed), and prints the signals they died of.
- ``acting.py write CASE N`` plans the case N times, again wherever another writer came first, and opens N more cases;
  it prints how often it had to begin again.
- ``acting.py acknowledge`` opens cases and prints the hash of each entry that was accepted, and integrates after each
  tenth, until the database fails it.
- ``acting.py verify FOLDER`` integrates, exports, and runs the stand-alone verifier on the export; its status is ours.
- ``acting.py forge`` changes a leaf in the database, with the rights of its owner.
- ``acting.py sekisho ARGUMENTS`` runs a command of the product.
- ``acting.py listen`` does any of these in a process of its own, forked from this one, for each order that ``forked.py`` sends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import django

django.setup()

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction

from sekisho import cli
from sekisho.casework.entry import Intent
from sekisho.ledger import verify
from sekisho.operations.act import act, prepare
from sekisho.operations.export_log import export
from sekisho.operations.open_case import open_case
from sekisho.operations.outcomes import Accepted, Conflict, Outcome
from sekisho.operations.reading import batch_reads, note_read
from sekisho.operations.sequencer import integrate
from sekisho.operations.setup import FirstAppointment, found_register, initialise
from sekisho.records.database import database
from sekisho.records.defence import arm, disarm
from sekisho.records.models import Entry, Leaf, Person
from sekisho.records.reads import Read
from sekisho.records.second_wall import assess_from_now_on
from sekisho.records.trouble import trouble_of


def main() -> int:
    """Do what the arguments say."""
    assess_from_now_on()
    command, *rest = sys.argv[1:]
    if command == "prepare":
        sys.stdout.write(prepare_case())
        fill(int(rest[0]))
    elif command == "fill":
        fill(int(rest[0]))
    elif command == "count":
        sys.stdout.write(str(do(rest[0], rest[1])))
    elif command == "die":
        sys.stdout.write(" ".join(str(die(rest[0], rest[1], int(at))) for at in rest[2:]))
    elif command == "write":
        sys.stdout.write(str(write(rest[0], int(rest[1]))))
    elif command == "acknowledge":
        acknowledge()
    elif command == "verify":
        return check(Path(rest[0]))
    elif command == "forge":
        forge()
    elif command == "sekisho":
        return cli.main(rest)
    elif command == "listen":
        listen()
    return 0


def listen() -> None:
    """Begin what each line orders as often as it says, all at once, and answer by status and what was said, process by process."""
    for line in sys.stdin:
        order = json.loads(line)
        begun = [fork(order) for _ in range(order["times"])]
        print(json.dumps([ended(*each) for each in begun]), flush=True)


def fork(order: Mapping[str, Any]) -> tuple[int, Path, Path]:
    """Begin an order in a process of its own, which does not return from here; what it says goes to files."""
    (out, said), (err, complained) = mkstemp(), mkstemp()
    child = os.fork()
    if child == 0:
        os.dup2(out, sys.stdout.fileno())
        os.dup2(err, sys.stderr.fileno())
        move(order["surroundings"])
        sys.argv[1:] = order["arguments"]
        sys.exit(main())
    os.close(out)
    os.close(err)
    return child, Path(said), Path(complained)


def move(surroundings: Mapping[str, str]) -> None:
    """Go to another installation: its surroundings, and what the settings took from ours."""
    os.environ.clear()
    os.environ.update(surroundings)
    settings.SEKISHO_PACK = surroundings["SEKISHO_PACK"]
    connection.settings_dict.update(
        database(surroundings["DATABASE_URL"], Path(surroundings["SEKISHO_HOME"]))
    )


def ended(child: int, *files: Path) -> tuple[int | str, ...]:
    """Wait for the end of a process and return its status and what it said."""
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said = [file.read_text("utf-8") for file in files]
    for file in files:
        file.unlink()
    return (status, *said)


def prepare_case() -> str:
    """Found the register, open a measure, return its case."""
    initialise()
    person = Person.objects.create_user("npa", name_ja="警察庁員", name_en="NPA official")
    now = datetime.now(UTC)
    posts = ("cas_official", "npa_official")
    found_register([FirstAppointment(person.pk, post) for post in posts], person.pk, now, "第1号")
    opened = open_case("measure.open", "npa", {"title": "措置"}, person.pk, datetime.now(UTC))
    assert isinstance(opened, Accepted), opened
    return opened.entry.case


def fill(leaves: int) -> None:
    """Let leaves wait: one for each of some reads; so many in all."""
    while Entry.objects.count() + Leaf.objects.count() < leaves:
        do_reads("case-x")


def check(folder: Path) -> int:
    """Integrate, export and verify."""
    integrate(datetime.now(UTC))
    export(folder)
    return verify.main([str(folder), "--policy", str(folder / "policy")])


def forge() -> None:
    """Change a leaf, for which the owner of the tables can make the triggers step aside."""
    disarm(connection)
    entry = Entry.objects.earliest("pk")
    changed = bytearray(entry.leaf)
    changed[-1] ^= 1
    Entry.objects.filter(pk=entry.pk).update(leaf=bytes(changed))
    arm(connection)


def write(case: str, acts: int) -> int:
    """Act on a case that others act on as well, and open cases; return how often another came first."""
    person, again = Person.objects.get().pk, 0
    for _ in range(acts):
        while isinstance(plan(case), Conflict):
            again += 1
        while isinstance(
            open_case("measure.open", "npa", {"title": "措置"}, person, datetime.now(UTC)), Conflict
        ):
            again += 1
    return again


def acknowledge() -> None:
    """Open cases, and say of each entry that it was accepted; ends when the database does."""
    person, number = Person.objects.get().pk, 0
    try:
        while True:
            opened = open_case("measure.open", "npa", {"title": "措置"}, person, datetime.now(UTC))
            if isinstance(opened, Accepted):
                number += 1
                print(opened.entry.hash, flush=True)
            if number % 10 == 0:
                integrate(datetime.now(UTC))
    except (DatabaseError, InterfaceError) as error:
        print(trouble_of(error).code, file=sys.stderr)


def plan(case: str) -> Outcome:
    """Plan the measure."""
    now = datetime.now(UTC)
    person = Person.objects.get().pk
    meant = Intent(case=case, step="measure.plan", act_of="npa", particulars={"text": "計画"})
    return act(prepare(meant, person, now), person, now)


def do_act(case: str) -> None:
    """Plan the measure, which nobody else does at the moment."""
    result = plan(case)
    assert isinstance(result, Accepted), result


def do_integrate(case: str) -> None:
    """Give every waiting leaf its place."""
    integrate(datetime.now(UTC))


def do_reads(case: str) -> None:
    """Put a read on record and make its leaf."""
    now = datetime.now(UTC)
    note_read(Read(person="person-x", act_of="npa", kind="case", subject=case, realm="real", read_at=now))
    batch_reads(now, all_waiting=True)


DEEDS: Mapping[str, Callable[[str], None]] = {
    "act": do_act,
    "integrate": do_integrate,
    "reads": do_reads,
}


def do(what: str, case: str, at: int = -1) -> int:
    """Do it, dying before statement ``at`` inside transactions (0: after a commit); return how many there were."""
    counted = 0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal counted
        if connection.in_atomic_block:
            counted += 1
            if counted == at:
                os.kill(os.getpid(), signal.SIGKILL)
            if counted == 1 and at == 0:
                transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        DEEDS[what](case)
    return counted


def die(what: str, case: str, at: int) -> int:
    """Do it in a forked process that dies at a statement, and return the signal it died of."""
    connection.close()
    child = os.fork()
    if child == 0:
        do(what, case, at)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
