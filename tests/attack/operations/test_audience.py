"""What a person writes into a list of offices shows a case to those offices, and to everybody by no trick."""

from __future__ import annotations

import pytest

from sekisho.casework.visibility import EVERYONE
from sekisho.operations.outcomes import Accepted
from sekisho.operations.reading import marked
from sekisho.operations.viewing import may_see_case, viewer_of
from sekisho.records.access import access_of_cases
from sekisho.records.models import Person

from .conftest import Offices


@pytest.mark.parametrize("named", [["*"], ["mic", " * ", "a * b"]])
def test_a_list_of_offices_that_holds_the_word_for_everybody_opens_the_case_to_nobody_else(
    offices: Offices, named: list[str]
) -> None:
    """To everybody it would also be no marked case any more, so that no read of it was put on record."""
    case = offices.opened("policy.open", "nss", "nss_official", title="方針")
    drafted = offices.act(case, "policy.draft", "nss", "nss_official", text="案")
    assert isinstance(drafted, Accepted), drafted
    given = {"offices": ["npa", "mofa", "mod", *named], "due": "2026-10-20T00:00:00Z"}
    asked = offices.act(case, "policy.ask", "nss", "nss_official", **given)
    access = access_of_cases((case,))[case]
    assert isinstance(asked, Accepted), asked
    assert EVERYONE not in access.team
    assert marked(access)
    outsider = Person.objects.get(pk=offices.people["pref_chief"])
    assert not may_see_case(case, viewer_of(outsider, offices.now)), asked
