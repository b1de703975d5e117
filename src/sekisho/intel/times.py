"""Times as suppliers write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_REIWA = re.compile(
    r"(?:令和|R)\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.IGNORECASE
)


def timestamp(value: object) -> datetime | None:
    """Read an RFC 3339 time with a zone; ``None`` if it is none (STIX allows no other spelling)."""
    if not isinstance(value, str) or "T" not in value.upper():
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def epoch(value: object) -> datetime | None:
    """Read seconds since 1970 as MISP writes them, in a string or a number; ``None`` if it is none."""
    text = str(value)
    if not re.fullmatch(r"\d{1,11}", text) or int(text) == 0:
        return None
    return datetime.fromtimestamp(int(text), UTC)


def calendar_date(text: str) -> date | None:
    """Read a date as people write it: ``2026-10-01``, ``2026/10/1``, ``2026年10月1日``, ``令和8年10月1日``."""
    text = text.strip()
    reiwa = _REIWA.match(text)
    match = reiwa or _DATE.match(text)
    if match is None:
        return None
    first = 1 if match.group(1) == "元" else int(match.group(1))
    try:
        return date(first + 2018 if reiwa else first, int(match.group(2)), int(match.group(3)))
    except ValueError:
        return None


def write_stix_time(moment: datetime) -> str:
    """Write a time as STIX wants it: UTC, milliseconds, ``Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
