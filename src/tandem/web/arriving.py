"""From where on the network somebody comes, for limits that need no name."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

ONE_HOME = 64  # bits of an IPv6 address that a provider gives to one connection; the rest its owner chooses


def address_of(request: HttpRequest) -> str:
    """The address to count by; empty where it tells nobody apart.

    The header that TANDEM_CLIENT_ADDRESS_HEADER names is believed, in a list its last entry, which our own proxy wrote.
    Without it the connection's own address counts, unless it is a private one: then it is a proxy, and everybody's.
    """
    named = request.headers.get(settings.CLIENT_ADDRESS_HEADER, "").rpartition(",")[2].strip() if settings.CLIENT_ADDRESS_HEADER else ""
    try:
        address = ip_address(named or request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    if not named and not address.is_global:
        return ""
    return str(ip_network((address, ONE_HOME), strict=False)) if isinstance(address, IPv6Address) else str(address)
