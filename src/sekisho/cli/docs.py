"""``sekisho docs``: write the documents that are generated, or say which are stale."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from sekisho.casework.bundle import bundle_schema
from sekisho.intel import reference
from sekisho.law.loading import load_pack, pack_schema
from sekisho.law.manual import pages
from sekisho.law.pack import Pack
from sekisho.ledger import verify
from sekisho.proof import found, matrix, report
from sekisho.proof.about_scenes import SEARCHES
from sekisho.proof.everything import prove_sections
from sekisho.proof.explore import explore_all

PROOF = "proof.md"
FOUND = Path(found.__file__).with_name(found.FILE)
"""What the proofs found, as the package carries it."""
VERIFIER = """<!-- Generated from the file by `sekisho docs`. -->

# `verify.py` の SHA-256 / The SHA-256 of `verify.py`

`src/sekisho/ledger/verify.py`（{size} バイト）の SHA-256 は次のとおりである。受け取ったファイルがこの版の製品のものであることを、これで
確かめる。検証を受ける者から渡された本頁と比べても意味はない。製品の公開元から、別の経路で受け取った本頁と比べること。

This is the SHA-256 of `src/sekisho/ledger/verify.py` ({size} bytes), by which to see that the file that you got is the one of this
edition of the product. Compare it with this page as you got it from where the product is published, by another way than
from those whose record you check.

```
{digest}  verify.py
```

- Linux: `sha256sum verify.py`
- macOS: `shasum -a 256 verify.py`
- Windows: `certutil -hashfile verify.py SHA256`
"""


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
    written["verifier.md"] = _verifier().encode()
    return written


def _verifier() -> str:
    file = Path(verify.__file__).read_bytes()
    return VERIFIER.format(size=len(file), digest=hashlib.sha256(file).hexdigest())


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
