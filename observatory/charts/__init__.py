"""Every chart of the dashboard, by the name its address bears.

The screen, the downloads and the data addresses all call the same function: what comes out is what was on screen.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache

from observatory.charts import (
    catalogue,
    compare_custom,
    compare_pair,
    compare_places,
    compare_profile,
    levels,
    levers,
    levers_cited,
    parts,
    parts_compared,
    places,
    qpv_map,
    qpv_plan,
    qpv_profile,
    signals,
)
from observatory.charts.chart import Chart, Column, Table
from observatory.database import Database

Builder = Callable[[Database, Mapping[str, str]], Chart]

CHARTS: dict[str, Builder] = {
    "carte": levels.area_map,
    "classement": levels.ranking,
    "repartition": levels.spread,
    "evolution": places.over_time,
    "comparaison": places.against_references,
    "carte-initiatives": catalogue.initiative_map,
    "matrice": catalogue.territories_by_themes,
    "types-initiatives": catalogue.kinds,
    "spaser": levers.spaser,
    "leviers": levers.levers_used,
    "leviers-utilises": levers.levers_used,
    "delegations": levers_cited.delegations,
    "adhesions-scic": levers_cited.scic_membership,
    "carte-qpv": qpv_map.map_of_territory,
    "plan-qpv": qpv_plan.plan,
    "profil-qpv": qpv_profile.profile,
    "familles": parts.families,
    "secteurs": parts.sectors,
    "secteurs-familles": parts.sectors_by_families,
    "specialisation": parts_compared.specialisation,
    "indice": parts_compared.index,
    "comparer-barres": compare_places.side_by_side,
    "comparer-evolution": compare_places.courses,
    "comparer-nuage": compare_pair.scatter,
    "comparer-profil": compare_profile.profile,
    "mesure": compare_custom.beside_members,
    "mesure-profil": compare_custom.profile,
    "signal-ecart": signals.far,
    "signal-evolution": signals.moving,
    "signal-absence": signals.absent,
    "signal-quartiers": signals.quarters,
}

# charts of the parts of an indicator: they exist only where a live source brought them
OF_PARTS = frozenset({"familles", "secteurs", "secteurs-familles", "specialisation", "indice"})
OF_A_POINT = frozenset({"plan-qpv"})


def build_chart(database: Database, name: str, parameters: Mapping[str, str]) -> Chart:
    """Build a chart, or give back the one just built: a page, its table and its downloads ask for the same one.

    A chart of a point that a reader has typed is not remembered.
    """
    if name in OF_A_POINT:
        return CHARTS[name](database, parameters)
    return _built(database, name, tuple(sorted(parameters.items())), dt.datetime.now(tz=dt.UTC).date())


@lru_cache(maxsize=128)
def _built(database: Database, name: str, parameters: tuple[tuple[str, str], ...], _day: dt.date) -> Chart:
    return CHARTS[name](database, dict(parameters))


__all__ = ["CHARTS", "OF_PARTS", "Builder", "Chart", "Column", "Table", "build_chart"]
