"""Passkeys in a real browser with its virtual authenticator: registering, signing in, a further key, the wrong finger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import HERE, served
from .desks import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The stage, as an installation in real use."""
    home = tmp_path_factory.mktemp("house")
    real = {"SEKISHO_DEMO": "", "SEKISHO_SIGNING": "passkey", "SEKISHO_PACK": str(HERE / "pack")}
    with served(home, "stage.py", **real) as (base, told):
        yield House(home, base, told)


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
