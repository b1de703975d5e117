"""Authority on the real pack, signed by passkey: an appointment, and emergency access at two persons' and two offices' word."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect
from webauthn.helpers import base64url_to_bytes

from sekisho.casework.entry import REAL
from sekisho.casework.signing import Statement
from sekisho.ledger import verify
from sekisho.ledger.leaf import Disclosure

from .conftest import served
from .desks import Desk, House

VERIFIER = Path(verify.__file__)
JAPAN_IS_AHEAD = timedelta(hours=9)
HIDDEN = "秘の方針"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The real pack as an installation in real use has it, its threads included."""
    home = tmp_path_factory.mktemp("authority")
    real = {"SEKISHO_DEMO": "", "SEKISHO_SIGNING": "passkey", "SEKISHO_SEQUENCER": "1"}
    with served(home, "authority_stage.py", **real) as (base, told):
        yield House(home, base, told)


def test_an_appointment_and_emergency_access_are_signed_take_effect_end_and_are_verified(
    desks: Any, house: House, tmp_path: Path
) -> None:
    """Each is signed over what its review shows; sight comes with the second office's word, is on the commission's desk
    from the request on, and ends by itself; the export's entries are those signed, as ``verify.py`` alone finds too.
    """
    cabinet, nss, police, commission, newcomer = (
        _at_desk(desks, login) for login in ("yamamoto", "tanaka", "kato", "mori", "ishii")
    )
    expect(newcomer.page.locator("main")).to_contain_text("今の立場で開ける案件はない。")
    took = _appoint(cabinet, house)
    newcomer.watched.go("/")
    expect(newcomer.page.locator("#opening").locator("..").locator("li").first).to_be_visible()

    policy = f"/case/{house.stage.cases['policy']}/"
    _sees(police, policy, seen=False)
    until = datetime.now(UTC) + timedelta(seconds=12 * took + 10)
    emergency = _ask(police, house, until)
    _sees(police, policy, seen=False)
    _owed(commission)
    _confirm(nss, emergency)
    _comes_into_sight(police, policy, until)
    _owed(commission)
    time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds()))
    _sees(police, policy, seen=False)

    _verified(house, tmp_path / "export", emergency)


def _at_desk(desks: Any, login: str) -> Desk:
    desk: Desk = desks()
    desk.enrol(login)
    return desk


def _appoint(cabinet: Desk, house: House) -> float:
    """Appoint the newcomer, and return how many seconds it took to fill in, review, sign and record."""
    began = time.monotonic()
    page = cabinet.watched.go(f"/case/{house.stage.cases['register']}/step/register.appoint/")
    page.locator("[name='field.person']").select_option(house.stage.cases["ishii"])
    page.locator("[name='field.post']").select_option("mic_official")
    page.locator("[name='field.instrument']").fill("官人第12号")
    _review_and_sign(page, "石井 光", "総務省職員", "官人第12号")
    return time.monotonic() - began


def _ask(police: Desk, house: House, until: datetime) -> str:
    """Ask for emergency access until a moment, and return the case."""
    page = police.watched.go("/cases/emergency/new/emergency.request/")
    page.locator("[name='field.title']").fill("緊急の閲覧")
    page.locator("[name='field.to']").fill(house.stage.cases["policy"])
    page.locator("[name='field.person']").select_option(house.stage.cases["kato"])
    page.locator("[name='field.until']").fill(f"{until + JAPAN_IS_AHEAD:%Y-%m-%dT%H:%M:%S}")
    page.locator("[name='field.reasons']").fill("加害が迫っている。")
    _review_and_sign(page, "緊急の閲覧", "加藤 司", "加害が迫っている。")
    return page.url.rstrip("/").rpartition("/")[2]


def _confirm(nss: Desk, emergency: str) -> None:
    page = nss.watched.go(f"/case/{emergency}/step/emergency.confirm/")
    page.locator("[name='field.reasons']").fill("確認した。")
    _review_and_sign(page, "確認した。")


def _review_and_sign(page: Page, *said: str) -> None:
    page.click("button[value=review]")
    intent = page.locator("section[aria-labelledby=intent]")
    for words in said:
        expect(intent).to_contain_text(words)
    page.click("[data-passkey=get]")
    expect(page.locator(".banner-good")).to_be_visible()


def _sees(desk: Desk, address: str, *, seen: bool) -> None:
    """See that a case is there, or that it answers as what does not exist."""
    answer = desk.page.goto(desk.house.stage.base + address)
    assert answer is not None
    assert answer.status == (200 if seen else 404)
    assert (HIDDEN in desk.page.content()) is seen


def _comes_into_sight(desk: Desk, address: str, until: datetime) -> None:
    """See that a case comes into sight before a moment: soon, for a thread of the server keeps who may see it up to date."""
    while datetime.now(UTC) < until:
        answer = desk.page.goto(desk.house.stage.base + address)
        if answer is not None and answer.status == 200:
            assert HIDDEN in desk.page.content()
            return
        time.sleep(0.2)
    raise AssertionError("the case did not come into sight before the access ended")


def _owed(commission: Desk) -> None:
    """The commission's desk shows the emergency access as a duty of its own, to be done now."""
    duty = commission.watched.go("/").locator(".duties > li")
    expect(duty).to_have_count(1)
    expect(duty).to_contain_text("緊急の閲覧")
    expect(duty.locator("a[href$='/step/emergency.take_note/']")).to_be_visible()


def _verified(house: House, export: Path, emergency: str) -> None:
    """The export passes the verifier as a program of its own, and each signed entry opens to what its key signed."""
    done = house.command("ledger", "export", str(export))
    assert done.returncode == 0, done.stderr
    judged = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), str(export)], capture_output=True, text=True, check=False
    )
    assert "×" not in judged.stdout, judged.stdout
    assert verify.verify(export).report.found["signatures"] == 3
    signed = [each for each in _opened(export) if "signature" in each]
    assert [each["step"] for each in signed] == [
        "register.appoint",
        "emergency.request",
        "emergency.confirm",
    ]
    assert [each["case"] for each in signed[1:]] == [emergency, emergency]
    assert signed[0]["intent.particulars"]["person"] == house.stage.cases["ishii"]
    assert [_signed_challenge(each) for each in signed] == [_statement(each).challenge for each in signed]


def _opened(export: Path) -> Iterator[dict[str, Any]]:
    """Yield the fields of the entries that an export opens, in the order of the log."""
    for line in (export / "disclosed" / "0").read_bytes().splitlines():
        shown = msgspec.json.decode(line.partition(b" ")[2], type=Disclosure)
        yield {field.name: field.value for part in ("envelope", "body") for field in shown.get(part, ())}


def _statement(entry: dict[str, Any]) -> Statement:
    """Return what the entry embeds of what its person was shown: intent, person, time, paper, realm."""
    intent = {name.partition(".")[2]: value for name, value in entry.items() if name.startswith("intent.")}
    intent |= {name: entry[name] for name in ("case", "step", "act_of")}
    return msgspec.convert(
        {
            "intent": intent,
            "person": entry["recorded_by"],
            "evidence": entry.get("evidence", []),
            "realm": REAL,
        }
        | {"happened_at": entry["happened_at"]},
        Statement,
    )


def _signed_challenge(entry: dict[str, Any]) -> bytes:
    client = json.loads(base64url_to_bytes(entry["signature"]["client_data"]))
    return base64url_to_bytes(client["challenge"])
