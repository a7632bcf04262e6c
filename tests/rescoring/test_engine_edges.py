"""The fast path at the edges: whoever is there gets what the single case gives, to the digit."""

import csv
import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from riskservice.errors import NotInForce
from riskservice.kit.dates import LATEST, UNKNOWN, pack
from riskservice.rescoring.columns import People
from riskservice.rescoring.engine import Rescorer
from riskservice.scoring import service
from tests.rescoring.cohorts import block, part_of, questions
from tests.rescoring.slow import SlowRescorer

Row = dict[str, Any]

ON = dt.date(2026, 11, 24)
RULESETS = tuple(service().registry.rulesets)
DAY_OF = {"hmpps-2025.10": dt.date(2025, 10, 20), "hmpps-2025.11": dt.date(2025, 12, 1)}
SEXUAL = ("contact_adult", "contact_child", "non_contact", "indecent_image")
NO_SEXUAL_OFFENCE: Row = {f"{kind}_sanctions": 0 for kind in SEXUAL} | {"ever_sexual_offence": 0}
KINDS: dict[str, Row] = {
    "man": {},
    "woman": {"sex": 1},
    "no sexual offence": NO_SEXUAL_OFFENCE,
    "under 18": {
        "date_of_birth": 20090501,
        "age_at_first_sanction": 12,
        "most_recent_sexual_offence_date": 20240101,
    },
    "on remand": {"supervision_status": 2},
    "second sanction, never violent": {
        "total_sanctions": 2, "violent_sanctions": 0, "contact_adult_sanctions": 0,
        "contact_child_sanctions": 0,
    },
    "five clear years": {
        "most_recent_offence_date": 20150101,
        "follow_up_start": 20160101,
        "date_of_current_conviction": 20160101,
    },
}  # fmt: skip
_SAID: Row = {
    "sex": "male",
    "date_of_birth": dt.date(1985, 5, 17),
    "date_of_current_conviction": dt.date(2025, 3, 2),
    "follow_up_start": dt.date(2026, 2, 1),
    "current_offence_code": "00100",
    "age_at_first_sanction": 17,
    "total_sanctions": 9,
    "violent_sanctions": 3,
    "ever_sexual_offence": True,
    "supervision_status": "community",
    "contact_adult_sanctions": 1,
    "contact_child_sanctions": 1,
    "non_contact_sanctions": 1,
    "indecent_image_sanctions": 1,
    "most_recent_sexual_offence_date": dt.date(2015, 1, 1),
    "most_recent_offence_date": dt.date(2024, 1, 1),
    "stranger_victim": True,
    "sexual_appearances": 2,
    "criminal_appearances": 6,
    "violent_appearances": 1,
    "released_on": dt.date(2026, 12, 1),
}
_USUAL: Row = {"choices": 5, "count": 2, "date": 20200601, "code": 100}


@cache
def _complete() -> Row:
    asked = questions()
    usual = {key: _USUAL.get(q.kind, 1) for key, q in asked.items() if not _judged(key)}
    return usual | {key: asked[key].encode(value) for key, value in _SAID.items() if key in asked}


def _judged(key: str) -> bool:
    return key.startswith(("arms_", "rosh_"))


def person(**changed: Any) -> Row:
    """Return codes of somebody who answered everything; `on` is the day."""
    return _complete() | {"on": pack(ON)} | changed


def together(rows: Sequence[Row]) -> People:
    columns = {key: np.array([row[key] for row in rows], dtype=np.int64) for key in rows[0]}
    return block(columns, columns.pop("on"))


def same(
    rows: Iterable[Row], ruleset: str = "default", instruments: Sequence[str] | None = None
) -> pl.DataFrame:
    given = together(list(rows))
    fast = Rescorer(service(), ruleset, instruments).rescore(given)
    slow = SlowRescorer(service(), ruleset, instruments).rescore(given)
    assert_frame_equal(fast, slow, check_exact=True)
    return fast


def drawn(seed: str) -> np.random.Generator:
    return np.random.default_rng(list(seed.encode()))


def day_of(ruleset: str) -> int:
    return pack(DAY_OF.get(ruleset, ON))


def around(day: dt.date, days: int = 1) -> list[int]:
    return [pack(day + dt.timedelta(days=off)) for off in range(-days, days + 1)]


@pytest.mark.parametrize("ruleset", RULESETS)
def test_ages_from_9_to_110_on_the_birthday_and_a_day_either_side(ruleset: str) -> None:
    on = DAY_OF.get(ruleset, ON)
    found = same(
        (
            person(on=pack(on), sex=sex, date_of_birth=born, age_at_first_sanction=max(8, age - 3))
            for age in range(9, 112)
            for sex in ((0, 1) if age in (17, 18, 21, 60, 110) else (0,))
            for born in around(on.replace(year=on.year - age))
        ),
        ruleset,
    )
    assert {"scored", "faulty"} <= set(found["dc_srp_outcome"])


