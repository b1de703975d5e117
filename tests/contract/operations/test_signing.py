"""Formal decisions are signed by the person's passkey over the content, or they are not recorded."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.conf import LazySettings
from webauthn.helpers import bytes_to_base64url as b64

from sekisho.casework.entry import Evidence, Intent, Signature
from sekisho.casework.signing import Statement
from sekisho.ledger import verify
from sekisho.ledger.leaf import verify_disclosure
from sekisho.operations import sequencer
from sekisho.operations.act import act, prepare
from sekisho.operations.export_log import export
from sekisho.operations.outcomes import Accepted, Conflict, Invalid
from sekisho.operations.passkeys import creation_options, end, register, request_options
from sekisho.operations.receipts import disclosure_of
from sekisho.operations.signing import Assent, held, hold, signature_in, until
from sekisho.records.export import entry_leaf
from sekisho.records.models import Case, Passkey, Person, Unsigned
from tests.authenticator import PRESENT, Authenticator

from .conftest import Offices


@pytest.fixture(autouse=True)
def _signed(settings: LazySettings) -> None:
    settings.SIGNING = "passkey"


class Decision:
    """A measure that may be started, reviewed by the police and put before their passkey."""

    def __init__(self, offices: Offices, measure: str) -> None:
        self.offices, self.person = offices, offices.person("npa")
        self.authenticator = passkey_of(offices, "npa")
        given = Intent(case=measure, step="measure.start", act_of="npa")
        self.intent = until(prepare(given, self.person, offices.tick()), offices.now)
        self.happened_at, self.evidence = offices.now, (Evidence(number="警備局第七号"),)

    @property
    def statement(self) -> Statement:
        return Statement(
            intent=self.intent,
            person=self.person,
            happened_at=self.happened_at,
            evidence=self.evidence,
            realm="real",
        )

    def signature(self, by: Authenticator | None = None, over: Statement | None = None) -> Signature:
        options = hold(self.statement, {}, self.offices.now)
        challenge = b64((over or self.statement).challenge)
        signature = signature_in((by or self.authenticator).get(options, challenge))
        assert signature is not None
        return signature

    def send(self, signature: Signature | None, **other: Any) -> Any:
        sent: dict[str, Any] = {
            "intent": self.intent,
            "recorded_by": self.person,
            "now": self.offices.now + timedelta(minutes=1),
            "happened_at": self.happened_at,
            "evidence": self.evidence,
            "assent": Assent("passkey", signature),
        }
        return act(**{**sent, **other})


def passkey_of(offices: Offices, office: str) -> Authenticator:
    made, challenge = Authenticator(), secrets.token_bytes(32)
    person = Person.objects.get(pk=offices.person(office))
    answer = made.create(creation_options(person, challenge))
    assert isinstance(register(person, answer, challenge, "", offices.tick()), Passkey)
    return made


@pytest.fixture
def decision(offices: Offices, under: Callable[[str], dict[str, Any]]) -> Decision:
    policy = offices.opened("policy.open", "nss")
    assert isinstance(offices.act(policy, "policy.draft", "nss", text="案"), Accepted)
    measure = offices.opened("measure.open", "npa", **under(policy))
    assert isinstance(offices.act(measure, "measure.plan", "npa", text="計画"), Accepted)
    return Decision(offices, measure)


def codes(result: Any) -> list[str]:
    assert isinstance(result, Invalid), result
    return [finding.code for finding in result.findings]


def test_a_signed_decision_keeps_the_assertion_and_the_leaf_commits_to_it(decision: Decision) -> None:
    signature = decision.signature()
    result = decision.send(signature)
    assert isinstance(result, Accepted), result
    assert (result.entry.signature, result.entry.identified) == (signature, "passkey")
    row = entry_leaf(result.entry.case, result.entry.sequence)
    assert row is not None
    shown = disclosure_of(row)
    assert shown is not None
    opened = verify_disclosure(row.data, shown)["body"]
    assert opened["signature"] == msgspec.to_builtins(signature)
    assert opened["identified"] == "passkey"
    assert not Unsigned.objects.exists(), "it was used up"


def test_an_unsigned_decision_is_refused(decision: Decision) -> None:
    assert codes(decision.send(None)) == ["not_signed"]


def test_an_act_that_is_not_formal_needs_no_signature(decision: Decision) -> None:
    assert isinstance(decision.offices.act(decision.intent.case, "measure.plan", "npa", text="二"), Accepted)


CHANGED: dict[str, Callable[[Decision], dict[str, Any]]] = {
    "name": lambda d: {"intent": msgspec.structs.replace(d.intent, act_of="npa_official")},
    "nonce": lambda d: {"intent": msgspec.structs.replace(d.intent, nonce="0" * 32)},
    "end": lambda d: {"intent": until(d.intent, d.offices.now + timedelta(days=1))},
    "time": lambda d: {"happened_at": d.happened_at - timedelta(minutes=1)},
    "paper": lambda d: {"evidence": (Evidence(number="警備局第八号"),)},
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_differs_from_the_signed_content_is_refused(decision: Decision, what: str) -> None:
    signature = decision.signature()
    assert codes(decision.send(signature, **CHANGED[what](decision)))[0] == "passkey_answer"


def test_a_signature_over_another_content_is_refused(decision: Decision) -> None:
    other = msgspec.structs.replace(decision.statement, happened_at=decision.happened_at - timedelta(days=1))
    assert codes(decision.send(decision.signature(over=other))) == ["passkey_answer"]


def test_the_key_of_another_person_is_refused(decision: Decision) -> None:
    other = passkey_of(decision.offices, "nss")
    assert codes(decision.send(decision.signature(by=other))) == ["other_person"]


@pytest.mark.parametrize(
    ("what", "value"),
    [("origin", "https://sekisho.example"), ("rp_id", "sekisho.example"), ("flags", PRESENT), ("count", -1)],
)
def test_a_signature_from_elsewhere_or_unverified_or_behind_is_refused(
    decision: Decision, what: str, value: Any
) -> None:
    Passkey.objects.filter(pk=decision.authenticator.credential).update(sign_count=5)
    decision.authenticator.count = 5 + value if what == "count" else 5
    if what != "count":
        setattr(decision.authenticator, what, value)
    assert codes(decision.send(decision.signature())) == ["passkey_answer"]


def test_a_key_that_ended_signs_nothing(decision: Decision) -> None:
    signature = decision.signature()
    assert end(decision.person, decision.authenticator.credential, "管理者", decision.offices.now)
    assert codes(decision.send(signature)) == ["passkey_unknown"]


def test_a_key_that_ends_while_the_entry_is_written_undoes_it(decision: Decision) -> None:
    """The check came before the end of the key, the writing after it: nothing is written."""
    signature, before = decision.signature(), Case.objects.get(pk=decision.intent.case).sequence

    def meanwhile(_: Any) -> None:
        end(decision.person, decision.authenticator.credential, "管理者", decision.offices.now)

    assert codes(decision.send(signature, along=meanwhile)) == ["spent"]
    assert Case.objects.get(pk=decision.intent.case).sequence == before


def test_a_signature_counts_once(decision: Decision) -> None:
    signature = decision.signature()
    assert isinstance(decision.send(signature), Accepted)
    again = decision.send(signature)
    assert isinstance(again, Conflict), "the heads that it saw have moved by its own entry"


def test_an_expired_intent_is_refused(decision: Decision) -> None:
    late = decision.offices.now + timedelta(minutes=11)
    assert codes(decision.send(decision.signature(), now=late)) == ["expired"]


def test_moved_heads_are_a_conflict_that_names_what_came(decision: Decision) -> None:
    signature = decision.signature()
    decision.offices.act(decision.intent.case, "measure.plan", "npa", text="改")
    outcome = decision.send(signature)
    assert isinstance(outcome, Conflict)
    assert [each.step for each in outcome.came] == ["measure.plan"]


def test_an_intent_without_an_end_cannot_be_signed(decision: Decision) -> None:
    signature = decision.signature()
    endless = msgspec.structs.replace(decision.intent, expires_at=None)
    assert codes(decision.send(signature, intent=endless)) == ["no_end"]


def test_what_waits_for_a_signature_is_its_persons_alone_and_goes_when_it_expires(decision: Decision) -> None:
    now = decision.offices.now
    hold(decision.statement, {"field.x": ["y"]}, now)
    kept = held(decision.intent.nonce, decision.person, now)
    assert kept is not None
    assert (kept.statement, kept.form) == (decision.statement, {"field.x": ["y"]})
    assert held(decision.intent.nonce, decision.offices.person("nss"), now) is None
    assert held(decision.intent.nonce, decision.person, now + timedelta(minutes=10)) is None
    later = msgspec.structs.replace(
        decision.statement, intent=until(decision.intent, now + timedelta(hours=1))
    )
    later = msgspec.structs.replace(later, intent=msgspec.structs.replace(later.intent, nonce="1" * 32))
    hold(later, {}, now + timedelta(hours=1))
    assert Unsigned.objects.count() == 1


def test_where_the_installation_does_not_sign_it_says_so_and_records(
    decision: Decision, settings: LazySettings
) -> None:
    settings.SIGNING = "off"
    result = decision.send(None)
    assert isinstance(result, Accepted)
    assert result.entry.signature is None


def test_only_an_answer_to_options_of_the_person_is_asked_for(decision: Decision) -> None:
    options = msgspec.json.decode(request_options(b"x" * 32, decision.person))
    assert [each["id"] for each in options["allowCredentials"]] == [decision.authenticator.credential]
    assert options["userVerification"] == "required"


def test_an_exported_decision_is_verified_by_the_verifier_alone(decision: Decision, tmp_path: Path) -> None:
    """What the gate recorded and what the one file recomputes from the leaf are the same bytes."""
    assert isinstance(decision.send(decision.signature()), Accepted)
    sequencer.integrate(decision.offices.tick())
    export(tmp_path / "export")
    report = verify.verify(tmp_path / "export").report
    assert [line for line in report.lines() if line[1] == "×"] == []
    assert report.found["signatures"] == 1
