"""The record as a Django application; its tables are armed against change after every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """Tables, triggers and read models."""

    name = "sekisho.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Arm the append-only tables whenever migrations have run (SQLite forgets triggers when it rebuilds a
        table).
        """
        post_migrate.connect(_arm, sender=self, dispatch_uid="records.arm")


def _arm(using: str, **_: Any) -> None:
    from .defence import arm

    arm(connections[using])
