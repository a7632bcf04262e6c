"""The official errors of the three logistic predictors, as :mod:`riskservice.official.errors`."""

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.kernel import Kernel
from riskservice.official.errors import Line, missing, outside, required, value_of
from riskservice.official.translate import Sent

_REQUIRED = (
    "assessmentDate",
    "dateOfBirth",
    "dateOfCurrentConviction",
    "ageAtFirstSanction",
    "gender",
    "currentOffenceCode",
    "totalNumberOfSanctionsForAllOffences",
)
_REQUIRED_VIOLENT = (*_REQUIRED, "totalNumberOfViolentSanctions")


def _below_none(sent: Sent) -> bool:
    total, violent = (sent.told[key] for key in ("total_sanctions", "violent_sanctions"))
    return UNKNOWN not in (total, violent) and violent < 0


def _no_date_at_all(sent: Sent) -> bool:
    request = sent.request
    return request.dateAtStartOfFollowup is None and request.dateOfCurrentConviction is None


C1 = Line(
    "DATE_OF_CURRENT_CONVICTION_BEFORE_DATE_OF_BIRTH",
    ("dateOfCurrentConviction",),
    ("conviction_before_birth",),
)
C2 = Line(
    "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION",
    ("dateOfCurrentConviction", "ageAtFirstSanction"),
    ("first_sanction_after_conviction",),
)
C3 = Line(
    "DATE_OF_CURRENT_CONVICTION_WITHIN_THREE_MONTHS_OF_ASSESSMENT_DATE",
    ("dateOfCurrentConviction", "assessmentDate"),
    ("conviction_too_late",),
)
A1 = Line(
    "AGE_AT_FIRST_SANCTION_OUT_OF_RANGE",
    ("ageAtFirstSanction",),
    (outside("age_at_first_sanction"),),
)
CODE_FORMAT = Line(
    "OFFENCE_CODE_INCORRECT_FORMAT", ("currentOffenceCode",), (outside("current_offence_code"),)
)
CODE_LISTED = Line(
    "OFFENCE_CODE_MAPPING_NOT_FOUND", ("currentOffenceCode",), ("offence_code_not_listed",)
)
SANCTIONS_RANGE = Line(
    "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE",
    ("totalNumberOfSanctionsForAllOffences",),
    (outside("total_sanctions"),),
)
V = Line(
    "VIOLENT_SANCTION_OUT_OF_RANGE",
    ("totalNumberOfViolentSanctions", "totalNumberOfSanctionsForAllOffences"),
    ("more_violent_than_all_sanctions", _below_none),
)
F0 = Line("DATE_OF_START_OF_FOLLOWUP_REQUIRED", ("dateAtStartOfFollowup",), (_no_date_at_all,))
F1 = Line(
    "DATE_OF_START_OF_FOLLOWUP_BEFORE_DATE_OF_BIRTH",
    ("dateAtStartOfFollowup",),
    ("risk_start_before_birth",),
)
F2 = Line(
    "DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE",
    ("dateAtStartOfFollowup",),
    ("risk_start_out_of_range",),
)
ARP_STATIC = (
    missing(*_REQUIRED), C1, C2, C3, A1, CODE_FORMAT, CODE_LISTED, SANCTIONS_RANGE, F0, F1, F2,
)  # fmt: skip
VRP_STATIC = (
    missing(*_REQUIRED_VIOLENT),
    A1, SANCTIONS_RANGE, V, CODE_FORMAT, CODE_LISTED, C1, C2, C3, F0, F1, F2,
)  # fmt: skip
SVRP_STATIC = (
    missing(*_REQUIRED_VIOLENT),
    *(SANCTIONS_RANGE, V, CODE_FORMAT, CODE_LISTED, A1, C1, C2, C3),
    *(line._replace(switch="follow_up_date_checked") for line in (F0, F1, F2)),
)

_OTHER_DRUGS = (
    "hasOtherOpiateUsage",
    "hasCrackCocaineUsage",
    "hasPowderCocaineUsage",
    "hasMisusedPrescriptionDrugUsage",
    "hasBenzodiazepinesUsage",
    "hasCannabisUsage",
    "hasSteroidsUsage",
    "hasOtherDrugsUsage",
    "hasKetamineUsage",
    "hasSpiceUsage",
    "hasHallucinogensUsage",
    "hasSolventsUsage",
)


def _motivation_not_answered(sent: Sent) -> bool:
    return sent.request.motivationToTackleDrugMisuse is None


def _drugs_used(*drugs: str) -> Line:
    def name(sent: Sent, _: Kernel) -> tuple[str, ...]:
        return tuple([field for field in drugs if value_of(sent, field) is True])

    return Line(
        "MOTIVATION_TO_TACKLE_DRUG_MISUSE_INCONSISTENT", name, when=_motivation_not_answered
    )


ARP_DYNAMIC = (
    Line(
        "MISSING_DYNAMIC_INPUT",
        required(
            "suitabilityOfAccommodation",
            "isUnemployed",
            "currentRelationshipWithPartner",
            "evidenceOfDomesticAbuse",
            "currentRelationshipStatus",
            "regularOffendingActivities",
            "motivationToTackleDrugMisuse",
            "currentAlcoholUseProblems",
            "excessiveAlcoholUse",
            "impulsivityProblems",
            "proCriminalAttitudes",
        ),
    ),
    _drugs_used("hasHeroinUsage", *_OTHER_DRUGS),
)
VRP_DYNAMIC = (
    Line(
        "MISSING_DYNAMIC_INPUT",
        required(
            "suitabilityOfAccommodation",
            "isUnemployed",
            "currentRelationshipWithPartner",
            "evidenceOfDomesticAbuse",
            "currentRelationshipStatus",
            "regularOffendingActivities",
            "motivationToTackleDrugMisuse",
            "currentAlcoholUseProblems",
            "excessiveAlcoholUse",
            "impulsivityProblems",
            "temperControl",
        ),
    ),
    _drugs_used(*_OTHER_DRUGS, "hasMethadoneUsage"),
)
SVRP_DYNAMIC = (
    Line(
        "MISSING_DYNAMIC_INPUT",
        required(
            "didOffenceInvolveCarryingOrUsingWeapon",
            "suitabilityOfAccommodation",
            "isUnemployed",
            "currentAlcoholUseProblems",
            "temperControl",
            "proCriminalAttitudes",
            "previousConvictions",
        ),
    ),
)
