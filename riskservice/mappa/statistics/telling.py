"""What stands beside the tables: which readings they rest on, and what must be known before use."""

import datetime as dt
from collections.abc import Iterator

from riskservice.kit.dates import in_words
from riskservice.kit.outcome import Notice
from riskservice.mappa.statistics.building import Given
from riskservice.mappa.statistics.layout import Layout
from riskservice.mappa.statistics.settings import READINGS, Choices
from riskservice.mappa.statistics.tables import (
    PopulationUsed,
    Setting,
    Table,
    WithheldCategory,
)

_LEFT_OUT = {
    "outside_year": "lie outside the year",
    "not_category_1": "happened to people who were not in Category 1 then",
    "not_in_community": "happened to people who were not living in the community",
}


def settings_of(choices: Choices, layout: Layout) -> tuple[Setting, ...]:
    """Return every reading the tables rest on, chosen or taken by default."""
    return tuple(
        Setting(
            key=name,
            title=entry.title,
            reading=(reading := choices.reading(name, entry.default)),
            text=entry.readings[reading],
            chosen=getattr(choices, name) is not None,
            readings=entry.readings,
            why=entry.why,
            source=layout.source(entry.cite),
            confidence=entry.confidence,
        )
        for name in READINGS
        for entry in (layout.settings[name],)
    )


def population_of(choices: Choices, year_end: dt.date, layout: Layout) -> PopulationUsed | None:
    """Return the population the rate rests on; None where it is neither given nor known."""
    if choices.population is not None:
        text = "as given by the person who asked for the tables"
        return PopulationUsed(number=choices.population, text=text, confidence=None)
    known = layout.population(choices.area, year_end)
    if known is None:
        return None
    return PopulationUsed(
        number=known.number,
        text=f"{known.estimate}. {known.why}",
        confidence=known.confidence,
    )


def withheld_of(layout: Layout) -> tuple[WithheldCategory, ...]:
    """Return the categories that are in no table."""
    return tuple(
        WithheldCategory(
            title=each.title,
            printed="withheld",
            why=each.why,
            source=layout.source(each.cite),
            confidence=each.confidence,
        )
        for each in layout.categories
        if each.withheld
    )


def notices_of(
    given: Given, tables: tuple[Table, ...], settings: tuple[Setting, ...]
) -> tuple[Notice, ...]:
    """Return what a reader must know before the tables are used."""
    return tuple(
        Notice(code=code, text=text)
        for code, text in (
            *_disagreements(given, tables, settings),
            *_not_known(given, tables),
            *_left_out(given),
            *_readings(given, settings),
            *_layout(given),
        )
    )


def _disagreements(
    given: Given, tables: tuple[Table, ...], settings: tuple[Setting, ...]
) -> Iterator[tuple[str, str]]:
    """Yield every cell in which more people stand on the last day than in the whole year."""
    on_day, in_year = tables[0], tables[1]
    cells = {
        (row.key, i): cell.value for row in in_year.rows[:-1] for i, cell in enumerate(row.cells)
    }
    shorts = [each.short for each in given.year.layout.open_categories]
    reading = next(each for each in settings if each.key == "level_counted")
    for row in on_day.rows[:-1]:
        for i, short in enumerate(shorts):
            day, year = row.cells[i].value, cells.get((row.key, i))
            if day is not None and year is not None and day > year:
                text = (
                    f"{short} at {row.title}: table 1 shows {day} on "
                    f"{in_words(given.year.last)}, table 2 shows {year} for the year. That is "
                    f"no slip: table 2 counts each person once, at {reading.text}. The published "
                    "Staffordshire tables for 2023-24 differ in the same way."
                )
                yield "snapshot-above-year", text


def _not_known(given: Given, tables: tuple[Table, ...]) -> Iterator[tuple[str, str]]:
    missing = [name for table in tables for name in given.year.layout.table(table.key).needs]
    for name in dict.fromkeys(missing):
        if name not in given.known:
            yield (
                "not-known",
                f"Nothing is known of {name}: the file says nothing of it for anybody.",
            )
    if given.population is None:
        text = (
            "No rate per 100,000: the population is not known. Give the residents of the area aged "
            "10 and over, such as the mid-year estimate of the Office for National Statistics."
        )
        yield "no-population", text
    if tables[0].rows[-1].cells[-1].value == 0:
        day = in_words(given.year.last)
        yield (
            "nobody",
            f"Nobody counts on {day}. Is the file for that year?",
        )


def _left_out(given: Given) -> Iterator[tuple[str, str]]:
    for why, words in _LEFT_OUT.items():
        number = next((n for key, n in given.counts.left_out.items() if key == why), 0)
        if number:
            said = "Some events" if number < given.below else f"Events left out: {number}. They"
            yield f"left-out-{why.replace('_', '-')}", f"{said} {words}, and are in no table."


def _readings(given: Given, settings: tuple[Setting, ...]) -> Iterator[tuple[str, str]]:
    for each in settings:
        if each.key == "shpo_with_travel" and not given.counts.lines["shpo_foreign_travel"]:
            continue
        if each.key == "blank_events" and not each.chosen:
            continue
        how = "as asked for" if each.chosen else "by default"
        yield (
            f"reading-{each.key.replace('_', '-')}",
            f"{each.title}: {each.text}, {how}. {each.why}",
        )


def _layout(given: Given) -> Iterator[tuple[str, str]]:
    layout = given.year.layout
    if given.year.last != layout.layout_of:
        yield "layout-of-another-year", layout.about_layout
    if given.year.last >= layout.regional_from:
        yield "regional-reports", layout.about_regions
