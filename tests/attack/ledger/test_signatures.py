"""A decision that was signed is what its person signed, or the verifier says that it is not: offline, by the log's own keys."""

from __future__ import annotations

import hashlib
import json
import math
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sekisho.casework.entry import Evidence, Intent
from sekisho.casework.signing import Statement
from sekisho.ledger import verify
from sekisho.ledger.leaf import commitment
from tests.authenticator import PRESENT, Authenticator
from tests.unit.ledger.making import Log, honest, later, opened, reopened, write

ORIGIN, SITE = "https://sekisho.example", "sekisho.example"
AT = later(5)


def b64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Story:
    """A person with a passkey signs one decision; each part can be told otherwise than it was."""

    kind: str = "P-256"
    person: str = "person-a"
    signer: str = "person-a"
    origin: str = ORIGIN
    flags: int = PRESENT | 0x04
    expires_at: datetime | None = AT + timedelta(minutes=10)
    ended_before: bool = False
    key_after: bool = False
    realm: str = "real"
    framed: dict[str, object] = field(default_factory=dict)
    recorded: dict[str, Any] = field(default_factory=dict)
    again: dict[str, Any] | None = None
    answer: Callable[[dict[str, Any]], None] = lambda answer: None
    key: Callable[[dict[str, Any]], None] = lambda key: None

    def intent(self) -> Intent:
        return Intent(
            case="case-a",
            step="oversight.decide",
            act_of="commission",
            particulars={"conditions": "対象を一つに限る。", "share": 0.5},
            heads={"case-a": "0" * 64},
            nonce="00" * 16,
            expires_at=self.expires_at,
        )

    def log(self) -> Log:
        log, device = Log(), Authenticator(self.kind, SITE, self.origin)
        device.flags, device.framed = self.flags, self.framed
        statement = Statement(
            intent=self.intent(),
            person=self.person,
            happened_at=AT,
            evidence=(Evidence(number="決第一号"),),
            realm=self.realm,
        )
        response = json.loads(device.get("", b64url(statement.challenge)))["response"]
        assertion = {
            "credential": device.credential,
            "authenticator_data": response["authenticatorData"],
            "client_data": response["clientDataJSON"],
            "signature": response["signature"],
        }
        self.answer(assertion)
        if not self.key_after:
            self._key(log, device)
        if self.ended_before:
            ending = {"credential": device.credential, "person": self.signer, "event": "ended", "by": "x"}
            log.put("passkey", {**ending, "recorded_at": later(1).isoformat()}, {})
        self._entry(log, assertion, self.recorded)
        if self.again is not None:
            self._entry(log, assertion, self.again)
        if self.key_after:
            self._key(log, device)
        log.sign(later(6))
        return log

    def _key(self, log: Log, device: Authenticator) -> None:
        public = jwk(device)
        self.key(public)
        envelope = {"credential": device.credential, "person": self.signer, "event": "added", "by": "x"}
        site = {"key": public, "rp_id": SITE, "origin": ORIGIN, "recorded_at": later(0).isoformat()}
        log.put("passkey", {**envelope, **site}, {})

    def _entry(self, log: Log, assertion: dict[str, Any], recorded: dict[str, Any]) -> None:
        plain = msgspec.to_builtins(self.intent())
        closed = ("case", "step", "act_of")
        body = {f"intent.{n}": v for n, v in plain.items() if n not in closed} | {
            "recorded_by": self.person,
            "evidence": [{"number": "決第一号"}],
            "signature": assertion,
        }
        envelope = {
            **{name: plain[name] for name in closed},
            "kind": "oversight",
            "sequence": 1,
            "previous": "0" * 64,
            "entry": "1" * 64,
            "happened_at": msgspec.to_builtins(AT),
            "recorded_at": msgspec.to_builtins(AT),
            "reads": {},
            "realm": "real",
        }
        for name, value in recorded.items():
            part = envelope if name in envelope else body
            part[name] = value
        log.put("case", envelope, body, at=AT)


