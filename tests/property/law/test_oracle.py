"""The evaluator and the plainly written oracle agree on every condition in every state."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.law.evaluate import rails
from sekisho.law.oracle import possible
from sekisho.law.parsing import _READERS, parse

from .tables import LEAVES, NAMES, WORDS, Drawn, TableView

maybe_word = st.sampled_from([None, *WORDS])
tables = st.fixed_dictionaries(
    {f"{sort}-{name}": maybe_word for sort in ("attr", "finding", "stage") for name in NAMES}
    | {
        "fresh": st.booleans(),
        "settled": st.booleans(),
        "person": st.sampled_from([None, True, False]),
        "duty": st.sampled_from(["none", "open", "overdue", "discharged"]),
        "period": st.sampled_from(["unset", "coming", "running", "ended"]),
        "option": st.sampled_from(WORDS),
    }
)


@st.composite
def views(draw: st.DrawFn) -> TableView:
    free = draw(st.booleans())
    below = [TableView(t, [], free) for t in draw(st.lists(tables, max_size=3))]
    return TableView(draw(tables), below, free)


name, word = st.sampled_from(NAMES), st.sampled_from(WORDS)
wanted = st.one_of(
    word.map(lambda w: {"is": w}), st.lists(word, min_size=1, max_size=2).map(lambda w: {"in": w})
)
same = st.sampled_from([{}, {"same": ["d"]}])
leaves = st.one_of(
    st.builds(lambda n, w, s: {"finding": n, **w, **s}, name, wanted, same),
    st.builds(lambda n, w: {"attr": n, **w}, name, wanted),
    st.builds(lambda n, s: {"attr": n, "is_set": s}, name, st.booleans()),
    st.builds(lambda n, w, s: {"done": n, **w, **s}, name, wanted, same),
    st.builds(
        lambda v: {"period": "x", "in": v},
        st.lists(st.sampled_from(["unset", "running", "ended"]), min_size=1),
    ),
    st.builds(lambda v: {"duty": "x", "is": v}, st.sampled_from(["none", "open", "overdue", "discharged"])),
    st.sampled_from(
        [
            {"duties": "settled"},
            {"roster": "complete"},
            {"seat": "held"},
            {"seat": "deputised_by", "field": "a"},
            {"seat": "taken_by", "field": "a"},
            {"const": True},
            {"const": False},
        ]
    ),
    st.builds(lambda n: {"person": n, "is": "c"}, name),
    st.builds(lambda n: {"person": n, "differs_from": "r"}, name),
    st.just({"actor": "differs_from", "record": "x"}),
    st.just({"actor": "is", "post": "p"}),
    st.builds(lambda n, w: {"given": n, **w}, name, st.one_of(st.just({}), wanted)),
    st.builds(lambda n: {"matches": n, "dim": "x", "at": "l"}, name),
    st.builds(lambda n: {"dim": n, "equals": "y", "at": "l"}, name),
    st.builds(lambda way: {"same_case": ["l"], "as": way}, st.sampled_from(["l", ["l", "l"]])),
    st.builds(lambda w: {"option": "o", **w}, wanted),
    st.builds(lambda b: {"clock": "c", "is": b}, st.booleans()),
    st.builds(lambda n: {"written": n}, name),
    st.just({"def": "named"}),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda of: {"all": of}),
        st.lists(inner, min_size=1, max_size=3).map(lambda of: {"any": of}),
        inner.map(lambda of: {"not": of}),
        inner.map(lambda of: {"every": "p", "that": of}),
        inner.map(lambda of: {"some": "p", "that": of}),
        st.builds(lambda of, n: {"count": "p", "that": of, "at_least": n}, inner, st.integers(0, 3)),
        inner.map(lambda of: {"at": "l", "that": of}),
    ),
    max_leaves=12,
)
NAMED = {"is": {"any": [{"finding": "x", "is": "a"}, {"attr": "y", "is": "b"}]}}


@given(conditions, views())
def test_evaluator_and_oracle_agree_on_what_is_certain(condition: dict[str, Any], view: TableView) -> None:
    """What the evaluator holds for certainly true is what the oracle says may no longer be false, and the reverse."""
    seen = rails(parse(condition), view, {"named": parse(NAMED["is"])})
    may = possible(condition, view, {"named": NAMED})
    assert (seen.true, seen.false) == (not may.false, not may.true)


def agreed(packs: range) -> int:
    """Compare evaluator and oracle on forty conditions in five cases of each pack; return how many times."""
    compared = 0
    for number in packs:
        drawn = Drawn(f"pack {number}")
        defs = drawn.pack(6)
        parsed = {name: parse(each["is"]) for name, each in defs.items()}
        written = [drawn.condition(4) for _ in range(40)]
        cases = [drawn.state() for _ in range(5)]
        for condition in written:
            node = parse(condition)
            for case in cases:
                seen, may = rails(node, case, parsed), possible(condition, case, defs)
                assert (seen.true, seen.false) == (not may.false, not may.true), (number, condition, case)
                compared += 1
    return compared


def test_they_agree_on_tens_of_thousands_of_cases_of_random_packs() -> None:
    assert agreed(range(100)) == 20_000


@pytest.mark.long
def test_they_agree_on_a_million_cases_of_random_packs() -> None:
    assert agreed(range(100, 5_100)) == 1_000_000


def test_every_operator_of_the_language_is_drawn() -> None:
    """Else an operator that nobody drew would agree with anything."""
    drawn = Drawn("operators")
    drawn.defined = ["D"]
    leaves = {key for leaf in LEAVES for _ in range(20) for key in leaf(drawn) if key in _READERS}
    inner = {key for _ in range(200) for key in drawn.condition(4) if key in _READERS}
    assert leaves | inner == set(_READERS)


@given(conditions, views())
def test_unknown_never_helps(condition: dict[str, Any], view: TableView) -> None:
    """Replacing what was found by nothing never makes a condition more certain (N23), in any condition and state."""
    defs = {"named": parse(NAMED["is"])}
    node = parse(condition)
    before = rails(node, view, defs)
    blank = TableView(
        _forget(view.answers), [TableView(_forget(b.answers), [], b.free) for b in view.below], view.free
    )
    after = rails(node, blank, defs)
    assert _same_or_less(after, before)


def _same_or_less(after: Any, before: Any) -> bool:
    return (not after.true or before.true) and (not after.false or before.false)


def _forget(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: None if key.startswith("finding-") else value for key, value in answers.items()}
