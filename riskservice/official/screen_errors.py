"""The official errors of the four screens, as :mod:`riskservice.official.errors`."""

from riskservice.kit.kernel import Kernel
from riskservice.official.errors import Line, missing, unanswered
from riskservice.official.logistic_errors import CODE_FORMAT, CODE_LISTED
from riskservice.official.translate import Sent

# Maturity -----------------------------------------------------------------------------------------

_who = unanswered("gender", "dateOfBirth")
_items = unanswered(
    "hasPeerGroupInfluences",
    "influenceFromCriminalAssociates",
    "recklessnessAndRiskTakingBehaviour",
    "difficultiesCoping",
    "attitudesTowardsSelf",
    "impulsivityProblems",
    "temperControl",
    "problemSolvingSkills",
    "awarenessOfConsequences",
    "understandsOtherPeoplesViews",
)


def _maturity_missing(sent: Sent, kernel: Kernel) -> tuple[str, ...]:
    ((least, asked),) = kernel.at_least
    items = _items(sent, kernel)
    enough = len(asked) - len(items) >= least
    return _who(sent, kernel) if enough else (*_who(sent, kernel), *items)


MATURITY = (Line("MISSING_MANDATORY_INPUT", _maturity_missing),)

# Learning difficulties ----------------------------------------------------------------------------

_CORE = (
    "workRelatedSkills",
    "problemsWithReadingWritingNumeracy",
    "learningDifficulties",
    "professionalOrVocationalQualifications",
)
_core = unanswered(*_CORE)
_PHRASE = "problemsWithReadingWritingNumeracy Field Not Present But {} Present"
"""A client that matches on field names is served this text as it stands."""


def _orphans(sent: Sent, _: Kernel) -> tuple[str, ...]:
    request = sent.request
    if request.problemsWithReadingWritingNumeracy is not None:
        return ()
    given = ("hasProblemsWithReading", "hasProblemsWithNumeracy")
    return tuple(_PHRASE.format(f) for f in given if getattr(request, f) is not None)


def _too_few(sent: Sent, kernel: Kernel) -> tuple[str, ...]:
    ((least, asked),) = kernel.at_least
    return _CORE if len(asked) - len(_core(sent, kernel)) < least else ()


LEARNING = (
    Line("MISSING_MANDATORY_INPUT", _orphans),
    Line("LDS_NOT_ENOUGH_FIELDS_PRESENT", _too_few),
)

# Personality disorder -----------------------------------------------------------------------------

_always = unanswered(
    "gender",
    "overallRiskForAssessment",
    "highestRiskLevelOverAllAssessments",
    "currentOffenceCode",
    "hasCustodialSentence",
)
_of_a_woman = unanswered("isEligibleForMappa")
_of_abuse = unanswered("domesticAbuseAgainstPartner", "domesticAbuseAgainstFamily")


def _personality_missing(sent: Sent, kernel: Kernel) -> tuple[str, ...]:
    request = sent.request
    found = _always(sent, kernel)
    if request.gender == "FEMALE":
        found += _of_a_woman(sent, kernel)
    if request.evidenceOfDomesticAbuse is True:
        found += _of_abuse(sent, kernel)
    return found


PERSONALITY = (
    Line("MISSING_MANDATORY_INPUT", _personality_missing),
    Line(
        "DOMESTIC_ABUSE_INCONSISTENT_INPUT",
        ("evidenceOfDomesticAbuse", "domesticAbuseAgainstFamily", "domesticAbuseAgainstPartner"),
        ("abuse_without_evidence",),
    ),
    CODE_FORMAT,
    CODE_LISTED,
)

# Programme need -----------------------------------------------------------------------------------

_sex = unanswered(
    "sexualPreoccupation", "offenceRelatedSexualInterests", "emotionalCongruenceWithChildren"
)
_needs = unanswered(
    "proCriminalAttitudes",
    "hostileOrientation",
    "currentRelationshipWithFamilyMembers",
    "previousCloseRelationships",
    "easilyInfluencedByCriminalAssociates",
    "controllingOrAggressiveBehaviour",
    "impulsivityProblems",
    "temperControl",
    "problemSolvingSkills",
    "difficultiesCoping",
)


def _sexual(sent: Sent) -> bool:
    request = sent.request
    return request.hasEverCommittedSexualOffence is True or request.isARiskOfSexualHarm is True


def _need_missing(sent: Sent, kernel: Kernel) -> tuple[str, ...]:
    counts = kernel.table.rule("inapplicable_sex_answers_count_as_missing") or _sexual(sent)
    return (*(_sex(sent, kernel) if counts else ()), *_needs(sent, kernel))


def _status_known(sent: Sent) -> bool:
    return sent.request.supervisionStatus is not None


NEED = (
    missing("supervisionStatus"),
    Line("MISSING_MANDATORY_INPUT", _need_missing, when=_status_known),
)
