"""Everything the portrait of a territory made up by the reader shows: the same document as an official one's.

Its members are named, its figures are those of the page Comparer, and it says that no administration knows it.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from observatory import formatting as fr
from observatory.charts.compare_custom import counts_of, describe
from observatory.comparison.custom import LONGEST_NAME, MEASURE, NAME, Custom, custom_of
from observatory.comparison.custom_values import custom_values
from observatory.database import Database
from observatory.exports.plain_text import long_date
from observatory.exports.portrait import contents, custom_corpus, wording
from observatory.exports.portrait.custom_figures import custom_charts, custom_key_figures, local_values
from observatory.exports.portrait.custom_map import gathered
from observatory.exports.portrait.errors import UnfitNameError
from observatory.exports.portrait.model import Fact, Portrait, Publication
from observatory.model import Level, Territory
from observatory.narrative.comparison import listed
from observatory.queries.compare import territories

_ONE_BY_ONE = "Les territoires réunis, un à un"
NOTICE = "Territoire composé par le lecteur, sans existence administrative."
MOST_NAMED, MOST_PLACES, MOST_SAID = 8, 4, 2
_METHOD = (
    "Les nombres sont additionnés entre des territoires qui ne se recouvrent pas. Un taux est recalculé de ses deux "
    "nombres, jamais moyenné ; sinon il est absent, avec la raison.".replace(" ;", f"{fr.NARROW_SPACE};")
)
_SECRECY = (
    f"Le secret statistique est appliqué de nouveau{fr.NARROW_SPACE}: un total est caché quand un des territoires "
    "réunis est secret, ou quand sa différence avec un territoire publié donnerait une valeur secrète."
)
# what a spreadsheet would run, what a page would read as markup, what a line cannot hold
_UNFIT = re.compile(r"^[=+@-]|[<>\x00-\x1f\x7f]")


def named_custom(database: Database, parameters: dict[str, str]) -> Custom:
    """The territory of `mesure` under the name of `nom`, which is printed as it is given.

    Raises `UnknownChoiceError` for its members, `UnfitNameError` for its name.
    """
    check_name(parameters.get(NAME, "").strip())
    return custom_of(database, parameters)


def check_name(name: str) -> None:
    """Refuse a name that is too long, or that is not plain text. Raises `UnfitNameError`."""
    if _UNFIT.search(name) or len(name) > LONGEST_NAME:
        raise UnfitNameError(name, LONGEST_NAME)


def custom_contents(database: Database, custom: Custom, publication: Publication) -> Portrait:
    """The portrait of a territory made up, without any layout."""
    figures = custom_key_figures(database, custom)
    shown = [value.indicator for value in local_values(database, custom)]
    drawing, caption = gathered(database, custom, _places(database, custom, Level.REGION))
    return Portrait(
        title=f"Portrait de {wording.quoted(custom.name)}",
        name=custom.name,
        lead=f"{NOTICE} {describe(custom)}",
        day=long_date(publication.day),
        year=str(publication.day.year),
        publication=publication,
        address=custom_address(publication.site, custom),
        facts=_facts(database, custom),
        in_clear=contents.in_clear(database, figures),
        figures=figures,
        charts_title=_ONE_BY_ONE if len(custom.members) > 1 else contents.ELSEWHERE,
        charts=custom_charts(database, custom),
        map=drawing,
        map_caption=caption,
        neighbourhoods=custom_corpus.neighbourhoods(database, custom),
        levers=custom_corpus.levers(database, custom),
        initiatives=custom_corpus.initiatives(database, custom),
        sources=contents.sources_cited(database, shown),
        limits=(*_limits(custom), *contents.limits_of(shown)),
        file_name=custom_file_name(custom, publication),
        notice=NOTICE,
    )


def custom_file_name(custom: Custom, publication: Publication) -> str:
    """`portrait_pays-de-retz_sur-mesure_2026`, without its extension."""
    return fr.file_name("portrait", custom.name, "sur mesure", str(publication.day.year))


def custom_address(site: str, custom: Custom) -> str:
    """Where the territory is read on screen; empty when the site is not known."""
    query = urlencode({"rubrique": "mesure", MEASURE: custom.keys, NAME: custom.name}, safe=",")
    return f"{site.rstrip('/')}/comparer?{query}" if site else ""


def _places(database: Database, custom: Custom, level: Level) -> list[Territory]:
    """The départements or the régions in which its communes lie, by code."""
    communes = territories(database, Level.COMMUNE, tuple(sorted(custom.communes)))
    codes = {c.departement_code if level is Level.DEPARTEMENT else c.region_code for c in communes}
    return list(territories(database, level, tuple(sorted(code for code in codes if code))))


def _facts(database: Database, custom: Custom) -> tuple[Fact, ...]:
    names = [member.name for member in custom.members]
    counts = [
        f"{fr.number(count)} {fr.LEVEL_SINGULAR[level] if count == 1 else fr.LEVEL_PLURAL[level]}"
        for level, count in counts_of(custom)
    ]
    return (
        Fact("Réunit", f"{listed(counts)}{fr.NARROW_SPACE}: {wording.listed(names, MOST_NAMED)}"),
        Fact("Communes", fr.number(len(custom.communes))),
        Fact("Population", _population(database, custom)),
        *(_fact(_places(database, custom, level)) for level in (Level.DEPARTEMENT, Level.REGION)),
    )


def _fact(places: list[Territory]) -> Fact:
    """The départements or régions around, a few of them named."""
    level = places[0].level
    label = fr.LEVEL_SINGULAR[level] if len(places) == 1 else fr.LEVEL_PLURAL[level]
    return Fact(label.capitalize(), wording.listed([place.name for place in places], MOST_PLACES))


def _population(database: Database, custom: Custom) -> str:
    """The residents of the page Comparer, with their year, or the reason why they are not known."""
    found = next(v for v in custom_values(database, custom) if v.indicator.indicator_id == "population")
    if found.value is None:
        return fr.value_text(None, found.indicator, found.status)
    return f"{fr.number(found.value)} habitants (population municipale {found.period})"


def _limits(custom: Custom) -> tuple[str, ...]:
    """How it was made up: the method, secrecy, and what was left out of the list."""
    said = list(custom.said[:MOST_SAID])
    more = len(custom.said) - len(said)
    if more > 0:
        plural = "s" if more > 1 else ""
        said.append(f"{fr.number(more)} autre{plural} de la liste, de même.")
    return (_METHOD, _SECRECY, *said)
