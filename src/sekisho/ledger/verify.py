#!/usr/bin/env python3
"""Verify a record of sekisho, trusting nobody: one file, Python's standard library, no network.

    python -I verify.py EXPORT [--policy FILE] [--seen FILE ...]                      the whole log, as it was exported
    python -I verify.py receipt FILE --policy FILE [--disclosed FILE] [--member FILE]  one receipt (.tlog-proof)

With ``-I``, Python takes no module from the folder that this file lies in. Signatures by ML-DSA-44 alone are checked by a
package, ``cryptography``, where that is installed.

What is checked; ``check_N_…`` is the function that does it, or ``CheckN…`` the class (of 1 also ``Policy``, of 2
``Checkpoint``, of 6 ``Disclosure``; 5 is within ``Check4Roots``), and N begins each line of the report that it causes:

1. **Policy**: whose signatures count, and for which sizes of the log. Take it from somebody else than the log (--policy):
   by the one that the export brings, it is only said to be consistent with itself.
2. **Checkpoints**: every kept checkpoint is a well-formed note of this log, signed by the log's key; the latest also by
   as many witnesses as the policy asks for, and none is later than it. One that you received earlier (--seen) is
   treated as one of them. Signatures of unknown keys and kinds are named, for they were not checked.
3. **Leaves**: the entry bundles hold exactly as many leaves as the latest checkpoint says, each well-formed. What is
   no entry (a batch, reads, an erasure, a change of key, a passkey, a judgement) has the fields of its class and no
   other, all opened, so that none hides an entry. All are of one realm.
4. **Roots**: the root of every checkpoint is that of the leaves up to its size. So no leaf was changed, removed,
   inserted or moved between any two of them. Each is signed by the key of its time: a leaf that changes the key, signed
   by the old and the new one, ends the old one's.
5. **Tiles**: the hash tiles, where the export has them at this size, are those of the leaves.
6. **Disclosures**: every opened field is what its leaf commits to; in a part that is opened in full, it stands once.
7. **Cases**: within each case the opened entries are numbered without gap or repetition, each names the hash of the one
   before, stands in the realm of its leaf, and comes after every entry that it rested on, as far as these fields are
   opened. A number that is not shown is on record as erased, or it is missing: a failure, even where its leaf is there
   and closed. What is erased, missing or was read is no more than the leaves that were closed as a whole by then.
8. **Omission**: no checkpoint leaves out a leaf committed more than five seconds before it was signed, by the times
   that entries state and by ``commit-times``. (The log signs the time in whole seconds.) Both are the log's word, unless
   somebody other than the log added lines to the file; the report says how many times were compared.
9. **Batches**: the digests of a batch's objects lead to the root that its leaf opens.
10. **Replay**: the disclosed entries are judged again by the rules; only under ``sekisho ledger verify``, which has them.
11. **Signatures**: a decision that bears its person's signature (WebAuthn) is what was signed: the challenge is the hash of
    the entry's intent, person, case, step, office, time of the act, evidence and realm. Not signed are the right by which
    it was recorded, the verdict, the pack, what it rested on, what it opened or lifted, and when it was recorded.
    The key was that person's and in force, as the log itself has it; the holder was verified, on the page of the
    installation and in no page of another site, before what was signed had expired. No other entry bears it, and the
    entry before it in its case is the one that its person was shown.

What it reads of EXPORT, and nothing else: ``checkpoint`` and ``checkpoints/<number>``; ``policy``, unless --policy is given;
``tile/entries/…`` (the leaves); ``disclosed/…`` (what is opened of them); and, where they are there, ``tile/<level>/…``,
``batches/…`` and ``commit-times``. Nothing of it is read whole but what the bounds below keep small.

"Verified" means that no check failed: nothing takes a failure back. A check that finds nothing to look at (no tiles, no
times, no signed decision) does not fail; the report counts what each check saw, and names what was not checked.
Exit status: 0 everything held; 1 something did not; 2 the input cannot be read as an export, a receipt, a policy, or
the report could not be written; 3 everything held by the policy that the export brings, so that it may be made up.

What it cannot tell: whether what was recorded is true, whether all that happened was recorded, whether the log has gone
on since the latest checkpoint shown (only --seen or a witness shows that), and, where the policy asks for no witness,
whether somebody else was shown another log. Of two fields with one name in a leaf, one reader may be shown the one and
another the other, with the rest closed: only of a part that is opened in full is it known that there is one. Not looked
at are fields that stay closed, the tags of subjects, the reads behind a leaf of reads (a receipt shows one of them), the
objects of a batch without a list, and whether times rise from entry to entry. Whose a passkey is, and for which site,
the log alone says; closing any field of an entry takes its signature from the check, and the report counts those. The
hash by which an entry is named is as the entry states it; under ``sekisho ledger verify`` it is made again.

To read it, downwards: the command and its report; the verification of an export, which is ``Verification.run``; its checks,
all of one shape; a receipt; what they are made of (files, policy and notes, leaves and JSON, the tree); the words of the
report, which the checks name by a short key; and last the signatures, which nothing above looks into.
"""

from __future__ import annotations

import argparse
import base64
import bisect
import contextlib
import itertools
import json
import os
import re
import stat
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from hashlib import sha256, sha512
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TextIO

VERIFIED, FAILED, UNREADABLE, OWN_POLICY = 0, 1, 2, 3
STATUS = {"not_verified": FAILED, "by_own_policy": OWN_POLICY}  # by verdict
OMISSION_LIMIT, READ_LIMIT, CLOCK_LIMIT = (timedelta(seconds=each) for each in (5, 60, 300))
WIDTH = 256  # leaves in a bundle, hashes in a tile
ENTRIES = ("case", "register")  # classes of leaves that are entries ("register": of who holds which office)
SERVICE = {  # of those that serve the log, and the names that their envelopes have
    "batch": ("root size",),  # objects taken in
    "read": ("from recorded_at root size",),  # who looked at what
    "erasure": ("due erased erased_by instrument recorded_at",),
    "key": ("new note old recorded_at",),  # of the log itself
    "passkey": (
        "by credential event person recorded_at",
        "by credential event key origin person recorded_at rp_id",
    ),
    "judgement": ("judgement recorded_at",),  # that somebody judged a candidate for linking
}
SHOWN = 20  # lines of one kind; the rest are counted
PROGRESS = 50_000  # leaves from which on it shows how far it has come
# What no honest file has more of, so that none fills memory or takes time without end:
MOST_BYTES = 1 << 25  # of a line, or of a file that is not read by lines: no act of a person is longer
MOST_VALUES = 1_000_000  # of JSON in one line
MOST_SIGNATURES = 64  # under one note
MOST_RULES = 1_000  # lines of a policy
MOST_CLIENT = 1 << 16  # bytes of what a browser says of a signature
MOST_FOLDERS = 10_000  # under tile/: each has a thousand files
MOST_NOTE = 1 << 16  # characters of a checkpoint with its signatures
MOST_NUMBER = 2**53 - 1  # of an entry in its case: what JSON carries exactly
MOST_DEEP = 64  # objects and lists of JSON, one in the other
MOST_TOLD = 2_000  # characters of one value in a line of the report
KEPT_LINES = 100_000  # of commit-times that are not in their place, of numbers that are missing

Pair = tuple[str, str]  # Japanese, English
Place = str | tuple[str, int | str]  # of a failure: a name, or a key of PLACES and a number
Json = dict[str, Any]
Notes = Sequence[tuple[str, str]]  # checkpoints by name and text
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)
"""What Python raises on input of the wrong shape; each check turns it into a failure."""


class Wrong(Exception):
    """One check failed: a key of ``WORDS``, and what is put into them."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(" / ".join(said(key, values)))
        self.key, self.values = key, values


class Unreadable(Wrong):
    """What was given is no export, receipt or policy, or a file is not as any file of one; once checks run, a failure."""


def require(held: bool, key: str, **values: Any) -> None:
    """Raise ``Wrong`` by these words unless something held."""
    if not held:
        raise Wrong(key, **values)


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────────────


def main(arguments: Sequence[str] | None = None, replay: Any = None) -> int:
    """Run the command; returns the exit status.

    ``replay`` judges the disclosed entries again (check 10): it has ``take(index, envelope, body)`` for each in the
    order of the log, and ``finish(report)``.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    receipt = given[:1] == ["receipt"]
    chosen = options(receipt).parse_args(given[receipt:])
    try:
        named = (chosen.policy, chosen.disclosed, chosen.member)
        policy, shown, member = (None if name is None else read_named(name) for name in named)
        if receipt:
            report = verify_receipt(read_named(chosen.path), policy or "", shown, member)
        else:
            seen = [(name, read_named(name)) for name in chosen.seen]
            report = verify(chosen.path, policy, seen, show_progress, replay).report
    except (Unreadable, OSError, UnicodeDecodeError, MemoryError) as error:
        say(sys.stderr, legible(f"読み取れない / unreadable: {str(error) or type(error).__name__}") + "\n")
        return UNREADABLE
    if not say(sys.stdout, (as_json if chosen.json else as_text)(report, chosen.lang)):
        return UNREADABLE  # nobody got the whole report
    return STATUS.get(report.verdict, VERIFIED)


def options(receipt: bool) -> argparse.ArgumentParser:
    """Return the command line of an export or of a receipt."""
    about = "受領証を検証する / verify a receipt" if receipt else "記録の出力を検証する / verify an export"
    ends = "終了状態 / exit status: 0 検証した verified, 1 誤りあり failed, 2 読み書きできない unreadable, "
    ends += "3 自らの方針によるのみ consistent with itself, by its own policy only"
    parser = argparse.ArgumentParser(prog="verify.py", description=about, epilog=ends)
    parser.add_argument("path", help="受領証 / the receipt" if receipt else "出力のフォルダ / the folder")
    parser.add_argument("--policy", required=receipt, help="ログ以外から受け取った方針 / one from elsewhere")
    if receipt:
        parser.add_argument("--disclosed", help="葉の開示（JSON） / what is opened of its leaf")
        parser.add_argument("--member", help="一括の中の一件（JSON） / one member of the batch of its leaf")
    else:
        seen = "以前に受け取ったチェックポイント / an earlier one"
        parser.add_argument("--seen", action="append", default=[], help=seen)
        parser.set_defaults(disclosed=None, member=None)
    parser.add_argument("--lang", choices=("ja", "en"), help="一方の言語のみ / one language only")
    parser.add_argument("--json", action="store_true", help="JSON で示す / one JSON object")
    return parser


def read_named(name: str) -> str:
    """Return the text of a file that the command line names, as it stands to the last byte."""
    with open(name, "rb") as file:
        return bounded(file.read, name).decode("utf-8")


def show_progress(done: int, size: int) -> None:
    """Show on standard error how far a long run has come."""
    if size >= PROGRESS and (done % (WIDTH * 40) == 0 or done == size):
        say(sys.stderr, f"\r{done}/{size}" + ("\n" if done == size else ""))


def say(stream: TextIO | None, text: str) -> bool:
    """Write a text, with an escape for what the terminal's encoding lacks; return whether the stream took all of it."""
    if stream is None or stream.closed:
        return False
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except OSError:  # nobody reads on, or the disk is full: closed, so that Python does not try once more
        with contextlib.suppress(OSError):
            stream.close()
        return False
    return True


def as_json(report: Report, _: str | None) -> str:
    """Return the report as one JSON object."""
    lines = [{"step": s, "mark": mark, "ja": ja, "en": en} for s, mark, ja, en in report.lines()]
    found = {"verdict": report.verdict, "failures": report.failures, **report.found, "lines": lines}
    return json.dumps(found) + "\n"  # in ASCII, which no terminal has to write otherwise


def as_text(report: Report, language: str | None) -> str:
    """Return the report for reading: in both languages, Japanese first, or in one."""
    verdict = said(report.verdict, {"count": report.failures})
    blocks = []
    for which in {"ja": [0], "en": [1], None: [0, 1]}[language]:
        lines = [f"{mark} {step} {texts[which]}" for step, mark, *texts in report.lines()]
        blocks.append("\n".join([*lines, verdict[which]]))
    return "\n\n".join(blocks) + "\n"


