"""The words of the field, shared by the ETL and the dashboard: enums and frozen dataclasses, no I/O."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

# Where an edition put aside waits beside the one in use, and the text that says why: the ETL writes, the screen reads.
QUARANTINE, QUARANTINE_REPORT = "quarantine", "rapport.txt"
SCHEMA_VERSION = 5
FRANCE_CODE = "FR"
CATALOGUE = "catalogue"  # the source of what documents cite
LEAST_AREA_KM2 = 1.0  # under it the simplified contour measures too little for a density


def fold(text: str) -> str:
    """Fold a name for searching: no accent, no case, no hyphen or apostrophe; « st » and « ste » written out.

    « Saint-Étienne », « st etienne » and « SAINT ETIENNE » all give « saint etienne ».
    """
    flat = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    letters = "".join(c if c.isalnum() else " " for c in flat if not unicodedata.combining(c))
    words = {"st": "saint", "ste": "sainte"}
    return " ".join(words.get(word, word) for word in letters.split())


class Level(StrEnum):
    """A level of territory, from the widest to the smallest."""

    FRANCE = "france"
    REGION = "region"
    DEPARTEMENT = "departement"
    EPCI = "epci"
    EPT = "ept"
    COMMUNE = "commune"


class Status(StrEnum):
    """Why a cell holds a value or none. Only `OBSERVED` comes with a value (which may be a true zero)."""

    OBSERVED = "observed"
    NOT_AVAILABLE = "not_available"
    SECRET = "secret"  # noqa: S105 - statistical secrecy, not a password
    NOT_APPLICABLE = "not_applicable"


class Kind(StrEnum):
    """Rates are drawn as coloured areas, counts as circles."""

    RATE = "rate"
    COUNT = "count"


class Rollup(StrEnum):
    """How the value of a wider territory is obtained from smaller ones."""

    SUM = "sum"
    RECOMPUTED = "recomputed"
    PUBLISHED = "published"
    NONE = "none"


class Series(StrEnum):
    """Whether the points of an indicator may be joined by a line."""

    LINE = "line"
    POINTS = "points"


@dataclass(frozen=True)
class Territory:
    """A place. `population` is municipal, 2023; `longitude` and `latitude` are WGS84 degrees of an interior point.

    `area_km2` is estimated on a simplified contour.
    """

    level: Level
    code: str
    name: str
    kind: str | None = None
    region_code: str | None = None
    departement_code: str | None = None
    epci_code: str | None = None
    ept_code: str | None = None
    population: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    area_km2: float | None = None

    @property
    def density_per_km2(self) -> float | None:
        """Residents per square kilometre; None without population, without area, or for a place too small to measure.

        Under `LEAST_AREA_KM2` the contour is too coarse: the area may be several times too small.
        """
        if self.population is None or self.area_km2 is None or self.area_km2 < LEAST_AREA_KM2:
            return None
        return self.population / self.area_km2

    @property
    def key(self) -> str:
        """How an address names it: `region-53`, `commune-2A004`, `france-FR`."""
        return f"{self.level}-{self.code}"


@dataclass(frozen=True)
class Break:
    """A change of measure between two periods of a series, with its reason in French."""

    after_period: str
    before_period: str
    reason: str


@dataclass(frozen=True)
class Indicator:
    """A measure as the database describes it; every text is French and shown to readers.

    `unit` is `%`, `EUR`, or a plural noun (`postes`, `habitants`); `decimals` is how many are shown.
    `variant_of` names the indicator it is a variant of (another perimeter), `variant_label` how it is chosen.
    `current_source_id` is the live source that would bring current figures, None once it is loaded or when none would.
    """

    indicator_id: str
    label: str
    short_label: str
    phrase: str
    gender: str
    plural: bool
    unit: str
    kind: Kind
    decimals: int
    definition: str
    perimeter: str
    geography_year: int
    qpv_generation: int | None
    source_id: str
    denominator_source_id: str | None
    rollup: Rollup
    rollup_reason: str
    levels: tuple[Level, ...]
    series: Series
    caveats: tuple[str, ...]
    formula: str
    variant_of: str | None = None
    variant_label: str | None = None
    current_source_id: str | None = None
    breaks: tuple[Break, ...] = field(default=())

    @property
    def is_census(self) -> bool:
        """Tell whether everything is counted. What documents cite are examples: a count of them ranks no territory."""
        return self.source_id != CATALOGUE


@dataclass(frozen=True)
class Source:
    """A producer's edition as the database describes it."""

    source_id: str
    title: str
    producer: str
    landing_page: str
    licence: str
    period: str
    geography_year: int | None
    retrieved_on: str | None
    citation: str
    processing: str
    state: str
    edition: str | None = None
    address: str | None = None
    size_bytes: int | None = None
    next_update: str | None = None


INITIATIVE_KINDS = {
    "ptce": "Pôle territorial de coopération économique (PTCE)",
    "scic": "Société coopérative d’intérêt collectif (SCIC)",
    "tiers_lieu": "Tiers-lieu",
    "fonds": "Fonds",
    "appel_a_projets": "Appel à projets ou prix",
    "monnaie_locale": "Monnaie locale",
    "spaser": "Schéma d’achats responsables (SPASER)",
    "instance_coconstruction": "Instance de co-construction",
    "plateforme_numerique": "Plateforme ou outil numérique",
    "annuaire_observatoire": "Annuaire, atlas ou observatoire",
    "chaire_recherche": "Chaire ou recherche",
    "entreprise_association": "Entreprise, association ou réseau",
    "evenement": "Événement",
    "accompagnement": "Dispositif d’accompagnement",
    "politique_plan": "Politique ou plan",
    "contrat_convention": "Contrat ou convention",
    "achat_responsable": "Achat responsable",
    "autre": "Autre",
}

THEMES = {
    "accompagnement_financement": "Accompagnement et financement",
    "soutien_direct": "Soutien direct aux structures",
    "cooperation_territoriale": "Coopération territoriale (PTCE, SCIC)",
    "foncier_tiers_lieux": "Foncier et tiers-lieux",
    "recherche_innovation": "Recherche et innovation sociale",
    "achats_responsables": "Achats responsables",
    "animation_sensibilisation": "Animation et sensibilisation",
    "economie_circulaire": "Économie circulaire",
    "alimentation_durable": "Alimentation durable",
    "habitat_durable": "Habitat durable",
    "numerique_responsable": "Numérique responsable",
    "cadre_intervention": "Cadres d’intervention",
    "coconstruction": "Co-construction",
    "maillage_territorial": "Maillage entre territoires",
    "evaluation": "Évaluation",
    "quartiers_politique_ville": "Quartiers de la politique de la ville",
    "transversalite": "Transversalité",
}

FAMILIES = {
    "association": "Associations",
    "cooperative": "Coopératives",
    "mutuelle": "Mutuelles",
    "fondation": "Fondations",
    "societe_commerciale": "Sociétés commerciales de l’ESS",
    "inconnue": "Famille inconnue",
    "hors_ess": "Hors ESS",
}
