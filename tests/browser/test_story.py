"""The demonstration's measure A on the real pack, from its opening to its close, by clicking, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import SignIn, served
from .playing import Player
from .stages import Stage

ENGLISH_FROM = "command-a"
"""The scene from which the people of the story read English."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The story played up to the policy in force, served."""
    with served(tmp_path_factory.mktemp("story"), "story_stage.py") as (base, said):
        yield {**said, "base": base}


@pytest.fixture(scope="module")
def stage(told: dict[str, Any]) -> Stage:
    """Where the story is served: takes the place of the small stage of the other tests."""
    return Stage(told["base"], told["cases"])


def test_measure_a_goes_its_whole_way_through_the_pages(
    told: dict[str, Any], stage: Stage, sign_in: SignIn
) -> None:
    """Every scene of the measure, played by its person through the pages, comes out as the story says; the case closes."""
    player = Player(stage, sign_in, timedelta(seconds=told["moved"]))
    for scene in told["scenes"]:
        player.language = "en" if scene["id"] == ENGLISH_FROM else player.language
        player.play(scene)
    page = player.people["aoki"].go(f"/case/{player.known['a']}/")
    expect(page.locator(".page-head .tag")).to_have_text("Closed")
    assert page.locator("#duties").locator("..").locator(".duties > li").count() == 0
