"""The portrait of a territory made up by the reader: two pages, its members, nothing that Comparer hides, its route."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pypdf
import pytest
from click.testing import CliRunner
from docx import Document
from starlette.applications import Starlette
from starlette.testclient import TestClient

from observatory import formatting as fr
from observatory.__main__ import main
from observatory.comparison.custom_values import custom_values
from observatory.database import Database, open_read_only
from observatory.exports.portrait.custom import NOTICE, custom_contents, named_custom
from observatory.exports.portrait.docx import portrait_docx
from observatory.exports.portrait.model import Portrait, Publication
from observatory.exports.portrait.pdf import portrait_pdf
from observatory.model import Status
from observatory.queries import cells
from observatory.ui.portrait_routes import PORTRAIT_ROUTES

DAY = dt.date(2026, 11, 22)
BRETAGNE_WITHOUT_22 = ("departement-29", "departement-35", "departement-56")
Make = Callable[..., Portrait]


def _portrait(database: Database, members: str, name: str = "Essai") -> Portrait:
    publication = Publication(DAY, database.version, "Observatoire", "http://ess.example")
    return custom_contents(database, named_custom(database, {"mesure": members, "nom": name}), publication)


@pytest.fixture(scope="module")
def made(observatory: Database) -> Make:
    return lambda members, name="Essai": _portrait(observatory, members, name)


@pytest.fixture(scope="module")
def hundred(observatory: Database) -> str:
    rows = observatory.rows(
        "SELECT code FROM territory WHERE level = 'commune' AND departement_code = '35' ORDER BY code LIMIT 100"
    )
    return ",".join(f"commune-{code}" for (code,) in rows)


@pytest.fixture
def with_secret(database: Path, tmp_path: Path) -> Callable[[str, str], Database]:
    """The database where an indicator of a département is kept secret, whatever the year."""

    def hidden(indicator_id: str, code: str) -> Database:
        path = tmp_path / f"{indicator_id}-{code}.duckdb"
        shutil.copy(database, path)
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "UPDATE observation SET value = NULL, status = 'secret' "
                "WHERE indicator_id = ? AND level = 'departement' AND code = ?",
                [indicator_id, code],
            )
        return open_read_only(path)

    return hidden


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("OBSERVATOIRE_DATABASE", str(database))
    return TestClient(Starlette(routes=PORTRAIT_ROUTES))


def _text(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return _plain(" ".join(page.extract_text() for page in pages))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _words(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells_read = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return _plain(" ".join([*(p.text for p in document.paragraphs), *cells_read]))


def _published(database: Database, key: str, indicator_id: str, period: str) -> float:
    value = cells(database, (key,))[indicator_id, period, key][0]
    assert value is not None
    return value


def test_every_shape_of_territory_makes_two_tagged_pages(observatory: Database, hundred: str) -> None:
    cases = {
        "commune-35024,commune-35288": "Deux communes d’Ille-et-Vilaine",
        "epci-243500139,commune-38185": "Une intercommunalité et une commune au loin",
        hundred: "Cent communes",
        "commune-97411,commune-35288": "Une commune d’outre-mer et une de l’Hexagone",
        "departement-48": "Un département seul",
        "departement-31,departement-93,departement-2A,epci-244400404": "Œ" * 60,
        "commune-01001": "漢字",
    }
    for members, name in cases.items():
        pdf = portrait_pdf(_portrait(observatory, members, name))
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        root = reader.trailer["/Root"]
        assert len(reader.pages) == 2, name
        assert root["/MarkInfo"]["/Marked"]
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
        assert NOTICE in _text(pdf)


def test_both_files_name_the_members_and_say_that_no_administration_knows_it(observatory: Database, made: Make) -> None:
    portrait = made("commune-35024,commune-35288", "Deux communes")

    pdf, docx = _text(portrait_pdf(portrait)), _words(portrait_docx(observatory, portrait))

    for said in (
        "Portrait de « Deux communes »",
        "Territoire composé par le lecteur, sans existence administrative.",
        "2 communes : Betton et Saint-Malo",
        "60 403 habitants (population municipale 2023)",  # 12 964 + 47 439
        "Les nombres sont additionnés",
        "jamais moyenné",
        "Le secret statistique est appliqué de nouveau",
        "la source ne va pas jusqu’à ce niveau : Betton et Saint-Malo",
        "comparer?rubrique=mesure",
    ):
        assert said in pdf.replace("/ comparer", "/comparer"), said
        assert said in docx, said


def test_the_figures_are_those_of_the_page_comparer(observatory: Database, made: Make) -> None:
    members = "departement-31,departement-93"
    values = custom_values(observatory, named_custom(observatory, {"mesure": members}))

    rows = {row.label: row for row in made(members).figures.rows}

    assert len(rows) == len(values)
    for value in values:
        row = rows[value.indicator.label]
        assert row.own.text == fr.value_text(value.value, value.indicator, value.status)
        assert row.note == (value.note or "")
        assert row.references[0].text == fr.value_text(value.france, value.indicator)
    residents = sum(_published(observatory, key, "population_qpv", "2018") for key in members.split(","))
    assert rows["Habitants des quartiers prioritaires"].own.number == fr.number(residents)


def test_a_long_list_is_shortened_with_the_number_left_out(made: Make, hundred: str) -> None:
    portrait = made(hundred)
    facts = {fact.label: fact.value for fact in portrait.facts}

    assert facts["Réunit"].startswith("100 communes\u202f: Acigné, Amanlis, ")
    assert facts["Réunit"].endswith(" et 92 autres")
    assert facts["Communes"] == "100"
    assert facts["Département"] == "Ille-et-Vilaine"
    assert portrait.charts[0].subtitle == "Nombre d’habitants · les 5 premiers des 100 territoires réunis · 2023"
    assert len(portrait.charts[0].bars) == 1 + 5


def test_an_address_too_long_to_print_is_whole_in_its_link(made: Make, hundred: str) -> None:
    portrait = made(hundred)
    pdf = portrait_pdf(portrait)

    links = [
        str(note.get_object()["/A"]["/URI"])
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
        for note in page.get("/Annots", ())
    ]

    assert portrait.address in links
    assert portrait.address.count("commune-") == 100
    assert "(adresse entière dans le lien)" in _text(pdf)


def test_what_was_left_out_of_the_list_is_said_and_counted(observatory: Database, made: Make) -> None:
    inside = observatory.rows("SELECT code FROM territory WHERE epci_code = '243500139' AND level = 'commune' LIMIT 5")
    members = ",".join(["epci-243500139", "commune-35288", *(f"commune-{code}" for (code,) in inside)])

    limits = made(members).limits

    assert sum("est déjà dans Rennes Métropole" in limit for limit in limits) == 2
    assert "3 autres de la liste, de même." in limits


def test_the_map_is_of_the_regions_when_they_touch_and_of_france_when_they_do_not(made: Make) -> None:
    near = made("epci-243500139,epci-244400404")
    far = made("commune-97411,commune-35288")

    assert near.map_caption == "«\u202fEssai\u202f», dans les Pays de la Loire et en Bretagne. Contours IGN."
    assert near.map is not None
    assert near.map.halos == ()
    assert far.map is not None
    assert len(far.map.halos) == 2  # both are dots on a map of France
    assert far.map_caption.startswith("«\u202fEssai\u202f», en France. Outre-mer et petite couronne en encadrés")
    one_region = made("commune-97411,commune-97418")
    assert "à La Réunion" in one_region.map_caption


def test_a_member_without_contour_leaves_no_map_and_says_so(database: Path, tmp_path: Path) -> None:
    path = tmp_path / "sans-contour.duckdb"
    shutil.copy(database, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM contour WHERE level = 'commune' AND code = '35024'")

    portrait = _portrait(open_read_only(path), "commune-35024,commune-35288")

    assert portrait.map is None
    assert portrait.map_caption.endswith("la base n’a pas le contour de Betton.")
    assert len(pypdf.PdfReader(io.BytesIO(portrait_pdf(portrait))).pages) == 2


def test_neighbourhoods_say_their_generation_and_that_the_list_is_a_minimum(made: Make) -> None:
    told = made("departement-31,departement-93").neighbourhoods

    assert told.sentences[0].startswith("15 contrats de ville dans les territoires réunis, 690\u202f651 habitants")
    assert told.sentences[1].startswith("Génération 2015\u202f: 19 quartiers dans ses communes (68\u202f637 habitants")
    assert "c’est un minimum" in told.sentences[1]
    none = made("departement-48").neighbourhoods
    assert none.entries == ()
    assert none.sentences[0].startswith("Aucun contrat de ville dans les territoires réunis")
    assert "aucun quartier connu dans ses communes" in none.sentences[1]


def test_its_own_initiatives_come_with_their_passages(made: Make) -> None:
    initiatives = made("epci-246700488,commune-38185").initiatives

    assert " initiatives citées, dans " in initiatives.sentences[0]
    assert all(passage.source for shown in initiatives.shown for passage in shown.passages)


def test_a_secret_member_hides_the_total_in_both_files(
    observatory: Database, with_secret: Callable[[str, str], Database]
) -> None:
    members = ("departement-22", "departement-29")
    total = sum(_published(observatory, key, "montant_fonjep", "2023") for key in members)
    assert fr.number(total) in portrait_text(observatory, members)

    base = with_secret("montant_fonjep", "22")

    assert fr.number(total) not in portrait_text(base, members)
    rows = {row.label: row for row in _portrait(base, ",".join(members)).figures.rows}
    row = rows["Montant des postes Fonjep de la politique de la ville"]
    assert (row.own.known, row.own.text) == (False, fr.STATUS_TEXT[Status.SECRET])
    assert "secret pour Côtes-d’Armor" in row.note


def test_a_total_that_would_give_a_secret_cell_by_difference_is_in_neither_file(
    observatory: Database, with_secret: Callable[[str, str], Database]
) -> None:
    total = sum(_published(observatory, key, "montant_fonjep", "2023") for key in BRETAGNE_WITHOUT_22)
    assert fr.number(total) in portrait_text(observatory, BRETAGNE_WITHOUT_22)

    hidden = portrait_text(with_secret("montant_fonjep", "22"), BRETAGNE_WITHOUT_22)

    assert fr.number(total) not in hidden
    assert _plain("par différence avec Bretagne") in _plain(hidden)


def test_hidden_residents_are_not_given_back_by_contracts_neighbourhoods_or_rates(
    observatory: Database, with_secret: Callable[[str, str], Database]
) -> None:
    total = sum(_published(observatory, key, "population_qpv", "2018") for key in BRETAGNE_WITHOUT_22)
    assert portrait_text(observatory, BRETAGNE_WITHOUT_22).count(fr.number(total)) > 2  # key figure, chart, contracts

    base = with_secret("population_qpv", "22")
    portrait = _portrait(base, ",".join(BRETAGNE_WITHOUT_22))

    assert fr.number(total) not in portrait_text(base, BRETAGNE_WITHOUT_22)
    assert {entry.detail for entry in portrait.neighbourhoods.entries} == {fr.STATUS_TEXT[Status.SECRET]}
    rows = {row.label: row for row in portrait.figures.rows}
    for label in ("Part de la population qui vit en quartier prioritaire", "Habitants des quartiers prioritaires"):
        assert rows[label].own.text == fr.STATUS_TEXT[Status.SECRET]
    # its numerator is known: with it, the rate would give the residents back
    assert rows["Postes Fonjep de la politique de la ville"].own.known
    assert not rows["Postes Fonjep pour 10\u202f000 habitants des quartiers prioritaires"].own.known


def portrait_text(database: Database, members: tuple[str, ...]) -> str:
    """Every word of both files, with the narrow spaces of numbers kept; alternative texts included."""
    portrait = _portrait(database, ",".join(members))
    document = Document(io.BytesIO(portrait_docx(database, portrait)))
    told = [p.text for p in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    told += [str(shape._inline.docPr.get("descr")) for shape in document.inline_shapes]
    reader = pypdf.PdfReader(io.BytesIO(portrait_pdf(portrait)))
    told += [page.extract_text() for page in reader.pages]
    return " ".join(told)


def test_a_name_is_printed_as_text_and_its_markup_is_refused(observatory: Database, made: Make) -> None:
    odd = made("departement-48", "#pagebreak() *gras* $x$ @ref `code` [a] \\")

    assert "#pagebreak() *gras* $x$ @ref `code` [a] \\" in _text(portrait_pdf(odd))
    long = replace(odd, name="nom " * 60, title="Portrait de " + "nom " * 60)
    assert len(pypdf.PdfReader(io.BytesIO(portrait_pdf(long))).pages) == 2
    assert "#pagebreak()" in _words(portrait_docx(observatory, odd))


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_it_is_downloaded_under_its_own_name(client: TestClient, form: str) -> None:
    answer = client.get(f"/portrait.{form}", params={"mesure": "commune-35024,commune-35288", "nom": "Pays d’Été & Co"})

    year = dt.datetime.now(tz=dt.UTC).year
    assert answer.status_code == 200
    assert (
        answer.headers["content-disposition"]
        == f'attachment; filename="portrait_pays-d-ete-co_sur-mesure_{year}.{form}"'
    )
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content.startswith(b"%PDF" if form == "pdf" else b"PK")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "Aucun territoire n’est réuni"),
        ({"mesure": "region-53"}, "n’est ni une commune"),
        ({"mesure": "commune-99999"}, "n’est ni une commune"),
        ({"mesure": ",".join(f"commune-{n:05}" for n in range(101))}, "Au plus 100 territoires"),
        ({"mesure": "departement-48", "nom": "<script>alert(1)</script>"}, "ne peut pas être imprimé"),
        ({"mesure": "departement-48", "nom": "=HYPERLINK(1)"}, "ne peut pas être imprimé"),
        ({"mesure": "departement-48", "nom": "a\nb"}, "ne peut pas être imprimé"),
        ({"mesure": "departement-48", "nom": "a" * 61}, "au plus 60 caractères"),
    ],
)
def test_what_cannot_be_made_is_refused_in_french(client: TestClient, asked: dict[str, str], said: str) -> None:
    answer = client.get("/portrait.pdf", params=asked)

    assert answer.status_code == 400
    assert said in answer.json()["erreur"]


def test_a_format_that_does_not_exist_is_not_found(client: TestClient) -> None:
    assert client.get("/portrait.odt", params={"mesure": "departement-48"}).status_code == 404


def test_the_command_writes_the_portrait_of_a_list(database: Path, tmp_path: Path) -> None:
    asked = ["--mesure", "departement-22,departement-29", "--nom", "Nord et ouest", "--format", "pdf,docx"]

    done = CliRunner().invoke(main, ["portrait", *asked, "--output", str(tmp_path), "--database", str(database)])

    year = dt.datetime.now(tz=dt.UTC).year
    assert done.exit_code == 0, done.output
    stem = f"portrait_nord-et-ouest_sur-mesure_{year}"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{stem}.docx", f"{stem}.pdf"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--mesure", "region-53"], "n’est ni une commune"),
        (["--mesure", "departement-48", "--nom", "=1"], "ne peut pas être imprimé"),
        (["--mesure", "departement-48", "region-53"], "ou --mesure"),
        (["region-53", "--nom", "Bretagne"], "donnez aussi --mesure"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_list(
    arguments: list[str], said: str, database: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(main, ["portrait", *arguments, "--output", str(tmp_path), "--database", str(database)])

    assert done.exit_code != 0
    assert said in done.output
