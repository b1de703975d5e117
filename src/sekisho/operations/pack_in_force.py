"""Which pack this installation judges by."""

from __future__ import annotations

from django.conf import settings

from sekisho.law.loading import load_pack
from sekisho.law.pack import Pack


def pack_in_force() -> Pack:
    """Return the pack in force: the one that the settings name (``SEKISHO_PACK``), ``jp-acd`` by default."""
    return load_pack(settings.SEKISHO_PACK)
