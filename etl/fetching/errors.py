"""What can go wrong in a download: one class per cause, the message in French."""

from __future__ import annotations

from pathlib import Path

from etl.errors import EtlError
from etl.french import size, typeset


class FetchError(EtlError):
    """Base of every failure of a download; the message gets its narrow spaces here."""

    def __init__(self, message: str) -> None:
        super().__init__(typeset(message))


class SettingsError(FetchError):
    """The settings file cannot be used."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            f"Réglages {path} : {found}. Corrigez ce fichier (voir « Live sources » du README), ou retirez la variable "
            "OBSERVATOIRE_SOURCES."
        )


class NotFetchableError(FetchError):
    """The source has no address: it is embedded, or brought by hand."""

    def __init__(self, source_id: str, importable: bool) -> None:  # noqa: FBT001  (a fact about the source)
        advice = (
            f"Elle s’importe avec « python -m etl import {source_id} FICHIER »."
            if importable
            else "Elle est embarquée."
        )
        super().__init__(f"{source_id} : cette source ne se télécharge pas. {advice}")


class AddressError(FetchError):
    """An address that must not be asked."""

    def __init__(self, address: str, found: str) -> None:
        super().__init__(
            f"L’adresse {address} est refusée : {found}. Donnez une adresse en https (ou celle d’un miroir de cette "
            "machine, http://127.0.0.1) avec --url SOURCE=ADRESSE."
        )


class RedirectError(FetchError):
    """A redirection that must not be followed."""

    def __init__(self, address: str, found: str) -> None:
        super().__init__(
            f"{address} : redirection refusée, {found}. Vérifiez l’adresse du producteur, puis donnez la bonne avec "
            "--url SOURCE=ADRESSE."
        )


class UnreachableError(FetchError):
    """The server does not answer, or cuts, however many times it is asked."""

    def __init__(self, address: str, found: str, attempts: int) -> None:
        tries = "un essai" if attempts == 1 else f"{attempts} essais"
        super().__init__(
            f"{address} : {found}, après {tries}. Le fichier précédent, s’il y en a un, reste en service ; "
            "relancez plus tard, la réception reprendra là où le serveur le permet."
        )


class RefusedError(FetchError):
    """The server answers that it will not give the file."""

    def __init__(self, address: str, status: int) -> None:
        meaning = {401: "accès réservé", 403: "accès refusé", 404: "fichier introuvable", 410: "fichier retiré"}
        super().__init__(
            f"{address} : le serveur répond {status} ({meaning.get(status, 'réponse inattendue')}). Le producteur a "
            "peut-être déplacé son fichier : donnez sa nouvelle adresse avec --url SOURCE=ADRESSE."
        )


class BusyServerError(FetchError):
    """The server asks to wait for longer than we may."""

    def __init__(self, address: str, seconds: float) -> None:
        super().__init__(
            f"{address} : le serveur demande d’attendre {seconds:.0f} s, plus que le temps permis. Relancez plus tard."
        )


class TooLongError(FetchError):
    """The download takes longer than the total time allowed."""

    def __init__(self, address: str, seconds: float) -> None:
        super().__init__(
            f"{address} : la réception dépasse {seconds:.0f} s. Ce qui est reçu est gardé pour la reprise : relancez, "
            "ou augmentez « total_seconds » dans les réglages."
        )


class WrongKindError(FetchError):
    """What is received is not of the format expected."""

    def __init__(self, name: str, expected: str, found: str) -> None:
        super().__init__(
            f"{name} : attendu {expected}, reçu {found}. Le producteur a peut-être déplacé son fichier : vérifiez "
            "l’adresse, puis donnez la bonne avec --url SOURCE=ADRESSE."
        )


class TooSmallError(FetchError):
    """The file received is empty or smaller than an honest one."""

    def __init__(self, name: str, received: int, expected: int) -> None:
        found = "le fichier reçu est vide" if received == 0 else f"le fichier reçu ne fait que {size(received)}"
        super().__init__(
            f"{name} : {found}, au moins {size(expected)} attendus. Relancez plus tard, ou vérifiez l’adresse."
        )


class WrongSizeError(FetchError):
    """The file received has not the size announced."""

    def __init__(self, name: str, received: int, expected: int) -> None:
        super().__init__(
            f"{name} : {received} octets reçus au lieu de {expected} annoncés. Relancez le téléchargement."
        )


class WrongChecksumError(FetchError):
    """The file received has not the checksum that the producer publishes."""

    def __init__(self, name: str, kind: str, expected: str, found: str) -> None:
        super().__init__(
            f"{name} : somme de contrôle {kind} {found[:12]}… au lieu de {expected[:12]}… publiée sur data.gouv.fr. Le "
            "fichier est abîmé, ou vient d’être remplacé : relancez."
        )


class NoSpaceError(FetchError):
    """There is not enough room on the disk."""

    def __init__(self, folder: Path, needed: int | None, free: int) -> None:
        wanted = f"il faut {size(needed)} et il en reste {size(free)}" if needed else "le disque est plein"
        super().__init__(
            f"Plus assez de place dans {folder} : {wanted}. Le fichier précédent, s’il y en a un, reste en service ; "
            "libérez de l’espace puis relancez."
        )


class CancelledError(FetchError):
    """The person who asked for the download stopped it."""

    def __init__(self) -> None:
        super().__init__("Téléchargement annulé ; ce qui est reçu est gardé pour la reprise.")


class NoSuchResourceError(FetchError):
    """Data.gouv.fr does not describe the file, or describes several of that name."""

    def __init__(self, address: str, file_name: str) -> None:
        super().__init__(
            f"{address} : data.gouv.fr n’y annonce pas un fichier « {file_name} », et un seul. Donnez son adresse avec "
            "--url SOURCE=ADRESSE."
        )
