"""Which addresses may be asked: http and https, and no machine of a private network.

The check happens where the connection is made, on the number that is connected to: a name that changes its number
between check and connection, or a redirect, leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import httpcore

from policygraph.schema.errors import SourceError

_SCHEMES = frozenset({"http", "https"})
_METADATA = tuple(
    map(
        ipaddress.ip_network,
        (
            "169.254.0.0/16", "fe80::/10",  # link-local: most clouds
            "100.100.100.200/32", "fd00:ec2::/32", "fd20:ce::/32", "192.0.0.192/32", "168.63.129.16/32",
        ),
    )
)  # fmt: skip
"""Where clouds tell a machine its own credentials: Alibaba, AWS, Google, Oracle and Azure beside link-local ones."""


class PrivateAddressError(OSError):
    """A name leads to a private network."""


class MetadataAddressError(OSError):
    """A name leads to the metadata service of a cloud."""


class GuardedBackend(httpcore.SyncBackend):
    """Connects to public numbers only, unless `allow_private`; to the metadata service of a cloud never."""

    def __init__(self, *, allow_private: bool) -> None:
        self.allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first number of `host`, all of which must be public."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host!r} is not known ({error})") from error
        numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if metadata := next((n for n in numbers if is_metadata(n)), None):
            raise MetadataAddressError(f"{host} is {metadata}, where clouds keep a machine's credentials")
        if not self.allow_private and (private := next((n for n in numbers if not is_public(n)), None)):
            raise PrivateAddressError(f"{host} is {private}, a private address")
        last: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for number in numbers:
            try:
                return super().connect_tcp(number, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or httpcore.ConnectError(f"the name {host!r} has no number")


def is_public(number: str) -> bool:
    """Whether an IP number is one of the public internet.

    >>> [is_public(n) for n in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "1.1.1.1")]
    [False, False, False, False, False, True]
    """
    address = _meant(number)
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_metadata(number: str) -> bool:
    """Whether an IP number is link-local or another one at which a cloud hands out credentials.

    >>> [is_metadata(n) for n in ("169.254.169.254", "::ffff:169.254.169.254", "100.100.100.200", "10.1.2.3")]
    [True, True, True, False]
    """
    address = _meant(number)
    return any(address in network for network in _METADATA)


def _meant(number: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address, or the one of version 4 that it wraps."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return inner
    return address


def checked(address: str) -> str:
    """The address without fragment; raises `SourceError` for what is no plain web address."""
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError as error:
        raise SourceError(f"{address}: is no address ({error}); check it") from error
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname:
        raise SourceError(f"{address}: is no web address; give one that begins with http:// or https://")
    if parts.username or parts.password:
        raise SourceError(f"{address}: holds a user name; addresses with passwords are not read")
    return parts._replace(fragment="").geturl()