def legible(text: str) -> str:
    """Return a text in which whatever could steer a terminal, or pass for a line of the report, is an escape."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


class Report:
    """What was checked and what did not hold, in both languages, by the number of the check."""

    def __init__(self) -> None:
        self.failures = 0
        self.held = "verified"  # the key of the words for what is verified, if no check fails
        self.found: Json = {}
        self._lines: dict[int, list[tuple[str, str, str]]] = {}
        self._failed: Counter[int] = Counter()

    @property
    def verdict(self) -> str:
        """The key of the words that say it all."""
        return "not_verified" if self.failures else self.held

    def good(self, step: int, key: str | Pair, count: int = 1, **values: Any) -> None:
        """Say that a check held, unless something in it did not; one that looked at nothing (``count`` 0) did not hold."""
        if not self._failed[step]:
            ja, en = said(key, {"count": count, **values})
            words = (ja, en) if count else (f"確かめていない：{ja}", f"not checked: {en}")
            self._line(step, "○" if count else "－", words, first=True)

    def note(self, step: int, key: str | Pair, count: int = 1, mark: str = "－", **values: Any) -> None:
        """Say what a reader should know, such as what was not checked; nothing, where there is nothing of it (``count`` 0)."""
        if count:
            self._line(step, mark, said(key, {"count": count, **values}))

    def bad(self, step: int, where: Place, key: str | Pair, **values: Any) -> None:
        """Say what did not hold, and where; of very many, the first are shown and all are counted."""
        self.failures += 1
        self._failed[step] += 1
        if self._failed[step] <= SHOWN:
            (place_ja, place_en), (ja, en) = called(where), said(key, values)
            self._line(step, "×", (f"{place_ja}：{ja}", f"{place_en}: {en}"))

    def attempt(self, step: int, where: Place, check: Callable[..., Any], *arguments: Any) -> Any:
        """Run a check and return its result, ``None`` where it failed, whatever shape the broken input gives the failure."""
        try:
            return check(*arguments)
        except Wrong as wrong:
            self.bad(step, where, wrong.key, **wrong.values)
        except (OSError, *MALFORMED) as error:
            self.bad(step, where, "unread" if isinstance(error, OSError) else "malformed", error=error)
        return None

    def lines(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield number, mark and both texts of each line."""
        for step in sorted(self._lines):
            for line in self._lines[step]:
                yield (step, *line)
            if (more := self._failed[step] - SHOWN) > 0:
                yield (step, "×", *said("more", {"count": more}))

    def _line(self, step: int, mark: str, words: Pair, first: bool = False) -> None:
        # Names come from the record or from the folder, which must not speak for the verifier.
        lines = self._lines.setdefault(step, [])
        lines.insert(0 if first else len(lines), (mark, legible(words[0]), legible(words[1])))


# ── The verification of an export ────────────────────────────────────────────────────────────────────────────────────


def verify(
    folder: str | Path,
    policy: str | None = None,
    seen: Notes = (),
    progress: Callable[[int, int], None] = lambda done, size: None,
    replay: Any = None,
) -> Verification:
    """Verify an export folder; ``policy`` is the text of one, ``seen`` are names and texts of checkpoints.

    The result's ``report`` says what held. Raises ``Unreadable`` where the folder is no export or the policy is none.
    """
    export = Export(Path(folder))
    verification = Verification(export, check_1_policy(export, policy), seen, replay)
    report = verification.report
    report.attempt(3, str(folder), verification.run, progress)  # whatever ends it, what was found stands
    if policy is None:
        report.held = "by_own_policy"
        report.note(1, "own_policy")
    return verification


def check_1_policy(export: Export, given: str | None) -> Policy:
    """Read the policy that was given, else the one in the export."""
    try:
        return Policy(export.text("policy") if given is None else given)
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable("no_policy", error=error) from error


class Leaf:
    """A leaf as the checks are given it; of an entry, the third of case A, which read B up to its fourth, it is

        {"body":"9f…","class":"case","envelope":"41…","format":"sekisho/leaf/1","realm":"real","subjects":"e3…"}
        envelope: case A, sequence 3, previous and entry (hashes of A 2 and itself), step, reads {B: 4}, recorded_at, …
        body: intent.… (what was decided), recorded_by, evidence, signature, …

    ``clear`` is what it shows in clear (its class, realm, and the roots of its parts), nothing where it has not the form
    of a leaf; ``shown`` is what is opened of the parts, ``envelope`` of the one that says what it is.
    """

    def __init__(self, index: int, node: bytes, clear: Json, shown: Disclosure | None) -> None:
        self.index, self.hash, self.clear, self.shown = index, node, clear, shown
        self.envelope: Json = shown.envelope if shown else {}
        self.is_entry = clear.get("class_") in ENTRIES
        self.serves = ""  # the class of one that is seen to be no entry, nor to hide one

    def opened(self, part: str) -> bool:
        """Return whether a part of it is opened in full."""
        return self.shown is not None and part in self.shown.in_full


class Verification:
    """The verification of one export: ``run`` is the whole. First the checkpoints, then every leaf once, in order.

    Memory grows with the number of cases, checkpoints, passkeys, signed decisions and lists of a batch's objects, and of
    entries that are erased, missing or awaited, not with that of leaves.
    """

    def __init__(self, export: Export, policy: Policy, seen: Notes = (), replay: Any = None) -> None:
        self.export, self.policy, self.seen, self.replay = export, policy, seen, replay
        self.report = Report()
        self.kept: list[Checkpoint] = []  # of this log, the latest first
        self.realm = ""  # of every leaf: that of the first one
        self.size = 0  # of the latest: so many leaves there must be
        self.bundles = 0  # of them, up to the first one that is broken
        self.files = 0  # under tile/ that were read
        self.opened = 0  # leaves of which something is
        self.serving: Counter[str] = Counter()  # leaves that are no entries, by class

    def run(self, progress: Callable[[int, int], None]) -> None:
        """Run every check that the ones before leave a basis for."""
        self.check_2_checkpoints()
        if not self.kept:
            return
        kinds = (Check4Roots, Check7Cases, Check8Omission, Check9Batches, Check10Replay, Check11Signatures)
        checks, done = [kind(self) for kind in kinds], 0
        for leaf in self.leaves():
            for check in checks:
                self.report.attempt(check.number, (check.place, leaf.index), check.take, leaf)
            done += 1
            progress(done, self.size)
        for number in self.listed(6, "disclosed", self.bundles):
            self.report.bad(6, f"disclosed/{number}", "no_leaf")
        for check in checks:
            self.report.attempt(check.number, str(self.export.folder), check.finish)
        folders = itertools.islice(os.walk(self.export.folder / "tile"), MOST_FOLDERS)
        files = sum(len(names) for _, _, names in folders)
        self.report.note(3, "unread_tiles", count=max(0, files - self.files))
        self.report.good(3, "leaves", count=done)
        classes = ", ".join(f"{name} {self.serving[name]}" for name in SERVICE)
        self.report.note(3, "serving", count=self.serving.total(), classes=classes)
        self.report.good(6, "disclosures", count=self.opened, size=self.size)

    def check_2_checkpoints(self) -> None:
        """Read all checkpoints, and keep those of this log, if the latest one is there to go by."""
        report, numbers = self.report, self.listed(2, "checkpoints")
        names = ["checkpoint", *(f"checkpoints/{number}" for number in numbers)]
        notes = [*((name, None) for name in names), *self.seen]
        read = [report.attempt(2, name, self._checkpoint, name, note) for name, note in notes]
        latest: Checkpoint | None = read[0]
        if latest is None:
            return
        for each in filter(None, read):
            if each.origin != latest.origin:
                report.bad(2, each.name, "other_log", name=each.origin)
                continue
            self.kept.append(each)
            if each.size > latest.size:
                report.bad(2, each.name, "replayed", size=each.size, latest=latest.size)
        check_2_quorum(report, self.policy, self.kept)
        report.found |= {"size": latest.size, "root": latest.root.hex()}
        self.size, self.bundles = latest.size, (latest.size + WIDTH - 1) // WIDTH

    def _checkpoint(self, name: str, note: str | None) -> Checkpoint:
        return Checkpoint(name, self.export.text(name) if note is None else note, self.policy)

    def listed(self, step: int, folder: str, first: int = 0) -> list[int]:
        """Return the numbers, from ``first`` on, that name files of a folder; say which files no number names."""
        numbers, strays = self.report.attempt(step, folder, self.export.listed, folder, first) or ([], [])
        names = ", ".join(f"{folder}/{name}" for name in strays[:SHOWN])
        self.report.note(step, "stray", count=len(strays), names=names)
        return numbers

    def leaves(self) -> Iterator[Leaf]:
        """Yield every leaf, read and opened as far as it holds."""
        attempt = self.report.attempt
        for number, bundle in enumerate(self.check_3_bundles()):
            places = range(number * WIDTH, number * WIDTH + len(bundle))
            openings = self.export.openings(number, places)
            for index, data in zip(places, bundle, strict=True):
                clear = attempt(3, ("leaf", index), read_leaf, data) or {}
                opening = attempt(6, ("disclosures", number), next, openings, None)
                shown = attempt(6, ("disclosure", index), self.check_6_disclosure, opening, clear)
                leaf = Leaf(index, leaf_hash(data), clear, shown)
                if clear and not leaf.is_entry:
                    attempt(3, ("leaf", index), check_3_service, leaf)
                    self.serving[leaf.serves] += bool(leaf.serves)
                self.realm = self.realm or clear.get("realm", "")
                if clear and clear["realm"] != self.realm:
                    self.report.bad(3, ("leaf", index), "two_realms")
                yield leaf
            attempt(6, ("disclosures", number), next, openings, None)  # of no leaf that is there

    def check_3_bundles(self, again: bool = False) -> Iterator[list[bytes]]:
        """Yield the leaves, bundle by bundle, up to the size of the latest checkpoint or the first bundle that is broken."""
        for number in range(self.bundles):
            width = min(WIDTH, self.size - number * WIDTH)
            leaves = self.report.attempt(3, ("bundle", number), self.export.bundle, number, width)
            if leaves is None:
                self.bundles = number  # who asks again is not told again
                return
            self.files += not again
            yield leaves

    def check_6_disclosure(self, opening: bytes | None, clear: Json) -> Disclosure | None:
        """Open what is shown of a leaf, if anything is."""
        shown = Disclosure(opening, clear) if clear and opening is not None else None
        self.opened += shown is not None
        return shown


def check_3_service(leaf: Leaf) -> None:
    """A leaf that is no entry has the fields of its class, all of them opened, and nothing else; only then it ``serves``."""
    class_, step = leaf.clear["class_"], leaf.envelope.get("step")
    require(leaf.opened("envelope"), "service_closed", leaf_class=class_)
    require(not leaf.envelope.keys() & {"step", "sequence"}, "passed_off", entry=step, leaf_class=class_)
    require(class_ in SERVICE, "unknown_class", leaf_class=class_)
    alone = leaf.clear["body"] == leaf.clear["subjects"] == NOTHING
    require(alone, "service_body", leaf_class=class_)
    known = any(list(leaf.envelope) == names.split() for names in SERVICE[class_])
    require(known, "service_fields", leaf_class=class_, names=", ".join(leaf.envelope))
    leaf.serves = class_


def check_2_quorum(report: Report, policy: Policy, kept: Sequence[Checkpoint]) -> None:
    """See that the latest (first) checkpoint counts; say by whom it was signed, and what nobody looked at."""
    latest = kept[0]
    if latest.counts:  # older ones bind the log even where the witnesses were only asked later
        report.note(2, "log_alone", count=sum(not each.counts for each in kept))
    else:
        report.bad(2, latest.name, "no_quorum")
    asked = policy.quorum
    needed, members = policy.groups.get(asked, (1, []))
    asked += f", {needed} of {', '.join(members)}" if members else ""
    names = ", ".join(f"{name} {at}" for name, at in sorted(latest.cosigned.items())) or "－"
    apart = [name for name, at in latest.cosigned.items() if abs(at - (latest.signed_at or at)) > CLOCK_LIMIT]
    report.note(2, "clocks", count=len(apart), names=", ".join(sorted(apart)))
    report.note(2, "cosigned", names=names, at=latest.signed_at or "－", asked=asked)
    unchecked = sorted(set().union(*(each.unchecked for each in kept)))
    report.note(2, "unchecked", count=len(unchecked), names=", ".join(unchecked))
    report.note(2, "no_witness", count=policy.quorum == "none")
    keys = [key for key in policy.logs if key.name == latest.origin and key.kind == PLAIN]
    endless = [key.id.hex() for key in keys if (key.name, key.public) not in policy.bounds]
    report.note(1, "no_period", count=len(endless) if len(keys) > 1 else 0, names=", ".join(endless))
    report.good(1, "log", name=latest.origin)
    report.good(2, "checkpoints", count=len(kept))


