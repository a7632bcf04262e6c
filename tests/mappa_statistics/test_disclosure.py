"""Small counts are withheld, and nobody can work them out from what is left of the table."""

from collections.abc import Iterator
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskservice.mappa.statistics.disclosure import TOTAL, Place, hidden
from tests.mappa_statistics import staffordshire
from tests.mappa_statistics.making import made, printed

QUIET = settings(
    max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def summed(rows: list[list[int]]) -> dict[Place, int]:
    """Return the cells of a table with its totals."""
    whole = [[*row, sum(row)] for row in rows]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    names = [*map(str, range(len(rows))), TOTAL]
    columns = [*map(str, range(len(rows[0]))), TOTAL]
    return {(names[i], columns[j]): n for i, row in enumerate(whole) for j, n in enumerate(row)}


def fitting(
    cells: dict[Place, int], kept: frozenset[Place], rows: int, columns: int, most: int
) -> Iterator[dict[Place, int]]:
    """Yield every table of whole numbers up to a limit that shows the same where it is shown."""
    inner = [(str(i), str(j)) for i in range(rows) for j in range(columns)]
    ranges = [range(most + 1) if place in kept else (cells[place],) for place in inner]
    for numbers in product(*ranges):
        given_ = dict(zip(inner, numbers, strict=True))
        table = summed([[given_[str(i), str(j)] for j in range(columns)] for i in range(rows)])
        if all(table[place] == n for place, n in cells.items() if place not in kept):
            yield table


@QUIET
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=2),
    st.integers(2, 4),
)
def test_no_small_count_can_be_worked_out(rows: list[list[int]], below: int) -> None:
    cells = summed(rows)
    kept = hidden(cells, below)
    small = {place for place, count in cells.items() if 0 < count < below}
    assert small <= kept
    # Where there is another solution at all, there is one in which no count differs by more than 1.
    still = set(small)
    for table in fitting(cells, kept, 2, 3, 4) if small else ():
        still -= {place for place in still if table[place] != cells[place]}
        if not still:
            break
    assert still == set()


@QUIET
@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=3))
def test_without_small_counts_nothing_is_withheld(rows: list[list[int]]) -> None:
    large = [[count * 10 for count in row] for row in rows]
    assert hidden(summed(large), 5) == frozenset()
    assert hidden(summed(rows), 0) == frozenset()
    assert hidden(summed(rows), 1) == frozenset()


def test_one_column_with_a_total_is_protected() -> None:
    cells = {("2", "all"): 12, ("3", "all"): 1, (TOTAL, "all"): 13}
    assert hidden(cells, 5) == {("3", "all"), ("2", "all")}


def test_a_nought_is_no_shield_where_the_total_would_tell() -> None:
    # Nought and one hidden under a shown total of one: it could be the other way round.
    cells = {("2", "all"): 0, ("3", "all"): 1, (TOTAL, "all"): 1}
    assert hidden(cells, 5) >= {("3", "all"), (TOTAL, "all")}


def test_lines_without_a_total_protect_themselves() -> None:
    cells = {("shpo", "all"): 138, ("travel", "all"): 0, ("order", "all"): 4}
    assert hidden(cells, 5) == {("order", "all")}
    assert hidden(cells, 4) == frozenset()


def test_the_published_table_with_small_counts_withheld() -> None:
    found = made(staffordshire.FILE.read_bytes(), suppress_below=5)
    table = printed(found, "T1")
    shown = [[cell for cell in row if cell != "withheld"] for row in table]
    assert table[0][2] == "\N{EN DASH}"
    assert table[1][:3] == ["withheld"] * 3
    assert not {"1", "2", "3", "4"} & {cell for row in shown for cell in row}
    assert printed(found, "T4") == [["withheld"]]
    assert printed(found, "T5") == [["138"], ["0"], ["6"]]
    assert not [n for n in found.notices if n.code == "snapshot-above-year"]


def test_a_rate_of_few_people_is_withheld_with_them() -> None:
    assert printed(made([{}], suppress_below=5, population=1000), "T8") == [["withheld"]]
    assert printed(made([{}], population=1000), "T8") == [["100"]]
