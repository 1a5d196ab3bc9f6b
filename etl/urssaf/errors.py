"""What a file of Urssaf can have that the sources do not know."""

from __future__ import annotations

from etl.errors import EtlError


class UnknownWordError(EtlError):
    """A producer uses a word or a code that the source does not know."""

    def __init__(self, name: str, line: int, column: str, value: str, expected: str) -> None:
        super().__init__(
            f"{name}:{line}:{column} : « {value} » est inconnu, attendu : {expected}. Le producteur a peut-être changé "
            "sa nomenclature : vérifiez ce que ce mot désigne, puis ajoutez-le à la source (etl/urssaf)."
        )


class ContradictoryPlaceError(EtlError):
    """A row names a département and a région that does not hold it."""

    def __init__(self, name: str, line: int, departement: str, region: str, expected: str) -> None:
        super().__init__(
            f"{name}:{line} : le département « {departement} » est dans la région {expected}, le fichier dit "
            f"« {region} ». Vérifiez la ligne sur le site du producteur, puis importez un fichier corrigé."
        )
