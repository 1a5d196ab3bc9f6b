"""Priority neighbourhoods in the built database: what is known without perimeters, and the 142 real ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from etl.build import build
from etl.files import PROJECT_ROOT
from etl.imports import import_file

REAL = PROJECT_ROOT.parent / "shared" / "data" / "qpv" / "qpv2015_occitanie_marseille_142.geojson"


@pytest.fixture
def connection(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection on the built database."""
    with duckdb.connect(str(database), read_only=True) as opened:
        yield opened


def test_without_perimeters_142_neighbourhoods_are_known_by_a_point(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute(
        "SELECT generation, count(*), count(geometry), count(display_longitude), count(population) FROM qpv GROUP BY 1"
    ).fetchall() == [(2015, 142, 0, 142, 105)]
    assert connection.execute("SELECT count(DISTINCT qpv_code), count(*) FROM qpv_commune").fetchall() == [(142, 144)]


def test_insees_figures_are_found_again(connection: duckdb.DuckDBPyConnection) -> None:
    # Saint-Girons, Cœur de ville: read in Insee's table.
    assert connection.execute(
        "SELECT figure, value, unit, status FROM qpv_figure WHERE qpv_code = 'QP009001' "
        "AND figure IN ('pop_mun', 'tp60', 'disp_q2', 'part_chomprinc') ORDER BY figure"
    ).fetchall() == [
        ("disp_q2", 13724, "EUR", "observed"),
        ("part_chomprinc", None, "%", "not_available"),
        ("pop_mun", 1177, "habitants", "observed"),
        ("tp60", 40.2, "%", "observed"),
    ]
    assert connection.execute(
        "SELECT count(*), count(DISTINCT qpv_code), count(DISTINCT figure), count(*) FILTER (status <> 'observed') "
        "FROM qpv_figure"
    ).fetchall() == [(4305, 105, 41, 216)]


def test_every_contrat_that_has_a_territory_has_a_point_and_none_is_at_sea(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert connection.execute(
        "SELECT code FROM contrat_de_ville WHERE longitude IS NULL OR display_longitude IS NULL ORDER BY code"
    ).fetchall() == [("CV415",), ("CV429",)]
    # Pointe-à-Pitre and Cayenne are overseas, not in the Bay of Biscay where the producer draws them.
    assert connection.execute(
        "SELECT count(*) FROM contrat_de_ville WHERE departement_code LIKE '97%' AND latitude > 40"
    ).fetchall() == [(0,)]


def test_without_a_file_of_structures_their_indicators_are_not_in_the_database(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert connection.execute(
        "SELECT (SELECT count(*) FROM structure), (SELECT count(*) FROM structure_count), "
        "(SELECT count(*) FROM indicator WHERE indicator_id LIKE '%structures%')"
    ).fetchall() == [(0, 0, 0)]


@pytest.mark.skipif(not REAL.exists(), reason="the real perimeters are only on development machines (../shared)")
def test_the_142_real_perimeters_import_and_build(tmp_path: Path) -> None:
    imported = import_file("qpv_2015", REAL, tmp_path / "raw")
    build(tmp_path / "observatory.duckdb", tmp_path / "raw")

    assert imported.value_count == 142
    with duckdb.connect(str(tmp_path / "observatory.duckdb"), read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*), count(geometry), count(simplified), count(*) FILTER (repaired), count(population) "
            "FROM qpv"
        ).fetchall() == [(142, 142, 142, 33, 105)]
        # The file's own surface of Le Bas-Vernet is 28.31 ha.
        area = connection.execute("SELECT area_m2 FROM qpv WHERE code = 'QP066007'").fetchall()[0][0]
        assert area == pytest.approx(283_100, rel=0.01)
        assert connection.execute("SELECT count(DISTINCT qpv_code), count(*) FROM qpv_commune").fetchall() == [
            (142, 144)
        ]
        assert connection.execute(
            "SELECT measured FROM quality_check WHERE check_id IN ('qpv-repares-2015', 'qpv-dans-communes-2015') "
            "ORDER BY 1"
        ).fetchall() == [("141 sur 142, sauf QP030017",), ("33 sur 142",)]
