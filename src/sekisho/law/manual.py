"""The pack as pages to read: offices, kinds, steps, rules, options, cases; generated, never edited by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sekisho.vocabulary.text import Text

from .confidence import confidence
from .expression import TRUE
from .options import options_read
from .pack import Kind, Pack, Precondition, Rule, Step
from .saying import say
from .worked import WorkedCase

GENERATED = "<!-- Generated from the pack by `sekisho docs`; edit the pack, not this page. -->\n\n"


def pages(pack: Pack) -> Mapping[str, str]:
    """Return every page of the reference by its path under ``docs/reference``."""
    return {
        "offices.md": GENERATED + "".join(_offices(pack)),
        "kinds.md": GENERATED + "".join(_kinds(pack)),
        "steps.md": GENERATED + "".join(_steps(pack)),
        "rules.md": GENERATED + "".join(_rules(pack)),
        "sight.md": GENERATED + "".join(_sight(pack)),
        "conditions.md": GENERATED + "".join(_conditions(pack)),
        "options.md": GENERATED + "".join(_options(pack)),
        "shortforms.md": GENERATED + "".join(_shortforms(pack)),
        "cases.md": GENERATED + "".join(cases_page(pack)),
    }


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown."""
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def _cell(value: str) -> str:
    return value.replace("|", "\\|").replace("\n", " ")


def _both(text: Text) -> tuple[str, str]:
    return text.ja, text.en


def code(names: Iterable[str]) -> str:
    """Return ids as they stand in a table."""
    return ", ".join(f"`{name}`" for name in names)


def _offices(pack: Pack) -> Iterator[str]:
    yield f"# 機関と官職 / Offices and posts ({pack.id} {pack.version})\n\n"
    yield table(
        ("id", "名称", "name", "recorded by", "executive", "supplies"),
        (
            (
                f"`{o.id}`",
                *_both(o.text),
                code(o.recorded_by),
                "yes" if o.executive else "no",
                "yes" if o.supplies else "",
            )
            for o in pack.offices.values()
        ),
    )
    yield "## 官職 / Posts\n\n"
    yield table(
        ("id", "名称", "name", "office", "class", "deputies"),
        (
            (f"`{p.id}`", *_both(p.text), f"`{p.office}`", p.officer_class, code(p.deputies))
            for p in pack.posts.values()
        ),
    )
    yield "## 構成 / Rosters\n\n"
    yield table(
        ("id", "名称", "name", "posts", "cite"),
        ((f"`{r.id}`", *_both(r.text), code(r.posts), ", ".join(r.cite)) for r in pack.rosters.values()),
    )
    yield "## 合議体 / Collegiate bodies\n\n"
    yield table(
        (
            "office",
            "説明",
            "explanation",
            "steps",
            "presided by",
            "attended",
            "one person in several seats",
            "cite",
        ),
        (
            (
                f"`{c.id}`",
                *_both(c.text),
                code(c.steps),
                code(c.presides),
                f"`{c.part}`" if c.part else "",
                f"{c.double.ja} {c.double.en}" if c.double else "",
                ", ".join(c.cite),
            )
            for c in pack.collegiate.values()
        ),
    )


def _kinds(pack: Pack) -> Iterator[str]:
    yield f"# 案件の種類と語彙 / Kinds of case and their vocabulary ({pack.id} {pack.version})\n\n"
    for kind in pack.kinds.values():
        yield f"## `{kind.id}` {kind.text.ja} / {kind.text.en}\n\n"
        if kind.links:
            yield table(
                ("link", "名称", "name", "to"),
                ((f"`{v.id}`", *_both(v.text), v.kind) for v in kind.links.values()),
            )
        if kind.parts:
            yield table(
                ("part", "名称", "name", "of"),
                ((f"`{v.id}`", *_both(v.text), code(v.of)) for v in kind.parts.values()),
            )
        yield from _variables(kind)


