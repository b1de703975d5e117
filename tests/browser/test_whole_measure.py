"""One whole measure, driven through the pages by clicking."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import SignIn
from .playing import MISSING
from .stages import Stage, Watched


def _send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("内容を確かめる|Review")).click()
    page.get_by_role("button", name=re.compile("^(記録する|Record)$")).click()
    expect(page.locator(".banner-good")).to_be_visible()


def _take(watched: Watched, step: str, **filled: str) -> None:
    page = watched.go(f"/case/{watched.stage.cases['measure']}/step/{step}/")
    for name, value in filled.items():
        page.locator(f"[name='field.{name}']").fill(value)
    _send(page)


def _locate(watched: Watched, target: str, where: str) -> None:
    page = watched.go(f"/case/{watched.stage.cases['measure']}/step/measure.locate/")
    page.locator(f"input[name='subject.target'][value={target}]").check()
    page.locator(f"input[name='field.location'][value={where}]").check()
    page.locator("[name='field.reasons']").fill("事業者の回答")
    _send(page)


def test_refused_with_everything_missing_then_each_supplied_then_permitted(
    stage: Stage, sign_in: SignIn
) -> None:
    """A start is refused with all that is missing at once; once each office has supplied its part, it is recorded."""
    police = sign_in("sato")
    page = police.go(f"/case/{stage.cases['measure']}/")
    expect(page.locator(".gate-word").first).to_have_text("門は閉じている")
    gate = page.locator(".gate").first
    missing = {each.get_attribute("data-rule") for each in gate.locator(MISSING).all()}
    assert missing == {"PLAN-FIRST", "LOCATION-KNOWN", "CONSULT-FIRST", "ROLES-FIRST"}
    for target in ("t1", "t2", "t3"):
        expect(gate).to_contain_text(target)

    _take(police, "measure.plan", text="三つの対象の送受を止める。")
    _locate(police, "t1", "in_japan")
    _locate(police, "t2", "abroad")
    _locate(police, "t3", "abroad")

    page = police.go(f"/case/{stage.cases['measure']}/step/measure.consult/")
    for target in ("t2", "t3"):
        page.locator(f"input[name='subject.target'][value={target}]").check()
    page.locator("[name='field.reply']").fill("2026-11-01")
    _send(page)

    office = sign_in("suzuki")
    page = office.go(f"/case/{stage.cases['measure']}/step/measure.decide_roles/")
    page.locator("input[name='field.mode'][value=police]").check()
    page.locator("input[name='field.guidance'][value=yes]").check()
    _send(page)

    page = police.go(f"/case/{stage.cases['measure']}/step/measure.start/")
    expect(page.locator(".gate-word").first).to_have_text("門は開いている")
    for target in ("t1", "t2", "t3"):
        page.locator(f"input[name='subject.target'][value={target}]").check()
    _send(page)
    expect(page.locator("#duties").locator("..")).to_contain_text("管理者に通知しなければならない")

    police.go("/")
    expect(page.locator(".duties > li")).to_have_count(3)
