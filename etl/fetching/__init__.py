"""Downloading the producers' current files: the only part of the project that uses the network.

`fetch` downloads, verifies, tries and keeps; `accept_edition` takes in an edition that was put aside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from etl.fetching.outcomes import Outcome, State
from etl.fetching.service import Report, accept_edition, fetch_all, fetchable_sources

NO_URLS: Mapping[str, str] = MappingProxyType({})


def never() -> bool:
    """A cancel that nobody asks for."""
    return False


def fetch(
    sources: Sequence[str],
    raw: Path,
    report: Report,
    *,
    urls: Mapping[str, str] = NO_URLS,
    cancel: Callable[[], bool] = never,
) -> list[Outcome]:
    """Download each source in turn and say what became of it; a failure is an outcome, the file in use stays.

    `report` is called with a French sentence and the share done, 0 to 1; `urls` replaces the address of a source;
    `cancel` is asked often, and stops the download when it answers yes. Raises only when a name is not that of a source
    that can be downloaded, or the settings cannot be read.
    """
    return fetch_all(sources, raw, report, urls=urls, cancel=cancel)


__all__ = ["Outcome", "Report", "State", "accept_edition", "fetch", "fetchable_sources"]
