"""The record as a Django application; its tables are armed against change after every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Tables, triggers and read models."""

    name = "sekisho.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Arm the append-only tables whenever migrations have run (SQLite forgets triggers when it rebuilds a
        table), build the second wall, and say on every new connection who looks.
        """
        from .second_wall import introduce

        post_migrate.connect(_arm, sender=self, dispatch_uid="records.arm")
        connection_created.connect(introduce, dispatch_uid="records.introduce")


def _arm(using: str, **_: Any) -> None:
    from .defence import arm
    from .second_wall import build

    arm(connections[using])
    build(connections[using])
