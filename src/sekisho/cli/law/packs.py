"""``sekisho law check``: a pack by itself."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from sekisho.law.loading import Loaded, Unloadable, load_files, load_pack, packaged_files
from sekisho.law.pack import Pack
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from ..reporting import UNUSABLE, print_findings

PACKAGED = "jp-acd"
UNREADABLE = Text("読み込めない（{why}）。", "It cannot be read ({why}).")
READABLE = Text(
    "読み取ることのできるUTF-8のファイルとすること。", "Make it a file that can be read, in UTF-8."
)
NO_FILES = Text("フォルダにYAMLのファイルがない。", "The folder has no YAML file.")
ADD_FILES = Text(
    "規則集のファイル（*.yaml）のあるフォルダを指定すること。",
    "Name a folder with the files of a pack (*.yaml).",
)


def load(name: str, to_compare: bool = False) -> Loaded:
    """Return a pack with its findings: a packaged one by name, one of a folder of YAML files, or one YAML file.

    A file that has no section ``pack`` is an addition to the packaged pack, and is checked together with it. ``to_compare``:
    see ``load_files``.
    """
    path = Path(name)
    if path.is_dir():
        return _of_files(name, sorted(path.glob("*.yaml")), to_compare)
    if path.suffix in (".yaml", ".yml"):
        return _of_files(name, [path], to_compare)
    try:
        packaged_files(name)
    except LookupError:
        print(f"{name}: 規則集がない / there is no such pack", file=sys.stderr)
        return Loaded(None, ())
    try:
        return Loaded(load_pack(name), ())
    except Unloadable as error:
        return Loaded(None, error.findings)


def _of_files(name: str, paths: Sequence[Path], to_compare: bool) -> Loaded:
    texts: dict[str, str] = {}
    unread = [] if paths else [_finding("empty", name, NO_FILES, ADD_FILES)]
    for path in paths:
        try:
            texts[path.name] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror or "" if isinstance(error, OSError) else "UTF-8"
            unread.append(_finding("unreadable", path.name, UNREADABLE.fill(why=why), READABLE))
    added = len(paths) == 1 and not any(
        line.startswith("pack:") for line in "\n".join(texts.values()).splitlines()
    )
    loaded = load_files({**packaged_files(PACKAGED), **texts} if added else texts, to_compare)
    if not unread:
        return loaded
    return Loaded(None, (*unread, *(loaded.findings if texts else ())))


def _finding(code: str, place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code=f"pack.{code}", severity="error", place=place, message=message, remedy=remedy)


def add_pack(parser: argparse.ArgumentParser) -> None:
    """Add which pack a command is about: the packaged one where none is named."""
    parser.add_argument(
        "--pack",
        default=PACKAGED,
        metavar="PACK",
        help="規則集の名称、フォルダ又はファイル / name, folder or file of a pack",
    )


def loaded(args: argparse.Namespace) -> Pack | None:
    """Return the pack that a command is about; ``None``, with every defect said, where it has an error."""
    found = load(args.pack)
    print_findings(found.findings, args.lang)
    return found.pack


def run_check(args: argparse.Namespace) -> int:
    """Check a pack: every defect with file, line and remedy."""
    loaded = load(args.pack)
    if args.json:
        print(json.dumps(_checked(loaded), ensure_ascii=False))
        return UNUSABLE if loaded.pack is None else 0
    print_findings(loaded.findings, args.lang)
    if loaded.pack is None:
        return UNUSABLE
    pack = loaded.pack
    counts = ", ".join(f"{number} {what}" for what, number in _counts(pack).items())
    sound = Text(
        f"{pack.id} {pack.version}：誤りなし（{counts}）", f"{pack.id} {pack.version}: sound ({counts})"
    )
    print(sound.in_(args.lang))
    return 0


def _checked(loaded: Loaded) -> dict[str, Any]:
    """Return the pack, or null where it has an error, and every finding, as the command prints them."""
    pack = loaded.pack
    about = {"id": pack.id, "version": pack.version, "hash": pack.hash, **_counts(pack)} if pack else None
    return {"pack": about, "findings": msgspec.to_builtins(loaded.findings)}


def _counts(pack: Pack) -> dict[str, int]:
    return {
        "kinds": len(pack.kinds),
        "steps": len(pack.steps),
        "rules": len(pack.rules),
        "options": len(pack.options),
    }
