"""A run as one self-contained page that a chair can read, print and file."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from riskservice.kit.dates import in_words
from riskservice.rescoring.bands import NOT_COMPARED
from riskservice.rescoring.pictures import Group, bars, count
from riskservice.rescoring.summary import Matrix, Summary

MARKING = "OFFICIAL-SENSITIVE"

STANDINGS = {
    "not_applicable": "does not apply",
    "not_scorable": "cannot be scored",
    "faulty": "at fault",
    "no_band": "scored, no bands",
    "not_run": "not run",
    "absent": "not in the file",
}
KINDS = {
    "risen": "Risen",
    "fallen": "Fallen",
    "newly_high": "Newly high",
    "newly_very_high": "Newly very high",
    "newly_not_scorable": "Newly not scorable",
    "newly_faulty": "Newly at fault",
    "new_in_cohort": "New in the cohort",
    "dropped_out": "Dropped out",
}
CAUSES = {
    "rule": "Rules",
    "clock": "Time",
    "data": "Answers",
    "untold": "Answers or time, not known which",
}


def to_html(summary: Summary) -> str:
    """
    Return a run as an HTML page that needs nothing from elsewhere.

    Parameters
    ----------
    summary : Summary
        Every text in it is escaped. The same summary gives the same page, byte for byte.
    """
    titles = {found.instrument: found.title for found in summary.instruments}
    return _template().render(
        summary=summary,
        marking=MARKING,
        kinds=KINDS,
        cause_titles=CAUSES,
        titles={**titles, "overall": "Overall band"},
        bands_chart=_bands_chart(summary),
        release_chart=_release_chart(summary),
        moved_matrices=[m for m in summary.matrices if m.instrument == "overall" or m.changed],
        quiet=[m.title for m in summary.matrices if m.instrument != "overall" and not m.changed],
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"day": in_words, "count": count, "band": band, "share": share}
    environment.tests["unchanged"] = _unchanged
    source = files("riskservice.rescoring") / "templates" / "cohort.html"
    return environment.from_string(source.read_text(encoding="utf-8"))


def band(name: str | None) -> str:
    """Return a standing as people read it."""
    return "none" if name is None else STANDINGS.get(name, name.replace("_", " "))


def share(value: float | None) -> str:
    """Return a share in per cent with one place."""
    return "none" if value is None else f"{100 * value:.1f}"


def _unchanged(pair: tuple[str, str]) -> bool:
    """Whether a cell of a matrix holds people who stand where they stood."""
    return pair[0] == pair[1] and pair[0] not in NOT_COMPARED


def _bands_chart(summary: Summary) -> Markup:
    head = summary.headline
    names = [*head.bands, "no band"]
    now = [*head.bands.values(), head.people - head.with_band]
    if head.bands_before is None:
        groups = [Group(band(name), (n,)) for name, n in zip(names, now, strict=True)]
        return bars("bands", "People by overall band", ["now"], groups)
    matrix: Matrix = summary.matrices[0]
    before = [*head.bands_before.values(), _without_band(matrix, set(head.bands))]
    groups = [
        Group(band(name), (then, n)) for name, then, n in zip(names, before, now, strict=True)
    ]
    title = "People by overall band, last time and now"
    return bars("bands", title, ["last time", "now"], groups)


def _without_band(matrix: Matrix, bands: set[str]) -> int:
    """Return how many had no band last time though they were in the file."""
    rows = zip(matrix.before, matrix.counts, strict=True)
    return sum(sum(row) for label, row in rows if label not in bands and label != "absent")


def _release_chart(summary: Summary) -> Markup | None:
    if not summary.release:
        return None
    groups = [Group(s.title, (s.people, s.high)) for s in summary.release]
    title = "People by days to release"
    return bars("release", title, ["everyone", "high and very high"], groups)
