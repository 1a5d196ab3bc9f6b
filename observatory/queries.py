"""Every SELECT of the dashboard: parameters in, frame or dataclass out.

A database never changes under its `Database` object, so answers are remembered per database. Frames given back
are shared: callers must not write into them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
import shapely

from observatory.database import Database
from observatory.model import FRANCE_CODE, Break, Indicator, Kind, Level, Rollup, Series, Source, Territory

_TERRITORY_COLUMNS = (
    "level, code, name, kind, region_code, departement_code, epci_code, ept_code, population, longitude, latitude"
)


@lru_cache(maxsize=8)
def indicators(database: Database) -> dict[str, Indicator]:
    """Every indicator with its metadata, by identifier, in the order of the catalogue."""
    breaks: dict[str, list[Break]] = {}
    for indicator_id, after, before, reason in database.rows(
        "SELECT indicator_id, after_period, before_period, reason FROM series_break ORDER BY ALL"
    ):
        breaks.setdefault(indicator_id, []).append(Break(after, before, reason))
    rows = database.rows(
        """
        SELECT indicator_id, label, short_label, phrase, gender, plural, unit, kind, decimals, definition,
               perimeter, geography_year, qpv_generation, source_id, denominator_source_id, rollup,
               rollup_reason, levels, series, caveats, formula
        FROM indicator ORDER BY sort_order, indicator_id
        """
    )
    return {row[0]: _indicator(row, tuple(breaks.get(row[0], []))) for row in rows}


def _indicator(row: tuple[Any, ...], breaks: tuple[Break, ...]) -> Indicator:
    values = list(row)
    values[7], values[15], values[18] = Kind(row[7]), Rollup(row[15]), Series(row[18])
    values[17] = tuple(Level(level) for level in row[17])
    values[19] = tuple(row[19])
    return Indicator(*values, breaks)


@lru_cache(maxsize=8)
def sources(database: Database) -> dict[str, Source]:
    """Every source with its metadata, by identifier."""
    rows = database.rows(
        """
        SELECT source_id, title, producer, landing_page, licence, period, geography_year,
               strftime(retrieved_on, '%Y-%m-%d'), citation, processing, state
        FROM source ORDER BY title
        """
    )
    return {row[0]: Source(*row) for row in rows}


@lru_cache(maxsize=8)
def source_details(database: Database) -> pd.DataFrame:
    """All that is known of the sources: one row each, every column of the table."""
    return database.frame("SELECT * FROM source ORDER BY producer, title")


@lru_cache(maxsize=8)
def build(database: Database) -> dict[str, object]:
    """When this database was built (UTC), its version and what it was built from."""
    row = database.rows("SELECT version, built_at, inputs FROM build")[0]
    return {"version": row[0], "built_at": row[1], "inputs": row[2]}


@lru_cache(maxsize=4096)
def territory(database: Database, level: Level, code: str) -> Territory | None:
    """The territory of this level and code; None when there is none."""
    rows = database.rows(
        f"SELECT {_TERRITORY_COLUMNS} FROM territory WHERE level = ? AND code = ?",
        [level, code],
    )
    return Territory(Level(rows[0][0]), *rows[0][1:]) if rows else None


@lru_cache(maxsize=1024)
def today_of(database: Database, code: str) -> Territory | None:
    """The territory of today that bears a former code (a merged commune, a former EPCI, an arrondissement)."""
    rows = database.rows(
        """
        SELECT level, code FROM territory_alias
        WHERE alias = ? AND reason <> 'postcode' AND code IS NOT NULL ORDER BY ALL LIMIT 1
        """,
        [code],
    )
    return territory(database, Level(rows[0][0]), rows[0][1]) if rows else None


def ancestors(database: Database, place: Territory) -> list[Territory]:
    """What contains a place, from the nearest to France: its EPCI, département, région, France.

    An EPCI that spans several départements is placed in the one that holds most of its population.
    """
    wanted = [
        (Level.EPT, place.ept_code),
        (Level.EPCI, place.epci_code),
        (Level.DEPARTEMENT, place.departement_code),
        (Level.REGION, place.region_code),
        (Level.FRANCE, FRANCE_CODE),
    ]
    found = [territory(database, level, code) for level, code in wanted if code]
    return [other for other in found if other is not None and other.key != place.key]


@lru_cache(maxsize=64)
def periods(database: Database, indicator_id: str, level: Level) -> list[str]:
    """The periods for which an indicator has at least one value at this level, oldest first."""
    rows = database.rows(
        """
        SELECT DISTINCT period FROM observation
        WHERE indicator_id = ? AND level = ? AND status = 'observed' ORDER BY period
        """,
        [indicator_id, level],
    )
    return [row[0] for row in rows]


@lru_cache(maxsize=128)
def values_by_territory(database: Database, indicator_id: str, level: Level, period: str) -> pd.DataFrame:
    """One indicator, all the territories of a level, one period.

    Columns: code, name, departement_code, region_code, population, longitude and latitude of the drawing plane,
    value (NaN when absent), status, note. One row per territory, by code.
    """
    return database.frame(
        """
        SELECT t.code, t.name, t.departement_code, t.region_code, t.population,
               t.display_longitude AS longitude, t.display_latitude AS latitude,
               o.value, coalesce(o.status, 'not_available') AS status, o.note
        FROM territory AS t
        LEFT JOIN observation AS o
          ON o.level = t.level AND o.code = t.code AND o.indicator_id = ? AND o.period = ?
        WHERE t.level = ? ORDER BY t.code
        """,
        [indicator_id, period, level],
    )


@lru_cache(maxsize=512)
def series(database: Database, indicator_id: str, places: tuple[tuple[Level, str], ...]) -> pd.DataFrame:
    """One indicator over time for a few territories.

    Columns: level, code, name, period, value, status, note; ordered as `places`, then by period.
    """
    keys = [f"{level}-{code}" for level, code in places]
    return database.frame(
        """
        SELECT o.level, o.code, t.name, o.period, o.value, o.status, o.note
        FROM observation AS o JOIN territory AS t USING (level, code)
        WHERE o.indicator_id = $indicator_id AND list_contains($keys, o.level || '-' || o.code)
        ORDER BY list_position($keys, o.level || '-' || o.code), o.period
        """,
        {"indicator_id": indicator_id, "keys": keys},
    )


@lru_cache(maxsize=256)
def profile(database: Database, places: tuple[tuple[Level, str], ...]) -> pd.DataFrame:
    """All indicators of a few territories at the last period each indicator has.

    Columns: indicator_id, period, level, code, value, status, note.
    """
    keys = [f"{level}-{code}" for level, code in places]
    return database.frame(
        """
        WITH last AS (
            SELECT indicator_id, max(period) AS period FROM observation WHERE status = 'observed' GROUP BY ALL
        )
        SELECT o.indicator_id, o.period, o.level, o.code, o.value, o.status, o.note
        FROM observation AS o JOIN last USING (indicator_id, period)
        WHERE list_contains($keys, o.level || '-' || o.code)
        ORDER BY o.indicator_id, list_position($keys, o.level || '-' || o.code)
        """,
        {"keys": keys},
    )


@lru_cache(maxsize=8)
def initiatives(database: Database) -> pd.DataFrame:
    """The whole catalogue: one row per initiative × territory × passage, by territory then name.

    Columns of table `initiative`, plus territory_name, region_code, departement_code, epci_code of the territory,
    document_title, document_publisher, document_year, and base_longitude, base_latitude: the point of the place
    before points of one place are spread around it.
    """
    return database.frame(
        """
        SELECT i.*, coalesce(p.display_longitude, t.display_longitude) AS base_longitude,
               coalesce(p.display_latitude, t.display_latitude) AS base_latitude,
               t.name AS territory_name, t.region_code, t.departement_code, t.epci_code, t.ept_code,
               d.title AS document_title, d.publisher AS document_publisher, d.year AS document_year
        FROM initiative AS i
        JOIN territory AS t ON t.level = i.territory_level AND t.code = i.territory_code
        LEFT JOIN territory AS p ON p.level = 'commune' AND p.code = i.place_commune_code
        LEFT JOIN document AS d USING (document_id)
        ORDER BY i.name, t.name, i.row_id
        """
    )


@lru_cache(maxsize=8)
def documents(database: Database) -> pd.DataFrame:
    """The documents of the corpus, with how many rows and figures each gives."""
    return database.frame(
        """
        SELECT d.*, (SELECT count(*) FROM initiative AS i WHERE i.document_id = d.document_id) AS initiative_rows,
               (SELECT count(*) FROM figure_cited AS f WHERE f.document_id = d.document_id) AS figures
        FROM document AS d ORDER BY d.document_id
        """
    )


@lru_cache(maxsize=8)
def figures_cited(database: Database) -> pd.DataFrame:
    """Every statistic read in a document or on a page, with its territory's name. Perimeters are never mixed."""
    return database.frame(
        """
        SELECT f.*, t.name AS territory_name, t.region_code, t.departement_code, t.epci_code, t.ept_code,
               d.title AS document_title
        FROM figure_cited AS f
        JOIN territory AS t ON t.level = f.territory_level AND t.code = f.territory_code
        LEFT JOIN document AS d USING (document_id)
        ORDER BY f.territory_level, t.name, f.year, f.figure_id
        """
    )


