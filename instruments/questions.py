"""
The shared vocabulary: every question the shipped instruments ask, once, in the field's words.

One name means one thing everywhere. A question's name is the same in a case file, a table column,
a golden row and an instrument.
"""

import datetime as dt
from typing import Annotated, Literal, get_args

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

DateOfBirth = Annotated[
    Date | None, question("Date of birth", example="1980-01-01", official="dateOfBirth")
]
Sex = Annotated[
    SexValue | None,
    question(
        "Sex",
        guidance="As recorded for the sentence.",
        titles={"male": "Male", "female": "Female"},
        example="male",
        official="gender",
    ),
]
FollowUpStart = Annotated[
    Date | None,
    question(
        "Start of follow-up",
        guidance="Day on which risk in the community begins: the expected day of release, or the "
        "start of a community sentence. It may lie ahead.",
        example="2027-01-15",
        official="dateAtStartOfFollowup",
    ),
]
SupervisionStatus = Annotated[
    SupervisionValue | None,
    question(
        "Supervision status",
        guidance="Where the person is on the day of assessment.",
        titles={"custody": "In custody", "community": "In the community", "remand": "On remand"},
        example="custody",
        official="supervisionStatus",
    ),
]
EverSexualOffence = Annotated[
    YesNo | None,
    question(
        "Ever sanctioned for a sexual or sexually motivated offence",
        guidance="Any conviction or caution, however long ago.",
        example=True,
        official="hasEverCommittedSexualOffence",
    ),
]
TotalSanctions = Annotated[
    Total | None,
    question(
        "Sanctions for all offences",
        guidance="Occasions of conviction or caution for any offence, the current one included; "
        "offences dealt with together count once.",
        example=3,
        official="totalNumberOfSanctionsForAllOffences",
    ),
]

# Sexual offending --------------------------------------------------------------------------------

ContactAdultSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for contact sexual offences against adults",
        guidance="Occasions, the current one included.",
        example=1,
        official="totalContactAdultSexualSanctions",
    ),
]
ContactChildSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for contact sexual offences against children",
        guidance="Occasions, the current one included.",
        example=0,
        official="totalContactChildSexualSanctions",
    ),
]
NonContactSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for non-contact sexual offences",
        guidance="Paraphilia offences such as exposure or voyeurism; indecent images are counted "
        "in their own question and not here.",
        example=0,
        official="totalNonContactSexualOffences",
    ),
]
IndecentImageSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for indecent images of children or indirect contact",
        guidance="Occasions, the current one included.",
        example=0,
        official="totalIndecentImageSanctions",
    ),
]
MostRecentSexualOffenceDate = Annotated[
    Date | None,
    question(
        "Date of the most recent sexual offence",
        guidance="The day it was committed, not the day of conviction.",
        example="2024-03-02",
        official="dateOfMostRecentSexualOffence",
    ),
]
MostRecentOffenceDate = Annotated[
    Date | None,
    question(
        "Date of the most recent offence of any kind",
        guidance="Used only for the reduction after five offence-free years.",
        example="2024-03-02",
        official="mostRecentOffenceDate",
    ),
]
StrangerVictim = Annotated[
    YesNo | None,
    question(
        "Current sexual offence against a stranger",
        guidance="The victim did not know the offender 24 hours before.",
        example=False,
        official="isCurrentOffenceAgainstVictimStranger",
    ),
]

# Reoffending predictors --------------------------------------------------------------------------

OFFENCE_CATEGORIES = (
    "absconding_or_bail",
    "acquisitive_violence",
    "burglary_domestic",
    "burglary_other",
    "criminal_damage",
    "drink_driving",
    "drug_import_export_or_production",
    "drug_possession_or_supply",
    "drunkenness",
    "firearms_most_serious",
    "firearms_other",
    "fraud_and_forgery",
    "handling_stolen_goods",
    "motoring_offences",
    "other_offences",
    "public_order_and_harrassment",
    "sexual_against_child",
    "sexual_not_against_child",
    "theft_non_motor",
    "vehicle_related_theft",
    "violence_against_the_person_abh_plus",
    "violence_against_the_person_sub_abh",
    "weapons_non_firearm",
    "welfare_fraud",
)

