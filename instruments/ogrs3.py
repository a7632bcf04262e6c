"""
Offender Group Reconviction Scale 3 (OGRS3): any proven reoffending within one and two years.

A logistic model of age, sex, history and current offence; static only. In force until June 2026 and
then replaced by ARP. For men and women from the age of 10. It predicts proven reoffending, says
nothing of its harm, and must not be used for new decisions.

References: P. Howard, B. Francis, K. Soothill and L. Humphreys (2009), OGRS 3, Ministry of Justice;
the actuarial risk service of HMPPS (2025, MIT licence, Crown copyright). Numbers stand in
``models/ogrs3``.
"""

from fractions import Fraction
from math import floor
from typing import Any

import numpy as np

from instruments import questions as ask
from instruments import reoffending as shared
from instruments import reoffending_checks as contradictions
from riskservice.kit import (
    Floats,
    Instrument,
    Ints,
    Table,
    check,
    derived,
    figure,
    log_ratio,
    term,
)

GROUPS = (
    "absconding_or_bail",
    "burglary_domestic",
    "burglary_other",
    "criminal_damage",
    "drink_driving",
    "drug_import_export_or_production",
    "drug_possession_or_supply",
    "fraud_and_forgery",
    "handling_stolen_goods",
    "motoring_other",
    "other",
    "public_order",
    "robbery",
    "sexual_against_child",
    "sexual_not_against_child",
    "soliciting_or_prostitution",
    "taking_and_driving_away",
    "theft_from_vehicles",
    "theft_non_motor",
    "violence",
)
_LISTED = (*GROUPS, "need_details")


class Ogrs3Answers(shared.StaticAnswers, frozen=True, kw_only=True):
    """What OGRS3 asks, in the order of the form."""


# Columns -----------------------------------------------------------------------------------------


@derived(size=22, labels=(*_LISTED, "not listed"))
def ogrs3_group(current_offence_code: Ints, *, table: Table) -> Any:
    """Group of the current offence"""
    return table.categories_of("offence_codes", "ogrs3_group", _LISTED)[current_offence_code]


# Contradictions ----------------------------------------------------------------------------------


@check(way_out="Correct the date of birth or the date of the current conviction.")
def convicted_in_childhood(
    date_of_birth: Ints, date_of_current_conviction: Ints, age_at_conviction: Ints, *, table: Table
) -> Any:
    """The age at the current conviction is below 10."""
    born = date_of_current_conviction > date_of_birth
    return born & (age_at_conviction < table.numbers["youngest"])


@check(way_out="Correct the date of birth or the start of follow-up.")
def too_young_at_follow_up(age_at_risk_start: Ints, *, table: Table) -> Any:
    """The age at the start of follow-up is below 10, where the scale begins."""
    return age_at_risk_start < table.numbers["youngest"]


@check(way_out="Give the code as the Home Office listed it in 2025.")
def offence_code_not_listed(current_offence_code: Ints, ogrs3_group: Ints) -> Any:
    """The offence code has no place in the list of OGRS3."""
    return (current_offence_code >= 0) & (ogrs3_group == len(_LISTED))


@check(way_out="Give the code of the exact offence.")
def offence_not_exact(current_offence_code: Ints, ogrs3_group: Ints) -> Any:
    """The offence code stands for details that are still needed."""
    return (current_offence_code >= 0) & (ogrs3_group == _LISTED.index("need_details"))


# Terms -------------------------------------------------------------------------------------------


@term(block="constants.two_year_intercept")
def two_years(*, table: Table) -> Any:
    """Where everyone starts, for two years"""
    return table.numbers["two_year_intercept"]


@term(block="steps.age_men")
def age_and_sex(sex: Ints, age_at_risk_start: Ints, *, table: Table) -> Any:
    """Age at start of follow-up, by sex"""
    men = table.steps["age_men"].look_up(age_at_risk_start)
    women = table.steps["age_women"].look_up(age_at_risk_start)
    return np.where(sex == ask.FEMALE, women, men)


@term(block="constants.repeat_sanction")
def history(total_sanctions: Ints, *, table: Table) -> Any:
    """First sanction, or a repeated one"""
    c = table.numbers
    return np.where(total_sanctions > 1, c["repeat_sanction"], c["first_sanction"])


