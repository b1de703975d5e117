"""Threat information as values: observables, markings, objects and incidents; formats in and out.

Nothing here opens a connection, resolves a name or touches a disk: bytes come in, values go out.
"""
