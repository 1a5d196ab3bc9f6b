"""What can go wrong while the geography is made: one class per cause, the message in French."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from etl.errors import EtlError


class UnexpectedPackageError(EtlError):
    """The package is not the edition that this code was written for."""

    def __init__(self, path: Path, expected: str, found: str) -> None:
        super().__init__(
            f"{path} : empreinte sha256 {found}, attendu {expected}. C’est une autre édition du paquet : "
            "lisez ce qui y a changé, puis déclarez son empreinte dans etl/geography/packages.py."
        )


class MissingMemberError(EtlError):
    """A file that the package should hold is not in it."""

    def __init__(self, path: Path, member: str) -> None:
        super().__init__(f"{path} : {member} n’est pas dans le paquet ; vérifiez que c’est le bon.")


class UnattributedGapError(EtlError):
    """An area of France belongs to no commune, and the data do not say which should have it."""

    def __init__(self, location: str, candidates: Iterable[str]) -> None:
        super().__init__(
            f"La surface autour de {location} n’a pas de commune ; elle a pu être absorbée par l’une de "
            f"{sorted(candidates)}. Cherchez laquelle, puis déclarez-la dans CHOSEN_ABSORBERS "
            "(etl/geography/polygons.py)."
        )


class CoverageError(EtlError):
    """Polygons of one level overlap or leave slivers between them."""

    def __init__(self, level: str, codes: Iterable[str]) -> None:
        super().__init__(
            f"{level} : les limites de {sorted(codes)[:10]} ne coïncident pas avec celles de leurs "
            "voisins. Baissez la tolérance de ce niveau dans etl/geography/contours.py, ou gardez plus "
            "de décimales."
        )


class UnknownSuccessorError(EtlError):
    """former_epci.csv names a territory that does not exist today."""

    def __init__(self, siren: str, level: str, code: str) -> None:
        super().__init__(
            f"former_epci.csv : {siren} serait aujourd’hui {level} {code}, qui n’existe pas. Corrigez la "
            "ligne, ou laissez level et code vides en disant pourquoi dans reason."
        )
