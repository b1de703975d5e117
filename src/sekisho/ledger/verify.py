#!/usr/bin/env python3
"""Verify an export of a sekisho record, trusting nobody: one file, Python's standard library only.

    python verify.py EXPORT [--policy FILE] [--lang ja|en] [--json]

What is checked, in this order; each number stands again where it is done:

1. **Policy**: whose signatures count. Take the policy file from somebody else than the log where you can (--policy).
2. **Checkpoints**: every kept checkpoint is a well-formed note of this log, signed by its key; and by as many
   witnesses as the policy asks for. Signatures of unknown keys are named as unchecked.
3. **Leaves**: the entry bundles hold exactly as many leaves as the latest checkpoint says, each well-formed.
4. **Roots**: the roots of all checkpoints are those of these leaves, so no leaf was changed, removed, inserted or moved
   between any two of them, and an old checkpoint is part of the new one.
5. **Tiles**: the hash tiles, if there, are those of the leaves.
6. **Disclosures**: every opened field is what its leaf commits to.
7. **Cases**: within each case the disclosed entries are numbered without gap or repetition, each names the hash of the
   one before, happened in the realm of its leaf, and none is passed off as something else (a read, say).
8. **Omission**: no checkpoint leaves out an entry recorded more than five seconds before it was signed.
9. **Batches**: the digests of a batch's objects lead to the root that its leaf opens.

Exit status: 0 everything held; 1 something did not; 2 the export cannot be read as one.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

VERIFIED, FAILED, UNREADABLE = 0, 1, 2
OMISSION_LIMIT = timedelta(seconds=5)
LEAF_FORMAT = "sekisho/leaf/1"
FIELD = b"sekisho/field/1\n"
WIDTH = 256


class Unreadable(Exception):
    """The export is not one: nothing can be said of the record."""


class Wrong(Exception):
    """One check failed; the message is a pair (Japanese, English)."""

    def __init__(self, ja, en):
        super().__init__(en)
        self.pair = (ja, en)


# ── Ed25519 (RFC 8032, 5.1.7), verification only ─────────────────────────────────────────────────────────────────────

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def _recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _add(a, b):
    A = (a[1] - a[0]) * (b[1] - b[0]) % P
    B = (a[1] + a[0]) * (b[1] + b[0]) % P
    C = 2 * a[3] * b[3] * D % P
    E = 2 * a[2] * b[2] % P
    e, f, g, h = B - A, E - C, E + C, B + A
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _recover_x(_BASE_Y, 0)
BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def ed25519_verify(public, message, signature):
    """Return whether an Ed25519 signature is valid."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, nonce = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = _times(scalar, BASE), _add(nonce, _times(challenge, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# ── Notes, checkpoints, policy (c2sp.org/signed-note, tlog-checkpoint, tlog-policy) ─────────────────────────────────


