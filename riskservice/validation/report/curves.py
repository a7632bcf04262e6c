"""ROC curve, calibration plot and decision curve."""

from markupsafe import Markup

from riskservice.validation.levels import LevelFigures
from riskservice.validation.report.drawing import (
    COLOURS,
    DASHES,
    RULE,
    SMALL,
    Axes,
    Drawing,
    Scale,
    bar,
    round_up,
    ticks,
)
from riskservice.validation.results import Validation
from riskservice.validation.words import number, percent, percents, plain

WIDTH, HEIGHT = 560, 480
LEFT, RIGHT, TOP, FOOT = 64, 20, 14, 56
BARS = 44
"""Height kept at the foot of the calibration plot for how many people. [px]"""
_MIDDLE = 0.5
MOST_TOLD = 40
"""Points told in the words of a picture; of more, so many evenly apart."""


def roc(found: Validation) -> Markup:
    """Return the ROC curve with the cuts marked; there must be points."""
    draw, axes = _square("roc", 1.0, 1.0)
    axes.frame("People without the outcome at or above the cut",
               "People with the outcome at or above the cut", percent="xy")  # fmt: skip
    draw.line(axes.place(0, 0), axes.place(1, 1), stroke=RULE, dash="4 4", name="chance")
    points = sorted((p.false_positive_rate, p.true_positive_rate) for p in found.roc)
    draw.lines(axes.places(points), stroke=COLOURS[0], wide=2.5, name="roc")
    names = {row.score_low: row.label for row in found.bands}
    told = []
    for cut in found.cuts:
        x, y = cut.false_positive_rate.estimate, cut.sensitivity.estimate
        if x is None or y is None:
            continue
        label = f"{plain(cut.cut)} or more"
        label += f": {names[cut.cut]} and above" if cut.cut in names else ""
        draw.dot(axes.place(x, y), fill=COLOURS[1], radius=5, name="cut")
        px, py = axes.place(x, y)
        # Beyond the middle the label goes to the left, where there is room for it.
        draw.text(
            (px - 10, py - 8) if x > _MIDDLE else (px + 10, py + 16),
            label,
            size=SMALL,
            anchor="end" if x > _MIDDLE else "start",
            over=True,
        )
        told.append(f"at {label}, {percent(y)}% of those with the outcome and {percent(x)}% of "
                    "those without")  # fmt: skip
    area = number(found.auc.estimate if found.auc else None)
    words = f"ROC curve of {found.spec.score}, area {area}. "
    words += "; ".join(told) + "." if told else "No cuts are marked."
    return draw.svg("ROC curve", words)


def rows_of(found: Validation) -> list[LevelFigures]:
    """Return the scores that have an expected and an observed rate."""
    return [
        row
        for row in found.scores
        if row.expected_rate is not None and row.rate.estimate is not None
    ]


def calibration(found: Validation) -> Markup:
    """Return the rate at each score against the expected one, with the smooth curve."""
    rows = rows_of(found)
    top = calibration_top(found)
    draw = Drawing("calibration-plot", WIDTH, HEIGHT)
    axes = Axes(
        draw,
        Scale(0, top, LEFT, WIDTH - RIGHT),
        Scale(0, top, HEIGHT - FOOT - BARS, TOP),
    )
    axes.frame("Expected rate", "Observed rate", percent="xy")
    draw.line(axes.place(0, 0), axes.place(top, top), stroke=RULE, dash="4 4", name="ideal")
    curve = found.calibration.curve if found.calibration else []
    if len(curve) > 1:
        draw.lines(
            axes.places((p.expected, p.observed) for p in curve),
            stroke=COLOURS[1], wide=2.5, name="curve",
        )  # fmt: skip
    most = max((row.n for row in rows), default=1)
    told = []
    for row in rows:
        x, y, it = row.expected_rate or 0.0, row.rate.estimate or 0.0, row.rate
        if it.low is not None and it.high is not None:
            bar(draw, axes.place(x, it.low), axes.place(x, it.high), name="limits")
        draw.dot(axes.place(x, y), fill=COLOURS[0], name="rate")
        told.append(f"score {row.label}: expected {percent(x)}%, observed {percent(y)}% "
                    f"({percents(it.low, it.high)}), {row.n:,} people")  # fmt: skip
    _people(draw, axes, rows, most)
    _legend(draw, curve=len(curve) > 1)
    return draw.svg("Calibration plot", _some(told) + ".")


def _legend(draw: Drawing, *, curve: bool) -> None:
    """Name the lines at the upper left, where no rate is below its expected one."""
    lines = [("observed as expected", RULE, 1.0, "4 4")]
    lines += [("smooth curve through all people", COLOURS[1], 2.5, "")] if curve else []
    for i, (name, stroke, wide, dash) in enumerate(lines):
        y = TOP + 12 + 18 * i
        draw.line((LEFT + 10, y - 4), (LEFT + 44, y - 4), stroke=stroke, wide=wide, dash=dash)
        draw.text((LEFT + 50, y), name, size=SMALL, over=True)


