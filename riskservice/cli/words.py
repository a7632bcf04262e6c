"""How bands, figures, dates and lists read in a terminal; colour only repeats what words say."""

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
    return Text.assemble(((title or band(name or "no_band")).upper(), style_of(name)))


def style_of(name: str | None) -> str:
    """Return the style a band is printed in."""
    return _STYLES.get(name or "", "bold")


def block_style(name: str | None) -> str:
    """Return the style of a band printed as a block of colour."""
    return style_of(name) if " on " in style_of(name) else f"{style_of(name)} reverse"


def border_style(name: str | None) -> str:
    """Return the style of a frame around a band."""
    return "red" if name == "very_high" else style_of(name).removeprefix("bold").strip()


def ladder(
    names: Sequence[str],
    current: str | None,
    possible: Iterable[str],
    calculated: str | None = None,
) -> Text:
    """
    Return all bands in a row: the current one in brackets, others still possible marked (?).

    Where a person decided on another band than the calculated one, that one is marked.
    """
    line, still = Text(), set(possible)
    for place, name in enumerate(names):
        line.append("   " if place else "")
        if name == current:
            line.append(f"[{band(name).upper()}]", style="bold")
        elif name == calculated:
            line.append(f"{band(name)} (calculated)")
        elif name in still:
            line.append(f"{band(name)} (?)")
        else:
            line.append(band(name), style="dim")
    return line


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list: ``a, b and c``."""
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def number(value: Number) -> str:
    """Return a number with at most four decimals; the exact one is in the JSON."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4f}".rstrip("0").rstrip(".")


def counted(value: Number, noun: str) -> str:
    """Return a number with its noun, in the plural where it is not 1."""
    return f"{number(value)} {noun}" if value == 1 else f"{number(value)} {noun}s"


def sentence(text: str) -> str:
    """Return text with a full stop at its end."""
    return text if text.endswith(".") else f"{text}."


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


def possible(reach: Range) -> str:
    """Return what a result could still be: its bands, or its figures where it has none."""
    bands = listed(map(band, reach.bands), "or")
    if set(reach.bands) <= {"not_applicable"}:
        return listed(filter(None, (span(reach), bands)), "or")
    return bands


def _spans(low: Bound, high: Bound) -> Iterable[str]:
    if low.points is not None and high.points is not None:
        if low.points == high.points:
            yield counted(low.points, "point")
        else:
            yield f"{number(low.points)} to {number(high.points)} points"
    if low.percent is not None and high.percent is not None:
        if low.percent == high.percent:
            yield percent(low.percent)
        else:
            yield f"{low.percent:.2f} to {percent(high.percent)}"
