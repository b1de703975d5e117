"""Entries of any content, well committed and signed: neither the checks nor the replay fall over."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.cli.replaying import Replaying
from sekisho.law.loading import load_pack
from sekisho.ledger import verify
from tests.unit.ledger.making import Log, honest, later, write

PACK = load_pack()
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
NAMES = ("case", "kind", "sequence", "previous", "entry", "step", "act_of", "happened_at", "recorded_at")
MORE = ("verdict", "pack", "reads", "realm")


def likely(name: str) -> st.SearchStrategy[Any]:
    """Return values of the kind that a field has, so that checks are got past, or of any other."""
    fitting: dict[str, Any] = {
        "case": "case-a",
        "kind": "measure",
        "sequence": 5,
        "step": "measure.open",
        "act_of": "npa",
        "happened_at": "2026-10-05T00:00:11Z",
        "recorded_at": "2026-10-05T00:00:11Z",
        "pack": PACK.hash,
        "reads": {"case-a": 4},
        "realm": "real",
    }
    return st.one_of(st.just(fitting.get(name, "0" * 64)), JSON)


ENVELOPES = st.fixed_dictionaries({}, optional={name: likely(name) for name in (*NAMES, *MORE)})
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "recorded_by": st.one_of(st.just("person-a"), JSON),
        "by_virtue_of": st.one_of(st.just("founding"), JSON),
        "intent.nonce": JSON,
        "intent.particulars": JSON,
        "intent.subject": JSON,
        "intent.names": JSON,
        "evidence": JSON,
        "opens": JSON,
    },
)


@given(
    leaf_class=st.sampled_from(["case", "register", "batch", "read", "erasure", "key"]),
    envelope=ENVELOPES,
    body=BODIES,
)
def test_any_content_is_reported_and_nothing_is_raised(
    tmp_path_factory: pytest.TempPathFactory, leaf_class: Any, envelope: Any, body: Any
) -> None:
    """Whatever a leaf commits to, the verifier ends with a report; with the rules and without."""
    log = honest()
    log.put(leaf_class, envelope, body, at=later(11))
    log.sign(later(12))
    folder = write(log.files(), tmp_path_factory.mktemp("hostile"))
    for replay in (None, Replaying(PACK)):
        report = verify.verify(folder, replay=replay).report
        assert list(report.lines())
        assert json.loads(verify.as_json(report, None))["failures"] == report.failures


def test_an_entry_that_the_rules_cannot_fold_fails_the_replay_alone(tmp_path: Any) -> None:
    """It is permitted by nobody, and everything else is judged as before."""
    log = Log()
    log.entry(
        "case-a", kind="measure", pack=PACK.hash, act_of="npa", happened_at=later(0).isoformat(), verdict=""
    )
    log.sign(later(1))
    report = verify.verify(write(log.files(), tmp_path), replay=Replaying(PACK)).report
    assert any(step == 10 for step, *_ in report.lines())