def test_a_birthday_on_29_february_falls_on_the_same_day_for_all() -> None:
    days = [dt.date(2028, 2, 29), dt.date(2027, 2, 28), dt.date(2027, 3, 1), dt.date(2028, 3, 1)]
    births = [20080229, 20090228, 20090301, 20080301, 20100228, 20080228, 19680229, 19670301]
    found = same(
        person(
            on=pack(day), date_of_birth=born, age_at_first_sanction=10,
            date_of_current_conviction=20260101, most_recent_sexual_offence_date=20250228,
            total_sanctions=12, follow_up_start=start,
        )
        for day in days for born in births for start in (20260228, 20240229)
    )  # fmt: skip
    assert {"scored", "not_applicable"} <= set(found["dc_srp_outcome"])


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_offence_free_months_up_to_the_cap_and_beyond(ruleset: str) -> None:
    starts = [
        day for months in (0, 1, 12, 35, 36, 37, 60)
        for day in around(ON - dt.timedelta(days=round(months * 30.4375)), 3)
    ]  # fmt: skip
    rows = [person(follow_up_start=day, date_of_current_conviction=20200101) for day in starts]
    rows += [person(follow_up_start=UNKNOWN, date_of_current_conviction=day) for day in starts[::3]]
    assert "scored" in set(same(rows, ruleset)["arp_outcome"])


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_every_number_of_sanctions(ruleset: str) -> None:
    totals = [*range(1, 40), *range(50, 990, 47), *range(994, 1000)]
    rows = [
        person(total_sanctions=n, violent_sanctions=violent, sex=n % 2)
        for n in totals
        for violent in sorted({0, 1, max(n - 1, 0), n, min(n + 1, 999)})
    ]
    assert {"scored", "faulty"} <= set(same(rows, ruleset)["vrp_outcome"])


@pytest.mark.parametrize("ruleset", RULESETS)
def test_each_question_missing_alone(ruleset: str) -> None:
    kinds = list(KINDS.values()) if ruleset == "default" else [KINDS["man"], KINDS["on remand"]]
    same(
        (
            person(on=day_of(ruleset)) | kind | {key: UNKNOWN}
            for i, kind in enumerate(kinds)
            for key in list(_complete())[i % 2 :: 2 if i else 1]
        ),
        ruleset,
    )


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_questions_missing_in_pairs(ruleset: str) -> None:
    pairs = list(itertools.combinations(_complete(), 2))
    chosen = drawn(ruleset).choice(len(pairs), 200, replace=False)
    picked = [pairs[i] for i in chosen]
    kinds = itertools.cycle(KINDS.values())
    same((person() | kind | dict.fromkeys(pair, UNKNOWN) for pair, kind in zip(
        picked, kinds, strict=False)), ruleset)  # fmt: skip


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08", "osp-2014"])
def test_nothing_answered_and_one_thing_answered(ruleset: str) -> None:
    nothing = dict.fromkeys(_complete(), UNKNOWN) | {"on": pack(ON)}
    rows = [nothing, *(nothing | {key: code} for key, code in list(_complete().items())[::7])]
    rows += [nothing | {"sex": 1}, nothing | {"date_of_birth": 20261124}]
    assert "not_scorable" in set(same(rows, ruleset)["arp_outcome"])


def first_and_last_days() -> list[dt.date]:
    """Return the days on which a table begins or ends, where there is a grid."""
    days = set()
    for package in service().registry.packages:
        for path in (p for f in files(package).iterdir() if f.is_dir() for p in f.iterdir()):
            if path.name.endswith(".toml"):
                for line in path.read_text().splitlines():
                    name, _, value = line.partition(" = ")
                    if name.startswith("effective_"):
                        days.add(dt.date.fromisoformat(value.strip()))
    return sorted(day for day in days if has_grid(day))


def has_grid(day: dt.date) -> bool:
    try:
        service().policy(day - dt.timedelta(days=2))
    except NotInForce:
        return False
    return True


@pytest.mark.parametrize("ruleset", RULESETS)
def test_the_days_around_the_first_and_last_day_of_each_table(ruleset: str) -> None:
    rows = []
    for day in first_and_last_days():
        back = (day.year - 1) * 10_000
        rows += [
            person(
                on=on, date_of_birth=back - 400_000 + 517, date_of_current_conviction=back + 301,
                follow_up_start=back + 601, most_recent_sexual_offence_date=back - 100_000 + 101,
            ) | kind
            for on in around(day, 1)
            for kind in ({}, {"sex": 1, "is_unemployed": UNKNOWN})
        ]  # fmt: skip
    assert len({row["on"] for row in rows}) > 30
    assert same(rows, ruleset)["dc_srp_outcome"].null_count() < len(rows)


