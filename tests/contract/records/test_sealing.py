"""Payloads open only with their key, in their own place, and never again once the key is erased."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from sekisho.records.models import PayloadKey
from sekisho.records.sealing import Erased, draw_key, erase_key, keep_keys, open_key, open_sealed, seal


@pytest.mark.django_db
def test_what_is_sealed_opens_with_the_kept_key() -> None:
    """A key that was stored wrapped opens what it had sealed."""
    key = draw_key()
    keep_keys([key])
    sealed = seal(key, b"content", "row-one")
    assert b"content" not in sealed
    assert open_sealed(open_key(key.id), sealed, "row-one") == b"content"


def test_a_sealed_payload_moved_to_another_row_does_not_open() -> None:
    """A payload is bound to the row that it belongs to; copied elsewhere, or changed, it is refused."""
    key = draw_key()
    sealed = seal(key, b"content", "row-one")
    with pytest.raises(InvalidTag):
        open_sealed(key, sealed, "row-two")
    with pytest.raises(InvalidTag):
        open_sealed(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), "row-one")


@pytest.mark.django_db
def test_a_stored_key_is_of_no_use_without_the_master_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the database without the key folder opens nothing."""
    key = draw_key()
    keep_keys([key])
    assert key.secret not in bytes(PayloadKey.objects.get(pk=key.id).wrapped)
    monkeypatch.setenv("SEKISHO_HOME", str(tmp_path))
    with pytest.raises(InvalidTag):
        open_key(key.id)


@pytest.mark.django_db
def test_an_erased_key_is_gone() -> None:
    """Asking for an erased key says that the payload was erased."""
    key = draw_key()
    keep_keys([key])
    erase_key(key.id)
    with pytest.raises(Erased):
        open_key(key.id)
