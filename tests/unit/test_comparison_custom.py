"""A territory made up: its list, its overlaps, its sums and rates, secrecy applied again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from observatory.charts import CHARTS
from observatory.choices import UnknownChoiceError
from observatory.comparison.custom import clean_name, custom_of, read_list
from observatory.comparison.custom_values import CustomValue, custom_values, initiatives, neighbourhoods
from observatory.database import Database, open_read_only
from observatory.model import Status, Territory
from observatory.queries import cells, indicators

Place = Callable[[str], Territory]


def figures(database: Database, members: str) -> dict[str, CustomValue]:
    custom = custom_of(database, {"mesure": members})
    return {value.indicator.indicator_id: value for value in custom_values(database, custom)}


def published(database: Database, key: str, indicator_id: str, period: str) -> float:
    value = cells(database, (key,))[indicator_id, period, key][0]
    assert value is not None
    return value


@pytest.fixture
def with_secret(database: Path, tmp_path: Path) -> Callable[[str], Database]:
    """The database where the posts of some départements in 2023 are kept secret."""

    def made(codes: str) -> Database:
        path = tmp_path / f"{codes.replace(',', '-')}.duckdb"
        shutil.copy(database, path)
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "UPDATE observation SET value = NULL, status = 'secret' WHERE indicator_id = 'postes_fonjep' "
                "AND period = '2023' AND level = 'departement' AND list_contains(string_split(?, ','), code)",
                [codes],
            )
        return open_read_only(path)

    return made


def test_names_codes_and_former_codes_are_read(observatory: Database) -> None:
    read = read_list(observatory, "Rennes Métropole\n35288, 22\r\n\n74011;Le Havre")

    assert [place.key for place in read.found] == [
        "epci-243500139",
        "commune-35288",
        "departement-22",
        "commune-74010",
        "commune-76351",
    ]
    assert read.problems == ()
    assert read.said == ("74011 est un ancien code\u202f: Annecy aujourd’hui.",)


def test_what_cannot_be_read_is_said_one_by_one(observatory: Database) -> None:
    read = read_list(observatory, "Saint-Denis\nTassin\n99999\n<b>x</b>\n35288\n35288")

    assert [place.key for place in read.found] == ["commune-35288"]
    assert "désigne plusieurs territoires" in read.problems[0]
    assert "Peut-être Tassin-la-Demi-Lune" in read.problems[1]
    assert "n’est ni une commune, ni une intercommunalité" in read.problems[2]
    assert len(read.problems) == 4
    assert read.said == ("Saint-Malo est donné deux fois\u202f: compté une seule fois.",)


def test_paris_is_one_extent_whatever_its_level(observatory: Database) -> None:
    assert [place.key for place in read_list(observatory, "Paris").found] == ["departement-75"]


def test_a_member_inside_another_is_counted_once(observatory: Database) -> None:
    custom = custom_of(observatory, {"mesure": "commune-35024,epci-243500139,commune-35288"})

    assert [member.key for member in custom.members] == ["epci-243500139", "commune-35288"]
    assert custom.said == ("Betton est déjà dans Rennes Métropole\u202f: compté une seule fois.",)
    assert "35024" in custom.communes


def test_an_epci_that_straddles_a_departement_is_left_out_and_said(observatory: Database) -> None:
    rows = observatory.rows(
        "SELECT epci_code, min(departement_code) FROM territory WHERE level = 'commune' AND epci_code IS NOT NULL "
        "GROUP BY epci_code HAVING count(DISTINCT departement_code) > 1 ORDER BY epci_code LIMIT 1"
    )
    epci, departement = rows[0]

    custom = custom_of(observatory, {"mesure": f"epci-{epci},departement-{departement}"})

    assert [member.key for member in custom.members] == [f"departement-{departement}"]
    assert "déborde de" in custom.said[0]


@pytest.mark.parametrize("key", ["region-53", "epci-000", "france-FR", "x"])
def test_other_levels_and_unknown_codes_are_refused(observatory: Database, key: str) -> None:
    with pytest.raises(UnknownChoiceError):
        custom_of(observatory, {"mesure": key})


def test_nothing_or_too_much_is_refused(observatory: Database) -> None:
    with pytest.raises(UnknownChoiceError, match="Aucun territoire"):
        custom_of(observatory, {})
    with pytest.raises(UnknownChoiceError, match="Au plus 100"):
        custom_of(observatory, {"mesure": ",".join(f"commune-{i:05}" for i in range(101))})


def test_a_name_is_text_and_short() -> None:
    assert clean_name("<img src=x>  Pays\nde  Retz") == "img src=x Pays de Retz"
    assert clean_name("  ") == "Territoire sur mesure"
    assert len(clean_name("a" * 500)) == 60


def test_counts_are_summed_and_rates_recomputed_from_their_two_numbers(observatory: Database) -> None:
    found = figures(observatory, "departement-31,departement-93")
    residents = {
        key: published(observatory, key, "population_qpv", "2018") for key in ("departement-31", "departement-93")
    }
    shares = {key: published(observatory, key, "part_population_qpv", "2018") for key in residents}

    assert found["population_qpv"].value == sum(residents.values())
    whole = sum(100 * residents[key] / shares[key] for key in residents)
    assert found["part_population_qpv"].value == pytest.approx(100 * sum(residents.values()) / whole)
    posts = sum(published(observatory, key, "postes_fonjep", "2023") for key in residents)
    assert found["postes_fonjep_pour_10000_habitants_qpv"].value == pytest.approx(
        10_000 * posts / sum(residents.values())
    )


def test_a_published_share_is_never_averaged(observatory: Database) -> None:
    share = figures(observatory, "departement-31,departement-93")["part_ess_emploi"]

    assert (share.value, share.status) == (None, Status.NOT_AVAILABLE)
    assert share.note is not None
    assert "moyenne de parts serait fausse" in share.note


@pytest.mark.parametrize(
    "key", ["departement-31", "epci-246700488", "commune-38185", "departement-48", "departement-976"]
)
def test_one_member_alone_has_its_published_figures(observatory: Database, key: str) -> None:
    known = cells(observatory, (key,))

    for name, value in figures(observatory, key).items():
        if (name, value.period, key) in known:
            assert value.value == known[name, value.period, key][0], name


def test_all_the_departements_of_a_region_sum_to_it(observatory: Database) -> None:
    found = figures(observatory, "departement-22,departement-29,departement-35,departement-56")

    for name in ("population", "population_qpv", "postes_fonjep", "montant_fonjep"):
        assert found[name].value == published(observatory, "region-53", name, found[name].period), name
    assert found["part_population_qpv"].value == pytest.approx(
        published(observatory, "region-53", "part_population_qpv", "2018")
    )


def test_a_territory_without_neighbourhood_adds_nothing_and_dilutes_the_share(observatory: Database) -> None:
    found = figures(observatory, "departement-31,departement-48")

    assert found["population_qpv"].value == published(observatory, "departement-31", "population_qpv", "2018")
    assert found["population_qpv"].note == "sans objet pour Lozère"
    share = found["part_population_qpv"].value
    assert share is not None
    assert share < published(observatory, "departement-31", "part_population_qpv", "2018")
    assert "années mêlées" in (found["part_population_qpv"].note or "")


def test_a_level_the_source_does_not_reach_is_an_absence_with_its_reason(observatory: Database) -> None:
    found = figures(observatory, "epci-243500139,commune-35288")["population_qpv"]

    assert (found.value, found.status) == (None, Status.NOT_AVAILABLE)
    assert found.note == "la source ne va pas jusqu’à ce niveau\u202f: Saint-Malo"


def test_a_secret_member_hides_the_total(with_secret: Callable[[str], Database]) -> None:
    found = figures(with_secret("22"), "departement-22,departement-29")

    assert found["postes_fonjep"].status == Status.SECRET
    assert found["postes_fonjep"].value is None
    assert found["postes_fonjep_pour_10000_habitants_qpv"].status == Status.SECRET
    assert found["montant_fonjep"].status == Status.OBSERVED


def test_a_total_that_would_give_a_secret_cell_by_difference_is_hidden(with_secret: Callable[[str], Database]) -> None:
    found = figures(with_secret("22"), "departement-29,departement-35,departement-56")["postes_fonjep"]

    assert found.status == Status.SECRET
    assert "par différence avec Bretagne" in (found.note or "")


def test_two_secret_cells_protect_each_other_in_their_region(with_secret: Callable[[str], Database]) -> None:
    base = with_secret("22,56")

    assert figures(base, "departement-29,departement-35")["postes_fonjep"].status == Status.OBSERVED


def test_initiatives_are_counted_once_and_neighbourhoods_by_commune(observatory: Database) -> None:
    custom = custom_of(observatory, {"mesure": "epci-246700488,commune-38185"})
    rows = initiatives(observatory, custom)

    value = {v.indicator.indicator_id: v for v in custom_values(observatory, custom)}["nombre_initiatives_citees"]
    assert value.value == rows.loc[rows["source_id"] == "catalogue", "initiative_id"].nunique() > 0
    assert not rows.index.duplicated().any()
    for found in neighbourhoods(observatory, custom_of(observatory, {"mesure": "departement-31"})):
        assert found.known <= found.count
    assert neighbourhoods(observatory, custom_of(observatory, {"mesure": "departement-48"}))[0].count == 0


def test_the_chart_holds_the_territory_its_members_and_their_absences(observatory: Database) -> None:
    chart = CHARTS["mesure"](
        observatory, {"mesure": "departement-31,departement-48", "nom": "Deux", "indicateur": "population_qpv"}
    )

    assert [row[1] for row in chart.table.rows] == ["Deux", "Haute-Garonne", "Lozère"]
    assert chart.table.rows[2][5] == "sans objet"
    assert chart.plain.startswith("Dans «\u202fDeux\u202f», le nombre d’habitants des quartiers prioritaires est de 70")
    with pytest.raises(UnknownChoiceError, match="que pour la France"):
        CHARTS["mesure"](observatory, {"mesure": "departement-31", "indicateur": "nombre_scic"})


def test_the_profile_places_it_without_giving_it_a_rank(observatory: Database) -> None:
    chart = CHARTS["mesure-profil"](observatory, {"mesure": "departement-31,departement-48,commune-38185"})
    names = [column.name for column in chart.table.columns]

    assert "parmi les départements" in chart.title
    assert {row[names.index("rang")] for row in chart.table.rows} == {None}
    population = next(row for row in chart.table.rows if row[0] == indicators(observatory)["population"].label)
    assert population[names.index("valeur")] == 1547954 + 156140
