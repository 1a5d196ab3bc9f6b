"""Addresses → coordinates, by the public geocoder of the Géoplateforme (IGN) or another that answers alike.

`OBSERVATOIRE_GEOCODEUR` is its base address. One address is asked by `search`, many by `search/csv`. The service takes
50 requests a second and answers 429 beyond, then blocks 5 s: we stay under 40 and wait. Only the text of the addresses
is sent, never the other columns of a file.
"""

from __future__ import annotations

import csv
import io
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from observatory.formatting import NARROW_SPACE
from observatory.qpv.errors import GeocoderError

SETTING = "OBSERVATOIRE_GEOCODEUR"
DEFAULT_BASE = "https://data.geopf.fr/geocodage/"
REQUESTS_PER_SECOND = 40.0
WAIT_AFTER_REFUSAL_S = 5.0
ATTEMPTS = 4
LOW_SCORE = 0.5
LONGEST_ADDRESS = 200
_TOO_MANY = 429
_OK = 200

# How far the true place may be, by what the geocoder found (its documentation tells the kinds, not the metres: these
# radii are ours, a plot for a number, a street, a village, a town).
PRECISION_M = {"housenumber": 30.0, "street": 250.0, "locality": 500.0, "municipality": 5000.0}
_WORDS = {
    "housenumber": "au numéro",
    "street": "à la rue seulement",
    "locality": "au lieu-dit seulement",
    "municipality": "à la commune seulement",
}


@dataclass(frozen=True)
class Place:
    """What the geocoder found: WGS84 degrees, its words for the address, its score (0 to 1) and its kind."""

    longitude: float
    latitude: float
    label: str
    score: float
    kind: str

    @property
    def precision_m(self) -> float:
        """The radius in which the true place may be."""
        return PRECISION_M.get(self.kind, PRECISION_M["municipality"])

    @property
    def remark(self) -> str:
        """What a reader should know of this answer, in French."""
        doubt = ", réponse incertaine" if self.score < LOW_SCORE else ""
        found = f"adresse trouvée {_WORDS.get(self.kind, 'à la commune seulement')}{doubt}"
        return f"{found}{NARROW_SPACE}: {self.label}"


class Geocoder(Protocol):
    """Whatever places addresses. Raises `GeocoderError` when it cannot answer at all."""

    def search(self, address: str) -> Place | None:
        """The best place for an address, None when there is none."""

    def search_many(self, addresses: Sequence[str]) -> list[Place | None]:
        """The best place for each address, in order."""


class HttpGeocoder:
    """A geocoder over HTTP that answers in the Géoplateforme's documented formats (GeoJSON, CSV)."""

    def __init__(
        self,
        base: str = DEFAULT_BASE,
        *,
        wait_s: float = WAIT_AFTER_REFUSAL_S,
        timeout_s: float = 20.0,
        requests_per_second: float = REQUESTS_PER_SECOND,
    ) -> None:
        self._base = base.rstrip("/") + "/"
        self._wait_s = wait_s
        self._client = httpx.Client(timeout=httpx.Timeout(timeout_s, connect=5.0), trust_env=True)
        self._pace = _Pace(requests_per_second)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def search(self, address: str) -> Place | None:
        """The best place for an address, None when there is none."""
        answer = self._ask(lambda: self._client.get(f"{self._base}search", params={"q": _short(address), "limit": 1}))
        try:
            features = answer.json()["features"]
            return _place_of_feature(features[0]) if features else None
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise GeocoderError("Le géocodeur a répondu dans un format inattendu. Donnez des coordonnées.") from error

    def search_many(self, addresses: Sequence[str]) -> list[Place | None]:
        """The best place for each address, in order, by one request."""
        sent = io.StringIO()
        writer = csv.writer(sent)
        writer.writerow(["ligne", "adresse"])
        writer.writerows((i, _short(address)) for i, address in enumerate(addresses))
        body = sent.getvalue().encode()

        def post() -> httpx.Response:
            return self._client.post(
                f"{self._base}search/csv",
                files={"data": ("adresses.csv", body, "text/csv")},
                data={"columns": "adresse"},
            )

        answer = self._ask(post)
        found: list[Place | None] = [None] * len(addresses)
        try:
            for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))):
                found[int(row["ligne"])] = _place_of_row(row)
        except (ValueError, KeyError, IndexError, TypeError, csv.Error) as error:
            raise GeocoderError("Le géocodeur a répondu dans un format inattendu. Donnez des coordonnées.") from error
        return found

    def _ask(self, request: Callable[[], httpx.Response]) -> httpx.Response:
        """Send a request, waiting when the service asks for it; any failure becomes one French sentence."""
        for _ in range(ATTEMPTS):
            self._pace.wait()
            try:
                answer = request()
            except httpx.HTTPError as error:
                raise GeocoderError(
                    "Le géocodeur ne répond pas (réseau absent ou fermé). Les coordonnées, elles, fonctionnent sans "
                    "réseau."
                ) from error
            if answer.status_code == _OK:
                return answer
            if answer.status_code != _TOO_MANY:
                raise GeocoderError(f"Le géocodeur a refusé la demande (réponse {answer.status_code}).")
            time.sleep(self._wait_s)
        raise GeocoderError("Le géocodeur est trop sollicité. Réessayez dans quelques minutes.")


class _Pace:
    """Requests leave at least a fraction of a second apart, whatever the number of threads."""

    def __init__(self, per_second: float) -> None:
        self._gap_s = 1.0 / per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap_s
        time.sleep(max(0.0, turn - now))


def _short(address: str) -> str:
    return " ".join(address.split())[:LONGEST_ADDRESS]


def _place_of_feature(feature: dict[str, Any]) -> Place:
    longitude, latitude = feature["geometry"]["coordinates"][:2]
    found = feature["properties"]
    return Place(
        float(longitude),
        float(latitude),
        str(found.get("label", "")),
        float(found.get("score", 0) or 0),
        str(found.get("type", "")),
    )


def _place_of_row(row: dict[str, str]) -> Place | None:
    if not row["longitude"] or not row["latitude"]:
        return None
    return Place(
        float(row["longitude"]),
        float(row["latitude"]),
        row.get("result_label") or "",
        float(row.get("result_score") or 0),
        row.get("result_type") or "",
    )


_shared: dict[str, HttpGeocoder] = {}


def geocoder() -> Geocoder:
    """The geocoder of the configuration, shared so that all readers together stay under its limit."""
    base = os.environ.get(SETTING) or DEFAULT_BASE
    if base not in _shared:
        _shared[base] = HttpGeocoder(base)
    return _shared[base]
