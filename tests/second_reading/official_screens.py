"""Second reading of MST, LDS and OPD."""

from __future__ import annotations

from .answers import missing, whole_years
from .official_answers import (
    CODES,
    MISSING,
    Error,
    Inputs,
    Result,
    error,
    missing_error,
    not_yet_18,
    offence_code_errors,
    points_or_nought,
    yes,
)

MST_ANSWERS = (
    "has_peer_group_influences",
    "influence_from_criminal_associates",
    "recklessness_and_risk_taking_behaviour",
    "difficulties_coping",
    "attitudes_towards_self",
    "impulsivity_problems",
    "temper_control",
    "problem_solving_skills",
    "awareness_of_consequences",
    "understands_other_peoples_views",
)
LDS_PARENT = "problems_with_reading_writing_numeracy"
LDS_FOUR = (
    "work_related_skills",
    LDS_PARENT,
    "learning_difficulties",
    "professional_or_vocational_qualifications",
)
# The wire interface, section 5: these entries are phrases, not names.
LDS_PHRASE = "problemsWithReadingWritingNumeracy Field Not Present But {} Present"
OPD_REQUIRED = (
    "gender",
    "overall_risk_for_assessment",
    "highest_risk_level_over_all_assessments",
    "current_offence_code",
    "has_custodial_sentence",
)
OPD_QUESTIONS = {
    "MALE": (
        "age_at_first_sanction",
        "did_offence_involve_violence_or_threat_of_violence",
        "did_offence_involve_excessive_use_of_violence",
        "does_recognise_impact_of_offending_on_others",
        "over_reliance_on_others_for_financial_support",
        "manipulative_or_predatory_behaviour",
        "recklessness_and_risk_taking_behaviour",
        "is_evidence_of_childhood_behavioural_problems",
        "impulsivity_problems",
        "controlling_or_aggressive_behaviour",
        "experience_of_childhood",
        "current_psychological_problems",
        "current_psychiatric_problems",
        "has_history_of_psychiatric_treatment",
        "has_been_on_medication_for_mental_health_problems",
        "has_ever_been_in_special_hospital_or_regional_secure_unit",
        "has_current_psychiatric_treatment",
        "has_displayed_obsessive_behaviour_linked_to_offending",
        "has_self_harm_or_attempted_suicide",
        "attitude_towards_supervision_or_licence",
        "has_assaulted_or_threatened_staff",
        "has_escaped_or_absconded",
        "has_control_issues",
    ),
    "FEMALE": (
        "did_offence_involve_carrying_or_using_weapon",
        "did_offence_involve_violence_or_threat_of_violence",
        "did_offence_involve_excessive_use_of_violence",
        "did_offence_involve_arson",
        "offence_motivation_emotional_state",
        "is_analysis_of_offence_issues_linked_to_risk",
        "has_accommodation_issues_linked_to_risk",
        "experience_of_childhood",
        "evidence_of_domestic_abuse",
        "relationship_issues_linked_to_risk",
    ),
}


def mst(inputs: Inputs, *, deployed: bool) -> Result:
    """Maturity screening tool, 0 to 19. One missing answer counts 0; two: no score."""
    del deployed  # No rule of this screen is disputed.
    result: Result = {
        "score": None,
        "band": None,
        "type": None,
        "errors": [],
        "flag": None,
        "applicable": None,
    }
    born = inputs.get("date_of_birth")
    if born is not None:
        years = whole_years(born, inputs["assessment_date"])
        if years < 18 or years > 25:
            result.update(flag=False, applicable=False)
            return result
    absent = missing(inputs, ("gender", "date_of_birth"))
    absent_answers = missing(inputs, MST_ANSWERS)
    # At least 9 of the 10 answers.
    if len(absent_answers) >= 2:
        absent = absent + absent_answers
    if absent:
        result["errors"] = [error(MISSING, *absent)]
        return result
    if inputs["gender"] == "FEMALE":
        result.update(flag=False, applicable=False)
        return result
    score = yes(inputs, MST_ANSWERS[0])
    for key in MST_ANSWERS[1:]:
        score = score + points_or_nought(inputs, key)
    result.update(score=score, flag=score >= 10, applicable=True)
    return result


