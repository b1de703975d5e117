"""An identity provider in this process that can misbehave: it speaks the protocol, and says what a test has it say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet


class Misbehaving:
    """What the provider says; each part can be set wrong."""

    def __init__(self) -> None:
        self.issuer = ""
        self.says_issuer: str | None = None
        self.keys = [ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})]
        self.signs_with: Any = self.keys[0]
        self.header: dict[str, Any] = {"alg": "ES256", "kid": "one"}
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.token: str | None = None
        self.status = 200
        self.served_keys = 0

    def rotate(self) -> None:
        """Sign with another key from now on, and publish it alone."""
        self.keys = [ECKey.generate_key("P-256", {"kid": "two", "use": "sig"})]
        self.signs_with, self.header = self.keys[0], {"alg": "ES256", "kid": "two"}

    def authorize(self, url: str) -> str:
        """What the browser comes back with from the page at ``url``."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return self.asked["state"]

    def answer(self, path: str, sent: dict[str, str]) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            at = self.issuer
            return {
                "issuer": self.says_issuer or at,
                "authorization_endpoint": f"{at}/authorize",
                "token_endpoint": f"{at}/token",
                "jwks_uri": f"{at}/keys",
            }
        if path == "/keys":
            self.served_keys += 1
            return dict(KeySet(self.keys).as_dict(private=False))
        hashed = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if _b64(hashed) != self.asked["code_challenge"]:
            return {"error": "invalid_grant"}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.token or self.signed()}

    def signed(self) -> str:
        """An ID token as the claims and the header are now."""
        if self.header["alg"] in ("none", "HS256"):  # the library would not
            content = ".".join(_b64(json.dumps(each).encode()) for each in (self.header, self.claims))
            secret = self.keys[0].as_pem(private=False)
            signature = (
                hmac.digest(secret, content.encode(), "sha256") if self.header["alg"] == "HS256" else b""
            )
            return f"{content}.{_b64(signature)}"
        return jwt.encode(self.header, self.claims, self.signs_with, algorithms=[self.header["alg"]])

    def shared_secret(self) -> None:
        """Sign with the public key as if it were a shared secret, as libraries have been made to accept."""
        self.header = {"alg": "HS256", "kid": "one"}


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    """Serve a provider on loopback."""
    provider = Misbehaving()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, sent: dict[str, str]) -> None:
            content = json.dumps(provider.answer(urlsplit(self.path).path, sent)).encode()
            self.send_response(provider.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