def _people(draw: Drawing, axes: Axes, rows: list[LevelFigures], most: int) -> None:
    """Draw how many people stand at each score, between the plot and its name."""
    base = HEIGHT - 2
    for row in rows:
        tall = round((BARS - 4) * row.n / most, 2)
        here = axes.x.at(row.expected_rate or 0.0)
        draw.box((round(here - 3, 2), round(base - tall, 2)), (6, tall), fill=RULE, name="people")
    draw.text((LEFT - 8, base - 18), "people,", anchor="end", size=SMALL)
    draw.text((LEFT - 8, base - 4), f"to {most:,}", anchor="end", size=SMALL)


def calibration_top(found: Validation) -> float:
    """Return where both axes of the calibration plot end."""
    values = [row.expected_rate or 0.0 for row in rows_of(found)]
    values += [row.rate.high or row.rate.estimate or 0.0 for row in rows_of(found)]
    return min(1.0, round_up(max(values, default=1.0)))


def decision(found: Validation) -> Markup:
    """Return net benefit by threshold; there must be some."""
    points = sorted(found.net_benefit, key=lambda it: it.threshold)
    least, most = decision_range(found)
    draw = Drawing("decision", WIDTH, HEIGHT)
    axes = Axes(
        draw,
        Scale(points[0].threshold, max(points[-1].threshold, points[0].threshold + 1e-6),
              LEFT + 20, WIDTH - 130),
        Scale(least, most, HEIGHT - FOOT, TOP),
    )  # fmt: skip
    xs = [it.threshold for it in points] if len(points) <= len(DASHES) * 2 else ()
    axes.frame("Threshold of risk at which one acts", "Net benefit per person",
               xs=xs, ys=ticks(least, most), percent="x")  # fmt: skip
    series = (
        ("the score", [(it.threshold, it.model) for it in points]),
        ("everyone", [(it.threshold, it.everyone) for it in points]),
        ("nobody", [(it.threshold, 0.0) for it in points]),
    )
    ends = []
    for i, (name, values) in enumerate(series):
        kept = _above(values, least)
        if not kept:
            continue
        draw.lines(axes.places(kept), stroke=COLOURS[i], wide=2.5 - 0.5 * i, dash=DASHES[i],
                   name=name.replace(" ", "-"))  # fmt: skip
        ends.append((name, axes.place(*kept[-1]), i))
    _name_ends(draw, ends, axes.y.start - 6)
    told = [f"at {plain(it.threshold)}: {number(it.model, 4)} by the score, "
            f"{number(it.everyone, 4)} for everyone" for it in points]  # fmt: skip
    return draw.svg("Decision curve", f"Net benefit; nobody is 0. {_some(told)}.")


def _above(values: list[tuple[float, float]], floor: float) -> list[tuple[float, float]]:
    """Return a line from its left end to where it falls through the floor."""
    kept: list[tuple[float, float]] = []
    for x, y in values:
        if y >= floor:
            kept.append((x, y))
            continue
        if kept:
            (before, last) = kept[-1]
            kept.append((before + (x - before) * (last - floor) / (last - y), floor))
        break
    return kept


def decision_range(found: Validation) -> tuple[float, float]:
    """Return the ends of the net benefit that is drawn; acting on everyone may fall out below."""
    values = [it.model for it in found.net_benefit] + [it.everyone for it in found.net_benefit]
    top = round_up(max(*values, 0.0) or 0.01)
    return -top / 5, top


def _name_ends(
    draw: Drawing, ends: list[tuple[str, tuple[float, float], int]], lowest: float
) -> None:
    """Write names at the ends of lines, none on top of another or of the axis."""
    last = -100.0
    for name, (x, y), i in sorted(ends, key=lambda end: (end[1][1], end[2])):
        here = max(min(y + 4, lowest), last + 16)
        draw.line((x + 6, here - 4), (x + 26, here - 4), stroke=COLOURS[i], wide=2, dash=DASHES[i])
        draw.text((x + 30, here), name, size=SMALL, over=True)
        last = here


def _square(key: str, across: float, up: float) -> tuple[Drawing, Axes]:
    draw = Drawing(key, WIDTH, HEIGHT)
    x, y = Scale(0, across, LEFT, WIDTH - RIGHT), Scale(0, up, HEIGHT - FOOT, TOP)
    return draw, Axes(draw, x, y)


def _some(told: list[str]) -> str:
    if len(told) <= MOST_TOLD:
        return "; ".join(told)
    step = -(-len(told) // MOST_TOLD)
    return f"{'; '.join(told[::step])}; one in {step} is told here"
