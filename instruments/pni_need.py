"""
Need, as the programme need identifier reckons it: four domains, each of 0 to 2 points.

Each domain is reckoned twice: from the answers that are there, and *at worst*, with every missing
answer taken as a significant problem. Where both lead to one level, the gap does not matter.
"""

from collections.abc import Callable, Sequence
from typing import Any

from instruments import questions as ask
from instruments.pni_risk import HIGH, LEVELS, MEDIUM, SARA_BOTH
from riskservice.kit import UNKNOWN, Column, Ints, Table, derived

NEED = (*LEVELS, "not known")
NEED_NOT_KNOWN = NEED.index("not known")
_POINTS = ("none", "some", "most")
_MOST = _POINTS.index("most")

_SEX = (
    "sexual_preoccupation",
    "offence_related_sexual_interests",
    "emotional_congruence_with_children",
)
_INTERESTS = _SEX.index("offence_related_sexual_interests")
_SEX_NEEDS = (*_SEX, "ever_sexual_offence", "is_a_risk_of_sexual_harm")
_THINKING = ("pro_criminal_attitudes", "hostile_orientation")
_RELATIONSHIPS = (
    "current_relationship_with_family_members",
    "previous_close_relationships",
    "easily_influenced_by_criminal_associates",
    "controlling_or_aggressive_behaviour",
)
_SELF_MANAGEMENT = (
    "impulsivity_problems",
    "temper_control",
    "problem_solving_skills",
    "difficulties_coping",
)

# One domain --------------------------------------------------------------------------------------


def _missing(answers: Sequence[Any]) -> Any:
    return sum((answer == UNKNOWN) * 1 for answer in answers)


def _total(answers: Sequence[Any], missing: int) -> Any:
    """Sum of the levels, each missing answer taken as the level given."""
    return sum((answer != UNKNOWN) * answer + (answer == UNKNOWN) * missing for answer in answers)


def _points(domain: str, total: Any, table: Table) -> Any:
    c = table.numbers
    return (total >= c[f"{domain}_some_from"]) * 1 + (total >= c[f"{domain}_most_from"]) * 1


def _outright(points: Any, decisive: Any) -> Any:
    """Most points where the decisive answer is given and is a significant problem."""
    alone = decisive == ask.SIGNIFICANT_PROBLEMS
    return alone * _MOST + (alone ^ True) * points


def _applies(values: Sequence[Any]) -> Any:
    """Whether there is a sexual offence or a risk of sexual harm: the last two answers."""
    ever, risk = values[len(_SEX) :]
    return (ever == 1) | (risk == 1)


def _sex(*values: Any, table: Table) -> Any:
    answers = values[: len(_SEX)]
    total = _total(answers, 0)
    # Stricter than the other domains: with a gap, nothing below the most is certain.
    told = (_missing(answers) == 0) | (total >= table.numbers["sex_most_from"])
    points = _outright(_points("sex", total, table) * told, answers[_INTERESTS])
    return points * _applies(values)


def _sex_at_worst(*values: Any, table: Table) -> Any:
    answers = values[: len(_SEX)]
    total = _total(answers, ask.SIGNIFICANT_PROBLEMS)
    return _outright(_points("sex", total, table), answers[_INTERESTS]) * _applies(values)


def _sex_missing(*values: Any, table: Table) -> Any:
    counts = _applies(values) | table.rule("inapplicable_sex_answers_count_as_missing")
    return _missing(values[: len(_SEX)]) * counts


def _thinking(*answers: Any, table: Table) -> Any:
    return _outright(_points("thinking", _total(answers, 0), table), answers[0])


def _thinking_at_worst(*answers: Any, table: Table) -> Any:
    total = _total(answers, ask.SIGNIFICANT_PROBLEMS)
    return _outright(_points("thinking", total, table), answers[0])


def _four(*answers: Any, table: Table) -> Any:
    return _points("four_answers", _total(answers, 0), table)


