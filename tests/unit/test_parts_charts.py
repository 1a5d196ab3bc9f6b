"""The parts of an indicator: shares, sectors, specialisation and index curves, computed by hand."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest

from observatory.charts import CHARTS, OF_PARTS
from observatory.charts.parts_compared import absence, minimum, nearest
from observatory.charts.parts_of import MissingPartsError, splits
from observatory.choices import UnknownChoiceError
from observatory.database import Database
from observatory.measures import location_quotient
from observatory.queries import indicators

BRETAGNE = {"indicateur": "effectifs_ess", "territoire": "region-53"}


def table(base: Database, name: str, **address: str) -> list[dict[str, Any]]:
    """The rows of a chart's table, by column."""
    chart = CHARTS[name](base, {**BRETAGNE, **address})
    names = [column.name for column in chart.table.columns]
    return [dict(zip(names, row, strict=True)) for row in chart.table.rows]


def test_a_quotient_is_a_share_over_the_reference_share() -> None:
    quotient = location_quotient(pd.Series({"10": 10.0, "88": 25.0}), pd.Series({"10": 2.0, "88": 31.25}))

    assert quotient.to_dict() == {"10": 5.0, "88": 0.8}


def test_a_quotient_with_one_reference_for_all() -> None:
    assert location_quotient(pd.Series([5.0, 20.0]), 10.0).tolist() == [0.5, 2.0]


@pytest.mark.parametrize("reference", [pd.Series({"88": 0.0}), pd.Series({"87": 5.0}), 0.0])
def test_a_quotient_without_reference_is_absent_and_not_zero(reference: pd.Series | float) -> None:
    assert math.isnan(location_quotient(pd.Series({"88": 25.0}), reference)["88"])


def test_families_are_shares_of_the_published_total_and_a_secret_one_is_said(with_parts: Database) -> None:
    rows = [row for row in table(with_parts, "familles") if row["code"] == "53"]

    assert [(row["famille"], row["effectifs_ess"], row["statut"]) for row in rows] == [
        ("Associations", 900, "observé"),
        ("Coopératives", 200, "observé"),
        ("Mutuelles", 80, "observé"),
        ("Fondations", None, "secret statistique"),
    ]
    assert [row["part"] for row in rows] == [75.0, pytest.approx(100 / 6), pytest.approx(20 / 3), None]


def test_what_no_family_accounts_for_is_drawn_as_not_split(with_parts: Database) -> None:
    figure = CHARTS["familles"](with_parts, BRETAGNE).figure.to_plotly()
    unsplit = next(trace for trace in figure.data if trace.name == "Non ventilé")

    # Bretagne: 1,200 less 900, 200 and 80; France: nothing left
    assert list(unsplit.x) == [pytest.approx(100 * 20 / 1200), 0.0]
    assert list(figure.layout.yaxis.ticktext) == ["Bretagne", "France"]
    assert next(t for t in figure.data if t.name == "Fondations").x[0] is None


def test_families_that_add_up_are_drawn_without_rest(with_parts: Database) -> None:
    figure = CHARTS["familles"](with_parts, {**BRETAGNE, "territoire": "france-FR"}).figure

    assert [trace["name"] for trace in figure.data] == ["Associations", "Coopératives", "Mutuelles", "Fondations"]


def test_a_share_too_small_for_its_bar_is_not_written_in_it(with_parts: Database) -> None:
    figure = CHARTS["familles"](with_parts, {**BRETAGNE, "territoire": "departement-35"}).figure
    texts = {trace["name"]: trace["text"][0] for trace in figure.data if "text" in trace}

    assert texts == {"Associations": "80,0\u202f%", "Coopératives": "12,0\u202f%", "Mutuelles": "", "Fondations": ""}


def test_a_family_unknown_to_the_source_keeps_its_own_bar(with_parts: Database) -> None:
    rows = table(with_parts, "familles", indicateur="nombre_structures_ess")

    assert [(row["famille"], row["part"]) for row in rows] == [("Associations", 75.0), ("Famille inconnue", 25.0)]


def test_sectors_add_their_families_and_the_rest_is_said(with_parts: Database) -> None:
    chart = CHARTS["secteurs"](with_parts, BRETAGNE)
    names = chart.figure.layout["yaxis"]["ticktext"]
    texts = dict(zip(names, chart.figure.data[0]["text"], strict=True))

    assert texts["Hébergement médico-social"] == "200 (16,7\u202f%)"  # 180 + 20
    assert texts["1 autre secteur"] == "10 (0,8\u202f%)"  # the thirteenth known: wholesale
    # 1,200 less 300+200+120+72+60+60+60+50+40+30+24+18+10: education is secret
    assert texts["Non ventilé"] == "156 (13,0\u202f%)"
    assert len(names) == 14


