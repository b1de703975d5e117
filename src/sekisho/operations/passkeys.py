"""Passkeys: registering, using and ending them. Which key was whose, and from when until when, stands in the log.

Invariants:
1. A key is registered by who holds a code that an administrator issued for that person, or by the person signed in.
2. A key lives in an authenticator that knows its holder (user verification), and is found by it alone (resident).
3. No key without its leaf, no end of a key without its leaf; a key that ended is never in force again.
4. An assertion counts once: its challenge was drawn for it, and the authenticator's counter never goes back.
5. A key counts as the log has it; the database refuses to change it, and one that ended stays ended (``records.defence``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec
import webauthn
from django.conf import settings
from django.db import transaction
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    decode_credential_public_key,
    exceptions,
    parse_authentication_credential_json,
)
from webauthn.helpers.cose import COSECRV, COSEAlgorithmIdentifier
from webauthn.helpers.decode_credential_public_key import (
    DecodedEC2PublicKey,
    DecodedOKPPublicKey,
    DecodedRSAPublicKey,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sekisho.casework.entry import Signature
from sekisho.ledger.keys import small_order
from sekisho.records.append import keep_leaf
from sekisho.records.models import EnrolmentCode, Leaf, Passkey, Person
from sekisho.records.world import REAL
from sekisho.vocabulary.finding import Finding
from sekisho.vocabulary.text import Text
from sekisho.vocabulary.times import write_time

from .enrolment import use_code
from .leaves import open_leaf
from .outcomes import Invalid

ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
"""What the verifier checks without this installation; all that platforms and security keys use today."""
RSA_BITS, RSA_EXPONENTS = range(2048, 8193), range(3, 1 << 32)
"""What the verifier takes of RSA (``ledger.verify.rsa_verify``)."""
NAME_LENGTH = 80
MALFORMED = (exceptions.WebAuthnException, ValueError, KeyError, TypeError)
"""What the library raises on what a browser sent, by how it is malformed."""


class Asserted(msgspec.Struct, frozen=True):
    """A passkey in force that was used just now with its holder verified, and the counter that it told."""

    passkey: Passkey
    sign_count: int


def creation_options(person: Person, challenge: bytes) -> str:
    """Return the options, as JSON, with which a browser makes a passkey for a person."""
    held = Passkey.objects.filter(person=person, ended_at=None).values_list("pk", flat=True)
    options = webauthn.generate_registration_options(
        rp_id=settings.RP_ID,
        rp_name="関所",
        user_name=person.login,
        user_id=person.pk.encode(),
        user_display_name=person.name_ja,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(each)) for each in held],
        supported_pub_key_algs=ALGORITHMS,
    )
    return webauthn.options_to_json(options)


def request_options(challenge: bytes, person: str = "") -> str:
    """Return the options, as JSON, with which a browser uses a passkey: of a person, or of whoever is there."""
    held = Passkey.objects.filter(person=person, ended_at=None).values_list("pk", flat=True) if person else ()
    options = webauthn.generate_authentication_options(
        rp_id=settings.RP_ID,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(each)) for each in held],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def register(
    person: Person,
    response: str,
    challenge: bytes,
    name: str,
    now: datetime,
    code: EnrolmentCode | None = None,
) -> Passkey | Invalid:
    """Register the passkey that a browser made, with a code or (``None``) by the person who is signed in.

    1. Check what the authenticator answered; its kind is not asked for (no attestation).
    2. Use the code up, keep the key and write its leaf, in one transaction.
    """
    try:  # 1
        made = webauthn.verify_registration_response(
            credential=response,
            expected_challenge=challenge,
            expected_rp_id=settings.RP_ID,
            expected_origin=settings.ORIGIN,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
        public = jwk(made.credential_public_key)
    except MALFORMED as error:
        return _invalid("passkey_answer", _BAD_ANSWER, _AGAIN, detail=error)
    credential = bytes_to_base64url(made.credential_id)
    if Passkey.objects.filter(pk=credential).exists():
        return _invalid("passkey_known", _KNOWN, _OTHER)
    with transaction.atomic():  # 2
        if code is not None and not use_code(code, now):
            return _invalid("code_used", CODE_ENDED, ASK_FOR_CODE)
        entitled_by = code.issued_by if code else person.pk
        added = {"key": public, "rp_id": settings.RP_ID, "origin": settings.ORIGIN}
        return Passkey.objects.create(
            id=credential,
            person=person,
            name=name.strip()[:NAME_LENGTH] or write_time(now)[:10],
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            added_at=now,
            added=_leaf(credential, person.pk, "added", entitled_by, now, added),
        )


def end(person: str, credential: str, ended_by: str, now: datetime) -> bool:
    """End a passkey of a person for good; ``False`` where the person has none like it in force.

    The row is locked before the leaf is written, and by whatever uses the key: no use that the log has after the end
    was let through.
    """
    with transaction.atomic():
        row = Passkey.objects.select_for_update().filter(pk=credential, person=person, ended_at=None).first()
        if row is None:
            return False
        row.ended_at = now
        row.ended = _leaf(credential, person, "ended", ended_by, now)
        row.save(update_fields=["ended_at", "ended"])
    return True


def rename(person: str, credential: str, name: str) -> bool:
    """Give a passkey of a person another name; ``False`` for an empty one, or where there is no such key."""
    named = name.strip()[:NAME_LENGTH]
    rows = Passkey.objects.filter(pk=credential, person=person, ended_at=None)
    return bool(named) and rows.update(name=named) == 1


def keys_of(person: str) -> tuple[Passkey, ...]:
    """Return the passkeys of a person in the order of their registration, those that ended too."""
    return tuple(Passkey.objects.filter(person=person).order_by("added_at", "pk"))


def asserted(response: str, challenge: bytes) -> Asserted | Invalid:
    """Check what a passkey answered to a challenge: the key is in force, its holder was verified, our page asked.

    Nothing is written; ``used`` does, in the transaction of what the answer is good for.
    """
    try:
        credential = parse_authentication_credential_json(response)
        rows = Passkey.objects.select_related("person", "added")
        row = rows.filter(pk=credential.id, person__is_active=True).first()
        if row is None or row.ended_at is not None or not _as_logged(row):
            return _invalid("passkey_unknown", _NOT_IN_FORCE, _OTHER)
        handle = credential.response.user_handle
        if handle is not None and handle != row.person.pk.encode():
            return _invalid("passkey_person", _NOT_IN_FORCE, _OTHER)
        checked = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.RP_ID,
            expected_origin=settings.ORIGIN,
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except MALFORMED as error:
        return _invalid("passkey_answer", _BAD_ANSWER, _AGAIN, detail=error)
    return Asserted(row, checked.new_sign_count)


def _as_logged(row: Passkey) -> bool:
    """Return whether a key is the one whose registration the log has, for that person: what a table says is not believed."""
    logged = row.added.envelope
    named = (logged.get("credential"), logged.get("person"), logged.get("event"))
    return named == (row.pk, row.person_id, "added") and logged.get("key") == jwk(bytes(row.public_key))


def read_answer(response: str) -> Signature | None:
    """Return the assertion that a browser sent as the record keeps it; ``None`` where it is of the wrong shape."""
    try:
        credential = parse_authentication_credential_json(response)
    except MALFORMED:
        return None
    given = credential.response
    return Signature(
        credential=credential.id,
        authenticator_data=bytes_to_base64url(given.authenticator_data),
        client_data=bytes_to_base64url(given.client_data_json),
        signature=bytes_to_base64url(given.signature),
    )


def written_answer(signature: Signature) -> str:
    """Return an assertion as a browser would send it."""
    response = {
        "authenticatorData": signature.authenticator_data,
        "clientDataJSON": signature.client_data,
        "signature": signature.signature,
    }
    key = {"id": signature.credential, "rawId": signature.credential, "type": "public-key"}
    return msgspec.json.encode({**key, "response": response}).decode()


def used(found: Asserted, now: datetime) -> bool:
    """Note that a passkey was used; ``False`` where it has ended or its counter moved since it was checked.

    Needs the transaction of what it is used for. The row stays locked until that ends, so that an end of the key which
    comes first in the log was seen here.
    """
    row = Passkey.objects.select_for_update().get(pk=found.passkey.pk)
    if row.ended_at is not None or row.sign_count != found.passkey.sign_count:
        return False
    Passkey.objects.filter(pk=row.pk).update(sign_count=found.sign_count, used_at=now)
    return True


def jwk(public_key: bytes) -> dict[str, str]:
    """Return a COSE key (RFC 9052, 7) as a JSON Web Key (RFC 7517): P-256, Ed25519 or RSA.

    Raises ``ValueError`` for a key of another kind, which nobody could check later, and for one that the verifier does not
    take: its holder could disown what they signed.
    """
    key = decode_credential_public_key(public_key)
    if isinstance(key, DecodedEC2PublicKey) and key.crv == COSECRV.P256:
        return {"kty": "EC", "crv": "P-256", "x": bytes_to_base64url(key.x), "y": bytes_to_base64url(key.y)}
    if isinstance(key, DecodedOKPPublicKey) and key.crv == COSECRV.ED25519 and not small_order(key.x):
        return {"kty": "OKP", "crv": "Ed25519", "x": bytes_to_base64url(key.x)}
    if isinstance(key, DecodedRSAPublicKey) and _taken(key):
        return {"kty": "RSA", "n": bytes_to_base64url(key.n), "e": bytes_to_base64url(key.e)}
    raise ValueError(f"a key of this kind is not used here: {key.alg}")


def _taken(key: DecodedRSAPublicKey) -> bool:
    bits, exponent = int.from_bytes(key.n, "big").bit_length(), int.from_bytes(key.e, "big")
    return bits in RSA_BITS and exponent in RSA_EXPONENTS


def _leaf(
    credential: str, person: str, event: str, by: str, now: datetime, more: Mapping[str, object] | None = None
) -> Leaf:
    envelope = {
        "credential": credential,
        "person": person,
        "event": event,
        "by": by,
        "recorded_at": write_time(now),
        **(more or {}),
    }
    return keep_leaf(open_leaf("passkey", envelope, REAL), REAL, now)


CODE_ENDED = Text(
    "登録番号が正しくないか、使用済み又は期限切れである。", "The code is wrong, used or expired."
)
ASK_FOR_CODE = Text("管理者に発行を求めること。", "Ask an administrator for one.")
_BAD_ANSWER = Text(
    "パスキーの応答を確かめられない（{detail}）。", "What the passkey answered does not hold ({detail})."
)
_AGAIN = Text("もう一度行うこと。", "Try again.")
_KNOWN = Text("既に登録されたパスキーである。", "This passkey is registered already.")
_NOT_IN_FORCE = Text("有効なパスキーでない。", "This passkey is not in force.")
_OTHER = Text("別のパスキーを使うこと。", "Use another passkey.")


def _invalid(code: str, message: Text, remedy: Text, detail: object = "") -> Invalid:
    said = message.fill(detail=detail)
    return Invalid(
        findings=(Finding(code=code, severity="error", place="passkey", message=said, remedy=remedy),)
    )
