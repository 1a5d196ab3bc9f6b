"""What a portrait shows, at every level: the numbers of the screen, the reasons of what is absent, where it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from observatory import formatting as fr
from observatory import queries
from observatory.catalogue import Filters, select
from observatory.charts import build_chart
from observatory.database import Database
from observatory.exports.portrait.charts_shown import charts_shown
from observatory.exports.portrait.contents import contents
from observatory.exports.portrait.model import Portrait, Publication
from observatory.exports.portrait.wording import left_out, listed
from observatory.model import Level, Territory
from observatory.standing import last_period, standing

Find = Callable[[str], Territory]
DAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def made(observatory: Database, place: Find) -> Callable[[str], Portrait]:
    publication = Publication(DAY, observatory.version, "Observatoire", "http://ess.example")
    return lambda key: contents(observatory, place(key), publication)


def test_every_key_figure_is_the_value_of_the_screen(
    observatory: Database, place: Find, made: Callable[[str], Portrait]
) -> None:
    bretagne = place("region-53")
    own = standing(observatory, bretagne)
    by_label = {indicator.label: indicator for indicator in queries.indicators(observatory).values()}

    rows = made("region-53").figures.rows

    assert len(rows) == len(by_label)
    for row in rows:
        indicator = by_label[row.label]
        reading = own.reading(indicator, last_period(observatory, indicator, bretagne))
        assert row.own.text == fr.value_text(reading.value, indicator, reading.status)
        assert row.own.known == (reading.value is not None)


def test_the_published_share_of_bretagne_is_there_with_its_rank_and_that_of_france(
    made: Callable[[str], Portrait],
) -> None:
    row = made("region-53").figures.rows[0]

    assert (row.label, row.own.text, row.period) == ("Part de l’ESS dans l’emploi salarié", "14,3\u202f%", "2015")
    assert (row.rank, row.references[0].text) == ("1ʳᵉ sur 17", "10,5\u202f%")


def test_a_commune_says_where_the_source_stops_and_shows_what_contains_it(made: Callable[[str], Portrait]) -> None:
    portrait = made("commune-67001")

    share = portrait.figures.rows[0]
    assert [column.value for column in portrait.figures.columns] == [
        "Eurométropole de Strasbourg",
        "Bas-Rhin",
        "Grand Est",
        "France",
    ]
    assert (share.own.text, share.note) == ("non disponible", "la source s’arrête aux départements")
    assert [cell.known for cell in share.references] == [False, True, True, True]
    assert portrait.neighbourhoods.sentences[0].endswith("son intercommunalité, Eurométropole de Strasbourg.")


def test_france_has_no_reference_and_ranks_its_regions(made: Callable[[str], Portrait]) -> None:
    portrait = made("france-FR")

    assert portrait.figures.columns == ()
    bars = portrait.charts[0].bars
    assert (bars[0].name, bars[0].share, bars[0].text) == ("Bretagne", 1.0, "14,3\u202f%")
    mayotte = next(bar for bar in bars if bar.name == "Mayotte")
    assert (mayotte.share, mayotte.text) == (None, "non disponible")


def test_bars_and_curves_hold_the_values_of_the_chart_of_the_screen(
    observatory: Database, made: Callable[[str], Portrait]
) -> None:
    compared, over_time, *_ = made("region-53").charts

    chart = build_chart(observatory, compared.key, dict(compared.parameters))
    rank = [column.name for column in chart.table.columns].index("part_ess_emploi")
    values = [row[rank] for row in chart.table.rows]
    assert [bar.share for bar in compared.bars] == [value / max(values) for value in values]
    assert compared.plain == chart.plain
    assert [point.text for point in over_time.curves[0].pieces[0]] == ["13,6\u202f%", "14,3\u202f%", "14,3\u202f%"]
    assert [round(point.x * 7) for point in over_time.curves[0].pieces[0]] == [0, 6, 7]  # 2008, 2014, 2015


def test_an_epci_is_compared_on_a_rate_that_it_has(made: Callable[[str], Portrait]) -> None:
    compared = made("epci-246700488").charts[0]

    # Residents of priority neighbourhoods, 2018: 15.3 % against 7.8 % in France.
    assert [(bar.name, bar.text) for bar in compared.bars if bar.own or bar.name == "France"] == [
        ("Eurométropole de Strasbourg", "15,3\u202f%"),
        ("France", "7,8\u202f%"),
    ]


def test_the_families_of_the_ess_are_drawn_when_a_source_brings_them(with_parts: Database) -> None:
    bretagne = next(p for p in [queries.territory(with_parts, *_key("region-53"))] if p)

    families = charts_shown(with_parts, bretagne)[-1]

    first = families.stacks[0]
    assert first.name == "Bretagne"
    assert [(s.name, s.share_pct) for s in first.slices[:2]] == [("Associations", 75.0), ("Coopératives", 1000 / 60)]
    assert families.stacks[-1].name == "France"


def _key(text: str) -> tuple[Level, str]:
    level, _, code = text.partition("-")
    return Level(level), code


def test_its_own_initiatives_come_first_and_each_has_its_passage(
    observatory: Database, place: Find, made: Callable[[str], Portrait]
) -> None:
    portrait = made("epci-246700488")
    rows = select(observatory, Filters(place("epci-246700488")))

    shown = portrait.initiatives.shown

    assert len(shown) == 14
    rest = rows["initiative_id"].nunique() - 14
    assert portrait.initiatives.left_out[14] == f"Et {rest} autres initiatives, à lire à l’écran."
    assert all(passage.source for initiative in shown for passage in initiative.passages)
    assert "ligne" in shown[0].passages[0].source


def test_a_commune_without_initiative_shows_those_of_its_intercommunalite(made: Callable[[str], Portrait]) -> None:
    sentences = made("commune-67001").initiatives.sentences

    assert sentences[0].startswith("Les documents lus ne citent aucune initiative à Achenheim.")
    assert sentences[1].startswith("Autour\u202f: 38 initiatives citées dans l’Eurométropole de Strasbourg")


def test_the_address_and_the_file_are_named_by_the_territory(made: Callable[[str], Portrait]) -> None:
    portrait = made("epci-246700488")

    assert portrait.address == "http://ess.example/portrait?territoire=epci-246700488"
    assert portrait.file_name == "portrait_eurometropole-de-strasbourg_2026"


def test_what_is_left_out_is_counted_for_each_number_shown() -> None:
    assert left_out(3, 3, "levier", "leviers") == (
        "Et 3 leviers.",
        "Et 2 autres leviers.",
        "Et 1 autre levier.",
        "",
    )


def test_a_list_of_names_is_cut_only_when_two_or_more_are_left() -> None:
    assert listed(["A", "B", "C", "D"]) == "A, B, C et D"
    assert listed(["A", "B", "C", "D", "E"]) == "A, B, C et 2 autres"


def test_the_map_circles_a_territory_too_small_to_be_seen(made: Callable[[str], Portrait]) -> None:
    commune, region = made("commune-67001").map, made("region-53").map

    assert commune is not None
    assert len(commune.halos) == 1
    assert region is not None
    assert region.halos == ()
    assert "Mayotte en France" in made("departement-976").map_caption


def test_the_contracts_of_every_epci_add_up_to_its_published_residents(observatory: Database) -> None:
    values = queries.values_by_territory(observatory, "population_qpv", Level.EPCI, "2018").dropna(subset="value")

    assert len(values) > 300
    for code, value in zip(values["code"], values["value"], strict=True):
        assert queries.contrats_de_ville(observatory, Level.EPCI, code)["population_qpv"].sum() == value, code


def test_a_commune_that_signed_its_own_contract_shows_its_residents(made: Callable[[str], Portrait]) -> None:
    listing = made("commune-75056").neighbourhoods

    assert listing.sentences[0].startswith("1 contrat de ville à Paris, 142\u202f981 habitants")
    assert [(entry.name, entry.detail) for entry in listing.entries] == [("Paris", "142\u202f981 habitants")]


def test_few_initiatives_are_completed_with_those_around(made: Callable[[str], Portrait]) -> None:
    initiatives = made("departement-48").initiatives

    assert initiatives.shown[0].name == "Terres de Vie – Micro-filière meunerie sur la Margeride"
    assert initiatives.sentences[1].startswith("Autour\u202f: ")
    assert len({i.name for i in initiatives.shown}) == len(initiatives.shown) == 14
