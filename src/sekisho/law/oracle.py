"""The oracle: the same language read a second time, straight from the YAML, as plainly as possible.

It exists to disagree. Nothing is shared with the parser or the evaluator: a condition is taken as the map that the
pack's author wrote, and the question is asked from the other side: *what may still turn out to be the case?* A
condition is certainly true where it may no longer be false, and certainly false where it may no longer be true.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .state import View


class Possible(NamedTuple):
    """What may still turn out: both where the matter is open, neither where the act itself will settle it."""

    true: bool
    false: bool


def possible(condition: Mapping[str, Any], view: View, defs: Mapping[str, Mapping[str, Any]]) -> Possible:
    """Return what may still be of a condition as written; ``defs`` are the pack's named conditions as written."""
    c = condition
    if "all" in c:
        inner = [possible(each, view, defs) for each in c["all"]]
        return Possible(all(i.true for i in inner), any(i.false for i in inner))
    if "any" in c:
        inner = [possible(each, view, defs) for each in c["any"]]
        return Possible(any(i.true for i in inner), all(i.false for i in inner))
    if "not" in c:
        inner_one = possible(c["not"], view, defs)
        return Possible(inner_one.false, inner_one.true)
    if "def" in c:
        return possible(defs[c["def"]]["is"], view, defs)
    if "every" in c:
        inner = [possible(c["that"], e, defs) for e in view.elements(c["every"])]
        return Possible(all(i.true for i in inner), any(i.false for i in inner))
    if "some" in c:
        inner = [possible(c["that"], e, defs) for e in view.elements(c["some"])]
        return Possible(any(i.true for i in inner), all(i.false for i in inner))
    if "count" in c:
        inner = [possible(c["that"], e, defs) for e in view.elements(c["count"])]
        surely = sum(1 for i in inner if not i.false)
        perhaps = sum(1 for i in inner if i.true)
        return Possible(perhaps >= c["at_least"], surely < c["at_least"])
    if "at" in c and "that" in c:
        return possible(c["that"], view.at(c["at"]), defs)
    return _fact(c, view)


def _fact(c: Mapping[str, Any], view: View) -> Possible:
    if "finding" in c and "actor" not in c:
        return _one_of(view.finding(c["finding"], _list(c.get("same"))), c)
    if "attr" in c:
        if "is_set" in c:
            return _known((view.attr(c["attr"]) is not None) == bool(c["is_set"]))
        return _one_of(view.attr(c["attr"]), c)
    if "period" in c:
        return _known(view.period(c["period"]) in _wanted(c))
    if "done" in c:
        return _known(view.stage(c["done"], _list(c.get("same"))) in _wanted(c))
    if "duty" in c:
        state = view.duty(c["duty"])
        return _known(state in _wanted(c) or (state == "overdue" and "open" in _wanted(c)))
    if "duties" in c:
        return _known(view.settled())
    if "matches" in c:
        mine = view.attr(c["matches"])
        return _known(mine is not None and mine == view.at(c["at"]).dim(c["dim"]))
    if "same_case" in c:
        here = there = view
        for link in _list(c["same_case"]):
            here = here.at(link)
        for link in _list(c["as"]):
            there = there.at(link)
        return _known(here.case_id() is not None and here.case_id() == there.case_id())
    if "dim" in c:
        content = view.dim(c["dim"])
        return _known(content is not None and content == view.at(c["at"]).attr(c["equals"]))
    return _person_or_pack(c, view)


def _person_or_pack(c: Mapping[str, Any], view: View) -> Possible:
    if "roster" in c:
        return _known(view.roster_complete())
    if "seat" in c and c["seat"] == "held":
        return _known(view.seat_held())
    if "option" in c:
        return _known(view.option(c["option"]) in _wanted(c))
    if "clock" in c:
        return _known(view.clock(c["clock"]) == bool(c.get("is", True)))
    if "written" in c:
        return _known(view.dim(c["written"]) is not None)
    if "const" in c:
        return _known(bool(c["const"]))
    if "person" in c:
        if "differs_from" in c:
            return _perhaps(view.person_differs(c["person"], c["differs_from"]))
        return _perhaps(view.person_is(c["person"], c["is"]))
    if view.free:
        return Possible(False, False)
    if "seat" in c:
        return _known(view.seat_by(c["seat"], c["field"]))
    if "given" in c:
        words = view.given(c["given"])
        wanted = _wanted(c)
        return _known(words is not None and (not wanted or any(w in wanted for w in words)))
    if c["actor"] == "differs_from":
        return _perhaps(view.person_differs("", c.get("record") or c.get("finding") or ""))
    kind = next((k for k in ("post", "office", "named_in", "office_of") if k in c), "class")
    return _known(view.actor_is(kind, c[kind]))


def _wanted(c: Mapping[str, Any]) -> list[str]:
    given = c["is"] if "is" in c else c.get("in", [])
    return ["yes" if v is True else "no" if v is False else str(v) for v in _list(given)]


def _list(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def _one_of(value: str | None, c: Mapping[str, Any]) -> Possible:
    return Possible(True, True) if value is None else _known(value in _wanted(c))


def _perhaps(value: bool | None) -> Possible:
    return Possible(True, True) if value is None else _known(value)


def _known(value: bool) -> Possible:
    return Possible(value, not value)
