"""Linking of collections that fit no memory as objects: Parquet in, links, clusters and contributions out.

The same answer as ``linking.link`` under an epoch made from the same incidents, row for row. All that grows with the
collection happens in the engine; here are taken only the distinct values and words that engines would read differently,
and the links, to be clustered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from .cluster import cluster
from .dialect import Dialect
from .engine import LINK_STEPS, Engine, fixed_points, link_statements, statements, turns, whole
from .frequency import Epoch
from .incident_table import STATED_COLUMNS
from .keys import GRAM, MIN_TOKEN, SHAPE_FROM, SHAPE_TO
from .kinds import EVIDENCE_OF_KIND, STATED_KINDS
from .listing import FULL, Listing, default_listing
from .parameters import Parameters, default_parameters
from .plain import DEEPEST, KIND_NUMBERS, PATTERNS, SHAPES, deep_names, odd_rows, suffix_rows
from .profile import stated_word
from .tables import evidence_numbers, fixed_tables, table_of
from .weights import Weights

if TYPE_CHECKING:
    import pyarrow as pa

VALUE_KEPT = ("numbered", "said", "hosted", "registrant", "addressed", "told", "worded")
VALUE_PASSING = ("place", "named", "odd_said")
COUNT_KEPT = ("key_count", "size", "listed_key", "stated", "stated_count")
WORTH_KEPT = ("key_worth", "posting", "bare_posting", "stated_worth", "incident")
OTHER_PARTS = ("base", "period", "size")


class Bulk(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for a large collection, as Arrow tables.

    ``links``: one, other (ids in order), points. ``clusters``: id, cluster (the id of its first member; an incident
    that is alone is not listed). ``contributions``: a, b (places in the order of the ids), evidence_no (place in
    ``evidence``), points; those of a link sum to its points, and what neither adds nor takes is left out.
    """

    incidents: int
    links: pa.Table
    clusters: pa.Table
    contributions: pa.Table
    evidence: tuple[str, ...]


def link_bulk(engine: Engine, parameters: Parameters | None = None, listing: Listing | None = None) -> Bulk:
    """Link the incidents that the engine knows as ``given`` (see ``incident_table``).

    Raises ``ValueError`` where two of them carry one id.
    """
    used, known = parameters or default_parameters(), listing or default_listing()
    if known.has_own:
        raise ValueError("values of an installation's own are matched otherwise than these statements do")
    incidents = derive_keys(engine, known)
    _count(engine, incidents, known, used.frequency_cap)
    weights = Weights(used, Epoch(number=1, incidents=incidents, frequencies={}), Counter(), known)
    weigh(engine, weights)
    contributions: list[pa.Table] = []

    def contribute() -> None:
        for statement in _contribution_statements(engine.dialect, weights):
            engine.run(statement)
        contributions.append(
            engine.take("SELECT a, b, evidence_no, points FROM contribution ORDER BY a, b, evidence_no")
        )
        engine.drop("contribution")

    links = linked(engine, incidents, weights, contribute)
    engine.give("cluster", clusters_of_links(links, weights.parameters))
    return Bulk(
        incidents=incidents,
        links=links.select(["one", "other", "points"]),
        clusters=engine.take(
            "SELECT x.id AS id, y.id AS cluster FROM cluster c JOIN numbered x ON x.incident_no = c.incident_no "
            "JOIN numbered y ON y.incident_no = c.first_no ORDER BY c.incident_no"
        ),
        contributions=_joined(contributions),
        evidence=tuple(evidence_of_numbers(weights)),
    )


def linked(
    engine: Engine, incidents: int, weights: Weights, in_each_turn: Callable[[], None] = lambda: None
) -> pa.Table:
    """Return the links, by number and by id, of what the engine was given weighed; turn after turn keeps them in order."""
    import pyarrow as pa  # late, as the engine is

    links = []
    named = "JOIN numbered x ON x.incident_no = l.a JOIN numbered y ON y.incident_no = l.b"
    for turn in turns(engine.dialect, incidents):
        for statement in link_statements(engine.dialect, weights, turn):
            engine.run(statement)
        in_each_turn()
        links.append(
            engine.take(
                f"SELECT l.a, l.b, x.id AS one, y.id AS other, l.points FROM link l {named} ORDER BY l.a, l.b"
            )
        )
        engine.drop(*LINK_STEPS)
    return pa.concat_tables(links)


