"""Answers that contradict each other in the reoffending predictors."""

from typing import Any

from instruments import questions as ask
from riskservice.kit import Ints, check, months_later, note, whole_years


# Said first, as is the next: a date before birth would otherwise pass for a child.
@check(way_out="Correct one of the two dates.", first=True)
def conviction_before_birth(date_of_current_conviction: Ints, date_of_birth: Ints) -> Any:
    """The current conviction lies on or before the date of birth."""
    return date_of_current_conviction <= date_of_birth


@check(way_out="Correct the age or one of the dates.")
def first_sanction_after_conviction(
    age_at_first_sanction: Ints,
    age_at_conviction: Ints,
    date_of_current_conviction: Ints,
    date_of_birth: Ints,
) -> Any:
    """The age at first sanction is higher than the age at the current conviction."""
    born = date_of_current_conviction > date_of_birth
    return born & (age_at_conviction < age_at_first_sanction)


@check(way_out="Correct the date of conviction or the day of assessment.")
def conviction_too_late(
    date_of_current_conviction: Ints, on: Ints, *, conviction_after_assessment_months: float
) -> Any:
    """The current conviction lies more than three months after the day of assessment."""
    return date_of_current_conviction > months_later(on, int(conviction_after_assessment_months))


@check(way_out="Give the code as the Home Office lists it; 00000 and 00001 are no offences.")
def offence_code_not_listed(current_offence_code: Ints, offence_category: Ints) -> Any:
    """The offence code is not in the list of codes that can be scored."""
    return (current_offence_code >= 0) & (offence_category == len(ask.OFFENCE_CATEGORIES))


@check(way_out="Correct one of the two dates.", first=True)
def risk_start_before_birth(
    date_of_birth: Ints, follow_up_start: Ints, *, follow_up_date_checked: bool = True
) -> Any:
    """Follow-up starts on or before the date of birth."""
    return (follow_up_start <= date_of_birth) & follow_up_date_checked


@check(way_out="Correct the date of birth or the start of follow-up.")
def risk_start_out_of_range(
    date_of_birth: Ints,
    follow_up_start: Ints,
    *,
    age_limit: float,
    follow_up_date_checked: bool = True,
) -> Any:
    """The age at the start of follow-up is 110 or more."""
    return (whole_years(date_of_birth, follow_up_start) >= age_limit) & follow_up_date_checked


@check(way_out="Violent sanctions are part of all sanctions: correct one of the two.")
def more_violent_than_all_sanctions(violent_sanctions: Ints, total_sanctions: Ints) -> Any:
    """There are more violent sanctions than sanctions for all offences."""
    return violent_sanctions > total_sanctions


@note
def violent_sanction_not_counted(violent_offence: Ints, violent_sanctions: Ints) -> Any:
    """The current offence is a violent one by its code, and no violent sanction is counted."""
    return (violent_offence == 1) & (violent_sanctions == 0)


@note
def violent_sanctions_only(
    violent_offence: Ints, violent_sanctions: Ints, total_sanctions: Ints
) -> Any:
    """Every sanction is counted as violent, and the current offence is not one by its code."""
    return (violent_offence == 0) & (violent_sanctions == total_sanctions)


# The official service takes the number as it is given, and keeps the flag for itself.
VIOLENT_NOTES = (violent_sanction_not_counted, violent_sanctions_only)

CHECKS = (
    conviction_before_birth,
    first_sanction_after_conviction,
    conviction_too_late,
    offence_code_not_listed,
    risk_start_before_birth,
    risk_start_out_of_range,
)
