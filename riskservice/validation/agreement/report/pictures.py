"""Pictures of an agreement: forest of factors, differences of pairs, spots of two raters."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from riskservice.validation.agreement.results import Agreement, Coefficient, PairBias
from riskservice.validation.agreement.second_results import FactorAgreement, SecondRatings
from riskservice.validation.report.drawing import (
    COLOURS,
    DASHES,
    RULE,
    SMALL,
    Axes,
    Drawing,
    Scale,
    bar,
    ticks,
)
from riskservice.validation.report.forests import (
    FIGURES,
    FOOT,
    GAP,
    PANEL,
    ROW,
    TOP,
    interval_at,
    short,
)
from riskservice.validation.words import interval, number

NAMES = 230
"""Room for the names of factors and of pairs. [px]"""
LONGEST = 38
WIDE = 300
"""Of the panel of differences. [px]"""
SPOTS = (640, 420)
SMALLEST, LARGEST = 3.0, 14.0
"""Radius of the spot of one person, and of the most people. [px]"""

Row = tuple[str, float | None, float | None, float | None]


def factors(found: SecondRatings) -> Markup:
    """Return AC2 and weighted kappa of every factor."""
    panels = [(f"AC2 ({found.weights})", _rows(found.factors, "gwet_ac2")),
              (f"Kappa ({found.weights})", _rows(found.factors, "weighted_kappa"))]  # fmt: skip
    foot = TOP + ROW * len(found.factors)
    draw = Drawing("forest", NAMES + (PANEL + GAP + FIGURES) * len(panels), foot + FOOT - 16)
    for i, each in enumerate(found.factors):
        draw.text((0, TOP + ROW * i + 16), short(each.title, LONGEST), size=SMALL)
    ends = [end for _, rows in panels for row in rows for end in row[1:] if end is not None]
    low = max(math.floor(2 * min(0.0, *ends)) / 2, -1.0) if ends else 0.0
    for place, (title, rows) in enumerate(panels):
        start = NAMES + (PANEL + GAP + FIGURES) * place
        scale = Scale(low, 1.0, start, start + PANEL)
        _panel(draw, scale, title, foot, ticks(low, 1.0, 4))
        for i, row in enumerate(rows):
            interval_at(draw, scale, TOP + ROW * i + 12, row, "not given")
    return draw.svg("Forest of factors", _told(panels))


def _rows(told: Sequence[FactorAgreement], name: str) -> list[Row]:
    rows: list[Row] = []
    for each in told:
        it = _figure(each.agreement, name)
        limits = (None, None, None) if it is None else (it.estimate, it.low, it.high)
        rows.append((each.title, *limits))
    return rows


def _figure(of: Agreement | None, name: str) -> Coefficient | None:
    if of is None:
        return None
    return of.intervals.gwet_ac2 if name == "gwet_ac2" else of.weighted_kappa


def _panel(draw: Drawing, scale: Scale, title: str, foot: float, marks: Sequence[float]) -> None:
    draw.text(((scale.start + scale.end) / 2, 16), title, anchor="middle", bold=True)
    draw.line((scale.start, foot), (scale.end, foot), stroke=RULE)
    for value in marks:
        here = scale.at(value)
        draw.line((here, foot), (here, foot + 5), stroke=RULE)
        draw.text((here, foot + 18), f"{value:g}", anchor="middle", size=SMALL)
    if scale.holds(0):
        here = scale.at(0)
        draw.line((here, TOP - 8), (here, foot), stroke=RULE, dash="4 4", name="nought")


def _told(panels: Sequence[tuple[str, list[Row]]]) -> str:
    return "; ".join(
        f"{name}, {title}: {number(value)} ({interval(low, high)})"
        if value is not None
        else f"{name}, {title}: not given"
        for title, rows in panels
        for name, value, low, high in rows
    ) + "."  # fmt: skip


def differences(pairs: Sequence[PairBias], unit: str) -> Markup:
    """Return mean difference and limits of agreement of pairs that have both; at least one."""
    foot = TOP + ROW * len(pairs)
    ends = [abs(end) for pair in pairs for end in _ends(pair)]
    most = max(ends) or 1.0
    scale = Scale(-most, most, NAMES, NAMES + WIDE)
    draw = Drawing("differences", NAMES + WIDE + GAP + FIGURES, foot + FOOT)
    _panel(draw, scale, f"First less second, {unit}", foot, ticks(-most, most))
    told = []
    for i, pair in enumerate(pairs):
        y, it = TOP + ROW * i + 12, pair.difference
        if it is None or pair.limits is None:
            continue
        name = f"{pair.first} less {pair.second}"
        draw.text((0, y + 4), short(name, LONGEST), size=SMALL)
        low, high = pair.limits
        bar(draw, (scale.at(low), y), (scale.at(high), y), stroke=RULE, name="agreement")
        for end in pair.limits:
            bar(draw, (scale.at(end), y - 5), (scale.at(end), y + 5), stroke=RULE, name="end")
        if it.low is not None and it.high is not None:
            at = (scale.at(it.low), y), (scale.at(it.high), y)
            draw.line(*at, stroke=COLOURS[0], wide=5, name="limits")
        draw.box((scale.at(it.estimate) - 4, y - 4), (8, 8), fill=COLOURS[0], name="estimate")
        shown = interval(it.low, it.high, 2).replace(" to ", "\N{EN DASH}")
        draw.text((scale.end + GAP / 2, y + 4), f"{number(it.estimate, 2)} ({shown})", size=SMALL)
        told.append(f"{name}: {number(it.estimate, 2)} ({interval(it.low, it.high, 2)}), limits of "
                    f"agreement {interval(low, high, 2)}")  # fmt: skip
    draw.text((scale.at(0) - 6, foot + 36), "second rates higher", anchor="end", size=SMALL)
    draw.text((scale.at(0) + 6, foot + 36), "first rates higher", size=SMALL)
    return draw.svg("Differences of pairs of raters", "; ".join(told) + ".")


def _ends(pair: PairBias) -> tuple[float, ...]:
    it = pair.difference
    inner = (it.estimate, it.low, it.high) if it is not None else ()
    return tuple(end for end in (*inner, *(pair.limits or ())) if end is not None)


def spots(pair: PairBias, key: str) -> Markup:
    """Return the difference of two ratings by their mean; the pair must have spots."""
    width, height = SPOTS
    means = [spot.mean for spot in pair.spots]
    most = max(*(abs(spot.difference) for spot in pair.spots), *map(abs, _ends(pair)), 1e-9) * 1.1
    room = (max(means) - min(means)) * 0.05 or 0.5
    draw = Drawing(f"spots-{key}", width, height)
    axes = Axes(
        draw,
        Scale(min(means) - room, max(means) + room, 64, width - 20),
        Scale(-most, most, height - 56, 14),
    )
    axes.frame("Mean of both ratings", f"{short(pair.first, 16)} less {short(pair.second, 16)}")
    _across(axes, 0.0, "", "nought")
    if pair.difference is not None:
        draw.line(*_line(axes, pair.difference.estimate), stroke=COLOURS[0], wide=2, name="mean")
    for end in pair.limits or ():
        _across(axes, end, DASHES[1], "agreement")
    many = max(spot.people for spot in pair.spots)
    for spot in pair.spots:
        wide = min(SMALLEST, LARGEST / math.sqrt(many)) * math.sqrt(spot.people)
        at = axes.place(spot.mean, spot.difference)
        draw.dot(at, fill="none", radius=round(wide, 2), name="people")
    limits = "" if pair.limits is None else f", limits {interval(*pair.limits, 2)}"
    mean = "none" if pair.difference is None else number(pair.difference.estimate, 2)
    return draw.svg(
        f"{pair.first} and {pair.second}: difference by mean",
        f"{pair.n:,} people; mean difference {mean}{limits}; the largest spot is {many:,} people.",
    )


def _line(axes: Axes, value: float) -> tuple[tuple[float, float], tuple[float, float]]:
    y = axes.y.at(value)
    return (axes.x.start, y), (axes.x.end, y)


def _across(axes: Axes, value: float, dash: str, name: str) -> None:
    axes.drawing.line(*_line(axes, value), stroke=RULE, wide=1.5, dash=dash, name=name)
