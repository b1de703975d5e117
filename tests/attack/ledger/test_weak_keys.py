"""No log and no witness has a key under which one signature holds for every checkpoint."""

from __future__ import annotations

import pytest

from sekisho.ledger import verify
from sekisho.ledger.keys import (
    COSIGNATURE,
    ED25519,
    SMALL_ORDER,
    BadKey,
    read_verifier_key,
    small_order,
    verifier_key,
)
from sekisho.ledger.policy import BadPolicy, read_policy

POINTS = sorted({point[:-1] + bytes([point[-1] | sign]) for point in SMALL_ORDER for sign in (0, 0x80)})


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("kind", [ED25519, COSIGNATURE])
def test_a_key_of_small_order_is_no_key(point: bytes, kind: int) -> None:
    with pytest.raises(BadKey, match="small order"):
        read_verifier_key(verifier_key("witness.example/one", point, kind).text())


def test_a_policy_has_no_witness_of_small_order() -> None:
    vkey = verifier_key("witness.example/one", POINTS[0], COSIGNATURE).text()
    with pytest.raises(BadPolicy, match=r"line 1: .*small order"):
        read_policy(f"witness one {vkey}\nquorum one\n")


def test_the_points_are_all_there_are() -> None:
    """The verifier, which computes, takes none of them, and of a key's other multiples it takes each."""
    assert not any(verify.ed25519_table(point) for point in POINTS)
    torsion = next(p for point in POINTS if (p := verify.point_of(point)) and _order(p) == 8)
    multiples = {verify.encode_point(_times(torsion, n)) for n in range(8)}
    assert len(multiples) == 8
    assert all(map(small_order, multiples))
    assert not small_order(
        verify.encode_point((verify.BASE_X, verify.BASE_Y, 1, verify.BASE_X * verify.BASE_Y % verify.P))
    )


def _times(point: verify.Point, many: int) -> verify.Point:
    total: verify.Point = verify.ZERO
    for _ in range(many):
        total = verify.ed25519_add(total, point)
    return total


def _order(point: verify.Point) -> int:
    neutral = verify.encode_point(verify.ZERO)
    return next(n for n in (1, 2, 4, 8) if verify.encode_point(_times(point, n)) == neutral)
