"""Every chart of the dashboard, by the name its address bears.

The screen, the downloads and the data addresses all call the same function: what comes out is what was on screen.
"""

from collections.abc import Callable, Mapping

from observatory.charts import catalogue, levels, levers, places
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
    "delegations": levers.delegations,
    "adhesions-scic": levers.scic_membership,
}

__all__ = ["CHARTS", "Builder", "Chart", "Column", "Table"]
