"""ARP, VRP, SVRP and DC-SRP as a plain NumPy function over complete answers."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.by_hand.published import (
    KEYS,
    LEVELS,
    OTHER_DRUGS,
    PAST,
    YES,
    Model,
    constants,
    model,
    table,
)

Floats = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]


def prepared() -> Callable[[Columns, int], dict[str, Floats]]:
    """Return the function, with the published numbers read."""
    models = {key: model(key) for key in KEYS[:-1]}
    dc = table("dc_srp")

    def percentages(columns: Columns, on: int) -> dict[str, Floats]:
        """Return percentages by score; columns hold codes, dates are packed YYYYMMDD."""
        given = _given(columns, on)
        found = {key: _predictor(key, m, columns, given) for key, m in models.items()}
        return found | {"dc_srp": _dc_srp(dc, columns)}

    return percentages


def _given(c: Columns, on: int) -> dict[str, Any]:
    """Return what all predictors read."""
    start = np.where(
        c["follow_up_start"] > 0, c["follow_up_start"], c["date_of_current_conviction"]
    )
    born, convicted = c["date_of_birth"], c["date_of_current_conviction"]
    months = (on // 10_000 - start // 10_000) * 12 + on // 100 % 100 - start // 100 % 100
    months = np.clip(months - (on % 100 < start % 100), 0, 36)
    age_then = np.maximum((convicted - born) // 10_000, 0)
    total = c["total_sanctions"].astype(np.float64)
    return {
        "woman": c["sex"] == 1,
        "age": np.maximum((start - born) // 10_000, 0).astype(np.float64),
        "months": months.astype(np.float64),
        "career": np.maximum(age_then - c["age_at_first_sanction"].astype(np.int32), 0) * 1.0,
        "total": total,
        "second": total == 2,  # noqa: PLR2004
        "log_total": np.log(total),
    }


def _powers(x: Floats, coefficients: list[float]) -> Floats:
    """Return a polynomial without a constant, by Horner's rule."""
    total = np.full_like(x, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total *= x
        total += coefficient
    total *= x
    return total


def _predictor(key: str, m: Model, columns: Columns, given: dict[str, Any]) -> Floats:
    c, woman, career, total = m.c, given["woman"], given["career"], given["total"]

    def by_sex(name: str) -> Any:
        return np.where(woman, c[f"{name}_women"], c[f"{name}_men"])

    z = np.where(woman, _powers(given["age"], m.women) + c["female"], _powers(given["age"], m.men))
    z += c["intercept"] + m.by_code[columns["current_offence_code"]]
    z += c["per_sanction"] * total + _powers(given["months"], m.months)
    z += np.where(total == 1, c["first_sanction"], 0)
    gap = c["second_sanction"] + by_sex("second_sanction_gap") * career
    z += np.where(given["second"], gap, 0)
    rate = given["log_total"] - np.log(career + c["career_offset_years"])
    more = by_sex("three_plus_log_rate") * rate
    if "three_plus_log_rate_squared_men" in c:
        more += by_sex("three_plus_log_rate_squared") * rate * rate
    z += np.where(total >= c["three_or_more"], more, 0)
    if "violent_log_rate" in c:
        violent = columns["violent_sanctions"].astype(np.float64)
        rate = np.log(np.maximum(violent, 1) / (career + c["violent_career_offset_years"]))
        z += np.where(violent == 0, by_sex("never_violent"), c["violent_log_rate"] * rate)
        z += np.where(violent == 1, c["once_violent"], 0) + c["per_violent_sanction"] * violent
    if key.endswith("dynamic"):
        z += _needs(c, columns)
    odds = np.exp(z)
    return np.floor(odds / (1 + odds) * 10_000 + 0.5) / 100


def _needs(c: dict[str, float], columns: Columns) -> Floats:
    z = (c["unemployed_points"] * c["unemployed_per_point"]) * columns["is_unemployed"]
    for question, name in (LEVELS | YES).items():
        if name in c:
            z += c[name] * columns[question]
    if "living_with_partner" in c:
        together = columns["current_relationship_status"] == 1
        quality = columns["current_relationship_with_partner"]
        crossed = c["living_with_partner_x_quality_per_level"] * quality
        z += np.where(together, c["living_with_partner"] + crossed, 0)
    if "drug_any_other" in c:
        used = columns[OTHER_DRUGS[0]].astype(bool)
        for question in OTHER_DRUGS[1:]:
            used = used | columns[question].astype(bool)
        z += c["drug_any_other"] * used
    for bit, kind in enumerate(PAST):
        if f"past_{kind}" in c:
            z += c[f"past_{kind}"] * (columns["previous_convictions"] >> bit & 1)
    return z


def _dc_srp(read: dict[str, Any], columns: Columns) -> Floats:
    c = constants(read)

    def steps(name: str, values: Any) -> NDArray[np.int64]:
        step = read["steps"][name]
        return np.array(step["points"])[np.searchsorted(step["at"], values, side="right")]

    born, last = columns["date_of_birth"], columns["most_recent_sexual_offence_date"]
    age = (columns["follow_up_start"] - born) // 10_000
    points = np.maximum(0, (age - c["age_from"]) // c["age_years_per_point"])
    total = np.where(age >= c["age_nil_from"], 0, c["age_points"] - points)
    total += steps("age_at_most_recent_sexual_offence", np.maximum((last - born) // 10_000, 0))
    for name in ("contact_adult_sanctions", "contact_child_sanctions", "non_contact_sanctions",
                 "total_sanctions", "stranger_victim"):  # fmt: skip
        total += steps(name, columns[name])
    chance = 1 / (1 + np.exp(-(c["intercept"] + c["per_point"] * total)))
    return np.floor(np.where(total == 0, 0, chance) * 10_000 + 0.5) / 100
