"""The state of every source, as `python -m etl list` says it: what is in use, of which edition, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.declarations import SourceDeclaration
from etl.editions import edition_aside
from etl.files import REFERENCE
from etl.french import count, day_of, size, typeset
from etl.kept import Kept, read_manifest
from etl.registry import sources
from observatory.model import QUARANTINE


@dataclass(frozen=True)
class Stored:
    """What a database says of a source: its state, its rows, the checksum of what was read."""

    state: str
    row_count: int
    sha256: str


@dataclass(frozen=True)
class SourceState:
    """A source: what is in use (`words`, in French), its edition, size, rows; what is put aside; what is expected.

    `pending` tells that the file in use is not yet the one in the database. Absent figures are None.
    """

    source: SourceDeclaration
    words: str
    edition: str | None
    size_bytes: int | None
    row_count: int | None
    aside: str | None
    pending: bool

    def lines(self) -> list[str]:
        """The two or three lines that describe the source at the terminal."""
        facts = [
            self.words,
            f"édition : {self.edition}" if self.edition else None,
            f"{count(self.row_count)} lignes" if self.row_count else None,
            size(self.size_bytes) if self.size_bytes else None,
            f"prochaine mise à jour : {self.source.next_update}" if self.source.next_update else None,
        ]
        lines = [
            f"{self.source.id} — {self.source.title} ({self.source.producer})",
            f"    {' ; '.join(fact for fact in facts if fact)}",
        ]
        if self.aside:
            lines.append(
                f"    en quarantaine : {self.aside}, voir data/raw/{self.source.id}/{QUARANTINE}/rapport.txt ; "
                f"« python -m etl fetch --accept {self.source.id} » pour l’accepter"
            )
        if self.pending:
            lines.append("    pas encore dans la base : « python -m etl build »")
        return [typeset(line) for line in lines]


def source_states(raw: Path, stored: dict[str, Stored]) -> list[SourceState]:
    """Every source, in the order of the build; `stored` is what the database says of each (empty without one)."""
    return [_state(module.SOURCE, raw, stored.get(module.SOURCE.id)) for module in sources()]


def _state(source: SourceDeclaration, raw: Path, stored: Stored | None) -> SourceState:
    bytes_kept: int | None
    kept = read_manifest(raw / source.id, source.id)
    aside = edition_aside(raw, source.id)
    if kept is not None:
        words = f"{'téléchargée' if kept.address else 'importée'} le {day_of(kept.retrieved_on)}"
        accepted = f", acceptée le {day_of(kept.accepted['on'])}" if kept.accepted else ""
        current = stored is not None and stored.sha256 == kept.sha256
        rows = stored.row_count if stored is not None and current else None
        edition, bytes_kept, pending = kept.edition, kept.size_bytes, stored is not None and not current
        words += accepted
    else:
        embedded = [REFERENCE / file for file in source.files if (REFERENCE / file).exists()]
        words = _words_without_manifest(source, raw, stored, embedded=bool(embedded))
        edition, pending = (source.period if words != "absente" else None), False
        total = sum(path.stat().st_size for path in embedded)
        bytes_kept = total or None
        rows = stored.row_count if stored is not None else None
    return SourceState(source, words, edition, bytes_kept, rows, _aside_words(aside), pending)


def _words_without_manifest(source: SourceDeclaration, raw: Path, stored: Stored | None, *, embedded: bool) -> str:
    if stored is not None and stored.state == "fetched":
        return "importée" if (raw / source.id).is_dir() else "importée, mais son fichier n’est plus là"
    return "embarquée" if embedded else "absente"


def _aside_words(aside: Kept | None) -> str | None:
    return None if aside is None else f"édition {aside.edition or 'inconnue'}"
