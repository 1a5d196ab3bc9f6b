"""Receiving one file over HTTP: redirections followed by hand, resumed when it can be, retried with patience."""

from __future__ import annotations

import errno
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO, TypeVar

import httpx

from etl.fetching.addresses import check_address, redirected
from etl.fetching.errors import (
    AddressError,
    BusyServerError,
    CancelledError,
    FetchError,
    RefusedError,
    TooLongError,
    UnreachableError,
    WrongSizeError,
)
from etl.fetching.part import Origin, Part
from etl.fetching.settings import Settings
from etl.fetching.verify import check_content_type, check_head
from etl.formats import HEAD_BYTES

REDIRECTS = {301, 302, 303, 307, 308}
OK, PARTIAL, NOT_MODIFIED, UNSATISFIABLE, TOO_MANY, SERVER_ERROR = 200, 206, 304, 416, 429, 500
MAX_PAUSE_SECONDS = 60.0
SLICE_SECONDS = 0.5
MAX_ANSWER_BYTES = 5_000_000
SPACE_EVERY_BYTES = 64_000_000
ATTEMPTS_WITHOUT_NETWORK = 2
USER_AGENT = "observatoire-ess (https; python httpx)"
Found = TypeVar("Found")
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Wanted:
    """A file to receive, of one of `kinds`; `known` are the validators of the editions we have: the newest first."""

    name: str
    kinds: tuple[str, ...]
    address: str
    part: Part
    known: tuple[Origin, ...] = ()


@dataclass(frozen=True)
class Unmodified:
    """The server says that an edition we have is the present one; `etag` says which, when it tells."""

    etag: str | None


