"""A comparison in French: lines for the terminal, a CSV file for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path

from etl.check_result import french
from etl.difference import Comparison, Edition, Group, Move
from etl.difference_parts import PartGroup
from etl.errors import MissingFileError
from observatory.model import FAMILIES

NARROW_SPACE = "\u202f"
WHOLE = "total"
LEVELS = {
    "france": ("France", "France"),
    "region": ("région", "régions"),
    "departement": ("département", "départements"),
    "epci": ("intercommunalité", "intercommunalités"),
    "ept": ("territoire du Grand Paris", "territoires du Grand Paris"),
    "commune": ("commune", "communes"),
}
STATUSES = {
    "observed": "observé",
    "not_available": "non disponible",
    "secret": "secret statistique",
    "not_applicable": "sans objet",
}
CHANGES = {"added": "apparue", "removed": "disparue", "changed": "modifiée", "status": "statut changé"}
SIGNIFICANT_DIGITS = 6
NAMES_SHOWN = 8
COLUMNS = (
    "indicateur",
    "libelle",
    "unite",
    "niveau",
    "code",
    "territoire",
    "periode",
    "changement",
    "ancienne_valeur",
    "nouvelle_valeur",
    "ecart",
    "ecart_pct",
    "ancien_statut",
    "nouveau_statut",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def report(compared: Comparison, indicator_ids: Sequence[str], moves_shown: int) -> Iterator[str]:
    """The lines of the terminal: what is compared, what came and went, then each indicator that changed.

    `indicator_ids` limits the report to these indicators; empty means all.
    """
    yield f"De la base {_edition(compared.former)} à la base {_edition(compared.now)}"
    labels, names = compared.labels(), compared.names()
    for side, word in (("now", "apparus"), ("former", "disparus")):
        indicators, territories = compared.only_in(side)
        shown = [name for name in indicators if not indicator_ids or name in indicator_ids]
        if shown:
            yield f"Indicateurs {word}{NARROW_SPACE}: {', '.join(f'{labels[name][0]} ({name})' for name in shown)}"
        yield from _territories(territories, word, names)
    groups = [group for group in compared.groups() if not indicator_ids or group.indicator_id in indicator_ids]
    parts = [part for part in compared.parts() if not indicator_ids or part.indicator_id in indicator_ids]
    if not groups and not parts:
        yield "Aucune valeur n’a changé."
        return
    moves: dict[str, list[Move]] = {}
    for move in compared.moves(moves_shown):
        moves.setdefault(move.indicator_id, []).append(move)
    statuses = compared.status_changes()
    sectors = compared.sectors() if parts else {}
    for indicator_id in sorted({*(g.indicator_id for g in groups), *(p.indicator_id for p in parts)}):
        own = [group for group in groups if group.indicator_id == indicator_id]
        label, unit = labels[indicator_id]
        yield ""
        yield f"{label} ({indicator_id}, {unit})"
        yield from (f"  {group_line(group)}" for group in sorted(own, key=_widest_first))
        passages = [item for item in statuses if item.indicator_id == indicator_id]
        if passages:
            words = (f"{STATUSES[s.former]} → {STATUSES[s.now]}{NARROW_SPACE}: {french(s.count)}" for s in passages)
            yield f"  Statuts{NARROW_SPACE}: {', '.join(words)}"
        if indicator_id in moves:
            yield f"  Plus grands écarts{NARROW_SPACE}:"
            yield from (f"    {move_line(move, names)}" for move in moves[indicator_id])
        split = [part for part in parts if part.indicator_id == indicator_id]
        if split:
            yield f"  Par famille et secteur{NARROW_SPACE}:"
            yield from (f"    {part_line(part, names, sectors)}" for part in sorted(split, key=_widest_part_first))


def part_line(part: PartGroup, names: dict[tuple[str, str], str], sectors: dict[str, str]) -> str:
    """« régions : 2 parts modifiées, 1 apparue ; plus grand écart : Bretagne (53), 2023, Associations : 4 → 5 »."""
    line = f"{LEVELS[part.level][1]}{NARROW_SPACE}: {_counts((part.changed, part.added, part.removed), 'part')}"
    if part.largest is None:
        return line
    most = part.largest
    split = [FAMILIES.get(most.family, most.family)] if most.family != WHOLE else []
    split += [sectors.get(most.sector, most.sector)] if most.sector != WHOLE else []
    name = names.get((part.level, most.code), "territoire inconnu")
    return (
        f"{line}{NARROW_SPACE}; plus grand écart{NARROW_SPACE}: {name} ({most.code}), {most.period}, "
        f"{', '.join(split)}{NARROW_SPACE}: {_move(most.former, most.now)}"
    )


def group_line(group: Group) -> str:
    """« régions, 2015 : 2 valeurs modifiées, 1 apparue »."""
    counts = _counts((group.changed, group.added, group.removed), "valeur")
    parts = [counts] if counts else []
    if group.statuses:
        parts.append(f"{french(group.statuses)} absence{_plural(group.statuses)} de motif différent")
    return f"{LEVELS[group.level][1]}, {group.period}{NARROW_SPACE}: {', '.join(parts)}"


def move_line(move: Move, names: dict[tuple[str, str], str]) -> str:
    """« Bretagne (53), 2015 : 14,3 → 15 (+0,7, +4,9 %) »."""
    name = names.get((move.level, move.code), "territoire inconnu")
    return f"{name} ({move.code}), {move.period}{NARROW_SPACE}: {_move(move.former, move.now)}"


def _move(former: float, now: float) -> str:
    """« 14,3 → 15 (+0,7, +4,9 %) »."""
    share = f", {_signed(percentage(former, now), 1)}{NARROW_SPACE}%" if former else ""
    return f"{number(former)} → {number(now)} ({_signed(now - former)}{share})"


def _counts(counts: tuple[int, int, int], noun: str) -> str:
    """« 2 valeurs modifiées, 1 apparue » of how many were changed, added, removed; empty without any."""
    words = zip(counts, ("modifiée", "apparue", "disparue"), strict=True)
    told = [(count, f"{word}{_plural(count)}") for count, word in words if count]
    first = [f"{french(count)} {noun}{_plural(count)} {word}" for count, word in told[:1]]
    return ", ".join([*first, *(f"{french(count)} {word}" for count, word in told[1:])])


def percentage(former: float, now: float) -> float:
    """By how many per cent a value moved, of its former size; `former` is not 0."""
    return (now - former) / abs(former) * 100


def number(value: float, decimals: int | None = None) -> str:
    """A number in French; without `decimals`, six significant digits at most and no final zero."""
    exact = Decimal(repr(float(value)))
    places = max(0, SIGNIFICANT_DIGITS - 1 - exact.adjusted()) if decimals is None and exact else decimals or 0
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = "\u2212" if rounded < 0 else ""
    return sign + text.replace(",", NARROW_SPACE).replace(".", ",")


def write_csv(compared: Comparison, indicator_ids: Sequence[str], path: Path) -> int:
    """Write every value that changed, one a line (UTF-8 with BOM, semicolon, decimal comma); returns the lines."""
    if not path.parent.is_dir():
        raise MissingFileError(path.parent, "Créez ce dossier, ou choisissez-en un autre pour le fichier CSV.")
    labels, names = compared.labels(), compared.names()
    count = 0
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for value in compared.values():
            if indicator_ids and value.indicator_id not in indicator_ids:
                continue
            both = value.former is not None and value.now is not None
            gap = value.now - value.former if both else None  # type: ignore[operator]  # both are numbers here
            share = percentage(value.former, value.now) if both and value.former else None  # type: ignore[arg-type]
            label, unit = labels[value.indicator_id]
            name = names.get((value.level, value.code), "")
            texts = (value.indicator_id, label, unit, value.level, value.code, name, value.period)
            figures = (value.former, value.now, gap, share)
            writer.writerow(
                [
                    *(_text_cell(text) for text in texts),
                    CHANGES[value.change],
                    *(_number_cell(figure) for figure in figures),
                    STATUSES.get(value.former_status or "", ""),
                    STATUSES.get(value.now_status or "", ""),
                ]
            )
            count += 1
    draft.replace(path)
    return count


def _edition(edition: Edition) -> str:
    return f"du {edition.built_at:%d/%m/%Y} (version {edition.version})"


def _territories(territories: Iterable[tuple[str, str]], word: str, names: dict[tuple[str, str], str]) -> Iterator[str]:
    for level, own in groupby(territories, key=lambda item: item[0]):
        codes = [code for _, code in own]
        shown = [f"{names[(level, code)]} ({code})" for code in codes[:NAMES_SHOWN]]
        more = f" et {french(len(codes) - NAMES_SHOWN)} autres" if len(codes) > NAMES_SHOWN else ""
        noun = LEVELS[level][len(codes) > 1]
        yield f"Territoires {word}{NARROW_SPACE}: {french(len(codes))} {noun}, {', '.join(shown)}{more}"


def _widest_first(group: Group) -> tuple[int, str]:
    return list(LEVELS).index(group.level), group.period


def _plural(count: int) -> str:
    return "s" if count > 1 else ""


def _widest_part_first(part: PartGroup) -> int:
    return list(LEVELS).index(part.level)


def _signed(value: float, decimals: int | None = None) -> str:
    text = number(value, decimals)
    return text if text.startswith("\u2212") else f"+{text}"


def _text_cell(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _number_cell(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value)).replace(".", ",")
