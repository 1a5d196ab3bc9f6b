"""Checks of the priority neighbourhoods and of the structures, on the published tables."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import shapely

from etl.check_result import CheckResult, blocking, french, warning

MAX_REPAIRED_SHARE = 0.5
MIN_COVERED_SHARE = 0.9


def qpv_checks(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    """The checks of each generation, of the passage between them, and of the structures."""
    for generation in (2015, 2024):
        yield from _generation(connection, generation)
    yield from _passage(connection)
    yield from _structures(connection)


def _generation(connection: duckdb.DuckDBPyConnection, generation: int) -> Iterator[CheckResult]:
    subject = f"qpv_{generation}"
    total, drawn, repaired, placed = connection.execute(
        "SELECT count(*), count(geometry), count(*) FILTER (repaired), count(*) FILTER (exists(FROM qpv_commune c "
        "WHERE c.generation = qpv.generation AND c.qpv_code = qpv.code)) FROM qpv WHERE generation = ?",
        [generation],
    ).fetchone() or (0, 0, 0, 0)
    yield warning(
        f"qpv-nombre-{generation}",
        f"Quartiers prioritaires de {generation} connus",
        subject,
        "le nombre lu dans le fichier importé",
        f"{french(total)} quartiers, dont {french(drawn)} avec leur périmètre",
        passed=True,
    )
    if not drawn:
        return
    yield warning(
        f"qpv-repares-{generation}",
        f"Périmètres de {generation} invalides, tous réparés",
        subject,
        "moins de la moitié",
        f"{french(repaired)} sur {french(drawn)}",
        passed=repaired < MAX_REPAIRED_SHARE * drawn,
    )
    yield warning(
        f"qpv-communes-{generation}",
        f"Quartiers de {generation} rattachés à une commune d’aujourd’hui",
        subject,
        "tous, sauf ceux des collectivités d’outre-mer",
        f"{french(placed)} sur {french(total)}",
        passed=total - placed <= total / 50,
    )
    yield _covered(connection, generation)


def _covered(connection: duckdb.DuckDBPyConnection, generation: int) -> CheckResult:
    """The contours are simplified: a QPV that follows its commune's limit may leave it by a little."""
    rows = connection.execute(
        "SELECT q.code, any_value(q.simplified), list(k.geometry) FROM qpv q JOIN qpv_commune c "
        "ON c.generation = q.generation AND c.qpv_code = q.code JOIN contour k ON k.level = 'commune' "
        "AND k.code = c.commune_code WHERE q.generation = ? AND q.simplified IS NOT NULL "
        "GROUP BY q.code ORDER BY q.code",
        [generation],
    ).fetchall()
    outside = []
    for code, wkb, contours in rows:
        shape = shapely.make_valid(shapely.from_wkb(bytes(wkb)))
        union = shapely.union_all(shapely.make_valid(shapely.from_wkb([bytes(contour) for contour in contours])))
        if shape.area and shape.intersection(union).area < MIN_COVERED_SHARE * shape.area:
            outside.append(str(code))
    return warning(
        f"qpv-dans-communes-{generation}",
        f"Les communes d’un quartier de {generation} le couvrent à 90 % au moins (contours simplifiés)",
        f"qpv_{generation}",
        "tous",
        f"{french(len(rows) - len(outside))} sur {french(len(rows))}"
        + (f", sauf {', '.join(outside[:5])}" if outside else ""),
        passed=len(outside) <= len(rows) / 50,
    )


def _passage(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    for generation in (2015, 2024):
        total, unknown, known = connection.execute(
            f"SELECT count(DISTINCT qpv_{generation}), count(DISTINCT qpv_{generation}) FILTER (NOT exists("
            f"FROM qpv q WHERE q.generation = {generation} AND q.code = qpv_{generation})), "
            f"(SELECT count(*) FROM qpv WHERE generation = {generation} AND geometry IS NOT NULL) FROM qpv_passage"
        ).fetchone() or (0, 0, 0)
        if total and known:
            yield warning(
                f"qpv-passage-{generation}",
                f"Codes de {generation} de la table de passage qui ont un périmètre",
                "qpv_passage_2015_2024",
                "tous",
                f"{french(total - unknown)} sur {french(total)}",
                passed=unknown == 0,
            )


def _structures(connection: duckdb.DuckDBPyConnection) -> Iterator[CheckResult]:
    total, active, placed, inside = connection.execute(
        "SELECT count(*), count(*) FILTER (in_law AND coalesce(active, true)), "
        "count(*) FILTER (commune_code IS NOT NULL), "
        "count(*) FILTER (qpv_2015 IS NOT NULL OR qpv_2024 IS NOT NULL) FROM structure"
    ).fetchone() or (0, 0, 0, 0)
    if not total:
        return
    counted = connection.execute(
        "SELECT structures FROM structure_count WHERE level = 'france' AND family = 'total'"
    ).fetchone() or (0,)
    yield blocking(
        "structures-total",
        "Les structures actives sont toutes comptées en France",
        "nombre_structures_ess",
        french(active),
        french(counted[0]),
        passed=active == counted[0],
    )
    distinct = connection.execute("SELECT count(DISTINCT structure_id) FROM structure").fetchone() or (0,)
    yield blocking(
        "structures-uniques",
        "Chaque structure est dans la table une seule fois",
        "nombre_structures_ess",
        french(total),
        french(distinct[0]),
        passed=distinct[0] == total,
    )
    yield warning(
        "structures-communes",
        "Structures dont la commune est connue",
        "nombre_structures_ess",
        "presque toutes",
        f"{french(placed)} sur {french(total)}",
        passed=placed >= MIN_COVERED_SHARE * total,
    )
    yield warning(
        "structures-quartiers",
        "Structures dont la position par rapport aux quartiers est connue",
        "structures_ess_en_qpv",
        "presque toutes",
        f"{french(inside)} sur {french(total)}",
        passed=inside >= MIN_COVERED_SHARE * total,
    )
