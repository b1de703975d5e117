"""A counterexample told as facts: which variables hold which values, in the pack's words.

Where a fact is not one of the case itself it says of what it is: of a part, of another element of that part, or of the case
behind a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sekisho.law.pack import Field, Kind, Pack, Step
from sekisho.vocabulary.text import Text

from .state import Model

KEY = re.compile(r"(?P<case>[^/]*)/(?P<element>[^/]*)/(?:duty )?(?P<name>[a-z0-9_]+)(?P<rest>.*)")
VALUE = re.compile(r"=(?P<value>[a-z0-9_]+)$")
WAY = re.compile(r"(?:^|(?<=[.:^]))[a-z_]+")
"""The links and parts along which a key leads, without the marks of the rules that asked for them."""
MARK = re.compile(r"#[^/]*?(?=\.[a-z_]+(?:$|[./:#])|$)")

OF = Text("{where} ― {what}：{value}", "{where} – {what}: {value}")
OWN = Text("{what}：{value}", "{what}: {value}")
ANOTHER = Text("他の{part}", "another {part}")
OPTION = Text("選択肢「{what}」：{value}", "option “{what}”: {value}")
FORM = Text("様式の「{what}」：{value}", "form, “{what}”: {value}")
FILLED = Text("記入あり", "filled in")
IN_FORCE = Text("「{what}」の日以後である。", "It is on or after: {what}.")
ACTS = Text("行為をする者：{who}", "who acts: {who}")
NAMED = Text(
    "記録する者は、様式の「{what}」に記された者である。",
    "Who records is the person named in “{what}” of the form.",
)
FOR_OFFICE = Text(
    "行為は、様式の「{what}」に記された官職又は機関のためにする。",
    "The act is done for the post or office in “{what}” of the form.",
)
WORDS = {
    "open": Text("未了", "owed"),
    "overdue": Text("期限超過", "overdue"),
    "discharged": Text("履行済み", "discharged"),
    "coming": Text("始期前", "not yet begun"),
    "running": Text("期間内", "running"),
    "ended": Text("経過", "over"),
    "written": Text("作成済み", "written"),
    "set": Text("記録あり", "recorded"),
    "yes": Text("はい", "yes"),
    "no": Text("いいえ", "no"),
    "not_established": Text("確定していない", "not established"),
}
"""Values that no pack words: how a duty, a period or content stands, yes and no."""


def facts(model: Model, found: Any, kind: str, defaults: bool = True) -> tuple[Text, ...]:
    """Return the facts of a solver's model that are true: findings, records, attributes, options, the act.

    Without ``defaults`` an option is told only where it is not left at its default.
    """
    true = [key for key, variable in model.bools.items() if model.z.is_true(found.eval(variable))]
    usual = {f"option {o.id}={o.default}" for o in model.pack.options.values()} if not defaults else set()
    true = [key for key in true if key not in usual]
    told = {text.ja: text for key in true for text in _fact(model.pack, key, kind)}
    for text in (_filled(model.pack, key, kind) for key in true if "=" in key):
        told.pop(text.ja if text else "", None)
    return tuple(told.values())


def values(model: Model, found: Any) -> Mapping[str, frozenset[str]]:
    """Return the values that a solver's model has, whatever the element: by variable, ``given FIELD`` and ``option NAME``."""
    told: dict[str, set[str]] = {}
    for key, variable in model.bools.items():
        if model.z.is_true(found.eval(variable)):
            name, value = _held(key)
            told.setdefault(name, set()).add(value)
    return {name: frozenset(held) for name, held in told.items()}


def _held(key: str) -> tuple[str, str]:
    """Return the variable, field or option of a key and its value; ``set`` for one that is known no further."""
    if key.startswith(("given ", "option ", "actor ", "clock ")):
        name, _, value = key.partition("=")
        return name, value or "set"
    matched, known = KEY.fullmatch(key), VALUE.search(key)
    return (matched["name"] if matched else key), (known["value"] if known else "set")


