"""The pages as a WSGI application: what the server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")

application = get_wsgi_application()
