"""
Risk Matrix 2000: scales S (sexual), V (non-sexual violence) and C (either), version 2000.9/SVC.

For adult men: S and C after conviction for a sexual offence, V also for men sentenced for serious
non-sexual violence. The classes order people; they are not probabilities, and the rates of the
1979 release cohort are history. Not for women, for children, or for people accused but not
convicted; the judgement rests on all information, not on the class alone.

References: D. Thornton (2007), Scoring Guide for Risk Matrix 2000.9/SVC. The item tables have not
yet been compared with sections 13 to 15 of the guide, and every result says so.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from instruments.ages import age_at_assessment, born_after_assessment
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Instrument,
    Ints,
    Table,
    check,
    derived,
    excluded,
    merge,
    note,
    shift,
    steps,
    whole_years,
)


class Rm2000SAnswers(Answers, frozen=True, kw_only=True):
    """What scale S asks, in the order of the form."""

    sex: ask.Sex = None
    date_of_birth: ask.DateOfBirth = None
    follow_up_start: ask.FollowUpStart = None
    sexual_appearances: ask.SexualAppearances = None
    criminal_appearances: ask.CriminalAppearances = None
    male_victim: ask.MaleVictim = None
    rm2000_stranger_victim: ask.Rm2000StrangerVictim = None
    never_lived_with_partner: ask.NeverLivedWithPartner = None
    non_contact_sexual_offence: ask.NonContactSexualOffence = None
    ever_sexual_offence: ask.EverSexualOffence = None
    most_recent_sexual_offence_date: ask.MostRecentSexualOffenceDate = None


class Rm2000VAnswers(Answers, frozen=True, kw_only=True):
    """What scale V asks, in the order of the form."""

    sex: ask.Sex = None
    date_of_birth: ask.DateOfBirth = None
    follow_up_start: ask.FollowUpStart = None
    violent_appearances: ask.ViolentAppearances = None
    burglary: ask.Burglary = None
    criminal_appearances: ask.CriminalAppearances = None
    sexual_appearances: ask.SexualAppearances = None
    ever_sexual_offence: ask.EverSexualOffence = None


# Columns -----------------------------------------------------------------------------------------


@derived(size=201)
def age_at_risk(date_of_birth: Ints, follow_up_start: Ints) -> Any:
    """Age when risk in the community begins"""
    return whole_years(date_of_birth, follow_up_start) * (date_of_birth <= follow_up_start)


_SEXUAL_HISTORY = ("none", "some", "not known")


@derived(size=3, sees_unknown=True, labels=_SEXUAL_HISTORY)
def sexual_history(sexual_appearances: Ints, ever_sexual_offence: Ints) -> Any:
    """Sexual convictions"""
    counted = sexual_appearances != UNKNOWN
    told = (sexual_appearances == UNKNOWN) & (ever_sexual_offence != UNKNOWN)
    silent = (sexual_appearances == UNKNOWN) & (ever_sexual_offence == UNKNOWN)
    return (
        counted * (sexual_appearances > 0)
        + told * (ever_sexual_offence == 1)
        + silent * _SEXUAL_HISTORY.index("not known")
    )


# Who is not scored -------------------------------------------------------------------------------


@excluded
def woman(sex: Ints) -> Any:
    """The scale is for men."""
    return sex == ask.FEMALE


@excluded
def under_age(age_at_assessment: Ints, *, table: Table) -> Any:
    """The person is under 18 at assessment, and the scale is for adults."""
    return age_at_assessment < table.numbers["minimum_age"]


@excluded
def no_sexual_conviction(sexual_history: Ints) -> Any:
    """There is no sentencing occasion for a sexual offence."""
    return sexual_history == 0


@excluded
def offence_in_childhood(
    date_of_birth: Ints, most_recent_sexual_offence_date: Ints, *, table: Table
) -> Any:
    """No sexual offence was committed after the age of 16."""
    after_birth = most_recent_sexual_offence_date > date_of_birth
    age = whole_years(date_of_birth, most_recent_sexual_offence_date)
    return after_birth & (age < table.numbers["minimum_offence_age"])


@excluded
def neither_sexual_nor_violent(sexual_history: Ints, violent_appearances: Ints) -> Any:
    """There is neither a sexual nor a violent conviction."""
    return (sexual_history == 0) & (violent_appearances == 0)


# Answers that contradict each other --------------------------------------------------------------


@check(way_out="Correct one of the two dates.")
def risk_before_birth(date_of_birth: Ints, follow_up_start: Ints) -> Any:
    """Follow-up starts on or before the date of birth."""
    return follow_up_start <= date_of_birth


@check(way_out="Correct the date of birth or the start of follow-up; the scale begins at 18.")
def too_young_at_risk(
    date_of_birth: Ints, follow_up_start: Ints, age_at_risk: Ints, *, table: Table
) -> Any:
    """The age when risk in the community begins is under 18."""
    return (follow_up_start > date_of_birth) & (age_at_risk < table.numbers["minimum_age"])


@check(way_out="Correct the date of birth or the start of follow-up.")
def too_old_at_risk(age_at_risk: Ints, *, table: Table) -> Any:
    """The age at the start of follow-up is 110 or more."""
    return age_at_risk >= table.numbers["age_limit"]


@check(way_out="Sexual occasions are part of all occasions: correct one of the two.")
def more_sexual_than_criminal(sexual_appearances: Ints, criminal_appearances: Ints) -> Any:
    """There are more sentencing occasions for sexual offences than for any offence."""
    return sexual_appearances > criminal_appearances


@check(way_out="Violent occasions are part of all occasions: correct one of the two.")
def more_violent_than_criminal(violent_appearances: Ints, criminal_appearances: Ints) -> Any:
    """There are more sentencing occasions for violent offences than for any offence."""
    return violent_appearances > criminal_appearances


@check(way_out="Correct the count, or answer yes to a sexual offence in history.")
def sexual_appearances_without_history(ever_sexual_offence: Ints, sexual_appearances: Ints) -> Any:
    """Sexual occasions are counted, but there is said to be no sexual offence in the history."""
    return (ever_sexual_offence == 0) & (sexual_appearances > 0)


# Scale S -----------------------------------------------------------------------------------------


@shift(block="steps.aggravating")
def aggravating(
    male_victim: Ints,
    rm2000_stranger_victim: Ints,
    non_contact_sexual_offence: Ints,
    never_lived_with_partner: Ints,
    *,
    table: Table,
) -> Any:
    """Aggravating factors of step 2 raise the class"""
    count = (
        male_victim + rm2000_stranger_victim + non_contact_sexual_offence + never_lived_with_partner
    )
    return table.steps["aggravating"].look_up(np.asarray(count))


RM2000_S = Instrument(
    key="rm2000_s",
    title="Risk Matrix 2000/S (sexual)",
    about="Class of risk of a further sexual offence, for adult men convicted of one. A class, not "
    "a probability.",
    answers=Rm2000SAnswers,
    tables="models",
    derived=(age_at_assessment, age_at_risk, sexual_history),
    excluded=(woman, under_age, no_sexual_conviction, offence_in_childhood),
    checks=(
        born_after_assessment,
        risk_before_birth,
        too_young_at_risk,
        too_old_at_risk,
        more_sexual_than_criminal,
        sexual_appearances_without_history,
    ),
    terms=(steps("age_at_risk"), steps("sexual_appearances"), steps("criminal_appearances")),
    shift=aggravating,
)


# Scale V -----------------------------------------------------------------------------------------


@note
def violent_without_sexual(sexual_history: Ints) -> Any:
    """Scored for serious non-sexual violence only: a class, to which no rate may be attached."""
    return sexual_history == 0


RM2000_V = Instrument(
    key="rm2000_v",
    title="Risk Matrix 2000/V (non-sexual violence)",
    about="Class of risk of non-sexual violence, for adult men with a sexual conviction or "
    "sentenced for serious violence. A class, not a probability; no rate is published here.",
    answers=Rm2000VAnswers,
    tables="models",
    derived=(age_at_assessment, age_at_risk, sexual_history),
    excluded=(woman, under_age, neither_sexual_nor_violent),
    checks=(
        born_after_assessment,
        risk_before_birth,
        too_young_at_risk,
        too_old_at_risk,
        more_violent_than_criminal,
        more_sexual_than_criminal,
        sexual_appearances_without_history,
    ),
    terms=(steps("age_at_risk"), steps("violent_appearances"), steps("burglary")),
    notes=(violent_without_sexual,),
)


# Scale C -----------------------------------------------------------------------------------------

RM2000_C = Instrument(
    key="rm2000_c",
    title="Risk Matrix 2000/C (sexual or other violence)",
    about="Class of risk of sexual or other violence, from the classes of S and V.",
    answers=merge("Rm2000CAnswers", Rm2000SAnswers, Rm2000VAnswers),
    tables="models",
    parts=("rm2000_s", "rm2000_v"),
    terms=(
        steps("rm2000_s", table_key="class_points"),
        steps("rm2000_v", table_key="class_points"),
    ),
)
