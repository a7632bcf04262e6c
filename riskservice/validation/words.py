"""Numbers as reports and accounts print them."""

import math

LEAST_P = 0.001


def number(value: float | None, places: int = 3) -> str:
    """Return a number, or ``none`` where the quantity does not exist."""
    if value is None or not math.isfinite(value):
        return "none"
    # Rounded first, so that nothing is shown as minus nought.
    return f"{round(value, places) + 0.0:,.{places}f}"


def percent(value: float | None) -> str:
    """Return a share in per cent with one place, without the sign."""
    return "none" if value is None else number(100 * value, 1)


def interval(low: float | None, high: float | None, places: int = 3) -> str:
    """Return limits; of one that does not exist it says so."""
    if low is None and high is None:
        return "none"
    return f"{number(low, places)} to {number(high, places)}"


def percents(low: float | None, high: float | None) -> str:
    """Return limits of a share in per cent."""
    if low is None and high is None:
        return "none"
    return f"{percent(low)} to {percent(high)}"


def p_value(p: float) -> str:
    """Return a p, never as 0; one that does not exist is ``none``."""
    if math.isnan(p):
        return "none"
    return f"below {LEAST_P}" if p < LEAST_P else f"{p:.3f}"


def count(n: int | None) -> str:
    """Return a whole number; None is a number that is withheld."""
    return "withheld" if n is None else f"{n:,}"


def plain(value: float) -> str:
    """Return a score or a time in as few digits as it has."""
    return f"{value:g}"
