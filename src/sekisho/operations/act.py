"""Acting: the one way by which a person's act passes the gate and comes into the record."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from sekisho.casework import form
from sekisho.casework.assessment import enter, judge
from sekisho.casework.editions import governing
from sekisho.casework.entry import Entry, Evidence, Intent
from sekisho.casework.fold import empty
from sekisho.casework.signing import Statement
from sekisho.casework.verdict import Verdict
from sekisho.law.pack import Pack
from sekisho.records.entries import read_entries
from sekisho.records.erasing import was_erased
from sekisho.records.locking import NEVER
from sekisho.records.refusals import Attempt, keep_refusal
from sekisho.records.second_wall import assessing
from sekisho.records.world import REAL, Loaded, load_world
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text

from .outcomes import Accepted, Came, Conflict, Invalid, Outcome, Refused
from .pack_in_force import pack_in_force
from .passkeys import Asserted
from .signing import SPENT, Assent, Spent, check, must_sign, signing_finding, take
from .unseen import as_seen, home_of, known, looking, without
from .writing import write_entry

NONCE_BYTES = 16

UNIDENTIFIED = Assent()

Along = Callable[[Entry], None]


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act on its way through the gate: what is meant, by whom, when, in which realm, and what it is
    backed by.
    """

    intent: Intent
    person: str
    happened_at: datetime
    now: datetime
    realm: str
    evidence: tuple[Evidence, ...] = ()
    assent: Assent = UNIDENTIFIED

    @property
    def statement(self) -> Statement:
        """What a signature has to be over."""
        return Statement(
            intent=self.intent,
            person=self.person,
            happened_at=self.happened_at,
            evidence=self.evidence,
            realm=self.realm,
        )


@assessing()
def act(
    intent: Intent,
    recorded_by: str,
    now: datetime,
    happened_at: datetime | None = None,
    evidence: Iterable[Evidence] = (),
    realm: str = "",
    along: Along | None = None,
    assent: Assent = UNIDENTIFIED,
) -> Outcome:
    """Judge an intent and, if the gate permits it, record it; an opening step makes its case.

    ``recorded_by`` is a person's id; ``happened_at`` is ``now`` where nothing else is said; ``realm`` matters
    only to a step that opens a case (``real`` by default); ``along`` writes further rows in the entry's
    transaction. ``assent`` says how the person stands behind it: a formal decision needs their signature.

    1. Load the world: the case, what it is linked with, what the intent names, the register. What the person may not
       see is to them as what is not there (``operations.unseen``).
    2. Refuse an intent that has expired, is dated ahead, rests on heads that have moved, or names papers misleadingly.
    3. Judge (core): the form, who may act and record, every precondition of the pack.
    4. A defect of the form goes back to the person; a refusal is kept apart from the entries and goes back
       too.
    5. Check the signature over what would be recorded.
    6. Write entry, leaf, links and board in one transaction, in which what was read is compared once more and the
       signature is used up.
    """
    pack = pack_in_force()
    step = pack.known_step(intent.step)
    if step is None:
        return Invalid(findings=(_unknown_step(intent.step),))
    home = home_of(pack, intent.case, recorded_by, now, realm)  # 1
    sight = known(pack, intent, recorded_by, now, home)
    if intent.case in sight.hidden and not step.opens:
        return Invalid(findings=(_finding("no_case", "case", NO_CASE, _LOOK_AGAIN),))
    loaded = load_for(pack, intent, home, sight.hidden)
    if not governing(pack, loaded.world.cases[intent.case], happened_at or now).knows(intent.step):
        return Invalid(findings=(_unknown_step(intent.step),))
    asked = Act(
        intent=intent,
        person=recorded_by,
        happened_at=happened_at or now,
        now=now,
        realm=loaded.world.cases[intent.case].realm,
        evidence=tuple(evidence),
        assent=assent,
    )
    early = (*_too_early_or_late(asked), *unreadable_paper(asked.evidence))  # 2
    if early:
        return Invalid(findings=early)
    overtaken = tuple(c for c, head in intent.heads.items() if sight.head(loaded, c) != head)
    if overtaken:
        return _overtaken(loaded, asked, overtaken)
    world, meant = sight.judged(loaded.world, intent)
    verdict = judge(pack, world, meant, recorded_by, asked.happened_at, now)  # 3
    if not verdict.permitted:  # 4
        return _turn_back(asked, verdict)
    signed = check(asked.statement, assent.signature, must_sign(step, asked.realm))  # 5
    if isinstance(signed, Invalid):
        return signed
    return _enter(pack, loaded, asked, verdict, _also(asked, signed, along))  # 6


