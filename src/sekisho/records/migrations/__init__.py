"""Migrations of the record; each also holds on a filled database."""
