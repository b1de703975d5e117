"""An installation's own warning list: values of shared or benign infrastructure that it knows, read from a file.

A file is a MISP warning list (JSON) or a text with one value a line. Every value becomes one that linking looks up, or a
finding that says why not; where any of these is an error, the list is not to be brought in.

1. Read the file as a list of texts, each with its place.
2. Spell each as keys are looked up: a network or address, a hash, an e-mail address, a host name with everything below it.
3. Say what is wrong with the others, and what is needless.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

import msgspec

from sekisho.intel.json_text import MAX_VALUES, list_of, read_object, syntax, text_of
from sekisho.vocabulary.finding import Finding, Severity, errors
from sekisho.vocabulary.text import Text

from .keys import ascii_name, icann_suffix

MATCHED = frozenset({"", "string", "hostname", "cidr"})
"""The types of MISP's lists whose entries are values; the others hold patterns."""
WIDEST = {4: 8, 6: 16}
"""The shortest prefix of a network by version: what is wider takes in whole parts of the world."""
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
"""What stands between dots in names that occur; that a registry would not let out some of them is no reason to refuse a list."""
_USER = re.compile(r"[^@\s/:]+")


class WarningList(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it may be brought in: what it calls itself, its version (may be empty), and its values in order, each once."""

    name: str
    version: str
    values: tuple[str, ...]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A list as far as it could be read, and everything that is to be said of the file."""

    list: WarningList
    findings: tuple[Finding, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the list may be brought in."""
        return not errors(self.findings)


def read_warning_list(data: bytes, name: str) -> Checked:
    """Return the list that a file holds; ``name`` is the file's, and the list's where it names itself nowhere."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _nothing(name, _say("encoding", name, byte=error.start + 1))
    if text.lstrip().startswith(("{", "[")):
        return _of_json(text, name)
    lines = [(f"{name}:{n}", line.partition("#")[0]) for n, line in enumerate(text.splitlines(), 1)]
    return _of_values(name, "", [(place, line) for place, line in lines if line.strip()], name)


def _nothing(name: str, *findings: Finding) -> Checked:
    return Checked(list=WarningList(name=name, version="", values=()), findings=findings)


def _of_json(text: str, name: str) -> Checked:
    malformed = syntax(text, name).finding
    if malformed is not None:
        return _nothing(name, malformed)
    read = read_object(text.encode(), name)
    if not read.ok:
        return _nothing(name, *read.findings)
    given: Mapping[str, Any] = read.value if isinstance(read.value, dict) else {"list": None}
    if not isinstance(given.get("list"), list):
        return _nothing(name, _say("no_list", f"{name}:list"))
    kind = text_of(given.get("type"))
    if kind not in MATCHED:
        return _nothing(name, _say("patterns", f"{name}:type", type=kind))
    values = [(f"{name}:list[{n}]", value) for n, value in enumerate(list_of(given["list"]))]
    called, version = text_of(given.get("name")).strip(), given.get("version", "")
    return _of_values(called or name, str(version), values, name)


def _of_values(called: str, version: str, values: list[tuple[str, Any]], name: str) -> Checked:
    if len(values) > MAX_VALUES:
        return _nothing(called, _say("too_many", name, limit=f"{MAX_VALUES:,}"))
    found: dict[str, None] = {}
    findings: list[Finding] = []
    for place, value in values:
        spelled = _spelled(value)
        if spelled.problem:
            findings.append(_say(spelled.problem, place, value=_shown(value)))
        elif spelled.value in found:
            findings.append(_say("twice", place, value=_shown(value)))
        else:
            found[spelled.value] = None
    if not found and not errors(findings):
        findings.append(_say("empty", name))
    return Checked(
        list=WarningList(name=called, version=version, values=tuple(found)), findings=tuple(findings)
    )


class _Spelled(msgspec.Struct, frozen=True):
    """A value as it is looked up, or what is wrong with it (the code of a finding)."""

    value: str
    problem: str = ""


def _spelled(given: Any) -> _Spelled:
    text = given.strip().lower() if isinstance(given, str) else ""
    if not text:
        return _Spelled("", "no_text")
    for read in (_network, _hash, _email, _host):
        spelled = read(text)
        if spelled is not None:
            return spelled
    return _Spelled("", "url" if "://" in text or "/" in text else "unreadable")


def _network(text: str) -> _Spelled | None:
    try:
        network = ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return None
    if network.prefixlen < WIDEST[network.version]:
        return _Spelled("", "too_wide")
    if not network.is_global or network.is_multicast:
        return _Spelled("", "never_counted")
    single = network.prefixlen == network.max_prefixlen
    return _Spelled(str(network.network_address) if single else str(network))


def _hash(text: str) -> _Spelled | None:
    return _Spelled(text) if _HASH.fullmatch(text) else None


def _email(text: str) -> _Spelled | None:
    user, at, host = text.rpartition("@")
    if not at or not _USER.fullmatch(user):
        return None
    named = _host(host)
    return _Spelled(f"{user}@{named.value}") if named and named.value else None


def _host(text: str) -> _Spelled | None:
    name = ascii_name(text.removeprefix("*."))
    if name is None or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        return None
    return _Spelled("", "suffix") if icann_suffix(name) == name else _Spelled(name)


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _say(code: str, place: str, **values: object) -> Finding:
    severity, message, remedy = _MESSAGES[code]
    return Finding(
        code=code,
        severity=severity,
        place=place,
        message=message.fill(**values),
        remedy=remedy.fill(**values),
    )


_LEAVE_OUT = Text("取り除くこと。", "Leave it out.")
_MESSAGES: Mapping[str, tuple[Severity, Text, Text]] = {
    "encoding": (
        "error",
        Text("UTF-8で書かれていない（{byte}バイト目）。", "It is not written in UTF-8 (byte {byte})."),
        Text("UTF-8で保存し直すこと。", "Save it as UTF-8."),
    ),
    "no_list": (
        "error",
        Text("値の並び（list）がない。", "There is no list of values (list)."),
        Text(
            "MISPの警告リストの形（name、type、list）とするか、一行に一つの値を書いた文書とすること。",
            "Give a MISP warning list (name, type, list), or a text with one value a line.",
        ),
    ),
    "patterns": (
        "error",
        Text(
            "種類「{type}」の一覧は値ではなく型（パターン）を挙げており、どの値が当たるかを言えない。",
            "A list of the type {type} holds patterns, not values: which values it means cannot be said.",
        ),
        Text(
            "値を書き出し、種類を string、hostname 又は cidr とすること。",
            "Write the values out, with the type string, hostname or cidr.",
        ),
    ),
    "too_many": (
        "error",
        Text("値が{limit}を超える。", "It has more than {limit} values."),
        Text("複数の一覧に分けること。", "Divide it into several lists."),
    ),
    "empty": (
        "error",
        Text("使える値が一つもない。", "There is no value in it that counts."),
        Text("一つ以上の値を書くこと。", "Give at least one value."),
    ),
    "no_text": (
        "error",
        Text("文字列でないか、空である。", "It is no text, or empty."),
        Text("値を文字列で書くか、取り除くこと。", "Write the value as a text, or leave it out."),
    ),
    "unreadable": (
        "error",
        Text(
            "「{value}」は、ホスト名、アドレス、ネットワーク、ハッシュ値、メールアドレスのいずれでもない。",
            "{value} is no host name, address, network, hash or e-mail address.",
        ),
        Text("書き改めるか、取り除くこと。", "Write it so, or leave it out."),
    ),
    "url": (
        "error",
        Text("「{value}」はURLである。", "{value} is a URL."),
        Text("ホスト名のみを書くこと。その下の全てに及ぶ。", "Give its host name; all below it is meant."),
    ),
    "suffix": (
        "error",
        Text(
            "「{value}」は誰もがその下に名前を登録できる公開接尾辞である。",
            "{value} is a public suffix, below which anybody registers names.",
        ),
        Text("その下の名前を書くこと。", "Give the names below it."),
    ),
    "too_wide": (
        "error",
        Text(
            "「{value}」は広すぎる（/8、IPv6では/16より広い）。",
            "{value} is too wide (wider than /8, or /16 of IPv6).",
        ),
        Text("より狭いネットワークに分けて書くこと。", "Give narrower networks."),
    ),
    "never_counted": (
        "info",
        Text(
            "「{value}」は私用又は予約済みのアドレスであり、元から数えないため、入れない。",
            "{value} is private or reserved: it never counts anyway, and is not taken.",
        ),
        _LEAVE_OUT,
    ),
    "twice": (
        "info",
        Text(
            "「{value}」は既に書かれているため、一つとする。",
            "{value} stands there already; it is taken once.",
        ),
        _LEAVE_OUT,
    ),
}