def _fact(pack: Pack, key: str, kind: str) -> Iterator[Text]:
    sort, _, rest = key.partition(" ")
    if sort in ("option", "given", "actor", "clock"):
        yield from _of_the_act(pack, kind, sort, rest)
        return
    matched = KEY.fullmatch(key)
    value = matched and _value(matched["rest"])
    if not matched or not value or value in {"none", "unset"}:
        return
    where, there = _place(pack, kind, matched["case"], matched["element"])
    variable = pack.kinds[there].variables.get(matched["name"])
    if variable is not None:
        word = variable.values.get(value) or WORDS.get(value) or _same(value)
        form = OF if where.ja else OWN
        yield form.fill(where=where, what=variable.text, value=word)


def _value(rest: str) -> str:
    """Return the value that the end of a key says; of content and of free text no more is known than that it is there."""
    known = VALUE.search(rest)
    return known["value"] if known else rest.strip() if rest in (" written", " set") else ""


def _of_the_act(pack: Pack, kind: str, sort: str, told: str) -> Iterator[Text]:
    """Yield an option, what the form says, who acts, or what is in force."""
    name, _, value = told.partition("=")
    if sort == "option":
        option = pack.options.get(name)
        known = option.values.get(value) if option else None
        yield OPTION.fill(what=option.text if option else _same(name), value=known or _same(value))
    elif sort == "clock":
        clock = pack.clock.get(name)
        yield IN_FORCE.fill(what=clock.text if clock else _same(name))
    elif sort == "given":
        field = _field(pack, kind, name)
        yield FORM.fill(what=_named(field, name), value=_valued(pack, field, value) if value else FILLED)
    else:
        yield _actor(pack, kind, *name.split(" ", 1))


def _filled(pack: Pack, key: str, kind: str) -> Text | None:
    """Return that a field is filled in, which what is said of its value says as well."""
    if not key.startswith("given "):
        return None
    name = key.removeprefix("given ").partition("=")[0]
    return FORM.fill(what=_named(_field(pack, kind, name), name), value=FILLED)


def _actor(pack: Pack, kind: str, sort: str, name: str) -> Text:
    if sort == "named_in":
        return NAMED.fill(what=_named(_field(pack, kind, name), name))
    if sort == "office_of":
        return FOR_OFFICE.fill(what=_named(_field(pack, kind, name), name))
    return ACTS.fill(who=_who(pack, name))


def _who(pack: Pack, name: str) -> Text:
    known = pack.posts.get(name) or pack.offices.get(name)
    return known.text if known else pack.officer_classes.get(name) or _same(name)


def _field(pack: Pack, kind: str, name: str) -> Field | None:
    steps: tuple[Step, ...] = pack.steps_of.get(kind, ())
    return next((step.asks[name] for step in steps if name in step.asks), None)


def _named(field: Field | None, name: str) -> Text:
    return field.text if field else _same(name)


def _valued(pack: Pack, field: Field | None, value: str) -> Text:
    known = field.values.get(value) if field else None
    return known or WORDS.get(value) or _who(pack, value)


def _same(word: str) -> Text:
    return Text(word, word)


def _place(pack: Pack, kind: str, case: str, element: str) -> tuple[Text, str]:
    """Return in words where a fact holds (empty: of the case itself), and the kind of case that it is in."""
    words: list[Text] = []
    for name in WAY.findall(MARK.sub("", case))[1:]:
        named = (s.names[name] for s in pack.steps_of[kind] if name in s.names)
        known = pack.kinds[kind].links.get(name) or pack.kinds[kind].backlinks.get(name)
        if (link := known or next(named, None)) is not None:
            words.append(link.text)
            kind = link.kind
    part = _part(pack.kinds[kind], element.removeprefix(case))
    words += [part] if part else []
    return Text("の".join(w.ja for w in words), ", ".join(w.en for w in words)), kind


def _part(kind: Kind, element: str) -> Text | None:
    """Return the part of an element; one that a rule or property has brought in beside what is acted on is another one."""
    name = element.lstrip(":").partition("#")[0].partition("^")[0].rstrip("0123456789")
    part = kind.parts.get(name)
    if part is None:
        return None
    return ANOTHER.fill(part=part.text) if "#" in element else part.text
