"""Forest of the subgroups, and funnel of the quarters."""

import math

from markupsafe import Markup

from riskservice.validation.fairness import GroupFigures
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
)
from riskservice.validation.results import Validation
from riskservice.validation.words import count, interval, number

NAMES, PANEL, GAP, FIGURES, ROW, TOP, FOOT = 170, 150, 18, 118, 24, 40, 46
"""Room for names, a panel, a gap, figures in words; height of a row, of the head, the foot. [px]"""
FUNNEL = (640, 420)
LINES = {"warning": "95%", "alarm": "99.8%"}
"""Share of quarters between the lines of a pair."""
FEW = 4
"""Quarters up to which each is named; of more, names would lie on each other."""

Row = tuple[str, float | None, float | None, float | None]
AUC_TICKS, EO_TICKS = (0.3, 0.5, 0.7, 0.9), (0.25, 0.5, 1.0, 2.0, 4.0)


def forest(found: Validation) -> Markup:
    """Return AUC and E/O of every subgroup; there must be some."""
    panels = [("AUC", *_scale_auc(found))]
    if found.eo is not None:
        panels.append(("E/O", *_scale_eo(found)))
    names = ["Everyone", *(f"{row.group} = {row.value}" for row in found.groups)]
    width = NAMES + (PANEL + GAP + FIGURES) * len(panels)
    draw = Drawing("forest", width, TOP + ROW * len(names) + FOOT)
    foot = TOP + ROW * len(names)
    for i, name in enumerate(names):
        draw.text((0, TOP + ROW * i + 16), short(name), size=SMALL, bold=not i)
    for title, scale, marks, reference in panels:
        draw.text(((scale.start + scale.end) / 2, 16), title, anchor="middle", bold=True)
        draw.line((scale.start, foot), (scale.end, foot), stroke=RULE)
        for value in marks:
            if scale.holds(value):
                here = scale.at(value)
                draw.line((here, foot), (here, foot + 5), stroke=RULE)
                draw.text((here, foot + 18), f"{value:g}", anchor="middle", size=SMALL)
        if reference is not None:
            here = scale.at(reference)
            draw.line((here, TOP - 8), (here, foot), stroke=RULE, dash="4 4", name="reference")
        for i, row in enumerate(rows_of(found, title)):
            interval_at(draw, scale, TOP + ROW * i + 12, row)
    if found.eo is not None:
        _sides(draw, panels[1][1], foot)
    return draw.svg("Forest of subgroups", _told(found) + ".")


def rows_of(found: Validation, title: str) -> list[Row]:
    """Return name, estimate and limits, everyone first; None for all that is withheld."""
    everyone = found.auc if title == "AUC" else found.eo
    rows: list[Row] = [("Everyone", *_limits(everyone))]
    for group in found.groups:
        it = None if group.suppressed else group.auc if title == "AUC" else group.eo
        rows.append((f"{group.group} = {group.value}", *_limits(it)))
    return rows


def _limits(it: object) -> tuple[float | None, float | None, float | None]:
    if it is None:
        return None, None, None
    return tuple(getattr(it, name) for name in ("estimate", "low", "high"))


def interval_at(
    draw: Drawing, scale: Scale, y: float, row: Row, none: str = "withheld or none"
) -> None:
    """Draw an estimate with its limits, and write both beside the scale."""
    _, value, low, high = row
    beside = scale.end + GAP / 2
    if value is None:
        draw.text((beside, y + 4), none, size=SMALL)
        return
    if low is not None and high is not None:
        bar(draw, (scale.at(low), y), (scale.at(high), y), name="limits")
        for end, sign in ((low, -1), (high, 1)):
            if not scale.holds(end):
                tip = scale.at(end)
                draw.area([(tip + 5 * sign, y), (tip, y - 4), (tip, y + 4)], fill="#0b0c0c",
                          name="beyond")  # fmt: skip
    if scale.holds(value):
        draw.box((scale.at(value) - 4, y - 4), (8, 8), fill=COLOURS[0], name="estimate")
    limits = interval(low, high, 2).replace(" to ", "\N{EN DASH}")
    draw.text((beside, y + 4), f"{number(value, 2)} ({limits})", size=SMALL)


def _sides(draw: Drawing, scale: Scale, foot: float) -> None:
    draw.text((scale.at(1) - 6, foot + 36), "understated", anchor="end", size=SMALL)
    draw.text((scale.at(1) + 6, foot + 36), "overstated", size=SMALL)


