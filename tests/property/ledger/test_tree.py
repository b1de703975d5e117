"""What holds of trees, leaves and orders of every size and shape, and agrees with the work of others."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Any

import msgspec
import pymerkle
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sekisho.ledger import verify
from sekisho.ledger.leaf import disclose, seal, verify_disclosure
from sekisho.ledger.sequencing import Pending, order
from sekisho.ledger.tiles import bundle_files, levels, number_path, read_bundle, stored, tile_files, tile_path
from sekisho.ledger.tree import (
    BadProof,
    Frontier,
    consistency_proof,
    in_memory,
    inclusion_proof,
    root_of,
    subtree_consistency_proof,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
)
from tests.unit.ledger.making import START, grown

MOST = 2000
LEAVES = grown(MOST)
MEMORY = in_memory(LEAVES)
ROOTS = [Frontier().root()]
_frontier = Frontier()
for _leaf in LEAVES:
    _frontier.append(_leaf)
    ROOTS.append(_frontier.root())


@given(st.integers(1, MOST), st.data())
def test_every_leaf_of_every_size_is_proved_and_no_other_is(size: int, data: st.DataObject) -> None:
    """The proof holds for its leaf, its place, its size and its root, and for no other of them."""
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, MEMORY)
    verify_inclusion(index, size, LEAVES[index], proof, ROOTS[size])
    other = data.draw(st.integers(0, MOST - 1).filter(lambda n: n != index))
    for changed in (
        (other, size, LEAVES[index], proof, ROOTS[size]),
        (index, size, LEAVES[other], proof, ROOTS[size]),
        (index, size, LEAVES[index], [*proof, LEAVES[0]], ROOTS[size]),
        (index, size, LEAVES[index], proof, ROOTS[other + 1 if other + 1 != size else 0]),
    ):
        with pytest.raises(BadProof):
            verify_inclusion(*changed)


@given(st.integers(1, MOST), st.data())
def test_any_two_sizes_are_proved_consistent_and_no_fork_is(new: int, data: st.DataObject) -> None:
    """The proof joins the two roots, and nothing else; one that lacks a hash, or has one changed, is refused."""
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(old, new, MEMORY)
    verify_consistency(old, new, proof, ROOTS[old], ROOTS[new])
    for changed in ((ROOTS[old], LEAVES[0]), (LEAVES[1], ROOTS[new])):
        if changed != (ROOTS[old], ROOTS[new]) and new > 1:
            with pytest.raises(BadProof):
                verify_consistency(old, new, proof, *changed)
    for each in range(len(proof)):
        with pytest.raises(BadProof):
            verify_consistency(old, new, proof[:each] + proof[each + 1 :], ROOTS[old], ROOTS[new])
        with pytest.raises(BadProof):
            verify_consistency(
                old, new, [*proof[:each], bytes(32), *proof[each + 1 :]], ROOTS[old], ROOTS[new]
            )


@given(st.integers(1, 400), st.integers(0, 9), st.data())
def test_any_subtree_is_proved_to_be_in_its_tree_and_nothing_else_is(
    size: int, level: int, data: st.DataObject
) -> None:
    """From one leaf to the whole tree; with a hash changed, left out or put in, or another root, it is refused."""
    start = data.draw(st.integers(0, (size - 1) >> level)) << level
    end = data.draw(st.integers(start + 1, min(size, start + (1 << level))))
    proof = subtree_consistency_proof(start, end, size, MEMORY)
    root = root_of(LEAVES[start:end])
    verify_subtree_consistency(start, end, size, proof, root, ROOTS[size])
    if start == 0:
        assert proof == consistency_proof(end, size, MEMORY)
    if end == start + 1:
        assert proof == inclusion_proof(start, size, MEMORY)
    at = data.draw(st.integers(0, len(proof)))
    for changed in (
        ([*proof[:at], bytes(32), *proof[at:]], root),
        ([*proof[:at], bytes(32), *proof[at + 1 :]], root),
        (proof[:at] + proof[at + 1 :] if at < len(proof) else [*proof, root], root),
        (proof, LEAVES[-1]),
    ):
        with pytest.raises(BadProof):
            verify_subtree_consistency(start, end, size, changed[0], changed[1], ROOTS[size])


@given(st.integers(1, MOST), st.data())
def test_tiles_give_the_proofs_that_memory_gives(size: int, data: st.DataObject) -> None:
    """From what is stored, complete and partial tiles, come the same hashes."""
    files = tile_files(LEAVES[:size])
    subtree = stored(lambda level, number, width: files[tile_path(level, number, width)], size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert inclusion_proof(index, size, subtree) == inclusion_proof(index, size, MEMORY)
    assert consistency_proof(old, size, subtree) == consistency_proof(old, size, MEMORY)


@given(st.integers(0, MOST))
def test_all_ways_to_a_root_agree(size: int) -> None:
    """Leaf by leaf, from the tiles, and as the stand-alone verifier does it, twice."""
    tree = verify.Tree()
    for leaf in LEAVES[:size]:
        tree.append(leaf)
    assert ROOTS[size] == root_of(LEAVES[:size]) == verify.root_of(LEAVES[:size]) == tree.root()
    assert [len(hashes) for _, hashes in levels(LEAVES[:size])] == [n for n in (size, size >> 8) if n]


@given(st.integers(1, 300), st.data())
def test_roots_and_proofs_are_those_of_pymerkle(size: int, data: st.DataObject) -> None:
    """Another implementation, written by others, makes the same trees and the same proofs."""
    theirs = pymerkle.InmemoryTree.init_from_entries([str(n).encode() for n in range(size)])
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert theirs.get_root() == ROOTS[size]
    assert theirs.get_root(old) == ROOTS[old]
    path = theirs.prove_inclusion(index + 1, size).path
    assert set(path) == {LEAVES[index], *inclusion_proof(index, size, MEMORY)}


@given(st.lists(st.binary(max_size=300), max_size=600))
def test_bundles_hold_the_entries(entries: list[bytes]) -> None:
    """Whatever the entries, the bundles give them back in order, as the stand-alone reader sees them too."""
    files = bundle_files(entries)
    assert [entry for data in files.values() for entry in read_bundle(data)] == entries


@given(st.integers(0, 2**40))
def test_tile_numbers_are_written_in_groups_of_three(number: int) -> None:
    """The digits are the number's, all groups but the last begin with x, and both writers agree."""
    path = number_path(number)
    assert int(path.replace("x", "").replace("/", "")) == number
    assert all(len(g) == 4 and g[0] == "x" for g in path.split("/")[:-1])
    assert verify.tile_name(number, 256) == path


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_canonical_json_is_that_of_rfc8785(value: Any) -> None:
    """The verifier's own writing of JSON is byte for byte that of the library that sealed it."""
    assert verify.canonical(value).encode() == rfc8785.dumps(value)


