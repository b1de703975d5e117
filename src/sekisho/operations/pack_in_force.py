"""Which pack this installation judges by, and the texts of the editions before it that its cases rest on.

The texts of every edition that the installation has ever judged by are kept under ``packs`` in its home folder, each in a
folder named by the hash of its content: a case opened under an edition is read by that text for as long as it is kept.
"""

from __future__ import annotations

import gc
import os
import secrets
import shutil
from functools import cache
from pathlib import Path

import msgspec
from django.conf import settings

from sekisho.law.loading import Unloadable, load_files, load_pack, packaged_files
from sekisho.law.pack import Pack
from sekisho.records.home import home


def pack_in_force() -> Pack:
    """Return the newest edition, with the earlier ones that the installation has judged by.

    ``SEKISHO_PACK`` names the newest: a packaged pack, or a folder of YAML files. From when it is in force, it says
    itself. Raises ``law.loading.Unloadable`` with all findings where a text has a defect. A process sees the editions
    that were kept when it first asked.
    """
    return _load(settings.SEKISHO_PACK, _kept_in())


def keep_edition() -> Path:
    """Keep the texts of the newest edition in the home folder, and return where; what is kept already stays as it is."""
    kept = _kept_in() / pack_in_force().hash
    if not kept.exists():
        _write(kept, _texts(settings.SEKISHO_PACK))
    return kept


def _write(folder: Path, texts: dict[str, str]) -> None:
    """The folder appears whole or not at all; of two processes that start together the first one wins."""
    scratch = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
    scratch.mkdir(parents=True)
    for name, text in texts.items():
        (scratch / name).write_text(text, "utf-8")
    try:
        os.rename(scratch, folder)
    except OSError:
        shutil.rmtree(scratch)
        if not folder.exists():
            raise


def _kept_in() -> Path:
    return home() / "packs"


def _texts(name: str) -> dict[str, str]:
    folder = Path(name)
    return _of_folder(folder) if folder.is_dir() else dict(packaged_files(name))


def _of_folder(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in sorted(folder.glob("*.yaml"))}


@cache
def _load(name: str, kept: Path) -> Pack:
    folder = Path(name)
    newest = _from(folder) if folder.is_dir() else load_pack(name)
    folders = sorted(kept.iterdir()) if kept.is_dir() else []
    earlier = [_from(each) for each in folders if not each.name.startswith(".") and each.name != newest.hash]
    own = sorted((p for p in earlier if p.id == newest.id), key=lambda p: (p.effective_from, p.version))
    before: tuple[Pack, ...] = ()
    for each in own:  # each edition knows those before it
        before = (*before, msgspec.structs.replace(each, earlier=before))
    gc.freeze()  # what was loaded stays as long as the process: the collector need not look through it ever again
    return msgspec.structs.replace(newest, earlier=before)


def _from(folder: Path) -> Pack:
    loaded = load_files(_of_folder(folder))
    if loaded.pack is None:
        raise Unloadable(loaded.findings)
    return loaded.pack
