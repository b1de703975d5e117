"""JSON read with care: every flaw found at once, and every object of a list with its own bytes.

Limits, and why: nesting (a value nobody can show), whole numbers beyond 2^53 - 1 and numbers beyond a double (they
cannot be put in canonical form), NUL and lone surrogates (databases refuse them), duplicate keys (two readers would
read two different objects).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .credentials import shown, strip_credentials
from .messages import finding

MAX_DEPTH = 64
MAX_VALUES = 200_000
MAX_INTEGER = 2**53 - 1
CAUSES = (
    ("Expecting property name", Text("項目の名がない", "the name of a member is wanted")),
    ("Expecting ':'", Text("項目の名の次に「:」がない", "a colon is wanted after the name of a member")),
    ("Expecting ','", Text("「,」又は閉じる括弧がない", "a comma or a closing bracket is wanted")),
    ("Expecting value", Text("値がない", "a value is wanted")),
    ("Illegal trailing comma", Text("最後の「,」は置けない", "a comma stands last")),
    ("Unterminated string", Text("文字列が閉じていない", "a string is not closed")),
    ("Invalid control character", Text("文字列の中に制御文字がある", "a string holds a control character")),
    ("Invalid \\", Text("「\\」の後が正しくない", "what follows a backslash is wrong")),
    ("Extra data", Text("値の後に余分なものがある", "something stands after the value")),
)
"""What the reader of JSON says (the beginning of it), and how it is told; what is in none of these is told by its place."""
UNTOLD = Text("書き方が正しくない", "it is not written as JSON is")


class Read(msgspec.Struct, frozen=True):
    """A JSON value and what is wrong with it; ``ok`` only where nothing is. ``value`` is ``None`` if unreadable."""

    value: Any
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the value may be used."""
        return not self.findings


def clean_text(text: str, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Return a file's text without credentials in addresses, and one finding for every line that held some."""
    clean, offsets = strip_credentials(text)
    lines = sorted({text.count("\n", 0, offset) + 1 for offset in offsets})
    return clean, tuple(finding("credentials_removed", f"{name}:{line}") for line in lines)


class Syntax(msgspec.Struct, frozen=True):
    """Whether a text is JSON at all: the finding if not, the keys of the outermost object (in order) if so."""

    finding: Finding | None
    keys: tuple[str, ...] = ()


def syntax(text: str, name: str) -> Syntax:
    """Check a text's syntax without keeping its values; the finding names line and column."""
    try:
        outermost = json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_keys_only)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        cause = next((text for said, text in CAUSES if error.msg.startswith(said)), UNTOLD)
        return Syntax(finding("json_malformed", place, line=error.lineno, column=error.colno, cause=cause))
    except RecursionError:
        return Syntax(finding("nested_too_deep", name, limit=MAX_DEPTH))
    return Syntax(None, outermost if isinstance(outermost, tuple) else ())


def _keys_only(items: list[tuple[str, Any]]) -> tuple[str, ...]:
    return tuple(key for key, _ in items)


def read_object(raw: bytes, place: str) -> Read:
    """Read one JSON value whose syntax has been checked; report every flaw that makes it unusable."""
    flaws: list[Finding] = []
    value = json.loads(raw, **_hooks(flaws, place))
    if _suspicious(raw):
        flaws.extend(_walk(value, place))
    return Read(value, tuple(flaws))


def _hooks(flaws: list[Finding], place: str) -> dict[str, Any]:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(items)
        if len(built) != len(items):
            keys = [key for key, _ in items]
            twice = ", ".join(sorted({shown(key, 40) for key, n in Counter(keys).items() if n > 1})[:5])
            flaws.append(finding("duplicate_keys", place, keys=twice))
        return built

    def integer(digits: str) -> int:
        if len(digits) <= 17 and abs(int(digits)) <= MAX_INTEGER:
            return int(digits)
        flaws.append(finding("number_too_large", place, digits=len(digits)))
        return 0

    def real(digits: str) -> float:
        number = float(digits)
        if number in (float("inf"), float("-inf")):
            flaws.append(finding("number_too_large", place, digits=len(digits)))
        return number

    def constant(word: str) -> None:
        flaws.append(finding("not_a_number", place, word=word))

    return {"object_pairs_hook": pairs, "parse_int": integer, "parse_float": real, "parse_constant": constant}


def _suspicious(raw: bytes) -> bool:
    """Whether the bytes could hold what only a walk over all values finds. Cheap, so that large files stay quick."""
    if raw.count(b"{") + raw.count(b"[") > MAX_DEPTH or raw.count(b",") > MAX_VALUES:
        return True
    return b"\\u0000" in raw or b"\\ud" in raw or b"\\uD" in raw


def _walk(value: Any, place: str) -> list[Finding]:
    """Look at every value without recursion; stop at the first of each kind of flaw."""
    found: dict[str, Finding] = {}
    waiting: list[tuple[Any, int]] = [(value, 1)]
    seen = 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        if depth > MAX_DEPTH:
            found.setdefault("deep", finding("nested_too_deep", place, limit=MAX_DEPTH))
            continue
        if isinstance(item, str):
            flaw = _bad_text(item)
            if flaw:
                found.setdefault(flaw, finding(flaw, place))
        elif isinstance(item, Mapping):
            waiting.extend((part, depth + 1) for pair in item.items() for part in pair)
        elif isinstance(item, list):
            waiting.extend((part, depth + 1) for part in item)
    if seen > 2 * MAX_VALUES:
        found["many"] = finding("too_many_values", place, limit=MAX_VALUES)
    return list(found.values())


def _bad_text(text: str) -> str | None:
    if "\x00" in text:
        return "nul_character"
    if any(0xD800 <= ord(c) < 0xE000 for c in text):
        return "broken_character"
    return None


_SPACE = re.compile(r"[ \t\n\r]*")
_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str)


def slices(raw: bytes) -> list[bytes]:
    """Return the bytes of every element of a JSON array whose syntax has been checked, as they stand."""
    text = raw.decode("utf-8")
    found: list[bytes] = []
    at = _after_space(text, _after_space(text, 0) + 1)
    while text[at] != "]":
        end = _SCANNER.raw_decode(text, at)[1]
        found.append(text[at:end].encode("utf-8"))
        at = _past_comma(text, end)
    return found


def members(raw: bytes) -> dict[str, bytes]:
    """Return the bytes of every member of a JSON object whose syntax has been checked; of equal keys the last."""
    text = raw.decode("utf-8")
    found: dict[str, bytes] = {}
    at = _after_space(text, _after_space(text, 0) + 1)
    while text[at] != "}":
        key, end = _SCANNER.raw_decode(text, at)
        at = _after_space(text, _after_space(text, end) + 1)
        end = _SCANNER.raw_decode(text, at)[1]
        found[key] = text[at:end].encode("utf-8")
        at = _past_comma(text, end)
    return found


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _past_comma(text: str, at: int) -> int:
    at = _after_space(text, at)
    return _after_space(text, at + 1) if text[at] == "," else at


def text_of(value: Any) -> str:
    """Return a string as it is, anything else as an empty string: optional members are read leniently."""
    return value if isinstance(value, str) else ""


def list_of(value: Any) -> list[Any]:
    """Return a list as it is, anything else as an empty list."""
    return value if isinstance(value, list) else []
