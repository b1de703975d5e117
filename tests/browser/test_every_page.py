"""Every page, in both languages: accessible, in its own font, with headings and landmarks, fit for screen and paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from .conftest import SignIn
from .stages import Stage

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
WINDOWS: dict[str, ViewportSize] = {
    "a phone": {"width": 390, "height": 844},
    "200 %": {"width": 640, "height": 450},
}
"""What has to show a page without scrolling sideways; the second is what 1280 × 900 shows at 200 % zoom."""


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in ("serious", "critical")
    ]


def _structure(page: Page, language: str) -> list[str]:
    """What is amiss with the language that a page says it is in, its headings, its parts and the way past them."""
    amiss = {
        "html lang": page.locator("html").get_attribute("lang") != language,
        "h1": page.locator("h1").count() != 1,
        "main": page.locator("main").count() != 1,
        "skip": page.locator("a.skip").get_attribute("href") != "#main",
    }
    return [what for what, is_amiss in amiss.items() if is_amiss]


def _sideways(page: Page) -> list[str]:
    """The windows in which a page has to be scrolled sideways."""
    before, wide = page.viewport_size, []
    for name, size in WINDOWS.items():
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(f"wider than {name}")
    if before:
        page.set_viewport_size(before)
    return wide


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_is_fit_for_everybody(stage: Stage, sign_in: SignIn, language: str) -> None:
    """axe finds nothing serious, there is one first heading and one main part, and a phone or 200 % zoom shows it all."""
    watched = sign_in("sato", language)
    found = {}
    for name, path in stage.pages().items():
        page = watched.go(path)
        found[name] = [*_violations(page), *_structure(page, language), *_sideways(page)]
    assert {name: each for name, each in found.items() if each} == {}


def test_the_way_in_has_no_serious_accessibility_violation(stage: Stage, sign_in: SignIn) -> None:
    """The sign-in page is as accessible as the rest."""
    watched = sign_in("sato")
    watched.page.get_by_role("button", name="ログアウト").click()
    assert _violations(watched.page) == []


WRITTEN = re.compile(
    "連続侵入への対処方針|電力会社への侵入|ガス会社への侵入|指令サーバーの無害化|（(国内|国外|所在不明)）"
)
"""What people of the stage wrote in Japanese: titles, and descriptions of targets."""


def test_english_pages_leave_no_interface_text_in_japanese(stage: Stage, sign_in: SignIn) -> None:
    """What the pages themselves say is English on English pages: labels, buttons, headings of tables, navigation."""
    watched = sign_in("suzuki", "en")
    left: dict[str, list[str]] = {}
    for name, path in stage.pages().items():
        page = watched.go(path)
        texts = page.locator(
            "nav a, button, th[scope=col], label, legend, h2, summary, .tag"
        ).all_inner_texts()
        japanese = [t for t in texts if JAPANESE.search(WRITTEN.sub("", t)) and t not in ("日本語",)]
        left |= {name: japanese} if japanese else {}
    assert left == {}


def test_japanese_is_shown_in_the_font_that_comes_with_the_pages(stage: Stage, sign_in: SignIn) -> None:
    """The web font is loaded from our own host, regular and bold, so that no machine shows boxes."""
    page = sign_in("sato").go("/")
    assert page.evaluate("document.fonts.check('400 16px \"Noto Sans JP\"', '関所の机')")
    assert page.evaluate("document.fonts.check('700 16px \"Noto Sans JP\"', '義務')")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length")
    assert loaded > 3


def test_print_leaves_out_what_paper_cannot_use(stage: Stage, sign_in: SignIn) -> None:
    """On paper there are the gate, the timeline and the checkpoint, and neither navigation nor buttons."""
    page = sign_in("sato").go(f"/case/{stage.cases['measure']}/")
    page.emulate_media(media="print")
    assert not page.locator("nav.nav").is_visible()
    assert page.locator("button:visible").count() == 0
    assert page.locator(".gate").first.is_visible()
    assert page.locator("#timeline").is_visible()
    assert page.locator("footer").is_visible()


def test_the_pages_work_without_script(stage: Stage, sign_in: SignIn) -> None:
    """With scripts switched off a clause opens as a page of its own and a preview is shown on the form's page."""
    watched = sign_in("sato", java_script_enabled=False)
    page = watched.go(f"/case/{stage.cases['measure']}/")
    page.locator("a.clause").first.click()
    page.wait_for_url("**/rules/clause/**")
    page = watched.go("/information/give/")
    page.locator("[name=text]").fill("type,value\nipv4,192.0.2.1\n")
    page.locator("button[value=preview]").click()
    page.locator("#understood").wait_for()
    assert page.locator("[name=text]").input_value().startswith("type,value")


def test_a_clause_opens_beside_the_page(stage: Stage, sign_in: SignIn) -> None:
    """Choosing a clause shows it beside the case without leaving it, and the reader's focus goes there."""
    page = sign_in("sato").go(f"/case/{stage.cases['measure']}/")
    page.locator("a.clause").first.click()
    heading = page.locator("#beside h2")
    heading.wait_for()
    assert f"/case/{stage.cases['measure']}/" in page.url
    assert heading.evaluate("node => node === document.activeElement")
