"""A crawler signed in as each person of the demonstration: no hidden string anywhere, no count that is not theirs."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from sekisho.cli.demo.story import load_story
from sekisho.records import models

from .town import Looker, Town

LINK = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#]*)')
LEAVE_OUT = (
    *("/static/", "/signout/", "/language/"),
    *("/rules/clause/", "/rules/rule/", "/rules/step/", "/rules/try/", "/rules/compare/"),
)
"""What changes who is looking, and the pages of the rules, which are the same for everybody and read no case on record."""
MANY = re.compile(r"/case/[^/]+/(step|entry|why|try)/")
"""Of pages that every case has by the dozen, a short crawl takes one in some."""
PAGES = 5000
"""More pages than one person reaches; a crawl that comes to it says so."""
pytestmark = pytest.mark.django_db
SHORT = ("aoki", "wada", "chiba", "sysop")
"""Of the police, of a ministry that is only asked, of the commission, and of no office: in every run."""
EVERYBODY = tuple(sorted(player.id for player in load_story().cast))


def crawl(client: Client, one_in: int) -> dict[str, str]:
    """Every page that a person reaches by the links and forms of pages, as text."""
    waiting, found = ["/"], {}
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address, follow=True)
        found[address] = html.unescape(answer.content.decode(errors="replace"))
        links = sorted({html.unescape(link) for link in LINK.findall(found[address])})
        kept = (each for each in links if not each.startswith(LEAVE_OUT) and each not in found)
        waiting += [each for n, each in enumerate(kept) if n % one_in == 0 or not MANY.match(each)]
        assert len(found) < PAGES, f"the crawl does not end: {address}"
    return found


def signed_in(person: models.Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def leaks(town: Town, looker: Looker, pages: dict[str, str]) -> list[tuple[str, str]]:
    hidden = town.hidden_from(looker)
    return [(address, each) for address, text in pages.items() for each in hidden if each in text]


def tells_nothing(town: Town, login: str, one_in: int) -> None:
    person = models.Person.objects.get(login=login)
    pages = crawl(signed_in(person), one_in)
    assert town.hidden_from(town.looker(person))
    assert leaks(town, town.looker(person), pages) == []
    assert len(pages) > 10


@pytest.mark.parametrize("login", SHORT)
def test_no_hidden_string_appears_on_the_pages_that_a_person_reaches(town: Town, login: str) -> None:
    """What a person reaches tells nothing that only cases, objects and candidates hold which they may not see."""
    tells_nothing(town, login, 30)


@pytest.mark.parametrize("seed", [1])
def test_nor_does_it_where_who_sees_what_is_drawn_at_random(town: Town, seed: int) -> None:
    """The same with random levels, compartments, teams, parts and recusals, which no rule of the pack gives."""
    town.shuffle(seed)
    for login in SHORT[:2]:
        tells_nothing(town, login, 9)


def test_a_receipt_names_nothing_hidden_that_was_known_before(town: Town) -> None:
    """What was given a second time has no object of its own: its line goes with the object that was given first."""
    town.shuffle(2)
    person = models.Person.objects.get(login="endo")
    client, looker = signed_in(person), town.looker(person)
    again = set(models.Receipt.objects.filter(outcome="known").values_list("stix_id", flat=True))
    assert again & town.hidden_from(looker)
    addresses = [
        f"/information/batch/{batch}/" for batch in models.Batch.objects.values_list("pk", flat=True)
    ]
    answers = {address: client.get(address) for address in addresses}
    told = {
        at: html.unescape(each.content.decode()) for at, each in answers.items() if each.status_code == 200
    }
    assert any(name in text for name in again for text in told.values())
    assert leaks(town, looker, told) == []


@pytest.mark.long
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("login", EVERYBODY)
def test_no_hidden_string_appears_on_any_page(town: Town, login: str) -> None:
    """Every page for the four, for everybody else one in five of those of one kind, which ask the database the same questions."""
    tells_nothing(town, login, 1 if login in SHORT else 5)


@pytest.mark.long
@pytest.mark.parametrize("login", EVERYBODY)
@pytest.mark.parametrize("seed", [2])
def test_nor_does_it_for_anybody_where_it_is_drawn_at_random(town: Town, seed: int, login: str) -> None:
    """Each person, with one more random audience."""
    town.shuffle(seed)
    tells_nothing(town, login, 9)
