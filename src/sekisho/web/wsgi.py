"""The pages as a WSGI application: what the server loads.

With ``SEKISHO_SEQUENCER=1`` (as ``sekisho serve`` sets it) the process also integrates committed leaves into the log,
keeps the desks up to date, asks the witnesses that the policy names,
and tells people by mail of new devices; on PostgreSQL several processes may, for they take turns under a lock.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sekisho.settings")

application = get_wsgi_application()

if os.environ.get("SEKISHO_SEQUENCER") == "1":
    from sekisho.exchange import notices
    from sekisho.operations import sequencer, witnessing

    sequencer.start()
    witnessing.start()
    notices.start()
