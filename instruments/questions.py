"""
The shared vocabulary: every question the shipped instruments ask, once, in the field's words.

One name means one thing everywhere. A question's name is the same in a case file, a table column,
a golden row and an instrument.
"""

import datetime as dt
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from riskservice.kit import Count, Date, Text, YesNo, code_of, question

Total = Annotated[int, Meta(ge=1, le=999)]
SexValue = Literal["male", "female"]
SupervisionValue = Literal["custody", "community", "remand"]
Level = Literal["low", "medium", "high", "very_high"]
Priority = Literal["low", "medium", "high"]

FEMALE = code_of(SexValue, "female")
CUSTODY = code_of(SupervisionValue, "custody")
REMAND = code_of(SupervisionValue, "remand")

# The person and the sentence ---------------------------------------------------------------------

DateOfBirth = Annotated[Date | None, question("Date of birth", example="1980-01-01")]
Sex = Annotated[
    SexValue | None,
    question(
        "Sex",
        guidance="As recorded for the sentence.",
        titles={"male": "Male", "female": "Female"},
        example="male",
    ),
]
FollowUpStart = Annotated[
    Date | None,
    question(
        "Start of follow-up",
        guidance="Day on which risk in the community begins: the expected day of release, or the "
        "start of a community sentence. It may lie ahead.",
        example="2027-01-15",
    ),
]
SupervisionStatus = Annotated[
    SupervisionValue | None,
    question(
        "Supervision status",
        guidance="Where the person is on the day of assessment.",
        titles={"custody": "In custody", "community": "In the community", "remand": "On remand"},
        example="custody",
    ),
]
EverSexualOffence = Annotated[
    YesNo | None,
    question(
        "Ever sanctioned for a sexual or sexually motivated offence",
        guidance="Any conviction or caution, however long ago.",
        example=True,
    ),
]
TotalSanctions = Annotated[
    Total | None,
    question(
        "Sanctions for all offences",
        guidance="Occasions of conviction or caution for any offence, the current one included; "
        "offences dealt with together count once.",
        example=3,
    ),
]

# Sexual offending --------------------------------------------------------------------------------

ContactAdultSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for contact sexual offences against adults",
        guidance="Occasions, the current one included.",
        example=1,
    ),
]
ContactChildSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for contact sexual offences against children",
        guidance="Occasions, the current one included.",
        example=0,
    ),
]
NonContactSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for non-contact sexual offences",
        guidance="Paraphilia offences such as exposure or voyeurism; indecent images are counted "
        "in their own question and not here.",
        example=0,
    ),
]
IndecentImageSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for indecent images of children or indirect contact",
        guidance="Occasions, the current one included.",
        example=0,
    ),
]
MostRecentSexualOffenceDate = Annotated[
    Date | None,
    question(
        "Date of the most recent sexual offence",
        guidance="The day it was committed, not the day of conviction.",
        example="2024-03-02",
    ),
]
MostRecentOffenceDate = Annotated[
    Date | None,
    question(
        "Date of the most recent offence of any kind",
        guidance="Used only for the reduction after five offence-free years.",
        example="2024-03-02",
    ),
]
StrangerVictim = Annotated[
    YesNo | None,
    question(
        "Current sexual offence against a stranger",
        guidance="The victim did not know the offender 24 hours before.",
        example=False,
    ),
]

# Risk Matrix 2000 --------------------------------------------------------------------------------

SexualAppearances = Annotated[
    Count | None,
    question(
        "Sentencing occasions for sexual offences",
        guidance="The index occasion included. Offences dealt with together count once; cautions "
        "count.",
        example=1,
    ),
]
CriminalAppearances = Annotated[
    Count | None,
    question(
        "Sentencing occasions for any offence",
        guidance="The index occasion included.",
        example=2,
    ),
]
ViolentAppearances = Annotated[
    Count | None,
    question(
        "Sentencing occasions for violent offences",
        guidance="Non-sexual violence; the index occasion included.",
        example=0,
    ),
]
Burglary = Annotated[YesNo | None, question("Any conviction for burglary", example=False)]
MaleVictim = Annotated[
    YesNo | None, question("Any conviction for a sexual offence against a male", example=False)
]
Rm2000StrangerVictim = Annotated[
    YesNo | None,
    question(
        "Any conviction for a sexual offence against a stranger",
        guidance="Any occasion, not only the current offence. The victim did not know the offender "
        "24 hours before.",
        example=False,
    ),
]
NeverLivedWithPartner = Annotated[
    YesNo | None,
    question(
        "Single: has never lived with a partner",
        guidance="Never lived with an adult partner in a marital type of relationship for two "
        "years or more.",
        example=False,
    ),
]
NonContactSexualOffence = Annotated[
    YesNo | None,
    question(
        "Any conviction for a non-contact sexual offence",
        guidance="Indecent images count here in England and Wales.",
        example=False,
    ),
]

# Active Risk Management System -------------------------------------------------------------------


