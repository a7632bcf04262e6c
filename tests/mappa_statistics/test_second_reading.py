"""The tables against a slow count of made-up files, under every reading."""

import datetime as dt
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskservice.mappa.statistics.settings import READINGS
from tests.mappa_statistics import second_reading
from tests.mappa_statistics.making import YEAR_END, csv_of, made, printed

ONE = dt.timedelta(days=1)
# Near enough to both ends of the year that days beside an edge are drawn often.
DAYS = st.dates(dt.date(2022, 12, 1), dt.date(2024, 6, 30)) | st.sampled_from(
    [
        dt.date(2023, 3, 31),
        dt.date(2023, 4, 1),
        dt.date(2023, 4, 2),
        dt.date(2024, 2, 29),
        dt.date(2024, 3, 30),
        YEAR_END,
        dt.date(2024, 4, 1),
    ]
)
HELD = st.sampled_from(
    [(c, n) for c in "1234" for n in "123" if (c, n) != ("3", "1")] + [("1", "1"), None, None]
)
RULES = st.fixed_dictionaries(
    {
        name: st.sampled_from(READINGS[name])
        for name in ("level_counted", "community", "shpo_with_travel")
    }
)
QUIET = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def stretches(draw: Any, most: int) -> list[tuple[dt.date, dt.date | None]]:
    """Draw stretches of days one after the other; the last may go on."""
    cuts = sorted(draw(st.sets(DAYS, min_size=1, max_size=most)))
    found: list[Any] = [(first, after - ONE) for first, after in pairwise(cuts)]
    if draw(st.booleans()) or not found:
        found.append((cuts[-1], None))
    return found


@st.composite
def people(draw: Any) -> dict[str, Any]:
    held = [(draw(HELD), *days) for days in stretches(draw, 5)]
    spells = [(each, *days) for each, *days in held if each is not None]
    if not spells:
        spells = [(("2", "1"), dt.date(2010, 1, 1), dt.date(2011, 1, 1))]
    away = []
    if draw(st.booleans()):
        places = st.sampled_from(["prison", "hospital", None])
        away = [(draw(places), *days) for days in stretches(draw, 3)]
    kinds = ("breach", "revoked", "shpo", "shpo_foreign_travel", "notification_order", "sro")
    return {
        "categories": [(category, *days) for (category, _), *days in spells],
        "levels": [(level, *days) for (_, level), *days in spells],
        "away": [each for each in away if each[0]],
        "events": draw(st.lists(st.tuples(st.sampled_from(kinds), DAYS), max_size=4)),
        "returns": draw(
            st.lists(st.tuples(st.sampled_from(["licence", "shpo"]), DAYS), max_size=3)
        ),
    }


def row_of(person: dict[str, Any]) -> dict[str, str]:
    """Return a person as a row of a file."""

    def spelt(spells: list[Any]) -> str:
        return "|".join(f"{n}:{first}/{last or ''}" for n, first, last in spells) or "NONE"

    def days(kind: str) -> str:
        return "|".join(str(day) for each, day in person["events"] if each == kind) or "NONE"

    orders = [(kind, day) for kind, day in person["events"] if "shpo" in kind or "order" in kind]
    return {
        "categories": spelt(person["categories"]),
        "levels": spelt(person["levels"]),
        "away": spelt(person["away"]),
        "notification_breaches": days("breach"),
        "notification_revoked": days("revoked"),
        "orders": "|".join(f"{kind}:{day}" for kind, day in orders) or "NONE",
        "returns_to_custody": "|".join(f"{k}:{d}" for k, d in person["returns"]) or "NONE",
        "registered_after_sro_breach": days("sro"),
    }


@QUIET
@given(st.lists(people(), min_size=1, max_size=6), RULES, st.integers(1, 5_000))
def test_a_slow_count_comes_to_the_same_tables(
    several: list[dict[str, Any]], rules: dict[str, str], population: int
) -> None:
    found = made([row_of(person) for person in several], population=population, **rules)
    expected = second_reading.tables(several, YEAR_END, rules, population)
    assert {table.key: printed(found, table.key) for table in found.tables} == expected


@QUIET
@given(st.lists(people(), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(several: list[dict[str, Any]], chance: Any) -> None:
    rows = [row_of(person) for person in several]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert made(rows).tables == made(mixed).tables


@QUIET
@given(st.lists(people(), min_size=1, max_size=5))
def test_one_file_counts_what_its_halves_count_together(several: list[dict[str, Any]]) -> None:
    rows = [row_of(person) for person in several]
    whole = made(rows)
    apart = [made([row]) for row in rows]
    for key in ("T1", "T2", "T3", "T4", "T5", "T6", "T7a", "T7b"):
        sums = [
            [sum(cell.value or 0 for cell in cells) for cells in zip(*lines, strict=True)]
            for lines in zip(
                *([row.cells for row in each.table(key).rows] for each in apart), strict=True
            )
        ]
        assert [[cell.value or 0 for cell in row.cells] for row in whole.table(key).rows] == sums


def test_the_slow_count_reads_a_person_as_the_file_does() -> None:
    person = {
        "categories": [("1", dt.date(2020, 1, 1), None)],
        "levels": [
            ("2", dt.date(2020, 1, 1), dt.date(2023, 9, 30)),
            ("1", dt.date(2023, 10, 1), None),
        ],
        "away": [],
        "events": [("shpo", dt.date(2023, 7, 14))],
        "returns": [("licence", dt.date(2023, 10, 1))],
    }
    assert csv_of([row_of(person)]).decode().splitlines()[1] == (
        "SYN-1,1:2020-01-01/,2:2020-01-01/2023-09-30|1:2023-10-01/,NONE,NONE,NONE,"
        "shpo:2023-07-14,licence:2023-10-01,NONE"
    )
