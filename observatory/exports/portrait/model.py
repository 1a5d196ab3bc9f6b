"""What a portrait shows, in words and numbers, without any layout. Every text is French and ready to be printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from observatory.exports.portrait.drawing import Drawing
from observatory.house_style_file import Logo


@dataclass(frozen=True)
class Publication:
    """Who publishes the portrait, from which database, on which day; `site` is empty when it is not known."""

    day: dt.date
    database_version: str
    name: str
    site: str = ""
    contact: str = ""
    logo: Logo | None = None


@dataclass(frozen=True)
class Fact:
    """One line of the identity: a name and what it is."""

    label: str
    value: str


@dataclass(frozen=True)
class Cell:
    """A value as it is read, `known` when it is a number and not the reason of its absence.

    `number` is the value without its unit when `unit` is a noun, with it when it is a sign (« 14,3 % »).
    """

    text: str
    known: bool
    number: str
    unit: str


@dataclass(frozen=True)
class KeyFigure:
    """An indicator for the territory and what contains it, `references` in the order of the columns."""

    label: str
    own: Cell
    note: str
    rank: str
    references: tuple[Cell, ...]
    period: str
    producer: str
    sentence: str


@dataclass(frozen=True)
class KeyFigures:
    """The table of the key figures. `columns` names what contains the territory; `left_out[k]` speaks of the rest."""

    columns: tuple[Fact, ...]
    ranked_among: str
    rows: tuple[KeyFigure, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Bar:
    """A bar: its share of the longest (None without value), what is written at its end."""

    name: str
    share: float | None
    text: str
    own: bool


@dataclass(frozen=True)
class Point:
    """A point of a curve: from 0 to 1 in time and in height, and its value in words."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Curve:
    """A curve: `pieces` are the runs of points that may be joined, or points alone."""

    name: str
    pieces: tuple[tuple[Point, ...], ...]
    joined: bool


@dataclass(frozen=True)
class Slice:
    """A part of a stacked bar, in per cent of the whole; `ink` is what is read best on its colour."""

    name: str
    share_pct: float
    text: str
    color: str
    ink: str


@dataclass(frozen=True)
class Stack:
    """A territory cut into parts; what no part accounts for is left white."""

    name: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class ChartShown:
    """A chart as the portrait prints it: one of bars, curves or stacks is filled. `key` is its address on screen."""

    key: str
    parameters: tuple[tuple[str, str], ...]
    title: str
    subtitle: str
    plain: str
    source: str
    remark: str = ""
    bars: tuple[Bar, ...] = ()
    curves: tuple[Curve, ...] = ()
    years: tuple[tuple[float, str], ...] = ()
    heights: tuple[tuple[float, str], ...] = ()
    breaks: tuple[float, ...] = ()
    stacks: tuple[Stack, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of a list: a name and what is known of it."""

    name: str
    detail: str
    note: str = ""


@dataclass(frozen=True)
class Listing:
    """A list under its sentences. `left_out[k]` speaks of what is not shown when `k` entries are."""

    sentences: tuple[str, ...]
    headings: tuple[str, str]
    entries: tuple[Entry, ...]
    left_out: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True)
class Passage:
    """Where an initiative is cited: the place and year, what is said, the document and its heading and line."""

    where: str
    summary: str
    source: str


@dataclass(frozen=True)
class Initiative:
    """An initiative with the passages that cite it; `more` speaks of those not shown."""

    name: str
    kinds: str
    passages: tuple[Passage, ...]
    more: str


@dataclass(frozen=True)
class Initiatives:
    """The initiatives of the territory, or of the nearest that has some (`sentences` say it)."""

    sentences: tuple[str, ...]
    shown: tuple[Initiative, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Portrait:
    """Everything a portrait shows. `notice` is a caution to be seen first, empty for an official territory."""

    title: str
    name: str
    lead: str
    day: str
    year: str
    publication: Publication
    address: str
    facts: tuple[Fact, ...]
    in_clear: tuple[str, ...]
    figures: KeyFigures
    charts_title: str
    charts: tuple[ChartShown, ...]
    map: Drawing | None
    map_caption: str
    neighbourhoods: Listing
    levers: Listing
    initiatives: Initiatives
    sources: tuple[str, ...]
    limits: tuple[str, ...]
    file_name: str
    notice: str = ""
