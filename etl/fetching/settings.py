"""Limits and addresses of a fetch: the defaults, a TOML file named by `OBSERVATOIRE_SOURCES`, then the command line."""

from __future__ import annotations

import os
import random
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from etl.fetching.errors import SettingsError

VARIABLE = "OBSERVATOIRE_SOURCES"
KNOWN = {"sources": "table", "limits": "table", "mirrors": "table"}


@dataclass(frozen=True)
class Limits:
    """How long a download may last and be silent (seconds), and how many times in a row a server may fail."""

    total_seconds: float = 3_600.0
    read_seconds: float = 60.0
    attempts: int = 5


@dataclass(frozen=True)
class Settings:
    """`urls` replaces the address of a source; `mirrors` replaces the beginning of any address.

    `wait` and `jitter` (a factor around 1) are those of the pause between two attempts.
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    mirrors: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    wait: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5)  # noqa: S311  (spreads calls, hides nothing)

    def with_urls(self, urls: Mapping[str, str]) -> Settings:
        """The same settings, where these addresses prevail."""
        return replace(self, urls={**self.urls, **urls})

    def mirrored(self, address: str) -> str:
        """The address, its beginning replaced when a mirror stands for it."""
        for origin, mirror in self.mirrors.items():
            if address == origin or address.startswith(origin.rstrip("/") + "/"):
                return mirror.rstrip("/") + address[len(origin.rstrip("/")) :]
        return address


def settings_from_environment() -> Settings:
    """The settings of the file that `OBSERVATOIRE_SOURCES` names, the defaults when it names none."""
    name = os.environ.get(VARIABLE)
    return read_settings(Path(name)) if name else Settings()


def read_settings(path: Path) -> Settings:
    """Read a settings file; every mistake in it is told, none is skipped."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(path, "le fichier n’existe pas") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(path, f"le fichier n’est pas du TOML lisible ({error})") from error
    if unknown := sorted(set(content) - set(KNOWN)):
        raise SettingsError(path, f"section « {unknown[0]} » inconnue, attendu : {', '.join(sorted(KNOWN))}")
    urls = {
        source_id: _text(path, f"sources.{source_id}.url", _table(path, f"sources.{source_id}", entry).get("url"))
        for source_id, entry in _table(path, "sources", content.get("sources", {})).items()
    }
    mirrors = {
        origin: _text(path, f"mirrors.{origin}", mirror)
        for origin, mirror in _table(path, "mirrors", content.get("mirrors", {})).items()
    }
    return Settings(urls, mirrors, _limits(path, _table(path, "limits", content.get("limits", {}))))


def _limits(path: Path, table: Mapping[str, Any]) -> Limits:
    defaults = Limits()
    if unknown := sorted(set(table) - {"total_seconds", "read_seconds", "attempts"}):
        raise SettingsError(path, f"limite « {unknown[0]} » inconnue, attendu : attempts, read_seconds, total_seconds")
    for name, value in table.items():
        whole = name != "attempts" or isinstance(value, int)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0 or not whole:
            raise SettingsError(path, f"limits.{name} vaut « {value} », attendu un nombre positif")
    return Limits(
        float(table.get("total_seconds", defaults.total_seconds)),
        float(table.get("read_seconds", defaults.read_seconds)),
        int(table.get("attempts", defaults.attempts)),
    )


def _table(path: Path, name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(path, f"« {name} » doit être une section")
    return value


def _text(path: Path, name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(path, f"« {name} » doit être une adresse entre guillemets")
    return value.strip()
