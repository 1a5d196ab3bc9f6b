"""Articles and prepositions of French place names: « de Bretagne », « du Bas-Rhin », « au Havre », « à Mayotte ».

The usage of régions and départements is a closed list, written out. For EPCI and communes it follows the first
word of the name: an article that belongs to the name (Le Havre, Les Lilas), a common noun (Métropole, Communauté),
else a proper noun without article.
"""

from __future__ import annotations

import unicodedata

from observatory import formatting as fr
from observatory.model import Level, Territory

_REGIONS_PLURAL = {"32": "Hauts-de-France", "52": "Pays de la Loire"}
_REGIONS_MASCULINE = {"24", "44"}
_WITHOUT_ARTICLE_REGIONS = {"04", "06"}

_DEPARTEMENTS_MASCULINE = frozenset(
    {"14", "15", "18", "25", "29", "30", "32", "39", "41", "45", "46", "47", "49", "56", "59", "62", "63", "67", "68"}
    | {"69", "81", "82", "83", "84", "90", "94", "95"}
)
_DEPARTEMENTS_PLURAL = frozenset(["04", "05", "06", "08", "13", "22", "40", "64", "65", "66", "78", "79", "88", "92"])
_DEPARTEMENTS_WITHOUT_ARTICLE = frozenset({"75", "974", "976"})
# « dans la Creuse », where usage prefers the article to « en »
_DANS_LA = frozenset(["26", "42", "50", "51", "55", "58", "72", "80", "86"])
# feminine with an elided article, said with « en »
_EN_ELIDED = frozenset(["07", "28", "35", "37", "38"])

_FEMININE_NOUNS = ("métropole", "eurométropole", "communauté", "cc ", "ca ", "cu ", "collectivité")
_MASCULINE_NOUNS = ("pays ", "territoire ", "bassin ", "syndicat ")
# « l’Yonne », « d’Yerres »: against the usage of other names in Y and a vowel (« de Yutz »)
_VOWEL_Y = ("yonne", "yerres", "yèvre", "yèbles", "yébleron")
# an H is said (« de Honfleur ») unless usage drops it: towns that write « ville d’Halluin » themselves
_MUTE_H = (
    *("haillicourt", "haisnes", "halluin", "harfleur", "harnes", "hasparren", "haubourdin", "hautmont", "hazebrouck"),
    *("hendaye", "hennebont", "henrichemont", "hénin", "hérault", "herbignac", "herblay", "hérépian", "héric"),
    *("hérimoncourt", "hérouville", "herserange", "hersin", "héry", "hesdin", "hettange", "hirson", "homécourt"),
    *("houplines", "hourtin", "huelgoat", "hyè", "hyd", "hypercourt"),
)


def _begins_with_vowel(name: str) -> bool:
    lowered = name.lower()
    first = unicodedata.normalize("NFD", lowered[0])[0]
    if first == "h":
        return lowered.startswith(_MUTE_H)
    if first == "y":
        return lowered.startswith(_VOWEL_Y) or lowered[1:2] not in tuple("aeiouéè")
    return first in "aeiouœæ"


def _article(place: Territory) -> str:
    """The article a place takes as a subject: `le`, `la`, `l’`, `les`, or nothing."""
    match place.level:
        case Level.FRANCE:
            return "la"
        case Level.REGION:
            return _region_article(place)
        case Level.DEPARTEMENT:
            return _departement_article(place)
        case Level.EPCI | Level.EPT:
            return _epci_article(place.name)
        case Level.COMMUNE:
            return ""


def _region_article(place: Territory) -> str:
    if place.code in _WITHOUT_ARTICLE_REGIONS:
        return ""
    if place.code in _REGIONS_PLURAL:
        return "les"
    if place.code in _REGIONS_MASCULINE:
        return "le"
    return "l’" if _begins_with_vowel(place.name) else "la"


def _departement_article(place: Territory) -> str:
    if place.code in _DEPARTEMENTS_WITHOUT_ARTICLE:
        return ""
    if place.code in _DEPARTEMENTS_PLURAL:
        return "les"
    if _begins_with_vowel(place.name):
        return "l’"
    return "le" if place.code in _DEPARTEMENTS_MASCULINE else "la"


