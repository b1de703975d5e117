"""Signing in through an identity provider: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636).

What is checked of an answer, each number standing again where it is done:

1. The provider describes itself under the very issuer that the installation names (Discovery 1.0, 4.3), at addresses with TLS.
2. The browser that comes back is the one that was sent: ``state``, used up by its session.
3. The code is exchanged with the verifier that only this side knows, over a connection of our own.
4. The ID token is signed by a key of the provider, by an algorithm with a public key; keys are fetched again where none of them
   fits, at most once in ``KEYS_AGAIN``.
5. It is from this issuer, for this client alone, of now (a clock may be off by ``SKEW``), and answers this very request
   (``nonce``), so that no token is good twice.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import msgspec

from sekisho.vocabulary.network import on_this_machine

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

SKEW = timedelta(seconds=60)
KEYS_AGAIN = timedelta(seconds=30)
KEPT = timedelta(hours=1)
WAIT_SECONDS = 10
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""With a public key only: none that a shared secret, or nobody, could sign with."""


class Untrusted(Exception):
    """The provider's answer does not hold; the message names the check that failed, for the server's log alone."""


class Unreachable(Exception):
    """The provider does not answer, or not as a provider does."""


class NotInstalled(Exception):
    """The extra ``oidc`` is not there: ``pip install 'sekisho[oidc]'``."""


class Asking(msgspec.Struct, frozen=True):
    """One request to the provider: where the browser goes, and what is kept here until it is back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """An identity provider as one client sees it; its description and keys are kept for ``KEPT``."""

    def __init__(self, issuer: str, client: str, secret: str, back: str) -> None:
        self.issuer, self.client, self.secret, self.back = issuer.rstrip("/"), client, secret, back
        self._described: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def ask(self, now: datetime) -> Asking:
        """Return a new request. Raises ``Unreachable``, ``Untrusted``, ``NotInstalled``."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        hashed = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        query = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.back,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": hashed,
            "code_challenge_method": "S256",
        }
        at = self._description(now)["authorization_endpoint"]
        return Asking(f"{at}{'&' if '?' in at else '?'}{urlencode(query)}", state, nonce, verifier)

    def identify(self, asking: Asking, state: str, code: str, now: datetime) -> str:
        """Return the subject whom the provider identified. Raises ``Untrusted``, ``Unreachable``, ``NotInstalled``."""
        if not code or not secrets.compare_digest(state.encode(), asking.state.encode()):  # 2
            raise Untrusted("state")
        token = self._exchange(asking, code, now)  # 3
        claims = self._open(token, now)  # 4
        self._check(claims, asking, now)  # 5
        return str(claims["sub"])

    def _exchange(self, asking: Asking, code: str, now: datetime) -> str:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "client_id": self.client,
            "code_verifier": asking.verifier,
        }
        known = (self.client, self.secret) if self.secret else None
        answer = _fetch(self._description(now)["token_endpoint"], sent, known)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Untrusted("id_token")
        return token

    def _open(self, token: str, now: datetime) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            return jwt.decode(token, self._keys_of(now), algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            keys = self._keys_of(now, again=True)
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            raise Untrusted(f"signature: {error}") from error

    def _check(self, claims: Mapping[str, Any], asking: Asking, now: datetime) -> None:
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self.issuer:
            raise Untrusted("iss")
        if self.client not in audiences or (len(audiences) > 1 and claims.get("azp") != self.client):
            raise Untrusted("aud")
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), asking.nonce.encode()):
            raise Untrusted("nonce")
        at, skew = now.timestamp(), SKEW.total_seconds()
        if not _number(claims, "exp") + skew > at or not _number(claims, "iat") - skew <= at:
            raise Untrusted("time")
        if "nbf" in claims and not _number(claims, "nbf") - skew <= at:
            raise Untrusted("nbf")
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise Untrusted("sub")

    def _description(self, now: datetime) -> Mapping[str, Any]:
        if self._described is None or now - self._described[0] > KEPT:
            found = _fetch(f"{self.issuer}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:  # 1
                raise Untrusted("issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _defended(found.get(name))
            self._described = (now, found)
        return self._described[1]

    def _keys_of(self, now: datetime, again: bool = False) -> KeySet:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        kept = self._keys
        if kept is None or now - kept[0] > (KEYS_AGAIN if again else KEPT):
            found: Any = _fetch(self._description(now)["jwks_uri"])
            try:
                kept = self._keys = (now, KeySet.import_key_set(found))
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise Untrusted(f"keys: {error}") from error
        return kept[1]


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Untrusted(name)
    return value


def _defended(address: object) -> None:
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts is None or not (parts.scheme == "https" or on_this_machine(parts.hostname or "")):
        raise Untrusted(f"address without TLS: {address}")


def _fetch(
    address: str, sent: Mapping[str, str] | None = None, client: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Ask the provider, following nothing that it redirects to."""
    try:
        import httpx
    except ImportError as error:
        raise NotInstalled("pip install 'sekisho[oidc]'") from error

    _defended(address)
    try:
        with httpx.Client(auth=client, timeout=WAIT_SECONDS, follow_redirects=False, trust_env=False) as http:
            answer = http.post(address, data=sent) if sent else http.get(address)
        if answer.status_code != httpx.codes.OK:
            raise Unreachable(f"{address}: {answer.status_code}")
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable(f"{address}: {error}") from error
    if not isinstance(found, dict):
        raise Unreachable(f"{address}: no object")
    return found
