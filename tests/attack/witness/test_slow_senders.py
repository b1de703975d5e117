"""Whoever sends slowly, however often, keeps the witness from cosigning for nobody else."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sekisho.ledger.witnessing import Status
from sekisho.witness.home import Home
from sekisho.witness.listening import OF_ONE_ADDRESS, PATIENCE, RATE
from tests.contract.witness.serving import Served, serving
from tests.unit.witness.asking import leaves, made, request

ELSEWHERE = ("127.0.0.2", 0)
"""An address of this machine from which nobody else asks."""
PART = b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 100000\r\n\r\nold 0\n"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A witness that listens."""
    made(tmp_path)
    with serving("witness", Home(tmp_path).folder) as one:
        yield one


def slow(served: Served, many: int) -> list[socket.socket]:
    """Begin so many requests, and go no further with them."""
    senders = [
        socket.create_connection(("127.0.0.1", served.port), 10, source_address=ELSEWHERE)
        for _ in range(many)
    ]
    for each in senders:
        each.sendall(PART)
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


@pytest.mark.long
def test_a_slow_sender_is_let_go(served: Served) -> None:
    (sender,) = slow(served, 1)
    sender.settimeout(PATIENCE + 300_000 / RATE)
    assert sender.recv(12) == b"HTTP/1.1 408"
    sender.close()
