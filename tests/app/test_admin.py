"""The rubrique « Mise à jour »: there only when the environment says so, behind a code when there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from observatory.ui import admin
from observatory.ui.admin_code import Doorkeeper
from observatory.ui.update_run import Progress, SourceOutcome, Updater

N = "\u202f"
RUBRIQUE = "mise-a-jour"


class Recorded(Updater):
    """An updater that notes what it is asked instead of starting a child."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    def start(self, sources: Any, raw: Path, database: Path) -> bool:  # noqa: ARG002
        self.asked.append(list(sources))
        return True

    def show(self, progress: Progress) -> None:
        self._progress = progress


@pytest.fixture
def updater(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    made = Recorded()
    door = Doorkeeper()
    monkeypatch.setattr(admin, "updater", lambda: made)
    monkeypatch.setattr(admin, "doorkeeper", lambda: door)
    monkeypatch.delenv("OBSERVATOIRE_ADMIN", raising=False)
    monkeypatch.delenv("OBSERVATOIRE_ADMIN_CODE", raising=False)
    return made


@pytest.fixture
def administrator(updater: Recorded, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    monkeypatch.setenv("OBSERVATOIRE_ADMIN", "oui")
    return updater


def buttons(screen: Any) -> list[str]:
    return [button.label for button in screen.test.button]


@pytest.mark.usefixtures("updater")
def test_without_the_environment_there_is_nothing_even_by_the_address(
    open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_ADMIN", "non")

    screen = open_page("donnees", rubrique=RUBRIQUE, OBSERVATOIRE_ADMIN="oui")

    assert screen.warnings == [f"«{N}mise-a-jour{N}» n’est pas un choix possible pour la rubrique."]
    assert buttons(screen) == []
    assert "Mise à jour" not in screen.test.segmented_control[0].options


@pytest.mark.usefixtures("administrator")
def test_an_administrator_sees_the_live_sources_and_can_choose_some(open_page: Any) -> None:
    screen = open_page("donnees", rubrique=RUBRIQUE)

    assert screen.warnings == []
    assert "Correspondance entre les quartiers prioritaires de 2015 et de 2024" in screen.text
    assert buttons(screen) == ["Lancer", "Tout choisir"]
    assert screen.test.button[0].disabled


def test_what_is_chosen_is_started(open_page: Any, administrator: Recorded) -> None:
    screen = open_page("donnees", rubrique=RUBRIQUE)

    screen.test.multiselect[0].set_value(["qpv_2024", "qpv_passage_2015_2024"]).run()
    screen.test.button[0].click().run()

    assert administrator.asked == [["qpv_2024", "qpv_passage_2015_2024"]]


def test_another_session_sees_the_update_under_way_and_can_only_stop_it(
    open_page: Any, administrator: Recorded
) -> None:
    administrator.show(Progress(("qpv_2024",), text=f"qpv_2024{N}: 1,2\u00a0Mo", share=0.42))

    screen = open_page("donnees", rubrique=RUBRIQUE)

    assert "Une mise à jour est en cours" in screen.text
    assert buttons(screen) == ["Arrêter"]
    bar = screen.test.get("progress")[0].proto
    assert (bar.value, bar.text) == (42, f"42{N}% · Périmètres des quartiers prioritaires de 2024{N}: 1,2\u00a0Mo")


def test_the_result_of_each_source_is_told_in_words(open_page: Any, administrator: Recorded) -> None:
    outcomes = (
        SourceOutcome("qpv_2024", "updated", f"qpv_2024{N}: édition du 3 mars 2026."),
        SourceOutcome("liste_ess", "quarantined", "long", "Il manque 12 % des lignes."),
        SourceOutcome("qpv_2015", "failed", f"qpv_2015{N}: le serveur répond 404."),
    )
    administrator.show(Progress((), outcomes=outcomes, end="done", message="La base est reconstruite."))

    screen = open_page("donnees", rubrique=RUBRIQUE)
    text = " ".join(screen.text.split())

    assert screen.warnings == ["La base est reconstruite."]  # not a plain success: two sources were refused
    assert "Périmètres des quartiers prioritaires de 2024 mise à jour Édition du 3 mars 2026." in text
    assert "mise de côté La nouvelle édition n’est pas chargée" in text
    assert "échec Le serveur répond 404." in text
    assert screen.test.get("text")[0].value == "Il manque 12 % des lignes."
    assert "Lancer" in buttons(screen)


def test_the_code_is_asked_first_and_a_wrong_one_opens_nothing(
    open_page: Any, administrator: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_ADMIN_CODE", "café noir")
    screen = open_page("donnees", rubrique=RUBRIQUE)
    test = screen.test
    assert buttons(screen) == ["Entrer"]
    assert test.text_input[0].proto.type == test.text_input[0].proto.PASSWORD

    for _ in range(2):
        test.text_input[0].set_value("café")
        test.button[0].click().run()
        assert [error.value for error in test.error] == ["Ce n’est pas le bon code."]
    test.text_input[0].set_value("cafe noir")
    test.button[0].click().run()
    assert test.error[0].value.startswith("Trop d’essais. Attendez 60\u00a0secondes")
    test.text_input[0].set_value("café noir")
    test.button[0].click().run()
    assert test.error[0].value.startswith("Trop d’essais.")
    assert administrator.asked == []


@pytest.mark.usefixtures("administrator")
def test_the_right_code_opens_the_screen_for_the_session(open_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_ADMIN_CODE", "café noir")
    screen = open_page("donnees", rubrique=RUBRIQUE)

    screen.test.text_input[0].set_value("café noir")
    screen.test.button[0].click().run()

    assert "Lancer" in buttons(screen)
