#!/usr/bin/env python3
"""Verify an export of a sekisho record, trusting nobody: one file, Python's standard library only.

    python verify.py EXPORT [--policy FILE] [--seen FILE ...] [--lang ja|en] [--json]

What is checked; each number stands again where it is done:

1. **Policy**: whose signatures count. The export brings one; take it from somebody else than the log (--policy).
2. **Checkpoints**: every kept checkpoint is a well-formed note of this log, signed by the log's key; the latest also by
   as many witnesses as the policy asks for, and none is later than it. A checkpoint that you received earlier (--seen) is
   treated as one of them. Signatures of unknown keys and kinds are named, for they were not checked.
3. **Leaves**: the entry bundles hold exactly as many leaves as the latest checkpoint says, each well-formed.
4. **Roots**: the root of every checkpoint is that of the leaves up to its size. So no leaf was changed, removed,
   inserted or moved between any two of them, and each older checkpoint is the beginning of each newer one.
5. **Tiles**: the hash tiles, where the export has them, are those of the leaves.
6. **Disclosures**: every opened field is what its leaf commits to, and stands once.
7. **Cases**: within each case the opened entries are numbered without gap or repetition, each names the hash of the
   one before, stands in the realm of its leaf, and comes after every entry that it rested on. Leaves that are not
   entries (of a batch, of reads, of an erasure) are opened, so that none hides an entry: a start passed off as a read.
8. **Omission**: no checkpoint leaves out a leaf committed more than five seconds before it was signed, by the times
   that entries state and by ``commit-times``. (The log signs the time in whole seconds.)
9. **Batches**: the digests of a batch's objects lead to the root that its leaf opens.

What it cannot tell: whether what was recorded is true, whether all that happened was recorded, and, where the policy
asks for no witness, whether somebody else was shown another log. Fields that stay closed were not looked at.

Exit status: 0 everything held; 1 something did not; 2 the input cannot be read as an export, a policy, a checkpoint.
"""

from __future__ import annotations

import argparse
import base64
import bisect
import hashlib
import itertools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TextIO

VERIFIED, FAILED, UNREADABLE = 0, 1, 2
OMISSION_LIMIT = timedelta(seconds=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEAF = re.compile(
    rb'\{"body":"(?P<body>[0-9a-f]{64})","class":"(?P<class_>[a-z]+)","envelope":"(?P<envelope>[0-9a-f]{64})",'
    rb'"format":"sekisho/leaf/1","realm":"(?P<realm>[^"\\\x00-\x1f]*)","subjects":"(?P<subjects>[0-9a-f]{64})"\}'
)
FIELD = b"\x00sekisho/field/1\n"  # the zero byte makes the commitment a leaf hash of RFC 6962
ENTRIES = ("case", "register")
GENESIS = "0" * 64
WIDTH = 256
SHOWN_FAILURES = 20

Pair = tuple[str, str]  # Japanese, English
Json = dict[str, Any]


class Unreadable(Exception):
    """The input is not what it should be: nothing can be said of the record. Japanese and English."""


class Wrong(Exception):
    """One check failed; the message is a pair (Japanese, English)."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.pair: Pair = (ja, en)


MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
"""What Python raises on input of the wrong shape; each check turns it into a failure."""


# ── Ed25519 (RFC 8032, 5.1.7), verification only ─────────────────────────────────────────────────────────────────────

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # extended coordinates: x = X/Z, y = Y/Z, xy = T/Z
ZERO: Point = (0, 1, 1, 0)


def recover_x(y: int, sign: int) -> int | None:
    """Return the x of a point by its y and the sign of x; ``None`` where there is no such point."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point_of(data: bytes) -> Point | None:
    """Return the point that 32 bytes encode."""
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def encode_point(point: Point) -> bytes:
    """Return the 32 bytes of a point."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add(one: Point, two: Point) -> Point:
    """Return the sum of two points."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def double(point: Point) -> Point:
    """Return twice a point."""
    x, y, z, _ = point
    a, b = x * x, y * y
    h = a + b
    e, g = h - (x + y) * (x + y), a - b
    f = 2 * z * z + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiples(point: Point) -> list[Point]:
    """Return the point times 0 to 15, for walking a scalar four bits at a time."""
    return list(itertools.accumulate([point] * 15, add, initial=ZERO))


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0) or 0
BASE = multiples((BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P))
negated_keys: dict[bytes, list[Point] | None] = {}


def negated(public: bytes) -> list[Point] | None:
    """Return the multiples of minus a public key, computed once; ``None`` where it is no point."""
    if public not in negated_keys:
        key = point_of(public)
        negated_keys[public] = key and multiples((P - key[0], key[1], 1, P - key[3]))
    return negated_keys[public]


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature is valid: S·B - k·A, encoded, must be its first half R."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = negated(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= Q:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    point = ZERO
    for shift in range(252, -1, -4):
        point = double(double(double(double(point))))
        point = add(add(point, BASE[s >> shift & 15]), key[k >> shift & 15])
    return encode_point(point) == signature[:32]


# ── Keys, policy, notes, checkpoints (c2sp.org/signed-note, tlog-policy, tlog-checkpoint, tlog-cosignature) ──────────

