"""What a person is told of a mirror."""

from __future__ import annotations

from sekisho.vocabulary.text import Text

from .mirror import Followed, Outcome

NONE = Text("証拠はない。", "No evidence is kept.")
REFUSED = Text("写しは受け取らなかった（{said}）。", "The mirror did not take it ({said}).")
TOLD = {
    Outcome.MIRRORED: Text(
        "{origin}：大きさ{size}まで、全ての葉を確かめて写した。",
        "{origin}: copied up to size {size}, every leaf checked.",
    ),
    Outcome.CURRENT: Text("{origin}：大きさ{size}のまま変わらない。", "{origin}: unchanged at size {size}."),
    Outcome.BEHIND: Text(
        "{origin}：示された大きさ{shown}は、写した{size}より小さい。古いものが示されたか、ログが巻き戻されている。写しは変えていない。",
        "{origin}: the size shown, {shown}, is smaller than the {size} copied: an old one is shown, or the log was set back. "
        "The copy is unchanged.",
    ),
    Outcome.FORKED: Text(
        "{origin}：写したものと同じ大きさ{shown}に、異なる根が署名されている。双方を証拠として保存した。写しは変えていない。",
        "{origin}: another root is signed at the size copied, {shown}. Both are kept as evidence; the copy is unchanged.",
    ),
    Outcome.NOT_JOINED: Text(
        "{origin}：渡された葉は、写した大きさ{size}から署名された大きさ{shown}の根に至らない。ログの分岐か、渡した者の誤りである。"
        "双方のチェックポイントを証拠として保存した。写しは変えていない。",
        "{origin}: the leaves given do not lead from the {size} copied to the root signed at {shown}: the log forked, or "
        "whoever serves it gave others. Both checkpoints are kept as evidence; the copy is unchanged.",
    ),
    Outcome.UNSIGNED: Text(
        "信頼する鍵の署名したチェックポイントではない。logsファイルの鍵を確かめること。",
        "This is no checkpoint signed by a trusted key: look at the keys in the file of logs.",
    ),
    Outcome.SET_BACK: Text(
        "{origin}：写しは大きさ{size}であるが、それより先まで連署した印がある。古い写しに戻されている。最新のものを戻すこと。",
        "{origin}: the copy is at size {size}, yet more was cosigned: it was set back to an old one. Bring the newest back.",
    ),
}


def of(followed: Followed) -> Text:
    """Return how following a log ended."""
    return TOLD[followed.outcome].fill(origin=followed.origin, size=followed.size, shown=followed.shown)
