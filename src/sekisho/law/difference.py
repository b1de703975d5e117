"""What two packs differ in, as their texts: what is new, what has gone, and what of the rest reads otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from sekisho.vocabulary.text import Text

from .pack import Pack

Change = Literal["added", "removed", "changed"]
SECTIONS = {
    "clauses": Text("条項", "clause"),
    "offices": Text("機関", "office"),
    "posts": Text("官職", "post"),
    "rosters": Text("構成", "roster"),
    "collegiate": Text("合議体", "collegiate body"),
    "options": Text("選択肢", "option"),
    "timers": Text("期限", "timer"),
    "clock": Text("施行日", "entry into force"),
    "kinds": Text("案件の種類", "kind of case"),
    "steps": Text("手続", "step"),
    "definitions": Text("定義", "definition"),
    "rules": Text("規則", "rule"),
    "shortforms": Text("略記", "short form"),
}
"""The sections compared, in the order in which a pack is read."""
CHANGES: dict[Change, Text] = {
    "added": Text("追加", "added"),
    "removed": Text("削除", "removed"),
    "changed": Text("変更", "changed"),
}
FIELDS = {
    "text": Text("文", "text"),
    "cite": Text("条項", "citation"),
    "confidence": Text("確度", "confidence"),
    "each": Text("対象とする要素", "elements"),
    "when": Text("適用の条件", "when it applies"),
    "require": Text("要件", "what it requires"),
    "steps": Text("手続", "steps"),
    "lifted_by": Text("例外", "exceptions"),
    "lifts": Text("不要とする規則", "rule lifted"),
    "opens": Text("生じさせるもの", "what it opens"),
    "bearer": Text("義務を負う者", "who owes it"),
    "bearer_from": Text("義務を負う者を示す項目", "where it says who owes it"),
    "towards": Text("義務の相手方", "to whom it is owed"),
    "timer": Text("期限", "deadline"),
    "exception": Text("伴う例外", "exception it goes with"),
    "act": Text("果たす手続", "steps that discharge it"),
    "kind": Text("案件の種類", "kind of case"),
    "part": Text("行う要素", "what it acts on"),
    "by": Text("行う機関", "who does it"),
    "names": Text("示す案件", "cases named"),
    "shape": Text("行うことができる形", "shape"),
    "formal": Text("官職にある者自らが行うこと", "done by the holder of the post"),
    "delegable": Text("委任", "delegation"),
    "registers": Text("権限の登録への記載", "what it registers"),
    "asks": Text("様式", "form"),
    "does": Text("効果", "effects"),
    "is_": Text("条件", "condition"),
    "values": Text("値", "values"),
    "default": Text("既定の値", "default"),
    "withheld": Text("提供しない値", "values withheld"),
    "set_by": Text("設定する者", "who sets it"),
    "held_by": Text("依拠する規則及び手続", "rules and steps held by it"),
    "gap": Text("法令の定めのない点", "gap of the law"),
    "option": Text("選択肢", "option"),
    "hours": Text("時間数", "hours"),
    "business_days": Text("日数", "business days"),
    "remind_hours": Text("通知の間隔", "interval of reminders"),
    "from_": Text("施行日", "date"),
    "source": Text("出典", "source"),
    "posts": Text("官職", "posts"),
    "office": Text("機関", "office"),
    "head": Text("長であること", "head"),
    "officer_class": Text("職員の種別", "class of officer"),
    "seats": Text("人数", "number of holders"),
    "deputies": Text("代理", "deputies"),
    "executive": Text("執行機関であること", "executive"),
    "recorded_by": Text("記録する機関", "who records for it"),
    "supplies": Text("情報の提供", "supplies information"),
    "parts": Text("要素", "parts"),
    "links": Text("引用する案件", "links"),
    "backlinks": Text("引用される案件", "cases that point here"),
    "variables": Text("項目", "variables"),
    "entries": Text("入力", "entries"),
    "where": Text("合議体の行為となる場合", "where its act is meant"),
    "presides": Text("主宰する者", "who presides"),
    "attended": Text("出席とする記録", "what counts as attended"),
    "deputised": Text("代理出席とする記録", "what counts as deputised"),
    "deputy": Text("代理者の項目", "where the deputy is named"),
    "double": Text("一人が複数の席に就く理由", "why one may take several seats"),
}
"""What the fields of a thing that is compared are called."""
UNTOLD = {"place"}
"""Where a thing stands in the files is no difference."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a pack that is new, gone, or changed in the fields named."""

    section: str
    id: str
    change: Change
    fields: tuple[str, ...] = ()


def differences(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Return what differs between two packs, section by section."""
    return tuple(each for section in SECTIONS for each in _in_section(section, old, new))


def _in_section(section: str, old: Pack, new: Pack) -> Iterator[Difference]:
    before: Mapping[str, Any] = getattr(old, section)
    after: Mapping[str, Any] = getattr(new, section)
    for name in {**before, **after}:
        if name not in after:
            yield Difference(section=section, id=name, change="removed")
        elif name not in before:
            yield Difference(section=section, id=name, change="added")
        elif fields := tuple(_fields(before[name], after[name])):
            yield Difference(section=section, id=name, change="changed", fields=fields)


def _fields(before: msgspec.Struct, after: msgspec.Struct) -> Iterator[str]:
    for field in dict.fromkeys((*before.__struct_fields__, *after.__struct_fields__)):
        if field not in UNTOLD and getattr(before, field, None) != getattr(after, field, None):
            yield field
