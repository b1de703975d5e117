"""Server processes side by side on one PostgreSQL: one sign-in for all, one unbroken record, and whoever is left goes on."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from django.conf import LazySettings

from sekisho.operations.tokens import issue
from sekisho.records import models
from tests.attack.web.conftest import PACK, House
from tests.leaves import committed

from .conftest import Elsewhere

pytestmark = pytest.mark.only_on("postgresql")
FILE = (Path(__file__).parents[2] / "browser" / "indicators.csv").read_bytes()
GIVEN = 3
"""Files that are handed over to each server."""
READY, SOON = 120.0, 30.0


@pytest.fixture
def house(environment: dict[str, str], settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> House:
    """A founded installation, with which the servers' surroundings agree."""
    environment["SEKISHO_PACK"] = settings.SEKISHO_PACK = str(PACK)
    monkeypatch.setenv("SEKISHO_HOME", environment["SEKISHO_HOME"])
    return House()


@pytest.fixture
def serve(
    environment: dict[str, str], house: House
) -> Iterator[Callable[[int], list[subprocess.Popen[bytes]]]]:
    """Starts servers, each on a port of its own (``args[-1]``), and waits until all answer."""
    with ExitStack() as stack:

        def start(servers: int) -> list[subprocess.Popen[bytes]]:
            begun = [stack.enter_context(_server(environment)) for _ in range(servers)]
            stack.callback(lambda: [_kill(each) for each in begun])
            until = time.monotonic() + READY
            for each in begun:
                _wait(lambda each=each: _answers(each), until)
            return begun

        yield start


def _server(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "sekisho", "serve", "--port", port]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)


def _kill(server: subprocess.Popen[bytes]) -> None:
    """Without warning, and its worker with it."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _base(server: subprocess.Popen[bytes]) -> str:
    assert isinstance(server.args, list)
    return f"http://127.0.0.1:{server.args[-1]}"


def _answers(server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, "a server ended"
    try:
        return httpx.get(f"{_base(server)}/signin/", timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def _wait(reached: Callable[[], bool], until: float) -> None:
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.2)


def _give(server: subprocess.Popen[bytes], token: str) -> str:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
    answer = httpx.post(
        f"{_base(server)}/api/intake/indicators.csv", content=FILE, headers=headers, timeout=60
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["batch"])


def _all_placed() -> bool:
    return committed() == models.Position.objects.count() > 0


@pytest.mark.parametrize("servers", [2, pytest.param(8, marks=pytest.mark.long)])
def test_servers_side_by_side_keep_one_record(
    serve: Callable[[int], list[subprocess.Popen[bytes]]],
    house: House,
    elsewhere: Elsewhere,
    tmp_path: Path,
    servers: int,
) -> None:
    """Handed over to all at once, everything is in the record once; then all but one are killed, and it goes on."""
    now = datetime.now(UTC)
    person = house.people["npa_official"].pk
    tokens = [
        issue(
            f"feed{n}", person, "npa", issued_by="管理者", now=now, scopes=["intake"], valid=timedelta(days=1)
        )
        for n in range(servers)
    ]
    started = serve(servers)
    with ThreadPoolExecutor(servers) as pool:
        batches = list(pool.map(_give, started * GIVEN, tokens * GIVEN))
    assert len(set(batches)) == models.Batch.objects.count() == servers * GIVEN
    _wait(_all_placed, time.monotonic() + SOON)
    for each in started[1:]:
        _kill(each)
    _give(started[0], tokens[0])
    _wait(_all_placed, time.monotonic() + SOON)
    verified = elsewhere("verify", str(tmp_path / "export"))
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_who_signed_in_at_one_server_is_known_to_the_others_until_signing_out(
    serve: Callable[[int], list[subprocess.Popen[bytes]]], environment: dict[str, str]
) -> None:
    """A session is of the installation, not of the process that began it."""
    environment["SEKISHO_DEMO"] = "1"
    one, other = (httpx.Client(base_url=_base(each), timeout=30) for each in serve(2))
    assert _send(one, "/signin/", demo="npa_official") == "/"
    other.cookies.update(one.cookies)
    assert [each.get("/record/").status_code for each in (one, other)] == [200, 200]
    _send(one, "/signout/")
    assert [each.get("/record/").status_code for each in (one, other)] == [302, 302]


def _send(client: httpx.Client, address: str, **given: str) -> str:
    """Send a form with the token of the page at hand; return where that leads."""
    page = client.get("/", follow_redirects=True).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    return str(client.post(address, data={"csrfmiddlewaretoken": token[1], **given}).headers["Location"])
