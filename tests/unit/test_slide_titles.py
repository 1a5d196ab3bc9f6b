"""What a slide says at its top. `_` stands for a narrow no-break space, `~` for a no-break one."""

from __future__ import annotations

import pytest
from exported import ADDRESS, CASES, NAMES, leaf_of

from observatory.charts import CHARTS
from observatory.database import Database
from observatory.exports.leaf import Leaf
from observatory.exports.slide_title import beyond, heading, headline_of

GOLDEN = [
    ("classement", {"niveau": "region", "territoire": "region-53", "annee": "2015"}),
    ("comparaison", {"territoire": "departement-976", "annee": "2015"}),
    ("comparaison", {"indicateur": "montant_fonjep", "territoire": "departement-23", "annee": "2023"}),
    ("carte", {"niveau": "region", "territoire": "region-53", "annee": "2015"}),
    ("carte", {"niveau": "region", "territoire": "region-06", "annee": "2015"}),
    ("evolution", {"territoire": "departement-976"}),
    ("carte-initiatives", {"territoire": "departement-48", "type": "monnaie_locale"}),
    ("comparer-barres", {"territoires": "region-53,departement-976,epci-243500139", "annee": "2015"}),
    ("signal-ecart", {"indicateur": "part_ess_emploi", "territoire": "departement-48"}),
    ("signal-evolution", {"indicateur": "postes_fonjep", "territoire": "region-53"}),
]
TITLES = [
    "Part de l’ESS en Bretagne_: 14,3_% en 2015, nettement plus qu’en France",
    "À Mayotte, la part de l’ESS dans l’emploi salarié_: non disponible en 2015",
    "En Creuse, le montant des postes Fonjep de la politique de la ville est nul en 2023",
    "En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3_% en 2015",
    (
        "En 2015, la part de l’ESS dans l’emploi salarié va de 7,1_% (Île-de-France) à 14,3_% (Bretagne)_; la moitié "
        "des régions renseignées dépassent 11,1_%"
    ),
    "Aucune valeur n’est disponible à Mayotte",
    "Aucune initiative en Lozère ne répond à ces filtres",
    "En Bretagne, la part de l’ESS dans l’emploi salarié est de 14,3_% en 2015",
    "Part de l’ESS en Lozère_: 28,0_% en 2015, plus de deux fois plus qu’en France",
    (
        "Postes Fonjep de la politique de la ville, variation entre 2020 et 2023_: la moitié centrale des régions va "
        "de −2,8_% à 9,0_%_; en Bretagne, c’est 9,1_%"
    ),
]


def typed(text: str) -> str:
    return text.replace("\u202f", "_").replace("\xa0", "~")


@pytest.mark.parametrize(("case", "said"), list(zip(GOLDEN, TITLES, strict=True)), ids=[name for name, _ in GOLDEN])
def test_a_slide_says_what_its_chart_says(observatory: Database, case: tuple[str, dict[str, str]], said: str) -> None:
    assert typed(heading(observatory, leaf_of(observatory, *case)).title) == said


@pytest.mark.parametrize("name", ["matrice", "types-initiatives", "leviers", "adhesions-scic"])
def test_a_chart_that_makes_no_claim_keeps_its_title(observatory: Database, name: str) -> None:
    leaf = leaf_of(observatory, name, {})
    top = heading(observatory, leaf)

    assert headline_of(observatory, leaf.chart) == ""
    assert top.title == leaf.chart.title
    assert top.subtitle == leaf.chart.subtitle


def test_a_level_of_one_value_has_no_range_to_tell(observatory: Database) -> None:
    asked = {"indicateur": "postes_fonjep", "niveau": "departement", "cadre": "region", "territoire": "region-06"}

    assert headline_of(observatory, CHARTS["carte"](observatory, asked)) == ""


def test_curves_too_many_for_two_lines_keep_the_title_of_the_chart(observatory: Database) -> None:
    leaf = leaf_of(observatory, "comparer-evolution", {"territoires": "departement-48,departement-15,region-76"})

    assert heading(observatory, leaf).title == leaf.chart.title


def test_the_subtitle_says_what_is_measured_its_unit_its_territory_and_its_period_once(observatory: Database) -> None:
    leaf = leaf_of(observatory, "classement", {"niveau": "region", "territoire": "region-53", "annee": "2015"})

    assert typed(heading(observatory, leaf).subtitle) == (
        "Part de l’ESS dans l’emploi salarié_: des plus hautes valeurs aux plus basses, 2015 · En~% · régions de la "
        "France"
    )


def test_a_reader_s_own_title_wins_and_what_is_measured_is_still_said(observatory: Database) -> None:
    leaf = leaf_of(observatory, "comparaison", {"territoire": "region-53", "annee": "2015"}, heading="Nous d’abord")
    top = heading(observatory, leaf)

    assert top.title == "Nous d’abord"
    assert top.subtitle.startswith("Part de l’ESS dans l’emploi salarié, 2015 · ")


def test_a_long_title_is_smaller_then_cut_at_a_word(observatory: Database) -> None:
    chart = CHARTS["delegations"](observatory, {})
    long = Leaf(chart, ADDRESS, heading="économie sociale et solidaire " * 6)
    endless = Leaf(chart, ADDRESS, heading="économie sociale et solidaire " * 40)

    assert heading(observatory, long).title == long.heading
    assert heading(observatory, long).size < heading(observatory, Leaf(chart, ADDRESS)).size
    cut = heading(observatory, endless).title
    assert cut.endswith("…")
    assert cut[:-1].split(" ")[-1] in {"économie", "sociale", "et", "solidaire"}


@pytest.mark.parametrize(("name", "parameters"), CASES, ids=NAMES)
def test_a_headline_is_a_part_of_en_clair_or_names_the_place_and_loses_no_word(
    with_parts: Database, name: str, parameters: dict[str, str]
) -> None:
    leaf = leaf_of(with_parts, name, parameters)
    said = heading(with_parts, leaf).title

    assert "…" not in said
    assert "  " not in said
    assert not said.endswith((".", ";", ":", ","))
    numbers = [word for word in said.replace("(", " ").split() if word[0].isdigit() and "," in word]
    assert all(number.rstrip("),") in leaf.chart.plain + leaf.chart.title for number in numbers)


def test_beside_a_map_en_clair_goes_on_from_the_title() -> None:
    plain = "En 2015, la part va de 4,9_% à 28,0_%_; la moitié dépasse 11,5_%. Non disponible_: Mayotte."
    said = "En 2015, la part va de 4,9_% à 28,0_%"

    rest = beyond(plain.replace("_", "\u202f"), said.replace("_", "\u202f"))

    assert typed(rest) == "La moitié dépasse 11,5_%. Non disponible_: Mayotte."
    assert beyond("Rien n’est cité.", "Rien n’est cité") == "Rien n’est cité."
    assert beyond("Autre chose.", "Un titre") == "Autre chose."
