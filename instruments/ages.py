"""The age of a person on the day of assessment, and a date of birth that cannot be."""

from typing import Any

from riskservice.kit import Ints, check, derived, excluded, whole_years


@derived(size=201)
def age_at_assessment(date_of_birth: Ints, on: Ints) -> Any:
    """Age at assessment"""
    return whole_years(date_of_birth, on) * (date_of_birth <= on)


# Of the dates and not of an age with an end, so that a table without the rule refuses no date.
@excluded
def under_age(date_of_birth: Ints, on: Ints, *, minimum_age: float, adults_only: bool) -> Any:
    """The person is under 18 at assessment, and this one is for adults."""
    return (whole_years(date_of_birth, on) < minimum_age) & adults_only


# Said first: a date of birth yet to come would otherwise pass for a child.
@check(way_out="Correct the date of birth or the day of assessment.", first=True)
def born_after_assessment(date_of_birth: Ints, on: Ints, *, adults_only: bool = True) -> Any:
    """The date of birth lies on or after the day of assessment."""
    # Tables that score a person of any age have no child to take one for.
    return (date_of_birth >= on) & adults_only
