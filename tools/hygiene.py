"""What no file of the project may hold: hosts of package registries, machine paths, unfinished marks, vague names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

# Written in pieces, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a package registry's host": re.compile(
        r"(pypi|pythonhosted|npmjs|registry\.npm|crates)\.(?:org|com|io)\b"
    ),
    "a machine path": re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/"),
    "an unfinished mark": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"),
}
VAGUE = {"utils.py", "helpers.py", "common.py", "misc.py"}
TEXT = {".py", ".md", ".yaml", ".toml", ".html", ".css", ".js", ".sql", ".sh", ".txt", ".cfg", ""}
DATA = (
    "src/sekisho/demo_data/",
    "tests/data/",
    "src/sekisho/web/static/",
    "tests/unit/intel/",
    "tests/attack/intel/",
)


def tracked() -> list[Path]:
    """Return the files that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    return [Path(name) for name in listed.split("\0") if name]


def defects() -> list[str]:
    """Return every defect with its place."""
    found = []
    for path in tracked():
        if path.name in VAGUE:
            found.append(f"{path}: a module is named for what it is about")
        if path.suffix in TEXT and path.is_file() and not str(path).startswith(DATA):
            found += _lines(path)
    return found


def _lines(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [
        f"{path}:{number}: {what}"
        for number, line in enumerate(lines, 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


if __name__ == "__main__":
    print("\n".join(defects()), end="", file=sys.stderr)
    sys.exit(1 if defects() else 0)
