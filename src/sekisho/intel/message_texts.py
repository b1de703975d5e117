"""The shape of a finding's texts, before the particulars of a case are filled in."""

from __future__ import annotations

import msgspec

from sekisho.vocabulary.finding import Severity
from sekisho.vocabulary.text import Text


class Message(msgspec.Struct, frozen=True):
    """Severity, message and remedy of one code; ``{name}`` places are filled when the finding is made."""

    severity: Severity
    message: Text
    remedy: Text


def error(ja: str, en: str, remedy_ja: str, remedy_en: str) -> Message:
    """Return a message for what makes a file or an object unusable."""
    return Message("error", Text(ja, en), Text(remedy_ja, remedy_en))


def warning(ja: str, en: str, remedy_ja: str, remedy_en: str) -> Message:
    """Return a message for what is taken with a loss or a doubt."""
    return Message("warning", Text(ja, en), Text(remedy_ja, remedy_en))


def info(ja: str, en: str, remedy_ja: str, remedy_en: str) -> Message:
    """Return a message for what is good to know."""
    return Message("info", Text(ja, en), Text(remedy_ja, remedy_en))
