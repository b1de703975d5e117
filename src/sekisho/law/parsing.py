"""From YAML values to conditions: the grammar of the language, with every defect reported at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import expression as x


class Malformed(ValueError):
    """A condition that the grammar does not know; ``path`` leads to it from the rule."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(problem)
        self.path = path
        self.problem = problem


def parse(value: Any, path: str = "") -> x.Node:
    """Return the condition that a YAML value states; raises ``Malformed`` with its path."""
    if not isinstance(value, Mapping):
        raise Malformed(path, f"a condition is a map such as {{done: …}}, not {value!r}")
    operators = _operators(value)
    if len(operators) != 1:
        known = ", ".join(sorted(_READERS))
        raise Malformed(
            path, f"a condition has one operator of: {known}; this one has {sorted(map(str, value))}"
        )
    operator = operators[0]
    reader, allowed = _READERS[operator]
    extra = set(value) - {operator} - allowed
    if extra:
        raise Malformed(path, f"{operator} does not take {', '.join(sorted(map(str, extra)))}")
    return reader(dict(value), f"{path}.{operator}")


def _operators(value: Mapping[str, Any]) -> list[str]:
    """Return the operators among the keys; some words are operators only where no other one claims them."""
    if "matches" in value or "actor" in value:
        return ["matches" if "matches" in value else "actor"]
    if "dim" in value and "equals" in value:
        return ["dim"]
    return [key for key in value if key in _READERS]


def _many(value: Any, path: str) -> tuple[x.Node, ...]:
    if not isinstance(value, list) or not value:
        raise Malformed(path, "a list of at least one condition is needed")
    return tuple(parse(each, f"{path}[{index}]") for index, each in enumerate(value))


def _values(value: Mapping[str, Any], path: str, needed: bool = True) -> tuple[str, ...]:
    given = value.get("is", value.get("in"))
    if given is None:
        if needed:
            raise Malformed(path, "`is:` or `in:` is needed")
        return ()
    items = given if isinstance(given, list) else [given]
    return tuple(_word(item) for item in items)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in (value if isinstance(value, list) else [value] if value else []))


def _text(value: Mapping[str, Any], key: str, path: str) -> str:
    if not isinstance(value.get(key), str):
        raise Malformed(path, f"`{key}:` needs a name")
    return str(value[key])


def _attr(value: dict[str, Any], path: str) -> x.Node:
    if "is_set" in value:
        return (
            x.AttrSet(_text(value, "attr", path))
            if value["is_set"]
            else x.Not(x.AttrSet(_text(value, "attr", path)))
        )
    return x.AttrIs(_text(value, "attr", path), _values(value, path))


def _duties(value: dict[str, Any], path: str) -> x.Node:
    if value["duties"] != "settled":
        raise Malformed(path, "`duties:` takes `settled`")
    return x.DutiesSettled()


def _person(value: dict[str, Any], path: str) -> x.Node:
    attr = _text(value, "person", path)
    if "differs_from" in value:
        return x.PersonDiffers(attr, _text(value, "differs_from", path))
    return x.PersonIs(attr, _text(value, "is", path))


def _actor(value: dict[str, Any], path: str) -> x.Node:
    if value["actor"] == "differs_from":
        return x.PersonDiffers("", str(value.get("record") or value.get("finding")))
    kind = next(
        (each for each in ("post", "office", "class", "named_in", "office_of") if each in value), "class"
    )
    return x.ActorIs(kind, _text(value, kind, path))


def _roster(value: dict[str, Any], path: str) -> x.Node:
    if value["roster"] != "complete":
        raise Malformed(path, "`roster:` takes `complete`")
    return x.RosterComplete()


def _seat(value: dict[str, Any], path: str) -> x.Node:
    match value["seat"]:
        case "held":
            return x.SeatHeld()
        case "deputised_by" | "taken_by" as kind:
            return x.SeatBy(kind, _text(value, "field", path))
    raise Malformed(path, "`seat:` takes `held`, `deputised_by` or `taken_by`")


def _same_case(value: dict[str, Any], path: str) -> x.Node:
    ways = [_names(value.get(key)) for key in ("same_case", "as")]
    if not all(ways):
        raise Malformed(path, "`same_case:` and `as:` need a link each, or a list of links")
    return x.SameCase(*ways)


def _inner(value: Mapping[str, Any], path: str) -> x.Node:
    return parse(value.get("that"), f"{path}.that")


def _dim(value: dict[str, Any], path: str) -> x.Node:
    return x.DimEquals(_text(value, "dim", path), _text(value, "equals", path), _text(value, "at", path))


def _at(value: dict[str, Any], path: str) -> x.Node:
    return x.At(_text(value, "at", path), _inner(value, path))


_Reader = Callable[[dict[str, Any], str], x.Node]
_READERS: dict[str, tuple[_Reader, set[str]]] = {
    "all": (lambda v, p: x.All(_many(v["all"], p)), set()),
    "any": (lambda v, p: x.AnyOf(_many(v["any"], p)), set()),
    "not": (lambda v, p: x.Not(parse(v["not"], p)), set()),
    "def": (lambda v, p: x.Def(_text(v, "def", p)), set()),
    "every": (
        lambda v, p: x.Every(_text(v, "every", p), _inner(v, p), v.get("or_none") is True),
        {"that", "or_none"},
    ),
    "some": (lambda v, p: x.Some(_text(v, "some", p), _inner(v, p)), {"that"}),
    "count": (
        lambda v, p: x.Count(_text(v, "count", p), _inner(v, p), int(v["at_least"])),
        {"that", "at_least"},
    ),
    "finding": (
        lambda v, p: x.FindingIs(_text(v, "finding", p), _values(v, p), _names(v.get("same"))),
        {"is", "in", "same"},
    ),
    "attr": (_attr, {"is", "in", "is_set"}),
    "period": (lambda v, p: x.PeriodIs(_text(v, "period", p), _values(v, p)), {"is", "in"}),
    "done": (
        lambda v, p: x.Done(_text(v, "done", p), _values(v, p), _names(v.get("same"))),
        {"is", "in", "same"},
    ),
    "duty": (lambda v, p: x.DutyIs(_text(v, "duty", p), _values(v, p)), {"is", "in"}),
    "duties": (_duties, set()),
    "person": (_person, {"is", "differs_from"}),
    "actor": (_actor, {"record", "finding", "post", "office", "class", "named_in", "office_of"}),
    "given": (lambda v, p: x.Given(_text(v, "given", p), _values(v, p, needed=False)), {"is", "in"}),
    "matches": (
        lambda v, p: x.Matches(_text(v, "matches", p), _text(v, "dim", p), _text(v, "at", p)),
        {"dim", "at"},
    ),
    "dim": (_dim, {"equals", "at"}),
    "at": (_at, {"that"}),
    "same_case": (_same_case, {"as"}),
    "roster": (_roster, set()),
    "seat": (_seat, {"field"}),
    "option": (lambda v, p: x.OptionIs(_text(v, "option", p), _values(v, p)), {"is", "in"}),
    "clock": (lambda v, p: x.ClockIs(_text(v, "clock", p), bool(v.get("is", True))), {"is"}),
    "written": (lambda v, p: x.Written(_text(v, "written", p)), set()),
    "const": (lambda v, p: x.Const(bool(v["const"])), set()),
}
