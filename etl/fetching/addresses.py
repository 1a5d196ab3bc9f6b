"""Which addresses may be asked: https, or a mirror on this machine; which redirections may be followed."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from etl.fetching.errors import AddressError, RedirectError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MAX_REDIRECTS = 5


def check_address(address: str, *, mirror: bool) -> str:
    """The address, when it may be asked; plain http only for a mirror of this machine that the settings name."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError as error:
        raise AddressError(address, "elle n’est pas lisible") from error
    if parts.scheme not in {"http", "https"}:
        raise AddressError(address, f"le protocole « {parts.scheme or 'aucun'} » n’est pas https")
    if not host:
        raise AddressError(address, "elle ne nomme aucun serveur")
    if parts.username or parts.password:
        raise AddressError(address.replace(parts.netloc, f"…@{host}"), "elle contient un identifiant")
    if parts.scheme == "http" and not (mirror and host in LOOPBACK):
        raise AddressError(address, "http n’est pas chiffré")
    return address


def redirected(address: str, location: str | None, followed: int) -> str:
    """The address that a redirection leads to.

    To another host only over https; never from https to http; at most five in a row.
    """
    if not location:
        raise RedirectError(address, "elle ne dit pas où aller")
    if followed >= MAX_REDIRECTS:
        raise RedirectError(address, f"plus de {MAX_REDIRECTS} redirections à la suite")
    target = urljoin(address, location)
    origin, wanted = urlsplit(address), urlsplit(target)
    if wanted.scheme not in {"http", "https"} or not wanted.hostname:
        raise RedirectError(address, f"elle mène à {target}, qui n’est pas une adresse en https")
    if origin.scheme == "https" and wanted.scheme == "http":
        raise RedirectError(address, f"elle mène de https à http ({target})")
    if wanted.scheme == "http" and wanted.hostname != origin.hostname:
        raise RedirectError(address, f"elle mène à un autre serveur sans chiffrement ({target})")
    return target
