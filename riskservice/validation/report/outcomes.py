"""Kaplan-Meier curves of the bands, with the numbers at risk under them."""

from markupsafe import Markup

from riskservice.validation.levels import LevelFigures
from riskservice.validation.report.drawing import (
    COLOURS,
    DASHES,
    SMALL,
    Axes,
    Drawing,
    Scale,
    round_up,
    stairs,
)
from riskservice.validation.report.forests import short
from riskservice.validation.results import Validation
from riskservice.validation.words import percent, plain

WIDTH, PLOT, LEFT, RIGHT, TOP = 700, 360, 160, 30, 14
NAME = 15
"""Letters of the name of a band for which there is room."""
ROW = 20
"""Height of a line of numbers at risk. [px]"""


def rows_of(found: Validation) -> list[LevelFigures]:
    """Return the bands that have a curve."""
    return [row for row in found.bands if row.steps]


def curve_of(row: LevelFigures) -> list[tuple[float, float]]:
    """Return time and share with the event by then, from nothing at time 0."""
    return [(0.0, 0.0), *((step.time, 1 - step.survival) for step in row.steps)]


def scales_of(found: Validation) -> tuple[Scale, Scale]:
    """Return where times and shares stand."""
    curves = [curve_of(row) for row in rows_of(found)]
    latest = max(point[0] for curve in curves for point in curve)
    top = min(1.0, round_up(max(point[1] for curve in curves for point in curve)))
    return Scale(0, latest or 1, LEFT, WIDTH - RIGHT), Scale(0, top, PLOT - 56, TOP)


def survival(found: Validation) -> Markup:
    """Return the share with the event by time, for each band; some band must have a curve."""
    rows = rows_of(found)
    x, y = scales_of(found)
    draw = Drawing("km", WIDTH, PLOT + ROW * (len(rows) + 1))
    axes = Axes(draw, x, y)
    times = [step.time for step in rows[-1].landmarks]
    unit = f", in the unit of {short(found.spec.time)}" if found.spec.time else ""
    axes.frame(f"Time since the start of risk{unit}", "People with the event", xs=times,
               percent="y")  # fmt: skip
    for i, row in enumerate(rows):
        draw.lines(
            axes.places(stairs(curve_of(row))),
            stroke=COLOURS[i % len(COLOURS)],
            dash=DASHES[i % len(DASHES)],
            name="curve",
        )
    if found.spec.horizon is not None and x.holds(found.spec.horizon):
        here = x.at(found.spec.horizon)
        draw.line((here, y.start), (here, y.end), dash="1 4", name="horizon")
        draw.text((here - 4, y.start - 6), "horizon", anchor="end", size=SMALL, over=True)
    _at_risk(draw, x, rows)
    told = "; ".join(_told(row) for row in rows)
    return draw.svg("Kaplan-Meier curves by band", f"{told}.")


def _at_risk(draw: Drawing, x: Scale, rows: list[LevelFigures]) -> None:
    y = PLOT + 4
    draw.text((8, y), "Number at risk", size=SMALL, bold=True)
    for i, row in enumerate(rows):
        y += ROW
        draw.text((8, y), short(row.label, NAME), size=SMALL)
        # The line of a band stands beside its name here, where it can lie on no curve.
        draw.line((LEFT - 58, y - 4), (LEFT - 20, y - 4), stroke=COLOURS[i % len(COLOURS)], wide=2,
                  dash=DASHES[i % len(DASHES)], name="sample")  # fmt: skip
        for step in row.landmarks:
            draw.text((x.at(step.time), y), f"{step.at_risk:,}", anchor="middle", size=SMALL)


def _told(row: LevelFigures) -> str:
    parts = [
        f"{percent(1 - step.survival)}% by {plain(step.time)} ({step.at_risk:,} at risk)"
        for step in row.landmarks[1:]
    ]
    return f"{row.label}: {', '.join(parts)}"
