"""
Columns, contradictions and terms that the three logistic reoffending predictors share.

ARP, VRP and SVRP add up the same kinds of terms on the log-odds scale: criminal history, current
offence, age, sex and offence-free time, and in their dynamic models the assessed needs. Which
terms a predictor has, and with which coefficients, is said by its own module and its tables.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Floats,
    Ints,
    Table,
    at_most,
    derived,
    log_ratio,
    term,
    whole_months,
    whole_years,
)


class StaticAnswers(Answers, frozen=True, kw_only=True):
    """What the static models ask, in the order of the form."""

    sex: ask.Sex = None
    date_of_birth: ask.DateOfBirth = None
    date_of_current_conviction: ask.DateOfCurrentConviction = None
    follow_up_start: ask.FollowUpStart = None
    current_offence_code: ask.CurrentOffenceCode = None
    age_at_first_sanction: ask.AgeAtFirstSanction = None
    total_sanctions: ask.TotalSanctions = None


# Columns -----------------------------------------------------------------------------------------


def _first_known(date: Any, other: Any) -> Any:
    return other + (date - other) * (date != UNKNOWN)


def _where_known(value: Any, *dates: Any) -> Any:
    """Return the value, UNKNOWN where any of the dates it comes from is unknown."""
    known = dates[0] != UNKNOWN
    for date in dates[1:]:
        known = known & (date != UNKNOWN)
    return (value - UNKNOWN) * known + UNKNOWN


@derived(size=130, sees_unknown=True)
def age_at_risk_start(
    date_of_birth: Ints, follow_up_start: Ints, date_of_current_conviction: Ints
) -> Any:
    """Age at start of follow-up"""
    start = _first_known(follow_up_start, date_of_current_conviction)
    age = whole_years(date_of_birth, start) * (date_of_birth <= start)
    return _where_known(age, date_of_birth, start)


@derived(size=130)
def age_at_conviction(date_of_birth: Ints, date_of_current_conviction: Ints) -> Any:
    """Age at current conviction"""
    after = date_of_birth <= date_of_current_conviction
    return whole_years(date_of_birth, date_of_current_conviction) * after


@derived(size=130)
def career(age_at_conviction: Ints, age_at_first_sanction: Ints) -> Any:
    """Years from first sanction to current conviction"""
    years = age_at_conviction - age_at_first_sanction
    return years * (years > 0)


@derived(size=37, sees_unknown=True)
def offence_free_months(
    follow_up_start: Ints,
    date_of_current_conviction: Ints,
    on: Ints,
    *,
    offence_free_months_cap: float,
) -> Any:
    """Offence-free months since the start of follow-up"""
    start = _first_known(follow_up_start, date_of_current_conviction)
    months = whole_months(start, on) * (start <= on)
    return _where_known(at_most(months, int(offence_free_months_cap)), start)


@derived(size=25, labels=(*ask.OFFENCE_CATEGORIES, "not listed"))
def offence_category(current_offence_code: Ints, *, table: Table) -> Any:
    """Category of the current offence"""
    listed = table.categories_of("offence_codes", "category", ask.OFFENCE_CATEGORIES)
    return listed[current_offence_code]


_FLAGS = ("0", "1")


@derived(size=3, labels=("no", "yes", "not listed"))
def violent_offence(current_offence_code: Ints, *, table: Table) -> Any:
    """Whether the current offence counts as a violent sanction"""
    return table.categories_of("offence_codes", "violent_sanction", _FLAGS)[current_offence_code]


_SANCTIONS = ("none", "first", "second", "third or later")


@derived(size=4, labels=_SANCTIONS)
def sanction_number(total_sanctions: Ints) -> Any:
    """Which sanction the current one is"""
    return at_most(total_sanctions, len(_SANCTIONS) - 1)


COLUMNS = (
    age_at_risk_start,
    age_at_conviction,
    career,
    offence_free_months,
    offence_category,
    sanction_number,
)
VIOLENT_COLUMNS = (*COLUMNS, violent_offence)


# Terms of the static models ----------------------------------------------------------------------


def _powers(x: Any, coefficients: Any) -> Any:
    return sum(coefficient * x**power for power, coefficient in enumerate(coefficients, start=1))


def _by_sex(sex: Any, men: Any, women: Any) -> Any:
    return np.where(sex == ask.FEMALE, women, men)


@term(block="constants.intercept")
def intercept(*, table: Table) -> Any:
    """Where everyone starts"""
    return table.numbers["intercept"]


@term(block="polynomials.age_men")
def age(sex: Ints, age_at_risk_start: Ints, *, table: Table) -> Any:
    """Age at start of follow-up, by sex"""
    men = _powers(age_at_risk_start, table.coefficients("age_men"))
    women = _powers(age_at_risk_start, table.coefficients("age_women"))
    return _by_sex(sex, men, women)


@term(block="constants.female")
def female(sex: Ints, *, table: Table) -> Any:
    """Sex"""
    return np.where(sex == ask.FEMALE, table.numbers["female"], 0)


@term(block="weights.offence_category")
def offence(offence_category: Ints, *, table: Table) -> Any:
    """Category of the current offence"""
    weights = table.weight_of("offence_category", ask.OFFENCE_CATEGORIES)
    return np.append(weights, 0)[offence_category.astype(int)]


@term(block="constants.first_sanction")
def first_sanction(total_sanctions: Ints, *, table: Table) -> Any:
    """First sanction"""
    return np.where(total_sanctions == 1, table.numbers["first_sanction"], 0)


@term(block="constants.second_sanction")
def second_sanction(sanction_number: Ints, *, table: Table) -> Any:
    """Second sanction"""
    is_second = sanction_number == _SANCTIONS.index("second")
    return np.where(is_second, table.numbers["second_sanction"], 0)


@term(block="constants.per_sanction")
def sanctions(total_sanctions: Ints, *, table: Table) -> Any:
    """Sanctions for all offences"""
    return table.numbers["per_sanction"] * total_sanctions


@term(block="constants.second_sanction_gap_men")
def second_sanction_gap(sex: Ints, sanction_number: Ints, career: Ints, *, table: Table) -> Any:
    """Years between first and second sanction"""
    c = table.numbers
    per_year = _by_sex(sex, c["second_sanction_gap_men"], c["second_sanction_gap_women"])
    return np.where(sanction_number == _SANCTIONS.index("second"), per_year * career, 0)


@term(block="polynomials.offence_free_months")
def offence_free_time(offence_free_months: Ints, *, table: Table) -> Any:
    """Offence-free months since the start of follow-up"""
    return _powers(offence_free_months, table.coefficients("offence_free_months"))


def _rate(total_sanctions: Any, career: Any, table: Table) -> Any:
    # No rate below one sanction; such a code cannot be answered and never counts.
    above = np.maximum(total_sanctions, 1)
    return log_ratio(above, career + table.numbers["career_offset_years"])


@term(block="constants.three_plus_log_rate_men")
def sanction_rate(sex: Ints, total_sanctions: Ints, career: Ints, *, table: Table) -> Any:
    """Rate of sanctions over the years since the first"""
    c = table.numbers
    weight = _by_sex(sex, c["three_plus_log_rate_men"], c["three_plus_log_rate_women"])
    counts = total_sanctions >= c["three_or_more"]
    return np.where(counts, weight * _rate(total_sanctions, career, table), 0)


@term(block="constants.three_plus_log_rate_squared_men")
def sanction_rate_squared(sex: Ints, total_sanctions: Ints, career: Ints, *, table: Table) -> Any:
    """Rate of sanctions over the years since the first, squared"""
    c = table.numbers
    weight = _by_sex(
        sex, c["three_plus_log_rate_squared_men"], c["three_plus_log_rate_squared_women"]
    )
    rate = _rate(total_sanctions, career, table)
    return np.where(total_sanctions >= c["three_or_more"], weight * (rate * rate), 0)


@term(block="constants.never_violent_men")
def never_violent(sex: Ints, violent_sanctions: Ints, *, table: Table) -> Any:
    """No violent sanction"""
    c = table.numbers
    weight = _by_sex(sex, c["never_violent_men"], c["never_violent_women"])
    return np.where(violent_sanctions == 0, weight, 0)


@term(block="constants.once_violent")
def once_violent(violent_sanctions: Ints, *, table: Table) -> Any:
    """One violent sanction"""
    return np.where(violent_sanctions == 1, table.numbers["once_violent"], 0)


@term(block="constants.per_violent_sanction")
def violence(violent_sanctions: Ints, *, table: Table) -> Any:
    """Violent sanctions"""
    return table.numbers["per_violent_sanction"] * violent_sanctions


@term(block="constants.violent_log_rate")
def violence_rate(violent_sanctions: Ints, career: Ints, *, table: Table) -> Any:
    """Rate of violent sanctions over the years since the first"""
    c = table.numbers
    rate = log_ratio(np.maximum(violent_sanctions, 1), career + c["violent_career_offset_years"])
    return np.where(violent_sanctions >= 1, c["violent_log_rate"] * rate, 0)


def probability(total: Floats, table: Table) -> Floats:  # noqa: ARG001  every link takes its table
    """
    Chance of a proven reoffence of the kind predicted within two years.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        Sum of the terms. [log-odds]

    Returns
    -------
    ndarray of float64, shape (n,)
        ``e^z / (1 + e^z)``. [probability]
    """
    odds = np.exp(total)
    chance: Floats = odds / (1 + odds)
    return chance
