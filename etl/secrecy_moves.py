"""How a hidden cell can move: the fewest cells to hide with it so that every published sum stays what it is.

A move changes the hidden cell by one, and other cells by whole numbers, so that each equation « total = sum of parts »
still holds: with the cells of a move all hidden, none of them can be found by subtraction. In a table of families by
EPCI, four cells at the corners of a rectangle make a move; across communes, départements and EPCI it takes a few more.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

MAX_STEPS = 2_000
MAX_CHOICES = 60
MAX_CELLS = 10
OPEN_WEIGHT = 0.4

Cell = Hashable
Residue = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Equation:
    """A published sum: the total is that of the parts."""

    total: Cell
    parts: tuple[Cell, ...]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Table:
    """What a move is looked for in: values of the cells, those hidden already, and the equations of each cell."""

    values: Mapping[Cell, int]
    hidden: set[Cell]
    holding: Mapping[Cell, Sequence[Equation]]

    def cost(self, cell: Cell) -> float:
        """Nothing for a cell that is hidden; else one, and a little more for a large value."""
        return 0.0 if cell in self.hidden else 1 + math.log10(1 + self.values[cell])

    def moved(self, cell: Cell, change: int, residue: Mapping[int, int]) -> dict[int, int]:
        """What each equation lacks once a cell has changed too."""
        after = dict(residue)
        for equation in self.holding[cell]:
            sign = -1 if cell == equation.total else 1
            after[id(equation)] = after.get(id(equation), 0) + sign * change
        return {key: lack for key, lack in after.items() if lack}


def cells_to_move(
    cell: Cell, values: Mapping[Cell, int], hidden: set[Cell], holding: Mapping[Cell, Sequence[Equation]]
) -> set[Cell] | None:
    """The published cells of the cheapest move found for a hidden cell; None when none is found in 2,000 steps.

    Cells worth zero never move: they are known to be zero.
    """
    table = Table(values, hidden, holding)
    by_id = {id(equation): equation for equation in holding[cell]}
    order = count()
    start = table.moved(cell, 1, {})
    waiting: list[tuple[float, int, float, dict[int, int], tuple[Cell, ...]]] = [(0, next(order), 0, start, (cell,))]
    seen: set[Residue] = set()
    for _ in range(MAX_STEPS):
        if not waiting:
            return None
        _, _, cost, residue, used = heapq.heappop(waiting)
        if not residue:
            return set(used) - hidden
        key = frozenset(residue.items())
        if key in seen or len(used) >= MAX_CELLS:
            continue
        seen.add(key)
        for other, change in _choices(table, by_id, residue, used):
            by_id.update({id(equation): equation for equation in holding[other]})
            after = table.moved(other, change, residue)
            dearer = cost + table.cost(other)
            heapq.heappush(waiting, (dearer + OPEN_WEIGHT * len(after), next(order), dearer, after, (*used, other)))
    return None


def _choices(
    table: Table, by_id: Mapping[int, Equation], residue: Mapping[int, int], used: tuple[Cell, ...]
) -> list[tuple[Cell, int]]:
    """The cells that can settle the shortest unsettled equation, with their change, most promising first."""
    key = min(residue, key=lambda number: (len(by_id[number].cells), number))
    equation = by_id[key]
    found = []
    for other in equation.cells:
        if other not in used and table.values.get(other, 0) > 0:
            change = residue[key] if other == equation.total else -residue[key]
            left = len(table.moved(other, change, residue))
            found.append((OPEN_WEIGHT * left + table.cost(other), repr(other), other, change))
    found.sort(key=lambda item: item[:2])
    return [(other, change) for _, _, other, change in found[:MAX_CHOICES]]
