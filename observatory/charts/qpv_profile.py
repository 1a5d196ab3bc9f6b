"""Priority neighbourhoods (QPV): the figures of one against those of its neighbours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from observatory import formatting as fr
from observatory import palette, queries_qpv
from observatory.charts.chart import Chart, Column, Table
from observatory.charts.qpv_common import NARROW, counted, generation_of
from observatory.choices import UnknownChoiceError
from observatory.database import Database
from observatory.figure import Figure
from observatory.frames import present, records, whole

_FEWEST_PEERS = 3


def compared_figures(database: Database, generation: int, code: str) -> pd.DataFrame:
    """The figures of a neighbourhood beside the medians of its EPCI's and région's neighbourhoods.

    Columns of `queries_qpv.figures`, plus epci_median, epci_count, region_median, region_count, region_low,
    region_high: computed on the neighbourhoods that have the figure, this one included; NaN under three of them.
    """
    every = queries_qpv.figures(database, generation)
    own = every[every["qpv_code"] == code].reset_index(drop=True)
    places = queries_qpv.memberships(database, generation)
    for level in ("epci", "region"):
        here = places.loc[places["qpv_code"] == code, f"{level}_code"].dropna().unique()
        peers = places.loc[places[f"{level}_code"].isin(here), "qpv_code"].unique()
        values = every[every["qpv_code"].isin(peers)].groupby("figure")["value"]
        summary = values.agg(["median", "count", "min", "max"])
        summary.loc[summary["count"] < _FEWEST_PEERS, ["median", "min", "max"]] = np.nan
        for name, source in (("median", "median"), ("count", "count"), ("low", "min"), ("high", "max")):
            own[f"{level}_{name}"] = own["figure"].map(summary[source])
    return own


def profile(database: Database, parameters: Mapping[str, str]) -> Chart:
    """The shares and rates of a neighbourhood against those of its région's; the table holds every figure."""
    generation = generation_of(database, parameters)
    code = parameters.get("qpv", "")
    rows = compared_figures(database, generation, code)
    if rows.empty:
        raise UnknownChoiceError(f"Le quartier «{NARROW}{code[:20]}{NARROW}» n’a pas de chiffre chargé.")
    name = str(queries_qpv.neighbourhoods(database, generation).set_index("code").loc[code, "name"])
    shown = rows[(rows["unit"] == "%") & rows["value"].notna()]
    figure = _profile_figure(shown)
    period = ", ".join(dict.fromkeys(rows["period"]))
    peers = int(rows["region_count"].max()) if rows["region_count"].notna().any() else 0
    return Chart(
        "profil-qpv",
        {"qpv": code, "generation": str(generation)},
        f"{name}{NARROW}: ses parts et taux parmi les quartiers de sa région",
        f"En{fr.NO_BREAK_SPACE}% · point{NARROW}: ce quartier, trait{NARROW}: médiane, barre{NARROW}: du plus bas au "
        f"plus haut de {fr.number(peers)} quartiers · {period}",
        (
            f"Source{NARROW}: {'; '.join(dict.fromkeys(rows['citation'])).rstrip('.')}.",
            (
                f"Quartiers prioritaires de génération {generation}. Médianes à partir de {_FEWEST_PEERS} quartiers. "
                f"Extraction du {dt.datetime.now(tz=dt.UTC):%d/%m/%Y}."
            ),
        ),
        _profile_sentence(name, shown),
        figure,
        _profile_table(rows),
        fr.file_name("profil", name, code),
        height=170 + 34 * max(1, len(shown)),
    )


def _profile_figure(shown: pd.DataFrame) -> Figure:
    figure = Figure()
    ranks = list(range(len(shown)))
    spans = [(i, r.region_low, r.region_high) for i, r in enumerate(records(shown)) if not pd.isna(r.region_low)]
    figure.add_scatter(
        x=[v for _, low, high in spans for v in (low, high, None)],
        y=[v for i, *_ in spans for v in (i, i, None)],
        mode="lines",
        line={"color": palette.SEQUENCE[1], "width": 9},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=[None if pd.isna(v) else v for v in shown["region_median"]],
        y=ranks,
        mode="markers",
        marker={"symbol": "line-ns", "size": 15, "line": {"color": palette.REFERENCE, "width": 2.5}},
        hovertemplate=f"médiane de la région{NARROW}: %{{x:,.1f}}{NARROW}%<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        x=shown["value"].tolist(),
        y=ranks,
        mode="markers",
        marker={"color": palette.MARK, "size": 11, "line": {"color": "#ffffff", "width": 1}},
        hovertemplate=f"ce quartier{NARROW}: %{{x:,.1f}}{NARROW}%<extra></extra>",
        showlegend=False,
    )
    figure.update_layout(
        xaxis={"ticksuffix": f"{NARROW}%", "fixedrange": True, "gridcolor": "rgba(128,128,128,.25)", "zeroline": False},
        yaxis={
            "tickvals": ranks,
            "ticktext": shown["label"].tolist(),
            "autorange": "reversed",
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        showlegend=False,
    )
    return figure


def _profile_sentence(name: str, shown: pd.DataFrame) -> str:
    poverty = shown[shown["figure"] == "tp60"]
    if poverty.empty or pd.isna(poverty["region_median"].iloc[0]):
        return f"{counted(len(shown), 'part')} et taux connus pour le quartier {name}."
    row = poverty.iloc[0]
    return (
        f"Dans le quartier {name}, le taux de pauvreté est de {fr.with_unit(fr.number(row['value'], 1), '%')}\u202f; "
        f"la médiane des {fr.number(row['region_count'])} quartiers de sa région est de "
        f"{fr.with_unit(fr.number(row['region_median'], 1), '%')}."
    )


def _profile_table(rows: pd.DataFrame) -> Table:
    columns = (
        Column("theme", "Thème"),
        Column("indicateur", "Indicateur"),
        Column("valeur", "Ce quartier", numeric=True, decimals=1),
        Column("unite", "Unité"),
        Column("mediane_epci", "Médiane de l’intercommunalité", numeric=True, decimals=1),
        Column("quartiers_epci", "Quartiers", numeric=True),
        Column("mediane_region", "Médiane de la région", numeric=True, decimals=1),
        Column("quartiers_region", "Quartiers", numeric=True),
        Column("statut", "Statut"),
    )
    return Table(
        columns,
        tuple(
            (
                r.theme,
                r.label,
                present(r.value),
                r.unit,
                present(r.epci_median),
                whole(r.epci_count),
                present(r.region_median),
                whole(r.region_count),
                "observé"
                if r.status == "observed"
                else {"secret": "secret statistique"}.get(r.status, "non disponible"),
            )
            for r in records(rows)
        ),
    )
