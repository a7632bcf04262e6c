"""Second reading of the instruments that rest on judgement: RoSH and ARMS."""

from __future__ import annotations

from datetime import date
from typing import cast

from .answers import BANDS, Answers, Reading, text_of

# OASys RoSH summary, questions SUM6.1.1 to SUM6.5.2; prisoners are rated in custody only.
ROSH_CELLS = (
    "rosh_children_community",
    "rosh_children_custody",
    "rosh_public_community",
    "rosh_public_custody",
    "rosh_known_adult_community",
    "rosh_known_adult_custody",
    "rosh_staff_community",
    "rosh_staff_custody",
    "rosh_prisoners_custody",
)

# ARMS, the 11 factors: seven of risk, four protective.
ARMS_FACTORS = (
    "arms_opportunity",
    "arms_sexual_preoccupation",
    "arms_offence_related_sexual_interests",
    "arms_emotional_congruence_with_children",
    "arms_hostile_orientation",
    "arms_poor_self_management",
    "arms_negative_social_influences",
    "arms_commitment_to_desist",
    "arms_intimate_relationship",
    "arms_employment_or_routine",
    "arms_social_investment",
)


def rosh(answers: Answers) -> Reading:
    """
    Overall risk of serious harm: the highest over all groups and both settings.

    Parameters
    ----------
    answers : dict
        Cells by key; a cell that is absent or None is passed over.

    Returns
    -------
    dict
        ``outcome`` ("scored", or "not_scorable" without any cell) and ``overall``.
    """
    highest: str | None = None
    for cell in ROSH_CELLS:
        level = text_of(answers, cell)
        if level is None:
            continue
        if highest is None or BANDS.index(level) > BANDS.index(highest):
            highest = level
    if highest is None:
        return {"outcome": "not_scorable", "overall": None}
    return {"outcome": "scored", "overall": highest}


def arms_completeness(answers: Answers) -> Reading:
    """
    Count the factors that are rated, and say whether the assessment is complete.

    Parameters
    ----------
    answers : dict
        Ratings by factor, with ``arms_overall_level`` and ``arms_overall_reason``.

    Returns
    -------
    dict
        ``rated`` (0 to 11) and ``complete``.
    """
    rated = 0
    for factor in ARMS_FACTORS:
        if _counts(answers.get(factor)):
            rated += 1
    complete = (
        rated == 11
        and text_of(answers, "arms_overall_level") in BANDS
        and not _blank(answers.get("arms_overall_reason"))
    )
    return {"rated": rated, "complete": complete}


def _counts(rating: object) -> bool:
    if rating is None:
        return False
    fields = cast("dict[str, object]", rating)
    if fields.get("rating") not in ("low", "medium", "high"):
        return False
    if _blank(fields.get("evidence")) or _blank(fields.get("source")):
        return False
    if not isinstance(fields.get("date"), date):
        return False
    # A rating carried forward holds only when someone has asked whether it is still true.
    return fields.get("carried_from") is None or fields.get("still_true") is True


def _blank(value: object) -> bool:
    return not isinstance(value, str) or value.strip() == ""
