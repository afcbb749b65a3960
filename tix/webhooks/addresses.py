"""Which addresses a webhook may have: those of the public internet, unless it is said otherwise.

A name is looked up once, and what is connected to is an address that was checked. So a name that
means another address the next time (DNS rebinding) leads nowhere else.
"""

import ipaddress
import socket
from collections.abc import Sequence

from tix.errors import TixError

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class UnknownHostError(TixError):
    """A name has no address just now."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host} has no address that is known here ({reason})")


class PrivateAddressError(TixError):
    """A name means an address that isn't of the public internet."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(
            f"{host} has the address {address}, which isn't public",
            hint="private: yes in dispatch.yaml, if that is meant",
        )


def addresses_of(host: str, port: int, *, private: bool) -> Sequence[str]:
    """The addresses of a name, in the order in which to try them; ``private``: whatever they are.

    Raises UnknownHostError; PrivateAddressError if any of them isn't public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it can't be a name"
        raise UnknownHostError(host, str(reason).lower()) from None
    addresses = list(dict.fromkeys(str(where[0]) for _, _, _, _, where in found))
    if not private:
        for address in addresses:
            if not is_public(address):
                raise PrivateAddressError(host, address)
    return addresses


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet, also that of IPv4 inside one of IPv6."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    inside = _inside(address)
    if address in _NAT64:  # how a network of IPv6 alone reaches IPv4
        return all(map(_is_public, inside))
    return all(map(_is_public, (address, *inside)))


def _is_public(address: _Address) -> bool:
    is_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or is_local)


def _inside(address: _Address) -> Sequence[_Address]:
    """The addresses of IPv4 that an address of IPv6 stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    found = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    return tuple(each for each in found if each is not None)
