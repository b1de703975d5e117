"""Which pack this installation judges by."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from sekisho.law.loading import Unloadable, load_files, load_pack
from sekisho.law.pack import Pack


def pack_in_force() -> Pack:
    """Return the pack in force: a packaged one by name, or a folder of YAML files, as ``SEKISHO_PACK`` says.

    Raises ``law.loading.Unloadable`` with all findings where the pack has a defect.
    """
    return _load(settings.SEKISHO_PACK)


@cache
def _load(name: str) -> Pack:
    folder = Path(name)
    if not folder.is_dir():
        return load_pack(name)
    loaded = load_files({file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.yaml"))})
    if loaded.pack is None:
        raise Unloadable(loaded.findings)
    return loaded.pack
