"""
The annual tables counted a second time, day by day, in plain Python.

Written from the facts alone: a snapshot of 31 March; figures from 1 April to 31 March; only people
living in the community; everybody once; Category 3 never at Level 1; Category 4 withheld; the rate
per 100,000 over residents without the under-10s. A person here is a plain dictionary: spells are
(name, first day, last day or None), events (name, day).
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

ONE = dt.timedelta(days=1)


def named(spells: list[Any], day: dt.date) -> str | None:
    for name, first, last in spells:
        if day >= first and (last is None or day <= last):
            return name
    return None


def days_of_year(year_end: dt.date) -> list[dt.date]:
    day = dt.date(year_end.year - 1, 4, 1)
    days = []
    while day <= year_end:
        days.append(day)
        day = day + ONE
    return days


def in_community(person: dict[str, Any], day: dt.date) -> bool:
    return named(person["away"], day) is None


def choose(found: list[tuple[dt.date, str, str]], rule: str) -> tuple[str, str] | None:
    """Of (day, level, category) return the level and category that count."""
    if not found:
        return None
    found = sorted(found, key=lambda each: each[0])
    levels = [level for _, level, _ in found]
    level = {"first": levels[0], "lowest": min(levels), "highest": max(levels)}[rule]
    return next((level, category) for _, each, category in found if each == level)


def allowed(person: dict[str, Any], days: list[dt.date], event: dt.date, community: str) -> bool:
    if community == "not_asked":
        return True
    if community == "event_day":
        return in_community(person, event) or in_community(person, event - ONE)
    return any(in_community(person, day) for day in days)


def snapshot(people: list[dict[str, Any]], year_end: dt.date) -> dict[Any, int]:
    cells = {(level, category): 0 for level in "123" for category in "123"}
    del cells["1", "3"]
    for person in people:
        category = named(person["categories"], year_end)
        level = named(person["levels"], year_end)
        if in_community(person, year_end) and (level, category) in cells:
            cells[level, category] += 1
    return cells


def yearly(
    people: list[dict[str, Any]], year_end: dt.date, rules: dict[str, str]
) -> dict[Any, int]:
    cells = {(level, category): 0 for level in "23" for category in "123"}
    for person in people:
        found = []
        for day in days_of_year(year_end):
            category, level = named(person["categories"], day), named(person["levels"], day)
            home = in_community(person, day) or rules["community"] == "not_asked"
            if home and (level, category) in cells:
                found.append((day, level, category))
        counted = choose(found, rules["level_counted"])
        if counted:
            cells[counted] += 1
    return cells


def category_1_lines(
    people: list[dict[str, Any]], year_end: dt.date, rules: dict[str, str]
) -> dict[str, int]:
    days = days_of_year(year_end)
    kinds = ("breach", "revoked", "shpo", "shpo_foreign_travel", "notification_order", "sro")
    counts = dict.fromkeys(kinds, 0)
    for person in people:
        lines = set()
        for kind, day in person["events"]:
            was_1 = "1" in (
                named(person["categories"], day),
                named(person["categories"], day - ONE),
            )
            if day in days and was_1 and allowed(person, days, day, rules["community"]):
                lines.add(kind)
        if "shpo_foreign_travel" in lines and rules["shpo_with_travel"] == "both_lines":
            lines.add("shpo")
        for kind in lines:
            counts[kind] += 1
    return counts


def returned(
    people: list[dict[str, Any]], year_end: dt.date, rules: dict[str, str], breach_of: str
) -> dict[Any, int]:
    days = days_of_year(year_end)
    cells = {(level, category): 0 for level in "23" for category in "123"}
    for person in people:
        found = []
        for kind, day in person["returns"]:
            if kind != breach_of or day not in days:
                continue
            if not allowed(person, days, day, rules["community"]):
                continue
            for held_on in (day, day - ONE):
                held = (named(person["levels"], held_on), named(person["categories"], held_on))
                if held in cells:
                    found.append((day, *held))
                    break
        counted = choose(found, rules["level_counted"])
        if counted:
            cells[counted] += 1
    return cells


def grid(cells: dict[Any, int], levels: str) -> list[list[str]]:
    """Return levels by category with totals, printed."""
    rows = []
    for level in levels:
        counts = [cells.get((level, category)) for category in "123"]
        shown = ["\N{EN DASH}" if count is None else str(count) for count in counts]
        rows.append([*shown, str(sum(count or 0 for count in counts))])
    below = [
        sum(count for (_, category), count in cells.items() if category == each) for each in "123"
    ]
    rows.append([*map(str, below), str(sum(below))])
    return rows


def tables(
    people: list[dict[str, Any]], year_end: dt.date, rules: dict[str, str], population: int
) -> dict[str, list[list[str]]]:
    """Return every table as it is printed."""
    on_day = snapshot(people, year_end)
    lines = {key: str(n) for key, n in category_1_lines(people, year_end, rules).items()}
    for_shpo = returned(people, year_end, rules, "shpo")
    by_level = [sum(n for (held, _), n in for_shpo.items() if held == level) for level in "23"]
    notified = sum(n for (_, category), n in on_day.items() if category == "1")
    rate = Decimal(notified) * 100_000 / Decimal(population)
    return {
        "T1": grid(on_day, "123"),
        "T2": grid(yearly(people, year_end, rules), "23"),
        "T3": [[lines["breach"]]],
        "T4": [[lines["revoked"]]],
        "T5": [[lines["shpo"]], [lines["shpo_foreign_travel"]], [lines["notification_order"]]],
        "T6": [[lines["sro"]]],
        "T7a": grid(returned(people, year_end, rules, "licence"), "23"),
        "T7b": [[str(by_level[0])], [str(by_level[1])], [str(sum(by_level))]],
        "T8": [[str(rate.quantize(Decimal(1), ROUND_HALF_UP))]],
    }