@given(
    st.dictionaries(st.text(min_size=1, max_size=6), VALUES, max_size=5),
    st.dictionaries(st.text(min_size=1, max_size=6), VALUES, max_size=5),
    st.data(),
)
def test_any_fields_are_opened_as_they_were_sealed(
    envelope: dict[str, Any], body: dict[str, Any], data: st.DataObject
) -> None:
    """Any choice of them, by this package and by the stand-alone verifier, from the bytes of an export."""
    leaf = seal("real", "case", envelope, body, bytes(32))
    chosen = data.draw(st.sets(st.sampled_from(sorted(body)))) if body else set()
    shown = disclose(envelope, body, leaf.salts, {"envelope": None, "body": chosen})
    expected = {"envelope": envelope, "body": {name: body[name] for name in chosen}}
    assert verify_disclosure(leaf.data, shown) == expected
    assert verify.Disclosure(msgspec.json.encode(shown), json.loads(leaf.data)).parts == expected


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_the_pure_ed25519_judges_as_the_library_does(seed: bytes, message: bytes, bit: int) -> None:
    """A good signature holds; with any bit changed, of it or of the key, it does not."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert verify.ed25519_verify(public, message, signature)
    forged = bytearray(signature)
    forged[bit // 8] ^= 1 << bit % 8
    assert not verify.ed25519_verify(public, message, bytes(forged))
    assert not verify.ed25519_verify(public, message + b"x", signature)
    other = bytearray(public)
    other[bit // 16] ^= 1 << bit % 8
    assert not verify.ed25519_verify(bytes(other), message, signature)


@given(st.integers(1, 60), st.integers(0, 2**32))
def test_a_lawful_history_is_ordered_whatever_its_ids(length: int, chance: int) -> None:
    """Entries that read only what was there are all placed, each after what it rests on, in any order of arrival."""
    rng = random.Random(chance)
    heads: dict[str, int] = {}
    history = []
    for _ in range(length):
        case = rng.choice("abcde")
        reads = {other: n for other, n in heads.items() if rng.random() < 0.4}
        heads[case] = heads.get(case, 0) + 1
        history.append((case, heads[case], reads))
    ids = rng.sample(range(1000), length)
    pending = [
        Pending(id=id, case=case, sequence=n, reads=reads, committed_at=START)
        for id, (case, n, reads) in zip(ids, history)
    ]
    result = order(pending, {})
    assert sorted(result.ids) == sorted(ids)
    assert not result.findings
    reached: dict[str, int] = {}
    by_id = {leaf.id: leaf for leaf in pending}
    for leaf in (by_id[id] for id in result.ids):
        assert leaf.sequence == reached.get(leaf.case, 0) + 1
        assert all(reached.get(case, 0) >= n for case, n in leaf.reads.items() if case != leaf.case)
        reached[leaf.case] = leaf.sequence


def test_the_example_of_rfc_8032_verifies() -> None:
    """RFC 8032, 7.1, test 2; and a scalar that is too large is refused though the equation holds."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert verify.ed25519_verify(public, b"\x72", signature)
    larger = int.from_bytes(signature[32:], "little") + verify.Q
    assert not verify.ed25519_verify(public, b"\x72", signature[:32] + larger.to_bytes(32, "little"))
    assert not verify.ed25519_verify(hashlib.sha256(b"").digest(), b"\x72", signature)
