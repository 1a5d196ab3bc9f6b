"""Words and columns that several charts of an indicator share."""

from __future__ import annotations

import datetime as dt

from observatory import formatting as fr
from observatory import queries
from observatory.charts.chart import Column, source_lines
from observatory.database import Database
from observatory.model import Indicator, Status


def foot(database: Database, indicator: Indicator) -> tuple[str, ...]:
    """Source, vintage, processing and date of an indicator's figure."""
    return source_lines(indicator, queries.sources(database), extracted_on=f"{dt.datetime.now(tz=dt.UTC):%d/%m/%Y}")


def unit_text(indicator: Indicator) -> str:
    """The unit as a subtitle says it: « En % », « En euros », « Nombre de postes »."""
    return {"EUR": "En euros", "%": f"En{fr.NO_BREAK_SPACE}%"}.get(
        indicator.unit, f"Nombre {fr.of_noun(indicator.unit)}"
    )


def value_column(indicator: Indicator) -> Column:
    """The column of an indicator's values in a table."""
    heading = f"{indicator.short_label} ({'€' if indicator.unit == 'EUR' else indicator.unit})"
    return Column(indicator.indicator_id, heading, numeric=True, decimals=indicator.decimals)


def status_word(status: Status | str) -> str:
    """A status as a table writes it."""
    return fr.STATUS_TEXT.get(Status(status), "observé")
