"""Statistical secrecy: which cells of additive tables are hidden, so that none can be found by subtraction.

Primary: a cell under 3 establishments, or in which one may hold more than 85 % of the total. Complementary: hidden
cells are the unknowns of the equations « total = sum of parts »; a hidden cell is found again when those equations
give it a single value. That is looked for with a random solution of the homogeneous system, modulo a large prime:
an unknown that is zero in it is determined (the chance of a wrong answer is under 10⁻¹⁰). Each time one is found, the
fewest and smallest published cells that let it move are looked for (`etl.secrecy_moves`) and hidden too; failing that,
the smallest ones beside it (one, then two, then four…); until none is determined.

Every hidden cell is greater than zero, so one that can move in the equations can also move without becoming
negative: its possible values are never reduced to one.
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from etl.secrecy_moves import Cell, Equation, cells_to_move

MIN_ESTABLISHMENTS = 3
MAX_SHARE = 0.85
PRIME = 2**61 - 1


def is_primary(establishments: int, largest_share: float) -> bool:
    """Whether a cell is hidden for itself: fewer than 3 establishments, or one that may exceed 85 %."""
    return 0 < establishments < MIN_ESTABLISHMENTS or largest_share > MAX_SHARE


def hidden_cells(values: Mapping[Cell, int], primary: Iterable[Cell], equations: Sequence[Equation]) -> set[Cell]:
    """Every cell to hide: the primary ones and those that protect them.

    `values` are never negative. A cell worth zero is never hidden: that nobody works there is no secret, and it would
    protect nothing.
    """
    hidden = {cell for cell in primary if values.get(cell, 0) > 0}
    holding: dict[Cell, list[Equation]] = defaultdict(list)
    for equation in equations:
        for cell in equation.cells:
            holding[cell].append(equation)
    _close(hidden, values, holding, equations)
    effort: dict[Cell, int] = defaultdict(lambda: 1)
    while found := recoverable(hidden, equations):
        for cell in sorted(found, key=repr):
            moving = cells_to_move(cell, values, hidden, holding)
            if moving is None:
                moving = set(_protections(cell, values, hidden, holding)[: effort[cell]])
                effort[cell] *= 2
            hidden |= moving
        _close(hidden, values, holding, equations)
    return hidden


def _close(
    hidden: set[Cell],
    values: Mapping[Cell, int],
    holding: Mapping[Cell, Sequence[Equation]],
    equations: Iterable[Equation],
) -> None:
    """Hide a second cell in every equation that has a single hidden one: the plainest subtraction, without algebra."""
    waiting = list(equations)
    while waiting:
        equation = waiting.pop()
        if sum(cell in hidden for cell in equation.cells) == 1:
            others = [c for c in equation.cells if c not in hidden and values.get(c, 0) > 0]
            if others:
                chosen = min(others, key=lambda c: (c == equation.total, values[c], repr(c)))
                hidden.add(chosen)
                waiting += holding[chosen]


def _protections(
    cell: Cell, values: Mapping[Cell, int], hidden: set[Cell], holding: Mapping[Cell, Sequence[Equation]]
) -> list[Cell]:
    """The published cells in an equation of the cell, else in one of the hidden cells tied to it, smallest first.

    Totals come after the parts: France is the last to go.
    """
    seen, ring = {cell}, [cell]
    while ring:
        equations = [equation for one in ring for equation in holding[one]]
        found = {
            (other == equation.total, values[other], repr(other)): other
            for equation in equations
            for other in equation.cells
            if other not in hidden and values.get(other, 0) > 0
        }
        if found:
            return [found[key] for key in sorted(found)]
        tied = dict.fromkeys(other for equation in equations for other in equation.cells if other in hidden)
        ring = [other for other in tied if other not in seen]
        seen.update(ring)
    return []


def recoverable(hidden: set[Cell], equations: Iterable[Equation], seed: int = 2015) -> set[Cell]:
    """The hidden cells whose value follows from the published ones."""
    rows = [
        {cell: (-1 if cell == equation.total else 1) for cell in equation.cells if cell in hidden}
        for equation in equations
    ]
    pivots = _eliminated([row for row in rows if row])
    chance = random.Random(seed)  # noqa: S311  (a reproducible probe, not a secret)
    solution: dict[Cell, int] = {}
    pivot_cells = {cell for cell, _ in pivots}
    for cell in sorted(hidden - pivot_cells, key=repr):
        solution[cell] = chance.randrange(1, PRIME)
    for cell, row in reversed(pivots):
        rest = sum(factor * solution[other] for other, factor in row.items() if other != cell)
        solution[cell] = -rest * pow(row[cell], -1, PRIME) % PRIME
    return {cell for cell in hidden if solution[cell] == 0}


def _eliminated(rows: list[dict[Cell, int]]) -> list[tuple[Cell, dict[Cell, int]]]:
    """Pivots and their rows: a row holds its pivot and unknowns that are free or eliminated after it.

    The unknown that stands in the fewest rows is eliminated first: on a hierarchy most stand in one, and nothing
    fills up.
    """
    live = dict(enumerate(rows))
    where: dict[Cell, set[int]] = defaultdict(set)
    for number, row in live.items():
        for cell in row:
            where[cell].add(number)
    pivots: list[tuple[Cell, dict[Cell, int]]] = []
    queue = [cell for cell in sorted(where, key=repr) if len(where[cell]) == 1]
    shortest = [(len(row), number) for number, row in live.items()]
    heapq.heapify(shortest)
    while live:
        cell = _next_pivot(queue, where, live, shortest)
        number = min(where[cell], key=lambda index: (len(live[index]), index))
        row = live.pop(number)
        for other in row:
            where[other].discard(number)
        for target in list(where[cell]):
            _subtract(live, where, target, (cell, row))
            if target in live:
                heapq.heappush(shortest, (len(live[target]), target))
        pivots.append((cell, row))
        queue += [other for other in row if len(where[other]) == 1]
    return pivots


def _next_pivot(
    queue: list[Cell],
    where: Mapping[Cell, set[int]],
    live: Mapping[int, dict[Cell, int]],
    shortest: list[tuple[int, int]],
) -> Cell:
    """An unknown of a single row, else the one of the shortest row that stands in the fewest rows."""
    while queue:
        cell = queue.pop()
        if len(where[cell]) == 1:
            return cell
    while shortest[0][1] not in live or len(live[shortest[0][1]]) != shortest[0][0]:
        length, number = heapq.heappop(shortest)
        if number in live and len(live[number]) != length:
            heapq.heappush(shortest, (len(live[number]), number))
    return min(live[shortest[0][1]], key=lambda cell: (len(where[cell]), repr(cell)))


def _subtract(
    live: dict[int, dict[Cell, int]],
    where: dict[Cell, set[int]],
    target: int,
    pivot: tuple[Cell, dict[Cell, int]],
) -> None:
    """Remove the pivot's unknown from a row, modulo the prime; a row left empty goes."""
    cell, row = pivot
    other_row = live[target]
    factor = other_row[cell] * pow(row[cell], -1, PRIME) % PRIME
    for other, value in row.items():
        result = (other_row.get(other, 0) - factor * value) % PRIME
        if result:
            other_row[other] = result
            where[other].add(target)
        else:
            other_row.pop(other, None)
            where[other].discard(target)
    if not other_row:
        del live[target]