def _b64(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Wrong("base64として読めない", "this is not base64") from error


def read_key(text):
    """Read a verifier key ``name+hash+key``: (name, 4-byte id, kind, public key)."""
    name, _, rest = text.partition("+")
    hashed, _, encoded = rest.partition("+")
    data = _b64(encoded)
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if not name or len(data) < 2 or expected.hex() != hashed:
        raise Wrong(f"鍵「{text}」が正しくない", f"the key {text!r} is malformed")
    return name, expected, data[0], data[1:]


def read_policy(text):
    """Read a policy: the log's key, the witnesses by name, how many cosignatures are asked for."""
    log, witnesses, groups, quorum = None, {}, {}, "none"
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[0] == "log" and len(words) >= 2:
            log = read_key(words[1])
        elif words[0] == "witness" and len(words) >= 3:
            witnesses[words[1]] = read_key(words[2])
        elif words[0] == "group" and len(words) >= 4:
            groups[words[1]] = (words[2], words[3:])
        elif words[0] == "quorum" and len(words) == 2:
            quorum = words[1]
        else:
            raise Wrong(
                f"方針の行「{line}」を読めない", f"this line of the policy is not understood: {line!r}"
            )
    if log is None:
        raise Wrong("方針にログの鍵がない", "the policy names no log")
    return log, witnesses, groups, quorum


def quorum_met(name, witnesses, groups, signed):
    """Return whether the witnesses that signed make up what the policy asks for."""
    if name == "none":
        return True
    if name in witnesses:
        return name in signed
    if name not in groups:
        raise Wrong(f"方針の「{name}」が定められていない", f"the policy does not define {name!r}")
    threshold, members = groups[name]
    count = sum(quorum_met(member, witnesses, groups, signed) for member in members)
    needed = len(members) if threshold == "all" else 1 if threshold == "any" else int(threshold)
    return count >= needed


def split_note(note):
    """Return a note's text and its signatures (name, key id, signature)."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Wrong("署名付きの文書ではない", "this is not a signed note")
    found = [re.fullmatch(r"— ([^\s+]+) (\S+)", line) for line in lines[:-1].split("\n")]
    if not all(found):
        raise Wrong("署名の行が正しくない", "a signature line is malformed")
    return text + "\n", [(m[1], _b64(m[2])[:4], _b64(m[2])[4:]) for m in found]


def signature_holds(key, text, signature):
    """Return whether a signature holds; ``None`` for a kind that is not checked here (only Ed25519 is)."""
    _, _, kind, public = key
    if kind == 0x01:
        return ed25519_verify(public, text.encode(), signature)
    if kind == 0x04 and len(signature) == 72:  # c2sp.org/tlog-cosignature: a time, then the signature
        stamp = int.from_bytes(signature[:8], "big")
        return ed25519_verify(public, f"cosignature/v1\ntime {stamp}\n{text}".encode(), signature[8:])
    return None


class Checkpoint:
    """A checkpoint whose signatures were checked."""

    def __init__(self, note, policy):
        log, witnesses, groups, quorum = policy
        text, signatures = split_note(note)
        lines = text.split("\n")
        if len(lines) < 4 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
            raise Wrong("チェックポイントの形でない", "this is no checkpoint")
        self.origin, self.size, self.root = lines[0], int(lines[1]), _b64(lines[2])
        self.signed_at = next(
            (_time(x[len("signed ") :]) for x in lines[3:] if x.startswith("signed ")), None
        )
        if self.origin != log[0]:
            raise Wrong(
                f"別のログ（{self.origin}）のものである", f"it belongs to another log ({self.origin})"
            )
        self.unchecked, signed, by_log = [], set(), False
        for name, key_id, signature in signatures:
            known = [k for k in (log, *witnesses.values()) if (k[0], k[1]) == (name, key_id)]
            held = signature_holds(known[0], text, signature) if known else None
            if held is None:
                self.unchecked.append(name)
            elif not held:
                raise Wrong(f"「{name}」の署名が正しくない", f"the signature of {name} is wrong")
            elif known[0] is log:
                by_log = True
            else:
                signed |= {w for w, key in witnesses.items() if key is known[0]}
        if not by_log:
            raise Wrong("ログの鍵による署名がない", "it is not signed by the log's key")
        if not quorum_met(quorum, witnesses, groups, signed):
            raise Wrong("証人の署名が足りない", "it lacks the cosignatures that the policy asks for")


def _time(text):
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise Wrong(f"時刻「{text}」を読めない", f"the time {text!r} is malformed") from error


# ── The Merkle tree (RFC 6962) ───────────────────────────────────────────────────────────────────────────────────────


def leaf_hash(data):
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    """Return the hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree, kept as the roots of its complete subtrees."""

    def __init__(self):
        self.size, self.roots = 0, []

    def append(self, node):
        """Append a leaf hash."""
        size = self.size
        while size & 1:
            node = node_hash(self.roots.pop(), node)
            size >>= 1
        self.roots.append(node)
        self.size += 1

    def root(self):
        """Return the root."""
        if not self.roots:
            return hashlib.sha256(b"").digest()
        node = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            node = node_hash(left, node)
        return node


def root_of(hashes):
    """Return the root over leaf hashes."""
    tree = Tree()
    for each in hashes:
        tree.append(each)
    return tree.root()


def tile_name(number, width):
    """Return a tile's number as a path; a partial tile names its width."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups)) + ("" if width == WIDTH else f".p/{width}")


# ── Commitments ──────────────────────────────────────────────────────────────────────────────────────────────────────


def canonical(value):
    """Return the canonical JSON (RFC 8785) of a value without fractions."""
    if isinstance(value, float):
        raise Wrong("小数を含む値は検証できない", "a value with a fraction cannot be checked here")
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def commitment(field):
    """Return the commitment to a field as shown: given, or computed from salt, name and value."""
    if field.get("commitment"):
        return bytes.fromhex(field["commitment"])
    opened = [field["salt"], field["name"], field.get("value")]
    return hashlib.sha256(FIELD + canonical(opened).encode()).digest()


def open_leaf(leaf, disclosure):
    """Return the fields that a disclosure opens, by part."""
    opened = {}
    for part in ("envelope", "body"):
        fields = disclosure.get(part, [])
        root = root_of([leaf_hash(commitment(field)) for field in fields])
        if root.hex() != leaf.get(part):
            ja = {"envelope": "外装", "body": "内容"}[part]
            raise Wrong(
                f"開示された{ja}が、葉の示すものと異なる", f"the {part} shown is not what the leaf commits to"
            )
        opened[part] = {f["name"]: f.get("value") for f in fields if not f.get("commitment")}
    return opened


# ── The report ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Report:
    """What was checked and what did not hold, in both languages."""

    def __init__(self):
        self.lines, self.failures, self.before = [], 0, 0

    def begin(self):
        """Begin a numbered check."""
        self.before = self.failures

    def good(self, ja, en):
        """Note that the numbered check held, if it did."""
        if self.failures == self.before:
            self.lines.append(("○", ja, en))

    def note(self, ja, en):
        """Note what was not checked."""
        self.lines.append(("－", ja, en))

    def bad(self, where, pair):
        """Note a check that failed."""
        self.failures += 1
        self.lines.append(("×", f"{where[0]}：{pair[0]}", f"{where[1]}: {pair[1]}"))

    def attempt(self, where, check, *arguments):
        """Run one check; a failure is noted, whatever shape the broken input gives it. Returns its result or None."""
        try:
            return check(*arguments)
        except Wrong as wrong:
            self.bad(where, wrong.pair)
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            OverflowError,
            RecursionError,
        ) as error:
            self.bad(where, (f"形式が正しくない（{error}）", f"it is malformed ({error})"))
        return None


