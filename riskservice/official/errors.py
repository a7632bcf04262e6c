"""
The official errors of each result: which, in which order, and about which fields.

Each list is read from top to bottom. A line either lists what is not answered, or stands for one
of our own checks by its key, or for something our vocabulary has no words for, such as a count
outside its domain. Field names are those of the request.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.kernel import Kernel
from riskservice.official.messages import MESSAGES
from riskservice.official.response import Errors, ValidationError
from riskservice.official.translate import Sent

Holds = Callable[[Sent], bool]
Fields = Callable[[Sent, Kernel], tuple[str, ...]]


class Line(NamedTuple):
    """
    One possible error.

    Attributes
    ----------
    fields : tuple of str, or function
        Fields it is about; a function that names none means there is no such error.
    checks : tuple of str or function
        The error stands when one of these fails: keys of our checks, or tests of our own. Without
        any, it stands whenever it names a field.
    when : function or None
        Whether the line is looked at.
    switch : str
        Rule of the table without which the line is not looked at.
    """

    type: str
    fields: tuple[str, ...] | Fields
    checks: tuple[str | Holds, ...] = ()
    when: Holds | None = None
    switch: str = ""


def listed(lines: Iterable[Line], sent: Sent, kernel: Kernel, failed: AbstractSet[str]) -> Errors:
    """
    Return the errors of one result, in order.

    Parameters
    ----------
    kernel : Kernel
        The model whose rules count.
    failed : set of str
        Keys of our checks that fail.
    """
    found = []
    for line in lines:
        if line.switch and not kernel.table.rules[line.switch].value:
            continue
        if line.when is not None and not line.when(sent):
            continue
        if line.checks and not any(
            check in failed if isinstance(check, str) else check(sent) for check in line.checks
        ):
            continue
        fields = line.fields if isinstance(line.fields, tuple) else line.fields(sent, kernel)
        if fields:
            found.append(error(line.type, fields))
    return tuple(found)


def error(kind: str, fields: tuple[str, ...] = ()) -> ValidationError:
    """Return an error with its message."""
    return ValidationError(type=kind, message=MESSAGES[kind], fields=fields)


def checks_of(lines: Iterable[Line]) -> set[str]:
    """Return the keys of our checks that some lines rest on."""
    return {check for line in lines for check in line.checks if isinstance(check, str)}


UNEXPECTED: Errors = (error("UNEXPECTED_ERROR"),)

# What is not answered -----------------------------------------------------------------------------


def unanswered(*fields: str) -> Fields:
    """Return a function that names those of some fields that are not answered."""
    get = attrgetter(*fields)

    def name(sent: Sent, _: Kernel) -> tuple[str, ...]:
        values = get(sent.request) if len(fields) > 1 else (get(sent.request),)
        return tuple([f for f, value in zip(fields, values, strict=True) if value is None])

    return name


def required(*fields: str) -> Fields:
    """Return the same for questions that a ruleset may leave optional."""
    missing = unanswered(*fields)

    def name(sent: Sent, kernel: Kernel) -> tuple[str, ...]:
        return tuple([f for f in missing(sent, kernel) if f not in _optional(kernel)])

    return name


@cache
def _optional(kernel: Kernel) -> frozenset[str]:
    """Return the fields without which a kernel can do."""
    return frozenset(kernel.asked[key].official for key in kernel.missing_rules)


def missing(*fields: str, when: Holds | None = None) -> Line:
    """Return the line for mandatory fields."""
    return Line("MISSING_MANDATORY_INPUT", unanswered(*fields), when=when)


def outside(*keys: str) -> Holds:
    """Return a test for questions answered outside their domain."""
    asked = frozenset(keys)
    return lambda sent: not asked.isdisjoint(sent.wild)


def _value(sent: Sent, field: str) -> object:
    return getattr(sent.request, field)


# The logistic predictors --------------------------------------------------------------------------

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
S = Line(
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
    missing(*_REQUIRED), C1, C2, C3, A1, CODE_FORMAT, CODE_LISTED, S, F0, F1, F2,
)  # fmt: skip
VRP_STATIC = (
    missing(*_REQUIRED_VIOLENT), A1, S, V, CODE_FORMAT, CODE_LISTED, C1, C2, C3, F0, F1, F2,
)  # fmt: skip
SVRP_STATIC = (
    missing(*_REQUIRED_VIOLENT),
    *(S, V, CODE_FORMAT, CODE_LISTED, A1, C1, C2, C3),
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
        return tuple([field for field in drugs if _value(sent, field) is True])

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

# The sexual predictors ----------------------------------------------------------------------------

COUNTS = (
    "totalIndecentImageSanctions",
    "totalContactAdultSexualSanctions",
    "totalContactChildSexualSanctions",
    "totalNonContactSexualOffences",
)
_count_keys = (
    "indecent_image_sanctions",
    "contact_adult_sanctions",
    "contact_child_sanctions",
    "non_contact_sanctions",
)
WHO = ("gender", "hasEverCommittedSexualOffence")


def _counts_asked(sent: Sent) -> bool:
    """Whether the counts are looked at: not for a woman, nor where there is no history."""
    request = sent.request
    return request.gender != "FEMALE" and request.hasEverCommittedSexualOffence is not False


def _man_with_history(sent: Sent) -> bool:
    request = sent.request
    return request.gender == "MALE" and request.hasEverCommittedSexualOffence is True


def _history_not_affirmed(sent: Sent) -> bool:
    request = sent.request
    return request.gender != "FEMALE" and request.hasEverCommittedSexualOffence is not True


def _counts(sent: Sent) -> list[int]:
    return [sent.told[key] for key in _count_keys if sent.told[key] != UNKNOWN]


def _nothing_counted(sent: Sent) -> bool:
    return _counts(sent) == [0] * len(COUNTS)


def _more_counted_than_all(sent: Sent) -> bool:
    total = sent.told["total_sanctions"]
    return total != UNKNOWN and not _nothing_counted(sent) and sum(_counts(sent)) > total


def _counted(sent: Sent, _: Kernel) -> tuple[str, ...]:
    pairs = zip(COUNTS, _count_keys, strict=True)
    counted = [field for field, key in pairs if sent.told[key] not in (UNKNOWN, 0)]
    return ("hasEverCommittedSexualOffence", *counted) if counted else ()


NO_COUNTS = missing(*COUNTS, when=_counts_asked)
NOTHING_COUNTED = Line(
    "SEXUAL_REOFFENDING_PREDICTOR_NO_SANCTIONS", COUNTS, (_nothing_counted,), when=_counts_asked
)
TOO_MUCH_COUNTED = Line(
    "TOTAL_NUMBER_OF_SEXUAL_SANCTIONS_OUT_OF_RANGE",
    COUNTS,
    (_more_counted_than_all,),
    when=_counts_asked,
)
COUNTED_WITHOUT_HISTORY = Line(
    "SEXUAL_REOFFENDING_PREDICTOR_INCONSISTENT_INPUT", _counted, when=_history_not_affirmed
)
DIRECT_CONTACT = (
    missing(
        "gender",
        "supervisionStatus",
        "hasEverCommittedSexualOffence",
        "dateOfBirth",
        "dateAtStartOfFollowup",
        "totalNumberOfSanctionsForAllOffences",
    ),
    NO_COUNTS,
    S._replace(when=_counts_asked),
    NOTHING_COUNTED,
    TOO_MUCH_COUNTED,
    missing("dateOfMostRecentSexualOffence", when=_man_with_history),
    Line(
        "DATE_OF_MOST_RECENT_SEXUAL_OFFENCE_BEFORE_DATE_OF_BIRTH",
        ("dateOfMostRecentSexualOffence",),
        ("sexual_offence_before_birth",),
        when=_man_with_history,
    ),
    Line(
        "DATE_OF_MOST_RECENT_SEXUAL_OFFENCE_OUT_OF_RANGE",
        ("dateOfMostRecentSexualOffence",),
        ("sexual_offence_age_out_of_range",),
        when=_man_with_history,
    ),
    Line(
        "DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE",
        ("dateAtStartOfFollowup",),
        ("follow_up_age_out_of_range",),
        when=_counts_asked,
    ),
    COUNTED_WITHOUT_HISTORY,
)
INDIRECT_CONTACT = (
    missing(*WHO),
    NO_COUNTS,
    NOTHING_COUNTED,
    TOO_MUCH_COUNTED,
    COUNTED_WITHOUT_HISTORY,
)
COMBINED = (missing(*WHO),)