# ── The checks that remember from leaf to leaf ───────────────────────────────────────────────────────────────────────


class Check:
    """A check by its number: ``take`` is given each leaf in the order of the log, ``finish`` says in the end what held."""

    number, place = 0, "leaf"

    def __init__(self, run: Verification) -> None:
        self.run, self.report, self.export = run, run.report, run.export

    def take(self, leaf: Leaf) -> None:
        """Check a leaf. What this raises is a failure; the next leaf is given to the check all the same."""

    def finish(self) -> None:
        """Check what can be told only after the last leaf, and say what held."""


class Check4Roots(Check):
    """Check 4: the root that each checkpoint names is that of the leaves, and it is signed by the log's key of the time.

    A policy may name several keys of the log. The first one that signs is the log's from then on, and no other but by a
    leaf that changes it: that leaf is in the first checkpoint that the new key signs. The tree that is built for it
    gives the tiles of check 5.
    """

    number = 4

    def __init__(self, run: Verification) -> None:
        super().__init__(run)
        self.tree = Tree(self.check_5_tile)  # of the leaves before the next one
        self.tiles, self.every_tile = 0, 0  # that the export has, and could have
        due = (each for each in run.kept if each.size <= run.size)
        self.due = deque(sorted(due, key=lambda each: each.size))  # whose root is still to be compared
        self.roots: set[int] = set()  # sizes at which one was
        # The log's key of the time; until one has signed, any that it has:
        log = run.kept[0].origin
        self.may_sign = {key.public for key in run.policy.logs if key.name == log and key.kind == PLAIN}

    def take(self, leaf: Leaf) -> None:
        """Compare the checkpoints that end before the leaf, and take it into the tree; one leaf in ages changes the key."""
        self.check_4_roots()
        self.tree.append(leaf.hash)
        if leaf.serves == "key":
            self.check_4_key(leaf.envelope)

    def check_4_roots(self) -> None:
        """Compare the checkpoints of the size that the tree has reached, and who signed them with who may."""
        while self.due and self.due[0].size == self.tree.size:
            kept = self.due.popleft()
            self.roots.add(kept.size)
            if self.tree.root() != kept.root:
                self.report.bad(4, kept.name, "root")
            if kept.signers <= self.may_sign:
                self.may_sign &= kept.signers
            else:
                self.report.bad(4, kept.name, "old_key")

    def check_4_key(self, envelope: Json) -> None:
        """From here on the log signs with another key; the one of the time and the new one both said so."""
        old, new = read_key(envelope["old"]), read_key(envelope["new"])
        text, signatures = split_note(envelope["note"])
        both = {key.who: key for key in (old, new)}
        signed = {who for who, data in signatures if who in both and both[who].signs(text, data)}
        require(old.public in self.may_sign and old.name == new.name, "rotation_old")
        said_so = text == f"sekisho/key/1\n{envelope['old']}\n{envelope['new']}\n"
        require(said_so and signed == both.keys(), "rotation_note")
        self.may_sign = {new.public}
        self.report.note(4, "rotated", old=old.id.hex(), new=new.id.hex())

    def check_5_tile(self, level: int, hashes: Sequence[bytes]) -> None:
        """Compare the tile that the tree has come to at a level with the one in the export, where it has that."""
        name = f"tile/{level}/{tile_name(((self.tree.size >> 8 * level) - 1) // WIDTH, len(hashes))}"
        data = self.report.attempt(5, name, self.export.read, name)
        self.tiles, self.every_tile = self.tiles + (data is not None), self.every_tile + 1
        self.run.files += data is not None
        if data is not None and data != b"".join(hashes):
            self.report.bad(5, name, "tile")

    def finish(self) -> None:
        """Compare the checkpoints of the whole, and the last tile of each level."""
        self.check_4_roots()
        for kept in self.due:
            self.report.bad(4, kept.name, "too_few")
        for level, hashes in enumerate(self.tree.levels):
            if hashes:
                self.check_5_tile(level, hashes)
        self.report.good(4, "roots", count=len(self.roots))
        self.report.good(5, "tiles", count=self.tiles, every=self.every_tile)


GENESIS = "0" * 64  # what the first entry of a case names as the one before
PLACING = {"case", "sequence", "previous", "entry", "reads", "realm", "recorded_at"}  # what places an entry


class Check7Cases(Check):
    """Check 7: the numbers of each case, which come one after the other.

    Every number up to the last that a case has come to is shown, erased or missing. ``reads`` of an entry gives, for each
    case that it rested on, the last number it had read; no number up to that may come later in the log. At every leaf,
    what is erased, missing or read without being shown must have been a leaf before, closed as a whole:
    erased + missing + awaited ≤ closed. ``lost`` is by how many that was ever exceeded. An example, leaf by leaf:

        A 1                 shown: A has come to 1
        (closed)            one closed leaf, of any case
        A 3                 shown: A has come to 3, and its number 2 is missing so far
        erases A 2          erased: no longer missing, for there is a closed leaf that it can have been

    If the fourth leaf were instead:

        A 2                 out of order
        erases A 1          wrong: it is still shown
        erases A 2 and A 4  wrong: two numbers, and one closed leaf
        B 1, reads A to 4   wrong: one missing, one awaited, and one closed leaf
    """

    number = 7

    def __init__(self, run: Verification) -> None:
        super().__init__(run)
        self.entries = self.links = self.reads = self.partly = (
            0  # placed: all, linked, with reads, not in full
        )
        self.unplaced: Counter[str] = Counter()  # entries whose case or number stays closed, by class
        self.closed = 0  # of these, those that show nothing: each can be one erased, missing or awaited
        self.last: Counter[str] = Counter()  # the number that a case has come to
        self.heads: dict[str, str] = {}  # and the hash of the entry with that number, where it is known
        self.missing: dict[tuple[str, int], int] = {}  # case and number; the leaf before which it is
        self.erased: dict[str, set[int]] = {}
        self.read_to: dict[str, tuple[int, int]] = {}  # the highest number read before it came; the reader
        self.erasures = self.awaited = 0  # numbers in ``erased``; numbers that were read and have not come
        self.late = 0  # numbers that were read and came later, which are told each
        self.lost = 0  # by how many, at any leaf, what needs a closed leaf exceeded those

    def take(self, leaf: Leaf) -> None:
        """Take an entry, as far as it is opened, or an erasure."""
        if leaf.is_entry:
            self.check_7_entry(leaf, leaf.clear, leaf.envelope)
        elif leaf.serves == "erasure":
            for case, numbers in leaf.envelope["erased"].items():
                self.check_7_erasure(leaf.index, case, numbers)

    def check_7_entry(self, leaf: Leaf, clear: Json, opened: Json) -> None:
        """Take an entry by what is opened of its envelope: nothing, some fields, or all."""
        lacking = PLACING - opened.keys() if leaf.opened("envelope") else ()
        require(not lacking, "not_placed", names=", ".join(sorted(lacking)))
        require(opened.get("realm", clear["realm"]) == clear["realm"], "other_realm")
        if "case" in opened and "sequence" in opened:
            self.entries += 1
            self.partly += not leaf.opened("envelope")
            self._numbered(leaf.index, opened["case"], opened["sequence"], opened)
        else:
            self.unplaced[clear["class_"]] += 1
            self.closed += not (leaf.shown and any(leaf.shown.parts.values()))

    def _numbered(self, index: int, case: str, number: int, opened: Json) -> None:
        require(type(case) is str and type(number) is int and 0 < number <= MOST_NUMBER, "bad_number")
        read_to, reader = self.read_to.get(case, (0, 0))
        if number <= read_to:
            self.late += 1
            self.report.bad(7, ("leaf", reader), "rested", case=case, number=number)
        require(number not in self.erased.get(case, ()), "still_shown", case=case, number=number)
        require(number > self.last[case], "out_of_order", case=case, number=number)
        # After a gap there is nothing to follow; nor where the hash of the one before, or this field, is closed.
        head = self.heads.pop(case, None) if self.last[case] else GENESIS
        linked = number == self.last[case] + 1 and head is not None and "previous" in opened
        self._advance(index, case, number)
        if opened.get("entry") is not None:
            self.heads[case] = opened["entry"]
        self.reads += "reads" in opened
        for read, up_to in opened.get("reads", {}).items():
            self._await(index, read, up_to)
        self.links += linked
        require(not linked or opened["previous"] == head, "chain", case=case, number=number)

    def _await(self, index: int, case: str, read_to: int) -> None:
        """Await what was read of a case beyond what it has come to; of very many such cases, tell at once."""
        require(type(read_to) is int and 0 <= read_to <= MOST_NUMBER, "bad_number")
        known = max(self.last[case], self.read_to.get(case, (0, 0))[0])
        if read_to > known and case not in self.read_to and len(self.read_to) >= self.closed + KEPT_LINES:
            self.report.bad(7, ("leaf", index), "nowhere", case=case, number=known + 1, last=read_to)
        elif read_to > known:
            self.read_to[case] = (read_to, index)
            self.awaited += read_to - known
            self._weigh()

    def check_7_erasure(self, index: int, case: str, numbers: list[int]) -> None:
        """Take an erasure: the numbers of a case of which no disclosure is owed any more."""
        rising = all(one < two for one, two in itertools.pairwise([0, *numbers, MOST_NUMBER + 1]))
        require(bool(numbers) and rising and all(type(each) is int for each in numbers), "bad_number")
        erased = self.erased.get(case, set())
        new = [number for number in numbers if number not in erased]
        for number in new:
            if number <= self.last[case] and (case, number) not in self.missing:
                self.report.bad(7, ("leaf", index), "still_shown", case=case, number=number)
        count = self.erasures + len(new)
        require(count <= self.closed, "never_logged", erased=count, closed=self.closed)
        self.erased.setdefault(case, set()).update(new)
        for number in new:
            self.missing.pop((case, number), None)
            if number > self.last[case]:
                self._advance(index, case, number)
                self.heads.pop(case, None)  # nothing shows it
        self.erasures = count
        self._weigh()

    def _advance(self, index: int, case: str, number: int) -> None:
        """Let a case come to a number: those between are missing, and told at once where they are too many to be kept."""
        first = self.last[case] + 1
        self.last[case] = number
        if case in self.read_to:
            self.awaited -= max(0, min(number, self.read_to[case][0]) + 1 - first)
        if len(self.missing) + number - first > self.closed + KEPT_LINES:
            self._tell_missing(index, case, first, number - 1)
        elif first < number:
            self.missing |= {(case, each): index for each in range(first, number)}
            self._weigh()

    def _weigh(self) -> None:
        self.lost = max(self.lost, self.erasures + len(self.missing) + self.awaited - self.closed)

    def _tell_missing(self, index: int, case: str, first: int, last: int) -> None:
        key = "gap" if first == last else "gaps"
        self.report.bad(7, ("leaf", index), key, case=case, number=first, last=last)

    def finish(self) -> None:
        """Report the numbers that are missing, or were read and never came, and what was erased."""
        # n less its place among all that are missing is the same within a run of numbers that follow each other:
        runs = ((n - place, case, n, index) for place, ((case, n), index) in enumerate(self.missing.items()))
        for _, run in itertools.groupby(runs, key=itemgetter(0, 1)):
            (_, case, first, index), *others = run
            self._tell_missing(index, case, first, first + len(others))
        self._finish_lost(self.lost - len(self.missing) - self.late)
        counts = {"links": self.links, "reads": self.reads}
        self.report.good(7, "cases", count=self.entries, cases=len(self.last), **counts)
        self.report.note(6, "partly", count=self.partly)
        for leaf_class, count in sorted(self.unplaced.items()):
            self.report.note(6, "unplaced", leaf_class=leaf_class, count=count)
        if self.erased:
            named = itertools.islice(self.erased.items(), SHOWN)
            names = ", ".join(f"{case} {min(each)}–{max(each)} ({len(each)})" for case, each in named)
            self.report.note(7, "erased", count=self.erasures, cases=len(self.erased), names=names)
            self.report.found["erased"] = {case: sorted(each) for case, each in self.erased.items()}

    def _finish_lost(self, untold: int) -> None:
        # A case may be erased after the last checkpoint, and its erasure not be in the log that is shown.
        if untold <= 0:
            self.report.note(7, "not_shown", count=self.awaited)
            return
        for case, (read_to, reader) in self.read_to.items():
            if (first := self.last[case] + 1) <= read_to:
                self.report.bad(7, ("leaf", reader), "nowhere", case=case, number=first, last=read_to)
        if untold > self.awaited:
            self.report.bad(7, ("cases", ""), "lost", count=untold - self.awaited)


