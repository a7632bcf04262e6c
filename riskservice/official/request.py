"""
The official request: 108 optional fields, as data.

Absent and null mean the same, except that ``version`` and ``assessmentDate`` are not nullable. An
unknown field, an unknown enumeration value, or another type than the one listed does not fit.
"""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Gender = Literal["MALE", "FEMALE"]
SupervisionStatus = Literal["CUSTODY", "COMMUNITY", "REMAND"]
ProblemLevel = Literal["NO_PROBLEMS", "SOME_PROBLEMS", "SIGNIFICANT_PROBLEMS"]
MotivationLevel = Literal["FULL_MOTIVATION", "PARTIAL_MOTIVATION", "NO_MOTIVATION"]
YesSometimesNo = Literal["YES", "SOMETIMES", "NO"]
HasQualifications = Literal["ANY_QUALIFICATION", "NO_QUALIFICATIONS"]
CurrentRelationshipStatus = Literal[
    "NOT_IN_RELATIONSHIP", "IN_RELATIONSHIP_LIVING_TOGETHER", "IN_RELATIONSHIP_NOT_LIVING_TOGETHER"
]
RiskBand = Literal["LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE"]
PreviousConviction = Literal[
    "HOMICIDE",
    "WOUNDING_GBH",
    "KIDNAPPING",
    "FIREARMS",
    "ROBBERY",
    "AGGRAVATED_BURGLARY",
    "WEAPON",
    "CRIMINAL_DAMAGE",
    "ARSON",
]
Whole = (
    Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
    | Annotated[
        str, Meta(pattern="^-?[0-9]{1,9}$", description="A whole number in quotation marks.")
    ]
)
"""A number of 32 bits; the official service also takes a string that spells one."""

