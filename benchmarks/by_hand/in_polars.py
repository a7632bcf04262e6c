"""ARP, VRP, SVRP and DC-SRP as polars expressions over complete answers."""

from collections.abc import Callable
from typing import Any

import polars as pl

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

col, when, lit = pl.col, pl.when, pl.lit


def prepared(on: int) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return a function from a frame of codes, dates packed YYYYMMDD, to percentages."""
    models = {key: model(key) for key in KEYS[:-1]}
    # The weights of each offence by its code, one column for each model.
    weights = pl.DataFrame({f"weight_{key}": m.by_code for key, m in models.items()})
    given = _given(on)
    scores = [_percent(_predictor(key, m)).alias(key) for key, m in models.items()]
    scores.append(_dc_srp(table("dc_srp")).alias("dc_srp"))

    def percentages(frame: pl.DataFrame) -> pl.DataFrame:
        by_code = weights[frame["current_offence_code"]]
        query = pl.concat([frame, by_code], how="horizontal").lazy()
        return query.with_columns(given).select(scores).collect()

    return percentages


def _given(on: int) -> list[pl.Expr]:
    convicted, born = col("date_of_current_conviction"), col("date_of_birth")
    follow_up = col("follow_up_start")
    start = when(follow_up > 0).then(follow_up).otherwise(convicted)
    months = (on // 10_000 - start // 10_000) * 12 + on // 100 % 100 - start // 100 % 100
    months = months - (lit(on % 100) < start % 100).cast(pl.Int32)
    age_then = ((convicted - born) // 10_000).clip(lower_bound=0)
    career = age_then - col("age_at_first_sanction").cast(pl.Int32)
    return [
        (col("sex") == 1).alias("woman"),
        ((start - born) // 10_000).clip(lower_bound=0).cast(pl.Float64).alias("age"),
        months.clip(0, 36).cast(pl.Float64).alias("months"),
        career.clip(lower_bound=0).cast(pl.Float64).alias("career"),
        col("total_sanctions").cast(pl.Float64).alias("total"),
        col("violent_sanctions").cast(pl.Float64).alias("violent"),
        col("total_sanctions").cast(pl.Float64).log().alias("log_total"),
    ]


def _powers(x: pl.Expr, coefficients: list[float]) -> pl.Expr:
    total = lit(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total = total * x + coefficient
    return total * x


def _either(condition: pl.Expr, then: Any, otherwise: Any = 0.0) -> pl.Expr:
    return when(condition).then(then).otherwise(otherwise)


def _predictor(key: str, m: Model) -> pl.Expr:
    c, woman, career, total = m.c, col("woman"), col("career"), col("total")

    def by_sex(name: str) -> pl.Expr:
        return _either(woman, c[f"{name}_women"], c[f"{name}_men"])

    age = col("age")
    z = _either(woman, _powers(age, m.women) + c["female"], _powers(age, m.men))
    z = z + c["intercept"] + col(f"weight_{key}") + c["per_sanction"] * total
    z = z + _powers(col("months"), m.months) + _either(total == 1, c["first_sanction"])
    gap = c["second_sanction"] + by_sex("second_sanction_gap") * career
    z = z + _either(total == 2, gap)  # noqa: PLR2004
    rate = col("log_total") - (career + c["career_offset_years"]).log()
    more = by_sex("three_plus_log_rate") * rate
    if "three_plus_log_rate_squared_men" in c:
        more = more + by_sex("three_plus_log_rate_squared") * rate * rate
    z = z + _either(total >= c["three_or_more"], more)
    if "violent_log_rate" in c:
        violent = col("violent")
        rate = (violent.clip(lower_bound=1) / (career + c["violent_career_offset_years"])).log()
        z = z + _either(violent == 0, by_sex("never_violent"), c["violent_log_rate"] * rate)
        z = z + _either(violent == 1, c["once_violent"]) + c["per_violent_sanction"] * violent
    return z + _needs(c) if key.endswith("dynamic") else z


def _needs(c: dict[str, float]) -> pl.Expr:
    z = (c["unemployed_points"] * c["unemployed_per_point"]) * col("is_unemployed")
    for question, name in (LEVELS | YES).items():
        if name in c:
            z = z + c[name] * col(question)
    if "living_with_partner" in c:
        crossed = c["living_with_partner_x_quality_per_level"]
        both = c["living_with_partner"] + crossed * col("current_relationship_with_partner")
        z = z + _either(col("current_relationship_status") == 1, both)
    if "drug_any_other" in c:
        z = z + _either(pl.max_horizontal(*OTHER_DRUGS) > 0, c["drug_any_other"])
    for bit, kind in enumerate(PAST):
        if f"past_{kind}" in c:
            held = (col("previous_convictions") & (1 << bit)) > 0
            z = z + _either(held, c[f"past_{kind}"])
    return z


def _percent(z: pl.Expr) -> pl.Expr:
    odds = z.exp()
    return (odds / (1 + odds) * 10_000 + 0.5).floor() / 100


def _dc_srp(read: dict[str, Any]) -> pl.Expr:
    c = constants(read)

    def steps(name: str, value: pl.Expr) -> pl.Expr:
        step = read["steps"][name]
        points = lit(step["points"][0])
        for at, more in zip(step["at"], step["points"][1:], strict=True):
            points = when(value >= at).then(more).otherwise(points)
        return points

    born = col("date_of_birth")
    last = (col("most_recent_sexual_offence_date") - born) // 10_000
    age = (col("follow_up_start") - born) // 10_000
    points = ((age - c["age_from"]) // c["age_years_per_point"]).clip(lower_bound=0)
    total = _either(age >= c["age_nil_from"], 0.0, c["age_points"] - points)
    total = total + steps("age_at_most_recent_sexual_offence", last.clip(lower_bound=0))
    for name in ("contact_adult_sanctions", "contact_child_sanctions", "non_contact_sanctions",
                 "total_sanctions", "stranger_victim"):  # fmt: skip
        total = total + steps(name, col(name))
    chance = 1 / (1 + (-(c["intercept"] + c["per_point"] * total)).exp())
    return (_either(total == 0, 0.0, chance) * 10_000 + 0.5).floor() / 100