def jwk(device: Authenticator) -> dict[str, str]:
    public = device.key.public_key()
    if device.kind == "Ed25519":
        return {"kty": "OKP", "crv": "Ed25519", "x": b64url(public.public_bytes_raw())}
    numbers = public.public_numbers()
    if device.kind == "RSA":
        return {"kty": "RSA", "n": b64url(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
    x, y = (b64url(each.to_bytes(32, "big")) for each in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def told(story: Story, folder: Path) -> list[str]:
    """What the verifier says of the signatures, in English."""
    report = verify.verify(write(story.log().files(), folder)).report
    return [f"{mark} {en}" for step, mark, _, en in report.lines() if step == 11]


@pytest.mark.parametrize("kind", ["P-256", "Ed25519", "RSA"])
def test_a_decision_as_it_was_signed_verifies(tmp_path: Path, kind: str) -> None:
    (said,) = told(Story(kind=kind), tmp_path)
    assert said.startswith("○ the signatures of 1 decisions")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("intent.particulars", {"conditions": "対象を限らない。", "share": 0.5}),
        ("intent.heads", {"case-a": "2" * 64}),
        ("intent.nonce", "11" * 16),
        ("intent.expires_at", msgspec.to_builtins(AT + timedelta(days=1))),
        ("intent.names", {"for_measure": {"case": "case-b"}}),
        ("intent.subject", {"target": ["t1"]}),
        ("evidence", [{"number": "決第二号"}]),
        ("step", "oversight.deny"),
        ("act_of", "npa"),
        ("case", "case-b"),
        ("happened_at", msgspec.to_builtins(AT - timedelta(days=1))),
    ],
)
def test_an_entry_that_differs_from_what_was_signed_fails(tmp_path: Path, name: str, value: Any) -> None:
    assert told(Story(recorded={name: value}), tmp_path)[0] == (
        "× leaf 1: the entry differs from what was signed"
    )


def test_a_decision_signed_in_an_exercise_is_none_of_the_real_record(tmp_path: Path) -> None:
    assert "differs from what was signed" in told(Story(realm="exercise:x"), tmp_path)[0]


@pytest.mark.parametrize("name", ["case", "step", "act_of"])
@pytest.mark.parametrize("value", ["case-a", "oversight.deny"])
def test_a_body_that_states_of_the_intent_what_the_envelope_states_is_refused(
    tmp_path: Path, name: str, value: str
) -> None:
    """It would be read as what was intended, and the envelope's is what was signed."""
    assert told(Story(recorded={f"intent.{name}": value}), tmp_path)[0] == (
        "× leaf 1: the body states the case, step or office of the intent as well, beside the envelope that was signed"
    )


@pytest.mark.parametrize("framed", [{"crossOrigin": True}, {"topOrigin": "https://other.example"}])
def test_what_was_signed_within_a_page_of_another_site_fails(
    tmp_path: Path, framed: dict[str, object]
) -> None:
    """Its person saw the other page; a browser states it beside the origin (WebAuthn Level 3, 7.2)."""
    assert told(Story(framed=framed), tmp_path)[0] == (
        "× leaf 1: it was signed for another site or purpose, or within a page of another site"
    )


def flip(part: str, at: int) -> Callable[[dict[str, Any]], None]:
    """One bit of a part of the assertion is another."""

    def change(answer: dict[str, Any]) -> None:
        data = bytearray(verify.b64url(answer[part]))
        data[at] ^= 1
        answer[part] = b64url(bytes(data))

    return change


REFUSED: dict[str, tuple[Story, str]] = {
    "the key of another person": (Story(signer="person-b"), "another person's"),
    "a key that had ended": (Story(ended_before=True), "not signed by a passkey in force"),
    "a key registered afterwards": (Story(key_after=True), "not signed by a passkey in force"),
    "a key that is nowhere": (
        Story(answer=lambda a: a.update(credential="AAAA")),
        "not signed by a passkey in force",
    ),
    "recorded after its end": (Story(expires_at=AT), "recorded after it"),
    "without an end": (Story(expires_at=None), "has no end"),
    "from another page": (Story(origin="https://sekisho.invalid"), "another site"),
    "for another site": (Story(answer=flip("authenticator_data", 0)), "another site"),
    "holder absent": (Story(flags=0), "without its holder"),
    "holder not verified": (Story(flags=PRESENT), "without its holder"),
    "counter changed": (Story(answer=flip("authenticator_data", 36)), "signature is wrong"),
    "signature changed": (Story(answer=flip("signature", -1)), "signature is wrong"),
    "signature changed (Ed25519)": (
        Story(kind="Ed25519", answer=flip("signature", 3)),
        "signature is wrong",
    ),
    "signature changed (RSA)": (Story(kind="RSA", answer=flip("signature", -1)), "signature is wrong"),
    "a point off the curve": (Story(key=lambda k: k.update(x=k["y"], y=k["x"])), "no kind that is known"),
    "another curve": (Story(key=lambda k: k.update(crv="P-384")), "no kind that is known"),
    "no assertion at all": (Story(answer=lambda a: a.clear()), "malformed"),
    "not base64url": (Story(answer=lambda a: a.update(signature="*")), "malformed"),
    "client data that is a list": (Story(answer=lambda a: a.update(client_data="W10")), "malformed"),
    "authenticator data cut short": (Story(answer=lambda a: a.update(authenticator_data="")), "another site"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_signature_that_does_not_hold_fails(tmp_path: Path, what: str) -> None:
    story, why = REFUSED[what]
    said = told(story, tmp_path)[0]
    assert said.startswith("× leaf "), said
    assert why in said


@pytest.mark.parametrize("event", ["added", "ended", "renamed"])
def test_a_passkey_begins_once_and_ends_once(tmp_path: Path, event: str) -> None:
    log = Story(ended_before=True).log()
    again = {**log.parts[0][0], "event": event}
    log.put("passkey", again, {})
    log.sign(later(8))
    report = verify.verify(write(log.files(), tmp_path)).report
    wrong = [en for step, mark, _, en in report.lines() if (step, mark) == (11, "×")]
    assert f"leaf 3: the beginning or end of a passkey ({event}) stands twice or out of order" in wrong


def test_what_is_not_opened_in_full_is_said_not_to_be_checked(tmp_path: Path) -> None:
    files = Story().log().files()
    shown = opened(files, 1)
    body = shown["body"]
    at = next(n for n, each in enumerate(body) if each["name"] == "intent.nonce")
    hashed = verify.commitment(body[at])
    body[at] = {"commitment": hashed.hex()}
    report = verify.verify(write(reopened(files, 1, shown), tmp_path)).report
    assert not report.failures
    said = [en for step, _, _, en in report.lines() if step == 11]
    assert UNSEEN.format(1) in said


def test_an_entry_of_a_person_who_could_have_signed_is_counted(tmp_path: Path) -> None:
    """A decision whose signature was left away is not passed over in silence; after the passkey has ended there is none to ask for."""
    words = "－ 1 entries of persons with a passkey in force bear no signature"
    for ended_before, counted in ((False, True), (True, False)):
        log = Story(ended_before=ended_before).log()
        envelope, body, _ = log.parts[-1]
        more = {"sequence": 2, "previous": "1" * 64, "entry": "2" * 64}
        unsigned = {name: value for name, value in body.items() if name != "signature"}
        log.put("case", {**envelope, **more}, unsigned, at=AT)
        log.sign(later(8))
        report = verify.verify(write(log.files(), tmp_path / str(counted))).report
        assert (words in [f"{mark} {en}" for _, mark, _, en in report.lines()]) is counted


def test_where_every_signature_fails_it_is_not_said_that_there_was_none(tmp_path: Path) -> None:
    said = told(Story(answer=flip("signature", -1)), tmp_path)
    assert said == ["× leaf 1: the signature is wrong"]


def test_what_the_browser_stated_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    """Nothing behind what is read of it is signed unseen."""

    def padded(answer: dict[str, Any]) -> None:
        answer["client_data"] = b64url(verify.b64url(answer["client_data"]) + b" " * (1 << 16))

    assert told(Story(answer=padded), tmp_path) == [
        "× leaf 1: what the browser stated has more than 65536 bytes"
    ]


def test_closed_tags_hide_no_signature(tmp_path: Path) -> None:
    """What an act is about is not signed; whoever closes it leaves the check of what is signed as it was."""
    files = honest().files()
    shown = opened(files, 8)
    shown["subjects"] = [{"commitment": verify.commitment(each).hex()} for each in shown["subjects"]]
    report = verify.verify(write(reopened(files, 8, shown), tmp_path)).report
    assert shown["subjects"] and not report.failures
    assert not any("no signature was looked for" in en for *_, en in report.lines())


UNSEEN = "of 1 entries no signature was looked for: they are not opened in full ({} of these show a signature all the same)"


def test_a_signature_that_stays_closed_is_said_not_to_be_checked(tmp_path: Path) -> None:
    """Neither may a false one pass for none: only the field that holds it is closed."""
    files = Story(flags=0).log().files()
    shown = opened(files, 1)
    body = shown["body"]
    at = next(n for n, each in enumerate(body) if each["name"] == "signature")
    hashed = commitment(body[at]["salt"], "signature", body[at]["value"])
    body[at] = {"commitment": hashed.hex()}
    report = verify.verify(write(reopened(files, 1, shown), tmp_path)).report
    assert UNSEEN.format(0) in [en for step, _, _, en in report.lines() if step == 11]


def test_a_signature_that_is_shown_beside_a_closed_field_is_counted(tmp_path: Path) -> None:
    """Closing any field takes a false signature from the check: whoever reads it sees that there is one."""
    files = Story(flags=0).log().files()
    shown = opened(files, 1)
    shown["body"][0] = {"commitment": verify.commitment(shown["body"][0]).hex()}
    report = verify.verify(write(reopened(files, 1, shown), tmp_path)).report
    assert UNSEEN.format(1) in [en for step, _, _, en in report.lines() if step == 11]


def test_a_decision_recorded_at_another_place_of_its_case_fails(tmp_path: Path) -> None:
    """Who signed saw the case before its first entry; the log's operator records the decision once more after it."""
    again = {"sequence": 2, "previous": "1" * 64, "entry": "2" * 64}
    said = told(Story(again=again), tmp_path)
    assert said[0] == "× leaf 2: it does not follow the state of the case that its signer had seen"


def test_a_decision_recorded_twice_fails(tmp_path: Path) -> None:
    """Even where the hash that the first states of itself was made to fit the second."""
    again = {"sequence": 2, "previous": "0" * 64, "entry": "1" * 64}
    said = told(Story(recorded={"entry": "0" * 64}, again=again), tmp_path)
    assert said[0] == "× leaf 2: the same signature stands in an earlier entry"


# ── Keys under which a signature would hold for everything ───────────────────

SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]
"""Points of order 1, 2, 4, 8 and 8 (RFC 7748, 6.1 says how many there are)."""


@pytest.mark.parametrize("point", SMALL)
def test_a_key_of_small_order_signs_nothing(point: str) -> None:
    """Of S·B - k·A only S·B is left for every eighth message at least: whoever has that key disowns what they signed."""
    base = verify.encode_point((verify.BASE_X, verify.BASE_Y, 1, verify.BASE_X * verify.BASE_Y % verify.P))
    signature = base + (1).to_bytes(32, "little")
    assert verify.point_of(bytes.fromhex(point)) is not None
    messages = [str(n).encode() for n in range(32)]
    assert not any(verify.ed25519_verify(bytes.fromhex(point), each, signature) for each in messages)


# ── The curve itself ─────────────────────────────────────────────────────────

N = verify.N256


def der(r: int, s: int) -> bytes:
    def number(value: int) -> bytes:
        content = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return bytes([2, len(content)]) + content

    both = number(r) + number(s)
    return bytes([0x30, len(both)]) + both


@pytest.mark.parametrize(("r", "s"), [(0, 0), (0, 1), (1, 0), (N, 1), (1, N), (N + 1, N + 1), (1, 1)])
def test_numbers_outside_of_the_group_are_no_signature(r: int, s: int) -> None:
    """Among them the zeros by which a careless verifier accepts anything."""
    assert not verify.p256_verify(verify.G256, b"content", der(r, s))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d[:-1],
        lambda d: d + b"\0",
        lambda d: b"\x31" + d[1:],
        lambda d: bytes([d[0], 0x81, *d[1:]]),
        lambda d: b"\x30\x06\x02\x01\x81\x02\x01\x01",
        lambda d: b"",
    ],
)
def test_there_is_one_way_to_write_a_signature(change: Callable[[bytes], bytes]) -> None:
    device = Authenticator()
    numbers = device.key.public_key().public_numbers()
    good = device.sign(b"content")
    assert verify.p256_verify((numbers.x, numbers.y), b"content", good)
    with pytest.raises(verify.Wrong):
        verify.p256_verify((numbers.x, numbers.y), b"content", change(good))