FIELDS: tuple[tuple[str, Any], ...] = (
    ("version", Literal["V1_0"]),
    ("gender", Gender),
    ("assessmentDate", dt.date),
    ("dateOfBirth", dt.date),
    ("dateOfCurrentConviction", dt.date),
    ("totalNumberOfSanctionsForAllOffences", Whole),
    ("ageAtFirstSanction", Whole),
    ("currentOffenceCode", str),
    ("dateAtStartOfFollowup", dt.date),
    ("totalNumberOfViolentSanctions", Whole),
    ("doesRecogniseImpactOfOffendingOnOthers", bool),
    ("isCurrentlyOfNoFixedAbodeOrTransientAccommodation", bool),
    ("isUnemployed", bool),
    ("currentAlcoholUseProblems", ProblemLevel),
    ("excessiveAlcoholUse", ProblemLevel),
    ("hasCurrentPsychiatricTreatment", bool),
    ("temperControl", ProblemLevel),
    ("proCriminalAttitudes", ProblemLevel),
    ("regularOffendingActivities", ProblemLevel),
    ("currentDrugMisuse", ProblemLevel),
    ("motivationToTackleDrugMisuse", MotivationLevel),
    ("problemSolvingSkills", ProblemLevel),
    ("awarenessOfConsequences", YesSometimesNo),
    ("understandsOtherPeoplesViews", ProblemLevel),
    ("hasPeerGroupInfluences", bool),
    ("influenceFromCriminalAssociates", ProblemLevel),
    ("recklessnessAndRiskTakingBehaviour", ProblemLevel),
    ("difficultiesCoping", ProblemLevel),
    ("attitudesTowardsSelf", ProblemLevel),
    ("impulsivityProblems", ProblemLevel),
    ("supervisionStatus", SupervisionStatus),
    ("hasEverCommittedSexualOffence", bool),
    ("isARiskOfSexualHarm", bool),
    ("sexualPreoccupation", ProblemLevel),
    ("offenceRelatedSexualInterests", ProblemLevel),
    ("emotionalCongruenceWithChildren", ProblemLevel),
    ("hostileOrientation", ProblemLevel),
    ("currentRelationshipWithFamilyMembers", ProblemLevel),
    ("previousCloseRelationships", ProblemLevel),
    ("easilyInfluencedByCriminalAssociates", ProblemLevel),
    ("controllingOrAggressiveBehaviour", ProblemLevel),
    ("saraRiskToPartner", RiskBand),
    ("saraRiskToOthers", RiskBand),
    ("applyOPDOverride", bool),
    ("isEligibleForMappa", bool),
    ("didOffenceInvolveCarryingOrUsingWeapon", bool),
    ("didOffenceInvolveViolenceOrThreatOfViolence", bool),
    ("didOffenceInvolveExcessiveUseOfViolence", bool),
    ("didOffenceInvolveArson", bool),
    ("offenceMotivationEmotionalState", bool),
    ("isAnalysisOfOffenceIssuesLinkedToRisk", bool),
    ("hasAccommodationIssuesLinkedToRisk", bool),
    ("experienceOfChildhood", ProblemLevel),
    ("evidenceOfDomesticAbuse", bool),
    ("domesticAbuseAgainstPartner", bool),
    ("domesticAbuseAgainstFamily", bool),
    ("relationshipIssuesLinkedToRisk", bool),
    ("currentPsychologicalProblems", ProblemLevel),
    ("areEmotionalIssuesLinkedToRisk", bool),
    ("areThinkingAndBehaviourIssuesLinkedToRisk", bool),
    ("hasCustodialSentence", bool),
    ("overRelianceOnOthersForFinancialSupport", ProblemLevel),
    ("manipulativeOrPredatoryBehaviour", ProblemLevel),
    ("isEvidenceOfChildhoodBehaviouralProblems", bool),
    ("currentPsychiatricProblems", ProblemLevel),
    ("hasHistoryOfPsychiatricTreatment", bool),
    ("hasBeenOnMedicationForMentalHealthProblems", bool),
    ("hasEverBeenInSpecialHospitalOrRegionalSecureUnit", bool),
    ("hasDisplayedObsessiveBehaviourLinkedToOffending", bool),
    ("hasSelfHarmOrAttemptedSuicide", bool),
    ("attitudeTowardsSupervisionOrLicence", ProblemLevel),
    ("hasAssaultedOrThreatenedStaff", bool),
    ("hasEscapedOrAbsconded", bool),
    ("hasControlIssues", bool),
    ("overallRiskForAssessment", RiskBand),
    ("highestRiskLevelOverAllAssessments", RiskBand),
    ("workRelatedSkills", ProblemLevel),
    ("problemsWithReadingWritingNumeracy", ProblemLevel),
    ("hasProblemsWithReading", bool),
    ("hasProblemsWithNumeracy", bool),
    ("learningDifficulties", ProblemLevel),
    ("professionalOrVocationalQualifications", HasQualifications),
    ("totalContactAdultSexualSanctions", Whole),
    ("totalContactChildSexualSanctions", Whole),
    ("totalIndecentImageSanctions", Whole),
    ("totalNonContactSexualOffences", Whole),
    ("dateOfMostRecentSexualOffence", dt.date),
    ("isCurrentOffenceAgainstVictimStranger", bool),
    ("suitabilityOfAccommodation", ProblemLevel),
    ("currentRelationshipWithPartner", ProblemLevel),
    ("currentRelationshipStatus", CurrentRelationshipStatus),
    ("previousConvictions", list[PreviousConviction]),
    ("isCurrentOffenceSexuallyMotivated", bool),
    ("mostRecentOffenceDate", dt.date),
    ("hasHeroinUsage", bool),
    ("hasOtherOpiateUsage", bool),
    ("hasCrackCocaineUsage", bool),
    ("hasPowderCocaineUsage", bool),
    ("hasMisusedPrescriptionDrugUsage", bool),
    ("hasBenzodiazepinesUsage", bool),
    ("hasCannabisUsage", bool),
    ("hasSteroidsUsage", bool),
    ("hasOtherDrugsUsage", bool),
    ("hasKetamineUsage", bool),
    ("hasSpiceUsage", bool),
    ("hasHallucinogensUsage", bool),
    ("hasSolventsUsage", bool),
    ("hasMethadoneUsage", bool),
)


def _declared(name: str, kind: Any) -> tuple[str, Any, Any]:
    if name == "version":
        return name, kind, "V1_0"
    if name == "assessmentDate":
        return name, kind | UnsetType, UNSET
    return name, kind | None, None


if TYPE_CHECKING:

    class RiskScoreRequest(msgspec.Struct):
        """The official request; see the module docstring."""

        assessmentDate: dt.date | UnsetType  # noqa: N815  the official name

        def __getattr__(self, name: str) -> Any:
            """Return any of the other fields."""

else:
    RiskScoreRequest = msgspec.defstruct(
        "RiskScoreRequest",
        [_declared(name, kind) for name, kind in FIELDS],
        namespace={"__doc__": "One person, as the official actuarial service takes it."},
        module=__name__,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )

_decoder: msgspec.json.Decoder[RiskScoreRequest] = msgspec.json.Decoder(RiskScoreRequest)


def decode(raw: bytes) -> RiskScoreRequest:
    """Return the request a JSON body holds; msgspec.DecodeError when it does not fit."""
    return _decoder.decode(raw)


def place_of(error: Exception) -> str:
    """Return the place in a body that an error of :func:`decode` is about, as a JSON pointer."""
    _, _, path = str(error).partition("`$")
    return "/" + path.rstrip("`").lstrip(".").replace("[", "/").replace("]", "").replace(".", "/")
