"""A counterexample told as facts: which variables hold which values, in the pack's words."""

from __future__ import annotations

import re
from typing import Any

from sekisho.law.pack import Pack, Variable
from sekisho.vocabulary.text import Text

from .state import Model

KEY = re.compile(r"(?P<case>[^/]*)/(?P<element>[^/]*)/(?:duty )?(?P<name>[a-z0-9_]+)(?P<rest>.*)")
VALUE = re.compile(r"=(?P<value>[a-z0-9_]+)$")


def facts(model: Model, found: Any, kind: str) -> tuple[Text, ...]:
    """Return the facts of a solver's model that are true: findings, records, attributes, options, the act."""
    told: dict[str, Text] = {}
    for key, variable in model.bools.items():
        if model.z.is_true(found.eval(variable)):
            text = _fact(model.pack, key, kind)
            if text is not None:
                told[text.ja] = text
    return tuple(told.values())


def _fact(pack: Pack, key: str, kind: str) -> Text | None:
    if key.startswith("option "):
        return _option(pack, key.removeprefix("option "))
    matched = KEY.fullmatch(key)
    if matched is None:
        plain = key.startswith(("given ", "actor ", "clock "))
        return Text(f"行為：{key}", f"act: {key}") if plain else None
    variable = _variable(pack, kind, matched["name"])
    value = VALUE.search(matched["rest"])
    if variable is None or value is None or value["value"] in {"none", "unset"}:
        return None
    where = matched["case"].replace("case", "", 1).strip(".:")
    word = variable.values.get(value["value"], Text(value["value"], value["value"]))
    at = f"[{where or matched['element'].rpartition(':')[2]}] " if where or matched["element"] else ""
    return Text(f"{at}{variable.text.ja}：{word.ja}", f"{at}{variable.text.en}: {word.en}")


def _option(pack: Pack, told: str) -> Text:
    name, _, value = told.partition("=")
    option = pack.options[name]
    word = option.values[value]
    return Text(f"選択肢「{option.text.ja}」：{word.ja}", f"option “{option.text.en}”: {word.en}")


def _variable(pack: Pack, kind: str, name: str) -> Variable | None:
    own = pack.kinds[kind].variables.get(name)
    return own or next((k.variables[name] for k in pack.kinds.values() if name in k.variables), None)
