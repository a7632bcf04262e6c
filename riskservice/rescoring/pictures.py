"""Charts as SVG that stand in the page itself: a figure beside every bar, and no colour alone."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

ROW, GAP, LEFT, WIDTH, RIGHT = 22, 12, 170, 680, 90
"""Height of a bar, gap between groups, room for names, whole width, room for figures. [px]"""
DARK, LIGHT, INK = "#1d3557", "#8fa8c8", "#0b0c0c"


class Group(NamedTuple):
    """Bars that belong together: a name, and a figure for each series; None is not drawn."""

    name: str
    figures: tuple[int | None, ...]


def bars(key: str, title: str, series: Sequence[str], groups: Sequence[Group]) -> Markup:
    """
    Return a chart of horizontal bars.

    Parameters
    ----------
    key : str
        Unique within the page.
    title : str
    series : sequence of str
        What each bar of a group is, at most two; the first is light and the last dark.
    groups : sequence of Group
        From top to bottom.

    Returns
    -------
    Markup
        Everything from outside is escaped.
    """
    top = max((n for group in groups for n in group.figures if n is not None), default=0) or 1
    legend = 30
    tall = legend + sum(GAP + ROW * len(group.figures) for group in groups)
    said = "; ".join(
        f"{group.name}: "
        + ", ".join(
            f"{name} {count(figure)}"
            for name, figure in zip(series, group.figures, strict=True)
            if figure is not None
        )
        for group in groups
    )
    parts = [
        Markup(
            '<svg role="img" aria-labelledby="{key}-t {key}-d" viewBox="0 0 {width} {tall}" '
            'width="{width}" height="{tall}" xmlns="http://www.w3.org/2000/svg">'
            '<title id="{key}-t">{title}</title><desc id="{key}-d">{said}.</desc>'
        ).format(key=key, width=WIDTH, tall=tall, title=title, said=said)
    ]
    parts += _legend(series)
    y = legend
    for group in groups:
        parts.append(_text(LEFT - 10, y + ROW * len(group.figures) / 2 + 5, group.name, "end"))
        for i, figure in enumerate(group.figures):
            if figure is not None:
                long = round((WIDTH - LEFT - RIGHT) * figure / top, 1)
                parts.append(_bar(LEFT, y + 2, long, _shade(i, len(series))))
                parts.append(_text(LEFT + long + 6, y + ROW - 6, count(figure), "start"))
            y += ROW
        y += GAP
    return Markup("").join([*parts, Markup("</svg>")])


def count(number: int) -> str:
    """Return a whole number with its thousands set apart."""
    return f"{number:,}"


def _legend(series: Sequence[str]) -> list[Markup]:
    parts = []
    for i, name in enumerate(series):
        x = LEFT + i * 210
        parts += [_bar(x, 4, 16, _shade(i, len(series))), _text(x + 24, 18, name, "start")]
    return parts


def _shade(i: int, of: int) -> str:
    return DARK if i == of - 1 else LIGHT


def _bar(x: float, y: float, long: float, fill: str) -> Markup:
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1"/>'
    ).format(x, y, long, ROW - 4, fill, DARK)


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}" font-size="14" fill="{}">{}</text>').format(
        round(x, 1), round(y, 1), anchor, INK, escape(text)
    )
