"""Samples of which reports are made, and a reader of pages that keeps what tests ask about."""

from functools import cache
from html.parser import HTMLParser
from typing import Any

import numpy as np

from riskservice.validation.report import Source, to_html
from riskservice.validation.results import Validation
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from tests.validation import samples

SOURCE = Source(file="releases.csv", sha256="ab" * 32)
VOID = {"meta", "br", "link", "img", "input", "hr"}


@cache
def whole() -> Validation:
    """Return everything a report can hold, of the North Carolina releases."""
    it = dict(samples.reclassified())
    n = len(it["points"])
    day = np.datetime64("2019-01-01")
    it["start"] = day + (np.arange(n) * 37 % 900).astype("timedelta64[D]")
    it["second"] = it["points"] + it["workprg"]
    edges = np.searchsorted([3, 5, 7], it["second"], side="right")
    it["second_band"] = np.array(samples.BANDS, dtype=object)[edges]
    it["size"] = np.where(np.arange(n) < 3, "few", np.where(it["married"] == 1, "married", "not"))
    it["rules"] = np.where(np.arange(n) % 7 == 0, np.nan, it["rules"])
    spec = Spec(
        score="points",
        outcome="y60",
        time="durat",
        event="event",
        horizon=60.0,
        band="band",
        bands=tuple(samples.BANDS),
        expected="p",
        groups=("black", "size"),
        compare="second",
        compare_band="second_band",
        added=("workprg",),
        date="start",
        items=("rules",),
        replicates=50,
    )
    return validate(it, spec, reference=samples.development())


@cache
def censored() -> Validation:
    """Return releases of which some are censored before the horizon."""
    spec = Spec(
        score="points",
        outcome="e2",
        time="t2",
        horizon=36.0,
        band="band",
        expected="p36",
        groups=("black",),
    )
    return validate(samples.variable(), spec)


def odd(**choices: Any) -> Validation:
    """Return forty people with twelve events, one band, no times, and a group of three."""
    columns = {
        "score": np.r_[np.arange(12) % 4 + 2.0, np.arange(28) % 4],
        "outcome": np.r_[np.ones(12), np.zeros(28)],
        "band": np.array(["Only"] * 40, dtype=object),
        "group": np.array(["x<b>"] * 3 + ["others"] * 37, dtype=object),
    }
    spec = Spec(score="score", outcome="outcome", band="band", groups=("group",), **choices)
    return validate(columns, spec)


@cache
def page(kind: str) -> "Page":
    found = {"whole": whole, "censored": censored, "odd": odd}[kind]()
    return Page(to_html(found, SOURCE))


class Page(HTMLParser):
    """A page taken apart: every element with its attributes and its own text, in order."""

    def __init__(self, raw: str) -> None:
        super().__init__()
        self.raw = raw
        self.elements: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []
        self.feed(raw)
        assert not self._open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = {"tag": tag, "within": [it["tag"] for it in self._open], "text": "", **dict(attrs)}
        made["parents"] = list(self._open)
        self.elements.append(made)
        if tag not in VOID:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        for it in self._open:
            it["text"] += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, Any]]:
        return [
            it
            for it in self.elements
            if it["tag"] == tag and all(it.get(name) == value for name, value in wanted.items())
        ]

    def inside(self, outer: dict[str, Any], tag: str, **wanted: str) -> list[dict[str, Any]]:
        return [it for it in self.all(tag, **wanted) if any(p is outer for p in it["parents"])]

    def picture(self, key: str) -> dict[str, Any]:
        (found,) = [it for it in self.all("svg") if it["aria-labelledby"] == f"{key}-t {key}-d"]
        return found

    def rows(self, caption: str) -> list[list[str]]:
        """Return the cells of the table of a caption."""
        (found,) = [it for it in self.all("table") if _caption(self, it) == caption]
        rows = [row for row in self.inside(found, "tr") if "tbody" in row["within"]]
        return [
            [
                cell["text"]
                for cell in self.elements
                if cell["parents"] and cell["parents"][-1] is row
            ]
            for row in rows
        ]


def _caption(page: Page, table: dict[str, Any]) -> str:
    return page.inside(table, "caption")[0]["text"]


def marks(page: Page, key: str, tag: str, name: str) -> list[dict[str, Any]]:
    """Return the marks of a class in a picture."""
    return page.inside(page.picture(key), tag, **{"class": name})


def points(line: dict[str, Any]) -> list[tuple[float, float]]:
    """Return the points of a drawn line."""
    pairs = (pair.split(",") for pair in line["points"].split())
    return [(float(x), float(y)) for x, y in pairs]