PLAIN, TIMED = 0x01, 0x04  # kinds of Ed25519 signature: over the note's text; over a time and the text


class Key(NamedTuple):
    """A key whose signatures count: its name, its id, the kind of signature, and the public key."""

    name: str
    id: bytes
    kind: int
    public: bytes

    def timed(self) -> Key:
        """The same key as it signs with a time."""
        return make_key(self.name, TIMED, self.public)


def make_key(name: str, kind: int, public: bytes) -> Key:
    """Return a key with its id."""
    digest = sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()
    return Key(name, digest[:4], kind, public)


def b64(text: str) -> bytes:
    """Return the bytes of a base64 text."""
    return base64.b64decode(text, validate=True)


def read_key(text: str) -> Key:
    """Read a verifier key ``name+id+key``."""
    found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text)
    data = b64(found[3]) if found else b""
    key = make_key(found[1], data[0], data[1:]) if found and data else None
    if found is None or key is None or key.id.hex() != found[2]:
        raise Wrong(f"鍵「{text}」が正しくない", f"the key {text!r} is malformed")
    return key


class Policy:
    """Step 1: the logs, the witnesses and groups by name, and what is asked for."""

    def __init__(self, text: str) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, tuple[int, list[str]]] = {}
        self.quorum = ""
        for number, line in enumerate(text.split("\n"), start=1):
            words = re.split(r"[ \t]+", line.strip(" \t"))
            if not words[0] or words[0].startswith("#"):
                continue
            try:
                understood = self._take(words[0], words[1:])
            except (Wrong, *MALFORMED):
                understood = False
            if not understood:
                raise Unreadable(
                    f"方針の {number} 行目を読めない / line {number} of the policy is not understood"
                )
        if not self.logs or not self.quorum:
            raise Unreadable("方針に log 又は quorum がない / the policy lacks a log or a quorum line")

    def _take(self, word: str, rest: list[str]) -> bool:
        if word == "log" and len(rest) in (1, 2):
            self.logs.append(read_key(rest[0]))
            return self.logs[-1].kind == PLAIN
        if word == "witness" and len(rest) in (2, 3):
            return self._new(rest[0]) and self._witness(rest[0], read_key(rest[1]))
        if word == "group" and len(rest) >= 3:
            return self._new(rest[0]) and self._group(rest[0], rest[1], rest[2:])
        if word == "quorum" and len(rest) == 1 and not self.quorum:
            self.quorum = rest[0]
            return rest[0] == "none" or not self._new(rest[0])
        return False

    def _new(self, name: str) -> bool:
        return name != "none" and name not in self.witnesses and name not in self.groups

    def _witness(self, name: str, key: Key) -> bool:
        # One key under two names would count twice.
        once = key.kind != PLAIN and all(key.public != other.public for other in self.witnesses.values())
        self.witnesses[name] = key
        return once

    def _group(self, name: str, asked: str, members: list[str]) -> bool:
        taken = [m for _, others in self.groups.values() for m in others]
        needed = {"any": 1, "all": len(members)}.get(asked, 0)
        if re.fullmatch(r"[1-9][0-9]{0,3}", asked):
            needed = int(asked)
        known = not any(self._new(m) or m == "none" for m in members)
        self.groups[name] = (needed, members)
        return known and 1 <= needed <= len(members) and len({*taken, *members}) == len(taken) + len(members)

    def met_by(self, signed: set[str]) -> bool:
        """Return whether these witnesses make up the quorum."""
        return self.quorum == "none" or self._counts(self.quorum, signed)

    def _counts(self, name: str, signed: set[str]) -> bool:
        if name in self.witnesses:
            return name in signed
        needed, members = self.groups[name]
        return sum(self._counts(member, signed) for member in members) >= needed


def split_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Return a note's text and its signatures (name, key id, signature)."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or any(c < " " and c != "\n" for c in note):
        raise Wrong("署名付きの文書ではない", "this is not a signed note")
    signatures = []
    for line in lines[:-1].split("\n"):
        found = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        if found is None:
            raise Wrong("署名の行が正しくない", "a signature line is malformed")
        data = b64(found[2])
        signatures.append((found[1], data[:4], data[4:]))
    return text + "\n", signatures


def signature_holds(key: Key, text: str, signature: bytes) -> bool | None:
    """Return whether a signature holds; ``None`` for a kind that is not checked here (only Ed25519 is)."""
    if key.kind == PLAIN:
        return ed25519_verify(key.public, text.encode(), signature)
    if key.kind == TIMED:
        stamp = int.from_bytes(signature[:8], "big")
        return ed25519_verify(key.public, f"cosignature/v1\ntime {stamp}\n{text}".encode(), signature[8:])
    return None


