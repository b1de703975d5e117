"""The form of a step: what it asks, what can be filled in by itself, and every defect of what was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sekisho.law.pack import Field, Naming, Pack, Step
from sekisho.vocabulary.canonical import EXACT
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.ids import is_id
from sekisho.vocabulary.legible import misleading
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import in_japan, parse_time

from .case import Case
from .entry import Intent, Reference
from .sight import words_in
from .view import bounds
from .world import World

Bound = Mapping[str, str]


def combinations(case: Case, step: Step, intent: Intent) -> list[Bound]:
    """Return the combinations of elements that an intent acts on: every chosen element of one part with every other."""
    combos: list[Bound] = [{}]
    for part in step.part:
        keys = intent.subject.get(part, ())
        combos = [{**combo, part: key} for combo in combos for key in keys if case.element(part, key)]
    return combos if step.part else [{}]


def complete(pack: Pack, world: World, intent: Intent) -> Intent:
    """Return the intent with what follows from the record filled in: defaults, paper hashes, the seats of a roster.

    What the person has given is never changed.
    """
    step = pack.steps[intent.step]
    filled = dict(intent.particulars)
    for field in step.asks.values():
        if filled.get(field.id) in (None, "", []):
            value = _default(pack, world, step, field, intent, filled)
            if value is not None:
                filled[field.id] = value
    return msgspec.structs.replace(intent, particulars=filled)


def _default(
    pack: Pack, world: World, step: Step, field: Field, intent: Intent, filled: Mapping[str, Any]
) -> Any:
    if field.of_dim:
        return _paper(pack, world, step, field, intent)
    if field.id == "seats" and filled.get("item_kind") in pack.rosters:
        named = filled.get("other_ministers") or []
        return [*pack.rosters[str(filled["item_kind"])].posts, *named]
    return field.default or None


def _paper(pack: Pack, world: World, step: Step, field: Field, intent: Intent) -> str | None:
    """Return the present content of a dimension: here, or in the first named case that has it."""
    own = world.cases[intent.case]
    if not field.of_link:
        return _present(own, Reference(intent.case), field.of_dim, pack)
    naming = step.names.get(field.of_link)
    reference = intent.names.get(field.of_link) or _linked(
        world, intent.case, naming.link if naming else field.of_link
    )
    case = world.seen_from(own, reference.case) if reference else None
    return _present(case, reference, field.of_dim, pack) if case and reference else None


def _linked(world: World, case_id: str, role: str) -> Reference | None:
    kept = world.cases[case_id].links.get(role, ())
    return kept[-1] if kept else None


def _present(case: Case, reference: Reference, dim: str, pack: Pack) -> str | None:
    variable = pack.kinds[case.kind].variables.get(dim)
    element = case.element(variable.part, reference.element) if variable and variable.part else case.root
    return element.dims.get(dim) if element else None


def check(pack: Pack, world: World, intent: Intent) -> list[Finding]:
    """Return every defect of an intent as a form: elements, fields, cases named, and fields that do not exist."""
    step = pack.steps[intent.step]
    case = world.cases[intent.case]
    findings = [*_subject(pack, case, step, intent), *_names(world, step, intent)]
    findings += _new(case, step, intent)
    for field in step.asks.values():
        findings += _field(pack, world, field, intent.particulars.get(field.id))
    for name, value in intent.particulars.items():
        if name not in step.asks:
            findings.append(
                _finding(name, "この手続にない項目である。", "This step has no such field.", _REMOVE)
            )
        findings += unreadable(name, words_in(value))
    return findings


def unreadable(place: str, texts: Iterable[str]) -> Iterator[Finding]:
    """Yield, once, that a text could look otherwise than it stands to who reviews and signs it."""
    if any(map(misleading, texts)):
        yield _finding(
            place,
            "見えない文字又は向きを変える文字があり、記録と異なって見え得る。",
            "It has invisible characters, or such as turn its direction: it could look otherwise than it stands.",
            Text("その文字を除いて書き直すこと。", "Write it again without them."),
        )


_REMOVE = Text("項目を削除すること。", "Leave the field out.")
_CHOOSE = Text("一覧から選ぶこと。", "Choose from the list.")
_OTHER = Text("他の番号とすること。", "Choose another.")
_FILL = Text("記入すること。", "Fill it in.")


def _finding(place: str, ja: str, en: str, remedy: Text) -> Finding:
    return Finding(code="form", severity="error", place=place, message=Text(ja, en), remedy=remedy)


def _subject(pack: Pack, case: Case, step: Step, intent: Intent) -> Iterator[Finding]:
    if step.kind != case.kind:
        yield _finding(
            "step", "この種類の案件の手続ではない。", "This is no step of this kind of case.", _CHOOSE
        )
    if step.opens is not (case.sequence == 0):
        yield _finding(
            "step",
            "案件を開く手続は、最初に一度だけ行う。",
            "A case is opened once, by its first entry.",
            Text("案件の状態を確認すること。", "Look at the state of the case."),
        )
    for part in step.part:
        keys = intent.subject.get(part, ())
        name = pack.kinds[step.kind].parts[part].text if step.kind in pack.kinds else Text(part, part)
        if not keys:
            yield _finding(part, f"{name.ja}が選ばれていない。", f"No {name.en} is chosen.", _CHOOSE)
        for key in keys:
            element = case.element(part, key)
            if element is None or not element.active:
                yield _finding(
                    part, f"{name.ja}「{key}」はない。", f"There is no {name.en} “{key}”.", _CHOOSE
                )
    for part in intent.subject:
        if part not in step.part:
            yield _finding(part, "この手続の対象ではない。", "The step does not act on this.", _REMOVE)


def _new(case: Case, step: Step, intent: Intent) -> Iterator[Finding]:
    for effect in step.does:
        if effect.new:
            key = intent.particulars.get(effect.fields[0])
            there = case.element(effect.name, str(key))
            if there is not None and there.active:
                yield _finding(
                    effect.fields[0], f"「{key}」は既にある。", f"There is a “{key}” already.", _OTHER
                )


def _names(world: World, step: Step, intent: Intent) -> Iterator[Finding]:
    for naming in step.names.values():
        references = [r for n, r in intent.names.items() if n == naming.id or n.startswith(f"{naming.id}.")]
        kept = world.cases[intent.case].links.get(naming.link, ()) if naming.link else ()
        if naming.required and not references and not kept:
            text = naming.text
            yield _finding(naming.id, f"{text.ja}が選ばれていない。", f"No {text.en} is named.", _CHOOSE)
        for reference in references:
            yield from _reference(world, world.cases[intent.case], naming, reference)


def _reference(world: World, own: Case, naming: Naming, reference: Reference) -> Iterator[Finding]:
    case = world.seen_from(own, reference.case)
    if case is None or case.kind != naming.kind:
        yield _finding(naming.id, "示された案件はない。", "There is no such case.", _CHOOSE)
    elif naming.part and case.element(naming.part, reference.element) is None:
        yield _finding(naming.id, "示された議題等はない。", "There is no such item in that case.", _CHOOSE)


def _field(pack: Pack, world: World, field: Field, value: Any) -> Iterator[Finding]:
    if value in (None, "", []):
        if field.required:
            name = field.text
            yield _finding(
                field.id, f"「{name.ja}」が記入されていない。", f"“{name.en}” is not filled in.", _FILL
            )
        return
    problem = _problem(pack, world, field, value)
    if problem is not None:
        yield _finding(field.id, problem.ja, problem.en, _CHOOSE if field.values else _FILL)


def _problem(pack: Pack, world: World, field: Field, value: Any) -> Text | None:
    if field.type in ("choice", "yesno"):
        given = "yes" if value is True else "no" if value is False else str(value)
        known = given in field.values
        return None if known else Text(f"「{given}」は選択肢にない。", f"“{given}” is none of the choices.")
    if field.type in ("date", "datetime", "period"):
        return (
            None
            if _is_time(field.type, value)
            else Text("日時として読めない。", "This is not a date or time.")
        )
    if field.type == "post" and world.register.post(pack, str(value)) is None:
        return Text(f"官職「{value}」はない。", f"There is no post “{value}”.")
    if field.type == "office" and value not in pack.offices:
        return Text(f"機関「{value}」はない。", f"There is no office “{value}”.")
    if field.type == "case" and not is_id(str(value)):
        return Text("案件の番号として読めない。", "This is not the id of a case.")
    if field.type == "list" and not isinstance(value, list | tuple):
        return Text("一覧でない。", "This is not a list.")
    if field.type == "number" and not _is_number(value):
        return Text("数でない。", "This is not a number.")
    return None


def _is_number(value: Any) -> bool:
    """Return whether a value is a whole number that every reader of the record takes for the same one."""
    written = str(value)
    return re.fullmatch("-?[0-9]{1,16}", written) is not None and abs(int(written)) <= EXACT


def _is_time(type_: str, value: Any) -> bool:
    try:
        if type_ == "period":
            since, until = bounds(value)
            ordered = since is None or until is None or since < until
            return (since or until) is not None and ordered and all(map(_shows, filter(None, (since, until))))
        return _shows(parse_time(str(value)))
    except ValueError:
        return False


def _shows(moment: datetime) -> bool:
    """Return whether a moment has a date in Japan; the last hours of the calendar have none."""
    return in_japan(moment) == moment
