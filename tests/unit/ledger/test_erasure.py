"""A secret that is erased closes its leaf for good, and the log is verified as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.ledger import verify
from sekisho.ledger.leaf import BadDisclosure, commitment, disclose, salts_of, seal, verify_disclosure
from tests.unit.ledger.making import Log, honest, later, secret, write

ENVELOPE = {"case": "case-a", "sequence": 1}
BODY = {"precision": "minute", "recorded_by": "person-a"}


def erased() -> Log:
    """Return a log in which one entry can no longer be opened, and says so."""
    log = honest()
    log.closed = {2}
    log.put("erasure", {"erased": {"case-a": [2]}, "recorded_at": later(12).isoformat()}, {}, at=later(12))
    log.sign(later(13))
    return log


def test_an_erasure_changes_no_root_that_was_signed() -> None:
    """All leaves and all checkpoints from before it stay byte for byte what they were."""
    before, after = honest(), erased()
    assert [leaf.data for leaf in after.leaves[:9]] == [leaf.data for leaf in before.leaves]
    assert after.checkpoints[:3] == before.checkpoints


def test_what_is_erased_is_said_in_the_report(tmp_path: Path) -> None:
    """The log is verified, and the missing number is named as one that an erasure on record explains."""
    found = verify.verify(write(erased().files(), tmp_path))
    assert not found.report.failures
    words = (
        "消去の記録がある欠番 1 件（案件 1 件：case-a 2–2 (1)）",
        "1 entries were erased, on record, of 1 cases: case-a 2–2 (1)",
    )
    assert (7, "－", *words) in found.report.lines()


def test_an_erasure_of_another_number_explains_nothing(tmp_path: Path) -> None:
    """Only the number that it names may be missing."""
    log = erased()
    log.closed = {2, 4}
    failed = [
        en for _, mark, _, en in verify.verify(write(log.files(), tmp_path)).report.lines() if mark == "×"
    ]
    assert failed == ["leaf 7: number 3 of case case-a is missing before it"]


def test_the_right_content_without_the_secret_opens_nothing() -> None:
    """Who guesses every word of an entry can still not show that the leaf says so."""
    leaf = seal("real", "case", ENVELOPE, BODY, secret(1))
    parts = {"envelope": ENVELOPE, "body": BODY, "subjects": {}}
    guessed = disclose(ENVELOPE, BODY, salts_of(secret(2), parts), {"body": None})
    with pytest.raises(BadDisclosure, match="body"):
        verify_disclosure(leaf.data, guessed)
    kept = disclose(ENVELOPE, BODY, salts_of(secret(1), parts), {"body": None})
    assert verify_disclosure(leaf.data, kept) == {"body": BODY}


def test_equal_values_have_different_commitments_in_every_field() -> None:
    """No two fields share a salt, so that equal values are not seen to be equal while they are closed."""
    salts = seal("real", "case", ENVELOPE, {f"field-{n}": "same" for n in range(20)}, secret(1)).salts
    assert len(set(salts.values())) == len(salts) == 22
    assert len({commitment(salt, "name", "same") for salt in salts.values()}) == 22