class Checkpoint:
    """Step 2: a checkpoint whose signatures were checked. ``signed_at`` is the log's own time, if it signed one."""

    def __init__(self, name: str, note: str, policy: Policy) -> None:
        self.name = name
        self.text, signatures = split_note(note)
        lines = self.text.split("\n")
        if len(lines) < 4 or not all(lines[:-1]) or not re.fullmatch(r"0|[1-9][0-9]{0,14}", lines[1]):
            raise Wrong("チェックポイントの形でない", "this is no checkpoint")
        self.origin, self.size, self.root = lines[0], int(lines[1]), b64(lines[2])
        self.signed_at: datetime | None = None
        self.unchecked: set[str] = set()
        self._check(signatures, policy)

    def _check(self, signatures: list[tuple[str, bytes, bytes]], policy: Policy) -> None:
        logs = {
            (k.name, k.id): k for log in policy.logs if log.name == self.origin for k in (log, log.timed())
        }
        witnesses = {(key.name, key.id): (name, key) for name, key in policy.witnesses.items()}
        if not logs:
            raise Wrong(
                f"別のログ（{self.origin}）のものである", f"it belongs to another log ({self.origin})"
            )
        by_log, signed = False, set()
        for name, key_id, signature in signatures:
            log, witness = logs.get((name, key_id)), witnesses.get((name, key_id))
            key = log or (witness[1] if witness else None)
            held = signature_holds(key, self.text, signature) if key else None
            if held is None:
                self.unchecked.add(name)
            elif not held:
                raise Wrong(f"「{name}」の署名が正しくない", f"the signature of {name} is wrong")
            elif log is None and witness:
                signed.add(witness[0])
            elif log and log.kind == TIMED:
                stamp = EPOCH + timedelta(seconds=int.from_bytes(signature[:8], "big"))
                self.signed_at = max(stamp, self.signed_at or stamp)
            else:
                by_log = True
        if not by_log:
            raise Wrong(
                "方針の示すログの鍵による署名がない",
                "it is not signed by the log's key that the policy names",
            )
        self.counts = policy.met_by(signed)


def later_signed(one: Checkpoint, two: Checkpoint) -> Checkpoint:
    """Return which of two checkpoints was signed later."""
    return max(one, two, key=lambda kept: kept.signed_at or EPOCH)


def time_of(text: str) -> datetime:
    """Read an RFC 3339 time with a zone."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise Wrong(f"時刻「{text}」に時間帯がない", f"the time {text!r} has no zone")
    return moment


# ── The Merkle tree (RFC 6962) ───────────────────────────────────────────────────────────────────────────────────────


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree, kept as the roots of its complete subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self.roots: list[bytes] = []

    def append(self, node: bytes) -> None:
        """Append a leaf hash."""
        size = self.size
        while size & 1:
            node = node_hash(self.roots.pop(), node)
            size >>= 1
        self.roots.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root."""
        if not self.roots:
            return sha256(b"").digest()
        node = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            node = node_hash(left, node)
        return node


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes: pairs are joined level by level, and one left over goes up as it is."""
    level = list(hashes) or [sha256(b"").digest()]
    while len(level) > 1:
        paired = [sha256(b"\x01" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


# ── Commitments ──────────────────────────────────────────────────────────────────────────────────────────────────────

plain_json = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode
"""RFC 8785, but for fractions, and for names that mix characters above and below U+10000."""


quoted = json.encoder.encode_basestring


def canonical(value: Any) -> str:
    """Return the canonical JSON (RFC 8785) of any value."""
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{plain_json(k)}:{canonical(v)}" for k, v in items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    return number(value) if isinstance(value, float) else plain_json(value)


def number(value: float) -> str:
    """Return a number as ECMAScript writes it."""
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    shown, point = "".join(map(str, digits)), len(digits) + int(exponent)
    if len(shown) <= point <= 21:
        text = shown + "0" * (point - len(shown))
    elif 0 < point <= 21:
        text = f"{shown[:point]}.{shown[point:]}"
    elif -6 < point <= 0:
        text = f"0.{'0' * -point}{shown}"
    else:
        fraction = f".{shown[1:]}" if len(shown) > 1 else ""
        text = f"{shown[0]}{fraction}e{point - 1:+d}"
    return f"-{text}" if sign else text


class Decoder:
    """Reads JSON, and tells whether it must be written with care: fractions, or characters beyond U+FFFF in names."""

    def __init__(self) -> None:
        self.careful = False
        self._decode = json.JSONDecoder(parse_float=self._fraction).decode

    def read(self, data: bytes) -> Any:
        """Return the value of a JSON text."""
        self.careful = any(mark in data for mark in ASTRAL)
        return self._decode(data.decode("utf-8"))

    def _fraction(self, text: str) -> float:
        self.careful = True
        return float(text)


ASTRAL = (b"\\u", b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
decoder = Decoder()
PARTS = {"envelope": "外装", "body": "内容", "subjects": "対象の標識"}


class Disclosure:
    """Step 6: what is opened of a leaf, by part."""

    def __init__(self, data: bytes, leaf: Json) -> None:
        shown = decoder.read(data)
        self._encode = canonical if decoder.careful else plain_json
        if not shown.keys() <= PARTS.keys():
            raise Wrong("葉にない部分が開示されている", "it opens a part that no leaf has")
        self.parts = {part: self._open(part, fields, leaf[part]) for part, fields in shown.items()}

    def _open(self, part: str, fields: list[Json], root: str) -> Json:
        if root_of([self._commitment(field) for field in fields]).hex() != root:
            ja = f"開示された{PARTS[part]}が、葉の示すものと異なる"
            raise Wrong(ja, f"the {part} shown is not what the leaf commits to")
        opened = [field for field in fields if not field.get("commitment")]
        names = [field["name"] for field in opened]
        if any(one >= two for one, two in itertools.pairwise(names)):
            raise Wrong(
                "同じ名の項目が二つある", "its fields do not stand once each, in the order of their names"
            )
        return {field["name"]: field.get("value") for field in opened}

    def _commitment(self, field: Json) -> bytes:
        closed = field.get("commitment")
        if closed:
            data = bytes.fromhex(closed)
            if len(data) != 32:
                raise Wrong("約束値の長さが正しくない", "a commitment has not 32 bytes")
            return data
        value = field.get("value")
        written = quoted(value) if type(value) is str else self._encode(value)
        return sha256(
            FIELD + f"[{quoted(field['salt'])},{quoted(field['name'])},{written}]".encode()
        ).digest()


def legible(text: str) -> str:
    """Return a text in which whatever could steer a terminal, or pass for a line of the report, is an escape."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


