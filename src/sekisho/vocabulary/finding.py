"""Findings for people: what is wrong, where, and what to do about it. All of them, never only the first."""

from __future__ import annotations

from typing import Literal

import msgspec

from .text import Text

Severity = Literal["error", "warning", "info"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a person should know about an input; ``place`` is a file and line or a path into the document."""

    code: str
    severity: Severity
    place: str
    message: Text
    remedy: Text


def errors(findings: tuple[Finding, ...] | list[Finding]) -> list[Finding]:
    """Return the findings that stop the input from being used."""
    return [f for f in findings if f.severity == "error"]
