"""A reader's values: codes checked one by one, numbers as they are written, nothing invented."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from observatory.comparison.reader_cells import (
    Value,
    code_text,
    decimals_of,
    guess_kind,
    guess_label,
    guess_unit,
    number_of,
    value_of,
)
from observatory.comparison.reader_file import (
    Absence,
    Imported,
    Layout,
    guess,
    indicator_of_file,
    names_of,
    read_values,
    resolve,
    why_no_codes,
)
from observatory.database import Database
from observatory.model import Kind, Level, Status
from observatory.qpv.errors import EmptyFileError, FileTooLargeError, UnreadableFileError
from observatory.qpv.table_file import Table, read_table, sheets_of

FILE = (
    "code;nom;taux\n01;Ain;12,5\n2A;Corse-du-Sud;3\n35;Ille-et-Vilaine;1 204,5\n99;inconnu;4\n"
    "29;Finistère;\n22;Côtes;=A1+1\n<b>48</b>;x;2\n53;Mayenne;n.d.\n56;Morbihan;s\n974;Réunion;0\n"
)
RATES = Layout(0, 1, Level.COMMUNE, Kind.RATE)
COUNTS = Layout(0, 1, Level.COMMUNE, Kind.COUNT)


def table(text: str) -> Table:
    return read_table(text.encode(), "essai.csv")


def workbook(*sheets: tuple[str, list[tuple[object, ...]]], percent: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        form = book.add_format({"num_format": "0.0%"}) if percent else None
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for rank, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write(rank, column, cell, form if column else None)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 234,5", 1234.5),
        ("1\u202f234,5\u202f%", 1234.5),
        ("1\u00a0234", 1234.0),
        ("1'234.5", 1234.5),
        ("\u22123", -3.0),
        ("12.5", 12.5),
        ('"12,5"', 12.5),
        ("1,234.5", 1234.5),
        ("1.234.567,8", 1234567.8),
        ("12 €", 12.0),
        (7, 7.0),
        ("", None),
        ("n.d.", None),
        ("=1+1", None),
        ("1,234,5", None),
        ("12,5,", None),
        ("inf", None),
        (float("nan"), None),
        ("1e999", None),
        (True, None),
        (None, None),
    ],
)
def test_a_number_is_read_as_it_is_written_or_not_at_all(cell: object, value: float | None) -> None:
    assert number_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "status", "remark", "unreadable"),
    [
        ("", Status.NOT_AVAILABLE, "valeur absente", False),
        ("  ", Status.NOT_AVAILABLE, "valeur absente", False),
        (None, Status.NOT_AVAILABLE, "valeur absente", False),
        ("nd", Status.NOT_AVAILABLE, "non disponible", False),
        ("N.D.", Status.NOT_AVAILABLE, "non disponible", False),
        ("…", Status.NOT_AVAILABLE, "non disponible", False),
        ("s", Status.SECRET, "secret statistique", False),
        ("Secret  statistique", Status.SECRET, "secret statistique", False),
        ("sans objet", Status.NOT_APPLICABLE, "sans objet", False),
        ("=A1", Status.NOT_AVAILABLE, "formule non calculée", True),
        ("#DIV/0!", Status.NOT_AVAILABLE, "erreur de calcul du tableur", True),
        ("douze", Status.NOT_AVAILABLE, "la valeur n’est pas un nombre", True),
        (True, Status.NOT_AVAILABLE, "la valeur n’est pas un nombre", True),
    ],
)
def test_a_cell_without_number_says_why_and_is_never_zero(
    cell: object,
    status: Status,
    remark: str,
    unreadable: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert value_of(cell) == Value(None, status, remark, unreadable=unreadable)


def test_a_true_zero_is_a_value() -> None:
    assert value_of("0") == Value(0.0)
    assert value_of(" 0,0 % ") == Value(0.0, percent=True)


def test_a_code_is_text_even_from_a_spreadsheet() -> None:
    assert code_text(1001.0) == "1001"
    assert code_text(" 2a ") == "2A"
    assert code_text("'01") == "01"
    assert code_text(None) == ""


def test_codes_are_resolved_one_by_one(observatory: Database) -> None:
    def found(level: Level, code: str) -> tuple[str | None, str]:
        return resolve(observatory, level, code)[:2]

    assert found(Level.DEPARTEMENT, "1") == ("01", "zéro initial rétabli\u202f: 01")
    assert found(Level.COMMUNE, "1001") == ("01001", "zéro initial rétabli\u202f: 01001")
    assert found(Level.COMMUNE, "74011") == ("74010", "ancien code\u202f: Annecy (74010) aujourd’hui")
    assert found(Level.DEPARTEMENT, "35288") == (None, "code d’un autre niveau (commune)")
    assert found(Level.COMMUNE, "QP009001") == (None, "code de quartier prioritaire, qui n’est pas pris ici")
    assert found(Level.COMMUNE, "99999") == (None, "code inconnu")
    assert found(Level.REGION, "") == (None, "code absent")


def test_zeros_are_not_given_back_when_the_reader_refuses(observatory: Database) -> None:
    assert resolve(observatory, Level.COMMUNE, "1001", zeros=False)[:2] == (None, "code inconnu")


def test_columns_and_level_are_guessed(observatory: Database) -> None:
    assert guess(observatory, table(FILE)) == (0, 2, Level.DEPARTEMENT)
    regions = "valeur;region\n1;11\n2;24\n3;53\n4;76\n"
    assert guess(observatory, table(regions)) == (1, 0, Level.REGION)
    assert guess(observatory, table("a;code;v\nx;243500139;1\ny;246700488;2\n")) == (1, 2, Level.EPCI)


@pytest.mark.parametrize(
    ("heading", "cells", "kind"),
    [
        ("Taux de chômage", ["7", "8"], Kind.RATE),
        ("valeur (%)", ["7"], Kind.RATE),
        ("v", ["7 %", "8 %"], Kind.RATE),
        ("v", ["7,5", "8"], Kind.RATE),
        ("v", ["7", "8", "nd"], Kind.COUNT),
        ("Nombre d’emplois", ["7,5"], Kind.COUNT),
        ("v", ["-7", "8"], Kind.RATE),
        ("v", ["nd"], Kind.RATE),
    ],
)
def test_a_count_or_a_rate_is_guessed(heading: str, cells: list[object], kind: Kind) -> None:
    assert guess_kind(heading, cells) is kind


def test_the_unit_and_the_title_are_proposed_and_never_invented() -> None:
    assert guess_unit("Taux de chômage", Kind.RATE, ["7"]) == "%"
    assert guess_unit("v", Kind.RATE, ["7 %"]) == "%"
    assert guess_unit("indice", Kind.RATE, ["7"]) == ""
    assert guess_unit("Part", Kind.COUNT, ["7"]) == ""
    assert guess_label("taux d'emploi") == "Taux d’emploi"


def test_every_row_is_used_or_left_out_with_its_reason(observatory: Database) -> None:
    found = read_values(observatory, table(FILE), Layout(0, 2, Level.DEPARTEMENT, Kind.RATE))

    assert found.values == {"01": 12.5, "2A": 3.0, "35": 1204.5, "974": 0.0}
    assert found.absences == {
        "29": Absence(Status.NOT_AVAILABLE, "valeur absente"),
        "53": Absence(Status.NOT_AVAILABLE, "non disponible"),
        "56": Absence(Status.SECRET, "secret statistique"),
    }
    assert {line.row: line.remark for line in found.left_out} == {
        4: "code inconnu",
        5: "valeur absente",
        6: "formule non calculée",
        7: "code inconnu",
        8: "non disponible",
        9: "secret statistique",
    }
    assert found.row_count == len(found.values) + len(found.left_out)


def test_counts_of_communes_that_are_now_one_are_summed_and_said(observatory: Database) -> None:
    found = read_values(observatory, table("c;nombre\n74010;10\n74011;5\n1001;7\n"), COUNTS)

    summed = "additionnée avec les autres lignes qui mènent à Annecy (74010)"
    assert found.values == {"74010": 15.0, "01001": 7.0}
    assert [(line.row, line.remark) for line in found.mended] == [
        (1, summed),
        (2, f"ancien code\u202f: Annecy (74010) aujourd’hui\u202f; {summed}"),
        (3, "zéro initial rétabli\u202f: 01001"),
    ]
    assert found.left_out == ()
    assert found.restored == 1


def test_rates_of_communes_that_are_now_one_are_never_averaged(observatory: Database) -> None:
    found = read_values(observatory, table("c;taux\n74010;10\n74011;5\n01001;7\n"), RATES)

    assert found.values == {"01001": 7.0}
    assert found.absences["74010"].status is Status.NOT_AVAILABLE
    assert "la moyenne de taux est fausse" in found.absences["74010"].note
    assert [line.row for line in found.left_out] == [1, 2]


def test_the_rate_of_one_former_commune_is_not_that_of_the_new_one(observatory: Database) -> None:
    rate = read_values(observatory, table("c;taux\n74011;5\n"), RATES)
    assert rate.values == {}
    assert "Annecy (74010) n’est ici qu’en partie" in rate.absences["74010"].note

    count = read_values(observatory, table("c;n\n74011;5\n"), COUNTS)
    assert count.values == {"74010": 5.0}
    assert "le nombre est celui de cette ancienne commune" in count.mended[0].remark


def test_a_code_given_twice_is_summed_for_a_count_and_absent_for_a_rate(observatory: Database) -> None:
    text = "c;v\n35;4\n35;6\n35;6\n22;1\n"
    count = read_values(observatory, table(text), Layout(0, 1, Level.DEPARTEMENT, Kind.COUNT))
    assert count.values == {"35": 16.0, "22": 1.0}
    assert count.mended[2].remark.endswith(
        "même code et même nombre que la ligne 2, vérifiez qu’elle n’est pas en double"
    )

    rate = read_values(observatory, table(text), Layout(0, 1, Level.DEPARTEMENT, Kind.RATE))
    assert rate.values == {"22": 1.0}
    assert [line.row for line in rate.left_out] == [1, 2, 3]


def test_a_sum_with_a_missing_part_is_missing_and_secrecy_stays(observatory: Database) -> None:
    found = read_values(observatory, table("c;n\n35;4\n35;s\n22;4\n22;\n"), Layout(0, 1, Level.DEPARTEMENT, Kind.COUNT))

    assert found.values == {}
    assert found.absences["35"].status is Status.SECRET
    assert found.absences["22"].status is Status.NOT_AVAILABLE
    assert "un total partiel serait faux" in found.absences["22"].note


def test_a_negative_count_is_refused_and_a_negative_rate_is_read(observatory: Database) -> None:
    text = table("c;n\n35;-4\n")
    assert read_values(observatory, text, Layout(0, 1, Level.DEPARTEMENT, Kind.COUNT)).values == {}
    assert read_values(observatory, text, Layout(0, 1, Level.DEPARTEMENT, Kind.RATE)).values == {"35": -4.0}


def test_a_workbook_that_lost_its_zeros_is_mended(observatory: Database) -> None:
    body = workbook(("Données", [("dep", "valeur"), (1, 10.5), (35, 20)]))

    found = read_values(observatory, read_table(body, "x.xlsx"), Layout(0, 1, Level.DEPARTEMENT, Kind.RATE))

    assert found.values == {"01": 10.5, "35": 20.0}
    assert [line.remark for line in found.mended] == ["zéro initial rétabli\u202f: 01"]


def test_a_sheet_is_chosen_in_a_workbook_of_several() -> None:
    body = workbook(("Lisez-moi", [("a",), ("b",)]), ("Données", [("dep", "v"), ("35", "20,5")]))

    assert sheets_of(body, "x.xlsx") == ("Lisez-moi", "Données")
    assert sheets_of(b"a;b\n1;2\n", "x.csv") == ()
    chosen = read_table(body, "x.xlsx", "Données")
    assert chosen.columns == (("35",), ("20,5",))
    assert chosen.reading == "classeur XLSX, feuille «\u202fDonnées\u202f»"


def test_a_percentage_of_a_workbook_is_what_the_reader_sees(observatory: Database) -> None:
    body = workbook(("Feuil1", [("dep", "part"), ("35", 0.125), ("22", 0.07)]), percent=True)

    found = read_values(observatory, read_table(body, "x.xlsx"), Layout(0, 1, Level.DEPARTEMENT, Kind.RATE))

    assert found.values == {"35": 12.5, "22": 7.0}
    assert found.percents == 2


@pytest.mark.parametrize(
    "text",
    ["dep;v\n35;1,5\n22;2\n", "dep,v\n35,1.5\n22,2\n", "dep\tv\n35\t1,5\n22\t2\n", '"dep";"v"\n"35";"1,5"\n"22";"2"\n'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_of_any_separator_and_encoding_is_read(observatory: Database, text: str, encoding: str) -> None:
    read = read_table(text.replace("dep", "département").encode(encoding), "x.csv")

    assert read.headings == ("département", "v")
    found = read_values(observatory, read, Layout(0, 1, Level.DEPARTEMENT, Kind.RATE))
    assert found.values == {"35": 1.5, "22": 2.0}


def test_what_cannot_be_read_is_refused_in_french() -> None:
    with pytest.raises(EmptyFileError, match=r"x.csv est vide"):
        read_table(b"", "x.csv")
    with pytest.raises(FileTooLargeError, match="dépasse la limite de 20 Mo"):
        read_table(b"a;b\n" * (6 * 1024 * 1024), "x.csv")
    with pytest.raises(UnreadableFileError, match="UTF-16"):
        read_table("a;b\n1;2\n".encode("utf-16"), "x.csv")
    with pytest.raises(UnreadableFileError, match="n’est pas un classeur XLSX lisible"):
        read_table(b"PK\x03\x04 rien", "x.xlsx")


def test_a_file_without_any_known_code_says_what_is_taken(observatory: Database) -> None:
    def problem(text: str) -> str:
        read = table(text)
        codes, values, level = guess(observatory, read)
        return why_no_codes(read, read_values(observatory, read, Layout(codes, values, level, Kind.RATE)))

    quarters = problem("qpv;v\nQP009001;1\nQP009002;2\n")
    assert "Les codes de quartiers prioritaires ne sont pas pris." in quarters
    assert "codes officiels de régions (2 chiffres)" in quarters
    assert "n’a qu’une colonne" in problem("nom\nBretagne\nAlsace\n")
    assert "Les codes de quartiers" not in problem("nom;v\nBretagne;1\nAlsace;2\n")
    assert problem("dep;v\n35;1\n22;2\n") == ""


def test_decimals_are_those_of_the_file() -> None:
    assert decimals_of([1.0, 2.0]) == 0
    assert decimals_of([1.0, 2.5]) == 1
    assert decimals_of([1.25, 2.0]) == 2
    assert decimals_of([]) == 0


def test_the_words_of_the_reader_cannot_be_markup() -> None:
    imported = Imported(Level.REGION, {"53": 1.0}, {}, (), (), 1)

    indicator = indicator_of_file("<img src=x onerror=alert(1)> taux", "<b>%", Kind.RATE, imported)

    assert "<" not in indicator.label + indicator.unit + indicator.phrase
    assert "(donnée importée)" in indicator.label


def test_every_level_offered_has_names(observatory: Database) -> None:
    assert names_of(observatory)[Level.COMMUNE]["35238"] == "Rennes"
    assert names_of(observatory)[Level.DEPARTEMENT]["2A"] == "Corse-du-Sud"