def test_a_sector_with_a_secret_family_has_no_total(with_parts: Database) -> None:
    education = next(row for row in table(with_parts, "secteurs") if row["code"] == "85")

    assert (education["effectifs_ess"], education["part"]) == (None, None)
    assert education["statut"] == "secret statistique"


def test_the_matrix_tells_an_absent_line_from_a_secret(with_parts: Database) -> None:
    chart = CHARTS["secteurs-familles"](with_parts, BRETAGNE)
    heat, words = chart.figure.data
    education = heat["y"].index("Enseignement")

    assert heat["x"] == ["Associations", "Coopératives", "Mutuelles", "Fondations"]
    assert heat["text"][education] == ["120", "", "", "secret"]
    assert heat["z"][education][1:] == [None, None, None]
    written = list(zip(words["y"], words["x"], words["text"], strict=True))
    assert ("Enseignement", "Fondations", "secret") in written
    row = next(r for r in table(with_parts, "secteurs-familles") if r["code"] == "85")
    assert row["remarque"] == "Fondations\u202f: secret statistique"


def test_the_matrix_begins_with_the_largest_sector(with_parts: Database) -> None:
    rows = table(with_parts, "secteurs-familles")

    assert [row["code"] for row in rows[:4]] == ["88", "87", "10", "85"]  # 300, 200, 120 and at least 120
    assert len(rows) == 14


def test_specialisation_divides_the_shares_and_leaves_small_sectors_out(with_parts: Database) -> None:
    rows = table(with_parts, "specialisation")
    kept = {row["code"]: row["indice"] for row in rows if row["indice"] is not None}

    # 10 % against 2 %, 16.67 % against 16 %, 25 % against 31 %
    assert kept == {"10": pytest.approx(5.0), "87": pytest.approx(1.0416667), "88": pytest.approx(0.8064516)}
    assert [row["code"] for row in rows][:3] == ["10", "87", "88"]
    small = next(row for row in rows if row["code"] == "93")
    assert small["remarque"] == "laissé de côté\u202f: moins de 100 salariés"
    assert next(row for row in rows if row["code"] == "85")["remarque"] == "non disponible"


def test_specialisation_says_its_formula_its_reference_and_its_minimum(with_parts: Database) -> None:
    chart = CHARTS["specialisation"](with_parts, BRETAGNE)

    assert chart.foot[-1] == (
        "Indice\u202f: part du secteur dans l’ESS du territoire ÷ part du même secteur dans l’ESS de la France, "
        "même année. Secteurs de moins de 100 salariés laissés de côté."
    )
    bar = chart.figure.data[0]
    assert bar["base"] == 1
    assert bar["x"] == [pytest.approx(4.0), pytest.approx(0.0416667), pytest.approx(-0.1935484)]


def test_the_minimum_follows_what_is_counted(with_parts: Database) -> None:
    known = indicators(with_parts)

    assert minimum(known["effectifs_ess"]) == 100
    assert minimum(known["nombre_structures_ess"]) == 20


def test_index_curves_set_the_ess_beside_the_rest_here_and_in_france(with_parts: Database) -> None:
    figure = CHARTS["indice"](with_parts, BRETAGNE).figure

    lines = [(t["name"], t["line"]["dash"], t["y"][0], t["y"][-1]) for t in figure.data]
    assert lines == [
        ("Bretagne, ESS", "solid", 100, 115),
        ("Bretagne, privé hors ESS", "dash", 100, 108),
        ("France, ESS", "solid", 100, 112),
        ("France, privé hors ESS", "dash", 100, 106),
    ]


def test_an_index_without_the_rest_draws_one_curve_and_says_so(with_parts: Database) -> None:
    chart = CHARTS["indice"](with_parts, {**BRETAGNE, "territoire": "departement-35"})

    assert [t["name"] for t in chart.figure.data][:2] == ["Ille-et-Vilaine, ESS", "France, ESS"]
    assert "le secteur privé hors ESS n’est pas disponible" in chart.plain


def test_france_alone_has_no_curve_twice(with_parts: Database) -> None:
    figure = CHARTS["indice"](with_parts, {**BRETAGNE, "territoire": "france-FR"}).figure

    assert [t["name"] for t in figure.data] == ["France, ESS", "France, privé hors ESS"]