def mutated(n: int, ruleset: str) -> list[Row]:
    """Return people with one to five answers changed to anything, often to an edge."""
    draw, on = drawn(ruleset), DAY_OF.get(ruleset, ON)
    asked, edges = questions(), [19000101, pack(LATEST), 20000229, *around(on)]
    edges += [d for years in (3, 5, 10, 18, 110) for d in around(on.replace(year=on.year - years))]
    rows, kinds = [], list(KINDS.values())
    for i in range(n):
        row = person(on=pack(on)) | kinds[i % len(kinds)]
        for key in draw.choice(list(_complete()), draw.choice((1, 2, 3, 5)), replace=False):
            low, size = asked[key].low or 0, asked[key].size
            codes = edges if size is None else [low, low + 1, size - 1, draw.integers(low, size)]
            row[key] = int(draw.choice(codes))
        rows.append(row)
    return rows


@pytest.mark.parametrize("ruleset", RULESETS)
def test_answers_changed_to_anything(ruleset: str) -> None:
    found = same(mutated(250, ruleset), ruleset)
    assert "faulty" in set(found["dc_srp_outcome"])


def test_every_offence_code_that_is_listed_and_some_that_are_not() -> None:
    listed = files(service().registry.packages[0]) / "offence_codes" / "2026.08.csv"
    codes = {int(row["code"]) for row in csv.DictReader(listed.read_text().splitlines())}
    codes |= set(drawn("codes").integers(0, 100_000, 200).tolist())
    rows = [person(current_offence_code=code) for code in sorted(codes)]
    found = same(rows, instruments=("arp_static", "vrp_static", "svrp_static"))
    assert (found["arp_static_outcome"] == "faulty").sum() > 100
    assert (found["arp_static_outcome"] == "scored").sum() > 1000


def test_every_set_of_previous_convictions() -> None:
    rows = [person(previous_convictions=code, sex=code % 2) for code in range(512)]
    assert same(rows, instruments=("svrp", "csrp"))["svrp_percent"].n_unique() > 400


def test_people_beyond_one_block_and_of_many_days_get_what_they_get_alone() -> None:
    rows = mutated(40, "default")
    some = together(
        [row | {"on": pack(ON - dt.timedelta(days=i % 4))} for i, row in enumerate(rows)]
    )
    order = np.random.default_rng(1).integers(0, len(rows), 40_000)
    rescorer = Rescorer(service())
    alone = rescorer.rescore(some)
    assert_frame_equal(rescorer.rescore(part_of(some, order)), alone[order.tolist()])


def test_columns_are_only_read_and_their_width_does_not_matter() -> None:
    given = together(mutated(60, "default"))
    rescorer = Rescorer(service())
    found = rescorer.rescore(given)
    locked = {key: np.frombuffer(c.tobytes(), c.dtype) for key, c in given.columns.items()}
    assert_frame_equal(rescorer.rescore(dataclasses.replace(given, columns=locked)), found)
    broad = {key: column.astype(np.int64) for key, column in given.columns.items()}
    assert_frame_equal(rescorer.rescore(dataclasses.replace(given, columns=broad)), found)


def test_a_person_without_a_day_is_faulty_in_all_and_alone() -> None:
    given = together([person() for _ in range(3)])
    rescorer = Rescorer(service())
    whole = rescorer.rescore(given)
    on = np.array([pack(ON), UNKNOWN, pack(ON)], dtype=np.int32)
    found = rescorer.rescore(dataclasses.replace(given, on=on))
    assert_frame_equal(found[[0, 2]], whole[[0, 2]])
    outcomes = [found[f"{key}_outcome"][1] for key in rescorer.keys]
    assert set(outcomes) == {"faulty"}


@pytest.mark.parametrize("ruleset", RULESETS)
def test_a_cohort_of_one_gets_what_the_same_person_gets_among_others(ruleset: str) -> None:
    rows = [person(on=day_of(ruleset)) | {key: UNKNOWN} for key in _complete()]
    rows += mutated(40, ruleset)
    given = together(rows)
    rescorer = Rescorer(service(), ruleset, ranges="none")
    whole = rescorer.rescore(given)
    for i in range(len(rows)):
        alone = rescorer.rescore(part_of(given, np.array([i])))
        assert_frame_equal(alone, whole[[i]], check_exact=True)
