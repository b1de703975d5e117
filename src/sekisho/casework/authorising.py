"""What may be written into the register of authority beside the pack's rules: delegations no wider than the pack lets a
post be delegated, options by the offices that the pack names, emergency access no longer than the pack allows.

Like a defect of the form each is told to who fills it in, all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sekisho.law.authority import registers
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import parse_time

from .duties import deadline, term_of
from .entry import Intent
from .register import ANY_STEP, EMERGENCY_ACCESS, delegable
from .sight import words_in
from .world import World


def check(world: World, intent: Intent, at: datetime) -> Iterator[Finding]:
    """Yield the defects of a delegation, an option set or emergency access asked for; a field left out is the form's."""
    checks = {"delegation": _delegation, "option": _option, "emergency_request": _emergency}
    registered = registers(world.pack, intent.step)
    if registered in checks:
        yield from checks[registered](world, intent, at)


def _delegation(world: World, intent: Intent, at: datetime) -> Iterator[Finding]:
    given = intent.particulars
    for step in words_in(given.get("scope") or ()):
        if step != ANY_STEP and not delegable(world.pack, step):
            yield _finding("scope", _not_delegable(world, step), _CHOOSE)
    since, until = _moment(given, "from") or at, _moment(given, "until")
    if until is not None and until <= max(since, at):
        yield _finding("until", _OVER, _LATER)


def _option(world: World, intent: Intent, _: datetime) -> Iterator[Finding]:
    given, pack = intent.particulars, world.pack
    option = pack.options.get(str(given.get("option") or ""))
    if option is None:
        if given.get("option"):
            yield _finding("option", _NO_OPTION, _CHOOSE)
        return
    if given.get("value") and str(given["value"]) not in option.values:
        yield _finding("value", _NO_VALUE, _CHOOSE)
    if world.register.office_of(pack, intent.act_of) not in option.set_by:
        names = [pack.name(office) for office in option.set_by]
        ja, en = "、".join(n.ja for n in names), ", ".join(n.en for n in names)
        ask = Text(f"{ja}に依頼すること。", f"Ask {en}.")
        yield _finding("option", _OTHERS_OPTION, ask)


def _emergency(world: World, intent: Intent, at: datetime) -> Iterator[Finding]:
    until, term = _moment(intent.particulars, "until"), term_of(world.pack, world, EMERGENCY_ACCESS)
    if until is None:
        return
    if until <= at:
        yield _finding("until", _OVER, _LATER)
    last = deadline(term, at)
    if term is not None and last is not None and last < until:
        yield _finding("until", _too_long(term.text), _SHORTER)


def _moment(given: Mapping[str, Any], field: str) -> datetime | None:
    """Return the time in a field; ``None`` for none, and for what the form will not take for one."""
    try:
        return parse_time(str(given.get(field) or ""))
    except ValueError:
        return None


def _not_delegable(world: World, step: str) -> Text:
    known = world.pack.known_step(step)
    if known is None:
        return Text(f"手続「{step}」はない。", f"There is no step “{step}”.")
    return Text(
        f"「{known.text.ja}」は正式な決定であり、委任することができない。",
        f"“{known.text.en}” is a formal decision and cannot be delegated.",
    )


def _too_long(term: Text) -> Text:
    return Text(
        f"緊急閲覧は、求めの時から{term.ja}とする。", f"Emergency access ends {term.en} of the request."
    )


_CHOOSE = Text("一覧から選ぶこと。", "Choose from the list.")
_OVER = Text("終期が、始期又は行為の時より後でない。", "It would end no later than it begins.")
_LATER = Text("終期を後の日時とすること。", "Give a later end.")
_SHORTER = Text(
    "終期を早めること。必要が続くときは、改めて求めること。", "End it earlier; ask again where need lasts."
)
_NO_OPTION = Text("そのような選択事項はない。", "There is no such option.")
_NO_VALUE = Text("その選択事項にない値である。", "The option has no such value.")
_OTHERS_OPTION = Text("この選択事項は、他の機関が定める。", "This option is for other offices to set.")


def _finding(place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code="authority", severity="error", place=place, message=message, remedy=remedy)