@assessing()
def prepare(intent: Intent, recorded_by: str, now: datetime, realm: str = "") -> Intent:
    """Return the intent as a screen shows it to a person: what follows from the record filled in, heads seen, a fresh
    nonce.

    What the person has given is never changed, and of a case that they may not see nothing is filled in. Raises
    ``KeyError`` for a step that the pack does not have.
    """
    pack = pack_in_force()
    home = home_of(pack, intent.case, recorded_by, now, realm)
    sight = known(pack, intent, recorded_by, now, home)
    loaded = load_for(pack, intent, home, sight.hidden)
    reading = governing(pack, loaded.world.cases[intent.case], now).reading
    filled = form.complete(reading, loaded.world, without(intent, sight.hidden))
    heads = {case: sight.head(loaded, case) for case in _named(intent)}
    nonce = secrets.token_hex(NONCE_BYTES)
    return msgspec.structs.replace(filled, names=intent.names, heads=heads, nonce=nonce)


@assessing()
def rehearse(
    intent: Intent, recorded_by: str, now: datetime, happened_at: datetime, realm: str = ""
) -> Verdict:
    """Return what the gate would say if a person took the step now; nothing is recorded, a refusal neither.

    Raises ``KeyError`` for a step that the pack does not have.
    """
    pack = pack_in_force()
    home = home_of(pack, intent.case, recorded_by, now, realm)
    sight = known(pack, intent, recorded_by, now, home)
    world, meant = sight.judged(load_for(pack, intent, home, sight.hidden).world, intent)
    return judge(pack, world, meant, recorded_by, happened_at, now)


def load_for(pack: Pack, intent: Intent, realm: str = REAL, hidden: Collection[str] = ()) -> Loaded:
    """Return the world that an intent is judged in; a case that it would open stands in it, empty, and so does one
    that is ``hidden`` from who acts.

    Only cases of one realm are in it (N24): a case of another realm is as one that is not there.
    """
    known = load_world(pack, [case for case in _named(intent) if case not in hidden], realm)
    if intent.case in known.world.cases and intent.case not in hidden:
        return known
    step = pack.known_step(intent.step)
    if step is None:
        raise KeyError(intent.step)
    fresh = empty(pack, intent.case, step.kind, realm)
    world = replace(known.world, cases={**known.world.cases, intent.case: fresh})
    return Loaded(world, {**known.seen, intent.case: NEVER}, known.registers)


def _named(intent: Intent) -> tuple[str, ...]:
    return (intent.case, *dict.fromkeys(reference.case for reference in intent.names.values()))


def _too_early_or_late(asked: Act) -> tuple[Finding, ...]:
    intent, findings = asked.intent, []
    if intent.expires_at is not None and intent.expires_at <= asked.now:
        findings.append(_finding("expired", "expires_at", _EXPIRED, _LOOK_AGAIN))
    if asked.happened_at > asked.now:
        findings.append(_finding("dated_ahead", "happened_at", _AHEAD, _WRITE_WHEN))
    return tuple(findings)


def unreadable_paper(evidence: Iterable[Evidence]) -> Iterator[Finding]:
    """Yield what stands against the papers named, as text that people read."""
    for paper in evidence:
        yield from form.unreadable("evidence.number", (paper.number,))
        yield from form.unreadable("evidence.title", (paper.title,))
        yield from form.unreadable("evidence.sha256", (paper.sha256,))