class _TransientError(Exception):
    """What may succeed if it is asked again."""

    def __init__(self, reason: str, retry_after: float | None = None, attempts: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.attempts = attempts


class Receiver:
    """A client that receives files one at a time within the limits of the settings."""

    def __init__(self, settings: Settings, cancel: Callable[[], bool]) -> None:
        self._settings = settings
        self._cancel = cancel
        self._deadline = time.monotonic() + settings.limits.total_seconds
        read = settings.limits.read_seconds
        self._client = httpx.Client(
            timeout=httpx.Timeout(read, connect=min(read, 30.0)),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def start_clock(self) -> None:
        """Give the next file its whole time."""
        self._deadline = time.monotonic() + self._settings.limits.total_seconds

    def receive(self, wanted: Wanted, progress: Progress) -> Origin | Unmodified:
        """Fill `wanted.part`, trying again as long as the server makes progress; says where the bytes come from."""
        return self._persistently(wanted.address, wanted.part.size, lambda: self._receive_once(wanted, progress))

    def ask(self, address: str) -> object:
        """The JSON that an address answers, None when it is not JSON."""

        def once() -> object:
            with self._response(address, {}) as (response, asked):
                self._raise_for_status(response, asked)
                body = b""
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > MAX_ANSWER_BYTES:
                        return None
                try:
                    return json.loads(body)
                except ValueError:
                    return None

        return self._persistently(address, lambda: 0, once)

    def _persistently(self, address: str, received: Callable[[], int], once: Callable[[], Found]) -> Found:
        failures, furthest = 0, received()
        while True:
            self._check_time(address)
            try:
                return once()
            except _TransientError as error:
                failures = 1 if received() > furthest else failures + 1
                furthest = max(furthest, received())
                if failures >= (error.attempts or self._settings.limits.attempts):
                    raise UnreachableError(address, error.reason, failures) from error
                self._pause(address, failures, error.retry_after)

    def _check_time(self, address: str) -> None:
        if self._cancel():
            raise CancelledError
        if time.monotonic() > self._deadline:
            raise TooLongError(address, self._settings.limits.total_seconds)

    def _pause(self, address: str, failures: int, retry_after: float | None) -> None:
        seconds = retry_after
        if seconds is None:
            seconds = min(MAX_PAUSE_SECONDS, 2.0 ** (failures - 1)) * self._settings.jitter()
        if time.monotonic() + seconds > self._deadline:
            raise BusyServerError(address, seconds)
        while seconds > 0:
            self._settings.wait(min(SLICE_SECONDS, seconds))
            seconds -= SLICE_SECONDS
            self._check_time(address)

    @contextmanager
    def _response(self, address: str, headers: Mapping[str, str]) -> Iterator[tuple[httpx.Response, str]]:
        """The answer after redirections, and the address that gave it; what may pass is told as transient."""
        try:
            followed = 0
            while True:
                with self._client.stream("GET", address, headers=headers) as response:
                    if response.status_code not in REDIRECTS:
                        yield response, address
                        return
                    target = redirected(address, response.headers.get("location"), followed)
                    mirrored = self._settings.mirrored(target)
                    address = mirrored if mirrored == target else check_address(mirrored, mirror=True)
                    followed += 1
        except httpx.TimeoutException as error:
            seconds = f"{self._settings.limits.read_seconds:.0f} s"
            raise _TransientError(f"le serveur ne répond plus (rien reçu en {seconds})") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise AddressError(address, "elle n’est pas lisible") from error
        except httpx.ConnectError as error:
            raise _not_joined(error, self._settings.limits.attempts) from error
        except httpx.RequestError as error:
            raise _TransientError("la connexion a été coupée") from error

    def _raise_for_status(self, response: httpx.Response, address: str) -> None:
        status = response.status_code
        if status == TOO_MANY or status >= SERVER_ERROR:
            words = "le serveur demande d’attendre" if status == TOO_MANY else "le serveur est en panne"
            raise _TransientError(f"{words} (réponse {status})", _retry_after(response))
        if status != OK:
            raise RefusedError(address, status)

    def _receive_once(self, wanted: Wanted, progress: Progress) -> Origin | Unmodified:
        resumed = wanted.part.resumable(wanted.address)
        with self._response(wanted.address, _headers(wanted, resumed)) as (response, asked):
            status = response.status_code
            if status == NOT_MODIFIED:
                return Unmodified(response.headers.get("etag"))
            if resumed is not None and status == UNSATISFIABLE:
                if response.headers.get("content-range", "").endswith(f"/{wanted.part.size()}"):
                    return resumed
                wanted.part.discard()
                raise _TransientError("la reprise est refusée")
            if resumed is not None and status == PARTIAL:
                start = wanted.part.size()
                if not response.headers.get("content-range", "").startswith(f"bytes {start}-"):
                    wanted.part.discard()
                    raise _TransientError("la reprise ne commence pas où il faut")
                self._write(wanted, response, start, progress)
                return resumed
            self._raise_for_status(response, asked)
            check_content_type(wanted.name, wanted.kinds, response.headers.get("content-type", ""))
            origin = Origin(wanted.address, response.headers.get("etag"), response.headers.get("last-modified"))
            wanted.part.begin(origin)
            self._write(wanted, response, 0, progress)
            return origin

    def _write(self, wanted: Wanted, response: httpx.Response, start: int, progress: Progress) -> None:
        """Append what comes; raises when it is not of the kind, not of the size announced, or too long to come."""
        plain = response.headers.get("content-encoding", "identity") == "identity"
        announced = response.headers.get("content-length", "")
        total = start + int(announced) if plain and announced.isdigit() else None
        part = wanted.part
        part.check_space((total or start) - start)
        received, checked = start, start
        with part.full_disk_told(), part.path.open("ab" if start else "wb") as stream:
            head = _Head(wanted) if start == 0 else None
            for chunk in response.iter_raw() if plain else response.iter_bytes():
                self._check_time(wanted.address)
                if head is not None:
                    head.add(chunk)
                _write_all(stream, chunk)
                received += len(chunk)
                if received - checked > SPACE_EVERY_BYTES:
                    part.check_space(0)
                    checked = received
                progress(received, total)
        if total is not None and received != total:
            raise WrongSizeError(wanted.name, received, total)


class _Head:
    """The first bytes, checked as soon as there are enough of them, then no more."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._bytes = b""

    def add(self, chunk: bytes) -> None:
        if len(self._bytes) < HEAD_BYTES:
            self._bytes += chunk[:HEAD_BYTES]
            try:
                check_head(self._wanted.name, self._wanted.kinds, self._bytes)
            except FetchError:
                self._wanted.part.discard()
                raise


def _write_all(stream: BinaryIO, chunk: bytes) -> None:
    """Write and flush: a kill loses nothing that was counted, and a full disk is told at once."""
    stream.write(chunk)
    stream.flush()


def _headers(wanted: Wanted, resumed: Origin | None) -> dict[str, str]:
    if resumed is not None and resumed.validator:
        return {"Range": f"bytes={wanted.part.size()}-", "If-Range": resumed.validator}
    known = [origin for origin in wanted.known if origin.address == wanted.address]
    etags = [origin.etag for origin in known if origin.etag]
    if etags:
        return {"If-None-Match": ", ".join(etags)}
    dates = [origin.last_modified for origin in known if origin.last_modified]
    return {"If-Modified-Since": dates[0]} if dates else {}


def _not_joined(error: httpx.ConnectError, attempts: int) -> _TransientError:
    """Why no connection was made; without a network, asking many times only makes people wait."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__ or cause.__context__
    few = min(attempts, ATTEMPTS_WITHOUT_NETWORK)
    if isinstance(cause, socket.gaierror):
        return _TransientError(
            "le nom du serveur n’est pas trouvé (pas d’accès à Internet depuis cette machine, ou un proxy à indiquer "
            "par HTTPS_PROXY)",
            attempts=few,
        )
    if isinstance(cause, ssl.SSLError):
        return _TransientError("la connexion chiffrée est refusée (certificat ou proxy)", attempts=few)
    if isinstance(cause, OSError) and cause.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
        return _TransientError("le réseau n’est pas joignable", attempts=few)
    return _TransientError("le serveur ne peut être joint")


def _retry_after(response: httpx.Response) -> float | None:
    """How long the server asks to wait (seconds, or a date), None when it does not say."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
