"""Addresses: which are this machine's own, how they are written, which belong together. Imports nothing of ours."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # bound to all addresses -> where it answers here
NETWORK_BITS = 64  # of an IPv6 address: one household or office has all that share these


def url_at(host: str, port: int) -> str:
    """The URL of a server at this host name or address."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def from_here(host: str) -> str:
    """The address under which this machine reaches a server that is bound to `host`."""
    return EVERYWHERE.get(host, host)


def host_in(netloc: str) -> str:
    """The host name of "name:port", lower case; "" for what is none."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """The address itself, or the network of an IPv6 address, of which anybody has 2^64 to take turns with."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else f"{IPv6Address(int(parsed) >> NETWORK_BITS << NETWORK_BITS)}/{NETWORK_BITS}"


def own_path(wanted: str) -> str:
    """`wanted` if it is a path on this server; "/" for anything that a browser might take for another place.

    Browsers drop tabs and line ends, and read a backslash as a slash: /\\evil.example is //evil.example.
    """
    own = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if own else "/"
