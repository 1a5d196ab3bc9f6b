"""What the last build changed, as CSV for a French spreadsheet."""

from __future__ import annotations

import csv
import io

import pandas as pd

from observatory.exports.csv_file import cell_text
from observatory.frames import present, records

COLUMNS = {
    "indicator_id": "indicateur",
    "label": "libelle",
    "unit": "unite",
    "level": "niveau",
    "period": "periode",
    "added": "valeurs_apparues",
    "removed": "valeurs_disparues",
    "changed": "valeurs_modifiees",
    "largest_code": "code_plus_grand_ecart",
    "largest_name": "territoire_plus_grand_ecart",
    "largest_former": "ancienne_valeur",
    "largest_now": "nouvelle_valeur",
}


def differences_to_csv(rows: pd.DataFrame) -> bytes:
    """Every row of the last difference: UTF-8 with BOM, semicolon, decimal comma."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for row in records(rows[list(COLUMNS)]):
        writer.writerow([cell_text(present(value)) for value in row[1:]])
    return ("\ufeff" + buffer.getvalue()).encode("utf-8")