def lds(inputs: Inputs, *, deployed: bool) -> Result:
    """Learning disabilities screen, 0 to 2. With three of four given, a missing one counts 0."""
    errors: list[Error] = []
    orphans = []
    if inputs.get(LDS_PARENT) is None:
        if inputs.get("has_problems_with_reading") is not None:
            orphans.append(LDS_PHRASE.format("hasProblemsWithReading"))
        if inputs.get("has_problems_with_numeracy") is not None:
            orphans.append(LDS_PHRASE.format("hasProblemsWithNumeracy"))
    if orphans:
        errors.append(error(MISSING, *orphans))
    if len(missing(inputs, LDS_FOUR)) >= 2:
        errors.append(error("LDS_NOT_ENOUGH_FIELDS_PRESENT", *LDS_FOUR))
    result: Result = {
        "score": None,
        "band": None,
        "type": None,
        "errors": errors,
        "subtotal": None,
    }
    if errors:
        return result
    # House rule: for adults.
    if not deployed and not_yet_18(inputs):
        return result | {"band": "NOT_APPLICABLE"}
    subtotal = (
        yes(inputs, "is_currently_of_no_fixed_abode_or_transient_accommodation")
        + points_or_nought(inputs, "work_related_skills")
        + points_or_nought(inputs, LDS_PARENT)
        + yes(inputs, "has_problems_with_reading")
        + yes(inputs, "has_problems_with_numeracy")
        + points_or_nought(inputs, "learning_difficulties")
        + points_or_nought(inputs, "professional_or_vocational_qualifications")
    )
    score = 0
    if subtotal >= 3:
        score = 1
    if subtotal >= 5:
        score = 2
    result.update(score=score, subtotal=subtotal)
    return result


def opd(inputs: Inputs, *, deployed: bool) -> Result:
    """Offender personality disorder screen. A missing answer counts 0."""
    result: Result = {
        "score": None,
        "band": None,
        "type": None,
        "errors": _opd_errors(inputs),
        "check": False,
        "override": None,
        "result": None,
        "personality": None,
        "indicators": None,
        "women_score": None,
    }
    if result["errors"]:
        return result
    # House rule: for adults.
    if not deployed and not_yet_18(inputs):
        return result | {"band": "NOT_APPLICABLE"}
    questions = OPD_QUESTIONS[inputs["gender"]]
    if len(missing(inputs, questions)) == len(questions):
        return result

    result["check"] = True
    override = yes(inputs, "apply_opd_override") == 1
    high = inputs["overall_risk_for_assessment"] in {"HIGH", "VERY_HIGH"}
    if inputs["gender"] == "MALE":
        violent_or_sexual = CODES[inputs["current_offence_code"]][1]
        applicable = high and violent_or_sexual and inputs["has_custodial_sentence"]
    else:
        applicable = high or inputs["is_eligible_for_mappa"]
    if not applicable:
        result["result"] = "SCREEN_OUT"
        # Disputed rule 11.
        if not deployed:
            result["override"] = override
        return result

    if inputs["gender"] == "MALE":
        personality = _personality(inputs, deployed)
        indicators = _indicators(inputs)
        result.update(personality=personality, indicators=indicators)
        screened_in = personality >= 7 or indicators >= 2
    else:
        women_score = _women_score(inputs)
        result["women_score"] = women_score
        screened_in = women_score >= 10
    if screened_in:
        result["result"] = "SCREEN_IN"
    else:
        result.update(result="SCREEN_OUT", override=override)
    return result


def _opd_errors(inputs: Inputs) -> list[Error]:
    abuse = inputs.get("evidence_of_domestic_abuse")
    partner = "domestic_abuse_against_partner"
    family = "domestic_abuse_against_family"
    required = OPD_REQUIRED
    if inputs.get("gender") == "FEMALE":
        required = (*required, "is_eligible_for_mappa")
    if abuse is True:
        required = (*required, partner, family)
    errors = missing_error(MISSING, inputs, required)
    if abuse is not True and (inputs.get(partner) is not None or inputs.get(family) is not None):
        errors.append(
            error(
                "DOMESTIC_ABUSE_INCONSISTENT_INPUT", "evidence_of_domestic_abuse", family, partner
            )
        )
    errors.extend(offence_code_errors(inputs))
    return errors


