"""The age of a person on the day of assessment, and a date of birth that cannot be."""

from typing import Any

from riskservice.kit import Ints, check, derived, whole_years


@derived(size=201)
def age_at_assessment(date_of_birth: Ints, on: Ints) -> Any:
    """Age at assessment"""
    return whole_years(date_of_birth, on) * (date_of_birth <= on)


# Said first: a date of birth yet to come would otherwise pass for a child.
@check(way_out="Correct the date of birth or the day of assessment.", first=True)
def born_after_assessment(date_of_birth: Ints, on: Ints) -> Any:
    """The date of birth lies on or after the day of assessment."""
    return date_of_birth >= on
