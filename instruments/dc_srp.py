"""
DC-SRP (formerly OSP/DC): direct contact sexual reoffending by adult men.

A static 64-point scale for men with a sexual offence in their history; it says nothing of what has
changed in the person. It must not be used for women, for children, for people without a sexual
offence, or as the only ground of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers and their sources stand in ``models/dc_srp``.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from instruments import sexual
from instruments.ages import born_after_assessment, under_age
from instruments.scale import logistic
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Floats,
    Instrument,
    Ints,
    Table,
    derived,
    shift,
    steps,
    term,
    whole_years,
)


class DcSrpAnswers(Answers, frozen=True, kw_only=True):
    """What DC-SRP asks, in the order of the form."""

    sex: ask.Sex = None
    ever_sexual_offence: ask.EverSexualOffence = None
    date_of_birth: ask.DateOfBirth = None
    follow_up_start: ask.FollowUpStart = None
    supervision_status: ask.SupervisionStatus = None
    total_sanctions: ask.TotalSanctions = None
    contact_adult_sanctions: ask.ContactAdultSanctions = None
    contact_child_sanctions: ask.ContactChildSanctions = None
    non_contact_sanctions: ask.NonContactSanctions = None
    indecent_image_sanctions: ask.IndecentImageSanctions = None
    most_recent_sexual_offence_date: ask.MostRecentSexualOffenceDate = None
    stranger_victim: ask.StrangerVictim = None
    most_recent_offence_date: ask.MostRecentOffenceDate = None


_CLEAR = ("less than five clear years", "five clear years", "not known")


_NOT_KNOWN = _CLEAR.index("not known")


@derived(size=3, labels=_CLEAR)
def clear_since_sexual_offence(
    most_recent_sexual_offence_date: Ints, on: Ints, *, table: Table
) -> Any:
    """Since the most recent sexual offence"""
    return _clear_years(most_recent_sexual_offence_date, on, table)


@derived(size=3, labels=_CLEAR)
def clear_since_follow_up(follow_up_start: Ints, on: Ints, *, table: Table) -> Any:
    """Since the start of follow-up"""
    return _clear_years(follow_up_start, on, table)


@derived(size=3, labels=_CLEAR, sees_unknown=True)
def clear_since_any_offence(most_recent_offence_date: Ints, on: Ints, *, table: Table) -> Any:
    """Since the most recent offence of any kind"""
    return _clear_years(most_recent_offence_date, on, table)


def _clear_years(date: Ints, on: Ints, table: Table) -> Any:
    """0 for fewer years than the reduction needs, 1 for enough, 2 when the date is not known."""
    clear = whole_years(date, on) >= table.numbers["offence_free_years"]
    return (date == UNKNOWN) * _NOT_KNOWN + (date != UNKNOWN) * clear


@term(block="constants.age_from")
def age(age_at_follow_up: Ints, *, table: Table) -> Floats:
    """Age at start of follow-up"""
    c = table.numbers
    past = np.maximum(0, (age_at_follow_up - c["age_from"]) // c["age_years_per_point"])
    return np.where(age_at_follow_up >= c["age_nil_from"], 0, c["age_points"] - past)


@shift(block="constants.offence_free_years")
def offence_free_reduction(
    supervision_status: Ints,
    clear_since_any_offence: Ints,
    clear_since_sexual_offence: Ints,
    clear_since_follow_up: Ints,
    *,
    table: Table,
) -> Any:
    """Band lowered by one after five offence-free years in the community"""
    inside = supervision_status == ask.CUSTODY
    if not table.rule("remand_earns_reduction"):
        inside = inside | (supervision_status == ask.REMAND)
    unknown_passes = not table.rule("unknown_date_blocks_reduction")
    any_clear = (clear_since_any_offence == 1) | (
        (clear_since_any_offence == _NOT_KNOWN) & unknown_passes
    )
    clear = any_clear & (clear_since_sexual_offence == 1) & (clear_since_follow_up == 1)
    return np.where(clear & ~inside, -1, 0)


def dc_probability(total: Floats, table: Table) -> Floats:
    """
    Chance of a proven contact sexual reoffence; the source does not state the period.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        0 to 64. [points]

    Returns
    -------
    ndarray of float64, shape (n,)
        ``1 / (1 + exp(-(intercept + per_point * total)))``, in IEEE doubles; nil for 0 points
        where the table says so. [probability]
    """
    chance = logistic(total, "intercept", table)
    if table.rule("zero_points_is_zero_percent"):
        chance = np.where(total == 0, 0, chance)
    return chance


INSTRUMENT = Instrument(
    key="dc_srp",
    title="Direct Contact Sexual Reoffending Predictor (DC-SRP, formerly OSP/DC)",
    about="Static 64-point scale for adult men with a sexual offence: chance of a further contact "
    "sexual offence. Not for women, children or people without a sexual offence; never the only "
    "ground of a decision.",
    answers=DcSrpAnswers,
    tables="models",
    derived=(
        sexual.age_at_follow_up,
        sexual.age_at_most_recent_sexual_offence,
        clear_since_any_offence,
        clear_since_sexual_offence,
        clear_since_follow_up,
    ),
    excluded=(sexual.woman, sexual.no_sexual_offence, under_age),
    checks=(
        born_after_assessment,
        sexual.follow_up_before_birth,
        sexual.sexual_offence_before_birth,
        sexual.follow_up_age_out_of_range,
        sexual.sexual_offence_age_out_of_range,
        sexual.no_sexual_sanction_counted,
        sexual.more_sexual_than_all_sanctions,
        sexual.sexual_sanctions_without_history,
    ),
    terms=(
        steps("contact_adult_sanctions"),
        steps("contact_child_sanctions"),
        steps("non_contact_sanctions"),
        age,
        steps("age_at_most_recent_sexual_offence"),
        steps("total_sanctions"),
        steps("stranger_victim"),
    ),
    shift=offence_free_reduction,
    probability=dc_probability,
    notes=(sexual.sexual_offence_after_assessment,),
)
