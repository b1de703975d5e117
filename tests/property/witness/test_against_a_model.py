"""Whatever it is asked, in whatever order and across restarts, a witness does what a model of a few lines says."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sekisho.ledger.tree import consistency_proof, in_memory, root_of
from sekisho.ledger.witnessing import Status, write_request
from sekisho.witness import store
from sekisho.witness.answering import witness
from tests.unit.witness.asking import ask, leaves, made, signed

MOST = 40
SIZES = st.integers(0, MOST)
# Histories that share a beginning: "" is the honest one, the others leave it at some leaf.
BRANCHES = st.sampled_from([("", 0), ("x", 0), ("y", 3), ("z", 17)])


class Asking(RuleBasedStateMachine):
    """The model: sizes and roots cosigned so far. It cosigns what starts from its latest and has that as its beginning."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.who = made(Path(self.folder.name))
        self.cosigned: dict[int, bytes] = {}
        self.history: list[bytes] = []
        self.clock = 0

    @rule(size=SIZES, branch=BRANCHES, old=st.one_of(st.none(), SIZES), spoil=st.booleans())
    def asked(self, size: int, branch: tuple[str, int], old: int | None, spoil: bool) -> None:
        tree, held = leaves(size, *branch), len(self.history)
        start = held if old is None else old
        proof = consistency_proof(start, size, in_memory(tree)) if 0 < start <= size else []
        spoil = spoil and bool(proof)
        if spoil:
            proof = [bytes(32), *proof[1:]]
        self.clock += 1
        given = ask(self.who, write_request(start, proof, signed(tree)).encode(), self.clock)
        assert given.status == self.expected(start, tree, spoil)
        if given.status is Status.COSIGNED:
            self.cosigned[size], self.history = root_of(tree), tree

    def expected(self, start: int, tree: list[bytes], spoil: bool) -> Status:
        held = len(self.history)
        if start > len(tree):
            return Status.MALFORMED
        if start != held:
            return Status.CONFLICT
        grown = tree[:held] == self.history and not spoil
        return Status.COSIGNED if grown else Status.INCONSISTENT

    @rule()
    def restarted(self) -> None:
        self.who = witness(self.who.home)

    @invariant()
    def what_is_kept_is_what_was_cosigned(self) -> None:
        if not hasattr(self, "who"):
            return
        with store.opened(self.who.home.database) as base:
            rows = base.execute("SELECT size, root FROM cosigned").fetchall()
        assert dict(rows) == self.cosigned

    @invariant()
    def all_that_was_cosigned_is_one_history(self) -> None:
        if hasattr(self, "who"):
            assert all(root_of(self.history[:size]) == root for size, root in self.cosigned.items())

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestAsking = Asking.TestCase
TestAsking.settings = settings(max_examples=15, stateful_step_count=20)
