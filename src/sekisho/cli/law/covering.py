"""``sekisho law coverage``: clause → rules → properties → tests, and from each of these back to the clauses."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any, get_args

import msgspec

from sekisho.law.pack import Pack
from sekisho.proof.matrix import Back, Held, Line, Matrix, Way, matrix, read_from
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE
from .packs import add_pack, loaded

UNLISTED = Text("条項の欄にない", "cites the clause, is not in its row")
UNCITED = Text("条項を引用していない", "is in the row, does not cite the clause")
IDLE = Text("性質にも事例にもない", "no property states it and no worked case is about it")
PROPERTIES, TESTS = Text("性質", "properties"), Text("事例", "cases")
RULES, CLAUSES = Text("規則", "rules"), Text("条項", "clauses")
OTHER = Text(
    "備えられている証明は、別の版の規則集についてのものである。",
    "The proofs at hand are those of another edition of the pack.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add_pack(parser)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--open", action="store_true", help="欠けのある行のみ / only what has a hole")
    parser.add_argument(
        "--by", choices=get_args(Way), default="clause", help="どこから読むか / from where it is read"
    )


def run_coverage(args: argparse.Namespace) -> int:
    """Print the matrix from where it is asked, or only its holes; 1 where there is any."""
    pack = loaded(args)
    if pack is None:
        return UNUSABLE
    return _from_clauses(matrix(pack), args) if args.by == "clause" else _back(pack, args)


def _from_clauses(whole: Matrix, args: argparse.Namespace) -> int:
    if args.json:
        print(json.dumps([_line_json(line, whole) for line in whole.lines], ensure_ascii=False))
        return int(bool(whole.holes))
    for line in whole.holes if args.open else whole.lines:
        for text in _lines(line, whole, args.lang):
            print(text)
    if not whole.proved:
        print(OTHER.in_(args.lang))
    print(f"{len(whole.lines)} rows, {len(whole.holes)} open")
    return int(bool(whole.holes))


def _lines(line: Line, whole: Matrix, language: Language) -> Iterator[str]:
    row = line.row
    yield f"{row.id:14} {'open' if line in whole.holes else 'ok'}"
    if row.because:
        yield f"    {row.because.in_(language)}"
    yield from (f"    {_held(each, whole, language)}" for each in line.carriers)
    for names, what in ((row.unlisted, UNLISTED), (row.uncited, UNCITED)):
        yield from (f"    {name}: {what.in_(language)}" for name in names)


def _held(held: Held, whole: Matrix, language: Language) -> str:
    if held.idle and whole.proved:
        return f"{held.id}: {IDLE.in_(language)}"
    return held.id + _named(((PROPERTIES, held.properties), (TESTS, held.tests)), language)


def _named(lists: Sequence[tuple[Text, Sequence[str]]], language: Language) -> str:
    said = (f"{what.in_(language)}: {', '.join(names)}" for what, names in lists if names)
    return "".join(f"  ·  {each}" for each in said)


def _line_json(line: Line, whole: Matrix) -> dict[str, Any]:
    row = line.row
    return {
        "id": row.id,
        "carried_by": list(row.carried_by),
        "because": {"ja": row.because.ja, "en": row.because.en} if row.because else None,
        "open": line in whole.holes,
        "unlisted": list(row.unlisted),
        "uncited": list(row.uncited),
        "carriers": [
            {"id": each.id, "properties": list(each.properties), "tests": list(each.tests)}
            for each in line.carriers
        ],
    }


def _back(pack: Pack, args: argparse.Namespace) -> int:
    found = read_from(pack, args.by)
    holes = [each for each in found if each.hole]
    if args.json:
        print(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
        return int(bool(holes))
    for each in holes if args.open else found:
        print(each.id + _told(each, args.lang))
    print(f"{len(found)} rows, {len(holes)} open")
    return int(bool(holes))


def _told(back: Back, language: Language) -> str:
    lists = ((CLAUSES, back.clauses), (RULES, back.rules), (PROPERTIES, back.properties), (TESTS, back.tests))
    return _named(lists, language)