class Rating(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One rated factor: the rating, what it rests on, when it was formed and by what means.

    Attributes
    ----------
    rating : {"low", "medium", "high"}
        Priority of a risk factor; strength of a protective factor.
    evidence : str
        What is known, in the assessor's words.
    date : date
        When it was found or last confirmed.
    source : str
        Where it comes from: home visit, OASys, intelligence, ...
    carried_from : date or None
        Date of the earlier assessment the rating was carried forward from.
    still_true : bool or None
        Whether a rating carried forward still holds; it counts only when this is true.
    """

    rating: Priority
    evidence: str = ""
    date: dt.date | None = None
    source: str = ""
    carried_from: dt.date | None = None
    still_true: bool | None = None


class SecondRating(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second assessor's ratings, made without sight of the first."""

    assessor: str
    ratings: dict[str, Priority]


Opportunity = Annotated[
    Rating | None,
    question("Opportunity", guidance="Access to possible victims and to places, means and time."),
]
SexualPreoccupation = Annotated[
    Rating | None,
    question("Sexual preoccupation", guidance="How far sex governs thought and conduct."),
]
OffenceRelatedSexualInterests = Annotated[
    Rating | None,
    question(
        "Offence-related sexual interests",
        guidance="Interests that match the pattern of offending, use of pornography included.",
    ),
]
EmotionalCongruence = Annotated[
    Rating | None,
    question(
        "Emotional congruence with children",
        guidance="Finding it easier to relate to children than to adults.",
    ),
]
HostileOrientation = Annotated[
    Rating | None,
    question("Hostile orientation", guidance="Grievance, suspicion and hostility to others."),
]
PoorSelfManagement = Annotated[
    Rating | None,
    question(
        "Poor self-management",
        guidance="Impulsivity, problem solving, emotional regulation, keeping to conditions.",
    ),
]
NegativeSocialInfluences = Annotated[
    Rating | None,
    question("Anti-social or negative social influences", guidance="Who is around, and what for."),
]
CommitmentToDesist = Annotated[
    Rating | None,
    question("Commitment to desist", guidance="Strength: motivation to live without offending."),
]
IntimateRelationship = Annotated[
    Rating | None,
    question("Intimate relationship", guidance="Strength: a stable, pro-social relationship."),
]
EmploymentOrRoutine = Annotated[
    Rating | None,
    question("Employment or positive routine", guidance="Strength: purposeful, regular activity."),
]
SocialInvestment = Annotated[
    Rating | None,
    question("Social investment", guidance="Strength: support and ties worth keeping."),
]
ArmsAssessor = Annotated[Text | None, question("Assessor", guidance="Name and role.")]
ArmsOverallLevel = Annotated[
    Level | None,
    question(
        "Overall risk management level",
        guidance="The assessor's own structured professional judgement. It is never filled in.",
    ),
]
ArmsOverallReason = Annotated[
    Text | None, question("Reason for the overall level", guidance="In the assessor's words.")
]
ArmsDisagreementReason = Annotated[
    Text | None,
    question(
        "Reason for differing from the indicated level",
        guidance="Needed when the overall level is not the one the house policy indicates.",
    ),
]
ArmsSecondRating = Annotated[
    SecondRating | None,
    question(
        "Second, blind rating",
        guidance="Another assessor's ratings, made without sight of the first.",
    ),
]

# Risk of serious harm ----------------------------------------------------------------------------

_LEVELS = {"low": "Low", "medium": "Medium", "high": "High", "very_high": "Very high"}

RoshChildrenCommunity = Annotated[
    Level | None, question("Risk to children in the community", titles=_LEVELS)
]
RoshPublicCommunity = Annotated[
    Level | None, question("Risk to the public in the community", titles=_LEVELS)
]
RoshKnownAdultCommunity = Annotated[
    Level | None, question("Risk to a known adult in the community", titles=_LEVELS)
]
RoshStaffCommunity = Annotated[
    Level | None, question("Risk to staff in the community", titles=_LEVELS)
]
RoshChildrenCustody = Annotated[
    Level | None, question("Risk to children in custody", titles=_LEVELS)
]
RoshPublicCustody = Annotated[
    Level | None, question("Risk to the public in custody", titles=_LEVELS)
]
RoshKnownAdultCustody = Annotated[
    Level | None, question("Risk to a known adult in custody", titles=_LEVELS)
]
RoshStaffCustody = Annotated[Level | None, question("Risk to staff in custody", titles=_LEVELS)]
RoshPrisonersCustody = Annotated[
    Level | None, question("Risk to prisoners in custody", titles=_LEVELS)
]
RoshWhoIsAtRisk = Annotated[Text | None, question("Who is at risk")]
RoshNatureOfRisk = Annotated[Text | None, question("What is the nature of the risk")]
RoshGreatestWhen = Annotated[
    Text | None, question("When is the risk likely to be greatest", guidance="And how imminent.")
]
RoshIncreasesRisk = Annotated[
    Text | None, question("What circumstances are likely to increase the risk")
]
RoshReducesRisk = Annotated[Text | None, question("What factors are likely to reduce the risk")]
