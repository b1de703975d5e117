"""Signing in and out, and choosing as which post to act."""
