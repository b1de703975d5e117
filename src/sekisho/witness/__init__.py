"""The commission's own program: it checks that the log only ever grew, keeps what it saw, and then cosigns.

It runs beside no installation: its own folder, its own key, its own small database.
"""
