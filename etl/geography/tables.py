"""The tables of places: levels, communes, former codes. A row is a place or a code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from etl.geography.display import display_point
from etl.geography.names import display_name
from etl.geography.packages import Decoupage, Record

Point = tuple[float, float]

GRAND_PARIS = "200054781"
"""SIREN of the Métropole du Grand Paris, in which the 11 EPT lie."""

TERRITORY_COLUMNS = [
    "level",
    "code",
    "name",
    "kind",
    "region_code",
    "departement_code",
    "epci_code",
    "population",
    "area_km2",
    "longitude",
    "latitude",
    "display_longitude",
    "display_latitude",
]
COMMUNE_COLUMNS = [
    "code",
    "name",
    "departement_code",
    "region_code",
    "epci_code",
    "ept_code",
    "population",
    "area_km2",
    "postcodes",
    "longitude",
    "latitude",
    "display_longitude",
    "display_latitude",
    "point_quality",
]
FORMER_CODE_COLUMNS = ["former_code", "code", "name_former", "reason"]


@dataclass(frozen=True)
class Memberships:
    """Parents of each of today's communes, by commune code; a commune without EPCI or EPT is absent."""

    region: dict[str, str]
    departement: dict[str, str]
    epci: dict[str, str]
    ept: dict[str, str]
    population: dict[str, int]

    def of_level(self, level: str) -> dict[str, str]:
        """Parent at that level by commune code."""
        parents: dict[str, str] = getattr(self, level)
        return parents


@dataclass(frozen=True)
class Located:
    """Where communes are and how large, by code: a point, how it was found, an area when it can be measured (km²)."""

    points: Mapping[str, Point]
    qualities: Mapping[str, str]
    areas_km2: Mapping[str, float]


def memberships(decoupage: Decoupage) -> Memberships:
    """Parents and population of the communes of the 18 régions."""
    communes = decoupage.current_communes()
    return Memberships(
        region={code: record["region"] for code, record in communes.items()},
        departement={code: record["departement"] for code, record in communes.items()},
        epci=_members(decoupage.epci, communes),
        ept=_members(decoupage.ept, communes),
        population={code: int(record["population"]) for code, record in communes.items()},
    )


def absorbed_codes(decoupage: Decoupage) -> dict[str, list[str]]:
    """Former codes by today's commune, sorted; today's situation of a former part prevails.

    Two codes passed through a commune that has since been split again: their present commune is that of
    the commune déléguée or associée that bears the code, not the one whose ``anciensCodes`` lists it.
    """
    successors = {former: row["code"] for former, row in _former(decoupage).items()}
    absorbed: dict[str, list[str]] = defaultdict(list)
    for former in sorted(successors):
        absorbed[successors[former]].append(former)
    return dict(absorbed)


def former_codes_table(decoupage: Decoupage) -> pd.DataFrame:
    """Former code of a commune → today's code: mergers, communes déléguées, associées, arrondissements.

    ``reason`` is the status the code has today (``deleguee``, ``associee``, ``arrondissement``) or ``merged``
    when nothing bears it any more; the name is known except for ``merged``.
    """
    rows = _former(decoupage)
    for record in decoupage.communes:
        if record["type"] == "arrondissement-municipal":
            rows[record["code"]] = {
                "code": record["commune"],
                "name_former": display_name(record["nom"]),
                "reason": "arrondissement",
            }
    ordered = [{"former_code": former, **rows[former]} for former in sorted(rows)]
    return pd.DataFrame(ordered, columns=FORMER_CODE_COLUMNS)


def communes_table(decoupage: Decoupage, parents: Memberships, located: Located) -> pd.DataFrame:
    """Today's communes, with their place and their area."""
    rows = []
    for code, record in sorted(decoupage.current_communes().items()):
        departement_code = parents.departement[code]
        rows.append(
            {
                "code": code,
                "name": display_name(record["nom"]),
                "departement_code": departement_code,
                "region_code": parents.region[code],
                "epci_code": parents.epci.get(code, ""),
                "ept_code": parents.ept.get(code, ""),
                "population": parents.population[code],
                "area_km2": located.areas_km2.get(code, ""),
                "postcodes": "|".join(sorted(record.get("codesPostaux", []))),
                **_placed(located.points[code], departement_code),
                "point_quality": located.qualities[code],
            }
        )
    return pd.DataFrame(rows, columns=COMMUNE_COLUMNS)


