"""Where a feed may be fetched from. Pure, but for the check's caller who looks the name up."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from tailorbird.core.errors import BadInput

_SCHEMES = ("http", "https")
_NAT64 = ip_network("64:ff9b::/96")
MOST_ADDRESS = 2_000


def is_url(address: str) -> bool:
    """Whether a feed is fetched over the network and not read from a file."""
    return "://" in address


def checked(address: str) -> SplitResult:
    """Return an address taken apart.

    Raises:
        BadInput: it is no http or https address.
    """
    try:
        parts = urlsplit(address)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadInput(f"address: {error}.", field="address") from error
    plain = address.isascii() and address.isprintable() and " " not in address
    if parts.scheme not in _SCHEMES or not parts.hostname or not port_is_number or not plain:
        raise BadInput(
            "address: expected one such as https://shop.example/feed.xml, or the path of a file.",
            field="address",
        )
    if len(address) > MOST_ADDRESS:
        raise BadInput(f"address: at most {MOST_ADDRESS} characters.", field="address")
    return parts


def shown(address: str) -> str:
    """Return an address without what opens it: name, password and query."""
    if not is_url(address):
        return address
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" + ("?…" if parts.query else "")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also where it is wrapped in another."""
    ip = ip_address(address.partition("%")[0])
    inner = _inner(ip) if isinstance(ip, IPv6Address) else None
    return all(one.is_global and not one.is_multicast for one in (ip, inner) if one is not None)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
