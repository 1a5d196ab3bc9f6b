"""Where a row of the départements' file is: its département, else its région of today.

Traps: codes without their zeros; `20` for a Corse that is not split; a région of before 2016, by its code or its name,
alone or beside today's; a row that names nothing that is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from observatory.model import fold

CODE_LENGTH = 2
UNSPLIT_CORSE = "20"
# Insee, régions of before 2016 (code, name) and the région that holds them today.
FORMER_REGIONS = {
    ("21", "Champagne-Ardenne"): "44",
    ("22", "Picardie"): "32",
    ("23", "Haute-Normandie"): "28",
    ("25", "Basse-Normandie"): "28",
    ("26", "Bourgogne"): "27",
    ("31", "Nord-Pas-de-Calais"): "32",
    ("41", "Lorraine"): "44",
    ("42", "Alsace"): "44",
    ("43", "Franche-Comté"): "27",
    ("54", "Poitou-Charentes"): "75",
    ("72", "Aquitaine"): "75",
    ("73", "Midi-Pyrénées"): "76",
    ("74", "Limousin"): "75",
    ("82", "Rhône-Alpes"): "84",
    ("83", "Auvergne"): "84",
    ("91", "Languedoc-Roussillon"): "76",
    ("24", "Centre"): "24",
}


@dataclass(frozen=True)
class Written:
    """The place of a row as the file writes it; an empty text where it says nothing."""

    departement_code: str = ""
    departement: str = ""
    region_code: str = ""
    region: str = ""
    former_region_code: str = ""
    former_region: str = ""

    @property
    def words(self) -> str:
        """What the file says, for a report."""
        departement = " ".join(part for part in (self.departement_code, self.departement) if part)
        region = self.region or self.region_code or self.former_region or self.former_region_code
        return ", ".join(part for part in (departement, region) if part) or "sans territoire"


@dataclass(frozen=True)
class Place:
    """Where a row is; `reason` says in French why it has no département (or no place at all).

    `whole` tells that the row stands for a région of today rather than for a part of it.
    """

    departement_code: str | None
    region_code: str | None
    reason: str = ""
    contradicted: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Geography:
    """Today's régions by code and folded name; départements by code and folded name, with their région."""

    regions: Mapping[str, str]
    departements: Mapping[str, str]
    region_names: Mapping[str, str]
    departement_names: Mapping[str, str]


def geography_of(regions: Mapping[str, str], departements: Mapping[str, tuple[str, str]]) -> Geography:
    """The geography from `code → name` of régions and `code → (name, région)` of départements."""
    return Geography(
        dict(regions),
        {code: region for code, (_, region) in departements.items()},
        {fold(name): code for code, name in regions.items()},
        {fold(name): code for code, (name, _) in departements.items()},
    )


def place_of(written: Written, geography: Geography) -> Place:
    """The département and the région of today of a row, from the surest to the least sure of its cells."""
    departement = _departement(written, geography)
    today, region = _region(written, geography)
    if departement is not None:
        holder = geography.departements[departement]
        return Place(departement, holder, contradicted=region not in {None, holder})
    if region is None:
        return Place(None, None, "territoire inconnu : comptée nulle part")
    if written.departement_code == UNSPLIT_CORSE and region == "94":
        reason = "Corse non partagée en deux départements : comptée dans la région seulement"
        return Place(None, region, reason, whole=True)
    whole = today and not written.departement_code
    return Place(None, region, "département absent ou inconnu : comptée dans la région seulement", whole=whole)


def _departement(written: Written, geography: Geography) -> str | None:
    code = written.departement_code.upper().zfill(CODE_LENGTH) if written.departement_code else ""
    if code:
        return code if code in geography.departements else None
    return geography.departement_names.get(fold(written.departement)) if written.departement else None


def _region(written: Written, geography: Geography) -> tuple[bool, str | None]:
    """The région of today of a row, and whether the row names it rather than one of before 2016."""
    codes = [code.zfill(CODE_LENGTH) for code in (written.region_code, written.former_region_code) if code]
    names = [fold(name) for name in (written.region, written.former_region) if name]
    if found := next((code for code in codes[:1] if code in geography.regions), None):
        return True, found
    if found := next((geography.region_names[name] for name in names if name in geography.region_names), None):
        return bool(written.region) and fold(written.region) in geography.region_names, found
    former_codes = {code: today for (code, _), today in FORMER_REGIONS.items()}
    former_names = {fold(name): today for (_, name), today in FORMER_REGIONS.items()}
    guesses = [former_codes.get(code) or (code if code in geography.regions else None) for code in codes]
    return False, next(filter(None, [*guesses, *(former_names.get(name) for name in names)]), None)
