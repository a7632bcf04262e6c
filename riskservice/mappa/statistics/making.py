"""The annual tables of a file, from its bytes to the last notice."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from riskservice.assessment import ENGINE
from riskservice.mappa.statistics.building import Given, tables_of
from riskservice.mappa.statistics.counting import Rules, count
from riskservice.mappa.statistics.layout import Layout, Released, load_layout
from riskservice.mappa.statistics.reading import Kind, read_cases
from riskservice.mappa.statistics.records import MappaCase
from riskservice.mappa.statistics.settings import Choices
from riskservice.mappa.statistics.tables import RunStamp, Statistics
from riskservice.mappa.statistics.telling import (
    notices_of,
    population_of,
    settings_of,
    withheld_of,
)
from riskservice.mappa.statistics.year import year_ending


def annual_statistics(
    raw: bytes,
    kind: Kind,
    *,
    year_end: dt.date,
    today: dt.date,
    choices: Choices | None = None,
    released: Released | None = None,
) -> Statistics:
    """
    Return the annual MAPPA tables of a file of cases.

    Parameters
    ----------
    raw : bytes
        The file, one individual in each row.
    kind : {"csv", "json", "msgpack"}
    year_end : date
        Last day of the year, a 31 March.
    today : date
        The year must be over by then.
    choices : Choices, optional
        Readings, disclosure and population; what is left out is as the data file says.
    released : Released, optional
        Another layout than the one that is shipped.

    Raises
    ------
    UnusableYear
        When no year ends on that day, or it is not over.
    UnreadableCaseFile
        When it is no file of cases.
    InvalidCaseFile
        With every fault of every row; nothing is counted then.
    """
    released = released or load_layout()
    choices = choices or Choices()
    layout = released.layout
    year = year_ending(year_end, today, layout)
    settings = settings_of(choices, layout)
    taken = {each.key: each.reading for each in settings}
    sound = read_cases(raw, kind, year, blank_is_none=taken["blank_events"] == "none")
    rules = Rules(taken["level_counted"], taken["community"], taken["shpo_with_travel"])
    population = population_of(choices, year_end, layout)
    below = choices.suppress_below
    given = Given(
        counts=count(sound.cases, year, rules),
        year=year,
        known=sound.given,
        below=layout.disclosure.suppress_below if below is None else below,
        population=population.number if population else None,
    )
    tables = tables_of(given)
    return Statistics(
        title=layout.title,
        marking=layout.marking,
        area=choices.area.strip(),
        year_start=year.first,
        year_end=year.last,
        tables=tables,
        withheld_categories=withheld_of(layout),
        settings=settings,
        suppress_below=given.below,
        disclosure=layout.disclosure.why,
        population=population,
        notices=notices_of(given, tables, settings),
        stamp=RunStamp(
            file_digest=f"sha256:{hashlib.sha256(raw).hexdigest()}",
            rows=_told_of(sound.cases, layout),
            engine=ENGINE,
            layout_version=layout.version,
            layout_digest=released.digest,
        ),
    )


def _told_of(cases: Iterable[MappaCase], layout: Layout) -> int:
    """Return how many individuals were never in a withheld category: the others give them away."""
    shown = {each.category for each in layout.open_categories}
    return sum(all(spell.category in shown for spell in case.categories) for case in cases)
