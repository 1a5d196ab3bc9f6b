"""The file of the last difference: French CSV, nothing that a spreadsheet takes for a formula."""

from __future__ import annotations

import pandas as pd

from observatory.exports.difference_csv import differences_to_csv

COLUMNS = [
    "indicator_id", "label", "unit", "decimals", "level", "period", "added", "removed", "changed", "largest_code",
    "largest_name", "largest_former", "largest_now",
]  # fmt: skip


def test_the_file_is_french_and_safe() -> None:
    rows = pd.DataFrame(
        [
            ("part", "=part()", "%", 1, "region", "2015", 0, 0, 2, "53", "Bretagne", 14.3, -15.0),
            ("disparu", None, None, None, "commune", "2020", 0, 7, 0, None, None, None, None),
        ],
        columns=COLUMNS,
    )

    assert differences_to_csv(rows).decode("utf-8") == (
        "\ufeffindicateur;libelle;unite;niveau;periode;valeurs_apparues;valeurs_disparues;valeurs_modifiees;"
        "code_plus_grand_ecart;territoire_plus_grand_ecart;ancienne_valeur;nouvelle_valeur\r\n"
        "part;'=part();%;region;2015;0;0;2;53;Bretagne;14,3;-15\r\n"
        "disparu;;;commune;2020;0;7;0;;;;\r\n"
    )
