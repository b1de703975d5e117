"""Giving information, its receipts, and the objects taken."""
