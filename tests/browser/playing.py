"""Plays scenes of the demonstration's story through the pages: by the hands of its people, with mouse and form alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .conftest import SignIn
from .stages import Stage, Watched

JAPAN = timezone(timedelta(hours=9))
MISSING = ".gate-body > .gate-group [data-rule]"
"""The reasons that stand open in a gate: neither those met (folded) nor those lifted."""


class Player:
    """The people of the story at their browsers, and the cases by the names that the story gives them."""

    def __init__(self, stage: Stage, sign_in: SignIn, moved: timedelta) -> None:
        self.stage, self.sign_in, self.moved = stage, sign_in, moved
        self.known = dict(stage.cases)
        self.language = "ja"
        self.people: dict[str, Watched] = {}

    def play(self, scene: Mapping[str, Any]) -> None:
        """Play one scene and see that it comes out as the story says."""
        page = self._page(scene["person"])
        if scene["step"] == "deviation":
            self._deviation(page, scene)
            return
        self._open_form(page, scene)
        self._fill(page, scene)
        page.locator("button[value=review]").click()
        page.wait_for_load_state()
        if scene["expect"] == "refused":
            self._refused(page, scene)
            return
        assert page.locator("button[value=send]").count() == 1, _said(page, scene)
        page.locator("button[value=send]").click()
        expect(page.locator(".banner-good")).to_be_visible()
        if scene["as"]:
            self.known[scene["as"]] = page.url.rstrip("/").rpartition("/")[2]

    def _page(self, person: str) -> Page:
        """The page of a person, in the language spoken now."""
        if person not in self.people:
            self.people[person] = self.sign_in(person, self.language)
        page = self.people[person].page
        if page.locator("html").get_attribute("lang") != self.language:
            page.locator(f"button[name=language][value={self.language}]").click()
            expect(page.locator("html")).to_have_attribute("lang", self.language)
        return page

    def _open_form(self, page: Page, scene: Mapping[str, Any]) -> None:
        if scene["as"]:
            _to_list(page, scene)
            page.locator(f".page-head a[href$='/new/{scene['step']}/']").click()
            return
        self._to_case(page, scene)
        link = page.locator(f"a[href$='/step/{scene['step']}/']")
        folded = page.locator("details.step-group:not([open])", has=link)
        if folded.count():  # steps on which nothing can be done are folded away
            folded.locator("summary").click()
        page.locator(".step-group").locator(link).click()

    def _to_case(self, page: Page, scene: Mapping[str, Any]) -> None:
        address = f"/case/{self.known[scene['case']]}/"
        if not page.url.endswith(address):
            _to_list(page, scene)
            page.locator(f"tbody th a[href='{address}']").click()

    def _fill(self, page: Page, scene: Mapping[str, Any]) -> None:
        _set(page, "act_of", scene["by"])
        for part, keys in scene["on"].items():
            _set(page, f"subject.{part}", keys)
        for role, named in scene["names"].items():
            case, _, element = named.partition("#")
            _set(page, f"name.{role}", self.known[case] + (f"#{element}" if element else ""))
        for role in page.locator("select[name^='name.']:has(option:checked[value=''])").all():
            if role.locator("option").count() == 2:  # the empty one, and the only case that it can be
                role.select_option(index=1)
        for name, value in scene["with"].items():
            _set(page, f"field.{name}", self._moved(value))

    def _moved(self, value: Any) -> Any:
        """Move the times of the story to where the stage has moved the story."""
        if not isinstance(value, Mapping):
            return value
        ends = ((end, datetime.fromisoformat(at) + self.moved) for end, at in value.items())
        return {end: at.astimezone(JAPAN).strftime("%Y-%m-%dT%H:%M") for end, at in ends}

    def _refused(self, page: Page, scene: Mapping[str, Any]) -> None:
        page.locator(".gate").first.wait_for()
        missing = {each.get_attribute("data-rule") for each in page.locator(MISSING).all()}
        assert missing == set(scene["missing"]), scene["id"]
        assert page.locator("button[value=send]").count() == 0, scene["id"]

    def _deviation(self, page: Page, scene: Mapping[str, Any]) -> None:
        self._to_case(page, scene)
        page.locator(".page-head a[href$='/deviation/']").click()
        page.locator("[name=what]").fill(scene["with"]["what"])
        page.locator("button[value=review]").click()
        page.locator("button[value=send]").click()
        expect(page.locator(".banner-good")).to_be_visible()


def _to_list(page: Page, scene: Mapping[str, Any]) -> None:
    kind = "measure" if scene["step"] == "deviation" else scene["step"].partition(".")[0]
    page.locator("nav.nav a[href='/cases/']").click()
    page.locator(f"a[href='/cases/{kind}/']").first.click()


def _said(page: Page, scene: Mapping[str, Any]) -> str:
    return f"{scene['id']}: {page.locator('main').inner_text()[:2000]}"


def _set(page: Page, name: str, value: Any) -> None:
    """Fill in a field by what it is: boxes and buttons are ticked, lists chosen from, all else written."""
    if isinstance(value, Mapping):
        for end, at in value.items():
            page.locator(f"[name='{name}.{end}']").fill(at)
        return
    field = page.locator(f"[name='{name}']")
    form = _kind(field.first)
    if form in ("radio", "checkbox"):
        for each in value if isinstance(value, list) else [value]:
            page.locator(f"[name='{name}'][value='{each}']").check()
    elif form == "select":
        field.select_option(value)
    elif form != "hidden":
        field.fill(value)


def _kind(field: Locator) -> str:
    tag = str(field.evaluate("node => node.tagName")).lower()
    return str(field.get_attribute("type")) if tag == "input" else tag
