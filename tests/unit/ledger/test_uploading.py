"""What is sent to a mirror is written as c2sp.org/tlog-mirror says, to the byte, and read back."""

from __future__ import annotations

import io

import pytest

from sekisho.ledger.checkpoint import Checkpoint
from sekisho.ledger.note import BadNote
from sekisho.ledger.tree import BadProof, in_memory, leaf_hash, root_of
from sekisho.ledger.uploading import (
    CutShort,
    Head,
    Info,
    Package,
    Span,
    check_package,
    make_package,
    read_head,
    read_info,
    read_package,
)

LEAVES = [str(n).encode() for n in range(600)]
HASHES = [leaf_hash(each) for each in LEAVES]
TREE = Checkpoint("log.example/real", 600, root_of(HASHES))


def test_the_head_is_that_of_the_specification() -> None:
    """Two counted texts, and two sizes of eight bytes between them."""
    data = Head("ab", 1, 0x0203, b"t").data()
    assert data == b"\x00\x02ab" + bytes(7) + b"\x01" + bytes(6) + b"\x02\x03" + b"\x00\x01t"
    assert read_head(io.BytesIO(data).read) == Head("ab", 1, 0x0203, b"t")


@pytest.mark.parametrize(
    ("start", "end", "spans"),
    [
        (0, 0, []),
        (300, 300, []),
        (0, 1, [(0, 0, 1)]),
        (0, 256, [(0, 0, 256)]),
        (255, 513, [(0, 255, 256), (256, 256, 512), (512, 512, 513)]),
        (256, 300, [(256, 256, 300)]),
        (300, 310, [(256, 300, 310)]),
    ],
)
def test_packages_are_cut_at_multiples_of_256(
    start: int, end: int, spans: list[tuple[int, int, int]]
) -> None:
    """The canonical sequence: the first may begin within a bundle, the last end in one; none is empty."""
    assert list(Head("x", start, end).spans()) == [Span(*each) for each in spans]


def test_a_package_is_leaves_and_a_proof_with_their_lengths_in_front() -> None:
    package = Package((b"one", b""), (b"\x07" * 32,))
    data = b"\x00\x03one\x00\x00\x01" + b"\x07" * 32
    assert package.data() == data
    assert read_package(io.BytesIO(data).read, Span(0, 0, 2)) == package
    for cut in range(len(data)):
        with pytest.raises(CutShort):
            read_package(io.BytesIO(data[:cut]).read, Span(0, 0, 2))
    with pytest.raises(BadNote, match="at most 63"):
        read_package(io.BytesIO(b"\x40" + bytes(64 * 32)).read, Span(0, 0, 0))


def test_what_comes_in_small_pieces_is_read_whole() -> None:
    """As from a network."""
    source = io.BytesIO(Head("log.example/real", 5, 7).data())
    assert read_head(lambda count: source.read(min(count, 3))) == Head("log.example/real", 5, 7)


def test_an_answer_is_three_lines() -> None:
    """The last may be empty."""
    assert Info(20, 7).text() == "20\n7\n\n"
    assert read_info("20\n7\nAAE=\n") == Info(20, 7, b"\x00\x01")
    for bad in ("20\n7\n", "020\n7\n\n", "20\n7\n*\n", "20\n7\n\n\n", "-1\n7\n\n"):
        with pytest.raises(BadNote):
            read_info(bad)


@pytest.mark.parametrize(("start", "end"), [(0, 600), (1, 257), (255, 256), (300, 600), (599, 600)])
def test_every_package_is_proved_and_a_changed_one_is_not(start: int, end: int) -> None:
    """With what is held of its bundle before it; a leaf changed, or another before it, and it is refused."""
    subtree = in_memory(HASHES)
    for span in Head(TREE.origin, start, end).spans():
        before = LEAVES[span.low : span.start]
        package = make_package(span, LEAVES[span.start : span.end], TREE.size, subtree)
        check_package(span, before, package, TREE)
        other = Package((b"x", *package.leaves[1:]), package.proof)
        with pytest.raises(BadProof):
            check_package(span, before, other, TREE)
        if before:
            with pytest.raises(BadProof):
                check_package(span, [b"x", *before[1:]], package, TREE)
