"""« Votre fichier » of the page Comparer: what a reader's values become, and what is said of each row."""

from __future__ import annotations

import json
from typing import Any

import pytest

REGIONS = "région;Taux d'adhésion\n53;12,5 %\n11;3\n76;7 %\n06;s\n44;\n99;4\n1;8 %\n"


def put(screen: Any, text: str, name: str = "taux.csv") -> Any:
    screen.test.file_uploader[0].set_value((name, text.encode(), "text/csv"))
    screen.test.run()
    assert not screen.test.exception, screen.test.exception
    return screen


def drawn(screen: Any) -> dict[str, dict[str, Any]]:
    """The messages of the charts that have no address, by their name."""
    messages = [json.loads(component.proto.json) for component in screen.test.get("bidi_component")]
    return {message["name"]: message for message in messages if "plain" in message}


def errors(screen: Any) -> str:
    return " ".join(str(error.value) for error in screen.test.error)


def choice(screen: Any, label: str) -> Any:
    return next(box for box in screen.test.selectbox if box.label == label)


def test_the_file_is_mapped_ranked_compared_and_crossed(open_page: Any) -> None:
    screen = put(open_page("comparer", rubrique="fichier", territoire="region-53"), REGIONS)

    charts = drawn(screen)
    assert list(charts) == ["carte-importee", "classement-importe", "barres-importees", "nuage-importe"]
    assert "5 valeurs lues sur 7 lignes" not in screen.text
    assert "4 valeurs lues sur 7 lignes (régions)" in screen.text
    assert "va de 3,0\u202f% (Île-de-France) à 12,5\u202f% (Bretagne)" in charts["carte-importee"]["plain"]
    # 3, 7, 8 and 12.5: half-way between 7 and 8
    assert "Médiane des 4 régions du fichier\u202f: 7,5\u202f%" in charts["barres-importees"]["plain"]
    assert "pas une valeur de la France" in screen.text
    assert "corrélation de rang de Spearman" in charts["nuage-importe"]["plain"]
    assert "(n = 4)" in charts["nuage-importe"]["figure"]["layout"]["title"]["subtitle"]["text"]


def test_nothing_of_the_file_has_an_address(open_page: Any) -> None:
    screen = put(open_page("comparer", rubrique="fichier"), REGIONS)

    for message in drawn(screen).values():
        assert message["parameters"] == {}
        assert message["csv_address"] == message["export_address"] == ""
        assert message["table_address"].startswith("data:application/json;base64,")
        assert "figure_address" not in message
    address = json.dumps(dict(screen.test.query_params))
    assert "taux" not in address
    assert "adh" not in address


def test_each_row_is_said(open_page: Any) -> None:
    screen = put(open_page("comparer", rubrique="fichier"), REGIONS)

    for words in ("secret statistique", "valeur absente", "code inconnu", "zéro initial rétabli\u202f: 01"):
        assert words in screen.text
    assert "3 valeurs portent le signe % et pas les autres" in " ".join(screen.warnings)


def test_zeros_given_back_can_be_refused(open_page: Any) -> None:
    screen = put(open_page("comparer", rubrique="fichier"), REGIONS)
    switch = next(toggle for toggle in screen.test.toggle if "zéro initial" in toggle.label)

    switch.set_value(False).run()

    assert "3 valeurs lues sur 7 lignes" in screen.text
    assert [toggle.label for toggle in screen.test.toggle if "zéro initial" in toggle.label] == [switch.label]


def test_counts_of_merged_communes_are_summed_and_rates_are_not(open_page: Any) -> None:
    screen = put(open_page("comparer", rubrique="fichier"), "insee;nombre\n74010;10\n74011;5\n74056;2\n")
    assert "15\u00a0unités (Annecy)" in drawn(screen)["classement-importe"]["plain"]

    kind = next(group for group in screen.test.get("button_group") if group.label == "Chaque valeur est")
    kind.set_value("rate").run()

    assert "la moyenne de taux est fausse" in screen.text
    assert "vaut 2\u00a0points (Chamonix-Mont-Blanc)" in drawn(screen)["classement-importe"]["plain"]


def test_communes_are_drawn_in_the_departement_with_most_values(open_page: Any) -> None:
    text = "insee;nombre\n35238;10\n35047;5\n29019;2\n"
    screen = put(open_page("comparer", rubrique="fichier"), text)
    assert "communes de l’Ille-et-Vilaine" in drawn(screen)["carte-importee"]["plain"]

    choice(screen, "Département dessiné (les communes se dessinent par département)").set_value("29").run()

    assert "communes du Finistère" in drawn(screen)["carte-importee"]["plain"]
    assert "Brest" in drawn(screen)["classement-importe"]["plain"]


def test_territories_of_another_level_are_said(open_page: Any) -> None:
    screen = put(open_page("comparer", rubrique="fichier", territoires="departement-35"), REGIONS)

    assert "aucun des territoires choisis n’est de ce niveau" in screen.text
    assert "aucun des territoires comparés n’a de valeur" in drawn(screen)["barres-importees"]["plain"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "est vide"),
        ("qpv;v\nQP009001;1\n", "Les codes de quartiers prioritaires ne sont pas pris."),
        ("nom;v\nBretagne;1\n", "Ce qui est pris\u202f: codes officiels de régions (2 chiffres)"),
        ("nom\nBretagne\n", "n’a qu’une colonne"),
        ("dep;v\n35;douze\n22;treize\n", "Aucune ligne n’a pu être lue pour les départements"),
    ],
)
def test_a_file_that_cannot_be_drawn_says_why(open_page: Any, text: str, said: str) -> None:
    screen = put(open_page("comparer", rubrique="fichier"), text)

    assert said in errors(screen)
    assert drawn(screen) == {}


def test_taking_the_file_away_leaves_nothing(open_page: Any) -> None:
    screen = put(open_page("comparer", rubrique="fichier"), REGIONS)

    screen.test.file_uploader[0].clear().run()

    assert drawn(screen) == {}
    held = [key for key in ("_fichier_valeurs", "_fichier_demande") if key in screen.test.session_state]
    assert held == []


def test_words_of_a_file_cannot_be_markup(open_page: Any) -> None:
    screen = put(
        open_page("comparer", rubrique="fichier"), "dep;<img src=x onerror=alert(1)>\n35;1\n22;2\n", "<b>x.csv"
    )

    assert "<img" not in screen.markup
    for message in drawn(screen).values():
        assert "<" not in message["title"] + message["plain"]
        assert "<img" not in json.dumps(message["figure"])
