"""The house's name, logo, colours and contact: ours, or those of the file that `OBSERVATOIRE_CHARTE` names.

The file is read once per process. A file with a fault is not used at all: `problem()` says the fault in French and the
observatory goes on in its own style. Colours are checked: marks 3:1 and texts 4.5:1 on both grounds, the chosen
territory told apart from the others by every eye; the five classes of a map are drawn from the accent's hue.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path

from observatory import colors
from observatory.house_style_file import (
    HouseStyleError,
    Logo,
    LowContrastError,
    StyleFile,
    TooCloseColorsError,
    read,
)

LIGHT, DARK = "#fcfbf8", "#14191f"
MARK_CONTRAST, TEXT_CONTRAST = 3.0, 4.5
# What a map says of a missing value; no class may be taken for it.
NOT_AVAILABLE, NOT_APPLICABLE = "#b9b4a9", "#e6dcc9"
NOT_AVAILABLE_ON_DARK, NOT_APPLICABLE_ON_DARK = "#5a544b", "#2b333b"
_APART, _APART_FROM_MISSING = 10.0, 6.0
_EYES = (None, *colors.DEFICIENCIES)


@dataclass(frozen=True)
class HouseStyle:
    """Who signs the observatory and in which colours; `sequence` goes from light to dark, in one hue.

    `accent` draws everything, `mark` the chosen territory, `reference` what it is compared with; `ink` writes.
    `link` is the accent where it is a text, on a light and on a dark ground. `dark` gives each colour the one that
    takes its place on a dark ground: there the sequence goes from dark to light, so that the highest class is still
    the farthest from the ground.
    """

    name: str = "Observatoire de l’ESS"
    short_name: str = "Observatoire de l’ESS"
    logo: Logo | None = None
    accent: str = "#2f7d77"
    mark: str = "#c25b12"
    reference: str = "#6b7280"
    ink: str = "#1c2430"
    sequence: tuple[str, ...] = ("#d3e8e3", "#9ccbc3", "#5fa79f", "#2f7d77", "#0d4f4b")
    link: str = "#0f5e5a"
    link_on_dark: str = "#6cc3ba"
    dark: tuple[tuple[str, str], ...] = (
        ("#6b7280", "#8b929c"),
        ("#c25b12", "#f08b45"),
        ("#d3e8e3", "#1e706a"),
        ("#9ccbc3", "#3c8e87"),
        ("#5fa79f", "#59aea7"),
        ("#2f7d77", "#7ecfc7"),
        ("#0d4f4b", "#bef2ed"),
    )
    contact: str = ""
    web: str = ""

    @property
    def is_default(self) -> bool:
        """Whether this is the observatory's own style."""
        return self == HouseStyle()


@dataclass(frozen=True)
class Reading:
    """A style with what was found when it was read: the fault of the file, or what its colours are worth."""

    style: HouseStyle
    problem: str = ""
    remarks: tuple[str, ...] = ()


def current() -> HouseStyle:
    """The style of this process."""
    return _reading().style


def problem() -> str:
    """Why the file of the style is not used, in a French sentence; empty when all is well."""
    return _reading().problem


@lru_cache(maxsize=1)
def _reading() -> Reading:
    named = os.environ.get("OBSERVATOIRE_CHARTE", "")
    return reading_of(Path(named)) if named else Reading(HouseStyle())


def reading_of(path: Path) -> Reading:
    """Read the style of a file; with a fault, our own style and the fault."""
    try:
        style = style_of(read(path))
    except HouseStyleError as error:
        return Reading(HouseStyle(), str(error))
    return Reading(style, "", remarks(style))


def style_of(file: StyleFile) -> HouseStyle:
    """The style that a file asks, its colours checked and completed.

    Raises `LowContrastError` for a colour that would not be seen or read on our light ground, `TooCloseColorsError`
    when the chosen territory could not be told from the others. On a dark ground colours are made lighter as needed.
    """
    ours = HouseStyle()
    accent, mark = file.colors.get("accent", ours.accent), file.colors.get("marque", ours.mark)
    reference, ink = file.colors.get("repere", ours.reference), file.colors.get("texte", ours.ink)
    for name, color, least in (
        ("accent", accent, MARK_CONTRAST),
        ("marque", mark, MARK_CONTRAST),
        ("repere", reference, MARK_CONTRAST),
        ("texte", ink, TEXT_CONTRAST),
    ):
        found = colors.contrast(color, LIGHT)
        if found < least:
            raise LowContrastError(name, color, (found, least), colors.seen_on(color, LIGHT, least))
    for one, other in (("accent", accent), ("repere", reference)):
        for eye in _EYES:
            if colors.difference(mark, other, eye) < _APART:
                raise TooCloseColorsError("marque", one, eye or "")
    changed = accent != ours.accent
    sequence = sequence_of(accent) if changed else ours.sequence
    return HouseStyle(
        name=file.name,
        short_name=file.short_name or file.name,
        logo=file.logo,
        accent=accent,
        mark=mark,
        reference=reference,
        ink=ink,
        sequence=sequence,
        link=colors.seen_on(accent, LIGHT, 1.4 * TEXT_CONTRAST) if changed else ours.link,
        link_on_dark=colors.seen_on(accent, DARK, 1.4 * TEXT_CONTRAST) if changed else ours.link_on_dark,
        dark=_dark_variants((accent, mark, reference), sequence),
        contact=file.contact,
        web=file.web,
    )


