"""Words for states, once for all pages: each with a tone, a picture and a word in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sekisho.casework.case import Case, Element
from sekisho.casework.entry import DEVIATION
from sekisho.casework.register import Register
from sekisho.law.pack import Pack
from sekisho.records.models import Case as Row
from sekisho.vocabulary.text import Text


class Sign(msgspec.Struct, frozen=True):
    """How a state is shown: the tone of its colour, its picture, its word."""

    tone: str
    icon: str
    word: Text


GATE = {
    "permitted": Sign("done", "gate-open", Text("門は開いている", "The gate is open")),
    "refused": Sign("blocked", "gate-closed", Text("門は閉じている", "The gate is closed")),
    "undetermined": Sign("unclear", "gate-closed", Text("まだ判断できない", "Not yet determined")),
}
"""The gate of one step, by the outcome of its verdict."""

REASON = {
    "met": Sign("done", "done", Text("満たす", "met")),
    "unmet": Sign("blocked", "blocked", Text("満たさない", "not met")),
    "open": Sign("unclear", "unclear", Text("未確定", "not established")),
    "lifted": Sign("unclear", "lifted", Text("例外により不要", "lifted by an exception")),
}
"""One reason of a verdict, by its outcome."""

STEP = {
    "done": Sign("done", "done", Text("済み", "done")),
    "permitted": Sign("open", "open", Text("行える", "may be done")),
    "refused": Sign("blocked", "blocked", Text("まだ行えない", "not yet possible")),
    "undetermined": Sign("unclear", "unclear", Text("未確定の事項がある", "something is not established")),
    "rest": Sign("rest", "rest", Text("今は対象がない", "nothing to act on now")),
}
"""One step on the procedure map."""

KERNEL_REST = ("KERNEL-SUBJECT", "KERNEL-CLOSED")
"""Reasons that say nothing of law: the step has nothing to act on, or the case is closed."""

CLOSED = Sign("rest", "rest", Text("終結", "closed"))
RUNNING = Sign("open", "open", Text("進行中", "in progress"))

PATH = "/"
DESCRIBING = ("description", "title", "name", "identity")
"""Attributes that tell people which element is meant, the best first."""


def title(pack: Pack, case: Case) -> Text:
    """Return how a case is called: by its title, or by its kind where nobody gave it one (the register)."""
    return pack.kinds[case.kind].text if case.title == case.id else Text(case.title, case.title)


def row_title(pack: Pack, row: Row) -> Text:
    """Return how the case of a row is called, as ``title`` does."""
    return pack.kinds[row.kind].text if row.title.ja in ("", row.pk) else row.title


def element_text(pack: Pack, case: Case, part: str, key: str) -> Text:
    """Return how an element is called: its own description where it has one, otherwise the names behind its key."""
    element = case.element(part, key)
    name = joined([_piece(pack, case, element, piece) for piece in key.split(PATH)])
    described = _description(element)
    return Text(f"{name.ja}　{described}", f"{name.en} – {described}") if described else name


def known_text(pack: Pack, register: Register, case: Case, part: str, key: str) -> Text:
    """Return how an element is called where the register is at hand: one that stands for a person, by their name."""
    element = case.element(part, key)
    variables = pack.kinds[case.kind].variables
    attrs = element.attrs.items() if element else ()
    person = any(
        value == key and name in variables and variables[name].type == "person" for name, value in attrs
    )
    return register.name(key) if person else element_text(pack, case, part, key)


def bound_text(pack: Pack, case: Case, element: dict[str, str]) -> Text | None:
    """Return what a reason or duty is about, or ``None`` where it is about the case as a whole."""
    if not element:
        return None
    kind = pack.kinds[case.kind]
    named = [
        _labelled(kind.parts[p].text if p in kind.parts else Text(p, p), element_text(pack, case, p, k))
        for p, k in element.items()
    ]
    return joined(named)


def _labelled(label: Text, text: Text) -> Text:
    return Text(f"{label.ja}：{text.ja}", f"{label.en}: {text.en}")


def bound_texts(pack: Pack, case: Case, elements: Sequence[dict[str, str]]) -> Text | None:
    """Return what a reason shared by several elements is about: each part once, with the names of its elements."""
    keys: dict[str, dict[str, None]] = {}
    for element in elements:
        for part, key in element.items():
            keys.setdefault(part, {})[key] = None
    crossed = sum(1 for each in keys.values() if len(each) > 1) > 1
    if crossed or len(elements) == 1:
        named = [bound_text(pack, case, element) for element in elements]
        return joined([each for each in named if each is not None]) if any(named) else None
    kind = pack.kinds[case.kind]
    texts = [
        _labelled(kind.parts[part].text, joined([element_text(pack, case, part, key) for key in each]))
        for part, each in keys.items()
    ]
    return Text("。".join(t.ja for t in texts), "; ".join(t.en for t in texts))


def value_text(pack: Pack, values: dict[str, Text], value: object) -> Text:
    """Return a stored value in words: a choice, an office or post, or what was written."""
    word = str(value)
    return values.get(word) or YES_NO.get(word) or pack.name(word)


YES_NO = {"yes": Text("はい", "yes"), "no": Text("いいえ", "no")}


def joined(texts: list[Text]) -> Text:
    """Return several names as one."""
    return Text("、".join(t.ja for t in texts), ", ".join(t.en for t in texts))


def _piece(pack: Pack, case: Case, element: Element | None, piece: str) -> Text:
    if element is not None:
        for parent, key in element.of.items():
            if key == piece and case.element(parent, key) is not element:
                return element_text(pack, case, parent, key)
    part = element.part if element else ""
    if part == DEVIATION:
        return Text(f"第{piece[1:]}号", f"entry {piece[1:]}")
    if piece.isdigit():
        return _labelled_number(pack, case, part, piece)
    own = [v for v in pack.kinds[case.kind].variables.values() if v.sort == "attr" and v.part == part]
    return next((v.values[piece] for v in own if piece in v.values), pack.name(piece))


def _labelled_number(pack: Pack, case: Case, part: str, number: str) -> Text:
    """Return what is called by a number alone (an item of an agenda) with the word for what it is."""
    known = pack.kinds[case.kind].parts.get(part)
    return Text(f"{known.text.ja}{number}", f"{known.text.en} {number}") if known else Text(number, number)


def _description(element: Element | None) -> str:
    attrs = element.attrs if element else {}
    return next(
        (str(attrs[name]) for name in DESCRIBING if attrs.get(name)),
        "",
    )
