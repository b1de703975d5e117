"""Passkeys in a real browser with its virtual authenticator: registering, signing in, a further key, the wrong finger."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import HERE, Stage, Watched, served


class House:
    """An installation in real use: no demonstration, everybody by passkey, decisions signed."""

    def __init__(self, home: Path, base: str, cases: dict[str, str]) -> None:
        self.home = home
        # A passkey belongs to a name, never to a bare address.
        self.stage = Stage(base.replace("127.0.0.1", "localhost"), cases)

    def code(self, login: str) -> str:
        """A code as the administrator's command prints it."""
        surroundings = {**os.environ, "SEKISHO_HOME": str(self.home), "DATABASE_URL": ""}
        command = [sys.executable, "-m", "sekisho", "person", "enrol", login, "--by", "管理者"]
        return subprocess.run(
            command, env=surroundings, check=True, capture_output=True, text=True
        ).stdout.strip()


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


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The stage, as an installation in real use."""
    home = tmp_path_factory.mktemp("house")
    real = {"SEKISHO_DEMO": "", "SEKISHO_SIGNING": "passkey", "SEKISHO_PACK": str(HERE / "pack")}
    with served(home, "stage.py", **real) as (base, told):
        yield House(home, base, told)


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


def test_a_person_registers_with_the_code_and_then_signs_in_by_passkey_alone(desks: Any) -> None:
    desk = desks()
    desk.enrol("sato")
    expect(desk.page.locator(".who")).to_contain_text("佐藤 明")
    desk.sign_out()
    desk.sign_in()
    expect(desk.page.locator(".who")).to_contain_text("佐藤 明")


def test_a_real_installation_offers_neither_password_nor_click(desks: Any) -> None:
    page = desks().watched.go("/signin/")
    expect(page.locator("input[type=password], button[name=demo]")).to_have_count(0)
    expect(page.locator("[data-passkey=get]")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "パスキーを使えなかった"), ("en", "could not be used")]
)
def test_whom_the_authenticator_does_not_know_is_told_so_and_stays_outside(
    desks: Any, language: str, said: str
) -> None:
    desk = desks(language)
    desk.enrol("suzuki")
    desk.sign_out()
    desk.wrong_finger()
    desk.watched.go("/signin/").click("[data-passkey=get]")
    expect(desk.page.locator("[data-passkey-failed]")).to_be_visible()
    expect(desk.page.locator("[data-passkey-failed]")).to_contain_text(said)
    assert desk.watched.go("/").url.endswith("/signin/?next=/")


def test_a_code_that_was_used_or_made_up_opens_nothing(desks: Any, house: House) -> None:
    desk = desks()
    page = desk.watched.go("/signin/enrol/")
    page.fill("[name=code]", "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF")
    page.locator("main form button").click()
    expect(page.locator("[role=alert]")).to_contain_text("登録番号が正しくない")


def test_a_second_passkey_is_added_named_and_ended_but_never_the_last(desks: Any) -> None:
    """Lost is then only one of two; who has one left cannot lock themselves out."""
    desk = desks()
    desk.enrol("tanaka")
    page = desk.watched.go("/mine/")
    page.locator("button[value=end]").click()
    expect(page.locator("[role=alert]").first).to_contain_text("最後のパスキー")
    desk.add_authenticator()
    page.fill("#new-name", "予備の鍵")
    page.click("[data-passkey=create]")
    expect(page.locator("[id^=key-]")).to_have_count(2)
    first = page.locator("#key-1")
    first.locator("input[name=name]").fill("古い端末")
    first.locator("button[value=rename]").click()
    expect(page.locator("#key-1")).to_contain_text("古い端末")
    page.locator("#key-1 button[value=end]").click()
    expect(page.locator("#key-1")).to_contain_text("失効")
    desk.sign_out()
    desk.sign_in()


PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def review(desk: Any, house: House, scope: str) -> Page:
    """Fill in a formal decision, and go on to its review."""
    page = desk.watched.go(f"/case/{house.stage.cases['measure']}/step/measure.halt/")
    page.check(f"[name='field.scope'][value={scope}]")
    page.fill("[name='field.reasons']", "必要がなくなったため。")
    page.click("button[value=review]")
    page.locator("button[value=send]").wait_for()
    return page


@pytest.mark.parametrize(("language", "done"), [("ja", "記録した。"), ("en", "Recorded.")])
def test_an_approver_signs_a_formal_decision_on_a_phone(
    desks: Any, house: House, language: str, done: str
) -> None:
    """All that is signed fits the small screen, and one touch signs and records it."""
    desk = desks(language, **PHONE)
    desk.enrol("sato")
    page = review(desk, house, "part")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "nothing of what is signed is beside the screen"
    page.click("[data-passkey=get]")
    expect(page.locator(".banner-good")).to_contain_text(done)


def test_a_form_that_was_tampered_with_after_its_review_is_refused(desks: Any, house: House) -> None:
    desk = desks()
    desk.enrol("sato")
    page = review(desk, house, "part")
    page.evaluate("document.querySelector(\"[name='field.scope']\").value = 'whole'")
    page.click("[data-passkey=get]")
    expect(page.locator("#findings")).to_contain_text("確認した内容と異なる")


def test_a_decision_that_the_holder_of_the_key_does_not_confirm_is_not_recorded(
    desks: Any, house: House
) -> None:
    desk = desks()
    desk.enrol("sato")
    page = review(desk, house, "whole")
    desk.wrong_finger()
    page.click("[data-passkey=get]")
    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    expect(page.locator(".banner-good")).to_have_count(0)


def test_a_decision_whose_case_has_moved_shows_what_came_and_asks_again(desks: Any, house: House) -> None:
    """Another decision is recorded while this one waits for its signature: nothing is signed over old heads."""
    desk = desks()
    desk.enrol("sato")
    page = review(desk, house, "whole")
    other = desks()
    other.enrol("sato")
    review(other, house, "part").click("[data-passkey=get]")
    expect(other.page.locator(".banner-good")).to_be_visible()
    page.click("[data-passkey=get]")
    expect(page.locator("button[value=review]")).to_have_count(1)
    expect(page.locator("main .banner-warn[role=alert]")).to_contain_text("措置の中止を命ずる")
    expect(page.locator(".banner-good")).to_have_count(0)