Age = Annotated[int, Meta(ge=0, le=109)]
OffenceCode = Annotated[str, Meta(pattern="^[0-9]{5}$")]
ProblemLevel = Literal["no_problems", "some_problems", "significant_problems"]
Motivation = Literal["full_motivation", "partial_motivation", "no_motivation"]
RelationshipStatus = Literal[
    "not_in_relationship",
    "in_relationship_living_together",
    "in_relationship_not_living_together",
]
PreviousConviction = Literal[
    "homicide",
    "wounding_gbh",
    "kidnapping",
    "firearms",
    "robbery",
    "aggravated_burglary",
    "weapon",
    "criminal_damage",
    "arson",
]
PREVIOUS_CONVICTIONS = get_args(PreviousConviction)
LIVING_TOGETHER = code_of(RelationshipStatus, "in_relationship_living_together")

DateOfCurrentConviction = Annotated[
    Date | None,
    question(
        "Date of the current conviction",
        guidance="It may lie up to three months after the day of assessment.",
        example="2024-05-17",
        official="dateOfCurrentConviction",
    ),
]
AgeAtFirstSanction = Annotated[
    Age | None,
    question(
        "Age at first sanction",
        guidance="Age at the first conviction or caution, in whole years.",
        example=17,
        official="ageAtFirstSanction",
    ),
]
CurrentOffenceCode = Annotated[
    OffenceCode | None,
    question(
        "Home Office code of the current offence",
        guidance="Three digits of class and two of subclass; the principal offence.",
        example="02700",
        official="currentOffenceCode",
    ),
]
ViolentSanctions = Annotated[
    Count | None,
    question(
        "Sanctions for violent offences",
        guidance="Occasions of conviction or caution for violence, the current one included.",
        example=1,
        official="totalNumberOfViolentSanctions",
    ),
]
SuitabilityOfAccommodation = Annotated[
    ProblemLevel | None,
    question(
        "Suitability of accommodation",
        example="some_problems",
        official="suitabilityOfAccommodation",
        oasys="S3Q4",
    ),
]
IsUnemployed = Annotated[
    YesNo | None,
    question(
        "Unemployed",
        guidance="Or will be unemployed on release.",
        example=False,
        official="isUnemployed",
        oasys="S4Q2",
    ),
]
CurrentRelationshipWithPartner = Annotated[
    ProblemLevel | None,
    question(
        "Current relationship with partner",
        guidance="Its quality, whatever the relationship status.",
        example="some_problems",
        official="currentRelationshipWithPartner",
        oasys="S6Q4",
    ),
]
EvidenceOfDomesticAbuse = Annotated[
    YesNo | None,
    question(
        "Evidence of domestic abuse",
        guidance="Victims and perpetrators count alike in the official predictors.",
        example=False,
        official="evidenceOfDomesticAbuse",
        oasys="S6Q7",
    ),
]
CurrentRelationshipStatus = Annotated[
    RelationshipStatus | None,
    question(
        "Current relationship status",
        example="not_in_relationship",
        official="currentRelationshipStatus",
        oasys="S6Q8",
    ),
]
RegularOffendingActivities = Annotated[
    ProblemLevel | None,
    question(
        "Regular activities encourage offending",
        example="some_problems",
        official="regularOffendingActivities",
        oasys="S7Q2",
    ),
]
MotivationToTackleDrugMisuse = Annotated[
    Motivation | None,
    question(
        "Motivation to tackle drug misuse",
        guidance="Needed when any drug use is reported.",
        example="full_motivation",
        official="motivationToTackleDrugMisuse",
        oasys="S8Q8",
    ),
]
CurrentAlcoholUseProblems = Annotated[
    ProblemLevel | None,
    question(
        "Current alcohol use is a problem",
        example="some_problems",
        official="currentAlcoholUseProblems",
        oasys="S9Q1",
    ),
]
ExcessiveAlcoholUse = Annotated[
    ProblemLevel | None,
    question(
        "Binge drinking or excessive alcohol use",
        example="some_problems",
        official="excessiveAlcoholUse",
        oasys="S9Q2",
    ),
]
ImpulsivityProblems = Annotated[
    ProblemLevel | None,
    question("Impulsivity", example="some_problems", official="impulsivityProblems", oasys="S11Q2"),
]
TemperControl = Annotated[
    ProblemLevel | None,
    question("Temper control", example="some_problems", official="temperControl", oasys="S11Q4"),
]
ProCriminalAttitudes = Annotated[
    ProblemLevel | None,
    question(
        "Pro-criminal attitudes",
        example="some_problems",
        official="proCriminalAttitudes",
        oasys="S12Q1",
    ),
]
DidOffenceInvolveCarryingOrUsingWeapon = Annotated[
    YesNo | None,
    question(
        "Current offence involved carrying or using a weapon",
        example=False,
        official="didOffenceInvolveCarryingOrUsingWeapon",
        oasys="S2Q2A",
    ),
]
PreviousConvictions = Annotated[
    list[PreviousConviction] | None,
    question(
        "Previous convictions of these kinds",
        guidance="An empty list means none; left out means not answered.",
        example=["robbery"],
        official="previousConvictions",
    ),
]
HasHeroinUsage = Annotated[
    YesNo | None, question("Heroin use", example=False, official="hasHeroinUsage")
]
HasMethadoneUsage = Annotated[
    YesNo | None,
    question("Methadone use, not prescribed", example=False, official="hasMethadoneUsage"),
]
HasOtherOpiateUsage = Annotated[
    YesNo | None, question("Other opiate use", example=False, official="hasOtherOpiateUsage")
]
HasCrackCocaineUsage = Annotated[
    YesNo | None, question("Crack cocaine use", example=False, official="hasCrackCocaineUsage")
]
HasPowderCocaineUsage = Annotated[
    YesNo | None, question("Powder cocaine use", example=False, official="hasPowderCocaineUsage")
]
HasMisusedPrescriptionDrugUsage = Annotated[
    YesNo | None,
    question(
        "Misused prescription drugs", example=False, official="hasMisusedPrescriptionDrugUsage"
    ),
]
HasBenzodiazepinesUsage = Annotated[
    YesNo | None, question("Benzodiazepine use", example=False, official="hasBenzodiazepinesUsage")
]
HasCannabisUsage = Annotated[
    YesNo | None, question("Cannabis use", example=False, official="hasCannabisUsage")
]
HasSteroidsUsage = Annotated[
    YesNo | None, question("Steroid use", example=False, official="hasSteroidsUsage")
]
HasOtherDrugsUsage = Annotated[
    YesNo | None, question("Other drug use", example=False, official="hasOtherDrugsUsage")
]
HasKetamineUsage = Annotated[
    YesNo | None, question("Ketamine use", example=False, official="hasKetamineUsage")
]
HasSpiceUsage = Annotated[
    YesNo | None, question("Spice use", example=False, official="hasSpiceUsage")
]
HasHallucinogensUsage = Annotated[
    YesNo | None, question("Hallucinogen use", example=False, official="hasHallucinogensUsage")
]
HasSolventsUsage = Annotated[
    YesNo | None, question("Solvent use", example=False, official="hasSolventsUsage")
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

# Legacy predictors --------------------------------------------------------------------------------

YesSometimesNo = Literal["yes", "sometimes", "no"]
DoesRecogniseImpactOfOffendingOnOthers = Annotated[
    YesNo | None,
    question(
        "Recognises the impact of offending on others",
        guidance="On victims, the community and the wider public.",
        example=True,
        official="doesRecogniseImpactOfOffendingOnOthers",
    ),
]
NoFixedAbode = Annotated[
    YesNo | None,
    question(
        "No fixed abode or transient accommodation",
        guidance="Now, or on release.",
        example=False,
        official="isCurrentlyOfNoFixedAbodeOrTransientAccommodation",
    ),
]
IsCurrentlyOfNoFixedAbodeOrTransientAccommodation = NoFixedAbode
HasCurrentPsychiatricTreatment = Annotated[
    YesNo | None,
    question(
        "Current psychiatric treatment, or treatment pending",
        example=False,
        official="hasCurrentPsychiatricTreatment",
    ),
]
Percentage = Annotated[int, Meta(ge=1, le=99)]
Ogrs3OnFile = Annotated[
    Percentage | None,
    question(
        "Two-year percentage of OGRS3 on file",
        guidance="Only where OGRS3 cannot be scored from the answers; a scored result goes first.",
        example=45,
    ),
]
CurrentDrugMisuse = Annotated[
    ProblemLevel | None,
    question(
        "Current drug misuse",
        guidance="The level of use of the main drug.",
        example="some_problems",
        official="currentDrugMisuse",
    ),
]
ProblemSolvingSkills = Annotated[
    ProblemLevel | None,
    question("Problem solving skills", example="some_problems", official="problemSolvingSkills"),
]
AwarenessOfConsequences = Annotated[
    YesSometimesNo | None,
    question("Awareness of consequences", example="sometimes", official="awarenessOfConsequences"),
]
UnderstandsOtherPeoplesViews = Annotated[
    ProblemLevel | None,
    question(
        "Understands other people's views",
        example="some_problems",
        official="understandsOtherPeoplesViews",
    ),
]
DomesticAbuseAgainstPartner = Annotated[
    YesNo | None,
    question(
        "Domestic abuse against a partner",
        guidance="By this person; needed where there is evidence of domestic abuse.",
        example=False,
        official="domesticAbuseAgainstPartner",
    ),
]

# Probation tier -----------------------------------------------------------------------------------

MappaCategoryValue = Literal["none", "category_1", "category_2", "category_3", "category_4"]
MappaLevelValue = Literal["none", "level_1", "level_2", "level_3"]
NeedValue = Literal["no_need", "standard_need", "severe_need"]

MAPPA_CATEGORIES = get_args(MappaCategoryValue)

_CATEGORIES = {
    "none": "Not managed under MAPPA",
    "category_1": "Category 1: registered for a sexual offence",
    "category_2": "Category 2: violence or other serious offence",
    "category_3": "Category 3: other dangerous offender",
    "category_4": "Category 4: terrorism or connected to it",
}
_MAPPA_LEVELS = {
    "none": "Not managed under MAPPA",
    "level_1": "Level 1: ordinary management",
    "level_2": "Level 2: active multi-agency management",
    "level_3": "Level 3: senior oversight",
}
_NEEDS = {"no_need": "No need", "standard_need": "Need", "severe_need": "Severe need"}

ActiveEvent = Annotated[
    YesNo | None,
    question(
        "There is an active sentence or licence",
        guidance="Without one the person is not supervised and has no tier.",
        example=True,
    ),
]
MappaCategory = Annotated[
    MappaCategoryValue | None,
    question("MAPPA category", titles=_CATEGORIES, example="category_1"),
]
MappaLevel = Annotated[
    MappaLevelValue | None, question("MAPPA level", titles=_MAPPA_LEVELS, example="level_1")
]
LifeOrIppSentence = Annotated[
    YesNo | None,
    question(
        "Life sentence or imprisonment for public protection",
        guidance="Served now or on licence.",
        example=False,
    ),
]
ReleasedOn = Annotated[
    Date | None,
    question(
        "Day of release",
        guidance="Asked for life sentences and imprisonment for public protection; leave it out "
        "where the person has not been released.",
        example="2026-02-02",
    ),
]
DomesticAbuseFlag = Annotated[
    YesNo | None, question("Registered for domestic abuse", example=False)
]
StalkingFlag = Annotated[YesNo | None, question("Registered for stalking", example=False)]
ChildProtectionFlag = Annotated[
    YesNo | None, question("Registered for child protection", example=False)
]
ComplexityFactors = Annotated[
    Count | None,
    question(
        "Complexity factors",
        guidance="How many of the registers that count as complexity hold the person.",
        example=0,
    ),
]
ParentingResponsibilities = Annotated[
    YesNo | None,
    question("Parenting responsibilities", guidance="Counts for women only.", example=False),
]
PoorSelfControl = Annotated[
    YesNo | None,
    question(
        "Poor self-control",
        guidance="Impulsivity or temper control is a problem. Counts for women only.",
        example=False,
    ),
]
BreachOrRecall = Annotated[
    YesNo | None,
    question("Breach or recall", guidance="Counts for women only.", example=False),
]
HasMandate = Annotated[
    YesNo | None,
    question(
        "There is a mandate for change",
        guidance="A sentence that gives probation a mandate to work on the person's needs.",
        example=True,
    ),
]
HasAssessment = Annotated[
    YesNo | None,
    question("There is an assessment of needs", guidance="A current OASys.", example=True),
]
IntegratedOffenderManagement = Annotated[
    YesNo | None, question("Integrated offender management", example=False)
]
AccommodationNeed = Annotated[
    NeedValue | None, question("Accommodation", titles=_NEEDS, example="no_need")
]
EducationTrainingEmploymentNeed = Annotated[
    NeedValue | None,
    question("Education, training and employment", titles=_NEEDS, example="no_need"),
]
RelationshipsNeed = Annotated[
    NeedValue | None, question("Relationships", titles=_NEEDS, example="no_need")
]
LifestyleAndAssociatesNeed = Annotated[
    NeedValue | None, question("Lifestyle and associates", titles=_NEEDS, example="no_need")
]
DrugsNeed = Annotated[NeedValue | None, question("Drugs", titles=_NEEDS, example="no_need")]
AlcoholNeed = Annotated[NeedValue | None, question("Alcohol", titles=_NEEDS, example="no_need")]
ThinkingAndBehaviourNeed = Annotated[
    NeedValue | None, question("Thinking and behaviour", titles=_NEEDS, example="no_need")
]
AttitudesNeed = Annotated[NeedValue | None, question("Attitudes", titles=_NEEDS, example="no_need")]

# Screens and programme need -----------------------------------------------------------------------

Qualifications = Literal["any_qualification", "no_qualifications"]
RiskBandValue = Literal["low", "medium", "high", "very_high", "not_applicable"]

MALE = code_of(SexValue, "male")
COMMUNITY = code_of(SupervisionValue, "community")
SIGNIFICANT_PROBLEMS = code_of(ProblemLevel, "significant_problems")
MEDIUM_RISK = code_of(RiskBandValue, "medium")
HIGH_RISK = code_of(RiskBandValue, "high")
VERY_HIGH_RISK = code_of(RiskBandValue, "very_high")
HasPeerGroupInfluences = Annotated[
    YesNo | None,
    question(
        "Activities are shaped by a peer group",
        guidance="Mostly spends time with a group that decides what is done.",
        example=True,
        official="hasPeerGroupInfluences",
    ),
]
InfluenceFromCriminalAssociates = Annotated[
    ProblemLevel | None,
    question(
        "Influence of criminal associates",
        guidance="How far associates lead the person into offending.",
        example="some_problems",
        official="influenceFromCriminalAssociates",
    ),
]
RecklessnessAndRiskTakingBehaviour = Annotated[
    ProblemLevel | None,
    question(
        "Recklessness and risk taking",
        guidance="Seeks excitement, or acts without care for what may happen.",
        example="some_problems",
        official="recklessnessAndRiskTakingBehaviour",
    ),
]
DifficultiesCoping = Annotated[
    ProblemLevel | None,
    question(
        "Difficulty coping",
        guidance="With stress, setbacks and the demands of daily life.",
        example="some_problems",
        official="difficultiesCoping",
    ),
]
AttitudesTowardsSelf = Annotated[
    ProblemLevel | None,
    question(
        "Attitudes towards self",
        guidance="Self-esteem and self-image.",
        example="some_problems",
        official="attitudesTowardsSelf",
    ),
]
WorkRelatedSkills = Annotated[
    ProblemLevel | None,
    question("Work-related skills", example="some_problems", official="workRelatedSkills"),
]
ProblemsWithReadingWritingNumeracy = Annotated[
    ProblemLevel | None,
    question(
        "Problems with reading, writing or numbers",
        guidance="Answer this before saying which of them is difficult.",
        example="some_problems",
        official="problemsWithReadingWritingNumeracy",
    ),
]
HasProblemsWithReading = Annotated[
    YesNo | None,
    question(
        "Reading is a problem",
        guidance="Only where reading, writing and numbers have been rated.",
        example=False,
        official="hasProblemsWithReading",
    ),
]
HasProblemsWithNumeracy = Annotated[
    YesNo | None,
    question(
        "Working with numbers is a problem",
        guidance="Only where reading, writing and numbers have been rated.",
        example=False,
        official="hasProblemsWithNumeracy",
    ),
]
LearningDifficulties = Annotated[
    ProblemLevel | None,
    question("Learning difficulties", example="some_problems", official="learningDifficulties"),
]
ProfessionalOrVocationalQualifications = Annotated[
    Qualifications | None,
    question(
        "Professional or vocational qualifications",
        example="any_qualification",
        official="professionalOrVocationalQualifications",
    ),
]
OverallRiskForAssessment = Annotated[
    RiskBandValue | None,
    question(
        "Overall risk of serious harm in this assessment",
        guidance="The highest of all groups and settings.",
        example="high",
        official="overallRiskForAssessment",
    ),
]
HighestRiskLevelOverAllAssessments = Annotated[
    RiskBandValue | None,
    question(
        "Highest risk of serious harm in any assessment",
        guidance="Asked for with the personality disorder screen, which does not use it.",
        example="high",
        official="highestRiskLevelOverAllAssessments",
    ),
]
HasCustodialSentence = Annotated[
    YesNo | None,
    question(
        "Custodial sentence",
        guidance="The current sentence is one of imprisonment.",
        example=True,
        official="hasCustodialSentence",
    ),
]
IsEligibleForMappa = Annotated[
    YesNo | None,
    question(
        "Eligible for MAPPA",
        guidance="In any category.",
        example=True,
        official="isEligibleForMappa",
    ),
]
ApplyOpdOverride = Annotated[
    YesNo | None,
    question(
        "Override a screen-out",
        guidance="A practitioner asks for the person to be considered although screened out.",
        example=False,
        official="applyOPDOverride",
    ),
]
DidOffenceInvolveViolenceOrThreatOfViolence = Annotated[
    YesNo | None,
    question(
        "Current offence involved violence or a threat of it",
        example=True,
        official="didOffenceInvolveViolenceOrThreatOfViolence",
    ),
]
DidOffenceInvolveExcessiveUseOfViolence = Annotated[
    YesNo | None,
    question(
        "Current offence involved excessive or sadistic violence",
        example=False,
        official="didOffenceInvolveExcessiveUseOfViolence",
    ),
]
DidOffenceInvolveArson = Annotated[
    YesNo | None,
    question("Current offence involved arson", example=False, official="didOffenceInvolveArson"),
]
OffenceMotivationEmotionalState = Annotated[
    YesNo | None,
    question(
        "Emotional state was a motive of the offence",
        example=False,
        official="offenceMotivationEmotionalState",
    ),
]
IsAnalysisOfOffenceIssuesLinkedToRisk = Annotated[
    YesNo | None,
    question(
        "What the analysis of offences found is linked to risk",
        guidance="Of serious harm.",
        example=False,
        official="isAnalysisOfOffenceIssuesLinkedToRisk",
    ),
]
HasAccommodationIssuesLinkedToRisk = Annotated[
    YesNo | None,
    question(
        "Accommodation is linked to risk",
        guidance="Of serious harm.",
        example=False,
        official="hasAccommodationIssuesLinkedToRisk",
    ),
]
ExperienceOfChildhood = Annotated[
    ProblemLevel | None,
    question(
        "Experience of childhood",
        guidance="How troubled it was.",
        example="some_problems",
        official="experienceOfChildhood",
    ),
]
DomesticAbuseAgainstFamily = Annotated[
    YesNo | None,
    question(
        "Domestic abuse against a family member",
        guidance="By this person; needed where there is evidence of domestic abuse.",
        example=False,
        official="domesticAbuseAgainstFamily",
    ),
]
RelationshipIssuesLinkedToRisk = Annotated[
    YesNo | None,
    question(
        "Relationships are linked to risk",
        guidance="Of serious harm.",
        example=False,
        official="relationshipIssuesLinkedToRisk",
    ),
]
CurrentPsychologicalProblems = Annotated[
    ProblemLevel | None,
    question(
        "Current psychological problems",
        guidance="Such as depression or anxiety.",
        example="some_problems",
        official="currentPsychologicalProblems",
    ),
]
AreEmotionalIssuesLinkedToRisk = Annotated[
    YesNo | None,
    question(
        "Emotional well-being is linked to risk",
        guidance="Of serious harm.",
        example=False,
        official="areEmotionalIssuesLinkedToRisk",
    ),
]
AreThinkingAndBehaviourIssuesLinkedToRisk = Annotated[
    YesNo | None,
    question(
        "Thinking and behaviour are linked to risk",
        guidance="Of serious harm.",
        example=False,
        official="areThinkingAndBehaviourIssuesLinkedToRisk",
    ),
]
OverRelianceOnOthersForFinancialSupport = Annotated[
    ProblemLevel | None,
    question(
        "Relies on others for money",
        guidance="On family, friends or others, more than is reasonable.",
        example="some_problems",
        official="overRelianceOnOthersForFinancialSupport",
    ),
]
ManipulativeOrPredatoryBehaviour = Annotated[
    ProblemLevel | None,
    question(
        "Manipulative or predatory behaviour",
        example="some_problems",
        official="manipulativeOrPredatoryBehaviour",
    ),
]
IsEvidenceOfChildhoodBehaviouralProblems = Annotated[
    YesNo | None,
    question(
        "Behavioural problems in childhood",
        example=False,
        official="isEvidenceOfChildhoodBehaviouralProblems",
    ),
]
CurrentPsychiatricProblems = Annotated[
    ProblemLevel | None,
    question(
        "Current psychiatric problems",
        example="some_problems",
        official="currentPsychiatricProblems",
    ),
]
HasHistoryOfPsychiatricTreatment = Annotated[
    YesNo | None,
    question(
        "Psychiatric treatment in the past",
        example=False,
        official="hasHistoryOfPsychiatricTreatment",
    ),
]
HasBeenOnMedicationForMentalHealthProblems = Annotated[
    YesNo | None,
    question(
        "Ever on medication for mental health",
        example=False,
        official="hasBeenOnMedicationForMentalHealthProblems",
    ),
]
HasEverBeenInSpecialHospitalOrRegionalSecureUnit = Annotated[
    YesNo | None,
    question(
        "Ever in a special hospital or regional secure unit",
        example=False,
        official="hasEverBeenInSpecialHospitalOrRegionalSecureUnit",
    ),
]
HasDisplayedObsessiveBehaviourLinkedToOffending = Annotated[
    YesNo | None,
    question(
        "Obsessive behaviour linked to offending",
        example=False,
        official="hasDisplayedObsessiveBehaviourLinkedToOffending",
    ),
]
HasSelfHarmOrAttemptedSuicide = Annotated[
    YesNo | None,
    question(
        "Self-harm or attempted suicide",
        guidance="Now or in the past.",
        example=False,
        official="hasSelfHarmOrAttemptedSuicide",
    ),
]
AttitudeTowardsSupervisionOrLicence = Annotated[
    ProblemLevel | None,
    question(
        "Attitude towards supervision or licence",
        example="some_problems",
        official="attitudeTowardsSupervisionOrLicence",
    ),
]
HasAssaultedOrThreatenedStaff = Annotated[
    YesNo | None,
    question(
        "Has assaulted or threatened staff", example=False, official="hasAssaultedOrThreatenedStaff"
    ),
]
HasEscapedOrAbsconded = Annotated[
    YesNo | None,
    question("Has escaped or absconded", example=False, official="hasEscapedOrAbsconded"),
]
HasControlIssues = Annotated[
    YesNo | None,
    question(
        "Control problems or breaches of trust",
        guidance="In custody or under supervision.",
        example=False,
        official="hasControlIssues",
    ),
]
IsARiskOfSexualHarm = Annotated[
    YesNo | None,
    question(
        "Poses a risk of sexual harm",
        guidance="Whether or not there is a sanction for a sexual offence.",
        example=False,
        official="isARiskOfSexualHarm",
    ),
]
SexualPreoccupationLevel = Annotated[
    ProblemLevel | None,
    question(
        "Sexual preoccupation",
        guidance="How far sex governs thought and conduct. A level; ARMS asks for a rating.",
        example="some_problems",
        official="sexualPreoccupation",
    ),
]
OffenceRelatedSexualInterestsLevel = Annotated[
    ProblemLevel | None,
    question(
        "Offence-related sexual interests",
        guidance="Interests that match the offending. A level; ARMS asks for a rating.",
        example="some_problems",
        official="offenceRelatedSexualInterests",
    ),
]
EmotionalCongruenceWithChildrenLevel = Annotated[
    ProblemLevel | None,
    question(
        "Emotional congruence with children",
        guidance="Easier with children than with adults. A level; ARMS asks for a rating.",
        example="some_problems",
        official="emotionalCongruenceWithChildren",
    ),
]
HostileOrientationLevel = Annotated[
    ProblemLevel | None,
    question(
        "Hostile orientation",
        guidance="Grievance, suspicion and hostility. A level; ARMS asks for a rating.",
        example="some_problems",
        official="hostileOrientation",
    ),
]
CurrentRelationshipWithFamilyMembers = Annotated[
    ProblemLevel | None,
    question(
        "Current relationship with close family members",
        example="some_problems",
        official="currentRelationshipWithFamilyMembers",
    ),
]
PreviousCloseRelationships = Annotated[
    ProblemLevel | None,
    question(
        "Previous close relationships",
        example="some_problems",
        official="previousCloseRelationships",
    ),
]
EasilyInfluencedByCriminalAssociates = Annotated[
    ProblemLevel | None,
    question(
        "Easily influenced by criminal associates",
        guidance="How readily the person gives way to them.",
        example="some_problems",
        official="easilyInfluencedByCriminalAssociates",
    ),
]
ControllingOrAggressiveBehaviour = Annotated[
    ProblemLevel | None,
    question(
        "Controlling or aggressive behaviour",
        example="some_problems",
        official="controllingOrAggressiveBehaviour",
    ),
]
SaraRiskToPartner = Annotated[
    RiskBandValue | None,
    question(
        "Risk to a partner, from SARA",
        guidance="Not applicable where SARA was not called for; leave it out if not known.",
        example="medium",
        official="saraRiskToPartner",
    ),
]
SaraRiskToOthers = Annotated[
    RiskBandValue | None,
    question(
        "Risk to others, from SARA",
        guidance="Not applicable where SARA was not called for; leave it out if not known.",
        example="low",
        official="saraRiskToOthers",
    ),
]
