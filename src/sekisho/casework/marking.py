"""Marking a case: what a person may write into a marking, so that nobody marks a case out of their own sight."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .entry import Intent
from .sight import MARK, words_in
from .visibility import LEVELS
from .world import World


def check(world: World, intent: Intent, person: str, at: datetime) -> Iterator[Finding]:
    """Yield the defects of a marking: a level or compartment that is not the person's own, an office that is not there.

    A compartment that does not exist and one that the person is not read into are told apart nowhere.
    """
    if intent.step.rpartition(".")[2] != MARK:
        return
    given, register = intent.particulars, world.register
    level = str(given.get("level") or LEVELS[0])
    if level in LEVELS and LEVELS.index(level) > LEVELS.index(register.level(person, at)):
        yield _finding("level", *_ABOVE)
    own = register.read_into(person, at)
    for compartment in words_in(given.get("compartments") or ()):
        if compartment not in own:
            yield _finding("compartments", *_NOT_READ_INTO)
    for office in words_in(given.get("offices") or ()):
        if office not in world.pack.offices:
            yield _finding("offices", *_NO_OFFICE)


_CHOOSE = Text("一覧から選ぶこと。", "Choose from the list.")
_ABOVE = (
    Text("記録する者の取扱資格を超える水準である。", "The level is above the clearance of who records it."),
    Text("資格を有する者が指定すること。", "Let somebody who is cleared for it mark the case."),
)
_NOT_READ_INTO = (
    Text("記録する者が登録されている区画でない。", "This is no compartment that who records is read into."),
    _CHOOSE,
)
_NO_OFFICE = (Text("示された機関はない。", "There is no such office."), _CHOOSE)


def _finding(place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code="marking", severity="error", place=place, message=message, remedy=remedy)