@lru_cache(maxsize=8)
def levers(database: Database) -> pd.DataFrame:
    """The levers of the study with how many territories the corpus shows using each: one row per lever."""
    return database.frame(
        """
        SELECT l.lever_id, l.field, l.label, l.document_id, l.document_line,
               count(DISTINCT c.territory_level || '-' || c.territory_code) AS territories
        FROM lever AS l LEFT JOIN commitment AS c USING (lever_id)
        GROUP BY ALL ORDER BY any_value(l.sort_order)
        """
    )


@lru_cache(maxsize=8)
def commitments(database: Database) -> pd.DataFrame:
    """Which territory uses which lever, with the passage that says so and the initiative it shows."""
    return database.frame(
        """
        SELECT c.*, l.field, l.label, t.name AS territory_name,
               t.region_code, t.departement_code, t.epci_code, t.ept_code,
               (SELECT any_value(i.name) FROM initiative AS i WHERE i.initiative_id = c.initiative_id)
                   AS initiative_name
        FROM commitment AS c
        JOIN lever AS l USING (lever_id)
        JOIN territory AS t ON t.level = c.territory_level AND t.code = c.territory_code
        ORDER BY l.sort_order, t.name, c.document_line
        """
    )


@lru_cache(maxsize=64)
def contrats_de_ville(database: Database, level: Level, code: str) -> pd.DataFrame:
    """The contrats de ville of a territory: name, code, population in QPV (2018), and their territory of today."""
    return database.frame(
        """
        SELECT v.code, v.name, v.population_qpv, v.period, v.level, v.territory_code, v.resolution,
               t.name AS territory_name
        FROM contrat_de_ville AS v
        LEFT JOIN territory AS t ON t.level = v.level AND t.code = v.territory_code
        LEFT JOIN territory AS d ON d.level = 'departement' AND d.code = v.departement_code
        WHERE $level = 'france'
           OR ($level = 'region' AND d.region_code = $code)
           OR ($level = 'departement' AND v.departement_code = $code)
           OR (v.level = $level AND v.territory_code = $code)
        ORDER BY v.population_qpv DESC NULLS LAST, v.name
        """,
        {"level": level, "code": code},
    )


