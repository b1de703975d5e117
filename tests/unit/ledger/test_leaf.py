"""Leaves commit to each field apart, and tell nothing of what is not opened."""

from __future__ import annotations

import msgspec
import pytest

from sekisho.ledger import batch
from sekisho.ledger.leaf import (
    PARTS,
    BadDisclosure,
    Disclosure,
    SealedLeaf,
    Shown,
    disclose,
    salts_of,
    seal,
    secret_of,
    subject_tag,
    verify_disclosure,
)
from sekisho.ledger.tree import BadProof
from tests.unit.ledger.making import secret

ENVELOPE = {"case": "case-a", "sequence": 3, "step": "measure.start", "recorded_at": "2026-10-05T00:00:00Z"}
BODY = {"intent.particulars": {"text": "開始する", "share": 0.5}, "recorded_by": "person-a", "empty": None}
TAGS = (subject_tag(b"k" * 32, "target/t1"), subject_tag(b"k" * 32, "leg/police"))


def sealed(number: int = 0) -> SealedLeaf:
    return seal("real", "case", ENVELOPE, BODY, secret(number), TAGS)


def shown(**wanted: list[str] | None) -> dict[str, tuple[Shown, ...]]:
    return disclose(ENVELOPE, BODY, sealed().salts, wanted, TAGS)


def test_in_clear_a_leaf_shows_format_realm_class_and_roots_only() -> None:
    """No name, word, number or tag of the entry stands in it."""
    clear = msgspec.json.decode(sealed().data)
    assert {k: v for k, v in clear.items() if k not in PARTS} == {
        "format": "sekisho/leaf/1",
        "realm": "real",
        "class": "case",
    }
    assert all(len(bytes.fromhex(clear[part])) == 32 for part in PARTS)
    assert not [word for word in ("case-a", "measure", "開始", *TAGS) if word.encode() in sealed().data]


def test_two_leaves_of_one_content_have_nothing_in_common() -> None:
    """Salts hide what is equal: nobody can tell that two leaves say the same."""
    one, two = (msgspec.json.decode(sealed(n).data) for n in (1, 2))
    assert all(one[part] != two[part] for part in PARTS)


def test_one_secret_gives_all_salts_again() -> None:
    """Keeping the secret is enough, and erasing it erases all; a short one is refused."""
    names = {"envelope": list(ENVELOPE), "body": list(BODY), "subjects": ["0000", "0001"]}
    assert salts_of(secret(0), names) == sealed().salts
    assert len(set(sealed().salts.values())) == len(ENVELOPE) + len(BODY) + len(TAGS)
    with pytest.raises(ValueError, match="32 bytes"):
        seal("real", "case", ENVELOPE, BODY, b"short")


@pytest.mark.parametrize("name", [*ENVELOPE])
def test_any_single_field_is_opened_without_the_others(name: str) -> None:
    """Its value comes out, no other value stands in what is given, and the body stays closed as a whole."""
    disclosure = shown(envelope=[name])
    assert verify_disclosure(sealed().data, disclosure) == {"envelope": {name: ENVELOPE[name]}}
    given = msgspec.json.encode(disclosure).decode()
    assert not [other for other in ENVELOPE if other != name and f'"{other}"' in given]


def test_everything_is_opened_where_all_is_shown() -> None:
    """All three parts come out as they were sealed."""
    opened = verify_disclosure(sealed().data, shown(envelope=None, body=None, subjects=None))
    assert (opened["envelope"], opened["body"]) == (ENVELOPE, BODY)
    assert sorted(opened["subjects"].values()) == sorted(TAGS)


def test_the_envelope_is_opened_apart_from_the_body() -> None:
    """Who may know that an act took place learns nothing of its content, not even how many fields it has."""
    assert set(shown(envelope=None)) == {"envelope"}


def test_equal_subjects_have_equal_tags_only_under_one_key() -> None:
    """The holder of the key sees "the same"; under another key the same subject looks otherwise."""
    assert subject_tag(b"a" * 32, "target/t1") == subject_tag(b"a" * 32, "target/t1")
    assert subject_tag(b"a" * 32, "target/t1") != subject_tag(b"b" * 32, "target/t1")


def changed(disclosure: Disclosure, part: str, at: int, **values: object) -> Disclosure:
    fields = list(disclosure[part])
    fields[at] = msgspec.structs.replace(fields[at], **values)
    return {**disclosure, part: tuple(fields)}


@pytest.mark.parametrize(
    "values", [{"value": "x"}, {"salt": "00" * 16}, {"name": "x"}, {"commitment": "00" * 32}]
)
def test_a_changed_value_salt_name_or_commitment_is_refused(values: dict[str, str]) -> None:
    """In either part."""
    for part in ("envelope", "body"):
        forged = changed(shown(envelope=None, body=None), part, 1, **values)
        with pytest.raises(BadDisclosure, match=part):
            verify_disclosure(sealed().data, forged)


@pytest.mark.parametrize("commitment", ["xyz", "00"])
def test_a_malformed_commitment_is_refused(commitment: str) -> None:
    """It has 32 bytes in hexadecimal."""
    with pytest.raises(BadDisclosure, match="commitment"):
        verify_disclosure(sealed().data, changed(shown(envelope=[]), "envelope", 0, commitment=commitment))


def test_a_field_left_out_added_or_moved_is_refused() -> None:
    """The root is over all fields in their order."""
    full = shown(envelope=None)["envelope"]
    for forged in (full[1:], (*full, full[0]), full[::-1], ()):
        with pytest.raises(BadDisclosure):
            verify_disclosure(sealed().data, {"envelope": forged})


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"1", b'{"format": "other"}', b"\xff", b'"\xff"'])
def test_what_is_no_leaf_opens_nothing(data: bytes) -> None:
    """Bytes of any other kind are refused with the same error."""
    with pytest.raises(BadDisclosure, match="no leaf"):
        verify_disclosure(data, {})


def test_a_part_that_leaves_do_not_have_is_refused() -> None:
    """Nothing can be slipped in beside what the leaf commits to."""
    with pytest.raises(BadDisclosure, match="extra"):
        verify_disclosure(sealed().data, {"extra": ()})


DIGESTS = [f"{n:064x}" for n in range(7)]


@pytest.mark.parametrize("index", range(7))
def test_every_object_of_a_batch_can_be_proved(index: int) -> None:
    """By its place and a path, against the batch's root."""
    batch.check(DIGESTS[index], batch.prove(DIGESTS, index), batch.batch_root(DIGESTS))


def test_an_object_that_was_not_in_the_batch_cannot_be_proved() -> None:
    """Nor another one in its place."""
    membership, root = batch.prove(DIGESTS, 2), batch.batch_root(DIGESTS)
    for digest in ("ff" * 32, DIGESTS[3]):
        with pytest.raises(BadProof):
            batch.check(digest, membership, root)


def test_the_secret_of_an_entry_comes_from_its_hash_and_the_key_of_its_case() -> None:
    """Both are needed: another entry or another key gives another secret, and the same give the same."""
    key, other = b"k" * 32, b"o" * 32
    assert secret_of(key, "a" * 64) == secret_of(key, "a" * 64)
    assert len({secret_of(key, "a" * 64), secret_of(key, "b" * 64), secret_of(other, "a" * 64)}) == 3
    assert subject_tag(key, "a" * 64) not in secret_of(key, "a" * 64).hex()
