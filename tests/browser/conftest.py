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
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

HERE = Path(__file__).parent
SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
STARTING_SECONDS, ANSWER_SECONDS = 90, 30


class Stage:
    """Where the server answers, and the cases that it starts with."""

    def __init__(self, base: str, cases: dict[str, str]) -> None:
        self.base, self.cases = base, cases

    def pages(self) -> dict[str, str]:
        """Every kind of page by name."""
        measure = self.cases["measure"]
        return {
            "desk": "/",
            "cases": "/cases/measure/",
            "case": f"/case/{measure}/",
            "gate": f"/case/{measure}/step/measure.start/",
            "form": f"/case/{measure}/step/measure.locate/",
            "why": f"/case/{measure}/why/measure.start/",
            "way": f"/case/{measure}/why/measure.start/?way=1",
            "deviation": f"/case/{measure}/deviation/",
            "open": "/cases/measure/new/measure.open/",
            "information": "/information/",
            "give": "/information/give/",
            "receipt": f"/information/batch/{self.cases['batch']}/",
            "objects": "/information/objects/",
            "candidates": "/candidates/",
            "candidate": f"/candidates/{self.cases['candidate']}/",
            "links": f"/candidates/{self.cases['candidate']}/links/",
            "resolution": f"/candidates/{self.cases['candidate']}/resolution/?points=6000",
            "standing": "/candidates/standing/",
            "epochs": "/candidates/epochs/",
            "epoch": "/candidates/epochs/1/",
            "rules": "/rules/",
            "options": "/rules/options/",
            "clause": "/rules/clause/G2.1a/",
            "compare": "/rules/compare/?step=measure.start",
            "try": "/rules/try/?start=new:measure&step=measure.start&way=1",
            "rule": "/rules/rule/CONSULT-FIRST/",
            "step-rules": "/rules/step/measure.start/",
            "try-case": f"/case/{measure}/try/?step=measure.start&way=1",
            "record": "/record/",
            "absent": "/case/case-absent/",
        }


class Watched:
    """A page of one person, and what it did that it should not."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page, self.stage = page, stage
        self.trouble: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers "not found" or "not complete" is reported by the browser like a failure; it is none.
        answered = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not answered:
            self.trouble.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.stage.base):
            self.trouble.append(f"outside: {request.url}")

    def go(self, path: str) -> Page:
        """Go to a page and wait until it stands still."""
        self.page.goto(self.stage.base + path)
        self.page.wait_for_load_state("networkidle")
        return self.page


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
