"""What each reading changes, one step on either side of every edge."""

from typing import Any

import pytest

from tests.mappa_statistics.making import made, printed

ONE, NONE = [["1"]], [["0"]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-03-31", NONE),
        ("2023-04-01", ONE),
        ("2024-03-31", ONE),
        ("2024-04-01", NONE),
        ("2023-05-01|2023-06-01", ONE),
    ],
)
@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("notification_breaches", "T3"),
        ("notification_revoked", "T4"),
        ("registered_after_sro_breach", "T6"),
    ],
)
def test_the_year_has_its_first_and_its_last_day(
    column: str, key: str, day: str, expected: list[list[str]]
) -> None:
    assert printed(made([{column: day}]), key) == expected


@pytest.mark.parametrize(
    ("spell", "counts"),
    [
        ("2023-04-01/2024-03-30", 0),
        ("2023-04-01/2024-03-31", 1),
        ("2024-03-31/2024-03-31", 1),
        ("2024-04-01/", 0),
    ],
)
def test_the_snapshot_is_of_one_day(spell: str, counts: int) -> None:
    rows = [{"categories": f"1:{spell}", "levels": f"1:{spell}"}]
    assert printed(made(rows), "T1")[3][3] == str(counts)


@pytest.mark.parametrize(
    ("away", "counts"),
    [
        ("prison:2023-01-01/2024-03-30", 1),
        ("prison:2023-01-01/2024-03-31", 0),
        ("hospital:2024-03-31/2024-03-31", 0),
        ("hospital:2024-04-01/", 1),
    ],
)
def test_the_snapshot_leaves_out_who_is_not_in_the_community(away: str, counts: int) -> None:
    assert printed(made([{"away": away}]), "T1")[0][0] == str(counts)


LEVELS = "1:2020-01-01/2023-04-30|3:2023-05-01/2023-05-31|2:2023-06-01/2023-06-30|1:2023-07-01/"


@pytest.mark.parametrize(
    ("reading", "level"), [(None, "3"), ("first", "3"), ("lowest", "2"), ("highest", "3")]
)
def test_a_person_counts_once_in_the_year_at_one_level(reading: str | None, level: str) -> None:
    table = printed(made([{"levels": LEVELS}], level_counted=reading), "T2")
    counted, other = ["1", "0", "0", "1"], ["0", "0", "0", "0"]
    assert table == [counted if level == row else other for row in "23"] + [counted]


def test_the_category_is_that_of_the_day_on_which_the_level_counts() -> None:
    row = {
        "categories": "3:2023-05-01/2023-06-30|2:2023-07-01/",
        "levels": "2:2023-05-01/2023-07-31|1:2023-08-01/",
    }
    assert printed(made([row]), "T2")[0] == ["0", "0", "1", "1"]


@pytest.mark.parametrize(
    ("community", "shown"), [(None, "0"), ("some_day", "0"), ("event_day", "0"), ("not_asked", "1")]
)
def test_a_level_held_only_in_prison_is_in_table_2_where_nobody_asks(
    community: str | None, shown: str
) -> None:
    row = {
        "levels": "2:2023-05-01/2023-05-31|1:2023-06-01/",
        "away": "prison:2020-01-01/2023-05-31",
    }
    assert printed(made([row], community=community), "T2")[2][3] == shown


@pytest.mark.parametrize(
    ("away", "community", "shown"),
    [
        ("prison:2020-01-01/", "some_day", "0"),
        ("prison:2020-01-01/", "event_day", "0"),
        ("prison:2020-01-01/", "not_asked", "1"),
        ("prison:2020-01-01/2024-03-30", "some_day", "1"),
        ("prison:2020-01-01/2024-03-30", "event_day", "0"),
        ("prison:2023-07-01/", "event_day", "1"),
        ("prison:2023-06-30/", "event_day", "0"),
    ],
)
def test_an_order_of_somebody_in_prison(away: str, community: str, shown: str) -> None:
    row = {"orders": "shpo:2023-07-01", "away": away}
    found = made([row], community=community)
    assert printed(found, "T5")[0] == [shown]
    told = [n.code for n in found.notices if n.code.startswith("left-out")]
    assert told == ([] if shown == "1" else ["left-out-not-in-community"])


