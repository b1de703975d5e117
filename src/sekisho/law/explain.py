"""Why a condition does not hold: every part of it that is not certainly true, in words, with who can supply it.

The structure of the condition is walked, never a solver's core: the law wants everything that is missing, not one
minimal set. A finding once made is never offered for change; what stands against it is said instead.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sekisho.vocabulary.text import Text

from . import expression as x
from .evaluate import Rails, rails
from .pack import Kind, Pack, Variable
from .state import View
from .supplying import Supplier, suppliers


class Lack(msgspec.Struct, frozen=True, gc=False):
    """One thing that is not as required: in words, and who can supply it (nobody, where it has been decided)."""

    text: Text
    suppliers: tuple[Supplier, ...]


def lacks(pack: Pack, kind: str, node: x.Node, view: View, wanted: bool = True) -> Iterator[Lack]:
    """Yield what keeps a condition from being certainly as wanted, outermost alternatives in full."""
    if _holds(rails(node, view, pack.defs), wanted):
        return
    match node:
        case x.All(of) | x.AnyOf(of):
            for each in of:
                yield from lacks(pack, kind, each, view, wanted)
        case x.Not(of):
            yield from lacks(pack, kind, of, view, not wanted)
        case x.Def(name):
            yield from lacks(pack, kind, pack.defs[name], view, wanted)
        case x.At(link, that):
            yield from _across(pack, kind, link, that, view, wanted)
        case x.Every(part, that) | x.Some(part, that) | x.Count(part, that, _):
            yield from _among(pack, kind, node, part, that, view, wanted)
        case _:
            yield _leaf(pack, kind, node, view, wanted)


def _holds(seen: Rails, wanted: bool) -> bool:
    return seen.true if wanted else seen.false


def _across(pack: Pack, kind: str, link: str, that: x.Node, view: View, wanted: bool) -> Iterator[Lack]:
    target = link_kind(pack, kind, link)
    if target is None:
        return
    found = list(lacks(pack, target, that, view.at(link), wanted))
    missing = suppliers(pack, kind, x.At(link, that)) if _nowhere(view.at(link)) else ()
    if missing:
        yield Lack(
            Text("関係する案件が示されていない。", "No case is named that this could rest on."), missing
        )
    yield from found


def _nowhere(view: View) -> bool:
    return getattr(view, "case", view) is None


def link_kind(pack: Pack, kind: str, link: str) -> str | None:
    """Return the kind of case that a link, or a name of some step of the kind, leads to."""
    declared = pack.kinds[kind].links.get(link)
    if declared:
        return declared.kind
    named = [s.names[link].kind for s in pack.steps_of.get(kind, ()) if link in s.names]
    return named[0] if named else None


def _among(
    pack: Pack, kind: str, node: x.Node, part: str, that: x.Node, view: View, wanted: bool
) -> Iterator[Lack]:
    inner = pack.kinds[kind].backlinks.get(part)
    inner_kind = inner.kind if inner else link_kind(pack, kind, part) or kind
    elements = view.elements(part)
    if not elements and not isinstance(node, x.Every):
        name = _part_name(pack.kinds[kind], part)
        yield Lack(Text(f"{name.ja}がない。", f"There is no {name.en}."), suppliers(pack, kind, node))
    seen: set[Text] = set()
    for element in elements:
        for lack in lacks(pack, inner_kind, that, element, wanted):
            if lack.text not in seen:
                seen.add(lack.text)
                yield lack


def _part_name(kind: Kind, part: str) -> Text:
    known = kind.parts.get(part) or kind.backlinks.get(part) or kind.links.get(part)
    return known.text if known else Text(part, part)


def _leaf(pack: Pack, kind: str, node: x.Node, view: View, wanted: bool) -> Lack:
    decided = isinstance(node, x.FindingIs) and view.finding(node.finding, node.same) is not None
    can = () if decided or not wanted else suppliers(pack, kind, node)
    return Lack(say_leaf(pack, kind, node, view), can)


def say_leaf(pack: Pack, kind: str, node: x.Node, view: View) -> Text:
    """Say how one fact stands now."""
    variables = pack.kinds[kind].variables
    match node:
        case x.FindingIs(name, _, same):
            return _stands(variables[name], view.finding(name, same), view.finding(name, ()))
        case x.Done(name, _, same):
            return _stands(variables[name], view.stage(name, same), view.stage(name, ()))
        case x.AttrIs(name, _) | x.AttrSet(name):
            return _stands(variables[name], view.attr(name), None)
        case x.PeriodIs(name, _):
            return _pair(variables[name].text, PERIOD_WORDS[view.period(name)])
        case x.DutyIs(name, _):
            return _pair(variables[name].text, DUTY_WORDS[view.duty(name)])
        case x.Written(name):
            return _pair(variables[name].text, Text("未作成", "not yet written"))
        case x.PersonIs(name, officer_class):
            return _pair(variables[name].text, _not_in_class(pack, officer_class))
    return _fixed(pack, node)


def _fixed(pack: Pack, node: x.Node) -> Text:
    match node:
        case x.DutiesSettled():
            return Text("果たされていない義務がある。", "A duty is still open.")
        case x.PersonDiffers():
            return Text("同一の者による。", "The persons are the same.")
        case x.Given(field, _):
            return Text(f"「{field}」が記入されていない。", f"“{field}” is not filled in as required.")
        case x.Matches() | x.DimEquals():
            return Text("内容が一致しない。", "The content is not the same.")
        case x.SameCase():
            return Text("同一の案件でない。", "It is not the same case.")
        case x.SeatHeld():
            return Text("任命の登録と一致しない。", "It does not agree with the appointments on record.")
        case x.SeatBy("deputised_by", _):
            return Text("代理し得る官職に在る者でない。", "Who is named holds no post that may stand in.")
        case x.SeatBy():
            return Text(
                "他の席との関係が条件に合わない。", "It does not agree with the other seats of the item."
            )
        case x.RosterComplete():
            return Text("構成員の席が揃っていない。", "The roster is not complete.")
        case x.OptionIs(option, _):
            return Text(
                f"運用上の選択：{pack.options[option].text.ja}", f"Option: {pack.options[option].text.en}"
            )
        case x.ClockIs(clock, _):
            return _pair(
                pack.clock[clock].text,
                Text(f"施行日 {pack.clock[clock].from_}", f"from {pack.clock[clock].from_}"),
            )
        case x.ActorIs("named_in", _):
            return Text("記録する者が、欄に示された者でない。", "Who records is not the person named.")
        case x.ActorIs("office_of", _):
            return Text(
                "欄に示された官職若しくは者又はその属する機関の名で行うものでない。",
                "It is not done for the post or person named, nor for their office.",
            )
        case x.ActorIs(_, value):
            return Text(
                f"行為者が「{pack.name(value).ja}」でない。", f"Who acts is not {pack.name(value).en}."
            )
    return Text("条件を満たさない。", "The condition does not hold.")


PERIOD_WORDS = {
    "unset": Text("期間の定めなし", "no period set"),
    "coming": Text("期間開始前", "not begun"),
    "running": Text("期間内", "running"),
    "ended": Text("期間終了", "ended"),
}
DUTY_WORDS = {
    "none": Text("義務なし", "none"),
    "open": Text("履行未了", "open"),
    "overdue": Text("期限超過", "overdue"),
    "discharged": Text("履行済み", "discharged"),
}
NOTHING = Text("記録なし", "nothing on record")
VOID = Text("対象、計画等の変更により失効", "void: made about content that has since changed")


def _stands(variable: Variable, current: str | None, any_time: str | None) -> Text:
    if current is None:
        return _pair(variable.text, VOID if any_time is not None else NOTHING)
    return _pair(variable.text, variable.values.get(current, Text(current, current)))


def _pair(left: Text, right: Text) -> Text:
    return Text(f"{left.ja}：{right.ja}", f"{left.en}: {right.en}")


def _not_in_class(pack: Pack, officer_class: str) -> Text:
    name = pack.officer_classes.get(officer_class, Text(officer_class, officer_class))
    return Text(f"{name.ja}でない、又は指名されていない", f"not {name.en}, or nobody named")
