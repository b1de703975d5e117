"""The report of the proofs, for a reader who knows the procedure and not the prover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sekisho.law.pack import Pack
from sekisho.vocabulary.text import Text

from .about_reach import MUST_REACH
from .argued import ARGUED
from .composition import COMPOSITIONS, Composition
from .everything import INVARIANTS, Section
from .explore import Explored, dead
from .found import made_from
from .properties import NOT_ONE_STEP
from .prove import Result

HEAD = Text(
    "以下は、手続規則集そのものについて機械的に証明されたことである。証明は、選択肢のどの値の下でも、対象、実施部分、席及び案件の数によらず成り立つ。"
    "「依拠する規則」は、それだけで証明に足り、そのうち一つでも欠けば足りない規則及び効果の組である。同じ性質が他の組によっても成り立つことがある。"
    "`K-` で始まるものは、規則でなく中核の性質であり、末尾に掲げ、試験で確かめている。",
    "What follows was proved of the rules of procedure themselves, by machine: under every value of every option, for any number of "
    "targets, legs, seats and cases. *Rests on* names rules and effects that suffice for the proof together and not with one of "
    "them missing; others may suffice too. Names with `K-` are no rules but invariants of the kernel, listed at the end and held "
    "by tests.",
)
READ = (
    Text(
        "**性質**は、決して起きてはならないこと、又は必ず成り立つべきことを、規則とは別に述べた一文である。末尾の括弧は、その根拠の条項である。",
        "A **property** is one sentence, stated apart from the rules, on what must never happen or must always hold. The brackets at its "
        "end name the clauses that it comes from.",
    ),
    Text(
        "**証明した**とは、規則が行為を許し、かつ性質に反するという状態が、一つもないことをいう。事例を選んで試したのではなく、あり得る全ての状態を"
        "式にして、計算機（z3）に反する状態を探させ、ないことを示させた。",
        "**Proved** means that there is no state in which the rules permit the act and the property is broken. No cases were picked and "
        "tried: all states that there can be were put as a formula, and a program (z3) looked for one that breaks it and showed that there is none.",
    ),
    Text(
        "**反例**は、性質に反する状態が見付かったことをいう。表に「反例」とあるときは、規則に誤りがあり、その版を用いてはならない。",
        "A **counterexample** is a state that breaks the property. Where a table says so the rules are wrong, and this edition must not be used.",
    ),
    Text(
        "各行の右の欄は、手続ごとの、証明が依拠する規則である。手続の名称の後の記号は[手続の一覧](steps.md)の、規則の記号は[規則の一覧](rules.md)の"
        "ものであり、いずれからも条項及び文をたどることができる。反引用符の中の語は、手続の効果（記録するもの）である。",
        "On the right of each row stand, step by step, the rules that the proof rests on. What follows a step's name is its id in the [list "
        "of steps](steps.md), and rules have theirs in the [list of rules](rules.md), with clause and sentence. Words in "
        "code type are effects: what the step records.",
    ),
    Text(
        "性質の番号は、`N`が決して起きてはならないこと、`A`が生じて残る義務及び常にできること、`R`が規則を一つずつ見直して加えたものである。番号の後の英字は、"
        "一つの性質を分けて述べたものである。",
        "Numbers with `N` are what must never happen, with `A` which duties arise and last and what can always be done, with `R` what was "
        "added when the rules were gone through one by one. A letter behind the number tells apart the statements of one property.",
    ),
    Text(
        "自ら確かめるには、同じ版の規則集により `sekisho law prove` を行う。数十秒で同じ結果が得られる。規則を一つ除いた規則集によれば、どの性質が"
        "破れるかが事実とともに示される。",
        "To see for oneself, run `sekisho law prove` on the same edition of the rules; it takes less than a minute. On a pack from which one "
        "rule is taken out it names the property that is then broken, with the facts.",
    ),
)
PROVED = Text(
    "証明した性質（手続ごとに数える）：{all}件のうち{sound}件。",
    "Proved, counted step by step: {sound} of {all}.",
)
COUNTED = Text(
    "「異なる状態」は場面が取り得る状態の数、「生成」は調べた行為の数、「深さ」は始まりからの行為の数の最大、「性質」は確かめた性質の数である。",
    "*Distinct* is how many states the scene can be in, *generated* how many acts were tried, *depth* the largest number of acts "
    "from the beginning, *properties* how many were held against each.",
)
CHANGES = {
    "same unbound": Text(
        "現在の内容についてのものかを問わない", "no longer asks whether it is about the present content"
    ),
    "unknown permits": Text("明らかでないものを満たされたとする", "takes what is not known as met"),
    "when 1: met": Text("適用の条件を常に満たされたとする", "takes its condition as always met"),
}
"""The changes that are argued, in words."""
ASSUMED = (
    Text(
        "誰がどの官職にあるかは登録のとおりとする。任命、委任及び記録の権限、並びに演習と実の区別は、中核が判定する(N20、N24)。",
        "Who holds which post is as registered. Appointments, delegations, entitlement to record, and the line between exercise and "
        "real are the kernel's (N20, N24).",
    ),
    Text(
        "現実に起きたことが記録されているとは限らない。証明は、関所を経て記録されたものについてのものである。",
        "Not all that happens need be recorded. The proofs are about what is recorded through the gate.",
    ),
    Text(
        "内容の同一は照合値による。異なる内容が同じ照合値を持たないことを前提とする。",
        "Content is the same where its hash is the same; that different content has different hashes is assumed.",
    ),
    Text(
        "一の入力が複数の要素に行われるときは、要素ごとに一つずつ行われたものとして証明する。",
        "An entry on several elements is proved as one entry on each.",
    ),
    Text(
        "委員は人ごとに一つの要素である。数えるのは、問われる最大の数より一多い人数までである。",
        "Each member of the commission is one element. Counting goes up to one more than the largest number asked about.",
    ),
    Text(
        "選択肢及び任命が後に変わったときは、その後の判断に用い、既に行われた行為には及ぼさない。",
        "An option or appointment that changes later counts for what is judged later, not for what was done.",
    ),
)
REACHED = Text(
    "次の各行は、全ての案件が終結し、義務が残らないところまで、適法に行き着くことができる。ここで `R` で始まるもの（性質の番号ではない）は、規則から見付けた手続の順であり"
    "（`sekisho law explore --routes` が順に示す）、試験で一つずつ本番の関所を通している。その他は、規則集の事例又は試験である。",
    "Each of these comes lawfully to where every case is closed and nothing is owed. What begins with `R` here (no property) is an order of steps found "
    "from the rules (told by `sekisho law explore --routes`), each act of which the tests put through the real gate; the others "
    "are worked cases of the pack, or a test.",
)
SEARCHED = Text(
    "次の小さな場面では、許される行為の全ての順を尽くして調べた。許される行為ごとに、上の「許される行為」の性質を、その行為が許された状態に当てて"
    "確かめ、どの状態からも案件を終結することができることを確かめた。場面が除くものは任意とし、実際より多くを許す。",
    "In these small scenes every order of permitted acts was searched to the end. Each act was held against the properties of "
    "“Where a step is permitted” in the state in which it was permitted, and from every state the cases can still be closed. "
    "What a scene leaves out is free, and permits more than any real case.",
)
CHANGED = Text(
    "規則、例外、義務、効果、引用、文及び期日のそれぞれを一つずつ変え、その変更が証明、事例又は表のいずれかにより検出されることを確かめる"
    "（`sekisho law mutate`。一つでも検出されないときは失敗する）。次の変更は検出されず、変更に当たらないものと人が審査した。",
    "Each rule, exception, duty, effect, citation, sentence and date is changed in turn, and the change has to be noticed by a proof, "
    "a worked case or a table (`sekisho law mutate`, which fails where one is not). These are not noticed, and people have "
    "reviewed why they change nothing.",
)
OTHERWISE = (
    Text(
        "判定を行う評価器は、別に平明に書かれた第二の評価器と、無作為の条件及び状態の全てにおいて一致することを試験で確かめる。",
        "The evaluator that judges is held in tests to a second one, written apart and plainly, on random conditions in random states.",
    ),
    Text(
        "証明に用いる関所は、実際の記録の上の無作為な歩みにおいて、本番の関所と同じ規則を挙げることを試験で確かめる。",
        "The gate that the proofs use is held in tests to name the same rules as the production gate, on random walks over real entries.",
    ),
    Text(
        "業務の処理は、実際のデータベースの上で、無作為な人の無作為な行為により、同時にも行わせ、その結果を中核の判定と比べる。",
        "The operations are driven on real databases by random acts of random people, concurrently too, and compared with the core.",
    ),
    Text(
        "記録された行為は、規則とは別に、同じ性質により調べることができる（`sekisho law replay`）。調べられなかったものも示す。",
        "Recorded acts can be tried by the same properties, apart from the rules (`sekisho law replay`); what could not be tried is said.",
    ),
)
MADE_FROM = "<!-- "


def report(pack: Pack, sections: Sequence[Section], searched: Sequence[Explored]) -> str:
    """Return the report as Markdown, in Japanese and English."""
    return "\n".join(_lines(pack, sections, searched)) + "\n"


def stale(pack: Pack, written: str) -> bool:
    """Return whether a written report was made from another pack, other properties or another prover."""
    return not written.startswith(_mark(pack))


def _mark(pack: Pack) -> str:
    """Return the first line, which says what the report was made from."""
    return f"{MADE_FROM}{made_from(pack)} -->\n"


def _lines(pack: Pack, sections: Sequence[Section], searched: Sequence[Explored]) -> Iterator[str]:
    results = [result for section in sections for result in section.results]
    yield f"{_mark(pack)}"
    yield "# 証明 / Proofs\n"
    yield f"{pack.text.ja} / {pack.text.en}, {pack.version}\n"
    yield f"{HEAD.ja}\n\n{HEAD.en}\n"
    yield from _how_to_read()
    counted = PROVED.fill(sound=sum(r.sound for r in results), all=len(results))
    yield f"\n**{counted.ja}** {counted.en}\n"
    for section in sections:
        yield from _section(pack, section)
    yield from _reached()
    yield from _searched(searched)
    yield from _compositions(results)
    yield from _changed()
    yield "\n## その他の確認 / What else holds it\n"
    yield from (f"- {text.ja}<br>{text.en}" for text in OTHERWISE)
    yield "\n## 中核の性質 / Invariants of the kernel\n"
    yield from (f"- **{name}** {text.ja}<br>{text.en}" for name, text in INVARIANTS.items())
    yield "\n## 前提 / Assumptions\n"
    yield from (f"- {text.ja}<br>{text.en}" for text in ASSUMED)
    yield "\n## ここで証明しない性質 / Not proved here\n"
    yield from (f"- {name}: {why.ja}<br>{why.en}" for name, why in NOT_ONE_STEP.items())


def _how_to_read() -> Iterator[str]:
    yield "## 読み方 / How to read this\n"
    yield from (f"- {text.ja}<br>{text.en}" for text in READ)


def _section(pack: Pack, section: Section) -> Iterator[str]:
    yield f"\n## {section.title.ja} / {section.title.en}\n"
    yield f"{section.says.ja}\n\n{section.says.en}\n"
    yield "| id | 性質 / property | 手続：依拠する規則 / step: rests on |\n|---|---|---|"
    grouped: dict[tuple[str, Text], list[Result]] = {}
    for result in section.results:
        grouped.setdefault((_number(result), result.text), []).append(result)
    yield from (_row(pack, number, text, results) for (number, text), results in grouped.items())


def _number(result: Result) -> str:
    return result.id.partition(" ")[0]


def _row(pack: Pack, number: str, text: Text, results: Sequence[Result]) -> str:
    cites = ", ".join(dict.fromkeys(cite for r in results for cite in r.cite))
    return f"| {number} | {text.ja}<br>{text.en}（{cites}） | {'<br>'.join(_rests(pack, results))} |"


def _rests(pack: Pack, results: Sequence[Result]) -> Iterator[str]:
    """Yield the steps with what they rest on; those that rest on an invariant only are counted where they are many."""
    for result in results:
        if result.rests_on or not result.proved:
            rules = ", ".join(_short(result.step, rest) for rest in result.rests_on)
            called = _called(pack, result.step)
            yield f"{called}: {rules if result.proved else '**反例 / counterexample**'}"
    by_invariant: dict[str, list[str]] = {}
    for result in results:
        if result.invariant:
            by_invariant.setdefault(result.invariant, []).append(result.step)
    for name, steps in by_invariant.items():
        few = len(steps) <= 3
        yield f"{', '.join(_called(pack, step) for step in steps) if few else f'{len(steps)}の手続 / {len(steps)} steps'}: {name}"


def _called(pack: Pack, where: str) -> str:
    """Return a step, or a kind of case, by its name and its id."""
    known = pack.steps.get(where) or pack.kinds.get(where)
    return f"{known.text.ja} {where}" if known else where


def _short(step: str, rest: str) -> str:
    return f"`{rest.removeprefix(f'{step}: ')}`" if rest.startswith(f"{step}: ") else rest


def _reached() -> Iterator[str]:
    yield f"\n## 到達できること / What can be reached\n\n{REACHED.ja}\n\n{REACHED.en}\n"
    yield "| 道 / way | 示すもの / shown by |\n|---|---|"
    for row in MUST_REACH:
        yield f"| {row.text.ja}<br>{row.text.en} | {', '.join(f'`{shown}`' for shown in row.shown)} |"


def _searched(found: Sequence[Explored]) -> Iterator[str]:
    yield f"\n## 探索 / Search\n\n{SEARCHED.ja}\n\n{SEARCHED.en}\n"
    yield f"{COUNTED.ja}\n\n{COUNTED.en}\n"
    yield "| 場面 / scene | 除いたもの / what is abstracted | 異なる状態 / distinct | 生成 / generated | 深さ / depth | 性質 / properties | 反例 / counterexamples |"
    yield "|---|---|---|---|---|---|---|"
    for each in found:
        lost = [*(broken.id for broken in each.broken), *(["終結不能 / stuck"] if each.stuck else [])]
        numbers = f"{each.distinct:,} | {each.generated:,} | {each.depth} | {len(each.held)}"
        yield f"| {_both(each.text)} | {_both(each.abstracted)} | {numbers} | {', '.join(lost) or '—'} |"
    idle = ", ".join(f"`{rule}`" for rule in dead(found)) or "—"
    yield f"\n単独では決め手とならなかった規則 / Rules that alone decided nothing there: {idle}"


def _both(text: Text) -> str:
    return f"{text.ja}<br>{text.en}"


def _changed() -> Iterator[str]:
    yield f"\n## 変更の検出 / Changes that are noticed\n\n{CHANGED.ja}\n\n{CHANGED.en}\n"
    yield "| 規則 / rule | 手続 / step | 変更 / change | 理由 / why it is none |\n|---|---|---|---|"
    yield from (
        f"| `{rule}` | `{step}` | {_both(CHANGES[change])} | {_both(why)} |"
        for (rule, step, change), why in ARGUED.items()
    )


def _compositions(results: Sequence[Result]) -> Iterator[str]:
    proved: dict[str, bool] = {}
    for result in results:
        proved[_number(result)] = proved.get(_number(result), True) and result.sound
    yield "\n## 組合せ / Compositions\n"
    yield (
        "一の案件の証明は、他の案件の入力を読まない。他の案件について前提としたことは、次のとおり、その案件について証明されている。\n\n"
        "No proof reads the entries of another case. What is assumed of another case is proved there, as follows.\n"
    )
    for composition in COMPOSITIONS:
        yield from _composition(composition, proved)


def _composition(composition: Composition, proved: Mapping[str, bool]) -> Iterator[str]:
    yield f"**{composition.id}** {composition.claim.ja} {composition.claim.en} ({', '.join(composition.cases)})\n"
    for link in composition.links:
        by = ", ".join(name if proved.get(name) else f"**{name}?**" for name in link.by)
        yield f"- {link.assumed.ja} {link.assumed.en} — {by}"
    yield ""
