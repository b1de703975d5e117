"""The list of keys and algorithms names every module that uses one."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "cryptography.md").read_text("utf-8")
USES = re.compile(
    r"^\s*(?:from|import) (?:cryptography|hashlib|hmac|pyotp|webauthn|joserfc)\b|\bsecrets\.(?:token|choice|randb)",
    re.MULTILINE,
)


def test_every_module_that_uses_cryptography_is_in_the_list() -> None:
    """Whoever brings in a key, a hash or a random secret says so there."""
    using = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if USES.search(path.read_text("utf-8"))
    }
    named = set(re.findall(r"`(src/[^`]+\.py)`", PAGE))
    assert using - named == set()


def test_every_module_named_in_the_list_is_there() -> None:
    """Nor does the list name what is gone."""
    named = re.findall(r"`((?:src|tests|docs)/[^`]+)`", PAGE)
    assert [place for place in named if not (ROOT / place).exists()] == []
