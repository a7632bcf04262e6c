"""Tables of what is missing of the items, and of the figures with that dealt with in three ways."""

from collections.abc import Iterator

from riskservice.validation.estimates import Estimate
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.filling.pooling import Pooled
from riskservice.validation.filling.sensitivity import Imputed
from riskservice.validation.missing import MissingData
from riskservice.validation.report.pieces import Absent, Piece, Table
from riskservice.validation.report.tables import estimate, share, table
from riskservice.validation.results import Validation
from riskservice.validation.words import count, interval, number, percent, percents

Row = tuple[str, ...]

TITLE = "Figures with missing items dealt with in three ways"
OWN, COMPLETE, FILLED = "As scored (the analysis proper)", "Only with every item", "Imputed"
ENOUGH = 0.8
"""Of the variation of a score: below, much of it rests on what was not named."""


def missing(found: Validation) -> tuple[Piece, ...]:
    """Return the items without a value; then the figures, or why there are none."""
    it = found.missing
    assert it is not None
    return _items(it), _figures(found, it)


def _items(it: MissingData) -> Table:
    head = ("Item", "Missing", "Missing, %", "Rate where missing, %", "Rate where known, %",
            "Difference, points (95% interval)")  # fmt: skip
    rows: list[Row] = [
        (item.item, count(item.missing), percent(item.share), share(item.rate_missing),
         share(item.rate_known), _points(item.difference))
        for item in it.items
    ]  # fmt: skip
    said = f"{it.complete:,} people have every item."
    if it.imputed is not None and it.imputed.unscored:
        said += " Counted are people with a score; the table of left-out rows counts the others."
    return table("missing", "Missing items", head, rows, (said,))


def _figures(found: Validation, it: MissingData) -> Piece:
    if it.imputed is not None and not it.imputed.imputed:
        return Absent(TITLE, "Nothing is missing of the items named, so nothing was imputed.")
    head = ("Figure", "Analysis", "Value", "95% interval", "People", "Events",
            "Missing information, %")  # fmt: skip
    rows = list(_rows(found, it))
    if not rows:
        return Absent(TITLE, " ".join(_reasons(it)) or "There is no AUC.")
    notes = tuple(_reasons(it)) if it.imputed is None else tuple(_notes(it.imputed))
    return table("imputed", TITLE, head, rows, notes)


def _rows(found: Validation, it: MissingData) -> Iterator[Row]:
    made = it.imputed
    yield from _three("AUC", found.auc, it.auc_complete, made)
    if found.eo is not None:
        yield from _three("E/O", found.eo, it.eo_complete, made and made.eo)
    if found.harrell_c is not None and made is not None:
        yield from _three("Harrell's C", found.harrell_c, None, made.harrell_c)


def _three(
    name: str,
    own: Estimate | ExpectedObserved | None,
    complete: Estimate | ExpectedObserved | None,
    filled: Pooled | None,
) -> Iterator[Row]:
    for analysis, it in ((OWN, own), (COMPLETE, complete)):
        if it is not None:
            yield name, analysis, *estimate(it), count(it.n), count(it.events), ""
    if filled is not None:
        limits = interval(filled.low, filled.high)
        yield (name, FILLED, number(filled.estimate), limits, count(filled.n),
               count(filled.events), percent(filled.missing_information))  # fmt: skip


def _notes(it: Imputed) -> Iterator[str]:
    without = f" Of them {it.unscored:,} have no score and are in no other figure."
    yield (f"Something was imputed for {it.imputed:,} people.{without if it.unscored else ''} "
           f"{it.imputations:,} "
           f"imputations, seed {it.seed}; another seed would move the AUC by about "
           f"{number(it.simulation_se, 4)}.")  # fmt: skip
    yield f"The imputations rest on: {', '.join(it.model)}."
    if it.explained is not None:
        said = f"They account for {percent(it.explained)}% of the variation of the score."
        if it.explained < ENOUGH:
            said += " The rest comes from what was not named: name every item of the instrument."
        yield said
    if it.eo_reason:
        yield f"E/O was not pooled: {it.eo_reason}."
    yield f"How: {it.method}."


def _reasons(it: MissingData) -> Iterator[str]:
    for one in it.not_imputed:
        yield f"Not imputed: {one.reason}. {one.way_out}"


def _points(it: Estimate | None) -> str:
    if it is None or it.estimate is None:
        return "none"
    return f"{percent(it.estimate)} ({percents(it.low, it.high)})"
