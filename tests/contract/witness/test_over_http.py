"""A real witness in a process of its own answers over real HTTP as the specification says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sekisho.ledger.note import open_note
from sekisho.ledger.witnessing import MOST_BYTES
from sekisho.witness.service import origin_hash
from tests.unit.witness.asking import LOG, leaves, made, request

from .serving import Served, serving

PATH = "/add-checkpoint"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    who = made(tmp_path)
    with serving("witness", tmp_path) as one:
        one.who = who
        yield one


def test_it_answers_by_the_codes_of_the_specification(served: Served) -> None:
    status, media, lines = served.call("POST", PATH, request(0, leaves(5)))
    assert (status, media) == (200, "text/plain; charset=utf-8")
    assert lines.startswith("— witness.example/commission ")
    assert served.call("POST", PATH, request(3, leaves(9))) == (409, "text/x.tlog.size", "5\n")
    assert served.call("POST", PATH, request(5, leaves(9, "x")))[0] == 422
    assert served.call("POST", PATH, request(0, leaves(5)).replace(b"\n5\n", b"\n6\n"))[0] == 403
    assert served.call("POST", PATH, b"nothing of the kind")[0] == 400
    assert served.call("POST", PATH, b"x" * (2 * MOST_BYTES))[0] == 400
    assert served.call("GET", PATH)[0] == 405
    assert served.call("GET", "/elsewhere")[0] == 404


def test_it_serves_what_it_cosigned_last(served: Served) -> None:
    path = f"/{origin_hash(LOG.name)}/checkpoint"
    assert served.call("GET", path)[0] == 404
    served.call("POST", PATH, request(0, leaves(5)))
    served.call("POST", PATH, request(5, leaves(7)))
    status, _, note = served.call("GET", path)
    text, signed = open_note(note, [LOG.verifier, served.who.keys[0].verifier.as_cosigner()])
    assert status == 200 and text.split("\n")[1] == "7" and len(signed) == 2


def test_of_requests_at_once_from_one_size_one_history_is_cosigned(served: Served) -> None:
    """The check and the keeping are one step: of forks that race, the first wins and the others are refused."""
    served.call("POST", PATH, request(0, leaves(5)))
    forks = [request(5, leaves(5 + n, branch, 5)) for n in (1, 2, 3) for branch in "abcd"]
    with ThreadPoolExecutor(len(forks)) as pool:
        statuses = list(pool.map(lambda body: served.call("POST", PATH, body)[0], forks))
    assert statuses.count(200) == 1
    assert set(statuses) == {200, 409}


def test_it_runs_where_django_cannot_be_imported(tmp_path: Path) -> None:
    """The commission needs nothing of the product's database."""
    block = (
        "import sys; sys.modules['django'] = None; from sekisho.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    for arguments in (["init", "--name", "witness.example/w"], ["status"], ["evidence"]):
        done = subprocess.run(
            [sys.executable, "-c", block, "witness", *arguments, "--home", str(tmp_path)], capture_output=True
        )
        assert done.returncode == 0, done.stderr
