"""Statistical secrecy: no hidden cell can be found again from what is published."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.secrecy import hidden_cells, is_primary, recoverable
from etl.secrecy_moves import Cell, Equation, cells_to_move

FAMILIES = ("association", "cooperative")
Key = tuple[str, ...]


def single_valued(hidden: set[Key], equations: list[Equation]) -> set[Key]:
    """The hidden cells that the equations determine, by plain elimination on fractions (not the module's way)."""
    cells = sorted(hidden)
    rows = [[Fraction((-1 if cell == e.total else 1) if cell in e.cells else 0) for cell in cells] for e in equations]
    rank = 0
    for column in range(len(cells)):
        pivot = next((row for row in range(rank, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for row in range(len(rows)):
            if row != rank and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[rank], strict=True)]
        rank += 1
    alone = [[column for column, value in enumerate(row) if value] for row in rows[:rank]]
    return {cells[columns[0]] for columns in alone if len(columns) == 1}


def tables(leaves: list[list[list[int]]]) -> tuple[dict[Key, int], list[Equation]]:
    """A France of départements of communes by family, with every total; communes are also cut in two EPCI."""
    values: dict[Key, int] = {}
    equations: list[Equation] = []

    def add(key: Key, parts: list[Key]) -> None:
        values[key] = sum(values[part] for part in parts)
        equations.append(Equation(key, tuple(parts)))

    communes: list[str] = []
    for d, departement in enumerate(leaves):
        for c, row in enumerate(departement):
            communes.append(f"{d}{c}")
            for family, value in zip(FAMILIES, row, strict=True):
                values["commune", f"{d}{c}", family] = value
            add(("commune", f"{d}{c}", "total"), [("commune", f"{d}{c}", family) for family in FAMILIES])
    for family in (*FAMILIES, "total"):
        for d in range(len(leaves)):
            add(("departement", str(d), family), [("commune", c, family) for c in communes if c[0] == str(d)])
        add(("france", "FR", family), [("departement", str(d), family) for d in range(len(leaves))])
        halves = [[c for rank, c in enumerate(communes) if rank % 2 == half] for half in (0, 1)]
        for half, members in enumerate(halves):
            add(("epci", str(half), family), [("commune", c, family) for c in members])
    return values, equations


LEAVES = st.lists(
    st.lists(st.lists(st.sampled_from([0, 0, 1, 2, 5, 30]), min_size=2, max_size=2), min_size=1, max_size=3),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(LEAVES)
def test_no_hidden_cell_is_found_again_by_subtraction(leaves: list[list[list[int]]]) -> None:
    values, equations = tables(leaves)
    primary = {cell for cell, value in values.items() if 0 < value <= 2}

    hidden = hidden_cells(values, primary, equations)

    assert primary <= hidden
    # Hidden cells are greater than zero and none is determined: each can move up or down and stay possible.
    assert all(values[cell] > 0 for cell in hidden)
    assert single_valued(hidden, equations) == set()


@settings(max_examples=100, deadline=None)
@given(LEAVES)
def test_what_is_recoverable_agrees_with_plain_algebra(leaves: list[list[list[int]]]) -> None:
    values, equations = tables(leaves)
    hidden = {cell for cell, value in values.items() if 0 < value <= 2}

    assert recoverable(hidden, equations) == single_valued(hidden, equations)


def test_a_second_cell_is_hidden_and_it_is_the_smallest() -> None:
    values = {"total": 42, "a": 2, "b": 10, "c": 30}

    assert hidden_cells(values, {"a"}, [Equation("total", ("a", "b", "c"))]) == {"a", "b"}


def test_a_lone_part_hides_its_total() -> None:
    assert hidden_cells({"total": 2, "a": 2, "b": 0}, {"a"}, [Equation("total", ("a", "b"))]) == {"a", "total"}


def test_nothing_is_hidden_without_a_reason_and_a_zero_is_no_secret() -> None:
    equation = Equation("total", ("a", "b"))

    assert hidden_cells({"total": 12, "a": 5, "b": 7}, set(), [equation]) == set()
    assert hidden_cells({"total": 7, "a": 0, "b": 7}, {"a"}, [equation]) == set()


def test_under_three_establishments_or_one_above_85_per_cent_is_secret() -> None:
    assert [is_primary(*cell) for cell in ((0, 0.0), (2, 0.5), (3, 0.5), (3, 0.85), (3, 0.86))] == [
        False,
        True,
        False,
        False,
        True,
    ]


@settings(max_examples=100, deadline=None)
@given(LEAVES)
def test_the_cells_of_a_move_protect_the_cell_they_were_looked_for(leaves: list[list[list[int]]]) -> None:
    values, equations = tables(leaves)
    holding: dict[Cell, list[Equation]] = {
        cell: [equation for equation in equations if cell in equation.cells] for cell in values
    }
    for cell in [cell for cell, value in values.items() if value > 0]:
        moving = cells_to_move(cell, values, {cell}, holding)
        if moving is not None:
            # The move alone leaves the cell free, whatever else is published.
            assert cell not in single_valued({cell, *moving}, equations)  # type: ignore[misc]
            assert all(values[other] > 0 for other in moving)  # type: ignore[index]


def test_a_move_is_the_rectangle_of_the_smallest_cells() -> None:
    rows = {"north": {"a": 2, "b": 40, "c": 9}, "south": {"a": 50, "b": 60, "c": 7}}
    values: dict[Key, int] = {(row, column): value for row, cells in rows.items() for column, value in cells.items()}
    equations = [Equation((row, "total"), tuple((row, column) for column in "abc")) for row in rows]
    equations += [Equation(("total", column), tuple((row, column) for row in rows)) for column in "abc"]
    values |= {equation.total: sum(values[part] for part in equation.parts) for equation in equations}  # type: ignore[misc]
    holding: dict[Cell, list[Equation]] = {cell: [e for e in equations if cell in e.cells] for cell in values}

    moving = cells_to_move(("north", "a"), values, {("north", "a")}, holding)

    # Two totals would do as well as three cells, with one more published sum lost: fewer and smaller first.
    assert moving == {("north", "total"), ("total", "a")}
    held = {**holding, ("north", "total"): [], ("total", "a"): []}
    values |= {("north", "total"): 0, ("total", "a"): 0}
    assert cells_to_move(("north", "a"), values, {("north", "a")}, held) == {
        ("north", "c"), ("south", "a"), ("south", "c"),
    }  # fmt: skip