# ── The report ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Report:
    """What was checked and what did not hold, in both languages, by the number of the step."""

    def __init__(self) -> None:
        self.failures = 0
        self._lines: dict[int, list[tuple[str, str, str]]] = {}
        self._failed: dict[int, int] = {}

    def good(self, step: int, ja: str, en: str) -> None:
        """Say that a step held, unless something in it did not."""
        if not self._failed.get(step):
            self._lines.setdefault(step, []).insert(0, ("○", legible(ja), legible(en)))

    def note(self, step: int, ja: str, en: str) -> None:
        """Say what was not checked."""
        self._lines.setdefault(step, []).append(("－", legible(ja), legible(en)))

    def bad(self, step: int, where: Pair, pair: Pair) -> None:
        """Say what did not hold; of very many, the first are shown and all are counted."""
        self.failures += 1
        self._failed[step] = self._failed.get(step, 0) + 1
        if self._failed[step] <= SHOWN_FAILURES:
            # Names come from the record or from the folder, which must not speak for the verifier.
            line = ("×", legible(f"{where[0]}：{pair[0]}"), legible(f"{where[1]}: {pair[1]}"))
            self._lines.setdefault(step, []).append(line)

    def attempt(self, step: int, where: Pair, check: Callable[..., Any], *arguments: Any) -> Any:
        """Run a check and return its result; a failure is noted, whatever shape the broken input gives it."""
        try:
            return check(*arguments)
        except Wrong as wrong:
            self.bad(step, where, wrong.pair)
        except MALFORMED as error:
            self.bad(step, where, (f"形式が正しくない（{error}）", f"it is malformed ({error})"))
        return None

    def lines(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield step, mark and both texts of each line."""
        for step in sorted(self._lines):
            for line in self._lines[step]:
                yield (step, *line)
            more = self._failed.get(step, 0) - SHOWN_FAILURES
            if more > 0:
                yield (step, "×", f"ほか {more} 件", f"and {more} more")


# ── The files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def tile_name(number: int, width: int) -> str:
    """Return a tile's number as a path; a partial tile names its width."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups)) + ("" if width == WIDTH else f".p/{width}")


def at_leaf(index: int) -> Pair:
    """Return how a leaf is called in a report."""
    return (f"葉 {index}", f"leaf {index}")


class Export:
    """The files of an export folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / "checkpoint").is_file():
            raise Unreadable(f"{folder}: checkpoint がない / there is no checkpoint here")
        self.disclosed = self._numbered("disclosed")
        self.batches = self._numbered("batches")

    def text(self, name: str) -> str:
        """Return a file's text."""
        return (self.folder / name).read_bytes().decode("utf-8")

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, ``None`` where it is not there."""
        try:
            with open(f"{self.folder}/{name}", "rb", buffering=0) as file:
                return file.read()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    def checkpoints(self) -> list[str]:
        """Return the names of all kept checkpoints."""
        kept = self.folder / "checkpoints"
        return sorted(f"checkpoints/{name}" for name in os.listdir(kept)) if kept.is_dir() else []

    def _numbered(self, folder: str) -> set[int]:
        names = os.listdir(self.folder / folder) if (self.folder / folder).is_dir() else []
        strays = [name for name in names if not re.fullmatch(r"(0|[1-9][0-9]{0,14})\.json", name)]
        if strays:
            raise Unreadable(f"{folder}/{strays[0]}: 番号でない / this is not named by a number")
        return {int(name[:-5]) for name in names}

    def bundle(self, number: int, width: int) -> list[bytes]:
        """Return the leaves of one entry bundle."""
        data = self.read(f"tile/entries/{tile_name(number, width)}")
        if data is None:
            raise Wrong(
                "葉が欠けている（ログが途中で切れている）", "leaves are missing: the log is truncated"
            )
        leaves, at = [], 0
        while at < len(data):
            size = int.from_bytes(data[at : at + 2], "big")
            leaves.append(data[at + 2 : at + 2 + size])
            at += 2 + size
        if at != len(data) or len(leaves) != width:
            raise Wrong("葉の数が束の名と合わない", "the bundle has not as many leaves as its name says")
        return leaves


# ── The verification ─────────────────────────────────────────────────────────────────────────────────────────────────


class Verification:
    """The whole verification of one export: checkpoints first, then one pass over the leaves."""

    def __init__(self, export: Export, policy: Policy, seen: Sequence[tuple[str, str]] = ()) -> None:
        self.export, self.policy, self.seen = export, policy, seen
        self.report = Report()
        self.kept: list[Checkpoint] = []
        self.size, self.root = 0, b""
        self.cases = Cases(self.report)
        self.times: dict[bytes, datetime] = {}
        self.timed: list[Checkpoint] = []
        self.newest: list[Checkpoint] = []
        self.early: set[int] = set()
        self.opened = 0
        self.closed: dict[str, int] = {}
        self.tiles = 0

    def run(self, progress: Callable[[int, int], None] = lambda done, size: None) -> Report:
        """Run every check that the ones before leave a basis for."""
        if not self._checkpoints():
            return self.report
        self._read_times()
        tree, roots = Tree(), self._by_size()
        self._compare(tree, roots)
        levels: list[list[bytes]] = [[]]
        for leaves in self._bundles():
            for leaf in leaves:
                index, node = tree.size, leaf_hash(leaf)
                tree.append(node)
                self._compare(tree, roots)
                self._leaf(index, leaf, node)
                levels[0].append(node)
            self._tiles(levels, tree.size)
            progress(tree.size, self.size)
        self._finish(tree, roots, levels)
        return self.report

    # 2 ───────────────────────────────────────────────────────────────────────

    def _checkpoints(self) -> bool:
        latest = self._checkpoint("checkpoint", "checkpoint")
        for name in self.export.checkpoints():
            self._checkpoint(name, name)
        for name, note in self.seen:
            self._checkpoint(name, None, note)
        if latest is None:
            return False
        self.size, self.root = latest.size, latest.root
        later = [kept for kept in self.kept if kept.size > latest.size]
        for kept in later:
            self.report.bad(
                2,
                (kept.name, kept.name),
                (
                    f"最新とされるもの（{latest.size} 件）より新しい（{kept.size} 件）。古いチェックポイントが示されている",
                    f"it is later ({kept.size} leaves) than the one shown as latest ({latest.size}): "
                    "an old checkpoint is being replayed",
                ),
            )
        self._quorum(latest)
        unchecked = sorted(set().union(*(kept.unchecked for kept in self.kept)))
        if unchecked:
            names = ", ".join(unchecked)
            self.report.note(2, f"確認していない署名：{names}", f"signatures that were not checked: {names}")
        if self.policy.quorum == "none":
            self.report.note(
                2,
                "方針は証人の署名を求めていない",
                "the policy asks for no witness: a fork shown to others cannot be seen",
            )
        count = len(self.kept)
        self.report.good(2, f"チェックポイント {count} 件の署名", f"the signatures of {count} checkpoints")
        return True

    def _quorum(self, latest: Checkpoint) -> None:
        """The latest must count. Older ones bind the log even where the witnesses were only asked later."""
        lacking = [kept for kept in self.kept if not kept.counts]
        if not latest.counts:
            self.report.bad(
                2,
                (latest.name, latest.name),
                ("方針の求める証人の署名が足りない", "it lacks the cosignatures that the policy asks for"),
            )
        elif lacking:
            self.report.note(
                2,
                f"ログのみが署名した以前のもの：{len(lacking)} 件（最新のものの証人は、その葉も確かめている）",
                f"{len(lacking)} older ones are signed by the log alone (the witnesses of the latest saw their leaves)",
            )

    def _checkpoint(self, name: str, file: str | None, note: str = "") -> Checkpoint | None:
        def check() -> Checkpoint:
            return Checkpoint(name, self.export.text(file) if file else note, self.policy)

        kept: Checkpoint | None = self.report.attempt(2, (name, name), check)
        if kept is not None:
            self.kept.append(kept)
        return kept

    # 3 ───────────────────────────────────────────────────────────────────────

    def _bundles(self) -> Iterator[list[bytes]]:
        for number in range((self.size + WIDTH - 1) // WIDTH):
            width = min(WIDTH, self.size - number * WIDTH)
            where = (f"葉の束 {number}", f"entry bundle {number}")
            leaves = self.report.attempt(3, where, self.export.bundle, number, width)
            if leaves is None:
                return
            yield leaves

    def _leaf(self, index: int, leaf: bytes, node: bytes) -> None:
        clear = self.report.attempt(3, at_leaf(index), read_leaf, leaf)
        if clear is None:
            return
        self._omitted(index, self.times.pop(node, None))
        shown = self._disclosed(index, clear) if index in self.export.disclosed else None
        if shown is None:
            self.closed[clear["class_"]] = self.closed.get(clear["class_"], 0) + 1
        where = at_leaf(index)
        self.report.attempt(7, where, self.cases.take, index, clear, shown and shown.parts.get("envelope"))
        if shown:
            self.report.attempt(8, where, self._stated, index, shown.parts.get("envelope", {}))
        if index in self.export.batches:
            self.report.attempt(9, (f"一括受領 {index}", f"batch {index}"), self._batch, index, shown)

    # 4 ───────────────────────────────────────────────────────────────────────

    def _by_size(self) -> dict[int, list[Checkpoint]]:
        by_size: dict[int, list[Checkpoint]] = {}
        for kept in self.kept:
            by_size.setdefault(kept.size, []).append(kept)
        return by_size

    def _compare(self, tree: Tree, roots: dict[int, list[Checkpoint]]) -> None:
        for kept in roots.pop(tree.size, ()):
            if tree.root() != kept.root:
                self.report.bad(
                    4,
                    (kept.name, kept.name),
                    (
                        "根が葉と一致しない。葉が変更、削除、挿入若しくは並べ替えられたか、別の履歴に署名している",
                        "its root is not that of the leaves: a leaf was changed, removed, inserted or moved, "
                        "or another history was signed",
                    ),
                )

    # 5 ───────────────────────────────────────────────────────────────────────

    def _tiles(self, levels: list[list[bytes]], size: int) -> None:
        """Compare what is complete at each level, and carry its root up; at the end of the log also what is not."""
        for level in itertools.count():
            hashes = levels[level]
            number, width = (size >> 8 * level) // WIDTH, len(hashes)
            if width == WIDTH:
                self._tile(level, number - 1, hashes)
                if level + 1 == len(levels):
                    levels.append([])
                levels[level + 1].append(root_of(hashes))
                hashes.clear()
            if level + 1 == len(levels):
                return

    def _tile(self, level: int, number: int, hashes: list[bytes]) -> None:
        name = f"tile/{level}/{tile_name(number, len(hashes))}"
        data = self.export.read(name)
        if data is not None:
            self.tiles += 1
            if data != b"".join(hashes):
                self.report.bad(5, (name, name), ("葉と一致しない", "it does not agree with the leaves"))

    # 6 ───────────────────────────────────────────────────────────────────────

    def _disclosed(self, index: int, clear: Json) -> Disclosure | None:
        data = self.export.read(f"disclosed/{index}.json") or b""
        shown: Disclosure | None = self.report.attempt(
            6, (f"開示 {index}", f"disclosure {index}"), Disclosure, data, clear
        )
        self.opened += shown is not None
        return shown

    # 8 ───────────────────────────────────────────────────────────────────────

    def _read_times(self) -> None:
        # Of the checkpoints that are too small to hold a leaf, the one signed last is the one to ask.
        self.timed = sorted((kept for kept in self.kept if kept.signed_at), key=lambda kept: kept.size)
        self.newest = list(itertools.accumulate(self.timed, later_signed))
        data = self.export.read("commit-times")
        for line, text in enumerate((data or b"").decode("utf-8", "replace").splitlines(), start=1):
            where = (f"commit-times {line} 行目", f"commit-times, line {line}")
            self.report.attempt(8, where, self._read_time, text)

    def _read_time(self, text: str) -> None:
        hashed, moment = text.split(" ")
        self.times[bytes.fromhex(hashed)] = time_of(moment)

    def _stated(self, index: int, envelope: Json) -> None:
        recorded = envelope.get("recorded_at")
        self._omitted(index, time_of(recorded) if recorded else None)

    def _omitted(self, index: int | None, committed: datetime | None) -> None:
        if committed is None:
            return
        if index is not None and self._signed_before(index, committed):
            self.early.add(index)
        last = bisect.bisect_right(
            self.timed, self.size if index is None else index, key=lambda kept: kept.size
        )
        newest = self.newest[last - 1] if last else None
        if newest and newest.signed_at and newest.signed_at - committed > OMISSION_LIMIT:
            where = ("どこにもない葉", "a leaf that is nowhere") if index is None else at_leaf(index)
            ja = f"確定から五秒を超えて署名された {newest.name} に含まれていない（隠された記録）"
            en = f"committed more than five seconds before {newest.name} was signed, which leaves it out: withheld"
            self.report.bad(8, where, (ja, en))

    def _signed_before(self, index: int, committed: datetime) -> bool:
        first = bisect.bisect_right(self.timed, index, key=lambda kept: kept.size)
        holding = self.timed[first].signed_at if first < len(self.timed) else None
        return holding is not None and committed - holding > OMISSION_LIMIT

    # 9 ───────────────────────────────────────────────────────────────────────

    def _batch(self, index: int, shown: Disclosure | None) -> None:
        digests = json.loads(self.export.read(f"batches/{index}.json") or b"")
        root = root_of([leaf_hash(bytes.fromhex(digest)) for digest in digests]).hex()
        if shown is None or shown.parts.get("envelope", {}).get("root") != root:
            raise Wrong(
                "物件の一覧が、葉の示すものと異なる", "its objects are not those that the leaf commits to"
            )

    # The end ─────────────────────────────────────────────────────────────────

    def _finish(self, tree: Tree, roots: dict[int, list[Checkpoint]], levels: list[list[bytes]]) -> None:
        for level, hashes in enumerate(levels):
            if hashes:
                self._tile(level, (self.size >> 8 * level) // WIDTH, hashes)
        for kept in (kept for size in sorted(roots) if size <= self.size for kept in roots[size]):
            self.report.bad(
                4,
                (kept.name, kept.name),
                ("葉が足りず、根を調べられない", "too few leaves to compare its root"),
            )
        for committed in self.times.values():
            self._omitted(None, committed)
        for folder, step, indices in (
            ("disclosed", 6, self.export.disclosed),
            ("batches", 9, self.export.batches),
        ):
            for index in sorted(each for each in indices if each >= tree.size):
                self.report.bad(
                    step,
                    (f"{folder}/{index}", f"{folder}/{index}"),
                    ("その葉はない", "there is no such leaf"),
                )
        self.cases.finish()
        self._summary()

    def _summary(self) -> None:
        good, note = self.report.good, self.report.note
        log = self.kept[0].origin
        good(1, f"ログ {log}", f"log {log}")
        good(3, f"葉 {self.size} 件", f"{self.size} leaves")
        sizes = len({kept.size for kept in self.kept})
        good(
            4,
            f"{sizes} 通りの大きさの根と相互の整合",
            f"the roots at {sizes} sizes, each the beginning of the next",
        )
        good(5, f"タイル {self.tiles} 件", f"{self.tiles} tiles")
        good(6, f"開示 {self.opened} 件", f"{self.opened} disclosures")
        for leaf_class, count in sorted(self.closed.items()):
            note(
                6,
                f"開示されていない葉（{leaf_class}） {count} 件",
                f"{count} leaves of class {leaf_class} are closed",
            )
        entries, cases = self.cases.entries, len(self.cases.heads)
        good(
            7,
            f"案件 {cases} 件、記録 {entries} 件の番号と連鎖",
            f"numbers and chain: {cases} cases, {entries} entries",
        )
        if self.early:
            ja = f"これを含むチェックポイントより後の時刻を示す葉が {len(self.early)} 件ある。ログの時計が遅れていた疑いがある"
            note(
                8,
                ja,
                f"{len(self.early)} leaves state a later time than a checkpoint that holds them: was its clock behind?",
            )
        timed = len(self.timed)
        if timed:
            good(
                8, f"隠された記録なし（時刻付き {timed} 件）", f"nothing withheld ({timed} timed checkpoints)"
            )
        else:
            note(8, "チェックポイントに時刻がなく、調べられない", "not checked: no checkpoint bears a time")
        batches = len(self.export.batches)
        good(9, f"一括受領 {batches} 件", f"{batches} batches")


def read_leaf(data: bytes) -> Json:
    """Return what a leaf shows in clear. There is one way to write a leaf, so that no two readers read it differently."""
    found = LEAF.fullmatch(data)
    if found is None:
        raise Wrong(
            "葉の形式でない（書き方は一通りである）", "it has not the form of a leaf, of which there is one"
        )
    return {name: value.decode() for name, value in found.groupdict().items()}


class Cases:
    """Step 7: how far each case has come, by its opened entries."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.entries = 0
        self.heads: dict[str, tuple[int, str]] = {}
        self._placed: dict[str, set[int]] = {}
        self._gaps: list[tuple[int, str, int]] = []
        self._erased: set[tuple[str, int]] = set()
        self._closed = 0
        self._rested: list[tuple[int, str, int]] = []

    def take(self, index: int, clear: Json, envelope: Json | None) -> None:
        """Take the next leaf with its opened envelope, or ``None`` where that is closed."""
        if clear["class_"] not in ENTRIES:
            self._service(clear["class_"], envelope)
        elif envelope is None:
            self._closed += 1
        else:
            if envelope.get("realm", clear["realm"]) != clear["realm"]:
                raise Wrong("別の区画の記録である", "it belongs to another realm than its leaf says")
            if "case" in envelope and "sequence" in envelope:
                self._entry(index, envelope)

    def _service(self, leaf_class: str, envelope: Json | None) -> None:
        if envelope is None:
            raise Wrong(
                f"「{leaf_class}」とされる葉が開示されていない。手続の記録（開始など）を隠し得る",
                f"a leaf that is said to be of class {leaf_class} is closed: it may hide an entry, such as a start",
            )
        if "step" in envelope or "sequence" in envelope:
            raise Wrong(
                f"手続の記録が「{leaf_class}」として示されている",
                f"an entry ({envelope.get('step')}) is passed off as {leaf_class}",
            )
        erased = envelope.get("erased", {}) if leaf_class == "erasure" else {}
        self._erased |= {(case, number) for case, numbers in erased.items() for number in numbers}

    def _entry(self, index: int, envelope: Json) -> None:
        case, number = envelope["case"], envelope["sequence"]
        if not isinstance(case, str) or not isinstance(number, int) or number < 1:
            raise Wrong("案件又は番号が正しくない", "its case or its number is malformed")
        self.entries += 1
        last, head = self.heads.get(case, (0, GENESIS))
        placed = self._placed.setdefault(case, set())
        if number in placed:
            raise Wrong(
                f"案件 {case} の第{number}号が二つある", f"number {number} of case {case} stands twice"
            )
        placed.add(number)
        if number < last:
            raise Wrong(
                f"案件 {case} の第{number}号が順に並んでいない",
                f"number {number} of case {case} is out of order",
            )
        self._gaps += [(index, case, missing) for missing in range(last + 1, min(number, last + 10_000))]
        self._rested += [
            (index, *read) for read in (envelope.get("reads") or {}).items() if not self._there(*read)
        ]
        self.heads[case] = (number, envelope.get("entry", ""))
        if number == last + 1 and "previous" in envelope and head and envelope["previous"] != head:
            raise Wrong(
                f"案件 {case} の第{number}号が前の記録に続いていない",
                f"number {number} of case {case} does not follow from the entry before it",
            )

    def _there(self, case: str, number: int) -> bool:
        return self.heads.get(case, (0, ""))[0] >= number

    def finish(self) -> None:
        """Report the gaps that no erasure on record explains, and what rested on an entry that came later."""
        erased = sum(number not in self._placed.get(case, ()) for case, number in self._erased)
        for index, case, number in self._gaps:
            if (case, number) in self._erased:
                continue
            self.report.bad(
                7,
                at_leaf(index),
                (
                    f"案件 {case} の第{number}号が欠けている",
                    f"number {number} of case {case} is missing before it",
                ),
            )
        for index, case, number in self._rested:
            if number in self._placed.get(case, ()):
                self.report.bad(
                    7,
                    at_leaf(index),
                    (
                        f"読んだはずの {case} の第{number}号が、これより後に置かれている",
                        f"it rested on number {number} of {case}, which has a later place",
                    ),
                )
        if erased > self._closed:
            ja = f"消去されたとする記録（{erased} 件）が、閉じた葉（{self._closed} 件）より多い。ログになかった葉がある"
            en = (
                f"more entries ({erased}) are said to be erased than leaves are closed ({self._closed}): "
                "a leaf was never in the log"
            )
            self.report.bad(7, ("消去", "erasures"), (ja, en))
        if erased:
            self.report.note(
                7, f"消去の記録がある欠番 {erased} 件", f"{erased} entries were erased, on record"
            )


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def verify(
    folder: str | Path,
    policy: str | None = None,
    seen: Sequence[tuple[str, str]] = (),
    progress: Callable[[int, int], None] = lambda done, size: None,
) -> Verification:
    """Verify an export folder; ``policy`` is the text of one, ``seen`` are names and texts of checkpoints.

    The result's ``report`` says what held. Raises ``Unreadable`` where the folder is no export or the policy is none.
    """
    export = Export(Path(folder))
    try:
        text = export.text("policy") if policy is None else policy
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"policy: {error}") from error
    verification = Verification(export, Policy(text), seen)
    verification.run(progress)
    if policy is None:
        verification.report.note(
            1,
            "方針は出力に添えられたものである。ログ以外から受け取ったものを --policy で示すとよい",
            "the policy came with the export; better name one that you have from elsewhere, with --policy",
        )
    return verification