class Check8Omission(Check):
    """Check 8: when leaves were committed, against the checkpoints that had to hold them.

    Of checkpoints over 3, 5 and 9 leaves, signed at 0:10, 1:00 and 0:30, the first two are without leaf 6 (the seventh).
    The one of them that was signed last, at 1:00, is asked: a leaf 6 committed at 0:40 was withheld from it. The first
    that holds leaf 6 is that of 9: signed at 0:30, before the leaf was committed, so that a clock was wrong.

    Line n of ``commit-times`` is about leaf n; one that is not is kept until its leaf comes, and at the end looked for
    in all leaves. Of an honest log few are; a file with very many is of another log.
    """

    number = 8

    def __init__(self, run: Verification) -> None:
        super().__init__(run)
        signed = ((each.size, each.signed_at, each.name) for each in run.kept if each.signed_at)
        self.timed = sorted(signed, key=itemgetter(0))
        self.untimed = len(run.kept) - len(self.timed)
        self.sizes = [size for size, _, _ in self.timed]
        # Of each of them and those before it, the one that was signed last:
        self.last_signed = list(itertools.accumulate(self.timed, partial(max, key=itemgetter(1))))
        self.lines = enumerate(self.export.lines("commit-times"), start=1)
        self.waiting: dict[bytes, datetime] = {}  # what was read of leaves that have not come: hash, time
        self.told = self.stated = 0  # leaves whose time commit-times told, or they state themselves
        self.compared = 0  # times of leaves for which there is a checkpoint with a time and without the leaf
        self.early = self.late_reads = 0  # leaves of a later time than their checkpoint; reads put in late

    def take(self, leaf: Leaf) -> None:
        """Compare the time that the file has for it, and the one that it states."""
        self._read_line()
        early = False
        if told := self.waiting.pop(leaf.hash, None):
            self.told += 1
            early = self.check_8_omission(("leaf", leaf.index), leaf.index, told)
        if "recorded_at" in leaf.envelope:
            stated = time_of(leaf.envelope["recorded_at"])
            self.stated += 1
            early |= self.check_8_omission(("leaf", leaf.index), leaf.index, stated)
            if leaf.serves == "read":
                self.late_reads += stated - time_of(leaf.envelope["from"]) > READ_LIMIT
        self.early += early

    def check_8_omission(self, where: Place, index: int, committed: datetime) -> bool:
        """Compare when a leaf was committed with the checkpoints without it; return whether the first with it is earlier."""
        without = bisect.bisect_right(self.sizes, index)  # so many are
        if without:
            self.compared += 1
            _, signed_at, name = self.last_signed[without - 1]
            if signed_at - committed > OMISSION_LIMIT:
                self.report.bad(8, where, "withheld", name=name)
        return without < len(self.timed) and committed - self.timed[without][1] > OMISSION_LIMIT

    def finish(self) -> None:
        """Look for the leaves of the lines that are left; what is nowhere was withheld."""
        while self._read_line():
            pass
        if self.waiting:
            for index, data in enumerate(itertools.chain.from_iterable(self.run.check_3_bundles(again=True))):
                if told := self.waiting.pop(leaf_hash(data), None):
                    self.told += 1
                    self.early += self.check_8_omission(("leaf", index), index, told)
        for told in self.waiting.values():  # as if its leaf stood behind all that there are
            self.check_8_omission(("nowhere", ""), self.run.size, told)
        latest = max((signed_at for _, signed_at, _ in self.timed), default=None)
        later = sum(latest is None or told > latest for told in self.waiting.values())
        self.report.note(8, "unplaced_lines", count=len(self.waiting), later=later)
        self.report.note(8, "untimed", count=self.untimed if self.timed else 0)
        self.report.note(8, "early", count=self.early)
        self.report.note(8, "late_reads", count=self.late_reads)
        times = {"told": self.told, "stated": self.stated, "timed": len(self.timed), "untimed": self.untimed}
        self.report.good(8, "nothing_withheld", count=self.compared, size=self.run.size, **times)

    def _read_line(self) -> bool:
        """Read a line of commit-times, a leaf's hash and a time; return whether there was one."""
        line = self.report.attempt(8, "commit-times", next, self.lines, None)
        if line:
            self.report.attempt(8, ("commit", line[0]), self._take_line, line[1])
        return line is not None

    def _take_line(self, line: bytes) -> None:
        hashed, text = line.decode("utf-8").rstrip("\n").split(" ")
        node, told = bytes.fromhex(hashed), time_of(text)
        require(len(node) == 32, "commitment_length")
        self.waiting[node] = min(told, self.waiting.get(node, told))
        if len(self.waiting) > KEPT_LINES:
            self.report.bad(8, "commit-times", "disordered", count=KEPT_LINES)
            self.lines, self.waiting = enumerate(iter(())), {}


def time_of(text: str) -> datetime:
    """Read an RFC 3339 time with a zone."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    require(moment.tzinfo is not None, "no_zone", text=text)
    return moment


class Check9Batches(Check):
    """Check 9: the digests of a batch's objects, where the export has them, are those that its leaf opens the root of."""

    number, place = 9, "batch"
    every = 0  # batches

    def __init__(self, run: Verification) -> None:
        super().__init__(run)
        self.there: set[int] = set()  # those with a list of their objects

    def take(self, leaf: Leaf) -> None:
        """Compare a batch with the list of its objects."""
        if leaf.serves != "batch":
            return
        self.every += 1
        name = f"batches/{leaf.index}.json"
        if (self.export.folder / name).exists():
            self.there.add(leaf.index)
            tree = Tree()
            for digest in self.export.digests(name):
                tree.append(leaf_hash(digest))
            same = (tree.root().hex(), tree.size) == (leaf.envelope.get("root"), leaf.envelope.get("size"))
            require(same, "batch")

    def finish(self) -> None:
        """Say of how many batches there was a list, and which lists are of none."""
        for number in self.run.listed(9, "batches"):
            if number not in self.there:
                self.report.bad(9, f"batches/{number}", "no_batch")
        self.report.good(9, "batches", count=len(self.there), every=self.every)


class Check10Replay(Check):
    """Check 10: whoever brought the rules judges the entries again."""

    number = 10

    def take(self, leaf: Leaf) -> None:
        """Have an entry judged again by what is opened of it."""
        if self.run.replay and leaf.is_entry and leaf.shown:
            self.run.replay.take(leaf.index, leaf.shown.envelope, leaf.shown.body)

    def finish(self) -> None:
        """Have them say what came of it."""
        if self.run.replay:
            self.run.replay.finish(self.report)
        else:
            self.report.note(10, "not_replayed")


DECISION = b"sekisho/decision/1\n"
SIGNED_OPENLY = ("case", "step", "act_of")  # of the intent, what the envelope has and the body has not
HOLDER_VERIFIED = 0x01 | 0x04  # the flags of authenticator data: somebody was present, and was recognised


class Check11Signatures(Check):
    """Check 11: which passkey is whose, as the log says up to each leaf, and what they signed (WebAuthn Level 3, 7.2)."""

    number = 11

    def __init__(self, run: Verification) -> None:
        super().__init__(run)
        self.keys: dict[str, Json] = {}  # by credential, what began it; nothing, once it ended
        self.holders: Counter[str] = Counter()  # how many passkeys of a person are in force
        self.signed: set[str] = set()  # what was signed, by its challenge
        self.checked, self.unsigned, self.not_in_full, self.covered = 0, 0, 0, 0  # entries
        self.seconds = 0.0  # that checking took

    def take(self, leaf: Leaf) -> None:
        """Take a passkey's beginning or end, or an entry: its signature is checked, where it is opened in full and has one."""
        if leaf.serves == "passkey":
            self.check_11_passkey(leaf.envelope)
        elif leaf.is_entry:
            body = leaf.shown.body if leaf.shown else {}
            if not (leaf.envelope and body and leaf.opened("envelope") and leaf.opened("body")):
                self.not_in_full += 1
                self.covered += "signature" in body
            elif "signature" not in body:
                self.unsigned += self.holders[body.get("recorded_by", "")] > 0
            else:
                self.checked += 1
                begun = time.perf_counter()
                try:
                    self.check_11_decision(leaf.clear, leaf.envelope, body)
                finally:
                    self.seconds += time.perf_counter() - begun

    def check_11_passkey(self, envelope: Json) -> None:
        """Take the beginning or the end of a passkey; a credential begins once and ends once."""
        credential, event, person = envelope["credential"], envelope["event"], envelope["person"]
        require(type(credential) is type(person) is str, "key_kind")
        if event == "added":
            require(credential not in self.keys, "key_event", event=event)
            self.holders[person] += 1
            self.keys[credential] = envelope
        else:
            begun = self.keys.get(credential)
            require(event == "ended" and bool(begun), "key_event", event=event)
            require(person == (begun or {})["person"], "key_person")
            self.holders[person] -= 1
            self.keys[credential] = {}

    def check_11_decision(self, clear: Json, envelope: Json, body: Json) -> None:
        """Check one signature: whose it is and when, then what was signed, and last that its key made it."""
        given = body["signature"]
        known = self.keys.get(given["credential"], {})
        require(bool(known), "key_not_in_force")
        require(known["person"] == body["recorded_by"], "key_person")
        expires = body.get("intent.expires_at")
        in_time = expires is not None and time_of(envelope["recorded_at"]) < time_of(expires)
        require(in_time, "signed_late")
        client, data = b64url(given["client_data"]), b64url(given["authenticator_data"])
        require(len(client) <= MOST_CLIENT, "client_long", count=MOST_CLIENT)
        stated = read_json(client)
        require(not any(f"intent.{name}" in body for name in SIGNED_OPENLY), "two_intents")
        require(stated["challenge"] == challenge_of(clear, envelope, body), "other_content")
        require(body["intent.heads"].get(envelope["case"]) == envelope["previous"], "other_place")
        require(stated["challenge"] not in self.signed, "signed_twice")
        site = ("webauthn.get", known["origin"], sha256(known["rp_id"].encode()).digest())
        framed = stated.get("crossOrigin") or "topOrigin" in stated
        require((stated["type"], stated["origin"], data[:32]) == site and not framed, "other_site")
        require(data[32] & HOLDER_VERIFIED == HOLDER_VERIFIED, "holder_unknown")
        made = jwk_verify(known["key"], data + sha256(client).digest(), b64url(given["signature"]))
        require(made, "bad_signature")
        self.signed.add(stated["challenge"])

    def finish(self) -> None:
        """Say how many signatures held, and of which entries none was looked at."""
        self.report.note(11, "signatures_closed", count=self.not_in_full, covered=self.covered)
        self.report.note(11, "unsigned", count=self.unsigned)
        rate = round(self.checked / self.seconds) if self.seconds else 0
        self.report.good(11, "signatures", count=self.checked, keys=len(self.keys), rate=rate)
        self.report.found["signatures"] = self.checked


def challenge_of(clear: Json, envelope: Json, body: Json) -> str:
    """Return the challenge that a signature over this entry is made for: a hash of what the person was shown."""
    intent = {name.partition(".")[2]: value for name, value in body.items() if name.startswith("intent.")}
    statement = {
        "intent": intent | {name: envelope[name] for name in SIGNED_OPENLY},
        "person": body["recorded_by"],
        "happened_at": envelope["happened_at"],
        "evidence": body.get("evidence", []),
        "realm": clear["realm"],
    }
    hashed = sha256(DECISION + canonical(statement).encode()).digest()
    return base64.urlsafe_b64encode(hashed).decode().rstrip("=")