def _dark_variants(own: Sequence[str], sequence: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What each colour becomes on a dark ground: light enough to be read as a text, as names at the end of lines are.

    A class of the sequence wins over a colour of its own that is the same: an accent may be one of them.
    """
    ours = dict(HouseStyle().dark)
    seen = {color: ours.get(color) or colors.seen_on(color, DARK, TEXT_CONTRAST) for color in own}
    if sequence != HouseStyle().sequence:
        seen |= dict(zip(sequence, dark_sequence_of(own[0]), strict=True))
    else:
        seen |= {color: ours[color] for color in sequence}
    return tuple((color, lighter) for color, lighter in seen.items() if color != lighter)


@lru_cache(maxsize=8)
def sequence_of(accent: str) -> tuple[str, ...]:
    """Five classes of the accent's hue, light to dark, told apart by every eye and from what is missing.

    Lightnesses are about those of our own sequence; the two lightest are moved, and all are greyed or not, until no
    class can be taken for a missing value. When no choice is quite enough, the best one is kept.
    """
    ramps = (
        _ramp(accent, (first, second, 63, 47, 30), (0.35 * strength, 0.75 * strength, 1.1, 1.0, 0.8))
        for first, second, strength in product((90, 92, 87, 84), (77, 80, 74), (1.0, 0.8, 1.2))
    )
    return _good_enough(ramps, (NOT_AVAILABLE, NOT_APPLICABLE))


@lru_cache(maxsize=8)
def dark_sequence_of(accent: str) -> tuple[str, ...]:
    """The five classes on a dark ground, dark to light: each has a contrast of 3:1 with the ground, the lowest too.

    They are chosen as those of the light ground are.
    """
    ramps = (
        _ramp(accent, (44, second, 67, 78, last), (strength, 1.1 * strength, 1.1, 1.1, 0.7))
        for strength, second, last in product((1.0, 1.3, 0.8, 0.6), (55, 56), (91, 93))
    )
    return _good_enough(ramps, (NOT_AVAILABLE_ON_DARK, NOT_APPLICABLE_ON_DARK))


def _ramp(accent: str, lightnesses: Sequence[float], shares: Sequence[float]) -> tuple[str, ...]:
    return tuple(colors.of_lightness(accent, *step) for step in zip(lightnesses, shares, strict=True))


def _good_enough(ramps: Iterable[tuple[str, ...]], missing: Sequence[str]) -> tuple[str, ...]:
    """The first ramp whose neighbours are told apart, and told from what is missing; else the best one."""
    best: tuple[str, ...] = ()
    best_gap = -1.0
    for tried in ramps:
        gap = min(
            min(gap_between(one, other) for one, other in pairwise(tried)) / _APART,
            min(gap_between(one, other) for one in tried for other in missing) / _APART_FROM_MISSING,
        )
        if gap >= 1:
            return tried
        if gap > best_gap:
            best, best_gap = tried, gap
    return best


def gap_between(one: str, other: str) -> float:
    """The smallest difference that any eye sees between two colours."""
    return min(colors.difference(one, other, eye) for eye in _EYES)


def remarks(style: HouseStyle) -> tuple[str, ...]:
    """What the colours of a style are worth, in French sentences."""
    dark: Mapping[str, str] = dict(style.dark)
    said = [
        f"{name}\u202f: {color}, contraste {_ratio(colors.contrast(color, LIGHT))} sur fond clair, "
        f"{_ratio(colors.contrast(dark.get(color, color), DARK))} sur fond sombre"
        + (f" ({dark[color]})." if color in dark else ".")
        for name, color in (("Accent", style.accent), ("Marque", style.mark), ("Repère", style.reference))
    ]
    said.append(f"Texte\u202f: {style.ink}, contraste {_ratio(colors.contrast(style.ink, LIGHT))} sur fond clair.")
    least = min(gap_between(one, other) for one, other in pairwise(style.sequence))
    missing = min(gap_between(one, other) for one in style.sequence for other in (NOT_AVAILABLE, NOT_APPLICABLE))
    said.append(
        f"Cartes\u202f: {', '.join(style.sequence)}. Deux classes voisines diffèrent d’au moins {_ratio(least)}, "
        f"daltonismes compris ({_ratio(_APART)} demandés)."
    )
    if missing < _APART_FROM_MISSING:
        said.append(
            f"Attention\u202f: une classe ne diffère que de {_ratio(missing)} d’une donnée absente "
            f"({_ratio(_APART_FROM_MISSING)} demandés)\u202f; les hachures et la légende restent."
        )
    return tuple(said)


def _ratio(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
