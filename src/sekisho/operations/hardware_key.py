"""A log's key in a hardware module: it never leaves the module, which signs by PKCS#11 (``pip install sekisho[hsm]``).

The module, the token and the label of the key stand in a text, a line ``name = value`` each; the PIN comes from the
environment (``SEKISHO_PKCS11_PIN``) and is kept nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sekisho.ledger.keys import KEY_BYTES, HeldKey

PIN = "SEKISHO_PKCS11_PIN"
EC_POINT_HEAD = bytes((0x04, KEY_BYTES))
"""The DER head of an octet string of 32 bytes, in which modules give an Ed25519 public key."""


class NoModule(RuntimeError):
    """The hardware module cannot be used; the message says what is missing and what to do."""


def hardware_text(module: str, token: str, label: str) -> str:
    """Return the text that names a key in a module."""
    return f"module = {module}\ntoken = {token}\nlabel = {label}\n"


def held_key(name: str, text: str) -> HeldKey:
    """Return the key that a text names, under a log's name. Raises ``NoModule``."""
    given = dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)
    if not {"module", "token", "label"} <= given.keys():
        raise NoModule("a key in a module is named by module, token and label")
    session = _session(given["module"], given["token"], os.environ.get(PIN, ""))
    return HeldKey(
        name, _public(session, given["label"]), lambda message: _sign(session, given["label"], message)
    )


def _pkcs11() -> Any:
    try:
        import pkcs11
        import pkcs11.exceptions
    except ImportError as error:
        raise NoModule("PKCS#11 needs python-pkcs11: install it with `pip install sekisho[hsm]`") from error
    return pkcs11


@lru_cache(maxsize=4)
def _session(module: str, token: str, pin: str) -> Any:
    pkcs11 = _pkcs11()
    try:
        return pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin)
    except (pkcs11.exceptions.PKCS11Error, RuntimeError) as error:
        raise NoModule(f"{module}, {token}: {type(error).__name__} {error}（{PIN}）") from error


def _find(session: Any, label: str, **which: Any) -> Any:
    pkcs11 = _pkcs11()
    try:
        return session.get_key(label=label, **which)
    except pkcs11.exceptions.PKCS11Error as error:
        raise NoModule(f"no Ed25519 key {label!r} in the module: {type(error).__name__}") from error


def _public(session: Any, label: str) -> bytes:
    pkcs11 = _pkcs11()
    key: Mapping[Any, bytes] = _find(session, label, object_class=pkcs11.ObjectClass.PUBLIC_KEY)
    point = bytes(key[pkcs11.Attribute.EC_POINT])
    public = point.removeprefix(EC_POINT_HEAD) if len(point) > KEY_BYTES else point
    if len(public) != KEY_BYTES:
        raise NoModule(f"{label!r} is no Ed25519 key")
    return public


def _sign(session: Any, label: str, message: bytes) -> bytes:
    pkcs11 = _pkcs11()
    key = _find(session, label, object_class=pkcs11.ObjectClass.PRIVATE_KEY)
    try:
        return bytes(key.sign(message, mechanism=pkcs11.Mechanism.EDDSA))
    except pkcs11.exceptions.PKCS11Error as error:
        raise NoModule(f"the module does not sign with {label!r}: {type(error).__name__}") from error
