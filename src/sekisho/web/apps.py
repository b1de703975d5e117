"""The pages as a Django application: what listens for people signing in listens before the first of them does."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates and texts."""

    name = "sekisho.web"

    def ready(self) -> None:
        """Connect what notes the beginning and the end of a session; without it no session would count."""
        import_module("sekisho.web.signin.lasting")