def _epci_article(name: str) -> str:
    lowered = name.lower()
    if lowered.startswith(_FEMININE_NOUNS):
        return "l’" if _begins_with_vowel(name) else "la"
    if lowered.startswith(_MASCULINE_NOUNS):
        return "le"
    return ""


def _own_article(name: str) -> tuple[str, str] | None:
    """Split the article that belongs to a name: « Le Havre » → (« le », « Havre »)."""
    for article in ("Le ", "Les "):
        if name.startswith(article):
            return article.strip().lower(), name[len(article) :]
    return None


def the_place(place: Territory) -> str:
    """The place as a subject: « la Bretagne », « les Hauts-de-Seine », « Rennes Métropole », « Le Havre »."""
    article = _article(place)
    if not article:
        return place.name
    return f"{article}{place.name}" if article == "l’" else f"{article} {place.name}"


def of_place(place: Territory) -> str:
    """The place behind « de »: « de Bretagne », « du Bas-Rhin », « de l’Ain », « du Havre », « d’Orléans »."""
    article = _article(place)
    name = place.name
    if place.level is Level.REGION and article in {"la", "l’"}:
        article = ""  # « de Bretagne », not « de la Bretagne »
    elif not article and (own := _own_article(name)):
        article, name = own
    bare = f"d’{name}" if _begins_with_vowel(name) else f"de {name}"
    return {"le": f"du {name}", "les": f"des {name}", "la": f"de la {name}", "l’": f"de l’{name}"}.get(article, bare)


def in_place(place: Territory) -> str:
    """Where: « en Bretagne », « dans le Bas-Rhin », « à Mayotte », « au Havre », « à Rennes Métropole »."""
    article = _article(place)
    if place.level is Level.FRANCE:
        return "en France"
    if place.level is Level.COMMUNE:
        own = _own_article(place.name)
        if own:
            return {"le": f"au {own[1]}", "les": f"aux {own[1]}"}[own[0]]
        return f"à {place.name}"
    if place.level in {Level.EPCI, Level.EPT}:
        return f"dans {the_place(place)}" if article else f"à {place.name}"
    if not article:
        return f"à {place.name}"
    feminine = article == "la" or (place.level is Level.REGION and article == "l’") or place.code in _EN_ELIDED
    if place.level is Level.DEPARTEMENT and place.code in _DANS_LA:
        feminine = False
    return f"en {place.name}" if feminine else f"dans {the_place(place)}"


def than_place(place: Territory) -> str:
    """The place behind « plus que »: « qu’en Bretagne », « que dans le Bas-Rhin », « qu’au Havre »."""
    where = in_place(place)
    return f"que {where}" if where.startswith("dans ") else f"qu’{where}"


def sentence_start(place: Territory) -> str:
    """Where, at the start of a sentence: « En Bretagne », « Au Havre », « À Mayotte »."""
    where = in_place(place)
    return where[:1].upper() + where[1:]


def is_or_are(place: Territory) -> str:
    """The verb behind the place as a subject: « les Hauts-de-Seine sont », « la Bretagne est »."""
    return "sont" if the_place(place).startswith("les ") else "est"


def bracketed(name: str) -> str:
    """A name between brackets, its own made square: « (CA Loire Forez Agglomération [LFA]) »."""
    return f"({name.replace('(', '[').replace(')', ']')})"


def agreed(adjective: str, *, feminine: bool, plural: bool = False) -> str:
    """An adjective in the gender and number of what it says: « nul », « nulle », « renseignées »."""
    doubled = "l" if feminine and adjective.endswith("l") else ""
    return f"{adjective}{doubled}{'e' if feminine else ''}{'s' if plural else ''}"


def ordinal(rank: int, *, feminine: bool) -> str:
    """« 1ᵉʳ », « 1ʳᵉ », « 2ᵉ », « 1 060ᵉ »: the letters raised, which the fallback typeface of the exports has."""
    if rank == 1:
        return "1ʳᵉ" if feminine else "1ᵉʳ"
    return f"{fr.number(rank)}ᵉ"
