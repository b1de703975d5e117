"""Which hosts are this very machine: only to them is anything sent without TLS."""

from __future__ import annotations

from ipaddress import ip_address


def on_this_machine(host: str) -> bool:
    """Return whether a host, by name or address, is this machine as it speaks to itself; a name is not looked up."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
