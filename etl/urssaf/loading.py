"""What the three sources of Urssaf do to load and publish their file."""

from __future__ import annotations

import duckdb

from etl.declarations import Context, Loaded
from etl.kept import kept_file, loaded_from
from etl.readers import read_csv
from etl.sources import naf_divisions
from etl.urssaf.figures import compute_figures, publish_notes
from etl.urssaf.files import FRANCE, UrssafFile, create_tables, read_cells
from etl.urssaf.words import Sector

EXPORTS = "https://open.urssaf.fr/api/explore/v2.1/catalog/datasets/{dataset}/exports/csv?delimiter=%3B"
PAGES = "https://open.urssaf.fr/explore/dataset/{dataset}/information/"
DATASET = "nombre-etab-effectifs-salaries-et-masse-salariale-ess-{scope}"
NEXT_UPDATE = "chaque année, environ huit mois après la fin de l’année"
PROCESSING = (
    "Familles et champ reconnus par leur mot ; codes remis à deux chiffres ; une case vide reste une absence. "
    "Aucun total "
    "n’est donné quand une de ses cases est vide ou qu’un département manque."
)


def load_file(connection: duckdb.DuckDBPyConnection, context: Context, file: UrssafFile) -> Loaded:
    """Read the file kept for a source into the cells; the source is `absent` when there is none."""
    create_tables(connection)
    kept = kept_file(context.raw, file.source_id)
    if kept is None:
        return Loaded("absent", 0, "")
    path, manifest = kept
    divisions = divisions_of(context) if "sector" in file.needed else []
    rows, remark = read_cells(connection, file, path, divisions)
    return loaded_from(manifest, rows, remark)


def divisions_of(context: Context) -> list[Sector]:
    """The 88 divisions of the embedded nomenclature."""
    table = read_csv(context.reference / naf_divisions.FILE, naf_divisions.LAYOUT)
    columns = [table.values[name] for name in ("code", "label", "short_label")]
    return [Sector(*row) for row in zip(*columns, strict=True)]


def publish_file(connection: duckdb.DuckDBPyConnection, file: UrssafFile) -> None:
    """Publish what could not be placed; after the last of the three files, compute the figures that indicators use."""
    publish_notes(connection, file.source_id)
    if file == FRANCE:
        compute_figures(connection)
