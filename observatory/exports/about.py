"""What must be said of a chart so that it can be read and cited away from the screen.

Read from the database the chart was drawn from: its definition, its extent in words, its sources with their licence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from observatory import formatting as fr
from observatory import queries
from observatory.charts.chart import Chart
from observatory.choices import territory_of
from observatory.database import Database
from observatory.exports.filters import filters_in_words
from observatory.exports.native import measure
from observatory.frames import records
from observatory.model import Indicator, Source

MISSING_VALUES = (
    (
        "Une cellule vide n’est jamais un zéro. La colonne « Statut » dit pourquoi il n’y a pas de valeur : "
        "« non disponible », « secret statistique » ou « sans objet ». Un 0 est une vraie valeur nulle."
    )
    .replace(" :", f"{fr.NARROW_SPACE}:")
    .replace("« ", f"«{fr.NARROW_SPACE}")
    .replace(" »", f"{fr.NARROW_SPACE}»")
)

_EXAMPLES = "Exemples relus ligne à ligne dans des documents, pas un recensement."
_OTHERS = "D’autres collectivités peuvent le faire sans être citées."
_NEIGHBOURHOODS = "Quartiers prioritaires de la politique de la ville (QPV), leurs périmètres ou leurs points"

# What the charts that do not draw an indicator measure, and their perimeter.
_DEFINITIONS: dict[str, tuple[str, str]] = {
    "carte-initiatives": ("Initiatives de l’ESS citées par les documents, une fois par territoire.", _EXAMPLES),
    "types-initiatives": ("Nombre d’initiatives distinctes citées par les documents, par type.", _EXAMPLES),
    "matrice": ("Nombre d’initiatives distinctes citées, par territoire et par thème.", _EXAMPLES),
    "signal-absence": (
        "Nombre d’exemples lus d’un type d’initiative ou d’un levier, dans des territoires semblables.",
        f"{_EXAMPLES} {_OTHERS}",
    ),
    "spaser": (
        "Année d’adoption d’un schéma d’achats publics responsables (SPASER), telle que les documents la donnent.",
        _EXAMPLES,
    ),
    "leviers": (
        "Nombre de collectivités que les documents montrent utilisant chaque levier.",
        f"{_EXAMPLES} {_OTHERS}",
    ),
    "leviers-utilises": (
        "Leviers de l’étude que les documents montrent utilisés, comptés par champ d’action.",
        f"{_EXAMPLES} {_OTHERS}",
    ),
    "delegations": (
        "Nombre de collectivités ou d’élus dont la délégation comprend l’ESS, parmi 128 collectivités étudiées.",
        "128 collectivités étudiées par les auteurs\u202f; une délégation peut porter plusieurs thèmes.",
    ),
    "adhesions-scic": (
        "Nombre de sociétés coopératives d’intérêt collectif (SCIC) dont la collectivité est sociétaire.",
        "Collectivités nommées par l’étude\u202f; les nombres ne s’additionnent pas.",
    ),
    "carte-qpv": (f"{_NEIGHBOURHOODS}, et leurs habitants.", "Quartiers chargés dans la base."),
    "plan-qpv": (f"{_NEIGHBOURHOODS}, en plan.", "Quartiers dont le périmètre est chargé."),
    "comparer-profil": (
        "Rang du territoire dans son niveau pour chaque indicateur, avec le minimum, les quartiles et le maximum.",
        "Territoires du niveau dont la valeur est connue\u202f; la France est placée pour les taux seulement.",
    ),
    "mesure-profil": (
        "Chiffres d’un territoire réuni par le lecteur\u202f: nombres additionnés, taux recalculés.",
        "Territoires réunis, sans double compte\u202f; une valeur qui lèverait un secret statistique est masquée.",
    ),
    "profil-qpv": (
        "Parts et taux d’un quartier prioritaire, à côté des médianes de son intercommunalité et de sa région.",
        "Quartiers dont l’Insee publie la valeur.",
    ),
}
_UNITS = {
    "carte-initiatives": "initiatives",
    "types-initiatives": "initiatives",
    "matrice": "initiatives",
    "signal-absence": "exemples",
    "spaser": "année",
    "leviers": "collectivités",
    "leviers-utilises": "leviers",
    "delegations": "collectivités ou élus",
    "adhesions-scic": "SCIC",
    "carte-qpv": "habitants",
    "plan-qpv": "mètres",
    "comparer-profil": "unités dites dans le tableau",
    "mesure-profil": "unités dites dans le tableau",
    "profil-qpv": f"%{fr.NO_BREAK_SPACE}et unités dites dans le tableau",
}


@dataclass(frozen=True)
class CitedSource:
    """A source as an export cites it; `edition` says which one, in words, and is empty when nothing names it."""

    title: str
    producer: str
    citation: str
    licence: str
    landing_page: str
    edition: str
    processing: str


@dataclass(frozen=True)
class About:
    """All that a reader of a file needs: every text is French; `filters` are (what, its value in words)."""

    definition: str
    unit: str
    territory: str
    period: str
    filters: tuple[tuple[str, str], ...]
    sources: tuple[CitedSource, ...]
    perimeter: str
    vintage: str
    formula: str
    caveats: tuple[str, ...]


def about(database: Database, chart: Chart) -> About:
    """What a chart measures, where, when, from which sources and within which limits."""
    indicator = queries.indicators(database).get(chart.parameters.get("indicateur", ""))
    sources = _sources(database, chart, indicator)
    filters = filters_in_words(database, chart)
    told = dict(filters)
    territory = told.get("Territoire") or told.get("Quartier") or told.get("Point") or territory_of(database, {}).name
    if indicator is not None:
        return About(
            indicator.definition,
            {"EUR": "euros"}.get(indicator.unit, indicator.unit),
            territory,
            _period(chart, sources),
            filters,
            sources,
            indicator.perimeter,
            _vintage(indicator),
            indicator.formula,
            _caveats(indicator),
        )
    if chart.brought:
        return _about_brought(chart, sources)
    definition, perimeter = _DEFINITIONS.get(chart.name, (chart.title, ""))
    return About(
        definition,
        _UNITS.get(chart.name, chart.subtitle.split(" · ")[0]),
        territory,
        _period(chart, sources),
        filters,
        sources,
        perimeter,
        _foot_vintage(chart),
        "",
        (),
    )


def _about_brought(chart: Chart, sources: tuple[CitedSource, ...]) -> About:
    """What is known of a reader's own values: little, and it is said."""
    rank = measure(chart)
    heading = "" if rank is None else chart.table.columns[rank].heading
    return About(
        "Valeurs que le lecteur a lui-même importées, non vérifiées par l’observatoire.",
        heading.rpartition("(")[2].rstrip(")"),
        "ceux du fichier",
        "non dite par le fichier",
        (),
        sources,
        "Territoires du fichier dont le code est reconnu et la valeur lue.",
        _foot_vintage(chart),
        "",
        (),
    )


