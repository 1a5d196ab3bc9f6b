"""A download of one file into a folder of the test, its pauses recorded instead of slept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from etl.fetching.download import Receiver, Unmodified, Wanted
from etl.fetching.part import Origin, Part
from etl.fetching.settings import Limits, Settings

BODY = b"code;valeur\n" + b"".join(b"%05d;1\n" % row for row in range(40_000))


ETAG = '"edition-1"'


class Download:
    """A download into a folder of the test, its pauses recorded instead of slept."""

    def __init__(self, folder: Path) -> None:
        self.part = Part(folder / "source" / ".download.part")
        self.pauses: list[float] = []
        self.seen: list[tuple[int, int | None]] = []
        self.settings = Settings(
            limits=Limits(total_seconds=600, read_seconds=5, attempts=4), wait=self.pauses.append, jitter=lambda: 1.0
        )

    def __call__(
        self,
        address: str,
        *,
        kind: str = "csv",
        known: tuple[Origin, ...] = (),
        cancel: Callable[[], bool] = lambda: False,
    ) -> Origin | Unmodified:
        wanted = Wanted("fichier.csv", (kind,), address, self.part, known)
        with closing(Receiver(self.settings, cancel)) as receiver:
            return receiver.receive(wanted, lambda received, total: self.seen.append((received, total)))

    @property
    def content(self) -> bytes:
        return self.part.path.read_bytes()
