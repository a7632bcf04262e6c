"""Of a validation what was asked for beyond the headlines, and where all the rest is."""

from collections.abc import Iterator
from typing import NamedTuple

from riskservice.cli.layout import Column
from riskservice.validation.estimates import Estimate
from riskservice.validation.rates import CutPerformance
from riskservice.validation.results import Validation
from riskservice.validation.words import p_value


class Line(NamedTuple):
    """A figure by its name, with its limits and counts."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    events: int


CUTS = (
    Column("high is", fixed=True),
    Column("people", "right"),
    Column("sensitivity, %", "right"),
    Column("specificity, %", "right"),
    Column("PPV, %", "right"),
    Column("NPV, %", "right"),
)
ELSEWHERE = {
    "scores": "rates by score",
    "roc": "the ROC curve",
    "survival": "Kaplan-Meier curves with numbers at risk",
    "log_rank": "the log-rank test",
    "calibration": "E50, E90 and Emax",
    "indices": "the indices D, U and Q",
    "spiegelhalter": "tests of fit",
    "net_benefit": "net benefit",
    "reclassification": "reclassification tables",
    "norms": "norms",
    "drift": "figures by quarter",
    "running": "running sums",
}
"""Figures that the account leaves out, as they are called in it."""


def asked_lines(found: Validation) -> Iterator[Line]:
    """Yield figures that are only made when they are asked for."""
    if (it := found.auc_bootstrap) is not None:
        name = f"AUC, {it.replicates:,} bootstraps"
        yield Line(name, it.estimate, it.low, it.high, found.n, found.events)
    for when, area in zip(found.spec.times, found.auc_at, strict=True):
        yield line_of(f"AUC at {when:g}", area)
    if found.eo_person_time is not None:
        yield line_of("E/O by person-time", found.eo_person_time)
    if found.incidence is not None:
        yield line_of("share with the event", found.incidence)


def events(found: Validation) -> str:
    """Return how many had the outcome, and the share, which is another one with censoring."""
    share = found.base_rate.estimate
    percent = "none" if share is None else f"{100 * share:.1f}%"
    it = found.follow_up
    horizon = found.spec.horizon
    if it is None or horizon is None or share == found.events / found.n:
        return f"{found.events:,}, {percent}"
    return (
        f"{found.events:,} seen by {horizon:g}; {percent} have the outcome by then "
        "(1 - Kaplan-Meier)"
    )


def cut_row(row: CutPerformance) -> list[str]:
    """Return a row of the table of cuts."""
    return [
        f"{row.cut:g} and over",
        f"{row.true_positives + row.false_positives:,}",
        *(
            _percent(it)
            for it in (
                row.sensitivity,
                row.specificity,
                row.positive_predictive_value,
                row.negative_predictive_value,
            )
        ),
    ]


def ratios(found: Validation) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Return the reference band, what the ratio is called, and each other band's; or None."""
    reference = [row.label for row in found.bands if row.reference]
    kind = "hazard ratio" if found.cox is not None else "odds ratio"
    told = [
        (row.label, f"{it.estimate:.2f} ({_limits(it, 1, 2)})")
        for row in found.bands
        if (it := row.hazard_ratio if found.cox is not None else row.odds_ratio) is not None
        and it.estimate is not None
        and not row.reference
    ]
    return (reference[0], kind, told) if reference and told else None


def elsewhere(found: Validation) -> str | None:
    """Return what else was made and where it goes, or None where there is nothing."""
    names = [name for key, name in ELSEWHERE.items() if getattr(found, key)]
    if not names:
        return None
    return f"Also made, and written by --json OUT and --report OUT: {', '.join(names)}."


def p_words(p: float) -> str:
    """Return a probability value as it is told."""
    return f"p {p_value(p)}"


def line_of(name: str, it: Estimate) -> Line:
    """Return an estimate as a line."""
    return Line(name, it.estimate, it.low, it.high, it.n, it.events)


def _percent(it: Estimate) -> str:
    if it.estimate is None:
        return "none"
    return f"{100 * it.estimate:.1f} ({_limits(it, 100, 1)})"


def _limits(it: Estimate, times: float, places: int) -> str:
    ends = ("none" if end is None else f"{times * end:.{places}f}" for end in (it.low, it.high))
    return " to ".join(ends)
