"""
A made-up file of cases whose tables are the published ones of Staffordshire for 2023-24.

``python -m tests.mappa_statistics.staffordshire`` writes it anew. Only the totals are real: they
are published. Nobody in the file exists; every day in it is drawn by chance, and SYN stands in
every identifier.
"""

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parents[2] / "examples" / "mappa-staffordshire-2023-24.csv"
FIRST, LAST = dt.date(2023, 4, 1), dt.date(2024, 3, 31)
COLUMNS = (
    "case_id",
    "categories",
    "levels",
    "away",
    "notification_breaches",
    "notification_revoked",
    "orders",
    "returns_to_custody",
    "registered_after_sro_breach",
)
CASES = 1_750
# Published: at Level 1 on 31 March 2024, and at Levels 2 and 3 then and in the year, by category.
AT_LEVEL_1 = {1: 1409, 2: 331}
AT_LEVEL_2 = {1: 1, 2: 4, 3: 3}
LEVEL_2_IN_YEAR = {1: 9, 2: 9, 3: 8}
RECALLED = 3
BREACHES, SHPOS, NOTIFICATION_ORDERS = 65, 138, 6


class Draft(NamedTuple):
    """One row before it has its identifier; ``events`` by column."""

    categories: str
    levels: str
    away: str = "NONE"
    events: tuple[tuple[str, str], ...] = ()


def text() -> str:
    """Return the whole file."""
    chance = random.Random(20240331)  # noqa: S311  made-up people, the same each time
    drafts = list(_drafts(chance))
    chance.shuffle(drafts)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, draft in enumerate(drafts, 1):
        events = dict(draft.events)
        writer.writerow(
            [
                f"SYN-{number:05}",
                draft.categories,
                draft.levels,
                draft.away,
                *(events.get(column, "NONE") for column in COLUMNS[4:]),
            ]
        )
    return out.getvalue()


def _drafts(chance: random.Random) -> Iterator[Draft]:
    yield from _category_1(chance)
    yield from _category_2(chance)
    yield from _category_3(chance)
    yield from _nowhere_in_the_tables(chance)


def _category_1(chance: random.Random) -> Iterator[Draft]:
    """Yield 1,409 at Level 1, 8 of whom were at Level 2 before, one at Level 2 and one at 3."""
    events = [("notification_breaches", 1)] * BREACHES + [("shpo", 1)] * SHPOS
    events += [("notification_order", 1)] * NOTIFICATION_ORDERS
    plain = AT_LEVEL_1[1] - (LEVEL_2_IN_YEAR[1] - AT_LEVEL_2[1])
    for i in range(plain):
        since = _before(chance)
        extra: tuple[tuple[str, str], ...] = ()
        if i < len(events):
            extra = _event(events[i][0], chance)
        elif i % 97 == 0:
            # Outside the year: in no table.
            extra = (("orders", f"shpo:{_between(chance, dt.date(2021, 1, 1), FIRST)}"),)
        yield Draft(f"1:{since}/", f"1:{since}/", _earlier_prison(chance, since), extra)
    for i in range(LEVEL_2_IN_YEAR[1] - AT_LEVEL_2[1]):
        yield _stepped_down(1, chance, recalled=i < RECALLED)
    since = _between(chance, FIRST, dt.date(2024, 3, 1))
    began = _before(chance)
    yield Draft(f"1:{began}/", f"1:{began}/{_eve(since)}|2:{since}/")
    since = _between(chance, dt.date(2023, 1, 1), dt.date(2023, 3, 1))
    yield Draft(f"1:{since}/", f"3:{since}/")
    # Notification was revoked, so the category has ended and the snapshot is without this one.
    revoked = _between(chance, dt.date(2023, 6, 1), dt.date(2024, 2, 1))
    began = "2004-05-10"
    yield Draft(
        f"1:{began}/{revoked}",
        f"1:{began}/{revoked}",
        events=(("notification_revoked", str(revoked)),),
    )


def _category_2(chance: random.Random) -> Iterator[Draft]:
    """Yield 331 at Level 1, 4 of whom were at Level 2 before, four at Level 2 and one at 3."""
    at_level_3 = 1
    stepped_down = LEVEL_2_IN_YEAR[2] - AT_LEVEL_2[2] - at_level_3
    for _ in range(AT_LEVEL_1[2] - stepped_down):
        since = _before(chance)
        yield Draft(f"2:{since}/", f"1:{since}/", _earlier_prison(chance, since))
    for i in range(stepped_down):
        yield _stepped_down(2, chance, recalled=i < RECALLED)
    for _ in range(AT_LEVEL_2[2]):
        since = _between(chance, FIRST, dt.date(2024, 3, 1))
        yield Draft(f"2:{since}/", f"2:{since}/")
    # At Level 2 first and at Level 3 on the last day: table 2 has 2, table 1 has 3.
    raised = _between(chance, dt.date(2024, 1, 10), dt.date(2024, 3, 20))
    began = _between(chance, FIRST, dt.date(2023, 11, 1))
    yield Draft(f"2:{began}/", f"2:{began}/{_eve(raised)}|3:{raised}/")


