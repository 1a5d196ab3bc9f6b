"""What can go wrong when portraits are made. Messages are French: readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from observatory.formatting import NARROW_SPACE

_SHOWN = 8


def _quoted(text: str) -> str:
    return f"«{NARROW_SPACE}{text[:60]}{NARROW_SPACE}»"


class PortraitError(Exception):
    """Base of these errors."""


class UnknownTerritoryError(PortraitError):
    """Codes or names that no territory bears, or that several do."""

    def __init__(self, names: Sequence[str]) -> None:
        told = ", ".join(_quoted(name) for name in names[:_SHOWN])
        more = f" et {len(names) - _SHOWN} de plus" if len(names) > _SHOWN else ""
        what = "Territoire inconnu" if len(names) == 1 else "Territoires inconnus"
        super().__init__(
            f"{what}{NARROW_SPACE}: {told}{more}. Donnez une clé (region-53, epci-246700488), un code ou un nom exact."
        )


class NothingToPortrayError(PortraitError):
    """A territory that holds none of what was asked."""

    def __init__(self, name: str, level: str) -> None:
        super().__init__(
            f"{name} ne contient aucun territoire de niveau {_quoted(level)}{NARROW_SPACE}: rien à éditer."
        )


class TooManyPortraitsError(PortraitError):
    """More portraits than one pack may hold."""

    def __init__(self, asked: int, most: int) -> None:
        super().__init__(
            f"{asked} portraits demandés, {most} au plus dans un lot. Choisissez un territoire plus petit, ou passez "
            f"par la ligne de commande{NARROW_SPACE}: python -m observatory portrait --all-of …"
        )


class UnknownFormatError(PortraitError):
    """A format that portraits do not have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Le format {_quoted(name)} n’existe pas. Formats possibles{NARROW_SPACE}: pdf, docx.")


class UnwritableError(PortraitError):
    """A folder or a file that cannot be written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{_quoted(path.name)} ne peut pas être écrit ({reason}). "
            "Vérifiez le dossier, ses droits et la place libre."
        )


class UnfitNameError(PortraitError):
    """A name for a territory made up that is too long, or that is not plain text."""

    def __init__(self, name: str, longest: int) -> None:
        super().__init__(
            f"Le nom {_quoted(name)} ne peut pas être imprimé. Donnez un texte d’au plus {longest} caractères, sur une "
            f"ligne, sans «{NARROW_SPACE}<{NARROW_SPACE}» ni «{NARROW_SPACE}>{NARROW_SPACE}», qui ne commence pas par "
            "=, +, - ou @."
        )
