"""The full matrix: each person, each address, each method, each object; hidden is answered like what is not there.

The addresses come from the URL table. One that is not among the expectations below fails the test: whoever adds a page
says here what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from sekisho.records import models

from .town import Looker, Town, sees

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
SHARES = 6
PUBLIC = "public"
"""About nothing that anybody could not see: the person's own pages, lists, rules, the way in."""
ABOUT = {
    "desk": PUBLIC,
    "situation": PUBLIC,
    "sign-in": PUBLIC,
    "sign-out": PUBLIC,
    "act-as": PUBLIC,
    "passkey-options": PUBLIC,
    "enrol": PUBLIC,
    "mine": PUBLIC,
    "verify": PUBLIC,
    "add-passkey": PUBLIC,
    "change-passkey": PUBLIC,
    "change-session": PUBLIC,
    "lesser": PUBLIC,
    "totp": PUBLIC,
    "totp-square": PUBLIC,
    "identity": PUBLIC,
    "identity-back": PUBLIC,
    "api-intake": PUBLIC,
    "set-language": PUBLIC,
    "cases-home": PUBLIC,
    "cases": PUBLIC,
    "open": PUBLIC,
    "case": "case",
    "deviation": "case",
    "step": "case",
    "receipt": "case",
    "why": "case",
    "try-case": "case",
    "information": PUBLIC,
    "give": PUBLIC,
    "batch": "batch",
    "objects": PUBLIC,
    "tokens": PUBLIC,
    "candidates": PUBLIC,
    "standing": PUBLIC,
    "epochs": PUBLIC,
    "open-epoch": PUBLIC,
    "bring-list": PUBLIC,
    "withdraw-list": PUBLIC,
    "epoch": PUBLIC,
    "links": "candidate",
    "candidate": "candidate",
    "resolution": "candidate",
    "judge": "candidate",
    "undo-judgement": "candidate",
    "rules": PUBLIC,
    "options": PUBLIC,
    "rule": PUBLIC,
    "step-rules": PUBLIC,
    "try": PUBLIC,
    "compare": PUBLIC,
    "clause": PUBLIC,
    "record": PUBLIC,
    "checkpoint": PUBLIC,
    "reads": PUBLIC,
}
"""What each address is about, by its name."""
ABSENT = {"case": f"case-{'a' * 16}", "batch": f"batch-{'a' * 16}", "candidate": f"candidate-{'a' * 16}"}
"""Ids of the right shape that nothing has."""
OPENED = ("case", "batch", "candidate")
"""Addresses that open whatever a person sees. Of the others, what is seen says nothing here and is not asked for."""
GONE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|nonce-[^"]+')


def patterns() -> dict[str, str]:
    """Every address by name, with its parameters in braces."""
    found = {}
    for pattern in get_resolver().url_patterns:
        assert isinstance(pattern, URLPattern), f"{pattern} includes other addresses: say so here"
        found[pattern.name or str(pattern.pattern)] = "/" + re.sub(
            r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern)
        )
    return found


def address(route: str, about: str, thing: str) -> str:
    """The address of a page about a thing."""
    values = {f"{about}_id": thing, "step_id": "measure.stop", "number": "1", "name": f"{thing}-1.tlog-proof"}
    return route.format(**values)


def things(town: Town, about: str) -> dict[str, Callable[[Looker], bool]]:
    """Everything of a sort by id, with who sees it."""

    def seen_by(*accesses: Any) -> Callable[[Looker], bool]:
        return lambda looker: all(sees(looker, access) for access in accesses)

    cases = town.cases()
    if about == "case":
        return {case: seen_by(access) for case, access in cases.items()}
    if about == "batch":
        return {row.pk: seen_by(cases[row.case_id]) for row in models.Batch.objects.all()}
    return {candidate: seen_by(*incidents) for candidate, incidents in town.candidates().items()}


def answered(client: Client, method: str, where: str, thing: str) -> tuple[Any, ...]:
    """What an answer tells: status, headers, and the body but for the token of the form and the id asked for."""
    answer = getattr(client, method)(where)
    headers = {k: v for k, v in answer.headers.items() if k not in ("Content-Length",)}
    return answer.status_code, headers, GONE.sub(b"", answer.content.replace(thing.encode(), b""))


