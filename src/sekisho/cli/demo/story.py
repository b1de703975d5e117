"""The scenario as values: the cast, and acts made of scenes; read from the story file beside the bundled data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib import resources
from typing import Any

import msgspec

from sekisho.law.yaml_source import Source
from sekisho.vocabulary.text import Text


class Player(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up person with the posts held; ``designated`` under PDEA 6-2(1) as an officer of that class."""

    id: str
    ja: str
    en: str
    posts: tuple[str, ...]
    designated: str = ""

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(self.ja, self.en)


class Scene(msgspec.Struct, frozen=True, kw_only=True, rename={"with_": "with", "as_": "as"}):
    """One thing that happens: information given, linking, an act on a case, a deviation, or the log being checked.

    ``case`` is a name within the story, ``as`` gives the name to the case that the scene opens. ``expect`` is the
    outcome that must come, ``missing`` the rules that a refusal must name, no more and no fewer.
    """

    id: str
    ja: str = ""
    en: str = ""
    intake: str = ""
    link: bool = False
    check: bool = False
    step: str = ""
    case: str = ""
    as_: str = ""
    by: str = ""
    person: str = ""
    on: Mapping[str, tuple[str, ...]] = {}
    names: Mapping[str, str] = {}
    with_: Mapping[str, Any] = {}
    evidence: str = ""
    wait: str = "10m"
    expect: str = "permitted"
    missing: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """What is told of the scene."""
        return Text(self.ja, self.en)

    @property
    def pause(self) -> timedelta:
        """How long after the scene before this one happens."""
        return duration(self.wait)


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the scenario."""

    ja: str
    en: str
    scenes: tuple[Scene, ...]

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return Text(self.ja, self.en)


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """The whole scenario; ``start`` is its first moment, ``made_up`` says on the screen what is not real."""

    start: str
    made_up: Text
    cast: tuple[Player, ...]
    acts: tuple[Act, ...]

    def scenes(self) -> Iterator[Scene]:
        """Yield every scene in order."""
        return (scene for act in self.acts for scene in act.scenes)


_UNITS = {"m": 60, "h": 3600, "d": 86400}


def duration(text: str) -> timedelta:
    """Read ``10m``, ``2h`` or ``3d``; raises ``ValueError`` for anything else."""
    found = re.fullmatch(r"(\d+)([mhd])", text)
    if found is None:
        raise ValueError(f"{text!r} is no duration such as 10m, 2h or 3d")
    return timedelta(seconds=int(found[1]) * _UNITS[found[2]])


def load_story() -> Story:
    """Return the bundled scenario."""
    text = resources.files("sekisho.demo_data").joinpath("story.yaml").read_text("utf-8")
    return msgspec.convert(Source("story.yaml", text).value, Story)
