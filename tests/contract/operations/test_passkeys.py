"""Passkeys: who may register one, what an assertion must hold, and that the log knows which key was whose, and when."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from sekisho.operations.enrolment import code_in_force, issue_code
from sekisho.operations.outcomes import Invalid
from sekisho.operations.passkeys import (
    asserted,
    creation_options,
    end,
    keys_of,
    register,
    request_options,
    used,
)
from sekisho.records.defence import arm, disarm
from sekisho.records.models import Leaf, Passkey, Person
from tests.authenticator import PRESENT, Authenticator

from .conftest import Offices

KINDS = ("P-256", "Ed25519", "RSA")


def registered(offices: Offices, office: str = "npa", kind: str = "P-256") -> Authenticator:
    """A passkey registered by the holder of an office's post, with a code."""
    made, result = attempt(offices, office, Authenticator(kind))
    assert isinstance(result, Passkey), result
    return made


def attempt(offices: Offices, office: str, made: Authenticator, code: str = "") -> tuple[Authenticator, Any]:
    person = Person.objects.get(pk=offices.person(office))
    now = offices.tick()
    known = code_in_force(code or issue_code(person.pk, "管理者", now), now)
    assert known is not None
    challenge = secrets.token_bytes(32)
    return made, register(person, made.create(creation_options(person, challenge)), challenge, "", now, known)


def use(made: Authenticator, **wrong: Any) -> Any:
    challenge = secrets.token_bytes(32)
    return asserted(made.get(request_options(challenge)), wrong.get("challenge", challenge))


def codes(result: Any) -> list[str]:
    assert isinstance(result, Invalid), result
    return [finding.code for finding in result.findings]


@pytest.mark.parametrize("kind", KINDS)
def test_a_registered_passkey_identifies_its_holder(offices: Offices, kind: str) -> None:
    found = use(registered(offices, "npa", kind))
    assert found.passkey.person.pk == offices.person("npa")


@pytest.mark.parametrize("kind", KINDS)
def test_the_log_states_key_holder_and_time_when_one_is_registered_and_when_it_ends(
    offices: Offices, kind: str
) -> None:
    made = registered(offices, "npa", kind)
    person = offices.person("npa")
    assert end(person, made.credential, "管理者", offices.tick())
    added, ended = (leaf.envelope for leaf in Leaf.objects.filter(leaf_class="passkey").order_by("pk"))
    assert (added["event"], added["person"], added["by"]) == ("added", person, "管理者")
    assert added["key"]["kty"] in ("EC", "OKP", "RSA")
    assert (ended["event"], ended["credential"]) == ("ended", added["credential"])
    assert added["recorded_at"] < ended["recorded_at"]


def test_a_code_serves_once_and_only_until_it_ends(offices: Offices) -> None:
    person, now = offices.person("npa"), offices.tick()
    first = issue_code(person, "管理者", now)
    second = issue_code(person, "管理者", now)
    assert code_in_force(first, now) is None, "a later code voids the one before"
    assert code_in_force(second.lower().replace("-", " "), now) is not None, "however it is typed"
    assert code_in_force(second, now + timedelta(hours=25)) is None
    kept = code_in_force(second, now)
    attempt(offices, "npa", Authenticator(), second)
    assert code_in_force(second, offices.now) is None
    assert kept is not None
    other, challenge = Authenticator(), secrets.token_bytes(32)
    answer = other.create(creation_options(kept.person, challenge))
    assert codes(register(kept.person, answer, challenge, "", offices.now, kept)) == ["code_used"]
    assert not Passkey.objects.filter(pk=other.credential).exists()


