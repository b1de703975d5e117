"""Opening the raw bytes of a supplied object: who opened what is on record before the bytes are handed
over.
"""

from __future__ import annotations

from datetime import datetime

from sekisho.casework.visibility import Viewer
from sekisho.records.access import visible_objects
from sekisho.records.reads import Read
from sekisho.records.sealing import open_key, open_sealed

from .reading import note_read


def open_object(object_id: str, viewer: Viewer, act_of: str, now: datetime) -> bytes | None:
    """Return an object's bytes as they came; ``None`` for one unseen, just as for one that is not there.

    1. Find it among what the viewer may see.
    2. Write down the read. Raises ``reading.Unrecorded`` where that fails.
    3. Open the bytes. Raises ``records.sealing.Erased`` where they were erased on their date.
    """
    row = visible_objects(viewer).filter(pk=object_id).first()  # 1
    if row is None:
        return None
    note_read(  # 2
        Read(
            person=viewer.person,
            act_of=act_of,
            kind="object",
            subject=row.pk,
            realm=row.realm,
            read_at=now,
        )
    )
    return open_sealed(open_key(row.key), bytes(row.sealed), row.pk)  # 3
