"""Charts to export in tests: every chart of the dashboard, for places with values, without, and with absences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from observatory.charts import CHARTS
from observatory.charts.chart import Chart
from observatory.database import Database
from observatory.exports.leaf import Leaf, Provenance

ADDRESS = "http://observatoire.test/indicateurs?territoire=region-53"
DAY = dt.date(2026, 11, 22)

_JOBS = {"indicateur": "effectifs_ess", "territoire": "region-53"}
CASES: list[tuple[str, dict[str, str]]] = [
    ("carte", {"niveau": "departement", "territoire": "region-53"}),
    ("carte", {"indicateur": "population_qpv", "niveau": "epci", "territoire": "departement-48"}),
    ("carte", {"indicateur": "postes_fonjep", "niveau": "departement", "cadre": "region", "territoire": "region-06"}),
    ("classement", {"niveau": "region", "territoire": "region-53"}),
    ("classement", {"niveau": "departement", "territoire": "departement-48"}),
    ("classement", {"indicateur": "montant_fonjep", "niveau": "departement"}),
    ("repartition", {"niveau": "departement", "territoire": "departement-48"}),
    ("evolution", {"territoire": "departement-48"}),
    ("evolution", {"territoire": "departement-976"}),
    ("evolution", {"indicateur": "nombre_scic"}),
    ("comparaison", {"territoire": "departement-48"}),
    ("comparaison", {"territoire": "departement-976"}),
    ("comparaison", {"indicateur": "population", "territoire": "commune-48095"}),
    ("carte-initiatives", {"territoire": "region-53"}),
    ("carte-initiatives", {"territoire": "departement-48", "type": "monnaie_locale"}),
    ("matrice", {}),
    ("matrice", {"territoire": "departement-976"}),
    ("types-initiatives", {}),
    ("types-initiatives", {"territoire": "departement-976"}),
    ("spaser", {}),
    ("spaser", {"territoire": "departement-976"}),
    ("leviers", {}),
    ("leviers-utilises", {"territoire": "epci-246700488"}),
    ("delegations", {}),
    ("adhesions-scic", {}),
    ("carte-qpv", {}),
    ("carte-qpv", {"territoire": "departement-31", "generation": "2015"}),
    ("profil-qpv", {"qpv": "QP009001"}),
    ("comparer-barres", {"territoires": "region-53,departement-976,epci-243500139"}),
    ("comparer-barres", {"indicateur": "postes_fonjep", "territoires": "departement-93,departement-31"}),
    ("comparer-evolution", {"territoires": "departement-48,departement-15,region-76"}),
    ("comparer-nuage", {"niveau": "departement", "territoires": "departement-93,departement-29"}),
    ("comparer-profil", {"territoire": "departement-48"}),
    ("comparer-profil", {"territoire": "epci-246700488"}),
    ("mesure", {"mesure": "epci-243500139,commune-35024,commune-35288", "nom": "Rennes et Saint-Malo"}),
    ("mesure", {"indicateur": "part_population_qpv", "mesure": "departement-31,departement-48"}),
    ("mesure-profil", {"mesure": "departement-31,departement-48", "nom": "Deux départements"}),
    ("familles", _JOBS),
    ("secteurs", _JOBS),
    ("secteurs-familles", _JOBS),
    ("specialisation", _JOBS),
    ("indice", {"indicateur": "indice_effectifs_ess", "territoire": "region-53"}),
    ("signal-ecart", {"indicateur": "part_ess_emploi", "territoire": "departement-48"}),
    ("signal-evolution", {"indicateur": "postes_fonjep", "territoire": "region-53"}),
    ("signal-absence", {"type": "ptce", "territoire": "epci-243100518"}),
    ("signal-absence", {"levier": "achats_spaser", "territoire": "region-53"}),
    (
        "signal-quartiers",
        {"indicateur": "postes_fonjep_pour_10000_habitants_qpv", "territoire": "departement-976"},
    ),
]
NAMES = [f"{name}-{'-'.join(parameters.values())}" for name, parameters in CASES]


def leaf_of(base: Database, name: str, parameters: Mapping[str, str], **words: str) -> Leaf:
    """A chart as it leaves the screen."""
    return Leaf(CHARTS[name](base, parameters), ADDRESS, **words)


def leaf_like(chart: Chart, **words: str) -> Leaf:
    """A chart made by hand as it leaves the screen."""
    return Leaf(chart, ADDRESS, **words)


def provenance(base: Database) -> Provenance:
    """From which database, on which day."""
    return Provenance(DAY, base.version)
