"""The published tables of Staffordshire for 2023-24, to the digit, from the shipped file."""

import datetime as dt

import msgspec
import pytest

from riskservice.mappa.statistics import Statistics, UnusableYear
from tests.mappa_statistics import staffordshire
from tests.mappa_statistics.making import made, printed

# Staffordshire MAPPA annual report for the year to 31 March 2024, statistical tables.
PUBLISHED = {
    "T1": [
        ["1409", "331", "\N{EN DASH}", "1740"],
        ["1", "4", "3", "8"],
        ["1", "1", "0", "2"],
        ["1411", "336", "3", "1750"],
    ],
    "T2": [["9", "9", "8", "26"], ["1", "0", "0", "1"], ["10", "9", "8", "27"]],
    "T3": [["65"]],
    "T4": [["1"]],
    "T5": [["138"], ["0"], ["6"]],
    "T6": [["0"]],
    "T7a": [["3", "3", "3", "9"], ["0", "0", "0", "0"], ["3", "3", "3", "9"]],
    "T7b": [["0"], ["0"], ["0"]],
    "T8": [["138"]],
}
RAW = staffordshire.FILE.read_bytes()


@pytest.fixture(scope="module")
def found() -> Statistics:
    return made(RAW, area="Staffordshire")


@pytest.mark.parametrize("key", PUBLISHED)
def test_a_table_comes_out_as_it_was_published(found: Statistics, key: str) -> None:
    assert printed(found, key) == PUBLISHED[key]


@pytest.mark.parametrize("reading", ["first", "lowest"])
def test_two_readings_of_the_level_give_the_published_tables(reading: str) -> None:
    found = made(RAW, area="Staffordshire", level_counted=reading)
    assert {table.key: printed(found, table.key) for table in found.tables} == PUBLISHED


def test_the_third_reading_does_not() -> None:
    found = made(RAW, area="Staffordshire", level_counted="highest")
    assert printed(found, "T2") == [["9", "8", "8", "25"], ["1", "1", "0", "2"], PUBLISHED["T2"][2]]


def test_the_cell_in_which_the_day_is_above_the_year_is_told(found: Statistics) -> None:
    told = [notice.text for notice in found.notices if notice.code == "snapshot-above-year"]
    assert len(told) == 1
    assert told[0].startswith(
        "Category 2 at Level 3: table 1 shows 1 on 31 March 2024, table 2 shows 0 for the year."
    )
    assert "first level held in the year" in told[0]


def test_the_population_is_told_to_be_worked_back(found: Statistics) -> None:
    assert found.population is not None
    assert (found.population.number, found.population.confidence) == (1_022_000, "unconfirmed")


@pytest.mark.parametrize("area", ["", "Dorset"])
def test_without_a_population_there_is_no_rate(area: str) -> None:
    found = made(RAW, area=area)
    assert printed(found, "T8") == [["not known"]]
    assert found.population is None
    assert "no-population" in [notice.code for notice in found.notices]


# 1,411 of N: 137.5 and 138.5 per 100,000 lie between these.
@pytest.mark.parametrize(
    ("population", "rate"),
    [(1_018_772, "139"), (1_018_773, "138"), (1_026_181, "138"), (1_026_182, "137")],
)
def test_the_rate_is_rounded_halves_up(population: int, rate: str) -> None:
    assert printed(made(RAW, population=population), "T8") == [[rate]]


def test_category_4_is_nowhere(found: Statistics) -> None:
    without = b"\n".join(line for line in RAW.splitlines() if b",4:" not in line)
    assert len(without) < len(RAW)
    others = made(without, area="Staffordshire")
    digests = {found.stamp.file_digest, others.stamp.file_digest}
    stamp = msgspec.structs.replace(others.stamp, file_digest=found.stamp.file_digest)
    assert len(digests) == 2
    assert msgspec.structs.replace(others, stamp=stamp) == found
    assert [each.printed for each in found.withheld_categories] == ["withheld"]


def test_the_shipped_file_is_what_its_script_writes() -> None:
    assert RAW.decode("utf-8") == staffordshire.text()


def test_everybody_in_the_shipped_file_is_plainly_made_up() -> None:
    ids = [line.partition(",")[0] for line in RAW.decode().splitlines()[1:]]
    assert len(set(ids)) == len(ids) > staffordshire.CASES
    assert all(each.startswith("SYN-") for each in ids)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (dt.date(2024, 3, 30), "is not the last day of a MAPPA year, which ends on 31 March"),
        (dt.date(2024, 4, 1), "is not the last day of a MAPPA year, which ends on 31 March"),
        (dt.date(2027, 3, 31), "has not come yet: today is 2026-11-24"),
        (dt.date(1, 3, 31), "is not a plausible date"),
    ],
)
def test_a_day_on_which_no_year_ended_is_refused(day: dt.date, message: str) -> None:
    with pytest.raises(UnusableYear) as refused:
        made(RAW, year_end=day)
    assert [fault.message for fault in refused.value.faults] == [message]


def test_another_year_says_whose_layout_it_is() -> None:
    codes = [notice.code for notice in made(RAW, year_end=dt.date(2025, 3, 31)).notices]
    assert {"layout-of-another-year", "regional-reports"} <= set(codes)
