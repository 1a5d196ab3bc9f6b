"""What an export says of a chart: definition, filters, sources, citation, address."""

from __future__ import annotations

import datetime as dt

import pytest
from exported import ADDRESS, CASES, NAMES, leaf_of, provenance

from observatory.charts import CHARTS
from observatory.database import Database
from observatory.exports.about import about
from observatory.exports.address import view_address
from observatory.exports.citation import citation
from observatory.exports.plain_text import clean, long_date, printed_subtitle, sheet_name, without_tags


@pytest.mark.parametrize(("name", "parameters"), CASES, ids=NAMES)
def test_every_chart_says_what_it_is_and_where_it_comes_from(
    with_parts: Database, name: str, parameters: dict[str, str]
) -> None:
    chart = CHARTS[name](with_parts, parameters)

    told = about(with_parts, chart)

    assert told.definition
    assert told.definition != chart.title
    assert told.unit
    assert told.territory
    assert told.period
    assert told.sources
    for source in told.sources:
        assert source.citation.endswith(".")
        assert source.licence
        assert source.landing_page.startswith("http")
        assert source.edition


def test_the_cases_hold_every_chart_but_the_plan() -> None:
    assert {name for name, _ in CASES} == set(CHARTS) - {"plan-qpv"}


def test_an_indicator_is_described_in_words(observatory: Database) -> None:
    chart = CHARTS["carte"](observatory, {"niveau": "departement", "territoire": "region-53", "cadre": "region"})

    told = about(observatory, chart)

    assert told.filters == (
        ("Indicateur", "Part de l’ESS dans l’emploi salarié"),
        ("Niveau", "départements"),
        ("Année", "2015"),
        ("Territoire", "Bretagne"),
        ("Cadre", "la région du territoire choisi"),
    )
    assert (told.unit, told.territory, told.period) == ("%", "Bretagne", "2015")
    assert told.vintage == "Géographie 2016"
    assert [source.citation for source in told.sources] == [
        "Insee, Clap 2008, 2014 et 2015 (indicateurs territoriaux de développement durable)."
    ]


def test_the_filters_of_the_catalogue_are_told_in_words(observatory: Database) -> None:
    chart = CHARTS["carte-initiatives"](
        observatory, {"type": "scic,ptce", "theme": "evaluation", "de": "2010", "document": "listes", "texte": "eau"}
    )

    told = dict(about(observatory, chart).filters)

    assert told == {
        "Territoire": "France",
        "Types": "Société coopérative d’intérêt collectif (SCIC), Pôle territorial de coopération économique (PTCE)",
        "Thèmes": "Évaluation",
        "Document": "listes publiées de lauréats",
        "Années": "depuis 2010",
        "Mot cherché": "eau",
    }


def test_a_rate_cites_the_source_of_its_denominator_too(observatory: Database) -> None:
    chart = CHARTS["evolution"](observatory, {"indicateur": "postes_fonjep_pour_10000_habitants_qpv"})

    assert len(about(observatory, chart).sources) == 2
    assert about(observatory, chart).period == "2020-2023"


def test_a_citation_names_producer_title_source_database_day_and_address(observatory: Database) -> None:
    leaf = leaf_of(observatory, "classement", {"niveau": "region", "annee": "2015"})

    text = citation(leaf, about(observatory, leaf.chart), provenance(observatory))

    assert text == (
        "Insee. «\u202fPart de l’ESS dans l’emploi salarié\u202f: des plus hautes valeurs aux plus basses, "
        "2015\u202f», en\xa0% · régions de la France · 2015. "
        "Source\u202f: Insee, Clap 2008, 2014 et 2015 (indicateurs territoriaux de développement durable). "
        "Dans\u202f: Observatoire territorial de l’économie sociale et solidaire, base "
        f"{observatory.version[:12]}, consulté le 22\xa0novembre 2026. Adresse\u202f: {ADDRESS}"
    )


@pytest.mark.parametrize(
    ("name", "parameters", "address"),
    [
        (
            "carte",
            {"niveau": "region"},
            "/indicateurs?indicateur=part_ess_emploi&niveau=region&annee=2015&territoire=france-FR",
        ),
        (
            "evolution",
            {"territoire": "region-53"},
            "/indicateurs?indicateur=part_ess_emploi&territoire=region-53&vue=evolution",
        ),
        ("matrice", {"territoire": "region-53"}, "/initiatives?territoire=region-53&vue=matrice"),
        ("spaser", {}, "/leviers?territoire=france-FR"),
        ("carte-qpv", {}, "/quartiers?territoire=france-FR"),
    ],
)
def test_a_chart_has_the_address_of_its_page(
    observatory: Database, name: str, parameters: dict[str, str], address: str
) -> None:
    chart = CHARTS[name](observatory, parameters)

    assert view_address("http://ici.test:8501/", chart) == f"http://ici.test:8501{address}"


def test_the_page_the_reader_comes_from_is_the_address_only_on_the_same_site(observatory: Database) -> None:
    chart = CHARTS["delegations"](observatory, {})
    usual = "http://ici.test/leviers?territoire=france-FR"

    assert view_address("http://ici.test/", chart, "http://ici.test/portrait?x=1") == "http://ici.test/portrait?x=1"
    assert view_address("http://ici.test/", chart, "http://ailleurs.test/") == usual
    assert view_address("http://ici.test/", chart, "http://ici.test/" + "a" * 3000) == usual


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("Emploi : Île-de-France / 2015", [], "Emploi Île-de-France 2015".replace("Emploi ", "Emploi   ", 1)),
        ("'=cmd|[x]?*'", [], "=cmd| x"),
        ("", [], "Feuille"),
        ("Données", ["données"], "Données (2)"),
        ("History", [], "History (2)"),
        ("é" * 200, [], "é" * 30 + "…"),
        ("🌱" * 40, [], "🌱" * 15 + "…"),
    ],
)
def test_a_sheet_name_is_one_that_a_workbook_accepts(wanted: str, taken: list[str], name: str) -> None:
    made = sheet_name(wanted, taken)

    assert " ".join(made.split()) == " ".join(name.split())
    assert len(made.encode("utf-16-le")) // 2 <= 31


def test_long_names_that_begin_alike_stay_apart() -> None:
    names: list[str] = []
    for _ in range(12):
        names.append(sheet_name("x" * 50, names))

    assert len(set(names)) == 12
    assert max(map(len, names)) == 31


def test_characters_that_xml_refuses_are_left_out() -> None:
    assert clean("a\x00b\x0bc\ud800d\ufffe🌱é\t") == "abcd🌱é\t"


def test_a_label_loses_its_tags_and_keeps_its_signs() -> None:
    assert without_tags("<b>A &amp; B</b><br>2 &lt; 3") == "A & B 2 < 3"


def test_what_only_a_screen_does_is_not_printed() -> None:
    assert printed_subtitle("19 quartiers · points · un clic ouvre la fiche") == "19 quartiers · points"


def test_the_first_of_a_month_is_written_in_french() -> None:
    assert long_date(dt.date(2026, 3, 1)) == "1er\xa0mars 2026"