def show_progress(done: int, size: int) -> None:
    """Show on standard error how far a long run has come."""
    if size >= 50_000 and (done % (WIDTH * 40) == 0 or done == size):
        sys.stderr.write(f"\r{done}/{size}" + ("\n" if done == size else ""))
        sys.stderr.flush()


def say(stream: TextIO, text: str) -> None:
    """Write a text; what the terminal's encoding lacks is written as an escape."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        description="記録の出力を検証する / verify an export of a sekisho record"
    )
    parser.add_argument("export", help="出力のフォルダ / the folder of the export")
    parser.add_argument("--policy", help="ログ以外から受け取った方針 / a policy that you have from elsewhere")
    parser.add_argument(
        "--seen", action="append", default=[], help="以前に受け取ったチェックポイント / an earlier one"
    )
    parser.add_argument("--lang", choices=("ja", "en"), help="一方の言語のみ / one language only")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    try:
        policy = Path(chosen.policy).read_text("utf-8") if chosen.policy else None
        seen = [(name, Path(name).read_text("utf-8")) for name in chosen.seen]
        verification = verify(chosen.export, policy, seen, show_progress)
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        say(sys.stderr, legible(f"読み取れない / unreadable: {error}") + "\n")
        return UNREADABLE
    write = as_json if chosen.json else as_text
    say(sys.stdout, write(verification, chosen.lang))
    return FAILED if verification.report.failures else VERIFIED


def as_json(verification: Verification, language: str | None) -> str:
    """Return the report as one JSON object."""
    lines = [{"step": s, "mark": mark, "ja": ja, "en": en} for s, mark, ja, en in verification.report.lines()]
    found = {
        "verified": not verification.report.failures,
        "failures": verification.report.failures,
        "size": verification.size,
        "root": verification.root.hex(),
        "lines": lines,
    }
    return json.dumps(found, ensure_ascii=False) + "\n"


def as_text(verification: Verification, language: str | None) -> str:
    """Return the report for reading: in both languages, Japanese first, or in one."""
    failures = verification.report.failures
    ja = f"検証できない点が {failures} 件ある。" if failures else "検証した。記録に誤りは見当たらない。"
    en = f"NOT verified: {failures} failures." if failures else "Verified: nothing is wrong with the record."
    both = {"ja": [(0, ja)], "en": [(1, en)], None: [(0, ja), (1, en)]}[language]
    blocks = []
    for which, verdict in both:
        lines = [f"{mark} {step} {texts[which]}" for step, mark, *texts in verification.report.lines()]
        blocks.append("\n".join([*lines, verdict]))
    return "\n\n".join(blocks) + "\n"


if __name__ == "__main__":
    sys.exit(main())