def _four_at_worst(*answers: Any, table: Table) -> Any:
    return _points("four_answers", _total(answers, ask.SIGNIFICANT_PROBLEMS), table)


def _count(*answers: Any) -> Any:
    return _missing(answers)


def _domain(
    key: str,
    title: str,
    needs: tuple[str, ...],
    functions: tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]],
    most_missing: int,
) -> tuple[Column, Column, Column]:
    """Return the points of a domain, the same at worst, and how many answers are missing."""
    names = (
        (f"{key}_points", title, len(_POINTS)),
        (f"{key}_at_worst", f"{title} at worst", len(_POINTS)),
        (f"{key}_missing", "Answers missing", 1 + most_missing),
    )
    now, worst, gaps = (
        Column(name, words, needs, function, size, sees_unknown=True)
        for (name, words, size), function in zip(names, functions, strict=True)
    )
    return now, worst, gaps


_FOUR = (_four, _four_at_worst, _count)
DOMAINS = (
    _domain("sex", "Sex domain", _SEX_NEEDS, (_sex, _sex_at_worst, _sex_missing), len(_SEX)),
    _domain(
        "thinking",
        "Thinking domain",
        _THINKING,
        (_thinking, _thinking_at_worst, _count),
        len(_THINKING),
    ),
    _domain("relationships", "Relationships domain", _RELATIONSHIPS, _FOUR, len(_RELATIONSHIPS)),
    _domain(
        "self_management", "Self-management domain", _SELF_MANAGEMENT, _FOUR, len(_SELF_MANAGEMENT)
    ),
)

# All domains -------------------------------------------------------------------------------------


@derived(size=9)
def need_total(
    sex_points: Ints,
    thinking_points: Ints,
    relationships_points: Ints,
    self_management_points: Ints,
) -> Any:
    """Points of need"""
    return sex_points + thinking_points + relationships_points + self_management_points


@derived(size=9)
def need_total_at_worst(
    sex_at_worst: Ints,
    thinking_at_worst: Ints,
    relationships_at_worst: Ints,
    self_management_at_worst: Ints,
) -> Any:
    """Points of need at worst"""
    return sex_at_worst + thinking_at_worst + relationships_at_worst + self_management_at_worst


@derived(size=5)
def domains_with_gaps(
    sex_missing: Ints,
    thinking_missing: Ints,
    relationships_missing: Ints,
    self_management_missing: Ints,
) -> Any:
    """Domains with answers missing"""
    return (
        (sex_missing > 0) * 1
        + (thinking_missing > 0) * 1
        + (relationships_missing > 0) * 1
        + (self_management_missing > 0) * 1
    )


def level_of(total: Any, table: Table) -> Any:
    """Level of some points of need."""
    return _points("need", total, table)


@derived(size=4, labels=NEED)
def need_level(
    need_total: Ints,
    need_total_at_worst: Ints,
    domains_with_gaps: Ints,
    supervision_status: Ints,
    sara_level: Ints,
    sara_given: Ints,
    *,
    table: Table,
) -> Any:
    """Need"""
    level, worst = level_of(need_total, table), level_of(need_total_at_worst, table)
    community = supervision_status == ask.COMMUNITY
    certain = (
        (level == HIGH)
        | (community & (level == MEDIUM))
        | (domains_with_gaps == 0)
        | (level == worst)
    )
    not_known = (certain ^ True) & (
        ((domains_with_gaps == len(DOMAINS)) & (community ^ True))
        | ((level >= MEDIUM) & (sara_level == 0))
    )
    by_sara = ((certain | not_known) ^ True) & (sara_level > 0) & (sara_given == SARA_BOTH)
    raised = community * MEDIUM + (community ^ True) * HIGH
    return not_known * NEED_NOT_KNOWN + by_sara * raised + ((not_known | by_sara) ^ True) * level


NEED_COLUMNS = (
    *(column for domain in DOMAINS for column in domain),
    need_total,
    need_total_at_worst,
    domains_with_gaps,
    need_level,
)
