"""A passkey authenticator in software (WebAuthn Level 3, 6): makes keys and signs what a page asks, honestly or not."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from webauthn.helpers import bytes_to_base64url as b64
from webauthn.helpers import encode_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One key of one kind for one site; what it says of itself can be set wrong for a test."""

    def __init__(
        self, kind: str = "P-256", rp_id: str = "localhost", origin: str = "http://localhost:8000"
    ) -> None:
        self.kind, self.rp_id, self.origin = kind, rp_id, origin
        self.framed: dict[str, object] = {}  # what a browser says of a page within another
        self.id = secrets.token_bytes(20)
        self.count, self.flags = 0, PRESENT | VERIFIED
        self.handle = b""
        self.key: Any = {
            "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "Ed25519": ed25519.Ed25519PrivateKey.generate,
            "RSA": lambda: rsa.generate_private_key(65537, 2048),
        }[kind]()

    @property
    def credential(self) -> str:
        """The credential's id as the pages write it."""
        return b64(self.id)

    def create(self, options: str) -> str:
        """Answer to creation options."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"].encode()
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(self._cose())
        data = self._data(self.flags | ATTESTED) + attested
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer(attestationObject=b64(encode_cbor(made)), clientDataJSON=b64(client))

    def get(self, options: str, challenge: str = "") -> str:
        """Answer to request options (or to another challenge)."""
        self.count += 1
        client = self._client("webauthn.get", challenge or json.loads(options)["challenge"])
        data = self._data(self.flags)
        signature = self.sign(data + hashlib.sha256(client).digest())
        return self._answer(
            authenticatorData=b64(data),
            clientDataJSON=b64(client),
            signature=b64(signature),
            userHandle=self.handle.decode(),
        )

    def _answer(self, **response: str) -> str:
        known = {"id": self.credential, "rawId": self.credential, "type": "public-key"}
        return json.dumps({**known, "response": response, "clientExtensionResults": {}})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, type_: str, challenge: str) -> bytes:
        said = {
            "type": type_,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": False,
        } | self.framed
        return json.dumps(said).encode()

    def sign(self, message: bytes) -> bytes:
        if self.kind == "P-256":
            return bytes(self.key.sign(message, ec.ECDSA(hashes.SHA256())))
        if self.kind == "RSA":
            return bytes(self.key.sign(message, padding.PKCS1v15(), hashes.SHA256()))
        return bytes(self.key.sign(message))

    def _cose(self) -> dict[int, Any]:
        """The public key as RFC 9052, 7 and RFC 9053, 7 write it."""
        public = self.key.public_key()
        if self.kind == "Ed25519":
            return {1: 1, 3: -8, -1: 6, -2: public.public_bytes_raw()}
        numbers = public.public_numbers()
        if self.kind == "RSA":
            return {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
