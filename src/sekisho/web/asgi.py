"""The pages as an ASGI application: what the server loads.

Requests are taken in whole in the event loop and answered in threads, each of which keeps its connection to the database.

With ``SEKISHO_SEQUENCER=1`` (as ``sekisho serve`` sets it) the process also integrates committed leaves into the log,
keeps the desks up to date, asks the witnesses that the policy names,
and tells people by mail of new devices; on PostgreSQL several processes may, for they take turns under a lock.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from django.core.wsgi import get_wsgi_application

from sekisho.web.bodies import WholeRequests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")

THREADS = 8
"""Requests answered at once by a process; one process is what SQLite's single writer can use."""

application = WholeRequests(get_wsgi_application(), ThreadPoolExecutor(THREADS, "pages"))

if os.environ.get("SEKISHO_SEQUENCER") == "1":
    from sekisho.exchange import notices
    from sekisho.operations import sequencer, witnessing

    sequencer.start()
    witnessing.start()
    notices.start()
