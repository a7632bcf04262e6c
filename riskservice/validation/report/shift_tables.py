"""Tables of how far scores and bands lie from those of a reference sample."""

from riskservice.validation.report.captions import CAPTIONS
from riskservice.validation.report.pieces import Table
from riskservice.validation.report.tables import table, tested
from riskservice.validation.results import Validation
from riskservice.validation.shifts import Shift
from riskservice.validation.words import count, number, p_value, percent

Row = tuple[str, ...]


def shifts(found: Validation) -> list[Table]:
    """Return the indices, then the shares of each column they are made of."""
    head = ("Column", "People", "Reference", "PSI", "Test, p")
    rows: list[Row] = [
        (it.column, count(it.n), count(it.reference_n), number(it.index), p_value(it.test.p))
        for it in found.stability
    ]
    notes = []
    for it in found.stability:
        said = f"{it.column}: {tested(it.test)}."
        notes.append(said + (" One half was added to every cell of both." if it.filled else ""))
    whole = table("stability", "Beside the reference sample", head, rows, tuple(notes))
    return [whole, *(_shares(it, i) for i, it in enumerate(found.stability))]


def _shares(it: Shift, i: int) -> Table:
    head = (it.column, "People", "%", "Reference", "Reference, %", "Adds to PSI")
    rows: list[Row] = [
        (row.label, count(row.n), percent(row.share), count(row.reference_n),
         percent(row.reference_share), number(row.adds, 4))
        for row in it.levels
    ]  # fmt: skip
    title = f"Shares of {it.column}, here and in the reference sample"
    return Table(f"shares-{i}", title, head, rows, CAPTIONS["shares"])