@pytest.mark.parametrize(
    ("name", "address", "sentence"),
    [
        (
            "secteurs",
            {"territoire": "departement-35"},
            "La répartition par secteur n’est pas disponible en Ille-et-Vilaine\u202f: la source s’arrête aux régions.",
        ),
        (
            "familles",
            {"territoire": "departement-976"},
            "La répartition par famille n’est pas disponible à Mayotte en 2022\u202f: la source ne couvre pas Mayotte.",
        ),
        (
            "familles",
            {"annee": "2015"},
            "La répartition par famille n’est pas disponible en Bretagne en 2015\u202f: la source la donne pour 2022.",
        ),
        (
            "familles",
            {"indicateur": "part_ess_emploi"},
            "La répartition par famille n’existe pas pour «\u202fPart de l’ESS dans l’emploi salarié\u202f».",
        ),
        (
            "specialisation",
            {"territoire": "france-FR"},
            (
                "La spécialisation par secteur n’est pas disponible en France\u202f: la France est la référence à "
                "laquelle les territoires sont comparés."
            ),
        ),
        (
            "indice",
            {"territoire": "commune-35238"},
            "La courbe d’indice n’est pas disponible à Rennes\u202f: la source s’arrête aux départements.",
        ),
        (
            "indice",
            {"indicateur": "part_ess_emploi"},
            "La courbe d’indice n’existe pas pour «\u202fPart de l’ESS dans l’emploi salarié\u202f».",
        ),
    ],
)
def test_each_absence_has_its_sentence(with_parts: Database, name: str, address: dict[str, str], sentence: str) -> None:
    asked = {**BRETAGNE, **address}

    assert absence(with_parts, name, asked) == sentence
    with pytest.raises(MissingPartsError) as raised:
        CHARTS[name](with_parts, asked)
    assert str(raised.value) == sentence


def test_what_a_territory_does_not_have_is_shown_for_the_nearest_that_has_it(with_parts: Database) -> None:
    shown, told = nearest(with_parts, "secteurs", {**BRETAGNE, "territoire": "commune-35238"})

    assert shown == BRETAGNE
    assert told.endswith("la source s’arrête aux régions. Voici celle de Bretagne.")


def test_a_year_without_parts_gives_the_last_one_known(with_parts: Database) -> None:
    shown, told = nearest(with_parts, "familles", {**BRETAGNE, "annee": "2015"})

    assert shown == BRETAGNE
    assert told.endswith("Voici celle de la dernière année connue.")


def test_nothing_is_shown_when_nothing_is_known(with_parts: Database) -> None:
    shown, told = nearest(with_parts, "familles", {"indicateur": "part_ess_emploi", "territoire": "region-53"})

    assert shown is None
    assert told.startswith("La répartition par famille n’existe pas")


@pytest.mark.parametrize("name", sorted(OF_PARTS))
def test_the_embedded_default_has_no_parts_and_says_so(observatory: Database, name: str) -> None:
    assert "n’existe pas" in str(absence(observatory, name, {"indicateur": "part_ess_emploi"}))


@pytest.mark.parametrize("name", sorted(OF_PARTS))
@pytest.mark.parametrize("address", [{"territoire": "region-99"}, {"indicateur": "bonheur" * 1000}])
def test_an_address_that_names_nothing_is_refused_in_a_short_sentence(
    with_parts: Database, name: str, address: dict[str, str]
) -> None:
    with pytest.raises(UnknownChoiceError) as raised:
        CHARTS[name](with_parts, {"indicateur": "effectifs_ess", **address})

    assert len(str(raised.value)) < 250


@pytest.mark.parametrize("name", sorted(OF_PARTS - {"indice"}))
def test_a_year_that_names_nothing_is_cut_in_the_sentence(with_parts: Database, name: str) -> None:
    assert len(str(absence(with_parts, name, {**BRETAGNE, "annee": "x" * 5000}))) < 250


@pytest.mark.parametrize("name", sorted(OF_PARTS))
def test_a_chart_is_asked_again_by_its_own_address(with_parts: Database, name: str) -> None:
    chart = CHARTS[name](with_parts, BRETAGNE)
    again = CHARTS[name](with_parts, chart.parameters)

    assert again.title == chart.title
    assert again.table == chart.table
    assert set(chart.parameters) <= {"indicateur", "territoire", "annee"}


def test_rates_are_never_cut_into_shares(with_parts: Database) -> None:
    known = indicators(with_parts)

    assert splits(with_parts, known["indice_effectifs_ess"]) == []
    assert splits(with_parts, known["effectifs_ess"]) == ["familles", "secteurs", "secteurs-familles", "specialisation"]
