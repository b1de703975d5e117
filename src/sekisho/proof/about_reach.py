"""The list of what must be reachable, and where each row is shown to end with every case closed.

A row is shown by a route that the planner finds, by a worked case of the pack, or, where it takes a second edition of the
rules, by a test: an edition in force has no successor yet.
"""

from __future__ import annotations

import msgspec

from sekisho.vocabulary.text import Text


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the list: the routes, the worked cases, or the test that show it. One at least is not empty."""

    text: Text
    routes: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    test: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        """Where the row is shown."""
        return (*self.routes, *self.courses, *((self.test,) if self.test else ()))


def _row(ja: str, en: str, *routes: str, course: str = "", test: str = "") -> Reach:
    return Reach(text=Text(ja, en), routes=routes, courses=(course,) if course else (), test=test)


MUST_REACH: tuple[Reach, ...] = (
    _row("警察単独、国外", "Police alone, abroad", "R01"),
    _row("警察単独、国内（国家安全保障に関わるもの及び関わらないもの）", "Police alone, in Japan, with and without national-security relevance", "R02", "R03"),
    _row("共同対処", "Joint", "R19", "R20"),
    _row("自衛隊単独、第89条", "SDF alone on 89", "R17"),
    _row("自衛隊単独、第92条", "SDF alone on 92", "R18"),
    _row("自衛隊単独、第95条の4、自衛隊の電子計算機", "SDF alone on 95-4, computers of the SDF", "R04"),
    _row("自衛隊単独、第95条の4、合衆国軍隊の電子計算機", "SDF alone on 95-4, computers of US forces", "R15"),
    _row("一の措置に国内の対象と国外の対象", "One measure with a target in Japan and one abroad", "R05"),
    _row("緊急の例外", "The urgency exception", "R06"),
    _row("不承認、新たな求め、承認", "Denial, new request, approval", "R21"),
    _row("条件を付した承認", "Approval with conditions", "R07"),
    _row("照会先の異論、改めた案、審議", "Objection by a coordinated office, revised draft, deliberation", "R08"),
    _row("国家安全保障会議の差戻し", "The NSC returns a draft", "R22"),
    _row("実施中の措置がある対処方針の見直し", "Revision of policy with measures under way", "R23"),
    _row("命令、期間の満了後の新たな命令、終了", "Order, new order after its period, termination", "R24"),
    _row("終了の命令によらない期間の満了", "Expiry without termination", "R19"),
    _row("正式な終了の前の停止", "Early stop before the formal termination", "R20"),
    _row("警護の要請の取下げ", "Guard request withdrawn", "R16"),
    _row("管理者が知れず、後に判明", "Administrator unknown, later found", "R09"),
    _row("勧告及び応答", "Recommendation and response", "R12"),
    _row("複数の対象のうち一の取下げ", "Several targets of which one is withdrawn", "R10"),
    _row("実施中の所在の訂正", "Location corrected while running", "R14"),
    _row("案件の途中で終わる任命", "An appointment that ends mid-case", course="commissioner-changed-course"),
    _row("欠員の席", "A vacant seat", "R13"),
    _row("新しい版への移行", "Migration to a new edition", test="tests/spec/proof/test_reach.py"),
    _row("着手前の取下げ", "Withdrawal of a measure before its start", "R11"),
    _row("逸脱の是正", "A deviation cured", course="deviation-cured-course"),
)  # fmt: skip