def test_a_key_without_user_verification_is_not_registered(offices: Offices) -> None:
    made = Authenticator()
    made.flags = PRESENT
    assert codes(attempt(offices, "npa", made)[1]) == ["passkey_answer"]


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("origin", "https://sekisho.example"),
        ("rp_id", "sekisho.example"),
        ("flags", PRESENT),
        ("count", -1),
        ("handle", b"cGVyc29uLW90aGVy"),
    ],
)
def test_an_assertion_from_elsewhere_or_unverified_or_replayed_is_refused(
    offices: Offices, what: str, value: Any
) -> None:
    """Wrong site, wrong address, nobody verified, a counter that stands still, another person's handle."""
    made = registered(offices)
    found = use(made)
    with transaction.atomic():
        assert used(found, offices.now)
    setattr(made, what, made.count + value if what == "count" else value)
    assert codes(use(made))[0] in ("passkey_answer", "passkey_person")


def test_an_assertion_over_another_challenge_is_refused(offices: Offices) -> None:
    assert codes(use(registered(offices), challenge=secrets.token_bytes(32))) == ["passkey_answer"]


def test_one_assertion_counts_once(offices: Offices) -> None:
    """Two requests that checked the same answer at once: the second finds the counter moved."""
    found = use(registered(offices))
    with transaction.atomic():
        assert used(found, offices.now)
        assert not used(found, offices.now)


def test_an_ended_key_is_never_in_force_again(offices: Offices) -> None:
    made = registered(offices)
    found = use(made)
    assert end(offices.person("npa"), made.credential, "管理者", offices.tick())
    assert codes(use(made)) == ["passkey_unknown"]
    with transaction.atomic():
        assert not used(found, offices.now), "not even for what was checked before"
    assert not end(offices.person("npa"), made.credential, "管理者", offices.tick())
    assert codes(attempt(offices, "npa", made)[1]) == ["passkey_known"]


def test_nobody_ends_the_key_of_another(offices: Offices) -> None:
    made = registered(offices, "npa")
    assert not end(offices.person("nss"), made.credential, "x", offices.tick())
    assert keys_of(offices.person("npa"))[0].ended_at is None


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"id":1}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
        "\x00",
    ],
)
def test_an_answer_of_the_wrong_shape_is_a_finding(offices: Offices, answer: str) -> None:
    made = registered(offices)
    assert codes(asserted(answer, b"x" * 32))
    person = Person.objects.get(pk=offices.person("npa"))
    assert codes(register(person, answer, b"x" * 32, "", offices.now)) == ["passkey_answer"]
    whole = json.loads(made.get(request_options(b"x" * 32)))
    for part in whole["response"]:
        broken = {**whole, "response": {**whole["response"], part: "AA"}}
        assert codes(asserted(json.dumps(broken), b"x" * 32)), part


def test_a_key_put_in_the_place_of_another_is_no_key(offices: Offices) -> None:
    """With the trigger gone somebody swaps the public key of a row: what the log has counts."""
    made = registered(offices)
    row = keys_of(offices.person("npa"))[0]
    swapped = registered(offices, "mic")
    theirs = keys_of(offices.person("mic"))[0]
    disarm(connection)
    Passkey.objects.filter(pk=row.pk).update(public_key=theirs.public_key)
    Passkey.objects.filter(pk=theirs.pk).update(person=row.person)
    arm(connection)
    assert codes(use(made)) == ["passkey_unknown"]
    assert codes(use(swapped)) == ["passkey_unknown"]


@pytest.mark.parametrize(
    "change", [{"public_key": b"x"}, {"person": "mic"}, {"ended_at": None}, {"ended": None}]
)
def test_the_database_keeps_a_key_as_it_was_and_ended(offices: Offices, change: dict[str, Any]) -> None:
    """Neither key nor person change, and what ended is not in force again, whatever the application does."""
    registered(offices)
    row = keys_of(offices.person("npa"))[0]
    assert end(offices.person("npa"), row.pk, "管理者", offices.tick())
    if "person" in change:
        change = {"person": offices.person("mic")}
    with pytest.raises(DatabaseError, match="as the log has it"), transaction.atomic():
        Passkey.objects.filter(pk=row.pk).update(**change)