def clusters_of_links(links: pa.Table, parameters: Parameters) -> pa.Table:
    """Return the members of every cluster of two or more, each with the least number of its cluster.

    Only incidents with a link are looked at: the others are alone. Their order is kept, so that the clusters are those
    of the whole.
    """
    a, b, points = (links[name].to_pylist() for name in ("a", "b", "points"))
    linked = sorted({*a, *b})
    place = {number: n for n, number in enumerate(linked)}
    edges = [(place[x], place[y], min(p, parameters.ceiling)) for x, y, p in zip(a, b, points, strict=True)]
    groups = cluster(len(linked), edges, parameters.resolution, parameters.largest, parameters.hold)
    rows = [(linked[n], linked[group[0]]) for group in groups if len(group) > 1 for n in group]
    return table_of(rows, "incident_no", "first_no")


def _joined(tables: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(tables)


def derive_keys(engine: Engine, listing: Listing) -> int:
    """Make ``key_text(incident_no, kind_no, text)``, every key of every value; return how many incidents there are.

    Raises ``ValueError`` where two incidents carry one id.
    """
    _values(engine)
    twice = _rows(engine, "SELECT id FROM numbered GROUP BY id HAVING COUNT(*) > 1 ORDER BY id LIMIT 1")
    if twice:
        raise ValueError(f"two incidents have the id {twice[0][0]!r}")
    _keys(engine, listing)
    return int(_rows(engine, "SELECT COUNT(*) FROM numbered")[0][0])


def _values(engine: Engine) -> None:
    engine.give("suffix", table_of(suffix_rows(), "name", "hosting", "odd", texts=("name",)))
    engine.give("deep", table_of(((name,) for name in deep_names()), "name", texts=("name",)))
    each = engine.dialect.each
    parts = [
        f"SELECT id, {STATED_KINDS.index(kind)} AS aspect_no, {each(column)} AS word FROM given"
        for kind, column in STATED_COLUMNS.items()
    ]
    blanks = PATTERNS | {
        "day": engine.dialect.day("date"),
        "each_observable": each("observables"),
        "worded_parts": "\n  UNION ALL ".join(parts),
    }
    lasts = {f"last_{labels}": _last("t.host", labels) for labels in range(3, DEEPEST + 1)}
    run_file(engine, "values", blanks | lasts, VALUE_KEPT, VALUE_PASSING)
    engine.drop("said")


def _last(host: str, labels: int) -> str:
    """Return the expression for the last so many labels of a name."""
    return " || '.' || ".join(f"SPLIT_PART({host}, '.', -{place})" for place in range(labels, 0, -1))


def _keys(engine: Engine, listing: Listing) -> None:
    odd = odd_rows(_rows(engine, "SELECT DISTINCT type, value FROM odd_said"), listing)
    texts = ("type", "value", "text")
    engine.give("odd_key", table_of(odd, "type", "value", "kind_no", "text", "permille", texts=texts))
    each = engine.dialect.each
    words = {
        f"each_word_{name}": each(f"REGEXP_EXTRACT_ALL({column}, '[a-z]{{{MIN_TOKEN},}}', 0)")
        for name, column in (("of_label", "label"), ("below", "below"), ("of_path", "LOWER(path)"))
    }
    shapes = f"TRANSLATE(STRING_AGG(label, ' '), '{SHAPE_FROM}', '{SHAPE_TO}')"
    parts = {
        "each_shape": each(f"SPLIT({shapes}, ' ')"),
        "each_place": each(engine.dialect.series(f"LENGTH(label) - {GRAM - 1}")),
    }
    run_file(engine, "keys", KIND_NUMBERS | SHAPES | words | parts, ("pathed",), ("key_text",))


def _count(engine: Engine, incidents: int, listing: Listing, cap: int) -> None:
    engine.give("listed", table_of(listing.entries(), "name", "permille", texts=("name",)))
    engine.give("stated_word", _stated_words(engine))
    blanks = {"key_number": engine.dialect.number("kind_no", "text"), "frequency_cap": cap}
    _post(engine, incidents, blanks)
    run_file(engine, "counts", KIND_NUMBERS | blanks, COUNT_KEPT)
    engine.drop("hosted", "registrant", "addressed", "told", "worded", "pathed")


def _post(engine: Engine, incidents: int, blanks: Mapping[str, object]) -> None:
    dialect = engine.dialect
    for first, end in turns(dialect, incidents):
        verb = dialect.more if first else dialect.kept
        turn = {"post": verb("post"), "first": first, "end": end}
        for statement in statements("post", {**blanks, **turn}):
            engine.run(statement)


def _stated_words(engine: Engine) -> pa.Table:
    """Return the distinct words in the spelling that is compared, each spelling numbered."""
    numbers: dict[tuple[int, str], int] = {}
    rows = []
    for aspect, word in _rows(engine, "SELECT DISTINCT aspect_no, word FROM worded ORDER BY aspect_no, word"):
        if spelling := stated_word(STATED_KINDS[aspect], word):
            rows.append((aspect, word, numbers.setdefault((aspect, spelling), len(numbers))))
    return table_of(rows, "aspect_no", "word", "value_no", texts=("word",))


def weigh(engine: Engine, weights: Weights) -> None:
    """Give the engine every weight that it has to look up; logarithms are taken here alone."""
    for name, table in fixed_tables(weights).items():
        engine.give(name, table)
    numbers = evidence_numbers(weights)
    kinds = [(n, numbers[EVIDENCE_OF_KIND[kind]]) for kind, n in KIND_NUMBERS.items() if weights.has(kind)]
    engine.give("kind_evidence", table_of(kinds, "kind_no", "evidence_no"))
    rarity = [
        (number, frequency, *weights.rarity(evidence, frequency))
        for evidence, number in numbers.items()
        for frequency in range(2, weights.parameters.frequency_cap + 1)
    ]
    engine.give("rarity", table_of(rarity, "evidence_no", "frequency", "first_points", "each_points"))
    sizes = [(keys, weights.of_size(keys)) for (keys,) in _rows(engine, "SELECT DISTINCT size FROM size")]
    engine.give("size_worth", table_of(sizes, "keys", "points"))
    stated = [
        (aspect, frequency, weights.rarity(STATED_KINDS[aspect], max(2, frequency))[1])
        for aspect, frequency in _rows(engine, "SELECT DISTINCT aspect_no, frequency FROM stated_count")
        if weights.has(STATED_KINDS[aspect])
    ]
    engine.give("stated_rarity", table_of(stated, "aspect_no", "frequency", "points"))
    shares = {
        f"{name}_share": whole(f"FLOOR(r.{name}_points * COALESCE(l.permille, {FULL}) / {FULL})")
        for name in ("first", "each")
    }
    sums = {"bound_sum": whole("SUM(LEAST(g.points, p.most))"), "worth_sum": whole("SUM(w.points)")}
    run_file(engine, "worth", shares | sums, WORTH_KEPT)
    engine.drop("post", "key_count", "size", "listed_key", "key_worth")


def _contribution_statements(dialect: Dialect, weights: Weights) -> list[str]:
    first = len(evidence_numbers(weights))
    others = {f"{name}_no": n for n, name in enumerate(OTHER_PARTS, start=first + len(STATED_KINDS))}
    blanks = {
        "contribution": dialect.kept("contribution"),
        "stated_from": first,
    }
    return statements("contribution", fixed_points(weights) | blanks | others)


def evidence_of_numbers(weights: Weights) -> list[str]:
    """Return what the numbers in the contributions mean, in their order."""
    return [*evidence_numbers(weights), *STATED_KINDS, *OTHER_PARTS]


def run_file(
    engine: Engine,
    name: str,
    blanks: Mapping[str, object],
    kept: tuple[str, ...],
    passing: tuple[str, ...] = (),
) -> None:
    """Run the statements of a file under ``sql/``, its blanks filled, each step kept or passing."""
    steps = {step: engine.dialect.kept(step) for step in kept}
    steps |= {step: engine.dialect.passing(step) for step in passing}
    for statement in statements(name, {**blanks, **steps}):
        engine.run(statement)


def _rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    table = engine.take(query)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
