"""Every source and indicator is complete: a file put in its folder is checked without being named here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.cli import main
from etl.declarations import SourceDeclaration
from etl.files import REFERENCE
from etl.registry import RegisteredIndicator, indicators, sources
from observatory.model import Level

SAMPLES = Path(__file__).parents[1] / "samples"
SOURCES = [module.SOURCE for module in sources()]
INDICATORS = indicators()
SOURCE_IDS = {source.id for source in SOURCES}
READS_PRODUCER_FILES = {
    "insee_itdd", "qpv_2015", "qpv_2024", "qpv_passage_2015_2024", "liste_ess", "sirene_geolocalisation",
    "structures_file", "sirene_unites_legales", "sirene_etablissements", "esus", "tiers_lieux_2023",
    "contours_etalab", "cog", "urssaf_ess_departements", "urssaf_ess_regions_na88", "urssaf_ess_france_na88",
    "insee_flores",
}  # fmt: skip
SUFFIXES = {".xls", ".xlsx", ".csv", ".geojson", ".zip"}
BAD_TYPOGRAPHY = re.compile(r"\w'\w|[^\s\u202f][;:?!](?=\s)|[^\s] [;?!%»]|« ")


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_says_who_when_where_and_under_which_licence(source: SourceDeclaration) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", source.id)
    assert source.landing_page.startswith("https://")
    for text in (
        source.title,
        source.producer,
        source.licence,
        source.period,
        source.citation,
        source.processing,
    ):
        assert text.strip()
    assert source.traps
    assert [file for file in source.files if not (REFERENCE / file).exists()] == []


def test_a_source_bears_the_name_of_its_module() -> None:
    names = {module.__name__.rsplit(".", 1)[1] for module in sources()}  # type: ignore[attr-defined]

    assert names == SOURCE_IDS


@pytest.mark.parametrize("source_id", sorted(READS_PRODUCER_FILES))
def test_a_source_that_reads_a_producers_file_has_a_sample(source_id: str) -> None:
    assert [path for path in (SAMPLES / source_id).iterdir() if path.suffix in SUFFIXES]


@pytest.mark.parametrize("item", INDICATORS, ids=lambda item: item.declaration.id)
def test_an_indicator_is_complete(item: RegisteredIndicator) -> None:
    declaration = item.declaration

    # The values of an indicator that needs an imported file depend on that file.
    assert declaration.golden or declaration.only_with
    assert declaration.levels
    assert declaration.caveats
    assert declaration.source_id in SOURCE_IDS
    assert declaration.denominator_source_id in SOURCE_IDS | {None}
    assert declaration.gender in {"f", "m"}
    assert {golden.level for golden in declaration.golden} <= set(declaration.levels)
    for text in (declaration.label, declaration.phrase, declaration.definition, declaration.rollup_reason):
        assert text.strip()
    assert not declaration.phrase.endswith(".")


def test_the_first_indicators_are_there_in_their_order() -> None:
    assert [item.declaration.id for item in INDICATORS if not item.declaration.only_with] == [
        "part_ess_emploi",
        "population_qpv",
        "part_population_qpv",
        "postes_fonjep",
        "montant_fonjep",
        "postes_fonjep_pour_10000_habitants_qpv",
        "nombre_scic",
        "nombre_initiatives_citees",
        "population",
    ]


def test_rates_are_never_summed() -> None:
    wrong = [i.declaration.id for i in INDICATORS if i.declaration.kind == "rate" and i.declaration.rollup == "sum"]

    assert wrong == []


@pytest.mark.parametrize("item", INDICATORS, ids=lambda item: item.declaration.id)
def test_the_texts_shown_to_readers_are_set_in_french(item: RegisteredIndicator) -> None:
    declaration = item.declaration
    texts = (declaration.label, declaration.definition, declaration.perimeter, declaration.rollup_reason)

    assert [text for text in (*texts, *declaration.caveats) if BAD_TYPOGRAPHY.search(text)] == []


def test_every_command_says_in_french_what_it_does() -> None:
    assert sorted(main.commands) == ["build", "check", "diff", "fetch", "geography", "import", "list", "trace"]
    assert [name for name, command in main.commands.items() if not command.get_short_help_str()] == []


def test_levels_are_those_of_the_model() -> None:
    assert {level for item in INDICATORS for level in item.declaration.levels} == set(Level)