@pytest.mark.parametrize(
    ("category", "shown", "told"),
    [
        ("1:2020-01-01/2023-06-29", "0", ["left-out-not-category-1"]),
        ("1:2020-01-01/2023-06-30", "1", []),
        ("1:2023-07-01/", "1", []),
        ("1:2023-07-02/", "0", ["left-out-not-category-1"]),
        ("2:2020-01-01/", "0", ["left-out-not-category-1"]),
        ("4:2020-01-01/", "0", []),
    ],
)
def test_an_order_counts_for_category_1_on_its_day_or_the_day_before(
    category: str, shown: str, told: list[str]
) -> None:
    row = {
        "categories": category,
        "levels": f"1:{category[2:]}",
        "orders": "shpo:2023-07-01",
    }
    found = made([row])
    assert printed(found, "T5")[0] == [shown]
    assert [n.code for n in found.notices if n.code.startswith("left-out")] == told


@pytest.mark.parametrize(("reading", "shpo"), [(None, "0"), ("own_line", "0"), ("both_lines", "1")])
def test_an_order_with_a_travel_restriction_and_its_line(reading: str | None, shpo: str) -> None:
    found = made([{"orders": "shpo_foreign_travel:2023-07-01"}], shpo_with_travel=reading)
    assert printed(found, "T5") == [[shpo], ["1"], ["0"]]
    assert "reading-shpo-with-travel" in [notice.code for notice in found.notices]


def test_a_person_counts_once_in_each_line_of_table_5() -> None:
    row = {"orders": "shpo:2023-07-01|shpo:2023-08-01|notification_order:2023-07-01"}
    assert printed(made([row], shpo_with_travel="both_lines"), "T5") == [["1"], ["0"], ["1"]]


@pytest.mark.parametrize(
    ("day", "level_2", "level_3"),
    [
        ("2023-04-30", "0", "0"),
        ("2023-05-01", "0", "1"),
        ("2023-06-01", "1", "0"),
        ("2023-07-01", "1", "0"),
        ("2023-07-02", "0", "0"),
        ("2023-05-10|licence:2023-06-10", "0", "1"),
    ],
)
def test_a_return_counts_at_the_level_of_its_day_or_of_the_day_before(
    day: str, level_2: str, level_3: str
) -> None:
    found = made([{"levels": LEVELS, "returns_to_custody": f"licence:{day}"}])
    assert [row[3] for row in printed(found, "T7a")[:2]] == [level_2, level_3]
    assert printed(found, "T7b") == [["0"], ["0"], ["0"]]


def test_a_return_for_breach_of_an_order_is_not_divided_by_category() -> None:
    row = {"levels": LEVELS, "returns_to_custody": "shpo:2023-06-10"}
    assert printed(made([row]), "T7b") == [["1"], ["0"], ["1"]]
    assert printed(made([row]), "T7a")[2] == ["0", "0", "0", "0"]


def test_every_open_point_is_told_with_its_reading_and_its_reason() -> None:
    chosen: dict[str, Any] = {
        "level_counted": "highest",
        "community": "event_day",
        "shpo_with_travel": "both_lines",
        "blank_events": "none",
    }
    for choices, flag in (({}, False), (chosen, True)):
        found = {each.key: each for each in made([{}], **choices).settings}
        assert {each.chosen for each in found.values()} == {flag}
        assert all(each.why and each.text == each.readings[each.reading] for each in found.values())
    assert {key: each.reading for key, each in found.items()} == chosen


def test_the_same_file_gives_the_same_tables_and_another_file_another_stamp() -> None:
    assert made([{}]) == made([{}])
    assert made([{}]).stamp.file_digest != made([{"case_id": "SYN-2"}]).stamp.file_digest


def test_a_file_for_another_year_says_that_nobody_counts() -> None:
    row = {"categories": "1:2024-04-01/", "levels": "1:2024-04-01/"}
    assert "nobody" in [notice.code for notice in made([row]).notices]