def _scale_auc(found: Validation) -> tuple[Scale, tuple[float, ...], float | None]:
    ends = [end for row in rows_of(found, "AUC") for end in row[1:] if end is not None]
    low = min(0.4, math.floor(10 * min(ends, default=0.4)) / 10)
    scale = Scale(max(low, 0.0), 1.0, NAMES, NAMES + PANEL)
    return scale, AUC_TICKS, found.auc.estimate if found.auc else None


def _scale_eo(found: Validation) -> tuple[Scale, tuple[float, ...], float | None]:
    start = NAMES + PANEL + GAP + FIGURES
    ends = [abs(math.log(end)) for row in rows_of(found, "E/O") for end in row[1:] if end]
    wide = min(max(*ends, math.log(2)) if ends else math.log(2), math.log(8))
    return Scale(math.exp(-wide), math.exp(wide), start, start + PANEL, log=True), EO_TICKS, 1.0


def _told(found: Validation) -> str:
    return "; ".join(
        [f"Everyone: {_figures(found.auc, found.eo)}"]
        + [f"{row.group} = {row.value}: {_group(row)}" for row in found.groups]
    )


def _group(row: GroupFigures) -> str:
    if row.suppressed:
        return f"{count(row.n)} people, figures withheld"
    return f"{count(row.n)} people, {_figures(row.auc, row.eo)}"


def _figures(auc: object, eo: object) -> str:
    parts = []
    for name, it in (("AUC", auc), ("E/O", eo)):
        value, low, high = _limits(it)
        if it is not None:
            parts.append(f"{name} {number(value)} ({interval(low, high)})")
    return ", ".join(parts)


def short(name: str, most: int = 27) -> str:
    """Return a name cut where it would run out of its room."""
    return name if len(name) <= most else f"{name[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def funnel(found: Validation) -> Markup:
    """Return O/E of every quarter by its expected events, between the lines of chance."""
    periods = [it for it in found.drift if it.expected and it.observed_expected is not None]
    width, height = FUNNEL
    x, y = funnel_scales(found)
    draw = Drawing("funnel", width, height)
    axes = Axes(draw, x, y)
    axes.frame("Expected events in the quarter", "Observed over expected (O/E)")
    ordered = sorted(periods, key=lambda it: it.expected or 0)
    for name, dash in (("warning", DASHES[1]), ("alarm", DASHES[2])):
        for end in (0, 1):
            pairs = [(it.expected or 0, getattr(it, name)) for it in ordered]
            points = [(e, ends[end]) for e, ends in pairs if ends and ends[end] is not None]
            draw.lines(axes.places(points), stroke=RULE, wide=1.5, dash=dash, name=name)
            if points:
                last = axes.place(*points[-1])
                draw.text((last[0] + 6, last[1] + 4), LINES[name], size=SMALL)
    draw.line((x.start, y.at(1)), (x.end, y.at(1)), stroke=RULE)
    told = []
    for it in periods:
        ratio, expected = it.observed_expected or 0.0, it.expected or 0.0
        out = it.outside == "alarm"
        here = axes.place(expected, ratio)
        draw.dot(here, fill=COLOURS[1] if out else COLOURS[0], radius=6 if out else 4,
                 name="quarter")  # fmt: skip
        if it.outside or len(periods) <= FEW:
            draw.text((here[0] + 8, here[1] - 6), it.period, size=SMALL)
        told.append(f"{it.period}: O/E {number(ratio, 2)}, {it.events:,} events, "
                    f"{number(expected, 1)} expected{_outside(it.outside)}")  # fmt: skip
    return draw.svg("Funnel of O/E by quarter", "; ".join(told) + ".")


def funnel_scales(found: Validation) -> tuple[Scale, Scale]:
    """Return where expected events and O/E stand."""
    width, height = FUNNEL
    across, up = [1.0], [2.0]
    for it in found.drift:
        if it.expected and it.observed_expected is not None:
            across.append(it.expected)
            up.append(it.observed_expected)
    return (
        Scale(0, round_up(max(across) * 1.1), 64, width - 40),
        Scale(0, round_up(max(up) * 1.1), height - 56, 14),
    )


def _outside(which: str) -> str:
    return f", outside the {which} lines" if which else ""
