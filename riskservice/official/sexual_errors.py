"""The official errors of the sexual and the combined predictors, as in ``errors``."""

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.kernel import Kernel
from riskservice.official.errors import Line, missing
from riskservice.official.logistic_errors import SANCTIONS_RANGE
from riskservice.official.translate import Sent

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
    SANCTIONS_RANGE._replace(when=_counts_asked),
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