def test_every_address_is_in_the_table_of_expectations() -> None:
    """A page that nobody has said anything about here is not a page that was tested."""
    assert set(patterns()) == set(ABOUT)


def check(town: Town, person: models.Person, methods: tuple[str, ...]) -> tuple[int, int]:
    """Compare every answer with that for what is not there; return how many were hidden and how many shown."""
    client, looker = Client(), town.looker(person)
    client.force_login(person)
    counts = [0, 0]
    for name, route in patterns().items():
        about = ABOUT[name]
        if about == PUBLIC:
            continue
        for method in methods:
            absent = answered(client, method, address(route, about, ABSENT[about]), ABSENT[about])
            for thing, seen in things(town, about).items():
                visible = seen(looker)
                counts[visible] += 1
                if not visible:
                    got = answered(client, method, address(route, about, thing), thing)
                    assert got == absent, (person.pk, method, name, thing)
                elif name in OPENED and method == "get":
                    assert client.get(address(route, about, thing)).status_code == 200, (
                        person.pk,
                        name,
                        thing,
                    )
    return counts[0], counts[1]


@pytest.mark.parametrize(
    ("login", "methods"),
    [
        ("aoki", ("get", "post", "delete")),
        ("wada", ("get",)),
        ("chiba", ("get",)),
        ("sysop", ("get", "post")),
    ],
)
def test_what_is_hidden_is_answered_like_what_is_not_there(
    town: Town, login: str, methods: tuple[str, ...]
) -> None:
    """Status, headers and body of every address about a thing, for every thing there is."""
    hidden, _ = check(town, models.Person.objects.get(login=login), methods)
    assert hidden


@pytest.mark.parametrize("seed", [3])
def test_the_same_where_who_sees_what_is_drawn_at_random(town: Town, seed: int) -> None:
    """Levels, compartments, teams, parts and recusals at random, which no rule of the pack gives."""
    town.shuffle(seed)
    hidden, shown = check(town, models.Person.objects.get(login="yamada"), ("get",))
    assert hidden
    assert shown


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
def test_the_whole_matrix(town: Town, share: int) -> None:
    """Everybody, every method, with audiences drawn at random; a share of the people in each test."""
    town.shuffle(20)
    for person in list(town.people())[share::SHARES]:
        check(town, person, METHODS)


@pytest.mark.parametrize("login", ["aoki", "wada", "yamada"])
def test_lists_and_counts_are_those_of_what_is_seen(town: Town, login: str) -> None:
    """Each list holds every thing that the person sees and no other, and counts no other."""
    town.shuffle(7)
    person = models.Person.objects.get(login=login)
    client, looker = Client(), town.looker(person)
    client.force_login(person)
    kinds = dict(models.Case.objects.values_list("pk", "kind"))
    for kind in sorted(set(kinds.values())):
        listed = set(re.findall(r"/case/(case-[a-z0-9]+)/", client.get(f"/cases/{kind}/").content.decode()))
        wanted = {
            case for case, access in town.cases().items() if kinds[case] == kind and sees(looker, access)
        }
        assert listed == wanted, kind
    found = client.get("/candidates/").content.decode()
    assert set(re.findall(r"candidate-[a-z0-9]{16}", found)) == {
        candidate for candidate, seen in things(town, "candidate").items() if seen(looker)
    }
    seen = {each for each, access in town.objects().items() if sees(looker, access)}
    assert client.get("/information/objects/").context["total"] == len(seen)


@pytest.mark.parametrize("login", ["aoki", "wada", "yamada"])
def test_a_search_finds_only_what_is_seen(town: Town, login: str) -> None:
    """A search for any value gives as many objects as the person sees of those that hold it."""
    town.shuffle(8)
    person = models.Person.objects.get(login=login)
    client, looker = Client(), town.looker(person)
    client.force_login(person)
    seen = {each for each, access in town.objects().items() if sees(looker, access)}
    for row in models.Observable.objects.order_by("value")[::40]:
        holding = models.Observable.objects.filter(value__icontains=row.value).values_list(
            "object", flat=True
        )
        found = client.post("/information/objects/", {"q": row.value}, follow=True)
        assert found.context["total"] == len(seen & set(holding)), row.value