def _variables(kind: Kind) -> Iterator[str]:
    rows = (
        (v.sort, f"`{v.id}`", v.part, *_both(v.text), code(v.values) or v.type, code(v.about))
        for v in sorted(kind.variables.values(), key=lambda v: (v.part, v.sort))
    )
    yield table(("sort", "id", "of", "名称", "name", "values", "about"), rows)


def _steps(pack: Pack) -> Iterator[str]:
    yield f"# 手続 / Steps ({pack.id} {pack.version})\n\n"
    for kind in pack.kinds.values():
        yield f"## {kind.text.ja} / {kind.text.en}\n\n"
        for step in pack.steps_of[kind.id]:
            yield from _step(pack, step)


def _step(pack: Pack, step: Step) -> Iterator[str]:
    yield f"### `{step.id}` {step.text.ja} / {step.text.en}\n\n"
    acts = f" · acts on {code(step.part)}" if step.part else ""
    opens = " · opens the case" if step.opens else ""
    formal = " · formal decision" if step.formal else ""
    yield f"By {code(step.by)} · {', '.join(step.cite)}{acts}{opens}{formal}\n\n"
    if step.names:
        yield table(
            ("names", "名称", "name", "kind", "required"),
            (
                (f"`{n.id}`", *_both(n.text), n.kind + (f"#{n.part}" if n.part else ""), _yes(n.required))
                for n in step.names.values()
            ),
        )
    if step.asks:
        yield table(
            ("field", "項目", "meaning", "type", "values", "required"),
            (
                (f"`{f.id}`", *_both(f.text), f.type, code(f.values), _yes(f.required))
                for f in step.asks.values()
            ),
        )
    rules = [f"`{r.id}`" for r in pack.preconditions_of[step.id]]
    if rules:
        yield f"Rules: {', '.join(rules)}\n\n"


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _rules(pack: Pack) -> Iterator[str]:
    yield f"# 規則 / Rules ({pack.id} {pack.version})\n\n"
    for title, rules in (
        ("要件 / Preconditions", pack.preconditions),
        ("例外 / Exceptions", pack.exemptions),
        ("義務 / Duties", pack.duties),
        ("継続する義務 / Standing duties", pack.standing),
    ):
        yield f"## {title}\n\n"
        yield table(
            ("id", "step", "規則", "rule", "cite", "confidence", "rests on option"),
            (_rule(pack, r) for r in rules),
        )
    yield from _counters(pack)


def _conditions(pack: Pack) -> Iterator[str]:
    yield f"# 規則の条件 / The conditions of the rules ({pack.id} {pack.version})\n\n"
    yield "規則の文と、条件そのものから作った文とを並べる。両者が食い違うときは、規則集の誤りである。\n\n"
    yield "Beside each rule's sentence stands what its condition says. Where the two differ, the pack is wrong.\n\n"
    for rule in pack.rules.values():
        yield f"## `{rule.id}`\n\n{rule.text.ja}\n\n{rule.text.en}\n\n"
        yield from (f"- {head}：{said.ja}\n  {said.en}\n" for head, said in _parts(pack, rule))
        yield "\n"


def _parts(pack: Pack, rule: Rule) -> Iterator[tuple[str, Text]]:
    steps = getattr(rule, "steps", ())
    kind, step = (
        (pack.steps[steps[0]].kind, pack.steps[steps[0]]) if steps else (getattr(rule, "kind", ""), None)
    )
    if rule.when != TRUE:
        yield "適用 / applies where", say(pack, kind, rule.when, step)
    if isinstance(rule, Precondition):
        yield "要件 / requires", say(pack, kind, rule.require, step)


def _rule(pack: Pack, rule: Rule) -> tuple[str, ...]:
    steps = getattr(rule, "steps", ()) or (getattr(rule, "kind", ""),)
    lifted = (
        f" (lifted by {code(rule.lifted_by)})" if isinstance(rule, Precondition) and rule.lifted_by else ""
    )
    each = f" · each {', '.join(rule.each)}" if rule.each else ""
    return (
        f"`{rule.id}`",
        code(steps) + each,
        rule.text.ja,
        rule.text.en + lifted,
        ", ".join(rule.cite),
        confidence(pack, rule),
        code(options_read(pack, rule)),
    )


