"""
MST, the maturity screening tool: low maturity in men of 18 to 25.

Ten assessed items add up to a score of 0 to 19; from 10 the person is flagged as of low maturity,
so that supervision and programmes can be fitted to it. It predicts no reoffending and no harm. It
is not for women or for other ages, and must not be the only ground of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers and their sources stand in ``models/mst``.
"""

from typing import Any

from instruments import questions as ask
from instruments.ages import age_at_assessment, born_after_assessment
from riskservice.kit import (
    Answers,
    Instrument,
    Ints,
    Table,
    excluded,
    steps,
)


class MstAnswers(Answers, frozen=True, kw_only=True):
    """What MST asks, in the order of the form."""

    sex: ask.Sex = None
    date_of_birth: ask.DateOfBirth = None
    has_peer_group_influences: ask.HasPeerGroupInfluences = None
    influence_from_criminal_associates: ask.InfluenceFromCriminalAssociates = None
    recklessness_and_risk_taking_behaviour: ask.RecklessnessAndRiskTakingBehaviour = None
    difficulties_coping: ask.DifficultiesCoping = None
    attitudes_towards_self: ask.AttitudesTowardsSelf = None
    impulsivity_problems: ask.ImpulsivityProblems = None
    temper_control: ask.TemperControl = None
    problem_solving_skills: ask.ProblemSolvingSkills = None
    awareness_of_consequences: ask.AwarenessOfConsequences = None
    understands_other_peoples_views: ask.UnderstandsOtherPeoplesViews = None


ITEMS = (
    "has_peer_group_influences",
    "influence_from_criminal_associates",
    "recklessness_and_risk_taking_behaviour",
    "difficulties_coping",
    "attitudes_towards_self",
    "impulsivity_problems",
    "temper_control",
    "problem_solving_skills",
    "awareness_of_consequences",
    "understands_other_peoples_views",
)


@excluded
def woman(sex: Ints) -> Any:
    """The screen is for men."""
    return sex == ask.FEMALE


@excluded
def outside_age_range(age_at_assessment: Ints, *, table: Table) -> Any:
    """The screen is for people of 18 to 25 on the day of assessment."""
    c = table.numbers
    return (age_at_assessment < c["minimum_age"]) | (age_at_assessment > c["maximum_age"])


INSTRUMENT = Instrument(
    key="mst",
    title="Maturity Screening Tool (MST)",
    about="Score of 0 to 19 from ten assessed items; from 10, low maturity. For men of 18 to 25. "
    "Predicts no reoffending and no harm; never the only ground of a decision.",
    answers=MstAnswers,
    tables="models",
    derived=(age_at_assessment,),
    excluded=(woman, outside_age_range),
    checks=(born_after_assessment,),
    terms=tuple(steps(item) for item in ITEMS),
    at_least=(("least_answers", ITEMS),),
    covers="dynamic",
)
