"""Where a person stands in an instrument: a band of its scale, or why there is none."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from riskservice.errors import NotInForce
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import Service

OVERALL = "overall"
STANDARD = ("low", "medium", "high", "very_high")

NOT_APPLICABLE, NOT_SCORABLE, FAULTY = "not_applicable", "not_scorable", "faulty"
NO_BAND = "no_band"
"""Scored by an instrument that has no bands."""
NOT_RUN = "not_run"
"""The instrument was not asked for, or not in use on the person's day."""
ABSENT = "absent"
"""The person is not in the file."""
BESIDE = (NOT_APPLICABLE, NOT_SCORABLE, FAULTY, NO_BAND, NOT_RUN, ABSENT)

NOT_COMPARED = frozenset((ABSENT, NOT_RUN))
"""Whoever stands there at either end is neither changed nor unchanged."""

Scales = Mapping[str, Sequence[str]]
"""Instrument, or ``overall``, to its bands from low to high."""


def instruments_of(frame: pl.DataFrame) -> tuple[str, ...]:
    """Return the instruments a frame of results has, in its order."""
    return tuple(n.removesuffix("_outcome") for n in frame.columns if n.endswith("_outcome"))


def scales_of(
    service: Service, keys: Iterable[str], day: dt.date, ruleset: str = DEFAULT_RULESET
) -> dict[str, tuple[str, ...]]:
    """
    Return the bands of some instruments and of the overall grid.

    Parameters
    ----------
    day : date
        Whose tables count; an instrument without one then is looked up on the first day of its
        own last table. One that is not installed has no scale.
    """
    registry = service.registry
    chosen = registry.ruleset(ruleset)
    found: dict[str, tuple[str, ...]] = {OVERALL: service.policy(day).bands}
    for key in keys:
        tables = registry.tables.get(key, ())
        for on in (day, *(table.effective_from for table in reversed(tables))):
            try:
                found[key] = registry.assessor(key, on, chosen).band_names
            except (NotInForce, KeyError):
                continue
            break
    return found


def scale_for(key: str, scales: Scales | None) -> tuple[str, ...]:
    """Return the bands of one instrument; without any given, low to very high."""
    return STANDARD if scales is None else tuple(scales.get(key, STANDARD))


def standing(frame: pl.DataFrame, key: str) -> pl.Expr:
    """
    Return where each person of a frame of results stands in one instrument.

    Returns
    -------
    Expr of String
        A band, or one of :data:`BESIDE`; never null.

    Notes
    -----
    Without an overall band a person is *faulty* when any result is, *not scorable* when something
    missing could still give a band, and else *not applicable*.
    """
    if key == OVERALL:
        return _overall(frame)
    if f"{key}_outcome" not in frame.columns:
        return pl.lit(NOT_RUN)
    outcome = pl.col(f"{key}_outcome")
    band = pl.col(f"{key}_band") if f"{key}_band" in frame.columns else pl.lit(None, pl.String)
    return (
        pl.when(outcome == "scored")
        .then(band.fill_null(NO_BAND))
        .otherwise(outcome.fill_null(NOT_RUN))
    )


def _overall(frame: pl.DataFrame) -> pl.Expr:
    if "overall_band" not in frame.columns:
        return pl.lit(NOT_RUN)
    outcomes = [pl.col(f"{key}_outcome") for key in instruments_of(frame)]
    faulty = pl.any_horizontal([o == FAULTY for o in outcomes]) if outcomes else pl.lit(value=False)
    unsettled = (
        pl.col("provisional")
        if "provisional" in frame.columns
        else pl.any_horizontal([o == NOT_SCORABLE for o in outcomes])
        if outcomes
        else pl.lit(value=False)
    )
    return (
        pl.when(faulty.fill_null(value=False))
        .then(pl.lit(FAULTY))
        .when(pl.col("overall_band").is_not_null())
        .then(pl.col("overall_band"))
        .when(unsettled.fill_null(value=False))
        .then(pl.lit(NOT_SCORABLE))
        .otherwise(pl.lit(NOT_APPLICABLE))
    )


def place(band: pl.Expr, scale: Sequence[str]) -> pl.Expr:
    """Return the place of a band in its scale, from 0; null for whatever is no band of it."""
    names = list(scale)
    return band.replace_strict(names, list(range(len(names))), default=None, return_dtype=pl.Int8)
