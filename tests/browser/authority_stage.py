"""Sets a stage on the real pack for who may act and who may see: five people, one without a post, and a policy.

Run as a program with ``SEKISHO_HOME`` set; prints as JSON the ids of the cases, and of the people by their logins.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta

PEOPLE = {
    "yamamoto": ("山本 恵", "Megumi Yamamoto", "cas_official"),
    "tanaka": ("田中 実", "Minoru Tanaka", "nss_official"),
    "kato": ("加藤 司", "Tsukasa Kato", "pref_chief"),
    "mori": ("森 泉", "Izumi Mori", "commission_secretariat"),
    "ishii": ("石井 光", "Hikaru Ishii", ""),
}


def main() -> None:
    """Set the stage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")
    import django

    django.setup()
    from sekisho.operations.open_case import open_case
    from sekisho.operations.outcomes import Accepted
    from sekisho.operations.setup import FirstAppointment, found_register, initialise
    from sekisho.records.models import Person

    initialise()
    start = datetime.now(UTC) - timedelta(days=1)
    ids = {k: Person.objects.create_user(k, name_ja=ja, name_en=en).pk for k, (ja, en, _) in PEOPLE.items()}
    first = [FirstAppointment(ids[k], post, start) for k, (_, _, post) in PEOPLE.items() if post]
    register = found_register(first, ids["yamamoto"], start, "第1号")
    opened = open_case("policy.open", "nss", {"title": "秘の方針"}, ids["tanaka"], start + timedelta(hours=1))
    if not isinstance(opened, Accepted):
        raise SystemExit(f"the stage cannot be set: {opened}")
    sys.stdout.write(json.dumps({"register": register, "policy": opened.entry.case, **ids}))


if __name__ == "__main__":
    main()