# ── The verification of a receipt (c2sp.org/tlog-proof): what one leaf needs of the checks above ─────────────────────


def verify_receipt(
    proof: str, policy: str, disclosed: str | None = None, member: str | None = None
) -> Report:
    """Verify a receipt by a policy alone: the leaf in its ``extra`` line is in the log, under a checkpoint that counts.

    ``disclosed`` is what is opened of the leaf, as in an export; ``member`` one object or read of the batch that it
    stands for. What one leaf cannot show is not checked: its place in its case (7), whether anything was withheld (8), a
    person's signature (11), whose key begins in another leaf. Which key of the log counts is for the policy to say.
    Raises ``Unreadable`` where the receipt or the policy is none.
    """
    report, rules = Report(), Policy(policy)
    report.held = "in_log"
    index, data, path, note = read_proof(proof)
    where = ("leaf", index)
    kept: Checkpoint | None = report.attempt(2, "checkpoint", Checkpoint, "checkpoint", note, rules)
    clear = report.attempt(3, where, read_leaf, data)
    if kept is None or clear is None:
        return report
    if root_by(path, index, kept.size, leaf_hash(data)) != kept.root:
        report.bad(4, where, "not_included")
    shown: Disclosure | None = None
    if disclosed is not None:
        shown = report.attempt(6, where, Disclosure, disclosed.encode(), clear)
    given = Leaf(index, leaf_hash(data), clear, shown)
    if not given.is_entry and (given.envelope or clear["class_"] not in SERVICE):  # closed, it serves nothing
        report.attempt(3, where, check_3_service, given)
    if member is not None:
        report.attempt(9, where, check_9_member, report, member, clear, shown)
    check_2_quorum(report, rules, [kept])
    report.good(3, "one_leaf", leaf_class=clear["class_"], realm=clear["realm"])
    report.good(4, "included", index=index, size=kept.size)
    parts = shown.parts if shown else {}
    for part, part_ja in PARTS.items():
        tell_fields(report, 6, part, parts.get(part, {}))
        if part not in parts and clear[part] != NOTHING:
            report.note(6, "part_closed", part=part, part_ja=part_ja)
        elif shown and shown.closed.get(part):
            report.note(6, "fields_closed", part=part, part_ja=part_ja, count=shown.closed[part])
    for step in (7, 8, 10, 11):
        report.note(step, "one_leaf_only")
    report.found |= {"log": kept.origin, "index": index, "size": kept.size, "shown": parts}
    return report


def read_proof(text: str) -> tuple[int, bytes, list[bytes], str]:
    """Return the index, the leaf, the path and the signed checkpoint of a receipt."""
    head, blank, note = text.partition("\n\n")
    form = r"c2sp\.org/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9][0-9]{0,14})((?:\n\S+)*)"
    found = re.fullmatch(form, head)
    with contextlib.suppress(ValueError):  # of what is no base64
        if found and blank:
            return int(found[2]), b64(found[1]), [b64(line) for line in found[3].split()], note
    raise Unreadable("no_receipt")


def check_9_member(report: Report, given: str, clear: Json, shown: Disclosure | None) -> None:
    """Check that an object (by its digest) or a read (by salt and content) is in the batch that the leaf stands for."""
    opened = shown.envelope if shown and clear["class_"] in ("batch", "read") else {}
    member = read_json(given.encode())
    digest = str(member.get("digest"))
    if "content" in member:  # what is shown must be what is proved
        digest = sha256(canonical([member["salt"], member["content"]]).encode()).hexdigest()
    path = [bytes.fromhex(each) for each in member["path"]]
    root = root_by(path, member["index"], member["size"], leaf_hash(bytes.fromhex(digest)))
    proved = root is not None and (root.hex(), member["size"]) == (opened.get("root"), opened.get("size"))
    require(proved, "not_member")
    tell_fields(report, 9, "member", member.get("content", {"digest": digest}))
    report.good(9, "member", index=member["index"], size=member["size"])


def tell_fields(report: Report, step: int, part: str, fields: Json) -> None:
    """Say what is opened, and was checked, a line for each field."""
    for name, value in fields.items():
        text = json.dumps(value, ensure_ascii=False)
        report.note(step, "field", mark="○", part=part, name=name, value=text)


# ── The files of an export ───────────────────────────────────────────────────────────────────────────────────────────


def tile_name(number: int, width: int) -> str:
    """Return a tile's number as a path; a partial tile names its width (c2sp.org/tlog-tiles)."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups)) + ("" if width == WIDTH else f".p/{width}")


# As bytes also on Windows; and at once, for a pipe in the place of a file would keep its reader waiting for good.
OPENED_AS = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
DIGEST = re.compile(rb'\s*([\[,])\s*"([0-9a-f]{64})"')  # with the sign before it: "[" before the first one
BLOCK = 1 << 16


class Export:
    """The files of an export folder, read when they are needed: plain files, of which little is in memory at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / "checkpoint").is_file():
            raise Unreadable("no_export", folder=folder)

    def text(self, name: str) -> str:
        """Return a file's text."""
        data = self.read(name)
        if data is None:
            raise FileNotFoundError(name)
        return data.decode("utf-8")

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, ``None`` where it is not there."""
        with self._open(name) as file:
            return bounded(file.read, name) if file else None

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a file's lines, none where it is not there."""
        with self._open(name) as file:
            while file and (line := bounded(file.readline, name)):
                yield line

    def _open(self, name: str) -> contextlib.AbstractContextManager[BinaryIO | None]:
        """Open a file, where there is one. Raises ``Unreadable`` for what is no plain file."""
        try:
            handle = os.open(f"{self.folder}/{name}", os.O_RDONLY | OPENED_AS)
        except (FileNotFoundError, NotADirectoryError):
            return contextlib.nullcontext()
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise Unreadable("no_file", name=name)
        return open(handle, "rb")

    def bundle(self, number: int, width: int) -> list[bytes]:
        """Return the leaves of one entry bundle: each its length in two bytes, and itself (c2sp.org/tlog-tiles)."""
        data = self.read(f"tile/entries/{tile_name(number, width)}")
        if data is None:
            raise Wrong("truncated")
        leaves: list[bytes] = []
        place = 0
        while place < len(data) and len(leaves) <= width:
            size = int.from_bytes(data[place : place + 2], "big")
            leaves.append(data[place + 2 : place + 2 + size])
            place += 2 + size
        require(place == len(data) and len(leaves) == width, "bundle")
        return leaves

    def openings(self, number: int, places: range) -> Iterator[bytes | None]:
        """Yield what opens each leaf of a bundle, ``None`` where nothing does: lines of an index and the text, in rising order."""
        place = places.start
        for line in self.lines(f"disclosed/{number}"):
            index, _, opening = line.partition(b" ")
            require(place <= int(index) < places.stop, "not_rising")
            yield from [None] * (int(index) - place)
            yield opening
            place = int(index) + 1
        yield from [None] * (places.stop - place)

    def digests(self, name: str) -> Iterator[bytes]:
        """Yield the digests of a batch's objects: a JSON list of hexadecimal ones."""
        # A block at a time, so that a list of millions is never there at once.
        rest, sign, block = b"", b"[", b""
        with self._open(name) as file:
            while file and (block := file.read(BLOCK)) and len(rest) < BLOCK:
                rest, done = rest + block, 0
                while (found := DIGEST.match(rest, done)) and found[1] == sign:
                    yield bytes.fromhex(found[2].decode())
                    sign, done = b",", found.end()
                rest = rest[done:]
        ended = re.fullmatch(rb"\s*\[\s*\]\s*" if sign == b"[" else rb"\s*\]\s*", rest)
        require(not block and ended is not None, "batch")

    def listed(self, folder: str, first: int) -> tuple[list[int], list[str]]:
        """Return the numbers, from ``first`` on, that name the files of a folder, and the names that are no number."""
        numbers, strays = [], []
        form = r"(0|[1-9][0-9]{0,14})" + (r"\.json" if folder == "batches" else "")
        if (self.folder / folder).is_dir():
            with os.scandir(self.folder / folder) as files:
                for file in files:
                    found = re.fullmatch(form, file.name)
                    if found is None:
                        strays.append(file.name)
                    elif int(found[1]) >= first:
                        numbers.append(int(found[1]))
        return sorted(numbers), sorted(strays)


def bounded(read: Callable[[int], bytes], name: str) -> bytes:
    """Read a file or a line of it. Raises ``Unreadable`` for one that is too long."""
    data = read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable("no_file", name=name)
    return data


# ── Keys, policy, notes, checkpoints (c2sp.org/tlog-policy, signed-note, tlog-checkpoint, tlog-cosignature) ──────────

PLAIN, TIMED = 0x01, 0x04  # kinds of Ed25519 signature: over a note's text; over a time and the text
ML_DSA_44 = 0x06  # with a time; checked where "cryptography" is installed, else named as unchecked


Who = tuple[str, bytes]  # a key's name and id


class Key(NamedTuple):
    """A key whose signatures count: its name, its id, the kind of signature, and the public key."""

    name: str
    id: bytes
    kind: int
    public: bytes

    @property
    def who(self) -> Who:
        """How a signature names its key."""
        return self.name, self.id

    def signs(self, text: str, signature: bytes) -> bool | None:
        """Return whether a signature under a note's text holds; ``None`` for a kind that is not checked here."""
        if self.kind == PLAIN:
            return ed25519_verify(self.public, text.encode(), signature)
        if self.kind == TIMED:
            message = f"cosignature/v1\ntime {int.from_bytes(signature[:8], 'big')}\n{text}"
            return ed25519_verify(self.public, message.encode(), signature[8:])
        return ml_dsa_44_verify(self, text, signature) if self.kind == ML_DSA_44 else None


def make_key(name: str, kind: int, public: bytes) -> Key:
    """Return a key with its id."""
    return Key(name, sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4], kind, public)


def read_key(text: str) -> Key:
    """Read a verifier key ``name+id+key``."""
    found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text)
    data = b64(found[3]) if found else b""
    key = make_key(found[1], data[0], data[1:]) if found and data else None
    if found is None or key is None or key.id.hex() != found[2]:
        raise Wrong("bad_key", text=text)
    return key


def b64(text: str) -> bytes:
    """Return the bytes of a base64 text."""
    return base64.b64decode(text, validate=True)


def b64url(text: str) -> bytes:
    """Read base64url without padding (RFC 4648, 5)."""
    return b64(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))