@lru_cache(maxsize=8)
def quality_checks(database: Database) -> pd.DataFrame:
    """The report of the last build: one row per check."""
    return database.frame("SELECT * FROM quality_check ORDER BY passed, severity, subject, check_id")


@lru_cache(maxsize=8)
def unresolved(database: Database) -> pd.DataFrame:
    """What the build could not place on today's map, with the reason."""
    return database.frame("SELECT source_id, item, reason FROM unresolved ORDER BY ALL")


@lru_cache(maxsize=8)
def golden_values(database: Database) -> pd.DataFrame:
    """The published values that guard each indicator."""
    return database.frame("SELECT * FROM golden_value ORDER BY ALL")


def walk(database: Database, indicator_id: str, level: Level, code: str, period: str) -> dict[str, object] | None:
    """The walk of one value: the observation and the lines of the reference files it comes from."""
    rows = database.rows(
        """
        SELECT o.value, o.status, o.note, o.source_id, o.origin, t.name
        FROM observation AS o JOIN territory AS t USING (level, code)
        WHERE o.indicator_id = ? AND o.level = ? AND o.code = ? AND o.period = ?
        """,
        [indicator_id, level, code, period],
    )
    if not rows:
        return None
    names = ("value", "status", "note", "source_id", "origin", "territory_name")
    return dict(zip(names, rows[0], strict=True))


@lru_cache(maxsize=8)
def search_rows(database: Database) -> list[tuple[str, str, str, str | None, int | None, str | None, str | None]]:
    """Every territory for the search: level, code, name, département, population, EPCI kind, région."""
    return database.rows("SELECT level, code, name, departement_code, population, kind, region_code FROM territory")


