"""An installation of the tests' own, made before Django's settings are read: keys and database files lie in a temporary folder.

A plugin of pytest (``-p tests.installation`` in pyproject.toml), because pytest-django reads the settings before any conftest.
"""

from __future__ import annotations

import os
import tempfile

FOLDER = tempfile.mkdtemp(prefix="sekisho-tests-")
os.environ["SEKISHO_HOME"] = FOLDER
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")
# Most tests act without a browser and its authenticator; those about signing ask for it themselves.
os.environ.setdefault("SEKISHO_SIGNING", "off")
