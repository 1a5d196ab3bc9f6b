"""What can go wrong in the ETL: one class per cause, the message in French for the person at the terminal.

Each message names the thing, what was expected, what was found, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


class EtlError(Exception):
    """Base of every failure that the command line prints as one French message."""


class MissingFileError(EtlError):
    """A declared file is not there."""

    def __init__(self, path: Path, hint: str) -> None:
        super().__init__(f"{path} : fichier introuvable. {hint}")


class EncodingError(EtlError):
    """A text file is not UTF-8."""

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(
            f"{name} : le fichier doit être en UTF-8, or l’octet n° {offset + 1} ne l’est pas. "
            "Réenregistrez-le en « CSV UTF-8 » puis relancez."
        )


class MalformedFileError(EtlError):
    """A file is empty, truncated or cannot be parsed."""

    def __init__(self, name: str, found: str, advice: str) -> None:
        super().__init__(f"{name} : {found}. {advice}")


class UnexpectedColumnsError(EtlError):
    """The columns of a file are not the declared ones."""

    def __init__(self, name: str, missing: Iterable[str], extra: Iterable[str], found: Sequence[str]) -> None:
        parts = []
        if missing := sorted(missing):
            parts.append(f"colonnes absentes : {', '.join(missing)}")
        if extra := sorted(extra):
            parts.append(f"colonnes inattendues : {', '.join(extra)}")
        super().__init__(
            f"{name} : {' ; '.join(parts)}. Le fichier contient : {', '.join(found)}. Rétablissez les "
            "colonnes déclarées, ou changez la déclaration de cette source si le producteur a changé son "
            "fichier."
        )


class RaggedRowError(EtlError):
    """A line does not have as many cells as the header."""

    def __init__(self, name: str, line: int, expected: int, found: int) -> None:
        super().__init__(
            f"{name}:{line} : {found} cellules au lieu de {expected}. Vérifiez les guillemets et les "
            "virgules de cette ligne ; le fichier est peut-être tronqué."
        )


class InvalidValueError(EtlError):
    """A cell cannot be read as its column declares it."""

    def __init__(self, name: str, line: int, column: str, value: str, expected: str) -> None:
        super().__init__(
            f"{name}:{line}:{column} : « {value} » n’est pas lisible, attendu : {expected}. Corrigez cette cellule."
        )


class DuplicateKeyError(EtlError):
    """Two lines of a file have the same key."""

    def __init__(self, name: str, key: Sequence[str], lines: tuple[int, int]) -> None:
        super().__init__(
            f"{name} : la clé {' / '.join(key)} est en double, lignes {lines[0]} et {lines[1]}. Gardez "
            "une seule de ces lignes."
        )


class UnknownCodeError(EtlError):
    """A code is not in the official geography."""

    def __init__(self, name: str, line: int, level: str, code: str) -> None:
        super().__init__(
            f"{name}:{line} : aucun territoire de niveau « {level} » ne porte le code « {code} ». "
            "Vérifiez le code (avec ses zéros) dans le code officiel géographique, puis corrigez la ligne."
        )


class StaleCorrectionError(EtlError):
    """A declared correction no longer finds the error it corrects."""

    def __init__(self, name: str, key: str, expected: str, found: str) -> None:
        super().__init__(
            f"{name} : la correction déclarée pour {key} attendait « {expected} » et trouve « {found} ». "
            "Le producteur a sans doute corrigé son fichier : retirez la correction de la source."
        )


class IndicatorError(EtlError):
    """The SQL of an indicator does not yield what every indicator must yield."""

    def __init__(self, indicator_id: str, found: str) -> None:
        super().__init__(f"Indicateur {indicator_id} : {found}. Corrigez sa déclaration dans etl/indicators.")


class FailedChecksError(EtlError):
    """A blocking check does not hold: the former database stays in place."""

    def __init__(self, failures: Sequence[str]) -> None:
        lines = "\n".join(f"  - {failure}" for failure in failures)
        super().__init__(
            f"{len(failures)} contrôle(s) bloquant(s) en échec, la base précédente reste en place "
            f":\n{lines}\n"
            "Corrigez les tables de data/reference nommées ci-dessus puis relancez « python -m etl build »."
        )


class DiskFullError(EtlError):
    """The disk (or the allowed file size) is exhausted during a build."""

    def __init__(self, database: Path) -> None:
        super().__init__(
            f"Plus assez de place pour écrire {database} : la base précédente, s’il y en avait une, est "
            f"intacte. "
            "Libérez de l’espace (environ 200 Mo) puis relancez « python -m etl build »."
        )


class BuildLockedError(EtlError):
    """Another process has been building the same database for too long."""

    def __init__(self, lock: Path, seconds: float) -> None:
        super().__init__(
            f"Une autre construction tient le verrou {lock} depuis plus de {seconds:.0f} s. Attendez qu’elle "
            "finisse, ou arrêtez-la, puis relancez."
        )


class NoDatabaseError(EtlError):
    """There is no database to check or trace."""

    def __init__(self, database: Path) -> None:
        super().__init__(f"{database} n’existe pas. Construisez-la avec « python -m etl build ».")


class UnreadableDatabaseError(EtlError):
    """The database exists but was not written by this version, or is damaged."""

    def __init__(self, database: Path, found: str) -> None:
        super().__init__(
            f"{database} n’est pas une base lisible de l’observatoire ({found}). Reconstruisez-la avec "
            "« python -m etl build --force »."
        )


class UnknownObjectError(EtlError):
    """The command line names an indicator, a territory, a period or a source that does not exist."""

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        unknown = "inconnue" if kind.startswith("Source") else "inconnu"
        suggestions = f"Existent : {', '.join(known)}." if known else "Il n’en existe pas."
        super().__init__(f"{kind} « {name} » {unknown}. {suggestions}")


class UnsafeArchiveError(EtlError):
    """An archive holds a member that must not be unpacked."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"{name} : {found}. L’archive n’est pas ouverte. Téléchargez-la de nouveau depuis le site du producteur."
        )


