"""A real server with a stage of its own, a browser, and a watch over everything that the pages ask for."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from .desks import Desk, House
from .stages import Stage, Watched

HERE = Path(__file__).parent
SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
STARTING_SECONDS, ANSWER_SECONDS = 90, 30


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait(base: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/signin/", timeout=ANSWER_SECONDS)
        except OSError:  # not listening yet, or busy with loading
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server did not start")


@contextmanager
def served(home: Path, script: str, **more: str) -> Iterator[tuple[str, Any]]:
    """Set a stage with a script in a fresh installation and serve it; yields the address and what the script told."""
    port = _free_port()
    (home / "static").mkdir()
    surroundings = {
        **os.environ,
        "SEKISHO_HOME": str(home),
        "SEKISHO_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "sekisho.settings",
        "DATABASE_URL": "",
        "SEKISHO_ORIGIN": f"http://localhost:{port}",
        **more,
    }
    told = subprocess.run(
        [sys.executable, str(HERE / script)], env=surroundings, check=True, stdout=subprocess.PIPE
    )
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port), "--no-log"]
    server = subprocess.Popen([*command, "sekisho.web.asgi:application"], env=surroundings)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base, server)
        yield base, json.loads(told.stdout)
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage set in a fresh installation, served by the server that people use."""
    with served(tmp_path_factory.mktemp("stage"), "stage.py", SEKISHO_PACK=str(HERE / "pack")) as (
        base,
        told,
    ):
        yield Stage(base, told)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's chromium where it is installed; as root the sandbox cannot be used."""
    more: dict[str, Any] = {"args": ["--no-sandbox"] if os.geteuid() == 0 else []}
    if SYSTEM_CHROMIUM.exists():
        more["executable_path"] = str(SYSTEM_CHROMIUM)
    return {**browser_type_launch_args, **more}


SignIn = Callable[..., Watched]


@pytest.fixture
def sign_in(browser: Browser, stage: Stage) -> Iterator[SignIn]:
    """Signs a demo person in by one click; at the end nothing may have gone wrong on any page or gone outside."""
    opened: list[Watched] = []

    def enter(login: str, language: str = "ja", **more: Any) -> Watched:
        context = browser.new_context(base_url=stage.base, **more)
        context.add_cookies([{"name": "django_language", "value": language, "url": stage.base}])
        watched = Watched(context.new_page(), stage)
        opened.append(watched)
        watched.go("/signin/").click(f"button[value={login}]")
        watched.page.wait_for_url(f"{stage.base}/")
        return watched

    yield enter
    for watched in opened:
        watched.page.context.close()
    assert [each for watched in opened for each in watched.trouble] == []


@pytest.fixture
def desks(browser: Browser, house: House) -> Iterator[Any]:
    """Browsers with an authenticator each; nothing may have gone wrong on any page or gone outside."""
    opened: list[Desk] = []

    def sit_down(language: str = "ja", **more: Any) -> Desk:
        opened.append(Desk(browser, house, language, **more))
        return opened[-1]

    yield sit_down
    for desk in opened:
        desk.page.context.close()
    assert [each for desk in opened for each in desk.watched.trouble] == []
