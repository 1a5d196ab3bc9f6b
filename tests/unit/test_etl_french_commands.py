"""What click says by itself is said in French: mistakes of the command line and help."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from etl.cli import main

N = "\u202f"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("biuld",), f"la commande «{N}biuld{N}» n’existe pas. Vouliez-vous dire build{N}?"),
        (("--foo",), "l’option --foo n’existe pas."),
        (("fetch", "--accepte"), f"l’option --accepte n’existe pas. Vouliez-vous dire --accept{N}?"),
        (("fetch", "--url"), "l’option --url attend une valeur."),
        (("fetch", "--url", "esus"), f"--url{N}: «{N}esus{N}»{N}: attendu SOURCE=ADRESSE."),
        (("import", "esus"), "il manque FICHIER."),
        (("import", "esus", "/nulle/part"), f"FICHIER{N}: «{N}/nulle/part{N}» n’existe pas{N}; vérifiez le chemin."),
        (("import", "esus", "/"), f"FICHIER{N}: «{N}/{N}» est un dossier{N}; donnez un fichier."),
        (("diff", "--ecarts", "5000", "a", "b"), f"--ecarts{N}: attendu un nombre entier de 0 à 1000."),
        (("diff", "--ecarts", "dix", "a", "b"), f"--ecarts{N}: attendu un nombre entier de 0 à 1000."),
    ],
)
def test_a_mistake_of_the_command_line_is_said_in_french(arguments: tuple[str, ...], sentence: str) -> None:
    result = CliRunner().invoke(main, arguments, prog_name="etl")

    assert result.exit_code == 2
    assert result.output.splitlines()[-1] == f"Erreur{N}: {sentence}"


@pytest.mark.parametrize(
    "arguments", [("--help",), ("fetch", "--help"), ("diff", "-h"), ("list", "-h"), ("build", "-h")]
)
def test_help_holds_no_english_of_click(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, arguments, prog_name="etl")

    assert result.exit_code == 0
    assert result.output.startswith("Usage : etl")
    assert not [word for word in ("Options:", "Commands:", "Show this", "default:", "Usage:") if word in result.output]


@pytest.mark.parametrize("place", ["bretagne", "region-", "region-99", "pays-FR"])
def test_a_territory_that_is_not_one_is_answered_with_the_form_expected(place: str, database: Path) -> None:
    result = CliRunner().invoke(main, ["trace", "part_ess_emploi", place, "2015", "--database", str(database)])

    assert result.exit_code == 1
    assert f"Territoire «{N}{place}{N}» inconnu." in result.output
    assert "region-53 pour la Bretagne" in result.output
