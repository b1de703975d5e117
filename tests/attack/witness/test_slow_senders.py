"""Whoever sends slowly, however often, keeps the witness from cosigning, and a mirror from growing, for nobody else."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sekisho.ledger.uploading import Head, read_info
from sekisho.ledger.witnessing import Status
from sekisho.serving.bodies import PATIENCE
from sekisho.witness.home import Home, found
from sekisho.witness.listening import OF_ONE_ADDRESS
from sekisho.witness.service import origin_hash
from tests.contract.witness.serving import Served, serving
from tests.unit.witness.asking import LOG, leaves, made, request
from tests.unit.witness.bringing import body, shown
from tests.unit.witness.publishing import entries

DATA = entries(600)
ELSEWHERE = ("127.0.0.2", 0)
"""An address of this machine from which nobody else asks."""
PART = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100000\r\n\r\nold 0\n"
LEAVES = b"POST /add-entries HTTP/1.1\r\nHost: w\r\nContent-Length: 10000000\r\n\r\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A witness that listens."""
    made(tmp_path)
    with serving("witness", Home(tmp_path).folder) as one:
        yield one


@pytest.fixture
def mirroring(tmp_path: Path) -> Iterator[Served]:
    """A mirror that listens, and knows a checkpoint of 600 leaves."""
    home = found(tmp_path, "mirror.example/one", [LOG.verifier])
    assert shown(home, 0, DATA)[0] == Status.COSIGNED
    with serving("mirror", home.folder) as one:
        yield one


def slow(served: Served, many: int, part: bytes = PART) -> list[socket.socket]:
    """Begin so many requests, and go no further with them."""
    senders = [
        socket.create_connection(("127.0.0.1", served.port), 10, source_address=ELSEWHERE)
        for _ in range(many)
    ]
    for each in senders:
        each.sendall(part)
    time.sleep(0.5)
    return senders


def test_slow_senders_keep_nobody_from_being_cosigned(served: Served) -> None:
    senders = slow(served, 60)
    begun = time.monotonic()
    status, _, _ = served.call("POST", "/add-checkpoint", request(0, leaves(3)))
    assert (status, time.monotonic() - begun < PATIENCE / 2) == (Status.COSIGNED, True)
    answered, _, _ = select.select(senders, [], [], 0)
    assert len(answered) == len(senders) - OF_ONE_ADDRESS
    assert {each.recv(12) for each in answered} == {b"HTTP/1.1 503"}
    for each in senders:
        each.close()


def test_slow_senders_keep_nobody_from_bringing_leaves_or_reading(mirroring: Served) -> None:
    """Each has sent a package that holds, and lets the mirror wait for the next."""
    senders = slow(mirroring, 60, LEAVES + body(DATA, 0, packages=1))
    begun = time.monotonic()
    status, _, lines = mirroring.call("POST", "/add-entries", body(DATA, 0))
    assert (status, lines[0]) == (200, "—")
    assert mirroring.call("GET", f"/{origin_hash(LOG.name)}/checkpoint")[0] == 200
    assert time.monotonic() - begun < PATIENCE / 2
    for each in senders:
        each.close()


def test_what_came_before_a_connection_broke_stays(mirroring: Served) -> None:
    """The package that was whole is not asked for once more."""
    (sender,) = slow(mirroring, 1, LEAVES + body(DATA, 0, packages=1))
    sender.close()
    time.sleep(0.5)
    status, _, wanted = mirroring.call("POST", "/add-entries", Head(LOG.name, 512, 600).data())
    assert (status, read_info(wanted).next) == (409, 256)


@pytest.mark.long
def test_what_came_too_slowly_stays_and_the_answer_says_from_where_on(mirroring: Served) -> None:
    (sender,) = slow(mirroring, 1, LEAVES + body(DATA, 0, packages=1))
    sender.settimeout(PATIENCE * 3)
    answer = sender.recv(10_000)
    assert answer.startswith(b"HTTP/1.1 202")
    assert b"\r\n\r\n600\n256\n" in answer
    sender.close()


@pytest.mark.long
def test_a_slow_sender_is_let_go(served: Served) -> None:
    (sender,) = slow(served, 1)
    sender.settimeout(PATIENCE * 3)
    assert sender.recv(12) == b"HTTP/1.1 408"
    sender.close()
