"""A fetch from end to end: find the address, receive, verify, try, keep or put aside; one outcome for each source."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from etl.declarations import Remote
from etl.editions import accept, edition_aside, former_edition, report_aside, source_lock, take_in
from etl.errors import EtlError, UnknownObjectError
from etl.fetching.datagouv import Resource
from etl.fetching.download import Receiver, Unmodified, Wanted
from etl.fetching.errors import CancelledError, FetchError, NoSpaceError, NotFetchableError, TooLongError
from etl.fetching.outcomes import Outcome
from etl.fetching.part import Origin, Part
from etl.fetching.settings import Settings, settings_from_environment
from etl.fetching.verify import check_checksum, check_file
from etl.fetching.ways import Way, ways_of
from etl.files import sha256_of
from etl.formats import SUFFIXES
from etl.french import count, day, day_of, size, today, typeset
from etl.kept import Kept, kept_name, write_manifest
from etl.registry import SourceModule, sources
from etl.trial import try_file

Report = Callable[[str, float], None]
PART = ".download.part"
RECEIVED, TRIED = 0.8, 0.95
METER_SECONDS = 0.1


def fetchable_sources() -> dict[str, SourceModule]:
    """The sources that have an address."""
    return {module.SOURCE.id: module for module in sources() if module.SOURCE.remote is not None}


def chosen(source_ids: Sequence[str]) -> list[SourceModule]:
    """The modules of these sources; raises on the first that does not exist or is not downloaded."""
    known = fetchable_sources()
    every = {module.SOURCE.id: module for module in sources()}
    for source_id in source_ids:
        if source_id not in every:
            raise UnknownObjectError("Source à télécharger", source_id, sorted(known))
        if source_id not in known:
            raise NotFetchableError(source_id, importable=every[source_id].SOURCE.importable)
    return [known[source_id] for source_id in source_ids]


def fetch_all(
    source_ids: Sequence[str],
    raw: Path,
    report: Report,
    *,
    urls: Mapping[str, str],
    cancel: Callable[[], bool],
    settings: Settings | None = None,
) -> list[Outcome]:
    """Download these sources in turn; what fails is an outcome, and the file in use stays."""
    modules = chosen(source_ids)
    chosen(list(urls))
    settings = (settings or settings_from_environment()).with_urls(urls)
    outcomes = []
    with closing(Receiver(settings, cancel)) as receiver:
        for rank, module in enumerate(modules):
            step = _Step(report, rank / len(modules), 1 / len(modules), module.SOURCE.id)
            outcome = _Fetch(module, raw, receiver, settings, step).run()
            step.say(outcome.message_fr, 1.0)
            outcomes.append(outcome)
            if cancel():
                break
    return outcomes


def accept_edition(source_id: str, raw: Path) -> Outcome:
    """Take in the edition of a source that was put aside."""
    module = {module.SOURCE.id: module for module in sources()}.get(source_id)
    if module is None:
        raise UnknownObjectError("Source", source_id, sorted(fetchable_sources()))
    kept = accept(module, raw)
    message = typeset(f"{source_id} : l’édition mise en quarantaine ({kept.edition}) est acceptée et prend sa place.")
    return Outcome(source_id, "updated", message, kept.edition, kept.size_bytes)


@dataclass(frozen=True)
class _Step:
    """Progress of one source inside the whole."""

    report: Report
    start: float
    width: float
    source_id: str

    def say(self, message: str, share: float) -> None:
        self.report(message, min(1.0, self.start + self.width * share))


class _Meter:
    """Says how many bytes came and how fast, ten times a second at most."""

    def __init__(self, step: _Step) -> None:
        self._step = step
        self._began = self._said = time.monotonic()
        self._first: int | None = None

    def __call__(self, received: int, total: int | None) -> None:
        now = time.monotonic()
        if self._first is None or received < self._first:
            self._began, self._first = now, received
        if now - self._said < METER_SECONDS and received != total:
            return
        self._said = now
        rate = (received - self._first) / max(now - self._began, METER_SECONDS)
        words = f"{size(received)} sur {size(total)}" if total else size(received)
        share = RECEIVED * received / total if total else 0.0
        self._step.say(typeset(f"{self._step.source_id} : {words}, {size(rate)}/s"), share)


@dataclass(frozen=True)
class _Fetch:
    """The download of one source."""

    module: SourceModule
    raw: Path
    receiver: Receiver
    settings: Settings
    step: _Step

    @property
    def _id(self) -> str:
        return self.module.SOURCE.id

    @property
    def _remote(self) -> Remote:
        remote = self.module.SOURCE.remote
        if remote is None:
            raise NotFetchableError(self._id, importable=self.module.SOURCE.importable)
        return remote

    def run(self) -> Outcome:
        """Download, or say in one sentence why not."""
        try:
            with source_lock(self.raw, self._id):
                self.receiver.start_clock()
                self.step.say(typeset(f"{self._id} : recherche de l’adresse"), 0.0)
                return self._by_any(ways_of(self._id, self._remote, self.settings, self.receiver))
        except EtlError as error:
            text = str(error)
            message = text if text.startswith(f"{self._id}\u202f:") else typeset(f"{self._id} : {text}")
            in_use = former_edition(self.raw, self._id)
            return Outcome(
                self._id,
                "failed",
                message,
                in_use.edition if in_use else None,
                in_use.size_bytes if in_use else None,
            )

    def _by_any(self, ways: Sequence[Way]) -> Outcome:
        for way in ways[:-1]:
            try:
                return self._by(way)
            except (CancelledError, TooLongError, NoSpaceError):
                raise
            except FetchError as error:
                self.step.say(typeset(f"{error} Essai par la seconde adresse."), 0.0)
        return self._by(ways[-1])

    def _by(self, way: Way) -> Outcome:
        part = Part(self.raw / self._id / PART)
        if part.path.exists() and part.path.stat().st_nlink > 1:
            # A kill came after this part was installed: appending to it would change the file in use.
            part.discard()
        aside = edition_aside(self.raw, self._id)
        in_use = former_edition(self.raw, self._id)
        known = tuple(
            Origin(kept.address, kept.etag, kept.last_modified) for kept in (aside, in_use) if kept and kept.address
        )
        wanted = Wanted(self._remote.file_name, self.module.SOURCE.accepted, way.address, part, known)
        if way.resource is not None and way.resource.size_bytes is not None:
            part.check_space(max(0, way.resource.size_bytes - part.size()))
        origin = self.receiver.receive(wanted, _Meter(self.step))
        if isinstance(origin, Unmodified):
            still_aside = aside is not None and (in_use is None or origin.etag != in_use.etag or not origin.etag)
            return self._unchanged(aside if still_aside else in_use, aside=still_aside)
        try:
            return self._keep(part, origin, way, self._verify(part, way))
        except EtlError:
            part.discard()
            raise

    def _verify(self, part: Part, way: Way) -> str:
        """The name the file will have: that of the declaration, ended as its format is."""
        self.step.say(typeset(f"{self._id} : vérification"), RECEIVED)
        kind = check_file(part.path, self._remote, self.module.SOURCE.accepted)
        if way.resource is not None and way.resource.checksum is not None:
            check_checksum(part.path, self._remote.file_name, *way.resource.checksum)
        declared = Path(self._remote.file_name)
        return declared.name if declared.suffix in SUFFIXES[kind] else declared.with_suffix(SUFFIXES[kind][0]).name

    def _keep(self, part: Part, origin: Origin, way: Way, name: str) -> Outcome:
        checksum = sha256_of(part.path)
        for kept, aside in ((former_edition(self.raw, self._id), False), (edition_aside(self.raw, self._id), True)):
            if kept is not None and kept.sha256 == checksum:
                part.discard()
                if not aside:
                    self._note_origin(kept, origin)
                return self._unchanged(kept, aside=aside)
        now = today()
        kept = Kept(
            kept_name(name, checksum),
            checksum,
            part.size(),
            now,
            way.address,
            origin.etag,
            origin.last_modified,
            _edition(origin, way.resource, now),
        )
        self.step.say(typeset(f"{self._id} : essai de lecture"), RECEIVED)
        trial = try_file(self.module, part.path, kept)
        self.step.say(typeset(f"{self._id} : rangement"), TRIED)
        report = take_in(self.module, self.raw, part.path, kept, trial)
        part.discard()
        if report:
            return Outcome(self._id, "quarantined", report.rstrip(), kept.edition, kept.size_bytes, report)
        words = f"édition du {kept.edition}" if kept.edition and kept.edition[0].isdigit() else kept.edition
        message = f"{self._id} : {words}, {count(trial.row_count)} lignes, {size(kept.size_bytes)}."
        return Outcome(self._id, "updated", typeset(message), kept.edition, kept.size_bytes)

    def _note_origin(self, kept: Kept, origin: Origin) -> None:
        """Remember the validators of a file we already had, so that the next fetch need not download it."""
        present = replace(
            kept, address=origin.address, etag=origin.etag, last_modified=origin.last_modified, edition=kept.edition
        )
        if present != kept and (origin.etag or origin.last_modified):
            write_manifest(self.raw / self._id, present)

    def _unchanged(self, kept: Kept | None, *, aside: bool) -> Outcome:
        edition = kept.edition if kept else None
        bytes_kept = kept.size_bytes if kept else None
        if aside:
            report = report_aside(self.raw, self._id)
            message = report.rstrip() or typeset(f"{self._id} : l’édition du producteur est en quarantaine.")
            return Outcome(self._id, "quarantined", message, edition, bytes_kept, report)
        message = typeset(f"{self._id} : déjà à jour ({edition or 'édition inconnue'}).")
        return Outcome(self._id, "unchanged", message, edition, bytes_kept)


def _edition(origin: Origin, resource: Resource | None, now: str) -> str:
    """The name of an edition: the producer's date, else the day of the download."""
    if resource is not None and (said := day_of(resource.last_modified)):
        return said
    if origin.last_modified:
        try:
            return day(parsedate_to_datetime(origin.last_modified).astimezone(UTC).date())
        except ValueError:
            pass
    return f"téléchargée le {day_of(now)}"