class Policy:
    """Check 1: whose signatures count, by lines such as these (the dots stand for the rest of a key):

        log log.example/real+a698b989+AYqI…               the log, by its key; of one that may change it, each key
        witness police witness.example/p+9f0c2e11+BJk…    a witness, by a name that is the policy's own
        group both 2 police court                         so many of these: witnesses, or groups that stand above
        quorum both                                       what a checkpoint must bear; "none": nothing but the log's
        # signs log.example/real+a698b989 from 0 to 500   the sizes that a key of the log signs; "to now": no end

    Each witness has a key of its own and is in one group at most, so that nobody counts twice. A comment that is like
    "# signs" and not clear, or of a key that is not there, is refused: it was meant to bound something.
    """

    def __init__(self, text: str) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, tuple[int, list[str]]] = {"none": (0, [])}  # so many of these
        self.periods: dict[str, tuple[int, int]] = {}  # by name and id
        self.quorum = ""
        if text.count("\n") > MOST_RULES:
            raise Unreadable("policy_long", count=MOST_RULES)
        for number, line in enumerate(text.split("\n"), start=1):
            try:
                understood = not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line) and self._take(line)
            except (Wrong, *MALFORMED):
                understood = False
            if not understood:
                raise Unreadable("policy_line", number=number)
        written = {f"{key.name}+{key.id.hex()}": key for key in self.logs}
        plain = [key for key in self.logs if key.kind == PLAIN]
        if not plain or not self.quorum:
            raise Unreadable("policy_lacks")
        if strange := self.periods.keys() - written.keys():
            raise Unreadable("policy_period", names=", ".join(sorted(strange)))
        self.bounds = {(written[id].name, written[id].public): each for id, each in self.periods.items()}
        timed = [make_key(key.name, TIMED, key.public) for key in plain]  # they sign with a time as well
        self.own = {key.who: key for key in (*timed, *self.logs)}
        self.witness_of = {key.who: name for name, key in self.witnesses.items()}

    def covers(self, key: Key, size: int) -> bool:
        """Return whether a log's key signs checkpoints of that size."""
        first, last = self.bounds.get((key.name, key.public), (0, size))
        return first <= size <= last

    def met_by(self, signed: Collection[str], name: str) -> bool:
        """Return whether these witnesses make up what has that name, such as the quorum."""
        if name in self.witnesses:
            return name in signed
        needed, members = self.groups[name]
        return sum(self.met_by(signed, member) for member in members) >= needed

    def _take(self, line: str) -> bool:
        """Take a line; returns whether it is understood."""
        match re.split(r"[ \t]+", line.strip(" \t")):
            case ["log", key] | ["log", key, _]:
                self.logs.append(read_key(key))
                return self.logs[-1].kind in (PLAIN, ML_DSA_44)
            case ["witness", name, key] | ["witness", name, key, _]:
                witness = read_key(key)  # one key under two names would count twice
                once = self._new(name) and witness.public not in {w.public for w in self.witnesses.values()}
                self.witnesses[name] = witness
                return once and witness.kind != PLAIN
            case ["group", name, asked, *members] if members:
                return self._new(name) and self._group(name, asked, members)
            case ["quorum", name] if not self.quorum:
                self.quorum = name
                return not self._new(name)
            case ["#", "signs", who, "from", first, "to", last] if who not in self.periods:
                self.periods[who] = (int(first), 10**15 if last == "now" else int(last))
                return bool(re.fullmatch(r"[0-9]{1,15} ([0-9]{1,15}|now)", f"{first} {last}"))
            case [first, *_]:  # an empty line, a comment
                return first[:1] in ("", "#") and not re.match(r"\s*#\s*signs?\b", line, re.IGNORECASE)
        return False

    def _new(self, name: str) -> bool:
        return name not in self.witnesses and name not in self.groups

    def _group(self, name: str, asked: str, members: list[str]) -> bool:
        taken = [m for _, others in self.groups.values() for m in others]
        needed = {"any": 1, "all": len(members)}.get(asked, 0)
        if re.fullmatch(r"[1-9][0-9]{0,3}", asked):
            needed = int(asked)
        known = "none" not in members and not any(map(self._new, members))
        self.groups[name] = (needed, members)
        return known and 1 <= needed <= len(members) and len({*taken, *members}) == len(taken) + len(members)


def split_note(note: str) -> tuple[str, list[tuple[Who, bytes]]]:
    """Return a note's text and its signatures, each with how it names its key. The note of a checkpoint is::

    log.example/real           the name of the log: the text begins here
    9                          how many leaves
    M4hOLIeJvTzKF7UEGon+…      their root

    — log.example/real ppi5…   who signs; the first four bytes are the id of the key, the rest is the signature
    """
    require(len(note) <= MOST_NOTE, "long_note", count=MOST_NOTE)
    text, blank, lines = note.rpartition("\n\n")
    clean = blank and lines.endswith("\n") and not any(c < " " and c != "\n" for c in note)
    require(bool(clean), "no_note")
    require(lines.count("\n") <= MOST_SIGNATURES, "too_many_signatures", count=MOST_SIGNATURES)
    signatures = []
    for line in lines[:-1].split("\n"):
        found = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        if found is None:
            raise Wrong("bad_signature_line")
        data = b64(found[2])
        signatures.append(((found[1], data[:4]), data[4:]))
    return text + "\n", signatures


class Checkpoint:
    """Check 2: a checkpoint whose signatures were checked; it ``counts`` if its witnesses make up the policy's quorum.

    ``signers`` are the public keys of the log that signed it; ``signed_at`` is the time that one of them signed, if any,
    ``cosigned`` the witnesses that did, ``unchecked`` the names under signatures that nobody looked at.
    """

    def __init__(self, name: str, note: str, policy: Policy) -> None:
        self.name = name
        text, signatures = split_note(note)
        lines = text.split("\n")
        filled = len(lines) >= 4 and all(lines[:-1])
        require(filled and bool(re.fullmatch(r"0|[1-9][0-9]{0,14}", lines[1])), "no_checkpoint")
        self.origin, self.size, self.root = lines[0], int(lines[1]), b64(lines[2])
        self.signers: set[bytes] = set()
        self.cosigned: dict[str, datetime] = {}
        self.unchecked: set[str] = set()
        self._stamps: list[tuple[bytes, datetime]] = []  # by the log's keys
        require(self.origin in {key.name for key in policy.logs}, "other_log", name=self.origin)
        for each in signatures:
            self._signature(text, *each, policy)
        require(bool(self.signers), "not_signed")
        times = (stamp for public, stamp in self._stamps if public in self.signers)
        self.signed_at = max(times, default=None)
        self.counts = policy.met_by(self.cosigned.keys(), policy.quorum)

    def _signature(self, text: str, who: Who, signature: bytes, policy: Policy) -> None:
        """Take a signature. One of a known key must hold; one of another key, or of an unknown kind, is only named."""
        own = policy.own.get(who) if who[0] == self.origin else None
        witness = None if own else policy.witness_of.get(who)
        key = policy.witnesses[witness] if witness else own
        held = key.signs(text, signature) if key else None
        if key is None or held is None:
            self.unchecked.add(who[0])
        elif not held:
            raise Wrong("forged", name=who[0])
        elif witness is not None:
            self.cosigned[witness] = time_stamped(signature)
        elif not policy.covers(key, self.size):
            raise Wrong("period", id=key.id.hex(), size=self.size)
        elif key.kind == PLAIN:
            self.signers.add(key.public)
        else:
            self._stamps.append((key.public, time_stamped(signature)))


def time_stamped(signature: bytes) -> datetime:
    """Return the time that a signature is over: its first eight bytes, in seconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int.from_bytes(signature[:8], "big"))


# ── Leaves and what is opened of them: commitments over canonical JSON (RFC 8785) ────────────────────────────────────

LEAF = re.compile(
    rb'\{"body":"(?P<body>[0-9a-f]{64})","class":"(?P<class_>[a-z]+)","envelope":"(?P<envelope>[0-9a-f]{64})",'
    rb'"format":"sekisho/leaf/1","realm":"(?P<realm>[^"\\\x00-\x1f]*)","subjects":"(?P<subjects>[0-9a-f]{64})"\}'
)
PARTS = {"envelope": "外装", "body": "内容", "subjects": "対象の標識"}
FIELD = b"\x00sekisho/field/1\n"  # the zero byte makes a commitment a leaf hash of RFC 6962
NOTHING = sha256(b"").hexdigest()  # the root of a part without fields


def read_leaf(data: bytes) -> Json:
    """Return what a leaf shows in clear. There is one way to write a leaf, so that no two readers read it differently."""
    found = LEAF.fullmatch(data)
    if found is None:
        raise Wrong("no_form")
    return {name: value.decode() for name, value in found.groupdict().items()}


class Disclosure:
    """Check 6: what is opened of a leaf, by part: ``in_full`` where ``closed`` counts no commitment that stays closed.

        {"envelope": [{"name": "case", "salt": "41…", "value": "A"}, {"commitment": "6b31…"}], "body": []}

    The root that a leaf gives for a part is over the commitments to all fields of it, in the order in which they are
    given here: no opened field can be changed, added or moved, and in a part that is opened in full none is left out. A
    closed commitment may stand for several fields, for it can be a node of the tree above them.
    """

    def __init__(self, data: bytes, leaf: Json) -> None:
        few = len(data) <= MOST_VALUES or sum(map(data.count, (b"[", b"{", b","))) <= MOST_VALUES
        require(few, "too_many", count=MOST_VALUES)
        shown = read_json(data)
        self.closed: dict[str, int] = {}
        require(shown.keys() <= PARTS.keys(), "no_part")
        self.parts = {part: self._open(part, fields, leaf[part]) for part, fields in shown.items()}
        self.in_full = {part for part, count in self.closed.items() if count == 0}
        self.envelope, self.body = self.parts.get("envelope", {}), self.parts.get("body", {})

    def _open(self, part: str, fields: list[Json], root: str) -> Json:
        committed = root_of([commitment(field) for field in fields]).hex() == root
        require(committed, "not_committed", part=part, part_ja=PARTS[part])
        opened = [field for field in fields if len(field) > 1]
        self.closed[part] = len(fields) - len(opened)
        names = [field["name"] for field in opened]
        require(all(one < two for one, two in itertools.pairwise(names)), "not_once")
        return {field["name"]: field.get("value") for field in opened}


def commitment(field: Json) -> bytes:
    """Return the commitment to a field: as it stands, if that is all there is, else of its salt, name and value (none: null)."""
    if len(field) == 1:
        data = bytes.fromhex(field["commitment"])
        require(len(data) == 32, "commitment_length")
        return data
    if len(field) != 2 + ("value" in field):
        raise Wrong("field_form")
    written = f"[{quoted(field['salt'])},{quoted(field['name'])},{canonical(field.get('value'))}]"
    return sha256(FIELD + written.encode()).digest()


quoted = json.encoder.encode_basestring  # a string as RFC 8785 has it
plain_json = json.JSONEncoder(allow_nan=False).encode  # a number, true, false or null


def unequivocal(pairs: list[tuple[str, Any]]) -> Json:
    """Make an object of JSON. One that has a name twice is refused: two readers could read it in two ways."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise Wrong("named_twice")
    return read


read_text = json.JSONDecoder(object_pairs_hook=unequivocal).decode


def read_json(data: bytes) -> Any:
    """Return what JSON says."""
    return read_text(data.decode("utf-8"))


def canonical(value: Any, deep: int = 0) -> str:
    """Return the canonical JSON (RFC 8785) of any value; ``deep`` is how many objects and lists it stands in."""
    if isinstance(value, str):
        return quoted(value)
    if deep > MOST_DEEP:
        raise Wrong("too_deep", count=MOST_DEEP)
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join([f"{quoted(k)}:{canonical(v, deep + 1)}" for k, v in items]) + "}"
    if isinstance(value, list):
        return "[" + ",".join([canonical(each, deep + 1) for each in value]) + "]"
    return fraction(value) if isinstance(value, float) else plain_json(value)


def fraction(value: float) -> str:
    """Return a number as ECMAScript writes it: the digits are Python's, an exponent begins elsewhere."""
    if 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return "0" if value == 0 else re.sub("(?<=e[+-])0", "", plain_json(value))


# ── The Merkle tree (RFC 6962) ───────────────────────────────────────────────────────────────────────────────────────


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes: pairs are joined level by level, and one left over goes up as it is."""
    level = list(hashes) or [sha256(b"").digest()]
    while len(level) > 1:
        paired = [sha256(b"\x01" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


class Tree:
    """A growing tree, kept as the hashes of the tile of each level that is not complete (c2sp.org/tlog-tiles).

    A hash at level n is the root over 256ⁿ leaves. ``completed`` is given the level and the hashes of each tile that is.
    """

    def __init__(self, completed: Callable[[int, list[bytes]], None] = lambda level, hashes: None) -> None:
        self.size = 0
        self.levels: list[list[bytes]] = [[]]
        self._completed = completed

    def append(self, node: bytes) -> None:
        """Append a leaf hash."""
        self.size += 1
        self.levels[0].append(node)
        level = 0
        while len(hashes := self.levels[level]) == WIDTH:
            self._completed(level, hashes)
            level += 1
            self.levels += [[]] if level == len(self.levels) else []
            self.levels[level].append(root_of(hashes))
            hashes.clear()

    def root(self) -> bytes:
        """Return the root: at each level, what the levels below come to stands last."""
        below: list[bytes] = []
        for hashes in self.levels:
            below = [root_of(hashes + below)] if hashes or below else []
        return root_of(below)


def root_by(path: Sequence[bytes], index: int, size: int, node: bytes) -> bytes | None:
    """Return the root to which a path leads (RFC 9162, 2.1.3.2); ``None`` where its length is not that of index and size."""
    last = size - 1
    if not 0 <= index < size or any(len(each) != 32 for each in path):
        return None
    for sibling in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            node = node_hash(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        index, last = index >> 1, last >> 1
    return node if last == 0 else None


# ── The words of the report ──────────────────────────────────────────────────────────────────────────────────────────

PLACES: Mapping[str, Pair] = {
    "leaf": ("葉", "leaf"),
    "bundle": ("葉の束", "entry bundle"),
    "disclosure": ("開示", "disclosure"),
    "disclosures": ("開示の束", "disclosures of bundle"),
    "batch": ("一括受領", "batch"),
    "commit": ("commit-times の行", "commit-times, line"),
    "nowhere": ("どこにもない葉", "a leaf that is nowhere"),
    "cases": ("案件", "cases"),
}

TABLE = """
verified | 検証した。上のとおり確かめた限り、記録に誤りは見当たらない。 | Verified: nothing is wrong with the record, as far as it was checked above.
in_log | 検証した。この葉は、有効なチェックポイントの下でログにある。開示されたもののほかは確かめていない。 | Verified: this leaf is in the log, under a checkpoint that counts. Nothing but what is opened of it was checked.
by_own_policy | 記録はそれ自身と矛盾しない。ただし、出力に添えられた方針によるのみであり、誰の記録かは検証していない。 | Consistent with itself, by its own policy only: whose record it is was not verified.
not_verified | 検証できない点が {count} 件ある。 | NOT verified: {count} failures.
more | ほか {count} 件 | and {count} more
unread | 読み取れない（{error}） | it cannot be read ({error})
malformed | 形式が正しくない（{error}） | it is malformed ({error})

