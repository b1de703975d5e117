"""A real server with a stage of its own, a browser, and a watch over everything that the pages ask for."""

from __future__ import annotations

import json
import os
import shutil
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
PACK = str(HERE / "pack")
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


def _surroundings(home: Path, more: dict[str, str]) -> dict[str, str]:
    own = {"SEKISHO_HOME": str(home), "SEKISHO_DEMO": "1", "DATABASE_URL": ""}
    return {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "sekisho.settings", **more}


def set_up(home: Path, script: str, **more: str) -> Any:
    """Set a stage with a script in a fresh installation, and return what the script told."""
    (home / "static").mkdir()
    command = [sys.executable, str(HERE / script)]
    told = subprocess.run(command, env=_surroundings(home, more), check=True, stdout=subprocess.PIPE)
    return json.loads(told.stdout)


@contextmanager
def serving(home: Path, **more: str) -> Iterator[str]:
    """Serve an installation; yields the address."""
    port = _free_port()
    surroundings = _surroundings(home, {"SEKISHO_ORIGIN": f"http://localhost:{port}", **more})
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port), "--no-log"]
    server = subprocess.Popen([*command, "sekisho.web.asgi:application"], env=surroundings)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base, server)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def served(home: Path, script: str, **more: str) -> Iterator[tuple[str, Any]]:
    """Set a stage and serve it; yields the address and what the script told."""
    told = set_up(home, script, **more)
    with serving(home, **more) as base:
        yield base, told


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    home = tmp_path_factory.mktemp("kept")
    return home, set_up(home, "stage.py", SEKISHO_PACK=PACK)


@pytest.fixture(scope="module")
def stage(_kept: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage in an installation of the module's own, served by the server that people use."""
    kept, cases = _kept
    home = shutil.copytree(kept, tmp_path_factory.mktemp("stage") / "home")
    with serving(home, SEKISHO_PACK=PACK) as base:
        yield Stage(base, cases)


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