class MissingColumnsError(EtlError):
    """A producer's file lacks a column that is needed."""

    def __init__(self, name: str, missing: Iterable[str], found: Sequence[str]) -> None:
        super().__init__(
            f"{name} : il manque {' ; '.join(missing)}. Le fichier contient : {', '.join(found) or 'aucune colonne'}. "
            "Vérifiez que c’est bien le fichier du producteur pour cette source."
        )


class WrongGenerationError(EtlError):
    """Perimeters of one generation are given for the other."""

    def __init__(self, name: str, code: str, source_id: str, other: str) -> None:
        super().__init__(
            f"{name} : le code « {code} » n’est pas de la génération attendue par {source_id}. "
            f"Importez ce fichier avec « python -m etl import {other} »."
        )


class PerimeterError(EtlError):
    """The polygon of a QPV cannot be used."""

    def __init__(self, name: str, code: str, found: str) -> None:
        super().__init__(
            f"{name} : le périmètre de {code} {found}. Le fichier est peut-être tronqué, ou sa projection est fausse ; "
            "téléchargez-le de nouveau."
        )


class ChangedImportError(EtlError):
    """A file kept by an import is not the one that was checked."""

    def __init__(self, path: Path, source_id: str) -> None:
        super().__init__(
            f"{path} : le fichier a changé ou disparu depuis son import. Importez-le de nouveau avec "
            f"« python -m etl import {source_id} FICHIER », ou supprimez le dossier {path.parent}."
        )


class IncomparableDatabaseError(EtlError):
    """A database lacks tables or columns that a comparison reads: it is of another version."""

    def __init__(self, database: Path, missing: Sequence[str]) -> None:
        super().__init__(
            f"{database} ne peut pas être comparée : il y manque {', '.join(missing)}. Elle vient sans doute d’une "
            "autre version de l’observatoire. Reconstruisez-la avec « python -m etl build --force » puis relancez."
        )


class AmbiguousColumnError(EtlError):
    """A column that is searched for by its name is found more than once."""

    def __init__(self, name: str, column: str, places: Sequence[str]) -> None:
        super().__init__(
            f"{name} : plusieurs colonnes s’appellent « {column} » ({' ; '.join(places)}), on ne sait pas laquelle "
            "lire. Gardez-en une seule, puis importez le fichier de nouveau."
        )


class ContourError(EtlError):
    """A file of contours cannot be drawn."""

    def __init__(self, name: str, found: str) -> None:
        super().__init__(
            f"{name} : {found}. Aucun contour n’est remplacé. Téléchargez de nouveau le fichier des départements "
            "chez le producteur, puis importez-le."
        )


class MissingArchiveFileError(EtlError):
    """An archive does not hold, once, the file that is read."""

    def __init__(self, name: str, wanted: str, found: Sequence[str], advice: str) -> None:
        super().__init__(
            f"{name} : un fichier « {wanted} », et un seul, est attendu. L’archive contient : "
            f"{', '.join(found[:20]) or 'rien'}. {advice}"
        )


class BusySourceError(EtlError):
    """Another process is downloading or importing the same source."""

    def __init__(self, source_id: str) -> None:
        super().__init__(
            f"{source_id}\u202f: un autre téléchargement ou import de cette source est en cours. Attendez sa fin, "
            "puis relancez."
        )


class NothingToAcceptError(EtlError):
    """No edition of this source was put aside."""

    def __init__(self, source_id: str) -> None:
        super().__init__(f"{source_id}\u202f: aucune édition n’est en quarantaine, il n’y a rien à accepter.")


class QuarantinedError(EtlError):
    """A new edition has lost or multiplied something: it is put aside, the former one stays in use."""

    def __init__(self, report: str) -> None:
        super().__init__(report.rstrip())


class UnknownPlaceError(EtlError):
    """The command line names a territory that does not exist, or not in the form that is read."""

    def __init__(self, name: str, forms: Sequence[str]) -> None:
        super().__init__(
            f"Territoire « {name} » inconnu. Attendu : {', '.join(forms)}, avec le code officiel, par exemple "
            "region-53 pour la Bretagne ou france-FR."
        )


class WrongFormatError(EtlError):
    """A file brought for a source is of a format that the source does not read."""

    def __init__(self, source_id: str, name: str, expected: str, found: str) -> None:
        super().__init__(
            f"{name}\u202f: {source_id} attend {expected}, or c’est {found}. Vérifiez que c’est bien le fichier du "
            "producteur, et que le téléchargement a abouti."
        )


class WrongSuffixError(EtlError):
    """The name of a file ends as those of another format."""

    def __init__(self, name: str, found: str, suffix: str) -> None:
        super().__init__(
            f"{name}\u202f: le contenu est {found}, le nom devrait finir par «\u202f{suffix}\u202f». Renommez le "
            "fichier, puis relancez."
        )