def _unknown_step(step: str) -> Finding:
    message = Text(f"手続「{step}」はない。", f"There is no step “{step}”.")
    return _finding("unknown_step", "step", message, Text("一覧から選ぶこと。", "Choose from the list."))


_EXPIRED = Text("この内容の有効期限が過ぎている。", "What was to be signed has expired.")
_LOOK_AGAIN = Text("案件を改めて確認すること。", "Look at the case again.")
NO_CASE = Text("示された案件はない。", "There is no such case.")
_AHEAD = Text("行為の日時が将来の日時である。", "The act is dated in the future.")
_WRITE_WHEN = Text("実際に行った日時を記入すること。", "Give the time at which it was done.")


def _finding(code: str, place: str, message: Text, remedy: Text) -> Finding:
    return Finding(code=code, severity="error", place=place, message=message, remedy=remedy)


def _turn_back(asked: Act, verdict: Verdict) -> Outcome:
    if verdict.findings and not verdict.missing:
        return Invalid(findings=verdict.findings)
    attempt = Attempt(
        intent=asked.intent, verdict=verdict, person=asked.person, realm=asked.realm, at=asked.now
    )
    return Refused(verdict=verdict, refusal=keep_refusal(attempt))


def _also(asked: Act, signed: Asserted | None, along: Along | None) -> Along:
    """Return what is written with the entry: the rows of the caller, and that the signature is used up."""

    def write(entry: Entry) -> None:
        if along is not None:
            along(entry)
        if signed is not None:
            take(signed, asked.statement, asked.now)

    return write


def _enter(pack: Pack, loaded: Loaded, asked: Act, verdict: Verdict, along: Along) -> Outcome:
    plain = enter(
        verdict, asked.intent, loaded.world, asked.person, asked.happened_at, asked.now, asked.evidence
    )
    entry = msgspec.structs.replace(
        plain, signature=asked.assent.signature, identified=asked.assent.identified
    )
    try:
        moved = write_entry(pack, loaded, entry, along)
    except Spent:
        return Invalid(findings=(signing_finding("spent", SPENT),))
    return _conflict(loaded, asked, moved.cases) if moved else Accepted(entry=entry, verdict=verdict)


def _conflict(loaded: Loaded, asked: Act, cases: tuple[str, ...]) -> Conflict:
    """Tell what came in between, as far as the world had been read and the person sees it."""
    came: list[Entry] = []
    for case in (each for each in cases if not was_erased(each)):
        known = loaded.world.cases.get(case)
        came += read_entries(case, after=known.sequence if known else 0)
    return _told(loaded, asked, cases, came)


def _overtaken(loaded: Loaded, asked: Act, cases: tuple[str, ...]) -> Conflict:
    """Tell what came after the heads that the person claims to have seen; any head can be claimed."""
    heads = asked.intent.heads
    return _told(loaded, asked, cases, [e for case in cases for e in _after(loaded, case, heads[case])])


def _told(loaded: Loaded, asked: Act, cases: tuple[str, ...], came: Iterable[Entry]) -> Conflict:
    world = loaded.world
    viewer = looking(world.pack, asked.person, asked.now, asked.realm)
    return Conflict(cases=cases, came=tuple(_came(entry) for entry in as_seen(world, came, viewer)))


def _after(loaded: Loaded, case: str, head: str) -> tuple[Entry, ...]:
    known = loaded.world.cases.get(case)
    entries = known.entries if known else ()
    seen = next((n for n, entry in enumerate(entries, start=1) if entry.hash == head), 0)
    return entries[seen:]


def _came(entry: Entry) -> Came:
    return Came(
        case=entry.case,
        sequence=entry.sequence,
        step=entry.step,
        act_of=entry.intent.act_of,
        recorded_by=entry.recorded_by,
        recorded_at=entry.recorded_at,
    )
