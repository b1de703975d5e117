"""Policies (c2sp.org/tlog-policy): whose signatures make a checkpoint count, in a file that somebody else may hold.

``log`` lines name logs, ``witness`` lines who cosigns, ``group`` lines how many of them make one, ``quorum`` what is
asked for. A checkpoint counts if one of the logs signed it and the quorum cosigned it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import msgspec

from .checkpoint import Checkpoint, open_checkpoint
from .keys import COSIGNATURE, ED25519, BadKey, VerifierKey, read_verifier_key
from .note import BadNote, open_note, split_note

NONE = "none"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What may not stand in a policy; the tab may."""
PERIOD = re.compile(r"[ \t]*#[ \t]*signs?\b", re.IGNORECASE)
"""How a comment begins that bounds a key, or was meant to."""


class BadPolicy(ValueError):
    """A policy that does not say clearly what it asks for; the message names the line."""


class Group(msgspec.Struct, frozen=True):
    """So many of these members (witnesses or groups) must have cosigned."""

    threshold: int
    members: tuple[str, ...]


class Period(msgspec.Struct, frozen=True):
    """The sizes of a log that a key signs: from ``first`` to ``last``, ``None`` for as long as nothing else is said."""

    first: int
    last: int | None = None


class Policy(msgspec.Struct, frozen=True):
    """The logs, the witnesses and groups by name, and the name of what is asked for (``none`` for nothing).

    ``urls`` say where witnesses are asked; its text, which is for others to verify by, leaves them out. ``periods``
    bound the sizes that a key of a log signs, where one took over from another; they stand in comments
    ``# signs NAME+ID from SIZE to SIZE`` (or ``to now``), which other readers of the format pass over.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey] = {}
    groups: Mapping[str, Group] = {}
    quorum: str = NONE
    urls: Mapping[str, str] = {}
    periods: Mapping[VerifierKey, Period] = {}

    def text(self) -> str:
        """Return the policy file."""
        lines = [line for key in self.logs for line in self._log_lines(key)]
        lines += [f"witness {name} {key.text()}" for name, key in self.witnesses.items()]
        lines += [f"group {n} {g.threshold} {' '.join(g.members)}" for n, g in self.groups.items()]
        return "".join(f"{line}\n" for line in [*lines, f"quorum {self.quorum}"])

    def _log_lines(self, key: VerifierKey) -> list[str]:
        period = self.periods.get(key)
        last = "now" if period is None or period.last is None else period.last
        bounds = [f"# signs {key.name}+{key.id.hex()} from {period.first} to {last}"] if period else []
        return [*bounds, f"log {key.text()}"]

    def covers(self, key: VerifierKey, size: int) -> bool:
        """Return whether a key of a log signs checkpoints of that size."""
        period = self.periods.get(key)
        return period is None or (period.first <= size and (period.last is None or size <= period.last))

    def keys_of(self, origin: str, size: int) -> tuple[VerifierKey, ...]:
        """Return the keys that sign checkpoints of that size of a log; none where their time is another."""
        return tuple(key for key in self.logs if key.name == origin and self.covers(key, size))

    def met_by(self, cosigners: Collection[str]) -> bool:
        """Return whether these witnesses make up the quorum."""
        return self.quorum == NONE or self._counts(self.quorum, cosigners)

    def _counts(self, name: str, cosigners: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigners
        return sum(self._counts(member, cosigners) for member in group.members) >= group.threshold


def read_policy(text: str) -> Policy:
    """Read a policy file; raises ``BadPolicy`` for any line that is not exactly what the specification allows."""
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), start=1):
        if CONTROL.search(line):
            raise BadPolicy(f"line {number}: a control character")
        words = re.split(r"[ \t]+", line.strip(" \t"))
        if not words[0] or (words[0].startswith("#") and not PERIOD.match(line)):
            continue
        try:
            reading.take(words)
        except (BadKey, BadPolicy) as error:
            raise BadPolicy(f"line {number}: {error}") from error
    if reading.quorum is None:
        raise BadPolicy("the policy has no quorum line")
    if strange := reading.periods.keys() - {(key.name, key.id) for key in reading.logs}:
        raise BadPolicy(f"it bounds keys that it does not name: {sorted(name for name, _ in strange)}")
    return Policy(
        tuple(reading.logs),
        reading.witnesses,
        reading.groups,
        reading.quorum,
        reading.urls,
        {
            key: reading.periods[key.name, key.id]
            for key in reading.logs
            if (key.name, key.id) in reading.periods
        },
    )


class _Reading:
    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.urls: dict[str, str] = {}
        self.members: set[str] = set()
        self.periods: dict[tuple[str, bytes], Period] = {}

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self._log(read_verifier_key(vkey))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witness(name, read_verifier_key(vkey), *url)
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members)
            case ["quorum", name] if self.quorum is None:
                self.quorum = name if name == NONE else self._defined(name)
            case ["#", "signs", key, "from", first, "to", last]:
                self._period(key, first, last)
            case _:
                raise BadPolicy(f"{' '.join(words)!r} is not understood here")

    def _period(self, key: str, first: str, last: str) -> None:
        found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})", key)
        sizes = re.fullmatch(r"[0-9]{1,15} ([0-9]{1,15}|now)", f"{first} {last}")
        if found is None or sizes is None or (found[1], bytes.fromhex(found[2])) in self.periods:
            raise BadPolicy("a period names a key by name and id, once, and two sizes")
        until = None if last == "now" else int(last)
        self.periods[found[1], bytes.fromhex(found[2])] = Period(int(first), until)

    def _log(self, key: VerifierKey) -> None:
        if key.kind == COSIGNATURE or any(key.public == other.public for other in self.logs):
            raise BadPolicy("a log's key is a plain Ed25519 or an ML-DSA-44 key and stands once")
        self.logs.append(key)

    def _witness(self, name: str, key: VerifierKey, url: str = "") -> None:
        if key.kind == ED25519 or any(key.public == other.public for other in self.witnesses.values()):
            raise BadPolicy("a witness's key is one that cosigns (kind 4 or 6) and stands once")
        self.witnesses[self._new(name)] = key
        if url:
            self.urls[name] = url

    def _group(self, name: str, threshold: str, members: list[str]) -> None:
        for member in members:
            if self._defined(member) in self.members:
                raise BadPolicy(f"{member!r} is a member twice")
            self.members.add(member)
        self.groups[self._new(name)] = Group(_threshold(threshold, len(members)), tuple(members))

    def _new(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise BadPolicy(f"the name {name!r} is taken")
        return name

    def _defined(self, name: str) -> str:
        if name not in self.witnesses and name not in self.groups:
            raise BadPolicy(f"{name!r} is not defined above")
        return name


def _threshold(text: str, members: int) -> int:
    if text in ("any", "all"):
        return 1 if text == "any" else members
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text) or int(text) > members:
        raise BadPolicy(f"{text!r} of {members} members cannot be asked for")
    return int(text)


def open_under(note: str, policy: Policy) -> Checkpoint:
    """Return a checkpoint that counts under a policy; raises ``BadNote`` where it does not."""
    origin = split_note(note)[0].split("\n", 1)[0]
    logs = [key for key in policy.logs if key.name == origin]
    if not logs:
        raise BadNote(f"the policy names no log {origin!r}")
    checkpoint = _signed_by_one(note, logs, policy)
    cosigners = cosigned_by(note, policy)
    if not policy.met_by(cosigners):
        raise BadNote("it lacks the cosignatures that the policy asks for")
    return checkpoint


def _signed_by_one(note: str, logs: list[VerifierKey], policy: Policy) -> Checkpoint:
    """By Ed25519 at least; what ML-DSA-44 signed beside it holds as well."""
    ids = {each.id for each in split_note(note)[1]}
    plain = [key for key in logs if key.kind == ED25519]
    signing = [key for key in plain if key.id in ids]
    if not plain:
        raise BadNote(f"the policy names no Ed25519 key of {logs[0].name}")
    checkpoint = open_checkpoint(note, (signing or plain)[0])
    open_note(note, [key.as_cosigner() for key in logs] + signing)
    if not all(policy.covers(key, checkpoint.size) for key in signing):
        raise BadNote("a key signed a size outside of the period that the policy gives it")
    return checkpoint


def cosigned_by(note: str, policy: Policy) -> frozenset[str]:
    """Return the names of the witnesses that cosigned; raises ``BadNote`` where a witness's signature is wrong."""
    _, signatures = split_note(note)
    present = {(each.name, each.id) for each in signatures}
    there = {name: key for name, key in policy.witnesses.items() if (key.name, key.id) in present}
    if there:
        open_note(note, there.values())
    return frozenset(there)
