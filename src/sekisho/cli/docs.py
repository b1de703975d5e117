"""``sekisho docs``: write the documents that are generated, or say which are stale."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from sekisho.casework.bundle import bundle_schema
from sekisho.intel import reference
from sekisho.law.loading import load_pack, pack_schema
from sekisho.law.manual import pages
from sekisho.law.pack import Pack
from sekisho.proof import found, matrix, report
from sekisho.proof.about_scenes import SEARCHES
from sekisho.proof.everything import prove_sections
from sekisho.proof.explore import explore_all

PROOF = "proof.md"
FOUND = Path(found.__file__).with_name(found.FILE)
"""What the proofs found, as the package carries it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--into", default="docs/reference", help="folder of the generated pages")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is stale")
    parser.set_defaults(run=run)


def generated() -> Mapping[str, bytes]:
    """Return every generated document by its path under ``docs/reference``."""
    pack = load_pack()
    written = {path: text.encode() for path, text in pages(pack).items()}
    written["intake-formats.md"] = reference.page().encode()
    written["coverage.md"] = matrix.page(pack).encode()
    written["pack.schema.json"] = _json(pack_schema())
    written["case-bundle.schema.json"] = _json(bundle_schema())
    return written


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def run(args: argparse.Namespace) -> int:
    """Write the documents, or compare them; what is proved is proved anew only where something has changed."""
    folder, pack = Path(args.into), load_pack()
    if args.check:
        stale = [folder / path for path, data in generated().items() if _differs(folder / path, data)]
        stale += _unproved(pack, folder / PROOF)
        for path in stale:
            print(f"{path}: 古い。`sekisho docs` で書き直すこと / stale: run `sekisho docs`", file=sys.stderr)
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    if any(_unproved(pack, folder / PROOF)):
        _prove(pack, folder / PROOF)
    for name, data in generated().items():
        (folder / name).write_bytes(data)
    return 0


def _unproved(pack: Pack, written: Path) -> Iterator[Path]:
    """Yield what was written of the proofs before something changed that they depend on."""
    if report.stale(pack, _written(written)):
        yield written
    if found.stale(pack, _written(FOUND)):
        yield FOUND


def _prove(pack: Pack, into: Path) -> None:
    sections = prove_sections(pack)
    into.write_text(report.report(pack, sections, explore_all(pack, SEARCHES)), "utf-8")
    FOUND.write_bytes(_json(found.found(pack, (r for section in sections for r in section.results))))
    found.kept.cache_clear()


def _written(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _differs(path: Path, data: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != data