def _sources(database: Database, chart: Chart, indicator: Indicator | None) -> tuple[CitedSource, ...]:
    """The sources of a chart: those of its indicator, and those that its foot cites."""
    known = queries.sources(database)
    foot = " ".join(chart.foot)
    used = [indicator.source_id, indicator.denominator_source_id] if indicator else []
    used += [name for name, source in known.items() if source.citation.rstrip(".") in foot and source.state != "absent"]
    if "Ci.Ville, contrats de ville" in foot:
        used.append("anct_contrats_de_ville")
    if "Exemples relus" in foot:
        return (*_documents(database, foot, known), *_cited(known, used)) or _cited(known, ["catalogue"])
    return _cited(known, used)


def _cited(known: dict[str, Source], used: Iterable[str | None]) -> tuple[CitedSource, ...]:
    return tuple(_cited_source(known[name]) for name in dict.fromkeys(used) if name is not None and name in known)


def _cited_source(source: Source) -> CitedSource:
    edition = source.edition or (f"période {source.period}" if source.period[:1].isdigit() else source.period)
    return CitedSource(
        source.title,
        source.producer,
        source.citation.rstrip(".") + ".",
        source.licence,
        source.landing_page,
        edition,
        source.processing,
    )


def _documents(database: Database, foot: str, known: dict[str, Source]) -> tuple[CitedSource, ...]:
    """The documents a selection of initiatives rests on, as its foot names them, and the published lists."""
    catalogue = known["catalogue"]
    cited = [
        CitedSource(
            row.title,
            row.publisher,
            f"{row.publisher}, «{fr.NARROW_SPACE}{row.title}{fr.NARROW_SPACE}»{_year(row.year)}.",
            catalogue.licence,
            catalogue.landing_page,
            f"relevé de la période {catalogue.period}",
            catalogue.processing,
        )
        for row in records(queries.documents(database))
        if f"«{fr.NARROW_SPACE}{row.title}{fr.NARROW_SPACE}»" in foot
    ]
    lists = [_cited_source(known["ptce_published"])] if "listes publiées de lauréats" in foot else []
    return (*cited, *lists)


def _year(value: object) -> str:
    text = str(value)
    return f", {int(float(text))}" if text.replace(".", "", 1).isdigit() else ""


def _vintage(indicator: Indicator) -> str:
    text = f"Géographie {indicator.geography_year}"
    if indicator.qpv_generation:
        text += f", quartiers prioritaires de génération {indicator.qpv_generation}"
    return text


def _foot_vintage(chart: Chart) -> str:
    sentences = " ".join(chart.foot).split(". ")
    told = [s.rstrip(".") for s in sentences if s.startswith(("Géographie", "Quartiers prioritaires de génération"))]
    return ", ".join(told)


def _period(chart: Chart, sources: tuple[CitedSource, ...]) -> str:
    if "annee" in chart.parameters:
        return chart.parameters["annee"]
    names = [column.name for column in chart.table.columns]
    if "annee" in names:
        years = sorted({str(row[names.index("annee")]) for row in chart.table.rows} - {"None", ""})
        if years:
            return years[0] if len(years) == 1 else f"{years[0]}-{years[-1]}"
    editions = dict.fromkeys(re.sub(r"^(relevé de la )?période ", "", s.edition) for s in sources)
    return ", ".join(editions) or "non précisée"


def _caveats(indicator: Indicator) -> tuple[str, ...]:
    breaks = (
        f"Rupture de série entre {b.after_period} et {b.before_period}{fr.NARROW_SPACE}: {b.reason}"
        for b in indicator.breaks
    )
    return (*indicator.caveats, *breaks)
