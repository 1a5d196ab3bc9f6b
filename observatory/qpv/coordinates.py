"""Coordinates as people write them, turned into WGS84 degrees, with what was understood or mended said in French.

Recognised by themselves: degrees (in either order), Lambert-93, and, when every row agrees on one only, the other
projections met in French files. Traps: Lambert-93 and Web Mercator overlap, and so do Lambert II étendu and the
Antilles' UTM; where two readings are possible the rows are not placed and the reader is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from observatory import geo
from observatory.formatting import NARROW_SPACE
from observatory.qpv.errors import UnreadablePointError

Floats = geo.Floats
Flags = geo.Flags
Texts = npt.NDArray[np.object_]

AUTO = "auto"
WGS84, LAMBERT_93, LAMBERT_2, MERCATOR = 4326, 2154, 27572, 3857
SYSTEMS: dict[str, str] = {
    AUTO: "À reconnaître",
    "4326": "Degrés (WGS84, GPS)",
    "2154": "Lambert-93",
    "27572": "Lambert II étendu",
    **{str(3900 + n): f"Lambert CC{n}" for n in range(42, 51)},
    "3857": "Web Mercator",
    "32630": "UTM 30 Nord",
    "32631": "UTM 31 Nord",
    "32632": "UTM 32 Nord",
    "5490": "UTM 20 Nord (Antilles)",
    "2972": "UTM 22 Nord (Guyane)",
    "2975": "UTM 40 Sud (La Réunion)",
    "4471": "UTM 38 Sud (Mayotte)",
}
SWAPPED = "latitude et longitude inversées, remises dans l’ordre"
SWAPPED_XY = "x et y inversés, remis dans l’ordre"
UNREADABLE = "coordonnées illisibles"
# Where planes that look alike are used, in their own metres: west, south, east, north. UTM 30 and 32 are not guessed:
# their figures are those of UTM 31. The Antilles' box holds Guadeloupe and Martinique.
_OWN_BOX: dict[int, tuple[float, float, float, float]] = {
    LAMBERT_2: (0.0, 1_580_000.0, 1_250_000.0, 2_720_000.0),
    MERCATOR: (-620_000.0, 5_000_000.0, 1_180_000.0, 6_750_000.0),
    5490: (620_000.0, 1_585_000.0, 740_000.0, 1_835_000.0),
    32631: (80_000.0, 4_550_000.0, 1_150_000.0, 5_720_000.0),
    **{
        3900 + n: (1_100_000.0, (n - 41) * 1e6 + 75_000.0, 2_300_000.0, (n - 41) * 1e6 + 325_000.0)
        for n in range(42, 51)
    },
}
_GUESSED = [*_OWN_BOX, 2972, 2975, 4471]
_MAX_EPSG_CODES = 30
_LAMBERT_93_BOX = (0.0, 6_000_000.0, 1_300_000.0, 7_200_000.0)


@dataclass(frozen=True)
class Points:
    """Points in degrees (NaN where a row has none) and, for each, what was understood or why there is none."""

    longitudes: Floats
    latitudes: Floats
    remarks: Texts


def numbers(values: Sequence[object]) -> Floats:
    """Numbers as people write them: decimal comma, spaces between thousands, degree sign; NaN where there is none."""
    text = pd.Series([_plain(value) for value in values], dtype=object)
    found = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


_SPACES = str.maketrans({" ": None, "\u00a0": None, "\u202f": None, "°": None, ",": ".", "\u2212": "-", "'": None})


def _plain(value: object) -> object:
    return value.translate(_SPACES) if isinstance(value, str) else (None if isinstance(value, bool) else value)


def read_points(
    x: Sequence[object], y: Sequence[object], system: str = AUTO, epsg: Sequence[object] | None = None
) -> Points:
    """Degrees from two columns; `system` is a key of `SYSTEMS`, `epsg` a code per row that takes its place.

    `x` is the longitude or the abscissa. Rows that cannot be read are NaN with the reason in `remarks`.
    """
    first, second = numbers(x), numbers(y)
    remarks = np.full(len(first), "", dtype=object)
    absent = np.isnan(first) | np.isnan(second)
    remarks[absent] = [
        UNREADABLE if str(a or "").strip() or str(b or "").strip() else geo.NO_POINT
        for a, b, none in zip(x, y, absent, strict=True)
        if none
    ]
    codes = _codes_of_rows(first, second, system, epsg, remarks)
    longitudes, latitudes = np.full(len(first), np.nan), np.full(len(first), np.nan)
    for code in np.unique(codes[codes > 0]):
        rows = np.flatnonzero((codes == code) & ~absent)
        moved = _in_order(first[rows], second[rows], int(code))
        longitudes[rows], latitudes[rows] = _degrees(*moved[:2], int(code))
        swapped = rows[moved[2]]
        remarks[swapped] = SWAPPED if code == WGS84 else SWAPPED_XY
    outside = (geo.zone_of(longitudes, latitudes) < 0) & (remarks == "")
    remarks[outside] = geo.ABROAD
    nowhere = geo.zone_of(longitudes, latitudes) < 0
    longitudes[nowhere], latitudes[nowhere] = np.nan, np.nan
    return Points(longitudes, latitudes, remarks)


def _codes_of_rows(
    x: Floats, y: Floats, system: str, epsg: Sequence[object] | None, remarks: Texts
) -> npt.NDArray[np.int64]:
    if epsg is not None:
        return _declared_codes(epsg, remarks)
    if system != AUTO:
        return np.full(len(x), int(system), dtype=np.int64)
    return _recognised_codes(x, y, remarks)


def _declared_codes(epsg: Sequence[object], remarks: Texts) -> npt.NDArray[np.int64]:
    texts = [re.sub(r"\D", "", str(value if value is not None else "").removesuffix(".0")) for value in epsg]
    asked = list(dict.fromkeys(texts))
    known = {text: int(text) for text in asked[:_MAX_EPSG_CODES] if _is_plane(text)}
    for i, text in enumerate(texts):
        if text not in known and not remarks[i]:
            remarks[i] = f"code EPSG inconnu{NARROW_SPACE}: {text[:10]}" if text else "code EPSG absent"
    return np.array([known.get(text, 0) for text in texts], dtype=np.int64)


def _is_plane(text: str) -> bool:
    try:
        return bool(text) and len(text) <= 6 and CRS.from_epsg(int(text)) is not None  # noqa: PLR2004 - EPSG's codes
    except CRSError:
        return False


def _recognised_codes(x: Floats, y: Floats, remarks: Texts) -> npt.NDArray[np.int64]:
    """The system of each row: degrees, else Lambert-93, else the only projection that puts the rest in France."""
    codes = np.zeros(len(x), dtype=np.int64)
    read = ~(np.isnan(x) | np.isnan(y))
    codes[read & (np.abs(x) <= 180) & (np.abs(y) <= 180)] = WGS84  # noqa: PLR2004 - degrees
    rest = read & (codes == 0)
    lambert = rest & (_in_box(x, y) | _in_box(y, x))
    if lambert.sum() < rest.sum() and _lands(x[rest], y[rest], MERCATOR).all():
        lambert[:] = False
    codes[lambert] = LAMBERT_93
    rest &= codes == 0
    if rest.any():
        fitting = [code for code in _GUESSED if _lands(x[rest], y[rest], code).mean() >= 0.9]  # noqa: PLR2004
        codes[rest] = fitting[0] if len(fitting) == 1 else 0
        remarks[rest] = _words_for(fitting)
    return codes


def _words_for(fitting: list[int]) -> str:
    names = [f"{SYSTEMS[str(code)]} (EPSG:{code})" for code in fitting]
    if len(names) == 1:
        return f"projection reconnue{NARROW_SPACE}: {names[0]}"
    if names:
        return f"projection à indiquer, plusieurs sont possibles{NARROW_SPACE}: {', '.join(names[:4])}"
    return "ni degrés ni projection reconnue"


def _in_box(x: Floats, y: Floats, box: tuple[float, float, float, float] = _LAMBERT_93_BOX) -> Flags:
    west, south, east, north = box
    inside: Flags = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return inside


def _lands(x: Floats, y: Floats, code: int) -> Flags:
    """Which points of a plane lie in the part of France where that plane is used."""
    found = geo.zone_of(*_degrees(x, y, code))
    home = next((rank for rank, zone in enumerate(geo.ZONES) if zone.epsg == code), 0)
    used = _in_box(x, y, _OWN_BOX[code]) if code in _OWN_BOX else True
    return np.asarray((found == home) & used)


def _degrees(x: Floats, y: Floats, code: int) -> tuple[Floats, Floats]:
    if code == WGS84:
        return x, y
    longitudes, latitudes = geo.transformer(code, WGS84).transform(x, y)
    lon, lat = np.asarray(longitudes, np.float64), np.asarray(latitudes, np.float64)
    return np.where(np.isfinite(lon), lon, np.nan), np.where(np.isfinite(lat), lat, np.nan)


def _in_order(x: Floats, y: Floats, code: int) -> tuple[Floats, Floats, Flags]:
    """The pair with longitude (or abscissa) first: swapped where only the other order lies in France."""
    straight = geo.zone_of(*_degrees(x, y, code)) >= 0
    swapped: Flags = ~straight & (geo.zone_of(*_degrees(y, x, code)) >= 0)
    return np.where(swapped, y, x), np.where(swapped, x, y), swapped


_DEGREES = re.compile(
    r"^\s*(?P<d>\d{1,3})\s*°\s*(?:(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['’′]\s*)?(?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|'')\s*)?"
    r"(?P<h>[NSEWOnsewo])\s*[,;]?"
)
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"


def split_pair(text: str) -> tuple[str, str] | None:
    """The two numbers of « 43,6045 1,4440 », « (43.6045, 1.444) », « 574357 6279758 »; None when there are not two."""
    bare = text.strip().strip("()[]").strip()
    for separator in (r"\s*;\s*", r",\s+", r"\s+", r"\s*,\s*", r"\s*/\s*"):
        parts = re.split(separator, bare)
        if len(parts) == 2 and all(re.fullmatch(_NUMBER, part) for part in parts):  # noqa: PLR2004 - a pair
            one_number = re.fullmatch(r"[+-]?\d{1,3},\d+", bare)  # « 43,6 » is a decimal comma, not a pair
            return None if one_number else (parts[0], parts[1])
    return None


def parse_point(text: str) -> tuple[float, float, str]:
    """Longitude, latitude and what was understood of one pair as typed; degrees are read latitude first.

    Raises `UnreadablePointError` when it is not a pair of coordinates in France.
    """
    sexagesimal = _sexagesimal(text)
    pair = split_pair(text)
    if sexagesimal:
        points = read_points([sexagesimal[0]], [sexagesimal[1]], "4326")
    elif pair is None:
        raise UnreadablePointError(
            "Ces coordonnées ne sont pas lisibles. Écrivez par exemple « 43,6045 1,4440 » (latitude puis longitude) "
            "ou « 574357 6279642 » (Lambert-93)."
        )
    else:
        points = _pair_points(pair)
    if np.isnan(points.longitudes[0]):
        raise UnreadablePointError(
            f"Ce point n’est pas placé{NARROW_SPACE}: {points.remarks[0]}. Vérifiez l’ordre (latitude puis longitude) "
            "et la projection."
        )
    remark = str(points.remarks[0])
    if pair and remark == SWAPPED:
        remark = "lu comme longitude puis latitude"
    return float(points.longitudes[0]), float(points.latitudes[0]), remark


def _pair_points(pair: tuple[str, str]) -> Points:
    """One typed pair: degrees are latitude then longitude, metres are x then y; the other order is tried too."""
    first, second = pair
    degrees = bool(max(np.abs(numbers([first, second]))) <= 180)  # noqa: PLR2004 - degrees
    return read_points([second], [first]) if degrees else read_points([first], [second])


def _sexagesimal(text: str) -> tuple[float, float] | None:
    """Longitude and latitude of « 43°36'16" N 1°26'38" E »; None when it is not written so."""
    found: dict[str, float] = {}
    rest = text.strip()
    while rest:
        match = _DEGREES.match(rest)
        if not match:
            return None
        side = match["h"].upper().replace("O", "W")
        value = sum(
            float((part or "0").replace(",", ".")) / size
            for part, size in ((match["d"], 1), (match["m"], 60), (match["s"], 3600))
        )
        found["latitude" if side in "NS" else "longitude"] = -value if side in "SW" else value
        rest = rest[match.end() :].strip()
    return (found["longitude"], found["latitude"]) if set(found) == {"longitude", "latitude"} else None