no_file | {name} は普通のファイルでないか、大きすぎる | {name} is no plain file, or too large
no_export | {folder}：checkpoint がない | there is no checkpoint in {folder}
no_policy | 方針がない（{error}） | no policy ({error})
policy_line | 方針の {number} 行目を読めない | line {number} of the policy is not understood
policy_long | 方針が {count} 行を超える | the policy has more than {count} lines
policy_lacks | 方針に log（Ed25519 の鍵）又は quorum がない | the policy lacks a log with an Ed25519 key, or a quorum line
policy_period | 方針が期間を定める鍵（{names}）が、方針の log にない | the policy bounds keys ({names}) that no log line of it has
own_policy | 方針は出力に添えられたものである。ログ以外から受け取ったものを --policy で示すとよい | the policy came with the export; better name one that you have from elsewhere, with --policy
log | ログ {name} | log {name}

no_period | 方針の示す鍵が複数あり、うち期間の定めのないもの {count}：{names}。盗まれた前の鍵による二股は見えない | of several keys of the log, {count} have no period in the policy ({names}): a fork that ends before the change of key may be signed with a stolen one

bad_key | 鍵「{text}」が正しくない | the key {text!r} is malformed
no_note | 署名付きの文書ではない | this is not a signed note
long_note | {count} 字を超える | it has more than {count} characters
bad_signature_line | 署名の行が正しくない | a signature line is malformed
too_many_signatures | 署名が {count} 行を超える | it bears more than {count} signatures
no_checkpoint | チェックポイントの形でない | this is no checkpoint
other_log | 別のログ（{name}）のものである | it belongs to another log ({name})
forged | 「{name}」の署名が正しくない | the signature of {name} is wrong
not_signed | 方針の示すログの鍵による署名がない | it is not signed by the log's key that the policy names
log_alone | ほかに証人の署名の足りないもの：{count} 件（その葉は最新のものに含まれる） | {count} others lack the cosignatures that the policy asks for; their leaves are under the latest
no_quorum | 方針の求める証人の署名が足りない | it lacks the cosignatures that the policy asks for
period | 鍵 {id} は、方針の示す期間の外（{size} 件）で署名している | the key {id} signed a size ({size}) outside of the period that the policy gives it
replayed | 最新とされるもの（{latest} 件）より新しい（{size} 件）。古いチェックポイントが示されている | it is later ({size} leaves) than the one shown as latest ({latest}): an old checkpoint is being replayed
unchecked | 確認していない署名：{names} | signatures that were not checked: {names}
no_witness | 方針は証人の署名を求めていない | the policy asks for no witness: a fork shown to others cannot be seen
checkpoints | チェックポイント {count} 件の署名 | the signatures of {count} checkpoints
cosigned | 示されたもののうち最新のチェックポイントの時刻 {at}、証人とその時刻 {names}（方針の求めるもの：{asked}）。これがログの最新のものかは分からない | the latest checkpoint shown: time {at}, witnesses and their times {names} (the policy asks for: {asked}); nothing tells that it is the log's newest
clocks | 最新のチェックポイントについて、ログの示す時刻と五分を超えて異なる時刻を示す証人 {count}：{names} | {count} witnesses of the latest checkpoint state a time more than five minutes from the log's: {names}

truncated | 葉が欠けている（ログが途中で切れている） | leaves are missing: the log is truncated
bundle | 葉の数が束の名と合わない | the bundle has not as many leaves as its name says
no_form | 葉の形式でない（書き方は一通りである） | it has not the form of a leaf, of which there is one
service_closed | 「{leaf_class}」とされる葉が開示されていない。手続の記録（開始など）を隠し得る | a leaf that is said to be of class {leaf_class} is closed: it may hide an entry, such as a start
service_body | 「{leaf_class}」とされる葉に、外装のほかの部分がある。手続の記録（開始など）を隠し得る | a leaf of class {leaf_class} has more than an envelope: it may hide an entry, such as a start
passed_off | 手続の記録（{entry}）が「{leaf_class}」として示されている | an entry ({entry}) is passed off as {leaf_class}
service_fields | 「{leaf_class}」とされる葉の項目（{names}）が、その種別のものでない。手続の記録（開始など）を隠し得る | a leaf of class {leaf_class} has not the fields of one ({names}): it may hide an entry, such as a start
two_realms | 最初の葉とは別の区画の葉である。一つのログの葉は、全て一つの区画のものである | it is of another realm than the first leaf: all leaves of a log are of one
serving | 手続の記録でない葉 {count} 件（{classes}） | {count} leaves are no entries ({classes})
unknown_class | 「{leaf_class}」という種別はない | there is no class {leaf_class}
unread_tiles | tile/ のうち読んでいないもの {count} 件（最新のチェックポイントより後の葉のものであり得る） | {count} files under tile/ were not read: they may be of leaves beyond the latest checkpoint
leaves | 葉 {count} 件 | {count} leaves
no_receipt | 葉を添えた .tlog-proof でない | this is no .tlog-proof with its leaf
one_leaf | 葉（種別 {leaf_class}、区画 {realm}） | a leaf of class {leaf_class}, realm {realm}

root | 根が葉と一致しない。葉が変更、削除、挿入若しくは並べ替えられたか、別の履歴に署名している | its root is not that of the leaves: a leaf was changed, removed, inserted or moved, or another history was signed
old_key | この時点でログのものでない鍵が署名している（交替した鍵の署名は認められない） | it is signed by a key that is not the log's at this size: a key that was replaced signs nothing more
rotation_old | 交替する前の鍵がログの鍵でない | the key that it replaces is not the log's
rotation_note | 新旧両方の鍵による署名がない | it is not signed by both the old key and the new one
rotated | 鍵の交替：{old} から {new} へ | the log's key was replaced: {old} by {new}
too_few | 葉が足りず、根を調べられない | too few leaves to compare its root
roots | {count} 通りの大きさの根と相互の整合 | the roots at {count} sizes, each the beginning of the next
not_included | 経路が根に至らない。ログにない葉である | its path does not lead to the root: it is not in the log
included | ログの {size} 件の中の番号 {index} にある | it is number {index} of the {size} leaves of the log

tile | 葉と一致しない | it does not agree with the leaves
tiles | タイル {count} 件（全 {every} 件） | {count} of {every} tiles

stray | 名が番号でないため、読んでいないもの {count} 件：{names} | {count} files were not read, for their names are no numbers: {names}
no_leaf | その葉はない | there is no such leaf
not_rising | 葉の番号が小さい順に一度ずつ並んでいないか、この束の葉のものでない | the numbers of its leaves do not rise, or are of no leaf of this bundle
too_deep | 入れ子が {count} 段を超える | its JSON is nested more than {count} deep
too_many | 値が {count} を超える | it has more than {count} values
no_part | 葉にない部分が開示されている | it opens a part that no leaf has
not_committed | 開示された{part_ja}が、葉の示すものと異なる | the {part} shown is not what the leaf commits to
field_form | 項目に、約束値又は塩、名、値のほかのものがある。何もその内容を裏付けない | a field has more than a commitment, or a salt, a name and a value: nothing backs it
named_twice | JSON に同じ名が二つある | a name stands twice in an object of its JSON
not_once | 項目が名の順に一度ずつ並んでいない | its fields do not stand once each, in the order of their names
commitment_length | ハッシュ値の長さが正しくない | a hash or a commitment has not 32 bytes
disclosures | 開示 {count} 件（葉 {size} 件） | disclosures of {count} of {size} leaves
partly | 案件と番号は開示されているが、外装のほかの項目が開示されていない記録 {count} 件（開示されていない項目は、同じ名で別のことを述べ得る） | {count} entries show their case and number, and not all of their envelope: a closed field may have the name of an opened one and say otherwise
unplaced | 案件又は番号が開示されていない葉（{leaf_class}） {count} 件 | {count} leaves of class {leaf_class} are closed, or do not show their case and number
part_closed | {part_ja}は開示されていない | nothing of the {part} is shown
fields_closed | {part_ja}に、開示されていない項目がある（少なくとも {count} 件） | fields of the {part} stay closed, {count} at least
one_leaf_only | 一枚の葉からは分からず、確かめていない | not checked: one leaf cannot show it
field | {part}.{name} = {value} | {part}.{name} = {value}

other_realm | 別の区画の記録である | it belongs to another realm than its leaf says
bad_number | 案件又は番号が正しくない | its case or its number is malformed
not_placed | 全部が開示されているのに、{names} がない | it is opened in full, and has no {names}
out_of_order | 案件 {case} の第{number}号が二つあるか、順に並んでいない | number {number} of case {case} stands twice or out of order
chain | 案件 {case} の第{number}号が前の記録に続いていない | number {number} of case {case} does not follow from the entry before it
gap | 案件 {case} の第{number}号が欠けている | number {number} of case {case} is missing before it
gaps | 案件 {case} の第{number}号から第{last}号までが欠けている | numbers {number} to {last} of case {case} are missing before it
rested | 読んだはずの {case} の第{number}号が、これより後に置かれている | it rested on number {number} of {case}, which has a later place
nowhere | 読んだはずの {case} の第{number}号から第{last}号までが、どこにもない | it rested on numbers {number} to {last} of {case}, which are nowhere
not_shown | 記録の依拠した番号のうち {count} 件が示されていない（閉じた葉の中にあり得る） | {count} numbers that entries rested on are not shown: they may be among the closed leaves
still_shown | 消去されたとする案件 {case} の第{number}号が、なお示されている | number {number} of case {case} is said to be erased, and is still shown
lost | 消去されたとする番号又は読んだとする番号のうち {count} 件は、欠けた時までに閉じた葉がない。ログになかった | {count} numbers are said to be erased or were read, and were missing before there were closed leaves for them: they were not in the log
never_logged | 消去されたとする記録（{erased} 件）が、それより前の閉じた葉（{closed} 件）より多い。ログになかった葉がある | more entries ({erased}) are said to be erased than leaves before it are closed ({closed}): one was not in the log
erased | 消去の記録がある欠番 {count} 件（案件 {cases} 件：{names}） | {count} entries were erased, on record, of {cases} cases: {names}
cases | 案件 {cases} 件、記録 {count} 件の番号。うち前の記録との連鎖 {links} 件、依拠したものを示すもの {reads} 件 | numbers: {cases} cases, {count} entries; {links} of them follow from the one before, {reads} show what they rested on