@lru_cache(maxsize=8)
def alias_rows(database: Database) -> list[tuple[str, str, str | None, str, str]]:
    """Every other name or code of a territory: alias, reason, former name, level and code of today."""
    return database.rows("SELECT alias, reason, alias_name, level, code FROM territory_alias WHERE code IS NOT NULL")


@lru_cache(maxsize=128)
def contours(database: Database, level: Level, around: tuple[Level, str] | None = None) -> list[tuple[str, str, bytes]]:
    """The shapes of a level in the drawing plane: code, name, WKB; all of them or those inside a territory."""
    inside = list(codes_inside(database, level, *around)) if around else None
    return database.rows(
        """
        SELECT c.code, t.name, c.geometry FROM contour AS c JOIN territory AS t USING (level, code)
        WHERE c.level = $level AND ($inside IS NULL OR list_contains($inside::VARCHAR[], c.code)) ORDER BY c.code
        """,
        {"level": level, "inside": inside},
    )


@lru_cache(maxsize=8)
def insets(database: Database) -> list[tuple[str, str, tuple[str, ...], list[tuple[float, float]]]]:
    """The frames of the insets: code, label, levels that fill it, ring of the frame in the drawing plane."""
    rows = database.rows("SELECT code, label, levels, geometry FROM inset ORDER BY code")
    return [(code, label, tuple(levels), _ring(geometry)) for code, label, levels, geometry in rows]


@lru_cache(maxsize=8)
def drawing_bounds(database: Database) -> tuple[float, float, float, float]:
    """What a map of the whole country shows, insets included: west, south, east, north of the drawing plane."""
    shapes = [shapely.from_wkb(bytes(wkb)) for _, _, wkb in contours(database, Level.REGION)]
    frames = [shapely.Polygon(ring) for *_, ring in insets(database)]
    west, south, east, north = shapely.total_bounds([*shapes, *frames])
    # a conic projection narrows northwards: without this room, the western frames would be cut
    return float(west) - 1.6, float(south) - 0.3, float(east) + 0.8, float(north) + 0.5


@lru_cache(maxsize=512)
def codes_inside(database: Database, level: Level, around_level: Level, around_code: str) -> tuple[str, ...]:
    """The territories of a level that lie inside another one, or that one itself when the levels are the same."""
    if level is around_level:
        return (around_code,)
    column = {
        Level.REGION: "region_code",
        Level.DEPARTEMENT: "departement_code",
        Level.EPCI: "epci_code",
        Level.EPT: "ept_code",
    }[around_level]
    rows = database.rows(
        f"SELECT code FROM territory WHERE level = ? AND {column} = ? ORDER BY code",
        [level, around_code],
    )
    return tuple(row[0] for row in rows)


@lru_cache(maxsize=512)
def bounds_of(database: Database, level: Level, code: str) -> tuple[float, float, float, float] | None:
    """The box that holds a territory in the drawing plane, with some room around; None when it has no shape."""
    rows = database.rows("SELECT geometry FROM contour WHERE level = ? AND code = ?", [level, code])
    if not rows:
        return None
    outside, enlarged = _split(database, rows[0][0])
    west, south, east, north = shapely.total_bounds(outside or enlarged)
    room = 0.04 * max(east - west, north - south)
    return float(west - room), float(south - room), float(east + room), float(north + room)


def _split(database: Database, wkb: bytes) -> tuple[list[shapely.Geometry], list[shapely.Geometry]]:
    """The parts of a shape drawn in place, and those drawn in a frame."""
    frames = shapely.union_all([shapely.Polygon(ring) for *_, ring in insets(database)])
    parts = list(shapely.get_parts(shapely.from_wkb(bytes(wkb))))
    framed = [part for part in parts if frames.contains(shapely.point_on_surface(part))]
    return [part for part in parts if part not in framed], framed


@lru_cache(maxsize=8)
def enlarged_points(database: Database, level: Level) -> dict[str, tuple[float, float]]:
    """Where to put the mark of a territory drawn twice, in place and enlarged in a frame: inside the frame."""
    points = {}
    for code, _, wkb in contours(database, level):
        outside, enlarged = _split(database, wkb)
        if outside and enlarged:
            point = shapely.point_on_surface(max(enlarged, key=shapely.area))
            points[code] = (float(shapely.get_x(point)), float(shapely.get_y(point)))
    return points


def _ring(geometry: bytes) -> list[tuple[float, float]]:
    line = shapely.get_exterior_ring(shapely.from_wkb(bytes(geometry)))
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]