def test_an_rsa_key_that_is_too_short_signs_nothing() -> None:
    assert not verify.rsa_verify(2**1023 + 1, 65537, b"content", bytes(128))


def rsa_signed(keys: int, e: int) -> tuple[int, bytes]:
    """A modulus of the primes of so many keys, and a signature over “content” that holds under it."""
    numbers = [rsa.generate_private_key(65537, 2048).private_numbers() for _ in range(keys)]
    primes = [prime for each in numbers for prime in (each.p, each.q)]
    n, order = math.prod(primes), math.prod(prime - 1 for prime in primes)
    size = (n.bit_length() + 7) // 8
    digest = verify.SHA256_PREFIX + hashlib.sha256(b"content").digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return n, pow(int.from_bytes(padded, "big"), pow(e, -1, order), n).to_bytes(size, "big")


@pytest.mark.parametrize(("keys", "e", "holds"), [(1, 65537, True), (5, 65537, False), (1, 2**61 - 1, False)])
def test_an_rsa_key_that_keeps_its_reader_busy_signs_nothing(keys: int, e: int, holds: bool) -> None:
    """Of a length, or with an exponent, that nobody uses: raising to it could be made to take for ever."""
    n, signature = rsa_signed(keys, e)
    assert verify.rsa_verify(n, e, b"content", signature) is holds