def _sight(pack: Pack) -> Iterator[str]:
    yield f"# 見る者 / Who sees a case ({pack.id} {pack.version})\n\n"
    for kind in pack.kinds.values():
        yield f"## `{kind.id}` {kind.text.ja} / {kind.text.en}\n\n"
        yield table(
            ("id", "規則", "rule", "only a part", "cite"),
            (
                (f"`{s.id}`", *_both(s.text), "yes" if s.only_part else "", ", ".join(s.cite))
                for s in pack.sight_of[kind.id]
            ),
        )


def _options(pack: Pack) -> Iterator[str]:
    yield f"# 法令が定めていない事項 / What the law leaves open ({pack.id} {pack.version})\n\n"
    for option in pack.options.values():
        yield f"## `{option.id}` ({option.gap})\n\n{option.text.ja}\n\n{option.text.en}\n\n"
        yield table(
            ("value", "意味", "meaning", ""),
            [
                *(
                    (f"`{v}`", *_both(t), "default" if v == option.default else "offered")
                    for v, t in option.values.items()
                ),
                *((f"`{v}`", *_both(t), "withheld") for v, t in option.withheld.items()),
            ],
        )


def _counters(pack: Pack) -> Iterator[str]:
    yield "## 年次報告の件数 / What the yearly report counts\n\n"
    head = ("counter", "名称", "name", "steps", "split by", "cite")
    rows = (
        (f"`{c.id}`", *_both(c.text), code(c.steps), c.split, ", ".join(c.cite))
        for c in pack.counters.values()
    )
    yield table(head, rows)


def _shortforms(pack: Pack) -> Iterator[str]:
    yield f"# 略記 / Short forms of case bundles ({pack.id} {pack.version})\n\n"
    yield 'A case with `"kind": "policy", "as": "in_force"` begins with these entries. `+` is the id of the case.\n\n'
    for form in pack.shortforms.values():
        yield f"## `{form.id}`\n\n{form.text.ja}\n\n{form.text.en}\n\n"
        yield table(
            ("case", "step", "by", "with"),
            (
                (e.get("case", "+"), f"`{e['step']}`", e.get("by", ""), _given(e.get("with", {})))
                for e in form.entries
            ),
        )


def _given(given: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in given.items())


OUTCOMES = {
    "permitted": Text("できる", "permitted"),
    "refused": Text("できない", "refused"),
    "undetermined": Text("判断できない", "undetermined"),
}
"""What a worked case comes to, in words."""


def cases_page(pack: Pack) -> Iterator[str]:
    """Yield the page of the pack's worked cases: clauses, sentence, step, outcome, and the rules that decide."""
    yield f"# 事例 / Worked cases ({pack.id} {pack.version})\n\n"
    yield "各事例は試験において規則に照らして確かめられる。「異なる元」は、一つの事実のみが異なる事例を示す。\n\n"
    yield "Each is tried against the rules in the tests. “Like” names the case from which it differs in a single fact.\n\n"
    head = (
        "事例 / case",
        "条項 / clauses",
        "内容",
        "sentence",
        "手続 / step",
        "結果 / outcome",
        "規則 / rules",
        "その時果たされていない義務 / duties then open",
        "異なる元 / like",
    )
    yield table(head, map(_case_row, pack.worked))


def _case_row(case: WorkedCase) -> tuple[str, ...]:
    outcome = OUTCOMES[case.expect]
    rules = code(case.rules or case.lifted)
    return (
        f"`{case.id}` ({case.of})",
        ", ".join(case.cite),
        *_both(case.text),
        f"`{case.step}`",
        f"{outcome.ja} / {outcome.en}",
        f"適用しない / lifted: {rules}" if case.lifted else rules,
        code(case.owed) or "なし / none" if case.owed is not None else "",
        f"`{case.like}`" if case.like else "",
    )
