"""A recalibration as people read it: what was fitted, before and after, and what to beware of."""

from collections.abc import Iterator, Sequence

import msgspec
from rich.console import RenderableType
from rich.text import Text

from riskservice.cli import words
from riskservice.cli.layout import Column, bullets, heading, labelled, table
from riskservice.validation.estimates import Estimate
from riskservice.validation.recalibration.results import Performance, Recalibration, Row

METHODS = {
    "intercept": "intercept only (recalibration in the large)",
    "slope": "intercept and slope",
    "rates": "observed rate of each score",
}
NONE = "-"


def account(found: Recalibration, place: str, width: int) -> Iterator[RenderableType]:
    """Yield the parts of the account."""
    asked = found.asked
    yield heading(f"{found.title}: draft {found.version}", found.instrument)
    yield labelled(
        [
            ("Draft", Text(place, style="bold")),
            ("Starts from", f"version {found.base}, which stays as it is and in force"),
            ("Method", METHODS[found.method]),
            ("Sample", f"{asked.sample}, {asked.first_day} to {asked.last_day}"),
            ("Outcome", asked.outcome),
            *_people(found),
            *(("Left out", f"{out.n:,}: {out.reason}") for out in found.left_out),
            *_fitted(found),
        ]
    )
    yield Text("")
    yield _comparison(found, width)
    if found.bands:
        yield Text("")
        yield _rows("Band", found.bands, width)
    if found.steps:
        yield Text("")
        yield _rows("Score", found.steps, width)
    yield Text("")
    yield bullets([*_explained(found), *found.warnings])
    yield Text("")
    yield labelled(
        [
            ("Try it", f"riskservice score CASE --ruleset {place}"),
            ("By name", f"{found.ruleset}, where RISKSERVICE_DRAFTS names its folder"),
        ]
    )


def figures(found: Recalibration) -> bytes:
    """Return every figure as JSON."""
    return msgspec.json.format(msgspec.json.encode(found)) + b"\n"


def _people(found: Recalibration) -> Iterator[tuple[str, str]]:
    told, follow_up = f"{found.n:,}, of whom {found.events:,} with the outcome", found.follow_up
    if follow_up is None:
        yield "People", told
        return
    horizon = f"{follow_up.horizon:g} {follow_up.unit}"
    yield "People", f"{told} by {horizon}, {follow_up.censored:,} censored before it"
    yield "Follow-up", follow_up.method


def _fitted(found: Recalibration) -> Iterator[tuple[str, str]]:
    if found.intercept is not None:
        yield "Intercept", _interval(found.intercept)
    if found.slope is not None:
        yield "Slope", _interval(found.slope)


def _comparison(found: Recalibration, width: int) -> RenderableType:
    columns = (
        Column("Figure"),
        Column("before", "right"),
        Column("after", "right"),
        Column("unseen people", "right"),
        Column("optimism", "right"),
    )
    before, after, unseen = found.before, found.after, found.cross_validated
    gap = found.optimism
    rows = [
        ("In the large", *_told("in_the_large", before, after, unseen),
         _number(gap.in_the_large)),
        ("Slope", *_told("slope", before, after, unseen), _number(gap.slope)),
        ("E/O", *_told("eo", before, after, unseen), _number(gap.eo)),
        ("Brier score", *_plain("brier", before, after, unseen), _number(gap.brier)),
        ("Scaled Brier", *_plain("scaled_brier", before, after, unseen), ""),
        ("AUC", *_told("auc", before, after, unseen), _number(gap.auc)),
        ("Mean chance", *_plain("expected_rate", before, after, unseen), ""),
    ]  # fmt: skip
    return table(columns, rows, width=width)


def _told(name: str, *found: Performance | None) -> tuple[str, ...]:
    return tuple(NONE if one is None else _interval(getattr(one, name)) for one in found)


def _plain(name: str, *found: Performance | None) -> tuple[str, ...]:
    return tuple(NONE if one is None else _number(getattr(one, name)) for one in found)


def _rows(title: str, rows: Sequence[Row], width: int) -> RenderableType:
    columns = (
        Column(title),
        Column("people", "right"),
        Column("events", "right"),
        Column("observed", "right"),
        Column("before", "right"),
        Column("after", "right"),
    )
    cells = [
        (
            words.band(row.name),
            f"{row.n:,}",
            f"{row.events:,}",
            _percents(row.observed),
            NONE if row.before is None else _percent(row.before),
            _percent(row.after),
        )
        for row in rows
    ]
    return table(columns, cells, width=width)


def _explained(found: Recalibration) -> Iterator[str]:
    yield (
        "In the large 0, slope 1 and E/O (expected over observed) 1 are right. Intervals of 95%."
    )
    yield (
        f"Unseen people: {found.asked.folds} folds with as many events in each, seed "
        f"{found.asked.seed}; each fold is tested by a fit to the others. Optimism is by how much "
        "the figures after differ from these."
    )
    if found.follow_up is not None and found.follow_up.censored:
        yield (
            "E/O is by 1 - Kaplan-Meier; in the large, slope, Brier score and AUC are weighted for "
            "censoring. The slope is that of a logistic model, on whose scale it is refitted; a "
            "validation gives that of a Cox model."
        )
    if found.same_order:
        yield "Nobody overtakes anybody: the AUC stays what it was."
    else:
        yield "Scores that were told apart may now share a rate, so that the AUC can change."


def _interval(found: Estimate | None) -> str:
    if found is None or found.estimate is None:
        return NONE
    if found.low is None or found.high is None:
        return _number(found.estimate)
    middle, low, high = (_rounded(v, 3) for v in (found.estimate, found.low, found.high))
    return f"{middle} [{low}, {high}]"


def _rounded(value: float, places: int) -> str:
    """Return a number with some decimals; what rounds to nothing has no sign."""
    return f"{round(value, places) + 0.0:.{places}f}"


def _number(value: float | None) -> str:
    return NONE if value is None else _rounded(value, 4)


def _percents(found: Estimate) -> str:
    if found.estimate is None or found.low is None or found.high is None:
        return NONE
    return f"{100 * found.estimate:.2f}% [{100 * found.low:.2f}, {100 * found.high:.2f}]"


def _percent(value: float) -> str:
    return f"{100 * value:.2f}%"