class Export:
    """The files of an export folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if not (self.folder / "checkpoint").is_file():
            raise Unreadable(f"{folder}: checkpoint がない / there is no checkpoint here")

    def text(self, name):
        """Return a file's text."""
        return (self.folder / name).read_bytes().decode("utf-8")

    def checkpoints(self):
        """Return the names of all kept checkpoints, by size."""
        kept = sorted((self.folder / "checkpoints").glob("*"), key=lambda p: (len(p.name), p.name))
        return [f"checkpoints/{path.name}" for path in kept]

    def numbered(self, folder):
        """Yield the numbered JSON files of a folder, by number."""
        files = [p for p in (self.folder / folder).glob("*.json") if p.stem.isdigit()]
        for path in sorted(files, key=lambda p: int(p.stem)):
            yield int(path.stem), path

    def bundle(self, number, width):
        """Return the leaves of one entry bundle."""
        data = (self.folder / "tile/entries" / tile_name(number, width)).read_bytes()
        leaves, at = [], 0
        while at < len(data):
            size = int.from_bytes(data[at : at + 2], "big")
            leaves.append(data[at + 2 : at + 2 + size])
            if len(data) < at + 2 + size:
                raise Wrong("葉の束が途中で切れている", "an entry bundle is cut short")
            at += 2 + size
        if len(leaves) != width:
            raise Wrong(
                "葉の束の数が合わない", "an entry bundle has another number of leaves than its name says"
            )
        return leaves


