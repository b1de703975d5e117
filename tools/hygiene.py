"""What no file of the project may hold, and how large its parts may grow; every defect is named with its place.

1. No host of a package registry and no path of one machine: the project installs anywhere.
2. No unfinished mark and no stand-in for the thing under test.
3. No module with a name that says nothing.
4. No function and no file that takes too long to read.
5. Pages and commands write nothing by themselves: they ask ``sekisho.operations``.
6. Every test says in its name or its first line what must hold.
7. No two decision records have one number.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# The marks are written in pieces, so that this file does not hold what it forbids.
FORBIDDEN = {
    "names a package registry's host": re.compile(r"\b(?:pypi|pythonhosted|npmjs|crates)\.(?:org|com|io)\b"),
    "names a path of one machine": re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/"),
    "is unfinished": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"),
    "puts a stand-in for the thing under test": re.compile(r"\bunittest\.mo" + r"ck|\bMagic" + r"Mock\b"),
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}
TEXT = {".py", ".md", ".yaml", ".toml", ".html", ".css", ".js", ".sql", ".sh", ".txt", ".cfg", ""}
# Published indicators and what is made of them: real reports name real hosts.
DATA = ("src/sekisho/demo_data/", "src/sekisho/web/static/", "tests/unit/intel/", "tests/attack/intel/")
LONGEST_FUNCTION = 60
LONGEST_FILE = 500
DECISIONS = Path("docs/decisions")
# The verifier is one file on purpose: whoever checks the record copies it and reads it alone.
ALONE = {"src/sekisho/ledger/verify.py"}
ONLY_ASKING = ("src/sekisho/web/", "src/sekisho/cli/")
WRITING = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "create_user",
}
WORDS = 4


def tracked() -> list[Path]:
    """Return the files that git tracks and that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := Path(name)).is_file()]


def defects(paths: list[Path]) -> Iterator[str]:
    """Yield every defect of the files, with its place."""
    for path in paths:
        if path.suffix in TEXT and not str(path).startswith(DATA):
            # Test material need not be text; what is read as such may still hold a forbidden word.
            yield from _words(path, path.read_text("utf-8", errors="replace"))
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _module(path, path.read_text("utf-8"))

    yield from _numbers([path for path in paths if path.parent == DECISIONS])


def _numbers(records: list[Path]) -> Iterator[str]:
    """Two records that were written side by side may have taken one number."""
    first: dict[str, Path] = {}
    for path in sorted(records):
        number = path.name.partition("-")[0]
        if first.setdefault(number, path) != path:
            yield f"{path}: {first[number].name} has its number"


def _words(path: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in FORBIDDEN.items():
            if pattern.search(line):
                yield f"{path}:{number}: {what}"


def _module(path: Path, text: str) -> Iterator[str]:
    if path.stem in VAGUE:
        yield f"{path}: a module is named for what it is about"
    length = text.count("\n")
    if length > LONGEST_FILE and str(path) not in ALONE:
        yield f"{path}: {length} lines; more than {LONGEST_FILE} are two subjects"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function(path, node)
        elif isinstance(node, ast.Call) and str(path).startswith(ONLY_ASKING) and _writes(node):
            yield f"{path}:{node.lineno}: writes a model; ask an operation"


def _function(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > LONGEST_FUNCTION:
        yield f"{path}:{node.lineno}: {node.name} has {length} lines, at most {LONGEST_FUNCTION} can be read at once"
    is_test = node.name.startswith("test_") and path.name.startswith("test_")
    if is_test and not ast.get_docstring(node) and len(node.name.split("_")) <= WORDS:
        yield f"{path}:{node.lineno}: {node.name} does not say what must hold"


def _writes(call: ast.Call) -> bool:
    """Tell whether a call is ``….objects.….create(…)`` or the like."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITING:
        return False
    return any(isinstance(n, ast.Attribute) and n.attr == "objects" for n in ast.walk(call.func.value))


if __name__ == "__main__":
    found = list(defects(tracked()))
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    sys.exit(1 if found else 0)
