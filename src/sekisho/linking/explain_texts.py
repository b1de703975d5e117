"""The sentences of an explanation, Japanese first."""

from __future__ import annotations

from sekisho.vocabulary.text import Text

ELEMENTS: dict[str, Text] = {
    "actor": Text("特定の主体", "A particular actor"),
    "target": Text("特定の組織・分野", "Particular organisations or sectors"),
    "means": Text("特定の手法・インフラ", "Particular techniques or infrastructure"),
    "repetition": Text("反復性", "Repetition"),
    "period": Text("一定の期間", "A period"),
}

SAY: dict[str, Text] = {
    "actor": Text(
        "名前のない一つの主体とみる（{members}件が互いに結び付く）。誰であるかは人が別に仮説として立てる。",
        "Taken as one actor without a name ({members} incidents hold together). Who it is, is for people to hypothesise.",
    ),
    "actor.cohesion": Text(
        "全{pairs}組のうち{linked}組（{percent}%）が直接結び付いている。",
        "{linked} of all {pairs} pairs ({percent}%) are linked directly.",
    ),
    "actor.malware": Text(
        "マルウェア「{name}」が{count}件に共通する。", "The malware {name} is stated in {count} incidents."
    ),
    "actor.unlinked": Text(
        "{count}組は直接の結び付きを持たず、他の事案を介してのみつながる。",
        "{count} pairs have no direct link and hold together through other incidents only.",
    ),
    "actor.malware_differs": Text(
        "互いに異なるマルウェアが記されている（{names}）。", "Different malware is stated ({names})."
    ),
    "actor.named": Text(
        "{count}件は行為者を「{name}」と述べる（別名：{aliases}。事案：{sources}）。",
        "{count} incidents name the actor {name} (aliases: {aliases}; incidents: {sources}).",
    ),
    "actor.named_differs": Text(
        "行為者の呼び方が{count}通りある。別名が重なっても、同じ者とはみなさない。",
        "The actor is named in {count} ways; that aliases coincide does not make them one.",
    ),
    "actor.waist": Text(
        "{one}件と{other}件のまとまりをつなぐのは{count}件だけである（{names}）。これがなければ両者に結び付きはない。二つの主体を"
        "一つに見せる報告でないか、確かめること。",
        "Groups of {one} and {other} incidents hold together by {count} incidents only ({names}); without these no link"
        " leads from one to the other. See whether these are reports that make two actors look like one.",
    ),
    "target": Text(
        "標的の分野：{sectors}。国：{countries}。", "Targeted sectors: {sectors}. Countries: {countries}."
    ),
    "target.sector": Text(
        "分野「{name}」が{count}件に記されている。", "The sector {name} is stated in {count} incidents."
    ),
    "target.country": Text(
        "国「{name}」が{count}件に記されている。", "The country {name} is stated in {count} incidents."
    ),
    "target.essential": Text(
        "基幹インフラ（15分野）のうち関係しうるもの：{names}。",
        "Essential infrastructure (15 sectors) that this may concern: {names}.",
    ),
    "target.critical": Text(
        "重要インフラ（16分野）のうち関係しうるもの：{names}。",
        "Critical infrastructure (16 fields) that this may concern: {names}.",
    ),
    "target.unstated": Text("{count}件は分野を記していない。", "{count} incidents state no sector."),
    "target.spread": Text(
        "どの分野も過半の事案には共通しない（{count}分野に広がる）。",
        "No sector is shared by most incidents (they spread over {count}).",
    ),
    "means": Text(
        "共通する値・特徴{keys}個、手法{techniques}個による。",
        "By {keys} shared values or traits and {techniques} techniques.",
    ),
    "means.key": Text(
        "{kind}「{value}」が{count}件に共通する。", "{kind} {value} is shared by {count} incidents."
    ),
    "means.technique": Text(
        "手法{name}が{count}件に記されている。", "Technique {name} is stated in {count} incidents."
    ),
    "means.shared": Text(
        "「{value}」は{category}であり、無関係の者も使うため割り引いて数えた。",
        "{value} is a {category}; unrelated parties use it too, so it counts less.",
    ),
    "means.common": Text(
        "「{value}」は多くの事案に現れるため数えていない。",
        "{value} occurs in too many incidents and is not counted.",
    ),
    "means.technique_differs": Text(
        "{count}組は手法を記しているが一つも共通しない。",
        "{count} linked pairs state techniques but share none.",
    ),
    "repetition": Text(
        "{members}件、{days}日にわたり現れる。", "{members} incidents on {days} different days."
    ),
    "repetition.days": Text(
        "日付の異なる事案が{days}件分ある。", "There are incidents of {days} different dates."
    ),
    "repetition.once": Text(
        "全ての事案が同じ日付であり、反復とはいえないおそれがある。",
        "All incidents carry one date; this may not be repetition.",
    ),
    "repetition.same": Text(
        "{one}と{other}は値がほぼ同じで、一つの事案の二重の報告であるおそれがある。",
        "{one} and {other} have almost the same values; they may be one incident reported twice.",
    ),
    "period": Text("{first}から{last}まで（{days}日間）。", "From {first} to {last} ({days} days)."),
    "period.none": Text("日付のある事案がない。", "No incident carries a date."),
    "period.dense": Text(
        "隣り合う事案の間隔の中央値は{days}日である。",
        "The median distance between successive incidents is {days} days.",
    ),
    "period.gap": Text(
        "{first}から{last}まで{days}日の空白がある。", "There is a gap of {days} days from {first} to {last}."
    ),
    "period.undated": Text("{count}件は日付を持たない。", "{count} incidents carry no date."),
    "occurrence.file": Text(
        "{count}件に検体又はマルウェアの記載がある（発生をうかがわせる）。",
        "{count} incidents state files or malware (speaks for occurrence).",
    ),
    "occurrence.victim": Text(
        "{count}件に標的となった分野又は国の記載がある（発生をうかがわせる）。",
        "{count} incidents state a victim's sector or country (speaks for occurrence).",
    ),
    "occurrence.technique": Text(
        "準備段階以外の手法の記載がある：{names}（発生をうかがわせる）。",
        "Techniques beyond preparation are stated: {names} (speaks for occurrence).",
    ),
    "sign.infrastructure": Text(
        "{count}件はインフラの値だけからなり、検体も被害の記載もない（予兆をうかがわせる）。",
        "{count} incidents consist of infrastructure alone, without file or victim (speaks for a sign).",
    ),
    "sign.technique": Text(
        "偵察又は資源準備の手法の記載がある：{names}（予兆をうかがわせる）。",
        "Reconnaissance or resource development is stated: {names} (speaks for a sign).",
    ),
    "nothing": Text("記載なし", "none stated"),
}