def _problem(inputs: Inputs, key: str) -> int:
    """1 for some or significant problems."""
    return min(1, points_or_nought(inputs, key))


def _personality(inputs: Inputs, deployed: bool) -> int:
    """Personality total of a man."""
    violence = yes(inputs, "did_offence_involve_violence_or_threat_of_violence")
    excessive = 0
    if inputs.get("did_offence_involve_excessive_use_of_violence") is True:
        excessive = 1 if violence else 2
    first = inputs.get("age_at_first_sanction")
    young = int(first is not None and 0 <= first <= 17)
    recognises = inputs.get("does_recognise_impact_of_offending_on_others")
    no_recognition = int(recognises is False)
    # Disputed rule 10.
    if recognises is None and deployed:
        no_recognition = 1
    return (
        young
        + violence
        + excessive
        + no_recognition
        + _problem(inputs, "over_reliance_on_others_for_financial_support")
        + _problem(inputs, "manipulative_or_predatory_behaviour")
        + _problem(inputs, "recklessness_and_risk_taking_behaviour")
        + yes(inputs, "is_evidence_of_childhood_behavioural_problems")
        + _problem(inputs, "impulsivity_problems")
        + _problem(inputs, "controlling_or_aggressive_behaviour")
    )


def _indicators(inputs: Inputs) -> int:
    """Indicators of a man, 0 to 4."""
    childhood = max(
        _problem(inputs, "experience_of_childhood"),
        yes(inputs, "is_evidence_of_childhood_behavioural_problems"),
    )
    mental_health = max(
        _problem(inputs, "current_psychological_problems"),
        _problem(inputs, "current_psychiatric_problems"),
        yes(inputs, "has_history_of_psychiatric_treatment"),
        yes(inputs, "has_been_on_medication_for_mental_health_problems"),
        yes(inputs, "has_ever_been_in_special_hospital_or_regional_secure_unit"),
        yes(inputs, "has_current_psychiatric_treatment"),
        yes(inputs, "has_displayed_obsessive_behaviour_linked_to_offending"),
    )
    conduct = max(
        _problem(inputs, "attitude_towards_supervision_or_licence"),
        yes(inputs, "has_assaulted_or_threatened_staff"),
        yes(inputs, "has_escaped_or_absconded"),
        yes(inputs, "has_control_issues"),
    )
    return childhood + mental_health + yes(inputs, "has_self_harm_or_attempted_suicide") + conduct


def _women_score(inputs: Inputs) -> int:
    """Score of a woman, 0 to 15; excessive violence counts 1 here."""
    abuse = 0
    if yes(inputs, "evidence_of_domestic_abuse"):
        abuse = max(
            yes(inputs, "domestic_abuse_against_partner"),
            yes(inputs, "domestic_abuse_against_family"),
        )
    return (
        yes(inputs, "did_offence_involve_carrying_or_using_weapon")
        + yes(inputs, "did_offence_involve_violence_or_threat_of_violence")
        + yes(inputs, "did_offence_involve_excessive_use_of_violence")
        + yes(inputs, "did_offence_involve_arson")
        + yes(inputs, "offence_motivation_emotional_state")
        + yes(inputs, "is_analysis_of_offence_issues_linked_to_risk")
        + yes(inputs, "has_accommodation_issues_linked_to_risk")
        + _problem(inputs, "experience_of_childhood")
        + abuse
        + yes(inputs, "relationship_issues_linked_to_risk")
        + _problem(inputs, "difficulties_coping")
        + _problem(inputs, "current_psychological_problems")
        + yes(inputs, "has_self_harm_or_attempted_suicide")
        + yes(inputs, "are_emotional_issues_linked_to_risk")
        + yes(inputs, "are_thinking_and_behaviour_issues_linked_to_risk")
    )
