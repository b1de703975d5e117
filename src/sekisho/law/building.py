"""From a pack's checked YAML values to the pack's own values; conditions are parsed here, defects gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from . import pack as p
from .collegiate import Collegiate, Roster
from .expression import TRUE, Node
from .parsing import Malformed, parse
from .worked import worked_cases

Place = Callable[[tuple[str | int, ...]], str]
SORTS = {"attrs": "attr", "findings": "finding", "records": "record", "duties": "duty", "dims": "dim"}
BARE_VERBS = ("close", "migrate")
"""Effects on the case as a whole: they name nothing."""
YES_NO = {"yes": Text("はい", "yes"), "no": Text("いいえ", "no")}


class Built(msgspec.Struct, frozen=True):
    """The pack, and what was wrong with its conditions."""

    pack: p.Pack | None
    findings: list[Finding]


def build(value: Mapping[str, Any], place: Place, content_hash: str) -> Built:
    """Return the pack that a schema-valid value states; ``place`` turns a path into file and line."""
    builder = _Builder(value, place)
    rules = builder.rules()
    pack = p.Pack(
        **builder.head(),
        hash=content_hash,
        **builder.vocabulary(),
        kinds={name: builder.kind(name, each) for name, each in value["kinds"].items()},
        steps={name: builder.step(name, each) for name, each in value["steps"].items()},
        definitions={name: builder.definition(name, each) for name, each in value.get("defs", {}).items()},
        preconditions=tuple(r for r in rules if isinstance(r, p.Precondition)),
        exemptions=tuple(r for r in rules if isinstance(r, p.Exemption)),
        duties=tuple(r for r in rules if isinstance(r, p.DutyRule)),
        standing=tuple(r for r in rules if isinstance(r, p.StandingDuty)),
        carried={name: _carried(name, each) for name, each in value.get("carried", {}).items()},
        shortforms={
            name: p.Shortform(id=name, text=_text(each), entries=tuple(each["entries"]))
            for name, each in value.get("shortforms", {}).items()
        },
        sight={name: _sight(name, each) for name, each in value.get("sight", {}).items()},
        worked=worked_cases(value.get("cases", ())),
    )
    return Built(None if builder.findings else pack, builder.findings)


def _text(value: Mapping[str, Any]) -> Text:
    return Text(value["ja"], value["en"])


def _texts(value: Mapping[str, Any] | None) -> dict[str, Text]:
    return {str(name): _text(each) for name, each in (value or {}).items()}


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _collegiate(name: str, value: Mapping[str, Any]) -> Collegiate:
    return Collegiate(
        id=name,
        text=_text(value),
        cite=_names(value.get("cite")),
        steps=_names(value.get("steps")),
        where=_valued(value.get("where")),
        presides=_names(value.get("presides")),
        part=value.get("part", ""),
        attended=_valued(value.get("attended")),
        deputised=_valued(value.get("deputised")),
        deputy=value.get("deputy", ""),
        double=_text(value["double"]) if "double" in value else None,
    )


def _valued(value: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]]:
    return {name: _names(values) for name, values in (value or {}).items()}


def _carried(name: str, value: Mapping[str, Any]) -> p.Carried:
    because = _text(value["because"]) if "because" in value else None
    return p.Carried(id=name, by=_names(value.get("by")), because=because, open=value.get("open", False))


SIGHT_LISTS = {"cite", "on", "offices", "linked"}


def _sight(name: str, value: Mapping[str, Any]) -> p.Sight:
    given: dict[str, Any] = {
        k: _names(v) if k in SIGHT_LISTS else v for k, v in value.items() if k not in ("ja", "en")
    }
    return p.Sight(id=name, text=_text(value), **given)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


class _Builder:
    def __init__(self, value: Mapping[str, Any], place: Place) -> None:
        self.value = value
        self.place = place
        self.findings: list[Finding] = []

    def head(self) -> dict[str, Any]:
        head = self.value["pack"]
        return {
            "id": head["id"],
            "version": head["version"],
            "text": _text(head),
            "effective_from": head["effective_from"],
        }

    def vocabulary(self) -> dict[str, Any]:
        return {
            "clauses": self._each("clauses", p.Clause, ("source", "place", "confidence")),
            "sources": self._each("sources", p.Source, ("date", "law_id", "file_sha256")),
            "offices": self._each("offices", p.Office, ("kind", "executive", "recorded_by", "supplies")),
            "posts": self._each("posts", p.Post, ("office", "head", "officer_class", "seats", "deputies")),
            "rosters": self._each("rosters", Roster, ("posts", "cite")),
            "officer_classes": _texts(self.value.get("officer_classes")),
            "options": self._each(
                "options",
                p.Option,
                ("cite", "gap", "values", "default", "withheld", "set_by", "held_by"),
            ),
            "timers": self._each(
                "timers", p.Timer, ("cite", "hours", "business_days", "option", "remind_hours")
            ),
            "counters": self._each("counters", p.Counter, ("steps", "cite", "split")),
            "collegiate": {n: _collegiate(n, v) for n, v in self.value.get("collegiate", {}).items()},
            "clock": {
                n: p.Clock(id=n, text=_text(v), from_=v["from"], cite=_names(v.get("cite")))
                for n, v in self.value.get("clock", {}).items()
            },
        }

    def _each(self, section: str, of: Any, keys: tuple[str, ...]) -> dict[str, Any]:
        built = {}
        for name, value in self.value.get(section, {}).items():
            taken = {key: _plain(value[key]) for key in keys if key in value}
            built[name] = of(id=name, text=_text(value), **taken)
        return built

    def kind(self, name: str, value: Mapping[str, Any]) -> p.Kind:
        variables = self._variables(name, value, "")
        for part, each in value.get("parts", {}).items():
            variables += self._variables(name, each, part)
        return p.Kind(
            id=name,
            text=_text(value),
            parts={
                n: p.Part(id=n, text=_text(v), of=_names(v.get("of")))
                for n, v in value.get("parts", {}).items()
            },
            links={n: _link(n, v) for n, v in value.get("links", {}).items()},
            backlinks={n: _link(n, v) for n, v in value.get("backlinks", {}).items()},
            variables=self._distinct(name, variables),
        )

    def _distinct(self, kind: str, variables: list[p.Variable]) -> dict[str, p.Variable]:
        kept: dict[str, p.Variable] = {}
        for variable in variables:
            if variable.id in kept:
                self._wrong(("kinds", kind), f"the name {variable.id} is used twice in {kind}")
            kept[variable.id] = variable
        return kept

    def _variables(self, kind: str, value: Mapping[str, Any], part: str) -> list[p.Variable]:
        return [
            _variable(name, SORTS[section], each, part)
            for section in SORTS
            for name, each in value.get(section, {}).items()
        ]

    def definition(self, name: str, value: Mapping[str, Any]) -> p.Definition:
        node = self._condition(value["is"], ("defs", name, "is"))
        return p.Definition(id=name, text=_text(value), kind=value["on"], is_=node)

    def step(self, name: str, value: Mapping[str, Any]) -> p.Step:
        return p.Step(
            id=name,
            kind=name.split(".", 1)[0],
            text=_text(value),
            cite=_names(value.get("cite")),
            by=_names(value["by"]),
            opens=value.get("opens", False),
            part=_names(value.get("part")),
            names={n: _naming(n, v) for n, v in value.get("names", {}).items()},
            shape=self._condition(value["shape"], ("steps", name, "shape")) if "shape" in value else TRUE,
            formal=value.get("formal", False),
            delegable=value.get("delegable", False),
            registers=value.get("registers", ""),
            asks={n: _field(n, v) for n, v in value.get("asks", {}).items()},
            does=tuple(_effect(each) for each in value.get("does", [])),
            place=self.place(("steps", name)),
        )

    def rules(self) -> list[p.Rule]:
        return [self._rule(index, each) for index, each in enumerate(self.value["rules"])]

    def _rule(self, index: int, value: Mapping[str, Any]) -> p.Rule:
        path = ("rules", index)
        common = {
            "id": value["id"],
            "text": _text(value),
            "cite": _names(value.get("cite")),
            "confidence": value.get("confidence", "verified"),
            "each": _names(value.get("each")),
            "place": self.place(path),
        }
        when = value.get("when", value.get("while"))
        common["when"] = (
            self._condition(when, (*path, "when" if "when" in value else "while")) if when else TRUE
        )
        return self._of_kind(value, path, common)

    def _of_kind(
        self, value: Mapping[str, Any], path: tuple[str | int, ...], common: dict[str, Any]
    ) -> p.Rule:
        steps = _names(value.get("step"))
        if value["kind"] == "precondition":
            require = self._condition(value["require"], (*path, "require"))
            lifted = _names(value.get("lifted_by"))
            return p.Precondition(steps=steps, require=require, lifted_by=lifted, **common)
        if value["kind"] == "exception":
            return p.Exemption(steps=steps, lifts=value["lifts"], opens=_names(value.get("opens")), **common)
        bearer = value["bearer"]
        from_attr = bearer["from"] if isinstance(bearer, Mapping) else ""
        common |= {
            "bearer": "" if from_attr else bearer,
            "bearer_from": from_attr,
            "towards": value.get("towards", ""),
            "timer": value.get("deadline", {}).get("timer", ""),
        }
        if value["kind"] == "duty":
            return p.DutyRule(
                steps=steps, opens=value["opens"], exception=value.get("exception", ""), **common
            )
        return p.StandingDuty(kind=value["on"], act=_names(value["act"]), **common)

    def _condition(self, value: Any, path: tuple[str | int, ...]) -> Node:
        try:
            return parse(value)
        except Malformed as defect:
            self._wrong(path, f"{defect.path.strip('.')}: {defect.problem}")
            return TRUE

    def _wrong(self, path: tuple[str | int, ...], problem: str) -> None:
        self.findings.append(
            Finding(
                code="pack.condition",
                severity="error",
                place=self.place(path),
                message=Text(f"条件として読めない（{problem}）。", f"This is not a condition: {problem}."),
                remedy=Text(
                    "規則言語の説明（docs/reference/rule-language.md）を参照すること。",
                    "See docs/reference/rule-language.md.",
                ),
            )
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _texts(value)
    return tuple(map(str, value)) if isinstance(value, list) else value


def _link(name: str, value: Mapping[str, Any]) -> p.Link:
    return p.Link(
        id=name, kind=value["kind"], text=_text(value), part=value.get("part", ""), role=value.get("role", "")
    )


def _variable(name: str, sort: Any, value: Mapping[str, Any], part: str) -> p.Variable:
    values = _texts(value.get("values") or value.get("stages"))
    if sort == "finding" and not values:
        values = dict(YES_NO)
    return p.Variable(
        id=name,
        sort=sort,
        text=_text(value),
        part=part,
        type=value.get("type", "choice"),
        values=values,
        about=_names(value.get("about")),
        by=_names(value.get("by")),
    )


def _naming(name: str, value: Mapping[str, Any]) -> p.Naming:
    return p.Naming(
        id=name,
        kind=value["kind"],
        text=_text(value),
        part=value.get("part", ""),
        link=value.get("link", ""),
        required=value.get("required", True),
        several=value.get("several", False),
    )


def _field(name: str, value: Mapping[str, Any]) -> p.Field:
    values = _texts(value.get("values"))
    if value["type"] == "yesno" and not values:
        values = dict(YES_NO)
    return p.Field(
        id=name,
        type=value["type"],
        text=_text(value),
        required=value.get("required", True),
        values=values,
        default=_word(value.get("default")),
        lists=value.get("lists", ""),
        of_link=value.get("of", {}).get("at", ""),
        of_dim=value.get("of", {}).get("dim", ""),
        help=_text(value["help"]) if "help" in value else None,
    )


def _effect(value: Mapping[str, Any]) -> p.Effect:
    verb = next(
        v for v in ("set", "find", "record", "write", "add", "drop", "discharge", *BARE_VERBS) if v in value
    )
    fields = value.get("from", value.get("key"))
    return p.Effect(
        verb=verb,
        name="" if verb in BARE_VERBS else value[verb],
        value=_word(value.get("value", value.get("stage"))),
        fields=_names(fields),
        key_from=value.get("key_from", ""),
        each=value.get("each", ""),
        under=value.get("under", ""),
        new=value.get("new", False),
        expires=value.get("expires", ""),
        person_from=value.get("person_from", ""),
    )
