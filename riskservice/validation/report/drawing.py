"""Lines, marks and axes as SVG that stands in the page itself; the same input, the same bytes."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

INK, RULE, GRID = "#0b0c0c", "#595f64", "#dcdfe1"
COLOURS = ("#1d3557", "#b5532a", "#2a7f62", "#7b4ea3", "#8a6d00", "#00708c")
DASHES = ("", "7 3", "2 3", "10 3 2 3", "1 4", "12 5")
"""Of one line after another, so that no line is known by its colour alone."""
SMALL, PLAIN = 12, 14
"""Sizes of letters. [px]"""
ROOM = 0.04
"""Share of a scale that is kept free at an end that is not a limit."""
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

HALO = Markup(' stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"')
"""White around letters that lie over lines."""

Point = tuple[float, float]


class Scale(NamedTuple):
    """
    Where values stand on paper.

    Attributes
    ----------
    low, high : float
        Values at both ends; above 0 where ``log``.
    start, end : float
        Where these stand. [px]
    log : bool
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """Return where a value stands; one beyond an end stands at it. [px]"""
        value = min(max(value, self.low), self.high)
        low, high = self.low, self.high
        if self.log:
            low, high, value = math.log(low), math.log(high), math.log(value)
        share = (value - low) / (high - low) if high > low else 0.5
        return round(self.start + share * (self.end - self.start), 2)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the scale."""
        return self.low <= value <= self.high


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round values from one to another, both included where they are round."""
    if not high > low:
        return [low]
    raw = (high - low) / max(most - 1, 1)
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * s for s in STEPS if size * s >= raw * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def round_up(value: float, most: int = 6) -> float:
    """Return the first round value at or above one that is above 0."""
    if not value > 0:
        return 1.0
    step = ticks(0.0, value, most)[1]
    return round(math.ceil(value / step - 1e-9) * step, 12)


class Drawing:
    """
    A picture that is being drawn.

    Parameters
    ----------
    key : str
        Unique within the page.
    width, height : float
        [px]
    """

    def __init__(self, key: str, width: float, height: float) -> None:
        self.key, self.width, self.height = key, width, height
        self._parts: list[Markup] = []

    def svg(self, title: str, told: str) -> Markup:
        """Return the picture, with a title and the same in words for who cannot see it."""
        head = Markup(
            '<svg role="img" aria-labelledby="{k}-t {k}-d" viewBox="0 0 {w:g} {h:g}" '
            'xmlns="http://www.w3.org/2000/svg"><title id="{k}-t">{t}</title>'
            '<desc id="{k}-d">{d}</desc>'
        ).format(k=self.key, w=self.width, h=self.height, t=title, d=told)
        return Markup("").join([head, *self._parts, Markup("</svg>\n")])

    def line(self, one: Point, two: Point, *, stroke: str = INK, wide: float = 1, dash: str = "",
             name: str = "") -> None:  # fmt: skip
        """Draw a straight line."""
        self.lines([one, two], stroke=stroke, wide=wide, dash=dash, name=name)

    def lines(self, points: Iterable[Point], *, stroke: str = INK, wide: float = 2, dash: str = "",
              name: str = "") -> None:  # fmt: skip
        """Draw a line through points."""
        dashed = Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup("")
        self._parts.append(
            Markup(
                '<polyline{} points="{}" fill="none" stroke="{}" stroke-width="{:g}"{}/>'
            ).format(_named(name), _joined(points), stroke, wide, dashed)
        )

    def area(self, points: Iterable[Point], *, fill: str, name: str = "") -> None:
        """Draw a filled shape."""
        self._parts.append(
            Markup('<polygon{} points="{}" fill="{}"/>').format(_named(name), _joined(points), fill)
        )

    def dot(self, at: Point, *, fill: str = INK, radius: float = 4, name: str = "") -> None:
        """Draw a round mark."""
        self._parts.append(
            Markup('<circle{} cx="{:g}" cy="{:g}" r="{:g}" fill="{}" stroke="{}"/>').format(
                _named(name), *at, radius, fill, INK
            )
        )

    def box(self, at: Point, size: Point, *, fill: str = INK, name: str = "") -> None:
        """Draw a rectangle by its upper left corner."""
        self._parts.append(
            Markup('<rect{} x="{:g}" y="{:g}" width="{:g}" height="{:g}" fill="{}"/>').format(
                _named(name), *at, *size, fill
            )
        )

    def text(self, at: Point, text: str, *, anchor: str = "start", size: int = PLAIN,
             turned: bool = False, bold: bool = False, over: bool = False) -> None:  # fmt: skip
        """Write a line of text; one that may lie over lines stands on white."""
        turn = Markup(' transform="rotate(-90 {:g} {:g})"').format(*at) if turned else Markup("")
        weight = Markup(' font-weight="bold"') if bold else Markup("")
        weight += HALO if over else Markup("")
        self._parts.append(
            Markup(
                '<text x="{:g}" y="{:g}" text-anchor="{}" font-size="{}" fill="{}"{}{}>{}</text>'
            ).format(*at, anchor, size, INK, weight, turn, escape(text))
        )


class Axes(NamedTuple):
    """A drawing with two scales; values go in, not places."""

    drawing: Drawing
    x: Scale
    y: Scale

    def place(self, x: float, y: float) -> Point:
        """Return where a pair of values stands."""
        return self.x.at(x), self.y.at(y)

    def places(self, points: Iterable[Point]) -> list[Point]:
        """Return where pairs of values stand."""
        return [self.place(*point) for point in points]

    def frame(self, across: str, up: str, *, xs: Sequence[float] = (), ys: Sequence[float] = (),
              percent: str = "") -> None:  # fmt: skip
        """Draw both axes with their marks and names; those in ``percent``, x or y, in per cent."""
        draw, x, y = self.drawing, self.x, self.y
        xs = xs or ticks(x.low, x.high)
        for value in ys or ticks(y.low, y.high):
            here = y.at(value)
            draw.line((x.start, here), (x.end, here), stroke=GRID)
            text = _tick(value, percent="y" in percent)
            draw.text((x.start - 8, here + 4), text, anchor="end", size=SMALL)
        for value in xs:
            here = x.at(value)
            draw.line((here, y.start), (here, y.start + 5), stroke=RULE)
            text = _tick(value, percent="x" in percent)
            draw.text((here, y.start + 18), text, anchor="middle", size=SMALL)
        draw.lines([(x.start, y.end), (x.start, y.start), (x.end, y.start)], stroke=RULE, wide=1)
        draw.text(((x.start + x.end) / 2, y.start + 38), across, anchor="middle")
        draw.text((16, (y.start + y.end) / 2), up, anchor="middle", turned=True)


def bar(draw: Drawing, low: Point, high: Point, *, stroke: str = INK, name: str = "") -> None:
    """Draw an interval as a line."""
    draw.line(low, high, stroke=stroke, wide=1.5, name=name)


def stairs(points: Sequence[Point]) -> list[Point]:
    """Return the points of a step curve that holds each value until the next one."""
    found: list[Point] = []
    for x, y in points:
        if found:
            found.append((x, found[-1][1]))
        found.append((x, y))
    return found


def _tick(value: float, *, percent: bool) -> str:
    return f"{round(100 * value, 6):g}%" if percent else f"{value:g}"


def _named(name: str) -> Markup:
    return Markup(' class="{}"').format(name) if name else Markup("")


def _joined(points: Iterable[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
