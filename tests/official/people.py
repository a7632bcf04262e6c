"""Invented people as requests: complete, partial, out of range, contradictory; seeded."""

import csv
import datetime as dt
import random
from pathlib import Path
from typing import Any, get_args, get_origin

from riskservice.official.request import FIELDS
from tests.second_reading.official_response import camel

Inputs = dict[str, Any]

_LIST = Path(__file__).parents[1] / "second_reading" / "official_codes.csv"
CODES = tuple(row["code"] for row in csv.DictReader(_LIST.read_text("utf-8").splitlines()))


def snake(name: str) -> str:
    """Name of a field as the second reading knows it."""
    found = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return {"apply_o_p_d_override": "apply_opd_override"}.get(found, found)


TYPES = {snake(name): kind for name, kind in FIELDS if name != "version"}
LEVELS = ("NO_PROBLEMS", "NO_PROBLEMS", "SOME_PROBLEMS", "SIGNIFICANT_PROBLEMS")
COUNTS = (
    "total_indecent_image_sanctions",
    "total_contact_adult_sexual_sanctions",
    "total_contact_child_sexual_sanctions",
    "total_non_contact_sexual_offences",
)
DATES = tuple(key for key, kind in TYPES.items() if kind is dt.date)
WHOLE = tuple(key for key, kind in TYPES.items() if "int" in str(kind))


def person(seed: int) -> Inputs:
    """Return one person's inputs; the seed decides what kind of trouble there is."""
    chance = random.Random(seed)  # noqa: S311  invented people, not secrets
    inputs = _complete(chance)
    trouble = seed % 6
    if trouble in (1, 4, 5):
        _leave_out(inputs, chance, chance.choice((0.02, 0.1, 0.3, 0.7)))
    if trouble in (2, 4):
        _disturb_numbers(inputs, chance)
    if trouble in (3, 4):
        _disturb_dates(inputs, chance)
    if trouble == 5:
        _disturb_needs(inputs, chance)
    return inputs


def request_of(inputs: Inputs) -> dict[str, Any]:
    """Return the request in JSON; None stays, as an explicit null."""
    return {
        camel(key): value.isoformat() if isinstance(value, dt.date) else value
        for key, value in inputs.items()
    }


def _complete(chance: random.Random) -> Inputs:
    assessed = dt.date(chance.randint(2023, 2027), chance.randint(1, 12), chance.randint(1, 28))
    age = chance.choice((chance.randint(12, 17), chance.randint(18, 26), chance.randint(18, 90)))
    born = _days(assessed, -365.25 * age - chance.randint(0, 364))
    convicted = _days(assessed, -chance.randint(0, 365 * min(max(age - 10, 1), 12)))
    at_conviction = max(int((convicted - born).days / 365.25) - 1, 0)
    total = chance.choice((1, 2, chance.randint(3, 12), chance.randint(3, 80)))
    inputs: Inputs = {key: _answer(kind, chance) for key, kind in TYPES.items()}
    inputs |= {
        "assessment_date": assessed,
        "gender": chance.choice(("MALE", "MALE", "MALE", "FEMALE")),
        "date_of_birth": born,
        "date_of_current_conviction": convicted,
        "date_at_start_of_followup": _days(convicted, chance.randint(0, 365 * 9)),
        "age_at_first_sanction": chance.randint(min(8, at_conviction), at_conviction),
        "total_number_of_sanctions_for_all_offences": total,
        "total_number_of_violent_sanctions": chance.randint(0, min(total, 6)),
        "current_offence_code": chance.choice(CODES),
        "date_of_most_recent_sexual_offence": _days(convicted, -chance.randint(0, 365 * 20)),
        "most_recent_offence_date": _days(convicted, -chance.randint(0, 365 * 4)),
        "previous_convictions": [
            chance.choice(get_args(get_args(TYPES["previous_convictions"])[0]))
            for _ in range(chance.choice((0, 0, 1, 2, 4)))
        ],
    }
    _count(inputs, chance, total)
    if not inputs["evidence_of_domestic_abuse"]:
        inputs |= dict.fromkeys(("domestic_abuse_against_partner", "domestic_abuse_against_family"))
    return inputs


def _count(inputs: Inputs, chance: random.Random, total: int) -> None:
    """Spread sexual sanctions over the four counts, none without a history."""
    inputs |= dict.fromkeys(COUNTS, 0)
    if inputs["has_ever_committed_sexual_offence"]:
        for _ in range(chance.randint(1, min(total, 6))):
            inputs[chance.choice(COUNTS)] += 1
    elif chance.random() < 0.5:
        inputs |= dict.fromkeys(COUNTS)


def _answer(kind: Any, chance: random.Random) -> Any:
    if kind is bool:
        return chance.random() < 0.4
    if "NO_PROBLEMS" in get_args(kind):
        return chance.choice(LEVELS)
    if get_args(kind) and get_origin(kind) is not list:
        return chance.choice(get_args(kind))
    return None


def _leave_out(inputs: Inputs, chance: random.Random, share: float) -> None:
    for key in list(inputs):
        if key != "assessment_date" and chance.random() < share:
            if chance.random() < 0.5:
                inputs[key] = None
            else:
                del inputs[key]


def _disturb_numbers(inputs: Inputs, chance: random.Random) -> None:
    odd = (-1, -1, -7, 0, 0, 1, 2, 3, 17, 18, 109, 110, 200, 999, 1000, 5000, -999_999_999)
    for key in chance.sample(WHOLE, chance.randint(1, 4)):
        inputs[key] = chance.choice(odd)
    if chance.random() < 0.3:
        inputs |= {key: chance.choice((-1, 0, 0, 0, 1)) for key in COUNTS}
    if chance.random() < 0.3:
        inputs["current_offence_code"] = chance.choice(
            ("", "2700", "027000", "12a", "0270a", "00000", "00001", "99999", "٠٢٧٠٠", "02700\n")
        )


def _disturb_dates(inputs: Inputs, chance: random.Random) -> None:
    born, assessed = inputs.get("date_of_birth"), inputs["assessment_date"]
    near = [
        day for day in (born, assessed, inputs.get("date_of_current_conviction")) if day is not None
    ]
    for key in chance.sample(DATES, chance.randint(1, 3)):
        day = chance.choice(near)
        inputs[key] = chance.choice(
            (
                day,
                _days(day, 1),
                _days(day, -1),
                _days(day, 365.25 * chance.choice((5, 10, 109, 110, 111, 131, 150, 203))),
                _months(day, chance.choice((3, -3, 60, -60, 216, 312))),
                dt.date(1896, 2, 29),
                dt.date(2000, 2, 29),
                dt.date(1700, 5, 1),
                dt.date(2300, 12, 31),
            )
        )
        if inputs[key] is None:
            inputs[key] = day


def _disturb_needs(inputs: Inputs, chance: random.Random) -> None:
    for key, kind in TYPES.items():
        if chance.random() < 0.15 and (kind is bool or get_args(kind)) and key not in WHOLE:
            inputs[key] = chance.choice((None, _answer(kind, chance)))


def _days(day: dt.date, days: float) -> dt.date:
    return day + dt.timedelta(days=int(days))


def _months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, min(day.day, 28))
