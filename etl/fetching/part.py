"""The part of a file already received: kept beside the target, with what lets it be resumed, even by another run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from etl.fetching.errors import NoSpaceError
from etl.full_disk import says_full

MARGIN_BYTES = 50_000_000


@dataclass(frozen=True)
class Origin:
    """Where a part comes from: its address and the validators that the server gave with it."""

    address: str
    etag: str | None = None
    last_modified: str | None = None

    @property
    def validator(self) -> str | None:
        """What `If-Range` may hold: a strong ETag, else the date; None when it cannot be resumed."""
        strong = self.etag if self.etag and not self.etag.startswith("W/") else None
        return strong or self.last_modified


@dataclass(frozen=True)
class Part:
    """A partial download: its bytes, and its origin in a file beside it (written first, so never of another part)."""

    path: Path

    @property
    def origin_path(self) -> Path:
        """The file that says where the bytes come from."""
        return self.path.with_name(f"{self.path.name}.json")

    def size(self) -> int:
        """The bytes received so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    def origin(self) -> Origin | None:
        """Where the bytes come from, None when it is not known (they are then of no use)."""
        try:
            return Origin(**json.loads(self.origin_path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def resumable(self, address: str) -> Origin | None:
        """The origin, when the bytes can be completed from this address."""
        origin = self.origin()
        usable = origin is not None and origin.address == address and origin.validator and self.size() > 0
        return origin if usable else None

    def begin(self, origin: Origin) -> None:
        """Forget the bytes and note where the next ones come from."""
        self.path.unlink(missing_ok=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.origin_path.with_name(f".{self.origin_path.name}.part")
        draft.write_text(json.dumps(asdict(origin)), encoding="utf-8")
        draft.replace(self.origin_path)

    def discard(self) -> None:
        """Remove the bytes, then their origin."""
        self.path.unlink(missing_ok=True)
        self.origin_path.unlink(missing_ok=True)

    def check_space(self, still_to_come: int) -> None:
        """Raise when the disk has not the room for what is still to come, and a margin."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.path.parent).free
        if free < still_to_come + MARGIN_BYTES:
            raise NoSpaceError(self.path.parent, still_to_come + MARGIN_BYTES, free)

    @contextmanager
    def full_disk_told(self) -> Iterator[None]:
        """Tell a full disk in one sentence; the part is removed, so that the disk does not stay full."""
        try:
            yield
        except OSError as error:
            if not says_full(error):
                raise
            self.discard()
            raise NoSpaceError(self.path.parent, None, 0) from error