def territories_table(
    decoupage: Decoupage,
    parents: Memberships,
    points: Mapping[tuple[str, str], Point],
    areas_km2: Mapping[tuple[str, str], float],
) -> pd.DataFrame:
    """France, régions, départements, EPCI and EPT; ``points`` and ``areas_km2`` by level and code.

    Populations are summed from the communes. An EPCI that spans several départements has the one where
    most of its people live, and that département's région.
    """
    departement_region = {record["code"]: record["region"] for record in decoupage.departements}
    rows = [_row("france", "FR", "France", population=sum(parents.population.values()))]
    sums = {level: _population(parents, level) for level in ("region", "departement", "epci", "ept")}
    for record in decoupage.regions:
        code = record["code"]
        if code in sums["region"]:
            rows.append(_row("region", code, record["nom"], population=sums["region"][code]))
    for record in decoupage.departements:
        code = record["code"]
        if code in sums["departement"]:
            population = sums["departement"][code]
            rows.append(_row("departement", code, record["nom"], population=population, region_code=record["region"]))
    for level, records in (("epci", decoupage.epci), ("ept", decoupage.ept)):
        mains = main_departements(parents, parents.of_level(level))
        for record in sorted(records, key=lambda item: str(item["code"])):
            code = record["code"]
            rows.append(
                _row(
                    level,
                    code,
                    record["nom"],
                    population=sums[level][code],
                    kind=record["type"],
                    departement_code=mains[code],
                    region_code=departement_region[mains[code]],
                    epci_code=GRAND_PARIS if level == "ept" else "",
                )
            )
    for row in rows:
        placed_in = row["code"] if row["level"] == "departement" else row["departement_code"]
        if row["level"] == "region":
            placed_in = _only_departement(parents, str(row["code"]))
        key = (str(row["level"]), str(row["code"]))
        row.update(_placed(points[key], str(placed_in)), area_km2=areas_km2[key])
    return pd.DataFrame(rows, columns=TERRITORY_COLUMNS)


def main_departements(parents: Memberships, groups: Mapping[str, str]) -> dict[str, str]:
    """For each group of communes, the département where most of its people live (first code if equal)."""
    people: dict[str, Counter[str]] = defaultdict(Counter)
    for commune, group in groups.items():
        people[group][parents.departement[commune]] += parents.population[commune]
    return {group: min(counts, key=lambda code: (-counts[code], code)) for group, counts in people.items()}


def _members(groups: Iterable[Record], communes: Mapping[str, Record]) -> dict[str, str]:
    return {
        member["code"]: group["code"] for group in groups for member in group["membres"] if member["code"] in communes
    }


def _former(decoupage: Decoupage) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for code, record in decoupage.current_communes().items():
        for former in record.get("anciensCodes", []):
            rows[former] = {"code": code, "name_former": "", "reason": "merged"}
    for former, part in decoupage.former_parts().items():
        reason = "deleguee" if part["type"] == "commune-deleguee" else "associee"
        rows[former] = {"code": part["chefLieu"], "name_former": display_name(part["nom"]), "reason": reason}
    return rows


def _population(parents: Memberships, level: str) -> Counter[str]:
    totals: Counter[str] = Counter()
    for commune, group in parents.of_level(level).items():
        totals[group] += parents.population[commune]
    return totals


def _only_departement(parents: Memberships, region_code: str) -> str:
    """The région's département when it has only one (the DROM, drawn in their inset), else nothing."""
    found = {parents.departement[code] for code, region in parents.region.items() if region == region_code}
    return next(iter(found)) if len(found) == 1 else ""


def _row(level: str, code: str, name: str, *, population: int, **others: str) -> dict[str, str | int | float]:
    row: dict[str, str | int | float] = dict.fromkeys(TERRITORY_COLUMNS, "")
    row.update(level=level, code=code, name=display_name(name), population=population, **others)
    return row


def _placed(point: Point, departement_code: str) -> dict[str, float]:
    display = display_point(*point, departement_code)
    return {
        "longitude": point[0],
        "latitude": point[1],
        "display_longitude": round(display[0], 5),
        "display_latitude": round(display[1], 5),
    }
