"""Every check of the database, run at each build and again by `python -m etl check`.

They read the published tables only, so they can be run on any database. A blocking check that fails stops the
build; a warning is stored and shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from etl.catalogue_checks import catalogue_checks
from etl.check_result import CheckResult, blocking, french, warning
from etl.load import insert_rows
from etl.official_code_checks import official_code_checks
from etl.qpv_checks import qpv_checks
from etl.urssaf.checks import urssaf_checks
from etl.zero_rows import ZERO_ROWS, ZeroRows

EXPECTED_TERRITORIES = {
    "france": 1,
    "region": 18,
    "departement": 101,
    "epci": 1255,
    "ept": 11,
    "commune": 34875,
}
QPV_TOTAL = 5_441_002
QPV_OUTSIDE = 80_249
CONTRATS, CONTRATS_TOTAL = 434, 5_437_035
UNRESOLVED_CONTRATS = 4
POSTS_WITHOUT_REGION = {"2020": 0, "2021": 0, "2022": 0, "2023": 11}
PUBLISHED_FIGURES = 142
COST_LOW, COST_HIGH = 6_500, 7_500


def run_checks(connection: duckdb.DuckDBPyConnection, documents: Path | None) -> list[CheckResult]:
    """Every check of the database, in the order in which a reader sees them."""
    return [
        *(_zero_rows(connection, check) for check in ZERO_ROWS),
        *_geography(connection),
        *official_code_checks(connection),
        *_quartiers(connection),
        *qpv_checks(connection),
        *_fonjep(connection),
        *_part_ess_emploi(connection),
        *urssaf_checks(connection),
        *_figures(connection),
        *catalogue_checks(connection, documents),
    ]


def store_checks(connection: duckdb.DuckDBPyConnection, results: list[CheckResult]) -> None:
    """Write the results into `quality_check`, shown to readers."""
    columns = ("check_id", "label", "subject", "expected", "measured", "passed", "severity")
    insert_rows(
        connection,
        "quality_check",
        columns,
        [(r.check_id, r.label, r.subject, r.expected, r.measured, r.passed, r.severity) for r in results],
    )


def _zero_rows(connection: duckdb.DuckDBPyConnection, check: ZeroRows) -> CheckResult:
    rows = connection.execute(check.sql).fetchall()
    shown = " ; ".join(str(row[0]) for row in rows[:5])
    measured = "aucune exception" if not rows else f"{french(len(rows))} exception(s) : {shown}"
    make = blocking if check.severity == "blocking" else warning
    return make(check.check_id, check.label, check.subject, "aucune exception", measured, passed=not rows)


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    row = connection.execute(sql).fetchone()
    return 0.0 if row is None or row[0] is None else float(row[0])


def _geography(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    for level, expected in EXPECTED_TERRITORIES.items():
        found = _number(connection, f"SELECT count(*) FROM territory WHERE level = '{level}'")
        yield blocking(
            f"territoires-{level}",
            f"Nombre de territoires de niveau « {level} »",
            "géographie",
            french(expected),
            french(found),
            passed=found == expected,
        )
    france = _number(connection, "SELECT population FROM territory WHERE level = 'france'")
    for level in ("region", "departement", "commune"):
        total = _number(connection, f"SELECT sum(population) FROM territory WHERE level = '{level}'")
        yield blocking(
            f"population-{level}",
            f"Les populations de niveau « {level} » font celle de la France",
            "géographie",
            french(france),
            french(total),
            passed=total == france,
        )
    unresolved = _number(connection, "SELECT count(*) FROM territory_alias WHERE code IS NULL")
    aliases = _number(connection, "SELECT count(*) FROM territory_alias")
    yield warning(
        "anciens-codes",
        "Codes disparus rattachés à un territoire d’aujourd’hui",
        "géographie",
        "tous, sauf ceux qui sont signalés",
        f"{french(unresolved)} sans successeur sur {french(aliases)}",
        passed=unresolved <= aliases / 100,
    )


def _sum(connection: duckdb.DuckDBPyConnection, indicator: str, level: str, period: str) -> float:
    return _number(
        connection,
        f"SELECT sum(value) FROM observation WHERE indicator_id = '{indicator}' AND level = '{level}' "
        f"AND period = '{period}'",
    )


def _quartiers(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    france = _sum(connection, "population_qpv", "france", "2018")
    yield blocking(
        "qpv-france",
        "Habitants des quartiers prioritaires, total de la France",
        "population_qpv",
        french(QPV_TOTAL),
        french(france),
        passed=france == QPV_TOTAL,
    )
    for level in ("region", "departement"):
        total = _sum(connection, "population_qpv", level, "2018") + QPV_OUTSIDE
        yield blocking(
            f"qpv-{level}",
            f"Niveau « {level} », avec Saint-Martin et Papeete ({french(QPV_OUTSIDE)} habitants)",
            "population_qpv",
            french(QPV_TOTAL),
            french(total),
            passed=total == QPV_TOTAL,
        )
    row = connection.execute(
        "SELECT count(*), sum(population_qpv), sum(population_qpv) FILTER (territory_code IS NULL), "
        "count(*) FILTER (territory_code IS NULL) FROM contrat_de_ville"
    ).fetchone() or (0, 0, 0, 0)
    count, total, outside, unresolved = (row[0], row[1] or 0, row[2] or 0, row[3])
    yield blocking(
        "contrats-de-ville",
        "Contrats de ville et leurs habitants",
        "anct_contrats_de_ville",
        f"{CONTRATS} contrats, {french(CONTRATS_TOTAL)} habitants",
        f"{count} contrats, {french(total)} habitants",
        passed=(count, total) == (CONTRATS, CONTRATS_TOTAL),
    )
    epci = _sum(connection, "population_qpv", "epci", "2018")
    yield blocking(
        "qpv-epci",
        "Les intercommunalités totalisent les contrats de ville rattachés",
        "population_qpv",
        french(total - outside),
        french(epci),
        passed=epci == total - outside,
    )
    yield warning(
        "contrats-rattaches",
        "Contrats de ville rattachés à un territoire d’aujourd’hui",
        "anct_contrats_de_ville",
        "tous, sauf 2 hors des départements et 2 partagés en 2016",
        f"{unresolved} non rattaché(s), {french(outside)} habitants",
        passed=unresolved <= UNRESOLVED_CONTRATS,
    )


def _fonjep(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    for period, outside in POSTS_WITHOUT_REGION.items():
        france = _sum(connection, "postes_fonjep", "france", period)
        for level in ("region", "departement"):
            total = _sum(connection, "postes_fonjep", level, period)
            yield blocking(
                f"fonjep-{level}-{period}",
                f"Postes de {period}, niveau « {level} » et postes sans territoire",
                "postes_fonjep",
                french(france),
                f"{french(total)} + {outside}",
                passed=total + outside == france,
            )
        amount = _sum(connection, "montant_fonjep", "france", period)
        cost = amount / france if france else 0
        yield warning(
            f"fonjep-cout-{period}",
            f"Coût moyen d’un poste en {period}",
            "montant_fonjep",
            "entre 6 500 et 7 500 EUR",
            f"{french(round(cost))} EUR",
            passed=COST_LOW <= cost <= COST_HIGH,
        )


def _part_ess_emploi(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    row = connection.execute(
        "SELECT arg_max(code, value), arg_min(code, value) FROM observation WHERE indicator_id = "
        "'part_ess_emploi' "
        "AND level = 'departement' AND period = '2015'"
    ).fetchone()
    yield blocking(
        "part-ess-extremes",
        "Départements où la part de l’ESS est la plus haute et la plus basse en 2015",
        "part_ess_emploi",
        "Lozère (48) et Hauts-de-Seine (92)",
        " et ".join(str(code) for code in row or ()),
        passed=row == ("48", "92"),
    )


def _figures(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    found = _number(connection, "SELECT count(*) FROM figure_cited WHERE source_id = 'figures_published'")
    yield blocking(
        "chiffres-publies",
        "Chiffres publiés repris, chacun avec son périmètre et son adresse",
        "figures_published",
        str(PUBLISHED_FIGURES),
        french(found),
        passed=found == PUBLISHED_FIGURES,
    )
