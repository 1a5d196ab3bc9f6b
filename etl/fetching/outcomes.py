"""What a fetch says of each source it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["updated", "unchanged", "quarantined", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one source: `message_fr` is a whole French sentence for whoever asked.

    `edition` and `size_bytes` are those of the file now in use (of the one put aside when `quarantined`), None when
    there is none; `report` is the French text of what changed, empty unless `quarantined`.
    """

    source_id: str
    state: State
    message_fr: str
    edition: str | None = None
    size_bytes: int | None = None
    report: str = ""
