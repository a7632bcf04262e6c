"""Tables made of counts: totals, dashes, what is withheld and what is not known."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from riskservice.kit.dates import in_words
from riskservice.mappa.statistics.counting import NOTIFIED, Counts, Grid
from riskservice.mappa.statistics.disclosure import TOTAL, Place, hidden
from riskservice.mappa.statistics.layout import LevelEntry, Shown, TableEntry
from riskservice.mappa.statistics.tables import PRINTED, Cell, CellKind, Row, Table
from riskservice.mappa.statistics.year import MappaYear

_TOTAL = Shown(key=TOTAL, title="Total")


class Given(NamedTuple):
    """
    What the tables are made of.

    Attributes
    ----------
    known : frozenset of str
        Events of which anything is known.
    below : int
        Counts from 1 to one less are withheld.
    population : int or None
        Residents aged 10 and over. [people]
    """

    counts: Counts
    year: MappaYear
    known: frozenset[str]
    below: int
    population: int | None


def tables_of(given: Given) -> tuple[Table, ...]:
    """Return every table in the order of the layout."""
    counts, layout = given.counts, given.year.layout
    grids: dict[str, tuple[Grid, tuple[LevelEntry, ...]]] = {
        "T1": (counts.snapshot, layout.levels),
        "T2": (counts.yearly, layout.year_levels),
        "T7a": (counts.returns["licence"], layout.year_levels),
    }
    made = []
    for entry in layout.tables:
        if entry.key in grids:
            made.append(_grid_table(given, entry, *grids[entry.key]))
        elif entry.key == "T7b":
            made.append(_undivided(given, entry, counts.returns["shpo"]))
        elif entry.key == "T8":
            made.append(_rate(given, entry, made[0]))
        else:
            made.append(_line_table(given, entry))
    return tuple(made)


def _grid_table(
    given: Given, entry: TableEntry, grid: Grid, levels: tuple[LevelEntry, ...]
) -> Table:
    """Return a table of levels by category with totals."""
    categories = given.year.layout.open_categories
    numbers: dict[Place, int] = {
        (str(level.level), str(category.category)): grid[level.level, category.category]
        for level in levels
        for category in categories
        if level.level in category.levels
    }
    columns = [Shown(key=str(each.category), title=each.title) for each in categories]
    return _summed(given, entry, numbers, (*columns, _TOTAL), levels)


def _undivided(given: Given, entry: TableEntry, grid: Grid) -> Table:
    """Return a table of levels in one column."""
    levels = given.year.layout.year_levels
    column = Shown(key="all", title="Individuals")
    numbers = {
        (str(level.level), column.key): sum(
            count for (held, _), count in grid.items() if held == level.level
        )
        for level in levels
    }
    return _summed(given, entry, numbers, (column,), levels)


def _summed(
    given: Given,
    entry: TableEntry,
    numbers: dict[Place, int],
    columns: tuple[Shown, ...],
    levels: Iterable[LevelEntry],
) -> Table:
    lines = [*(Shown(key=str(each.level), title=each.title) for each in levels), _TOTAL]
    whole = dict(numbers)
    if _TOTAL in columns:
        for line in lines[:-1]:
            whole[line.key, TOTAL] = sum(n for (row, _), n in numbers.items() if row == line.key)
    for column in columns:
        whole[TOTAL, column.key] = sum(
            n for (row, at), n in whole.items() if at == column.key and row != TOTAL
        )
    return _table(given, entry, columns, lines, whole)


def _line_table(given: Given, entry: TableEntry) -> Table:
    column = Shown(key="all", title="Individuals")
    numbers = {(line.key, column.key): given.counts.lines[line.key] for line in entry.lines}
    return _table(given, entry, (column,), entry.lines, numbers)


def _table(
    given: Given,
    entry: TableEntry,
    columns: tuple[Shown, ...],
    lines: Iterable[Shown],
    numbers: Mapping[Place, int],
) -> Table:
    """Return a table of numbers by row and column; where there is none, nobody can be."""
    known = set(entry.needs) <= given.known
    kept_back = hidden(numbers, given.below) if known else frozenset()

    def cell(place: Place) -> Cell:
        if place not in numbers:
            return _empty("never")
        if not known:
            return _empty("not_known")
        return _empty("withheld") if place in kept_back else _counted(numbers[place])

    rows = [
        Row(
            key=line.key,
            title=line.title,
            cells=tuple(cell((line.key, column.key)) for column in columns),
        )
        for line in lines
    ]
    return _worded(given, entry, columns, tuple(rows))


def _rate(given: Given, entry: TableEntry, snapshot: Table) -> Table:
    """Return the rate of those subject to notification, as the snapshot shows them."""
    place = next(i for i, column in enumerate(snapshot.columns) if column.key == str(NOTIFIED))
    people = snapshot.rows[-1].cells[place]
    if people.value is None:
        cell = _empty(people.kind)
    elif given.population is None:
        cell = _empty("not_known")
    else:
        cell = _counted(rate(people.value, given.population, given.year.layout.rate.per))
    column = Shown(key="rate", title="Rate")
    rows = tuple(Row(key=line.key, title=line.title, cells=(cell,)) for line in entry.lines)
    return _worded(given, entry, (column,), rows)


def rate(people: int, population: int, per: int) -> int:
    """Return people per so many residents as a whole number, halves up."""
    return (2 * people * per + population) // (2 * population)


def _worded(
    given: Given, entry: TableEntry, columns: tuple[Shown, ...], rows: tuple[Row, ...]
) -> Table:
    return Table(
        key=entry.key,
        number=entry.number,
        title=entry.title.format(year_end=in_words(given.year.last)),
        period=entry.period,
        columns=columns,
        rows=rows,
        population=entry.population,
        trap=entry.trap,
        source=given.year.layout.source(entry.cite),
        confidence=entry.confidence,
    )


def _counted(value: int) -> Cell:
    return Cell(value=value, printed=str(value))


def _empty(kind: CellKind) -> Cell:
    return Cell(value=None, printed=PRINTED[kind], kind=kind)