no_zone | 時刻「{text}」に時間帯がない | the time {text!r} has no zone
disordered | 葉と合わない行が {count} 件を超える。このログのものでないとみて、残りは調べない | more than {count} lines are not about the leaf in their place: it is taken for another log's, and the rest is not looked at
withheld | 確定から五秒を超えて署名された {name} に含まれていない（隠された記録） | committed more than five seconds before {name} was signed, which leaves it out: withheld
early | これを含むチェックポイントより後の時刻を示す葉が {count} 件ある。ログの時計が遅れていた疑いがある | {count} leaves state a later time than a checkpoint that holds them: was its clock behind?
late_reads | 六十秒を超えてからログに入った閲覧の束が {count} 件ある | {count} batches of reads were made more than sixty seconds after their first read
unplaced_lines | commit-times の行 {count} 件の葉は、このログのどこにもない（うち時刻付きのどのチェックポイントよりも後のもの {later} 件） | {count} lines of commit-times are of leaves that are nowhere in this log: {later} of them later than every checkpoint with a time
untimed | 時刻のないチェックポイントが {count} 件ある。ほかのものには時刻がある | {count} checkpoints bear no time, while others do: no leaf was compared with them
nothing_withheld | 隠された記録がないこと（葉を含まないチェックポイントと比べた時刻 {count} 件。葉 {size} 件中、commit-times による {told} 件、自ら時刻を示す {stated} 件。時刻付きチェックポイント {timed} 件、時刻なし {untimed} 件） | that nothing was withheld ({count} times of leaves compared with a checkpoint without the leaf; of {size} leaves, {told} by commit-times and {stated} by the time that they state; {timed} checkpoints bear a time, {untimed} do not)

batch | 物件の一覧が、葉の示すものと異なる | its objects are not those that the leaf commits to
no_batch | その番号の一括受領として開示された葉がない | no leaf is shown to be that batch
batches | 物件の一覧 {count} 件（一括受領 {every} 件） | the lists of {count} of {every} batches
not_member | 葉の示す束に入っていない | it is not in the batch that the leaf stands for
member | 葉の示す束 {size} 件の中の番号 {index} にある | it is number {index} of the {size} in the leaf's batch

not_replayed | 規則による再判定は行っていない（sekisho ledger verify が行う） | not replayed: the entries were not judged again by the rules (sekisho ledger verify does)

key_event | パスキーの登録又は失効（{event}）が重なり、又は順に並んでいない | the beginning or end of a passkey ({event}) stands twice or out of order
key_person | 別の者のパスキーによる署名である | the passkey is another person's
key_not_in_force | その時に有効なパスキーによる署名でない | it is not signed by a passkey in force at the time
key_kind | 鍵の種別又は値を扱えない | the key is of no kind that is known here, or malformed
signed_late | 署名の期限がないか、過ぎてから記録された | what was signed has no end, or was recorded after it
other_content | 記録が、署名された内容と異なる | the entry differs from what was signed
two_intents | 内容が、外装にある案件、手続又は職を重ねて述べている | the body states the case, step or office of the intent as well, beside the envelope that was signed
other_place | 署名した者の見た案件の状態に続く記録でない | it does not follow the state of the case that its signer had seen
signed_twice | 同じ署名が既に別の記録に用いられている | the same signature stands in an earlier entry
other_site | 別の場所に対する署名であるか、別の場所のページの中で署名された | it was signed for another site or purpose, or within a page of another site
holder_unknown | 本人の確認なしに署名された | it was signed without its holder being verified
bad_signature | 署名が正しくない | the signature is wrong
signatures_closed | 全部は開示されず、署名の有無及び正否を調べられない記録 {count} 件（うち署名そのものは示すもの {covered} 件） | of {count} entries no signature was looked for: they are not opened in full ({covered} of these show a signature all the same)
unsigned | 有効なパスキーを持つ者の記録のうち、署名のないもの {count} 件 | {count} entries of persons with a passkey in force bear no signature
signatures | 決定の署名 {count} 件（毎秒 {rate} 件、パスキー {keys} 件。誰のどの場所のものかは、ログの言うところによる） | the signatures of {count} decisions ({rate} a second; {keys} passkeys; whose they are, and for which site, is the log's word)
client_long | ブラウザの示した内容が {count} バイトを超える | what the browser stated has more than {count} bytes
"""
WORDS: Mapping[str, Pair] = {
    key: (ja, en) for key, ja, en in (line.split(" | ") for line in TABLE.splitlines() if line)
}


def called(where: Place) -> Pair:
    """Return how a place is called in a report."""
    if isinstance(where, str):
        return where, where
    (ja, en), number = PLACES[where[0]], where[1]
    return f"{ja} {number}".rstrip(), f"{en} {number}".rstrip()


def said(key: str | Pair, values: Mapping[str, Any]) -> Pair:
    """Return words in both languages with the values put in; step 10 brings words of its own."""
    ja, en = WORDS[key] if isinstance(key, str) else key
    short = {name: cut(value) for name, value in values.items()}
    return ja.format(**short), en.format(**short)


def cut(value: Any) -> Any:
    """Return a value as it is put into words: a long text by its beginning, and how much there is of it."""
    text = value if isinstance(value, int) else str(value)
    return text if isinstance(text, int) or len(text) <= MOST_TOLD else f"{text[:MOST_TOLD]}… ({len(text)})"


# ── Signatures, verification only: points of either curve, times a number ────────────────────────────────────────────

KEPT_KEYS = 64  # of which a table is kept
Point = tuple[int, ...]
Table = list[list[Point]]
Add = Callable[[Point, Point], Point]


def table(point: Point, zero: Point, add: Add) -> Table:
    """Return a row for each hexadecimal digit of a number, the lowest first: the point times 0 to 15, times 16 to that place."""
    rows = []
    for _ in range(64):
        rows.append(list(itertools.accumulate([point] * 15, add, initial=zero)))
        point = add(rows[-1][15], point)
    return rows


def sum_of(factors: Sequence[tuple[Table, int]], zero: Point, add: Add) -> Point:
    """Return the sum of points, by their tables, times numbers of at most 256 bits."""
    total = zero
    for rows, number in factors:
        for row in rows:
            total = add(total, row[number & 15])
            number >>= 4
    return total


# Ed25519 (RFC 8032, 5.1.7)
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
ZERO: Point = (0, 1, 1, 0)  # extended coordinates X, Y, Z, T: x = X/Z, y = Y/Z, xy = T/Z


def ed25519_add(one: Point, two: Point) -> Point:
    """Return the sum of two points."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_of(data: bytes) -> Point | None:
    """Return the point that 32 bytes encode (y, and above it the lowest bit of x); ``None`` where there is none."""
    sign, y = divmod(int.from_bytes(data, "little"), 1 << 255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def encode_point(point: Point) -> bytes:
    """Return the 32 bytes of a point."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE_X = 0x216936D3CD6E53FEC0A4E231FDD6DC5C692CC7609525A7B2C9562D608F25D51A
BASE_Y = 0x6666666666666666666666666666666666666666666666666666666666666658
BASE_TABLE = table((BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P), ZERO, ed25519_add)


@lru_cache(maxsize=KEPT_KEYS)
def ed25519_table(public: bytes) -> Table | None:
    """Return the table of minus a public key, computed once; ``None`` where it is no point, or one of small order (8 times it is zero:
    its x is), under which a signature would hold for every message.
    """
    key = point_of(public)
    rows = table((P - key[0], key[1], 1, P - key[3]), ZERO, ed25519_add) if key else None
    return rows if rows and rows[0][8][0] % P else None


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature is valid: S·B - k·A, encoded, must be its first half R."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = ed25519_table(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= Q:
        return False
    k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % Q
    return encode_point(sum_of([(BASE_TABLE, s), (key, k)], ZERO, ed25519_add)) == signature[:32]


# ECDSA with P-256 and SHA-256 (FIPS 186-5, 6.4.2; SEC 1, 2.2.1)
P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
N256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B256 = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G256 = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
INFINITY: Point = (0, 1, 0)  # projective coordinates X, Y, Z: x = X/Z, y = Y/Z


def p256_add(one: Point, two: Point) -> Point:
    """Return the sum of any two points, also of equal ones (Renes, Costello, Batina: Complete addition formulas, 2016)."""
    (x1, y1, z1), (x2, y2, z2) = one, two
    xx, yy, zz = x1 * x2 % P256, y1 * y2 % P256, z1 * z2 % P256
    xy, xz, yz = (x1 * y2 + x2 * y1) % P256, (x1 * z2 + x2 * z1) % P256, (y1 * z2 + y2 * z1) % P256
    u, v, w = 3 * (xz - B256 * zz) % P256, 3 * (B256 * xz - 3 * zz - xx) % P256, 3 * (xx - zz)
    x, y, z = xy * (yy + u) - yz * v, (yy + u) * (yy - u) + w * v, yz * (yy - u) + xy * w
    return (x % P256, y % P256, z % P256)


@lru_cache(maxsize=KEPT_KEYS)
def p256_table(x: int, y: int) -> Table:
    """Return the table of a public key; raises ``Wrong`` for one that is not on the curve."""
    on_curve = 0 <= x < P256 and 0 <= y < P256 and (y * y - x * x * x + 3 * x - B256) % P256 == 0
    require(on_curve, "key_kind")
    return table((x, y, 1), INFINITY, p256_add)


def p256_verify(public: tuple[int, int], message: bytes, signature: bytes) -> bool:
    """Return whether a DER signature (r, s) is valid: the x of e/s·G + r/s·Q is r."""
    r, s = der_pair(signature)
    own = p256_table(*public)
    if not (0 < r < N256 and 0 < s < N256):
        return False
    inverse = pow(s, -1, N256)
    e = int.from_bytes(sha256(message).digest(), "big")
    factors = [(p256_table(*G256), e * inverse % N256), (own, r * inverse % N256)]
    x, _, z = sum_of(factors, INFINITY, p256_add)
    return bool(z) and x * pow(z, -1, P256) % P256 % N256 == r


def der_pair(data: bytes) -> tuple[int, int]:
    """Read the two numbers of an ECDSA signature; there is one way to write them (X.690, 8.3 and 10.1)."""

    def written(number: int) -> bytes:
        content = number.to_bytes(number.bit_length() // 8 + 1, "big")
        return bytes([2, len(content)]) + content

    require(8 <= len(data) <= 72, "bad_signature")
    first = data[3]
    r = int.from_bytes(data[4 : 4 + first], "big", signed=True)
    s = int.from_bytes(data[6 + first :], "big", signed=True)
    once = r >= 0 and s >= 0 and bytes([0x30, len(data) - 2]) + written(r) + written(s) == data
    require(once, "bad_signature")
    return r, s


# RSA (RFC 8017, 8.2.2), JSON Web Keys (RFC 7517), and ML-DSA-44 (FIPS 204) by a library
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


def rsa_verify(n: int, e: int, message: bytes, signature: bytes) -> bool:
    """Return whether a PKCS #1 v1.5 signature with SHA-256 is valid, under a key of 2,048 to 8,192 bits."""
    size, number = (n.bit_length() + 7) // 8, int.from_bytes(signature, "big")
    if not (2048 <= n.bit_length() <= 8192 and 3 <= e < 1 << 32 and len(signature) == size and number < n):
        return False
    digest = SHA256_PREFIX + sha256(message).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return pow(number, e, n).to_bytes(size, "big") == expected


def jwk_verify(key: Json, message: bytes, signature: bytes) -> bool:
    """Return whether a signature is valid under a JSON Web Key: P-256, Ed25519 or RSA."""

    def number(part: str) -> int:
        return int.from_bytes(b64url(key[part]), "big")

    match key["kty"], key.get("crv"):
        case "EC", "P-256":
            return p256_verify((number("x"), number("y")), message, signature)
        case "OKP", "Ed25519":
            return ed25519_verify(b64url(key["x"]), message, signature)
        case "RSA", _:
            return rsa_verify(number("n"), number("e"), message, signature)
    raise Wrong("key_kind")


def ml_dsa_44_verify(key: Key, text: str, signature: bytes) -> bool | None:
    """Return whether an ML-DSA-44 cosignature holds; ``None`` where nothing here can tell."""
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
    except ImportError:
        return None
    origin, size, root = text.split("\n")[:3]
    names = [bytes([len(each.encode())]) + each.encode() for each in (key.name, origin)]
    tree = bytes(8) + int(size).to_bytes(8, "big") + b64(root)
    message = b"subtree/v1\n\0" + names[0] + signature[:8] + names[1] + tree
    try:
        MLDSA44PublicKey.from_public_bytes(key.public).verify(signature[8:], message)
    except InvalidSignature:
        return False
    except UnsupportedAlgorithm:
        return None
    return True


if __name__ == "__main__":
    sys.exit(main())
