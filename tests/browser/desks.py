"""An installation in real use, and people at their desks there: each has a browser with an authenticator in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from .stages import Stage, Watched


class House:
    """An installation in real use: no demonstration, everybody by passkey, decisions signed."""

    def __init__(self, home: Path, base: str, cases: dict[str, str]) -> None:
        self.home = home
        # A passkey belongs to a name, never to a bare address.
        self.stage = Stage(base.replace("127.0.0.1", "localhost"), cases)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product in this installation."""
        surroundings = {**os.environ, "SEKISHO_HOME": str(self.home), "DATABASE_URL": ""}
        command = [sys.executable, "-m", "sekisho", *arguments]
        return subprocess.run(command, env=surroundings, check=False, capture_output=True, text=True)

    def code(self, login: str) -> str:
        """A code as the administrator's command prints it."""
        done = self.command("person", "enrol", login, "--by", "管理者")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


class Desk:
    """One person's browser with an authenticator in it."""

    def __init__(self, browser: Browser, house: House, language: str = "ja", **more: Any) -> None:
        context = browser.new_context(base_url=house.stage.base, **more)
        context.add_cookies([{"name": "django_language", "value": language, "url": house.stage.base}])
        self.house, self.watched = house, Watched(context.new_page(), house.stage)
        self.device = context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        self.authenticator = self.add_authenticator()

    @property
    def page(self) -> Page:
        return self.watched.page

    def add_authenticator(self) -> str:
        """Put another authenticator in; the one before it is taken out."""
        if hasattr(self, "authenticator"):
            self.device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.authenticator})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticator = str(made["authenticatorId"])
        return self.authenticator

    def wrong_finger(self) -> None:
        """From now on the authenticator does not recognise who touches it."""
        known = {"authenticatorId": self.authenticator, "isUserVerified": False}
        self.device.send("WebAuthn.setUserVerified", known)

    def enrol(self, login: str) -> None:
        """Register a passkey with a new code."""
        page = self.watched.go("/signin/enrol/")
        page.fill("[name=code]", self.house.code(login))
        page.locator("main form button").click()
        page.fill("[name=name]", "執務端末")
        page.click("[data-passkey=create]")
        page.wait_for_url(f"{self.house.stage.base}/")

    def sign_in(self) -> None:
        self.watched.go("/signin/").click("[data-passkey=get]")
        self.page.wait_for_url(f"{self.house.stage.base}/")

    def sign_out(self) -> None:
        self.page.locator("form[action='/signout/'] button").click()
        self.page.wait_for_url("**/signin/")