def _category_3(chance: random.Random) -> Iterator[Draft]:
    """Yield three at Level 2 on the last day, and five who left the category in the year."""
    for _ in range(AT_LEVEL_2[3]):
        since = _between(chance, FIRST, dt.date(2024, 3, 1))
        yield Draft(f"3:{since}/", f"2:{since}/")
    for i in range(LEVEL_2_IN_YEAR[3] - AT_LEVEL_2[3]):
        since = _between(chance, dt.date(2022, 10, 1), dt.date(2023, 5, 1))
        left = _between(chance, dt.date(2023, 9, 1), dt.date(2024, 3, 1))
        back = _between(chance, dt.date(2023, 6, 1), dt.date(2023, 8, 1))
        spell = f"{since}/{left}"
        if i < RECALLED:
            away = f"prison:{back}/{_later(back, 28)}"
            recall = (("returns_to_custody", f"licence:{back}"),)
            yield Draft(f"3:{spell}", f"2:{spell}", away, recall)
        else:
            yield Draft(f"3:{spell}", f"2:{spell}")


def _nowhere_in_the_tables(chance: random.Random) -> Iterator[Draft]:
    """Yield those who must not count: in prison or hospital all year, and Category 4."""
    for category in (1, 2):
        for where in ("prison",) * 60 + ("hospital",) * 9:
            since = _before(chance)
            level = chance.choice(("1", "1", "1", "2"))
            yield Draft(f"{category}:{since}/", f"{level}:{since}/", f"{where}:{since}/")
    for level in ("1", "1", "2"):
        since = _before(chance)
        yield Draft(f"4:{since}/", f"{level}:{since}/")
    # In the category when the year began, and out of it long before its last day.
    for _ in range(40):
        since = _before(chance)
        end = _between(chance, dt.date(2023, 5, 1), dt.date(2024, 3, 1))
        yield Draft(f"2:{since}/{end}", f"1:{since}/{end}")
    # Recalled at Level 1: a return that table 7 does not have.
    for _ in range(12):
        since = _before(chance)
        back = _between(chance, dt.date(2023, 5, 1), dt.date(2024, 2, 1))
        recall = (("returns_to_custody", f"licence:{back}"),)
        yield Draft(f"2:{since}/", f"1:{since}/", f"prison:{back}/", recall)


def _stepped_down(category: int, chance: random.Random, *, recalled: bool) -> Draft:
    """Return one at Level 2 in the year and at Level 1 on its last day."""
    since = _before(chance)
    down = _between(chance, dt.date(2023, 9, 1), dt.date(2024, 3, 1))
    levels = f"2:{since}/{_eve(down)}|1:{down}/"
    if not recalled:
        return Draft(f"{category}:{since}/", levels)
    back = _between(chance, dt.date(2023, 5, 1), dt.date(2023, 8, 1))
    recall = (("returns_to_custody", f"licence:{back}"),)
    return Draft(f"{category}:{since}/", levels, f"prison:{back}/{_later(back, 14)}", recall)


def _event(kind: str, chance: random.Random) -> tuple[tuple[str, str], ...]:
    day = _between(chance, FIRST, LAST)
    if kind == "notification_breaches":
        # Some were cautioned or convicted twice and count once all the same.
        again = _between(chance, FIRST, LAST)
        return ((kind, f"{day}|{again}" if chance.random() < 0.2 and again != day else str(day)),)
    return (("orders", f"{kind}:{day}"),)


def _earlier_prison(chance: random.Random, since: dt.date) -> str:
    return f"prison:{since}/{_later(since, 200)}" if chance.random() < 0.3 else "NONE"


def _before(chance: random.Random) -> dt.date:
    return _between(chance, dt.date(2009, 1, 1), dt.date(2022, 6, 1))


def _between(chance: random.Random, low: dt.date, high: dt.date) -> dt.date:
    return low + dt.timedelta(days=chance.randrange((high - low).days))


def _eve(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _later(day: dt.date, days: int) -> dt.date:
    return day + dt.timedelta(days=days)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
