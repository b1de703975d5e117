"""Forms: what fails keeps its input, what was overtaken says so, what was begun is kept, all of it by keyboard too."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import SignIn
from .stages import Stage


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_a_form_that_fails_keeps_its_input_and_shows_everything_wrong(stage: Stage, sign_in: SignIn) -> None:
    """Two defects are both shown, each leads to its field, and what was written is still there."""
    page = sign_in("sato").go(f"/case/{stage.cases['measure']}/step/measure.locate/")
    page.locator("[name='field.reasons']").fill("まだ途中")
    page.locator("button[value=review]").click()
    expect(page.locator("#findings li")).to_have_count(2)
    assert page.locator("[name='field.reasons']").input_value() == "まだ途中"
    page.locator("#findings a").first.click()
    assert page.url.endswith("#subject-target")


def test_two_people_at_once_and_the_second_is_told_what_changed(stage: Stage, sign_in: SignIn) -> None:
    """Of two who act on one case, one is accepted; the other sees what changed, keeps the input, and can send again."""
    path = f"/case/{stage.cases['policy']}/step/policy.draft/"
    first, second = sign_in("tanaka"), sign_in("tanaka")
    for watched, text in ((first, "第一の案"), (second, "第二の案")):
        page = watched.go(path)
        page.locator("[name='field.text']").fill(text)
        page.locator("button[value=review]").click()
    first.page.locator("button[value=send]").click()
    expect(first.page.locator(".banner-good")).to_be_visible()
    second.page.locator("button[value=send]").click()
    expect(second.page.locator(".banner-warn")).to_contain_text("案文を作成する")
    assert second.page.locator("[name='field.text']").input_value() == "第二の案"
    second.page.locator("button[value=review]").click()
    second.page.locator("button[value=send]").click()
    expect(second.page.locator(".banner-good")).to_be_visible()


def test_what_was_begun_is_there_again_and_can_be_thrown_away(stage: Stage, sign_in: SignIn) -> None:
    """A form that was left half written opens as it was left, until it is thrown away."""
    path = f"/case/{stage.cases['measure']}/step/measure.consult/"
    page = sign_in("sato").go(path)
    page.locator("[name='field.reply']").fill("2026-11-01")
    page.locator("button[value=review]").click()
    page.goto(stage.base + path)
    assert page.locator("[name='field.reply']").input_value() == "2026-11-01"
    page.locator("button[value=discard]").click()
    assert page.locator("[name='field.reply']").input_value() == ""


def test_an_act_can_be_done_by_keyboard_alone(stage: Stage, sign_in: SignIn) -> None:
    """From the desk to the record without a pointing device: skip link, form, review, send."""
    page = sign_in("sato").go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('skip')")
    page.keyboard.press("Enter")
    _tab_to(page, "a[href$='measure.plan/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/measure.plan/")
    _tab_to(page, "[name='field.text']")
    page.keyboard.type("keyboard")
    _tab_to(page, "button[value=review]")
    page.keyboard.press("Enter")
    page.locator("button[value=send]").wait_for()
    _tab_to(page, "button[value=send]")
    page.keyboard.press("Enter")
    expect(page.locator(".banner-good")).to_be_visible()


def test_a_deviation_is_always_accepted_and_marked(stage: Stage, sign_in: SignIn) -> None:
    """What happened outside the gate can be recorded at any time and is marked as such in the timeline."""
    page = sign_in("ito").go(f"/case/{stage.cases['policy']}/deviation/")
    page.locator("[name=what]").fill("口頭で指示があった。")
    page.get_by_role("button", name="内容を確かめる").click()
    page.get_by_role("button", name="逸脱として記録する").click()
    expect(page.locator(".line .deviation").first).to_contain_text("逸脱")


def test_whom_one_acts_as_is_chosen_visibly(stage: Stage, sign_in: SignIn) -> None:
    """A person with two posts chooses one in the head of the page, and the desk says which it is."""
    page = sign_in("sato").go("/")
    page.locator("#act-as").select_option(label="警察庁長官")
    page.get_by_role("button", name="切替").click()
    expect(page.locator(".lead").first).to_contain_text("警察庁長官")


def test_information_is_previewed_then_given_with_a_receipt(stage: Stage, sign_in: SignIn) -> None:
    """A preview shows what was understood and gives nothing away; handing over leads to a receipt for every object."""
    page = sign_in("ito").go("/information/give/")
    page.locator("[name=text]").fill("type,value\nipv4,192.0.2.7\nipv4,not-an-address\n")
    page.locator("button[value=preview]").click()
    page.locator("#understood").wait_for()
    assert page.url.endswith("/information/give/")
    page.locator("button[value=give]").click()
    page.wait_for_url("**/information/batch/**")
    expect(page.locator("tbody tr")).to_have_count(2)
