"""``sekisho law check`` and ``coverage``: a pack by itself."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sekisho.law.coverage import Row, coverage
from sekisho.law.loading import Loaded, Unloadable, load_files, load_pack, packaged_files
from sekisho.vocabulary.text import Language, Text

from ..reporting import UNUSABLE, print_findings


def load(name: str) -> Loaded:
    """Return a packaged pack by name, or one from a folder of YAML files; with the findings where it has a defect."""
    folder = Path(name)
    if folder.is_dir():
        return load_files({f.name: f.read_text("utf-8") for f in sorted(folder.glob("*.yaml"))})
    try:
        packaged_files(name)
    except LookupError:
        print(f"{name}: 規則集がない / there is no such pack", file=sys.stderr)
        return Loaded(None, ())
    try:
        return Loaded(load_pack(name), ())
    except Unloadable as error:
        return Loaded(None, error.findings)


def run_check(args: argparse.Namespace) -> int:
    """Check a pack: every defect with file, line and remedy."""
    loaded = load(args.pack)
    print_findings(loaded.findings, args.lang)
    if loaded.pack is None:
        return UNUSABLE
    pack = loaded.pack
    counts = f"{len(pack.kinds)} kinds, {len(pack.steps)} steps, {len(pack.rules)} rules, {len(pack.options)} options"
    sound = Text(
        f"{pack.id} {pack.version}：誤りなし（{counts}）", f"{pack.id} {pack.version}: sound ({counts})"
    )
    print(sound.in_(args.lang))
    return 0


def run_coverage(args: argparse.Namespace) -> int:
    """Print which rules and steps carry each clause and obligation, and which rows have a hole; 1 where any has."""
    matrix = coverage(load_pack())
    holes = sum(row.hole for row in matrix)
    if args.json:
        print(json.dumps([_coverage_row(r) for r in matrix], ensure_ascii=False))
        return int(holes > 0)
    for row in matrix:
        if row.hole or not args.open:
            _print_row(row, args.lang)
    print(f"{len(matrix)} rows, {holes} open")
    return int(holes > 0)


UNLISTED = Text("条項の欄にない", "cites the clause, is not in its row")
UNCITED = Text("条項を引用していない", "is in the row, does not cite the clause")


def _print_row(row: Row, language: Language) -> None:
    carried = ", ".join(row.carried_by) or (row.because.in_(language) if row.because else "")
    print(f"{row.id:14} {'open' if row.hole else 'ok':5} {carried or '—'}")
    for names, what in ((row.unlisted, UNLISTED), (row.uncited, UNCITED)):
        for name in names:
            print(f"{'':20} {name}: {what.in_(language)}")


def _coverage_row(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "carried_by": list(row.carried_by),
        "because": {"ja": row.because.ja, "en": row.because.en} if row.because else None,
        "open": row.hole,
        "unlisted": list(row.unlisted),
        "uncited": list(row.uncited),
    }
