"""A reader's dossier: what is read is what was written, and each refusal says what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from observatory.charts import CHARTS, OF_PARTS, build_chart
from observatory.database import Database
from observatory.dossier import (
    MOST_BYTES,
    MOST_ENTRIES,
    Dossier,
    DossierFieldError,
    DossierTooBigError,
    DossierVersionError,
    Entry,
    NotADossierError,
    drawn,
    leaves_of,
    read_dossier,
    reasons_of,
    write_dossier,
)

MAP = Entry("carte", {"indicateur": "part_ess_emploi", "niveau": "region", "annee": "2015", "territoire": "region-53"})
STRANGE = "<script>alert(1)</script> #1 *é* « œ » 🚲 /\\ '\" " + "x" * 150


def told(**changes: Any) -> bytes:
    """A dossier of one map, with some of its fields changed."""
    leaf = {"graphique": "carte", "parametres": {"territoire": "region-53"}}
    whole = {"format": "dossier-observatoire-ess", "version": 1, "titre": "", "territoire": "", "feuilles": [leaf]}
    return json.dumps({**whole, **changes}).encode()


def told_leaf(**changes: Any) -> bytes:
    return told(feuilles=[{"graphique": "carte", "parametres": {}, **changes}])


def test_what_is_written_is_read_again() -> None:
    words = Entry("matrice", {"theme": "energie"}, "Libellé", "initiatives?theme=energie", STRANGE, "Deux\nlignes")
    dossier = Dossier(STRANGE, "Pays d’Auge", (MAP, words))

    assert read_dossier(write_dossier(dossier)) == dossier


def test_characters_that_no_file_accepts_are_taken_off() -> None:
    assert read_dossier(told(titre="a\x00b\x1fc")).title == "abc"


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"[]", b'{"version": 1}', b"[" * 100_000, b"\xff\xfe", b"12"])
def test_another_file_is_not_a_dossier(body: bytes) -> None:
    with pytest.raises(NotADossierError, match="Enregistrer le dossier"):
        read_dossier(body)


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_named(version: object) -> None:
    with pytest.raises(DossierVersionError, match=f"version {version}, l’observatoire lit la version 1"):
        read_dossier(told(version=version))


def test_a_dossier_too_long_says_how_long_one_may_be() -> None:
    with pytest.raises(DossierTooBigError, match="250 ko, pour 200 au plus"):
        read_dossier(b" " * (MOST_BYTES + 50_000))
    leaf = {"graphique": "carte", "parametres": {}}
    assert len(read_dossier(told(feuilles=[leaf] * MOST_ENTRIES)).entries) == MOST_ENTRIES
    with pytest.raises(DossierTooBigError, match="61 graphiques, pour 60 au plus"):
        read_dossier(told(feuilles=[leaf] * (MOST_ENTRIES + 1)))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (told(feuilles={}), "la liste des graphiques doit être une liste"),
        (told(feuilles=["carte"]), "la description du graphique 1 doit être un objet"),
        (told(titre=3), "le titre du dossier doit être un texte"),
        (told(titre="x" * 201), r"le titre du dossier doit être d’au plus 200 caractères \(il en a 201\)"),
        (told_leaf(graphique=""), "le nom du graphique 1 doit être donné"),
        (told_leaf(parametres=["a"]), "la liste des paramètres du graphique 1 doit être un objet"),
        (told_leaf(parametres={"annee": 2015}), "le paramètre « annee » du graphique 1 doit être un texte"),
        (told_leaf(commentaire="x" * 1501), "le commentaire du graphique 1 doit être d’au plus 1500 caractères"),
        (told_leaf(vue="https://ailleurs.test/"), "l’adresse du graphique 1 doit être celle d’une page"),
        (told_leaf(vue="javascript:alert(1)"), "l’adresse du graphique 1 doit être celle d’une page"),
        (told_leaf(vue="//ailleurs.test"), "l’adresse du graphique 1 doit être celle d’une page"),
    ],
)
def test_a_wrong_field_is_named(body: bytes, message: str) -> None:
    with pytest.raises(DossierFieldError) as raised:
        read_dossier(body)
    assert raised.match(message.replace("« ", "«\u202f").replace(" »", "\u202f»"))


def test_what_can_no_longer_be_drawn_is_kept_with_its_reason(observatory: Database) -> None:
    entries = (
        MAP,
        Entry("nuage", {}),
        Entry("carte", {"territoire": "region-99"}),
        Entry("carte", {"indicateur": "bonheur"}),
        Entry("carte", {"couleur": "rouge"}, heading="Ma carte"),
    )
    dossier = Dossier("", "", entries)

    reasons = [reason.replace("\u202f", " ") for reason in reasons_of(observatory, dossier)]
    leaves, stale = leaves_of(observatory, dossier, "http://site/")

    assert reasons == [
        "",
        "Le graphique « nuage » n’existe pas dans cet observatoire.",
        "Le territoire « region-99 » n’existe pas. Cherchez-le par son nom, son code ou son code postal.",
        "L’indicateur « bonheur » n’existe pas. Choisissez-en un dans la liste.",
        "Ce graphique ne connaît pas le paramètre « couleur ».",
    ]
    assert [leaf.chart.name for leaf in leaves] == ["carte"]
    assert [s.entry for s in stale] == list(entries[1:])


def test_a_chart_of_the_dossier_has_the_address_of_the_page_where_it_was_seen(observatory: Database) -> None:
    seen = Entry(MAP.chart_name, MAP.parameters, view="portrait?territoire=region-53", heading="Mon titre")

    ((leaf, other), _) = leaves_of(observatory, Dossier("", "", (seen, MAP)), "http://site/obs/")

    assert leaf.address == "http://site/obs/portrait?territoire=region-53"
    assert leaf.title == "Mon titre"
    assert other.address.startswith("http://site/obs/indicateurs?indicateur=part_ess_emploi")


# those of one neighbourhood want its code, those of parts want a live source
@pytest.mark.parametrize("name", [n for n in CHARTS if n not in OF_PARTS and n not in {"plan-qpv", "profil-qpv"}])
def test_the_address_of_any_chart_draws_it_again(observatory: Database, name: str) -> None:
    chart = build_chart(observatory, name, {"territoire": "region-53"})

    assert drawn(observatory, Entry(name, chart.parameters)).parameters == chart.parameters
