"""Columns, exclusions and contradictions that the sexual reoffending predictors share."""

from typing import Any

from instruments import questions as ask
from riskservice.kit import (
    Ints,
    Table,
    at_most,
    check,
    derived,
    excluded,
    note,
    whole_years,
)


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


_COUNTED = ("none", "one", "two or more")


_TWO_OR_MORE = _COUNTED.index("two or more")


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


@excluded
def woman(sex: Ints) -> Any:
    """The scale was built on men and is not scored for women."""
    return sex == ask.FEMALE


@excluded
def no_sexual_offence(ever_sexual_offence: Ints) -> Any:
    """There is no sanction for a sexual offence."""
    return ever_sexual_offence == 0


@check(way_out="Correct one of the two dates.")
def follow_up_before_birth(date_of_birth: Ints, follow_up_start: Ints) -> Any:
    """Follow-up starts on or before the date of birth."""
    return follow_up_start <= date_of_birth


@check(way_out="Correct one of the two dates.")
def sexual_offence_before_birth(date_of_birth: Ints, most_recent_sexual_offence_date: Ints) -> Any:
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
    contact_adult_sanctions: Ints,
    contact_child_sanctions: Ints,
    non_contact_sanctions: Ints,
    indecent_image_sanctions: Ints,
    ever_sexual_offence: Ints,
    sex: Ints,
    *,
    table: Table,
) -> Any:
    """There is a sexual offence in the history, but every count of sexual sanctions is 0."""
    counted = (
        contact_adult_sanctions
        + contact_child_sanctions
        + non_contact_sanctions
        + indecent_image_sanctions
    )
    # Only the hierarchy of 2025 as deployed has the switch, and a line for such a man.
    switch = table.rules.get("no_sanction_counted_is_scored")
    refused = switch is None or not switch.value
    return (sex != ask.FEMALE) & (ever_sexual_offence == 1) & (counted == 0) & refused


@check(way_out="Correct the counts or the total of all sanctions.", lenient=_COUNTS)
def more_sexual_than_all_sanctions(
    total_sanctions: Ints,
    contact_adult_sanctions: Ints,
    contact_child_sanctions: Ints,
    non_contact_sanctions: Ints,
    indecent_image_sanctions: Ints,
    ever_sexual_offence: Ints,
    sex: Ints,
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
    contact_adult_sanctions: Ints,
    contact_child_sanctions: Ints,
    non_contact_sanctions: Ints,
    indecent_image_sanctions: Ints,
    ever_sexual_offence: Ints,
    sex: Ints,
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
