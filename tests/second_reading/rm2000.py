"""
Second reading of Risk Matrix 2000 (version 2000.9/SVC, Thornton, February 2007): S, V and C.

The scoring tables are widely known but not yet compared with sections 13 to 15 of the guide.
No rate is attached to a class here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import (
    BANDS,
    Answers,
    Reading,
    count_of,
    date_of,
    missing,
    text_of,
    whole_years,
    yes_no_of,
)

if TYPE_CHECKING:
    from datetime import date

STEP_2_ITEMS = (
    "male_victim",
    "rm2000_stranger_victim",
    "non_contact_sexual_offence",
    "never_lived_with_partner",
)


def rm2000_s(answers: Answers, on: date) -> Reading:
    """
    Risk of sexual reoffending: step 1 gives 0 to 6 points and a class, step 2 may raise it.

    Parameters
    ----------
    answers : dict
        Answers by key; absent or None is not answered. An unknown step 2 item is scored absent.
    on : date
        Day of the assessment.

    Returns
    -------
    dict
        ``outcome``, ``points`` (of step 1), ``band``, ``step_1_band``, ``aggravating`` (0 to 4)
        and ``unknown_items`` (step 2 items without an answer).
    """
    if _person_is_excluded(answers, on):
        return _s_result("not_applicable")
    if _contradictory(answers) or _sexual_history_contradictory(answers):
        return _s_result("fault")
    if _no_qualifying_sexual_offence(answers):
        return _s_result("not_applicable")
    required = (
        "sex",
        "date_of_birth",
        "follow_up_start",
        "sexual_appearances",
        "criminal_appearances",
    )
    if missing(answers, required):
        return _s_result("not_scorable")
    age = _age_at_follow_up(answers)
    sexual_appearances = count_of(answers, "sexual_appearances")
    criminal_appearances = count_of(answers, "criminal_appearances")
    assert age is not None
    assert sexual_appearances is not None
    assert criminal_appearances is not None

    # Risk Matrix 2000, scoring tables, S step 1.
    points = 0
    if age <= 24:
        points += 2
    elif age <= 34:
        points += 1

    if sexual_appearances == 2:
        points += 1
    elif sexual_appearances in (3, 4):
        points += 2
    elif sexual_appearances >= 5:
        points += 3

    if criminal_appearances >= 5:
        points += 1

    if points == 0:
        step_1_band = "low"
    elif points <= 2:
        step_1_band = "medium"
    elif points <= 4:
        step_1_band = "high"
    else:
        step_1_band = "very_high"

    # Risk Matrix 2000, scoring tables, S step 2. That three factors raise by one is inferred.
    aggravating = 0
    unknown_items = []
    for item in STEP_2_ITEMS:
        answer = yes_no_of(answers, item)
        if answer is None:
            unknown_items.append(item)
        elif answer:
            aggravating += 1
    if aggravating <= 1:
        classes_up = 0
    elif aggravating <= 3:
        classes_up = 1
    else:
        classes_up = 2
    band = BANDS[min(BANDS.index(step_1_band) + classes_up, 3)]

    return {
        "outcome": "scored",
        "points": points,
        "band": band,
        "step_1_band": step_1_band,
        "aggravating": aggravating,
        "unknown_items": unknown_items,
    }


def rm2000_v(answers: Answers, on: date) -> Reading:
    """
    Risk of non-sexual violence, 0 to 8 points.

    Parameters
    ----------
    answers : dict
        Answers by key; absent or None is not answered.
    on : date
        Day of the assessment.

    Returns
    -------
    dict
        ``outcome``, ``points`` and ``band``.
    """
    if _person_is_excluded(answers, on):
        return _result("not_applicable")
    if _contradictory(answers):
        return _result("fault")
    if _neither_sexual_nor_violent(answers):
        return _result("not_applicable")
    required = ("sex", "date_of_birth", "follow_up_start", "violent_appearances", "burglary")
    if missing(answers, required):
        return _result("not_scorable")
    age = _age_at_follow_up(answers)
    violent_appearances = count_of(answers, "violent_appearances")
    burglary = yes_no_of(answers, "burglary")
    assert age is not None
    assert violent_appearances is not None

    # Risk Matrix 2000, scoring tables, V.
    points = 0
    if age <= 24:
        points += 3
    elif age <= 34:
        points += 2
    elif age <= 44:
        points += 1

    if violent_appearances == 1:
        points += 1
    elif violent_appearances in (2, 3):
        points += 2
    elif violent_appearances >= 4:
        points += 3

    if burglary:
        points += 2

    if points <= 1:
        band = "low"
    elif points <= 3:
        band = "medium"
    elif points <= 5:
        band = "high"
    else:
        band = "very_high"

    return {"outcome": "scored", "points": points, "band": band}


def rm2000_c(answers: Answers, on: date) -> Reading:
    """
    Risk of any sexual or violent reoffending: the classes of S and V as points, added.

    Parameters
    ----------
    answers : dict
        Answers by key; absent or None is not answered. Needs what S and V need.
    on : date
        Day of the assessment.

    Returns
    -------
    dict
        ``outcome``, ``points`` (0 to 6) and ``band``.
    """
    # A man whom S takes has a sexual appearance, so V takes him too.
    s_reading = rm2000_s(answers, on)
    if s_reading["outcome"] != "scored":
        return _result(str(s_reading["outcome"]))
    v_reading = rm2000_v(answers, on)
    if v_reading["outcome"] != "scored":
        return _result(str(v_reading["outcome"]))

    # Risk Matrix 2000, scoring tables, C.
    class_points = {"low": 0, "medium": 1, "high": 2, "very_high": 3}
    points = class_points[str(s_reading["band"])] + class_points[str(v_reading["band"])]
    if points == 0:
        band = "low"
    elif points <= 2:
        band = "medium"
    elif points <= 4:
        band = "high"
    else:
        band = "very_high"
    return {"outcome": "scored", "points": points, "band": band}


def _age_at_follow_up(answers: Answers) -> int | None:
    """Whole years when risk in the community next begins. [years]"""
    date_of_birth = date_of(answers, "date_of_birth")
    follow_up_start = date_of(answers, "follow_up_start")
    if date_of_birth is None or follow_up_start is None:
        return None
    return whole_years(date_of_birth, follow_up_start)


def _person_is_excluded(answers: Answers, on: date) -> bool:
    """Thornton 2007: males aged 18 or over at assessment."""
    if text_of(answers, "sex") == "female":
        return True
    date_of_birth = date_of(answers, "date_of_birth")
    return date_of_birth is not None and whole_years(date_of_birth, on) < 18


def _contradictory(answers: Answers) -> bool:
    criminal_appearances = count_of(answers, "criminal_appearances")
    sexual_appearances = count_of(answers, "sexual_appearances")
    violent_appearances = count_of(answers, "violent_appearances")
    if criminal_appearances is not None:
        if sexual_appearances is not None and sexual_appearances > criminal_appearances:
            return True
        if violent_appearances is not None and violent_appearances > criminal_appearances:
            return True
    # The age tables begin at 18.
    age = _age_at_follow_up(answers)
    return age is not None and age < 18


def _sexual_history_contradictory(answers: Answers) -> bool:
    sexual_appearances = count_of(answers, "sexual_appearances")
    if sexual_appearances is None or sexual_appearances < 1:
        return False
    return yes_no_of(answers, "ever_sexual_offence") is False


def _no_qualifying_sexual_offence(answers: Answers) -> bool:
    """Whether S and C have nothing to rest on; "after the age of 16" is read as 17 and over."""
    if yes_no_of(answers, "ever_sexual_offence") is False:
        return True
    if count_of(answers, "sexual_appearances") == 0:
        return True
    date_of_birth = date_of(answers, "date_of_birth")
    last_sexual_offence = date_of(answers, "most_recent_sexual_offence_date")
    if date_of_birth is None or last_sexual_offence is None:
        return False
    return whole_years(date_of_birth, last_sexual_offence) < 17


def _neither_sexual_nor_violent(answers: Answers) -> bool:
    """Whether V has nothing to rest on."""
    if count_of(answers, "violent_appearances") != 0:
        return False
    sexual_appearances = count_of(answers, "sexual_appearances")
    if sexual_appearances is None:
        return yes_no_of(answers, "ever_sexual_offence") is False
    return sexual_appearances == 0


def _result(outcome: str) -> Reading:
    return {"outcome": outcome, "points": None, "band": None}


def _s_result(outcome: str) -> Reading:
    return {
        "outcome": outcome,
        "points": None,
        "band": None,
        "step_1_band": None,
        "aggravating": None,
        "unknown_items": None,
    }
