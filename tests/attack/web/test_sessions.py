"""Sessions: forged, stolen, idle, old and ended ones open nothing, and their person sees and ends them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sekisho.cli import main
from sekisho.operations.sessions import ABSOLUTE, IDLE
from sekisho.records.models import SignedIn

from .conftest import House

POST = "npa_official"


def signed_in(house: House, client: Client | None = None, agent: str = "Browser/1") -> Client:
    client = client or Client(HTTP_USER_AGENT=agent)
    answer = client.post("/signin/", {"demo": POST})
    assert answer.status_code == 302
    return client


def inside(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("cookie", ["", "x", "0" * 32, "../../etc/passwd", "'; --", "\u0000"])
def test_a_forged_session_opens_nothing(house: House, cookie: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not inside(client)


def test_signing_in_begins_a_session_under_another_key(house: House) -> None:
    """Who planted a session key before the person signed in holds nothing."""
    client = signed_in(house)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    signed_in(house, client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    planted = Client()
    planted.cookies[settings.SESSION_COOKIE_NAME] = before
    assert not inside(planted)


@pytest.mark.parametrize(("column", "age"), [("seen_at", IDLE), ("began_at", ABSOLUTE)])
def test_an_idle_or_old_session_is_over_for_good(house: House, column: str, age: timedelta) -> None:
    client = signed_in(house)
    assert inside(client)
    row = SignedIn.objects.get()
    SignedIn.objects.filter(pk=row.pk).update(**{column: datetime.now(UTC) - age - timedelta(seconds=1)})
    assert not inside(client)
    SignedIn.objects.filter(pk=row.pk).update(**{column: getattr(row, column)})
    assert not inside(client), "it does not come back with the clock"


def test_after_signing_out_the_copied_cookie_is_worth_nothing(house: House) -> None:
    client = signed_in(house)
    copied = Client()
    copied.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert inside(copied)
    client.post("/signout/")
    assert not inside(copied)
    assert SignedIn.objects.get().ended_at is not None


def test_a_person_sees_and_ends_their_sessions_elsewhere(house: House) -> None:
    here, there = signed_in(house), signed_in(house, agent="Browser/2")
    shown = here.get("/mine/").content.decode()
    assert "Browser/1" in shown
    assert "Browser/2" in shown
    other = SignedIn.objects.get(agent="Browser/2")
    assert here.post("/mine/session/", {"do": "end", "session": other.pk}).status_code == 302
    assert not inside(there)
    assert inside(here)


def test_devices_are_told_apart_in_words(house: House) -> None:
    """A browser's own string says too much for anybody to know their device by it."""
    here = signed_in(house)
    signed_in(house, agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0")
    shown = here.get("/mine/").content.decode()
    assert shown.count("WindowsのFirefox 133") == 2, "as a session, and as a new device"
    assert "Gecko" not in shown


def test_all_others_are_ended_at_once(house: House) -> None:
    here, others = signed_in(house), [signed_in(house), signed_in(house)]
    here.post("/mine/session/", {"do": "end-others"})
    assert inside(here)
    assert not any(inside(each) for each in others)


@pytest.mark.parametrize("session", ["", "x", "-1", "0", "１", "99999999999999999999999"])
@pytest.mark.parametrize("do", ["end", "confirm"])
def test_a_session_that_is_none_of_ones_own_is_absent(house: House, do: str, session: str) -> None:
    client = signed_in(house)
    assert client.post("/mine/session/", {"do": do, "session": session}).status_code == 404


def test_nobody_ends_the_session_of_another(house: House) -> None:
    client, other = signed_in(house), Client()
    other.post("/signin/", {"demo": "nss_official"})
    theirs = SignedIn.objects.exclude(person=SignedIn.objects.earliest("pk").person).get()
    assert client.post("/mine/session/", {"do": "end", "session": theirs.pk}).status_code == 404
    assert inside(other)


def test_a_new_device_is_told_of_elsewhere_until_it_is_confirmed_there(house: House) -> None:
    """The first device is no news; who signed in on the second cannot wave it through."""
    here = signed_in(house)
    assert "初めての端末" not in here.get("/").content.decode()
    there = signed_in(house, agent="Browser/2")
    assert "初めての端末" in here.get("/").content.decode()
    assert "初めての端末" not in there.get("/").content.decode()
    new = SignedIn.objects.get(agent="Browser/2")
    assert there.post("/mine/session/", {"do": "confirm", "session": new.pk}).status_code == 404
    assert here.post("/mine/session/", {"do": "confirm", "session": new.pk}).status_code == 302
    assert "初めての端末" not in here.get("/").content.decode()
    there.post("/signout/")
    signed_in(house, there)
    assert "初めての端末" not in here.get("/").content.decode(), "that device is known from now on"


def test_the_table_of_sessions_opens_no_session(house: House) -> None:
    client = signed_in(house)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = SignedIn.objects.get()
    assert key not in (row.key, row.device)
    assert re.fullmatch("[0-9a-f]{64}", row.key)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    client = signed_in(house)
    for name in (settings.SESSION_COOKIE_NAME, "device"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), name


def test_signing_out_has_the_browser_forget_what_it_kept(house: House) -> None:
    """Not the cookies: that of the device is what it will be known by."""
    assert signed_in(house).post("/signout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_whoever_runs_the_system_ends_all_sessions_of_a_person(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a command, and of that person only."""
    theirs, other = [signed_in(house), signed_in(house)], house.client("nco_official")
    assert main(["person", "end-sessions", "npa_official"]) == 0
    assert "2 ended" in capsys.readouterr().out
    assert not any(inside(each) for each in theirs)
    assert inside(other)
    assert main(["person", "end-sessions", "nobody"]) != 0


def test_coming_in_going_out_and_not_getting_in_are_in_the_servers_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """With the person, the way and the address, and without anything that was typed."""
    signed_in(house).post("/signout/")
    Client().post("/signin/", {"login": "typed-name", "password": "typed-word"})
    said = [record.getMessage() for record in caplog.records if record.name == "sekisho.signin"]
    assert [each.partition(":")[0] for each in said] == ["in", "out", "not in"]
    assert house.people["npa_official"].pk in said[0]
    assert "typed" not in "".join(said)


def test_behind_tls_cookies_are_bound_to_the_host_by_name() -> None:
    """Every cookie of ours has the prefix by which a browser takes it from this very host only."""
    asked = (
        "from sekisho import settings as s; from sekisho.web.signin.lasting import DEVICE_COOKIE as d;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, d)"
    )
    told = {**os.environ, "SEKISHO_HTTPS": "1", "DJANGO_SETTINGS_MODULE": "sekisho.settings"}
    command = [sys.executable, "-c", f"import django; django.setup(); {asked}"]
    names = subprocess.run(command, env=told, check=True, capture_output=True, text=True).stdout.split()
    assert len(names) == 4
    assert all(name.startswith("__Host-") for name in names)
