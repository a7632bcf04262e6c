"""
Sexual reoffending predictors: DC-SRP, IIC-SRP and the original OSP of 2014.

DC-SRP (formerly OSP/DC) estimates the chance that an adult man with a sexual offence in his
history commits a further contact sexual offence; IIC-SRP (formerly OSP/IIC) the chance of an
offence with indecent images or indirect contact. The 2014 scale was their common ancestor. All are
static: they say nothing of what has changed in the person. They must not be used for women, for
children, for people without a sexual offence, or as the only ground of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright) and the RSR calculator of 2018 (NOMS, MIT licence). Numbers and their sources stand in
``models/dc_srp``, ``models/iic_srp`` and ``models/osp_2014``.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Floats,
    Instrument,
    Ints,
    Table,
    at_most,
    check,
    derived,
    excluded,
    figure,
    note,
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


class IicSrpAnswers(Answers, frozen=True, kw_only=True):
    """What IIC-SRP asks, in the order of the form."""

    sex: ask.Sex = None
    ever_sexual_offence: ask.EverSexualOffence = None
    date_of_birth: ask.DateOfBirth = None
    indecent_image_sanctions: ask.IndecentImageSanctions = None
    contact_child_sanctions: ask.ContactChildSanctions = None
    contact_adult_sanctions: ask.ContactAdultSanctions = None
    non_contact_sanctions: ask.NonContactSanctions = None
    total_sanctions: ask.TotalSanctions = None


class Osp2014Answers(Answers, frozen=True, kw_only=True):
    """What the original OSP asks, in the order of the form."""

    sex: ask.Sex = None
    ever_sexual_offence: ask.EverSexualOffence = None
    date_of_birth: ask.DateOfBirth = None
    follow_up_start: ask.FollowUpStart = None
    total_sanctions: ask.TotalSanctions = None
    contact_adult_sanctions: ask.ContactAdultSanctions = None
    contact_child_sanctions: ask.ContactChildSanctions = None
    non_contact_sanctions: ask.NonContactSanctions = None
    indecent_image_sanctions: ask.IndecentImageSanctions = None
    most_recent_sexual_offence_date: ask.MostRecentSexualOffenceDate = None
    stranger_victim: ask.StrangerVictim = None


# Columns -----------------------------------------------------------------------------------------


@derived(size=201)
def age_at_assessment(date_of_birth: Ints, on: Ints) -> Any:
    """Age at assessment"""
    return whole_years(date_of_birth, on) * (date_of_birth <= on)


@derived(size=201)
def age_at_follow_up(date_of_birth: Ints, follow_up_start: Ints) -> Any:
    """Age at start of follow-up"""
    return whole_years(date_of_birth, follow_up_start) * (date_of_birth <= follow_up_start)


@derived(size=201)
def age_at_most_recent_sexual_offence(
    date_of_birth: Ints, most_recent_sexual_offence_date: Ints
) -> Any:
    """Age at the most recent sexual offence"""
    after = date_of_birth <= most_recent_sexual_offence_date
    return whole_years(date_of_birth, most_recent_sexual_offence_date) * after


_COUNTS = (
    "contact_adult_sanctions",
    "contact_child_sanctions",
    "non_contact_sanctions",
    "indecent_image_sanctions",
)
_CLEAR = ("less than five clear years", "five clear years", "not known")
_NOT_KNOWN = _CLEAR.index("not known")
_COUNTED = ("none", "one", "two or more")
_TWO_OR_MORE = _COUNTED.index("two or more")


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


@derived(size=3, labels=_COUNTED)
def images(indecent_image_sanctions: Ints) -> Any:
    """Indecent image sanctions"""
    return at_most(indecent_image_sanctions, _TWO_OR_MORE)


@derived(size=3, labels=_COUNTED)
def contact_child(contact_child_sanctions: Ints) -> Any:
    """Contact child sanctions"""
    return at_most(contact_child_sanctions, _TWO_OR_MORE)


@derived(size=2, labels=("no", "yes"))
def contact_adult(contact_adult_sanctions: Ints) -> Any:
    """Any contact adult sanction"""
    return contact_adult_sanctions > 0


@derived(size=2, labels=("no", "yes"))
def non_contact(non_contact_sanctions: Ints) -> Any:
    """Any non-contact sanction"""
    return non_contact_sanctions > 0


@derived(size=2, labels=("no", "yes"))
def any_previous_sanction(total_sanctions: Ints) -> Any:
    """Any previous sanction"""
    return total_sanctions > 1


# Who is not scored -------------------------------------------------------------------------------


@excluded
def woman(sex: Ints) -> Any:
    """The scale was built on men and is not scored for women."""
    return sex == ask.FEMALE


@excluded
def woman_in_images(sex: Ints, *, table: Table) -> Any:
    """The scale was built on men and is not scored for women."""
    return (sex == ask.FEMALE) & table.rule("woman_not_applicable")


@excluded
def no_sexual_offence(ever_sexual_offence: Ints) -> Any:
    """There is no sanction for a sexual offence."""
    return ever_sexual_offence == 0


@excluded
def under_age(age_at_assessment: Ints, *, table: Table) -> Any:
    """The person is under 18 at assessment, and the scale is for adults."""
    return (age_at_assessment < table.numbers["minimum_age"]) & table.rule("adults_only")


# Answers that contradict each other --------------------------------------------------------------


@check(way_out="Correct one of the two dates.")
def follow_up_before_birth(date_of_birth: Ints, follow_up_start: Ints) -> Any:
    """Follow-up starts on or before the date of birth."""
    return follow_up_start <= date_of_birth


@check(way_out="Correct one of the two dates.")
def sexual_offence_before_birth(
    date_of_birth: Ints, most_recent_sexual_offence_date: Ints
) -> Any:
    """The most recent sexual offence lies on or before the date of birth."""
    return most_recent_sexual_offence_date <= date_of_birth


@check(way_out="Correct the date of birth or the start of follow-up.")
def follow_up_age_out_of_range(age_at_follow_up: Ints, *, table: Table) -> Any:
    """The age at the start of follow-up is 110 or more."""
    return age_at_follow_up >= table.numbers["age_limit"]


@check(way_out="Correct the date of birth or the date of the offence.")
def sexual_offence_age_out_of_range(
    age_at_most_recent_sexual_offence: Ints, *, table: Table
) -> Any:
    """The age at the most recent sexual offence is 110 or more."""
    return age_at_most_recent_sexual_offence >= table.numbers["age_limit"]


@check(way_out="Count at least one sexual sanction, or answer no to a sexual offence in history.")
def no_sexual_sanction_counted(
    sex: Ints,
    ever_sexual_offence: Ints,
    contact_adult_sanctions: Ints,
    contact_child_sanctions: Ints,
    non_contact_sanctions: Ints,
    indecent_image_sanctions: Ints,
) -> Any:
    """There is a sexual offence in the history, but every count of sexual sanctions is 0."""
    counted = (
        contact_adult_sanctions
        + contact_child_sanctions
        + non_contact_sanctions
        + indecent_image_sanctions
    )
    return (sex != ask.FEMALE) & (ever_sexual_offence == 1) & (counted == 0)


@check(way_out="Correct the counts or the total of all sanctions.", lenient=_COUNTS)
def more_sexual_than_all_sanctions(
    sex: Ints,
    ever_sexual_offence: Ints,
    total_sanctions: Ints,
    contact_adult_sanctions: Ints,
    contact_child_sanctions: Ints,
    non_contact_sanctions: Ints,
    indecent_image_sanctions: Ints,
) -> Any:
    """The sexual sanctions add up to more than all sanctions."""
    counted = (
        contact_adult_sanctions
        + contact_child_sanctions
        + non_contact_sanctions
        + indecent_image_sanctions
    )
    return (
        (sex != ask.FEMALE)
        & (ever_sexual_offence == 1)
        & (total_sanctions > 0)
        & (counted > total_sanctions)
    )


@check(
    way_out="Correct the counts, or answer yes to a sexual offence in history.",
    lenient=_COUNTS,
    first=True,
)
def sexual_sanctions_without_history(
    sex: Ints,
    ever_sexual_offence: Ints,
    contact_adult_sanctions: Ints,
    contact_child_sanctions: Ints,
    non_contact_sanctions: Ints,
    indecent_image_sanctions: Ints,
) -> Any:
    """Sexual sanctions are counted, but there is said to be no sexual offence in the history."""
    counted = (
        contact_adult_sanctions
        + contact_child_sanctions
        + non_contact_sanctions
        + indecent_image_sanctions
    )
    return (sex != ask.FEMALE) & (ever_sexual_offence == 0) & (counted > 0)


@note
def sexual_offence_after_assessment(most_recent_sexual_offence_date: Ints, on: Ints) -> Any:
    """The most recent sexual offence lies after the day of assessment: check the date."""
    return most_recent_sexual_offence_date > on


# DC-SRP ------------------------------------------------------------------------------------------


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
    c = table.numbers
    chance = 1 / (1 + np.exp(-(c["intercept"] + c["per_point"] * total)))
    if table.rule("zero_points_is_zero_percent"):
        chance = np.where(total == 0, 0, chance)
    return chance


DC_SRP = Instrument(
    key="dc_srp",
    title="Direct Contact Sexual Reoffending Predictor (DC-SRP, formerly OSP/DC)",
    about="Static 64-point scale for adult men with a sexual offence: chance of a further contact "
    "sexual offence. Not for women, children or people without a sexual offence; never the only "
    "ground of a decision.",
    answers=DcSrpAnswers,
    tables="models",
    derived=(
        age_at_assessment,
        age_at_follow_up,
        age_at_most_recent_sexual_offence,
        clear_since_any_offence,
        clear_since_sexual_offence,
        clear_since_follow_up,
    ),
    excluded=(woman, no_sexual_offence, under_age),
    checks=(
        follow_up_before_birth,
        sexual_offence_before_birth,
        follow_up_age_out_of_range,
        sexual_offence_age_out_of_range,
        no_sexual_sanction_counted,
        more_sexual_than_all_sanctions,
        sexual_sanctions_without_history,
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
    notes=(sexual_offence_after_assessment,),
)


# IIC-SRP -----------------------------------------------------------------------------------------


def _line_text(*codes: int, table: Table) -> str:
    return table.lines[len(table.lines) - 1 - int(_first_line(*codes, table=table))].when


def _first_line(
    images: Any, contact_child: Any, contact_adult: Any, non_contact: Any, sex: Any, table: Table
) -> Any:
    """Return how far the first line that fits stands above the last."""
    if table.rule("other_history_needs_both_counts"):
        other = (contact_adult == 1) & (non_contact == 1)
    else:
        other = (contact_adult == 1) | (non_contact == 1)
    fits = [images > 1, images == 1, contact_child > 1, contact_child == 1, other]
    top = len(table.lines) - 1
    place = np.select(fits, [top - i for i in range(len(fits))], default=0)
    return np.where(sex == ask.FEMALE, 0, place)


@term(block="lines.0", says=_line_text)
def line(
    images: Ints,
    contact_child: Ints,
    contact_adult: Ints,
    non_contact: Ints,
    sex: Ints,
    *,
    table: Table,
) -> Any:
    """First line of the hierarchy that fits"""
    return _first_line(images, contact_child, contact_adult, non_contact, sex, table)


IIC_SRP = Instrument(
    key="iic_srp",
    title="Images and Indirect Contact Sexual Reoffending Predictor (IIC-SRP, formerly OSP/IIC)",
    about="Static hierarchy for adult men with a sexual offence: chance of an offence with "
    "indecent images or indirect contact. The first line that fits decides; nothing is added up. "
    "There is no very high band. Never the only ground of a decision.",
    answers=IicSrpAnswers,
    tables="models",
    derived=(age_at_assessment, images, contact_child, contact_adult, non_contact),
    excluded=(woman_in_images, no_sexual_offence, under_age),
    checks=(
        no_sexual_sanction_counted,
        more_sexual_than_all_sanctions,
        sexual_sanctions_without_history,
    ),
    terms=(line,),
    unit="line",
)


# The original OSP --------------------------------------------------------------------------------


@check(way_out="Correct the date of birth or the start of follow-up.")
def too_young_at_follow_up(age_at_follow_up: Ints, *, table: Table) -> Any:
    """The age at the start of follow-up lies below the scale, which begins at 10."""
    return age_at_follow_up < table.numbers["youngest"]


@check(way_out="Correct the date of birth or the date of the offence.")
def too_young_at_sexual_offence(age_at_most_recent_sexual_offence: Ints, *, table: Table) -> Any:
    """The age at the most recent sexual offence lies below the scale, which begins at 10."""
    return age_at_most_recent_sexual_offence < table.numbers["youngest"]


def _logistic(total: Floats, intercept: float, table: Table) -> Any:
    return 1 / (1 + np.exp(-(intercept + table.numbers["per_point"] * total)))


def contact_two_years(total: Floats, table: Table) -> Floats:
    """
    Chance of a proven contact sexual reoffence within two years.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        0 to 32. [points]

    Returns
    -------
    ndarray of float64, shape (n,)
        [probability]
    """
    chance: Floats = _logistic(total, table.numbers["two_year_intercept"], table)
    return chance


@figure(title="Contact sexual reoffending within one year")
def contact_one_year(total: Floats, *, table: Table) -> Any:
    """Return the one-year chance of the same points."""
    return _logistic(total, table.numbers["one_year_intercept"], table)


def _image_rates(
    images: Ints, child: Ints, adult: Ints, other: Ints, period: str, table: Table
) -> Any:
    rate = table.numbers
    return np.select(
        [images > 1, images == 1, child > 1, child == 1, (adult == 1) | (other == 1)],
        [
            rate[f"images_two_{period}"],
            rate[f"images_one_{period}"],
            rate[f"images_child_two_{period}"],
            rate[f"images_child_one_{period}"],
            rate[f"images_other_{period}"],
        ],
        default=rate[f"images_none_{period}"],
    )


@figure(title="Indecent images offending within one year")
def images_one_year(
    images: Ints, contact_child: Ints, contact_adult: Ints, non_contact: Ints, *, table: Table
) -> Any:
    """Return the rate of the first line that fits."""
    return _image_rates(images, contact_child, contact_adult, non_contact, "one_year", table)


@figure(title="Indecent images offending within two years")
def images_two_years(
    images: Ints, contact_child: Ints, contact_adult: Ints, non_contact: Ints, *, table: Table
) -> Any:
    """Return the rate of the first line that fits."""
    return _image_rates(images, contact_child, contact_adult, non_contact, "two_years", table)


OSP_2014 = Instrument(
    key="osp_2014",
    title="OASys Sexual reoffending Predictor of 2014 (32 points, contact and images)",
    about="The original scale inside RSR from 2014 to 2021, for adult men with a sexual offence. "
    "Kept to rescore and audit old files; not for new decisions. It has no bands.",
    answers=Osp2014Answers,
    tables="models",
    derived=(
        age_at_assessment,
        age_at_follow_up,
        age_at_most_recent_sexual_offence,
        any_previous_sanction,
        images,
        contact_child,
        contact_adult,
        non_contact,
    ),
    excluded=(woman, no_sexual_offence, under_age),
    checks=(
        follow_up_before_birth,
        sexual_offence_before_birth,
        follow_up_age_out_of_range,
        sexual_offence_age_out_of_range,
        too_young_at_follow_up,
        too_young_at_sexual_offence,
        more_sexual_than_all_sanctions,
        sexual_sanctions_without_history,
    ),
    terms=(
        steps("contact_adult_sanctions"),
        steps("contact_child_sanctions"),
        steps("non_contact_sanctions"),
        steps("any_previous_sanction"),
        steps("stranger_victim"),
        steps("age_at_most_recent_sexual_offence"),
        steps("age_at_follow_up"),
    ),
    probability=contact_two_years,
    measures=(contact_one_year, images_one_year, images_two_years),
    notes=(sexual_offence_after_assessment,),
)
