"""Printing findings and failing with the documented exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Language

UNUSABLE = 2


def print_findings(findings: Iterable[Finding], language: Language) -> None:
    """Print each finding on standard error: place, what is wrong, what to do."""
    for finding in findings:
        print(f"{finding.place}: {finding.message.in_(language)}", file=sys.stderr)
        print(f"    → {finding.remedy.in_(language)}", file=sys.stderr)


def read_bytes(path: str) -> bytes | None:
    """Return a file's content (``-``: standard input); ``None``, with a message, where it cannot be read."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        print(f"{path}: 読み込めない / cannot be read: {error.strerror}", file=sys.stderr)
        return None
