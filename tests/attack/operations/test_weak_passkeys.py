"""Nobody registers a passkey under which a signature holds for everything, or that the verifier would not take."""

from __future__ import annotations

from typing import Any

import pytest
from webauthn.helpers import encode_cbor

from sekisho.ledger.keys import SMALL_ORDER
from sekisho.operations.outcomes import Invalid
from sekisho.operations.passkeys import jwk
from sekisho.records.models import Passkey
from tests.authenticator import Authenticator
from tests.contract.operations.conftest import Offices
from tests.contract.operations.test_passkeys import attempt

POINTS = sorted({point[:-1] + bytes([point[-1] | sign]) for point in SMALL_ORDER for sign in (0, 0x80)})


class Weak(Authenticator):
    """Brings another public key than its own."""

    public: dict[int, Any]

    def _cose(self) -> dict[int, Any]:
        return self.public


def ed25519(point: bytes) -> dict[int, Any]:
    return {1: 1, 3: -8, -1: 6, -2: point}


def rsa(modulus: int, exponent: int = 65537) -> dict[int, Any]:
    sizes = [-(-number.bit_length() // 8) for number in (modulus, exponent)]
    return {1: 3, 3: -257, -1: modulus.to_bytes(sizes[0], "big"), -2: exponent.to_bytes(sizes[1], "big")}


@pytest.mark.parametrize(
    "public", [*map(ed25519, POINTS), rsa(2**1024 - 1), rsa(2**8200 + 1), rsa(2**2048 - 1, 1)]
)
def test_a_weak_passkey_is_not_registered(small_offices: Offices, public: dict[int, Any]) -> None:
    made = Weak()
    made.public = public
    _, result = attempt(small_offices, "npa", made)
    assert isinstance(result, Invalid)
    assert not Passkey.objects.exists()


@pytest.mark.parametrize(("modulus", "exponent"), [(2**2048 - 1, 3), (2**8192 - 1, 2**32 - 1)])
def test_what_the_verifier_takes_is_taken(modulus: int, exponent: int) -> None:
    """The bounds are those of ``rsa_verify``, and no narrower."""
    assert jwk(encode_cbor(rsa(modulus, exponent)))["kty"] == "RSA"
