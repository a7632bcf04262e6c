"""How bands, figures, dates and lists read in a terminal; colour only repeats what words say."""

import datetime as dt
from collections.abc import Iterable, Sequence

from rich.text import Text

from riskservice.kit.outcome import Bound, Number, Outcome, Range

_STYLES = {
    "low": "bold green",
    "medium": "bold yellow",
    "high": "bold red",
    "very_high": "bold white on red",
}


def band(name: str) -> str:
    """Return a band as people write it."""
    return name.replace("_", " ")


def badge(name: str | None, title: str | None = None) -> Text:
    """Return a band in capitals, so that it stands out without colour too."""
    if name is None:
        return Text("NO BAND", style="bold")
    return Text((title or band(name)).upper(), style=_STYLES.get(name, "bold"))


def style_of(name: str | None) -> str:
    """Return the style a band is printed in."""
    return _STYLES.get(name or "", "bold")


def ladder(names: Sequence[str], current: str | None, possible: Iterable[str]) -> Text:
    """Return all bands in a row: the current one in brackets, others still possible marked (?)."""
    line, still = Text(), set(possible)
    for place, name in enumerate(names):
        line.append("   " if place else "")
        if name == current:
            line.append(f"[{band(name).upper()}]", style="bold")
        elif name in still:
            line.append(f"{band(name)} (?)")
        else:
            line.append(band(name), style="dim")
    return line


def day(date: dt.date) -> str:
    """Return a date in words."""
    return f"{date.day} {date:%B %Y}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list: ``a, b and c``."""
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def counted(number: Number, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(value: float) -> str:
    """Return a published percentage."""
    return f"{value:.2f} per cent"


def figures(result: Outcome) -> str:
    """Return points and percentage of a result, those it has."""
    found = []
    if result.points is not None:
        found.append(counted(result.points, "point"))
    if result.percent is not None:
        found.append(percent(result.percent))
    return ", ".join(found)


def span(reach: Range) -> str:
    """Return the figures a result could still have: ``36 to 40 points, 5.31 to 9.61 per cent``."""
    return ", ".join(_spans(reach.lowest, reach.highest))


def _spans(low: Bound, high: Bound) -> Iterable[str]:
    if low.points is not None and high.points is not None:
        if low.points == high.points:
            yield counted(low.points, "point")
        else:
            yield f"{low.points} to {high.points} points"
    if low.percent is not None and high.percent is not None:
        if low.percent == high.percent:
            yield percent(low.percent)
        else:
            yield f"{low.percent:.2f} to {percent(high.percent)}"