class Verification:
    """The whole verification of one export."""

    def __init__(self, export, policy_text, progress):
        self.export, self.policy_text, self.progress = export, policy_text, progress
        self.report, self.leaves, self.hashes, self.checkpoints = Report(), [], [], []

    def run(self):
        """Run every check that the ones before leave a basis for."""
        policy = self.report.attempt(("方針", "policy"), read_policy, self.policy_text)  # 1
        if policy is None:
            return self.report
        self.report.good(f"1 方針：ログ {policy[0][0]}", f"1 policy: log {policy[0][0]}")
        if self._checkpoints(policy) and self._leaves():
            self._roots()
            self._tiles()
            entries = self._disclosures()
            self._cases(entries)
            self._omission(entries)
            self._batches(entries)
        return self.report

    def _checkpoints(self, policy):  # 2
        self.report.begin()
        latest = self.report.attempt(
            ("最新のチェックポイント", "latest checkpoint"), self._checkpoint, "checkpoint", policy
        )
        for name in self.export.checkpoints():
            kept = self.report.attempt((name, name), self._checkpoint, name, policy)
            if kept is not None:
                self.checkpoints.append((name, kept))
        if latest is None:
            return False
        self.latest = latest
        self.checkpoints.append(("checkpoint", latest))
        largest = max(kept.size for _, kept in self.checkpoints)
        if latest.size < largest:
            self.report.bad(
                ("最新のチェックポイント", "latest checkpoint"),
                (
                    "より新しいものがある。古いものが示されている",
                    "there is a later one: an old one is being shown",
                ),
            )
        unchecked = sorted({name for _, kept in self.checkpoints for name in kept.unchecked})
        if unchecked:
            self.report.note(
                f"確認していない署名：{', '.join(unchecked)}", f"unchecked signatures: {', '.join(unchecked)}"
            )
        count = len(self.checkpoints)
        self.report.good(f"2 チェックポイント {count} 件の署名", f"2 signatures of {count} checkpoints")
        return True

    def _checkpoint(self, name, policy):
        return Checkpoint(self.export.text(name), policy)

    def _leaves(self):  # 3
        self.report.begin()
        size = self.latest.size
        for number in range((size + WIDTH - 1) // WIDTH):
            width = min(WIDTH, size - number * WIDTH)
            where = (f"葉の束 {number}", f"entry bundle {number}")
            bundle = self.report.attempt(where, self._bundle, number, width)
            if bundle is None:
                return False
            self.leaves += bundle
            self.progress(len(self.leaves), size)
        self.hashes = [leaf_hash(leaf) for leaf in self.leaves]
        broken = [n for n, leaf in enumerate(self.leaves) if self._clear(leaf) is None]
        if broken:
            self.report.bad(
                (f"葉 {broken[0]}", f"leaf {broken[0]}"), ("葉の形式でない", "it has not the form of a leaf")
            )
        self.report.good(f"3 葉 {size} 件", f"3 {size} leaves")
        return True

    def _bundle(self, number, width):
        try:
            return self.export.bundle(number, width)
        except FileNotFoundError as error:
            raise Wrong(
                "葉が欠けている（ログが途中で切れている）", "leaves are missing: the log is truncated"
            ) from error

    @staticmethod
    def _clear(leaf):
        try:
            clear = json.loads(leaf)
        except ValueError:
            return None
        return clear if isinstance(clear, dict) and clear.get("format") == LEAF_FORMAT else None

    def _roots(self):  # 4
        self.report.begin()
        wanted = {}
        for name, kept in self.checkpoints:
            wanted.setdefault(kept.size, []).append((name, kept))
        tree, sizes = Tree(), sorted(wanted)
        for size in sizes:
            while tree.size < min(size, len(self.hashes)):
                tree.append(self.hashes[tree.size])
            for name, kept in wanted[size]:
                if tree.size != size or tree.root() != kept.root:
                    self.report.bad(
                        (name, name),
                        (
                            "根が葉と一致しない。葉が変更、削除、挿入若しくは並べ替えられたか、別の履歴に署名している",
                            "its root is not that of the leaves: one was changed, removed, inserted or moved, or another "
                            "history was signed",
                        ),
                    )
        self.report.good(
            f"4 {len(sizes)} 通りの大きさの根と相互の整合", f"4 roots at {len(sizes)} sizes, consistent"
        )

    def _tiles(self):  # 5
        self.report.begin()
        level, hashes, seen = 0, self.hashes, 0
        while hashes:
            for number in range((len(hashes) + WIDTH - 1) // WIDTH):
                part = hashes[number * WIDTH : (number + 1) * WIDTH]
                path = self.export.folder / f"tile/{level}" / tile_name(number, len(part))
                if path.is_file():
                    seen += 1
                    if path.read_bytes() != b"".join(part):
                        name = str(path.relative_to(self.export.folder))
                        self.report.bad((name, name), ("葉と一致しない", "it does not agree with the leaves"))
            full = len(hashes) // WIDTH
            hashes = [root_of(hashes[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)]
            level += 1
        self.report.good(f"5 タイル {seen} 件", f"5 {seen} tiles")

    def _disclosures(self):  # 6
        self.report.begin()
        entries = {}
        for index, path in self.export.numbered("disclosed"):
            where = (f"開示 {index}", f"disclosure {index}")
            opened = self.report.attempt(where, self._disclosed, index, path)
            if opened is not None:
                entries[index] = opened
        closed = len(self.leaves) - len(entries)
        self.report.good(f"6 開示 {len(entries)} 件", f"6 {len(entries)} disclosures")
        if closed:
            self.report.note(f"開示されていない葉 {closed} 件", f"{closed} leaves are not disclosed")
        return entries

    def _disclosed(self, index, path):
        if index >= len(self.leaves):
            raise Wrong("その番号の葉はない", "there is no leaf of that number")
        clear = self._clear(self.leaves[index])
        if clear is None:
            raise Wrong("葉の形式でない", "the leaf is malformed")
        return {**open_leaf(clear, json.loads(path.read_text("utf-8"))), "clear": clear}

    def _cases(self, entries):  # 7
        self.report.begin()
        cases = {}
        for index, entry in entries.items():
            envelope, clear = entry["envelope"], entry["clear"]
            if envelope.get("realm", clear["realm"]) != clear["realm"]:
                self._bad_leaf(index, ("別の区画の記録である", "it belongs to another realm"))
            if clear["class"] not in ("case", "register") and envelope.get("step"):
                self._bad_leaf(
                    index,
                    (
                        "手続の記録が、別の種類のものとして示されている",
                        f"an entry ({envelope['step']}) is passed off as {clear['class']}",
                    ),
                )
            if envelope.get("case") and "sequence" in envelope:
                cases.setdefault(envelope["case"], []).append((index, envelope))
        for case, chain in cases.items():
            self.report.attempt((f"案件 {case}", f"case {case}"), self._chain, chain)
        self.report.good(
            f"7 案件 {len(cases)} 件の番号と連鎖", f"7 numbering and chain of {len(cases)} cases"
        )

    def _bad_leaf(self, index, pair):
        self.report.bad((f"葉 {index}", f"leaf {index}"), pair)

    @staticmethod
    def _chain(chain):
        previous = None
        for expected, (index, envelope) in enumerate(chain, start=1):
            number = envelope["sequence"]
            if number < expected:
                raise Wrong(
                    f"第{number}号が二つある（葉 {index}）", f"number {number} stands twice (leaf {index})"
                )
            if number > expected:
                raise Wrong(
                    f"第{expected}号が欠けている（葉 {index} の前）",
                    f"number {expected} is missing (before leaf {index})",
                )
            if previous is not None and envelope.get("previous") != previous:
                raise Wrong(
                    f"第{number}号が前の記録に続いていない",
                    f"number {number} does not follow the entry before",
                )
            previous = envelope.get("entry", previous)

    def _omission(self, entries):  # 8
        self.report.begin()
        timed = [k for _, k in self.checkpoints if k.signed_at is not None]
        late = 0
        for index, entry in entries.items():
            recorded = entry["envelope"].get("recorded_at")
            moment = (
                self.report.attempt((f"葉 {index}", f"leaf {index}"), _time, recorded) if recorded else None
            )
            if moment is None:
                continue
            if any(index >= k.size and k.signed_at - moment > OMISSION_LIMIT for k in timed):
                late += 1
                self._bad_leaf(
                    index,
                    (
                        "五秒を超えて前に確定した記録が、チェックポイントから除かれている",
                        "a checkpoint leaves out this entry, recorded more than five seconds before",
                    ),
                )
        if not late:
            self.report.good(
                f"8 除外された記録なし（時刻付き {len(timed)} 件）",
                f"8 nothing omitted ({len(timed)} timed checkpoints)",
            )

    def _batches(self, entries):  # 9
        self.report.begin()
        checked = 0
        for index, path in self.export.numbered("batches"):
            self.report.attempt(
                (f"一括受領 {index}", f"batch {index}"), self._batch, entries.get(index), path
            )
            checked += 1
        self.report.good(f"9 一括受領 {checked} 件", f"9 {checked} batches")

    @staticmethod
    def _batch(entry, path):
        digests = json.loads(path.read_text("utf-8"))
        root = root_of([leaf_hash(bytes.fromhex(digest)) for digest in digests]).hex()
        if entry is None or root not in (entry["body"].get("root"), entry["envelope"].get("root")):
            raise Wrong(
                "受領した情報の一覧が、葉の示すものと異なる",
                "its objects are not those that the leaf commits to",
            )


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _progress(done, size):
    if size >= 50_000 and (done % 25_600 == 0 or done == size):
        print(f"{done}/{size}", end="\r" if done < size else "\n", file=sys.stderr, flush=True)


def verify(folder, policy_text=None, progress=lambda done, size: None):
    """Verify an export folder and return the report; raises ``Unreadable`` where it is none."""
    export = Export(folder)
    try:
        text = export.text("policy") if policy_text is None else policy_text
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"policy: {error}") from error
    return Verification(export, text, progress).run()


def main(arguments=None):
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        description="Verify an export of a sekisho record / 記録の出力を検証する"
    )
    parser.add_argument("export")
    parser.add_argument("--policy", help="policy file received by another way / 別に受け取った方針")
    parser.add_argument("--lang", choices=("ja", "en"), help="one language only; both where absent")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    try:
        policy = Path(chosen.policy).read_text("utf-8") if chosen.policy else None
        report = verify(chosen.export, policy, _progress)
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        print(f"読み取れない / unreadable: {error}", file=sys.stderr)
        return UNREADABLE
    _print(report, chosen)
    return FAILED if report.failures else VERIFIED


def _print(report, chosen):
    verified = not report.failures
    if chosen.json:
        lines = [{"mark": mark, "ja": ja, "en": en} for mark, ja, en in report.lines]
        print(json.dumps({"verified": verified, "lines": lines}, ensure_ascii=False))
        return
    for mark, ja, en in report.lines:
        shown = {"ja": ja, "en": en, None: f"{ja} / {en}"}[chosen.lang]
        print(f"{mark} {shown}")
    ja = (
        "検証した。記録に誤りは見当たらない。" if verified else f"検証できない点が {report.failures} 件ある。"
    )
    en = (
        "Verified: nothing is wrong with the record."
        if verified
        else f"NOT verified: {report.failures} checks failed."
    )
    print({"ja": ja, "en": en, None: f"{ja} / {en}"}[chosen.lang])


if __name__ == "__main__":
    sys.exit(main())
