"""Finds the sources and the indicators: a file put in `etl/sources` or `etl/indicators` is enough."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Protocol, cast

import duckdb

import etl.indicators
import etl.sources
from etl.declarations import Context, IndicatorDeclaration, Loaded, SourceDeclaration


class SourceModule(Protocol):
    """What a module of `etl/sources` offers."""

    SOURCE: SourceDeclaration

    def load(self, connection: duckdb.DuckDBPyConnection, context: Context) -> Loaded:
        """Read the source's files into staging tables."""

    def publish(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Write what readers see into the tables of the database."""


@dataclass(frozen=True)
class RegisteredIndicator:
    """An indicator and the module that declares it, for the trace."""

    declaration: IndicatorDeclaration
    module: str


def sources() -> list[SourceModule]:
    """The source modules, in the order of the build."""
    names = [module.name for module in pkgutil.iter_modules(etl.sources.__path__)]
    modules = [cast("SourceModule", importlib.import_module(f"etl.sources.{name}")) for name in names]
    return sorted(modules, key=lambda module: (module.SOURCE.order, module.SOURCE.id))


def indicators() -> list[RegisteredIndicator]:
    """The indicators, in the order in which they are shown."""
    found = []
    for module_info in pkgutil.iter_modules(etl.indicators.__path__):
        module = importlib.import_module(f"etl.indicators.{module_info.name}")
        found += [RegisteredIndicator(item, f"etl/indicators/{module_info.name}.py") for item in module.INDICATORS]
    return sorted(found, key=lambda item: item.declaration.sort_order)