@term(block="constants.sanction_log_rate")
def sanction_rate(total_sanctions: Ints, career: Ints, *, table: Table) -> Any:
    """Rate of sanctions over the years since the first"""
    c = table.numbers
    rate = log_ratio(np.maximum(total_sanctions, 1), career + c["career_offset_years"])
    return c["sanction_log_rate"] * rate


@term(block="weights.offence_group")
def offence(ogrs3_group: Ints, *, table: Table) -> Any:
    """Group of the current offence"""
    # The two places after the groups cannot be scored and never count.
    weights = np.append(table.weight_of("offence_group", GROUPS), (0, 0))
    return weights[np.asarray(ogrs3_group, dtype=int)]


_BESIDE_THE_START = (age_and_sex, history, sanction_rate, offence)


# From log-odds to whole percentages --------------------------------------------------------------


def _whole_percent(total: Any, table: Table) -> Any:
    """
    Return the published percentage of log-odds.

    Rounded to five decimals of the chance, then to a whole percentage, halves up both times; 0 is
    published as 1 and 100 as 99.
    """
    c = table.numbers
    odds = np.exp(np.asarray(total, dtype=float))
    chance = np.atleast_1d(odds / (1 + odds))
    half = 1 / (1 + 1)
    shifted = chance * c["decimal_units"] + half
    units = np.floor(shifted)
    # Close to a tie the product of two doubles may fall on the wrong side.
    near = np.abs(shifted - np.rint(shifted)) < np.sqrt(np.finfo(float).eps)
    for i in np.flatnonzero(near):
        exact = Fraction(float(chance[i])) * int(c["decimal_units"])
        units[i] = floor(exact + Fraction(half))
    whole = np.floor(units / c["units_per_percent"] + half)
    return np.clip(whole, c["lowest_percent"], c["highest_percent"])


@derived(size=100)
def one_year_percent(
    sex: Ints,
    age_at_risk_start: Ints,
    total_sanctions: Ints,
    career: Ints,
    ogrs3_group: Ints,
    *,
    table: Table,
) -> Any:
    """Whole percentage within one year"""
    known = {
        "sex": sex,
        "age_at_risk_start": age_at_risk_start,
        "total_sanctions": total_sanctions,
        "career": career,
        "ogrs3_group": ogrs3_group,
    }
    total = table.numbers["one_year_intercept"]
    for one in _BESIDE_THE_START:
        total = total + one.function(*(known[need] for need in one.needs), table=table)
    whole = _whole_percent(total, table)
    return whole if np.ndim(total) else int(whole[0])


def two_year_probability(total: Floats, table: Table) -> Floats:
    """
    Chance of a proven reoffence within two years, as it was published.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        Sum of the terms. [log-odds]

    Returns
    -------
    ndarray of float64, shape (n,)
        A whole percentage from 1 to 99, as a chance. [probability]
    """
    c = table.numbers
    chance: Floats = _whole_percent(total, table) * c["units_per_percent"] / c["decimal_units"]
    return chance


@figure(title="Any proven reoffending within one year")
def one_year(one_year_percent: Ints, *, table: Table) -> Any:
    """Return the one-year chance as it was published."""
    c = table.numbers
    return one_year_percent * c["units_per_percent"] / c["decimal_units"]


INSTRUMENT = Instrument(
    key="ogrs3",
    title="Offender Group Reconviction Scale 3 (OGRS3)",
    about="Chance of any proven reoffence within two years, and within one; in force until June "
    "2026. Kept to rescore and audit old files, not for new decisions.",
    answers=Ogrs3Answers,
    tables="models",
    derived=(
        shared.age_at_risk_start,
        shared.age_at_conviction,
        shared.career,
        ogrs3_group,
        one_year_percent,
    ),
    checks=(
        contradictions.conviction_before_birth,
        convicted_in_childhood,
        contradictions.first_sanction_after_conviction,
        offence_code_not_listed,
        offence_not_exact,
        contradictions.risk_start_before_birth,
        too_young_at_follow_up,
    ),
    terms=(two_years, *_BESIDE_THE_START),
    probability=two_year_probability,
    measures=(one_year,),
    unit="log_odds",
)
