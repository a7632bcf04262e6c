"""Second reading of ARP, VRP and SNSV, the three logistic predictors."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from .official_answers import (
    CODES,
    DIGITS_34,
    EXACT,
    UNEXPECTED,
    Breakdown,
    Error,
    Inputs,
    Result,
    age,
    band_of,
    error,
    fifteen_decimals,
    limited,
    logistic,
    not_yet_18,
    percentage,
    points_or_nought,
    whole_months,
    yes,
)
from .official_logistic_checks import dynamic_errors_of, static_errors_of
from .official_logistic_lists import DYNAMIC_TERMS, OTHER_DRUGS, STATIC_FEATURES
from .official_numbers import (
    ARP_DYNAMIC,
    ARP_STATIC,
    BANDS,
    CAREER_OFFSET,
    SNSV_DYNAMIC,
    SNSV_STATIC,
    VIOLENT_CAREER_OFFSET,
    VRP_DYNAMIC,
    VRP_STATIC,
)

NUMBERS = {
    ("arp", "STATIC"): ARP_STATIC,
    ("arp", "DYNAMIC"): ARP_DYNAMIC,
    ("vrp", "STATIC"): VRP_STATIC,
    ("vrp", "DYNAMIC"): VRP_DYNAMIC,
    ("snsv", "STATIC"): SNSV_STATIC,
    ("snsv", "DYNAMIC"): SNSV_DYNAMIC,
}


def arp(inputs: Inputs, *, deployed: bool) -> Result:
    """All Reoffending Predictor. A missing static input: no score; a dynamic one: STATIC."""
    return _predict("arp", inputs, deployed)


def vrp(inputs: Inputs, *, deployed: bool) -> Result:
    """Violent Reoffending Predictor. A missing static input: no score; a dynamic one: STATIC."""
    return _predict("vrp", inputs, deployed)


def snsv(inputs: Inputs, *, deployed: bool) -> Result:
    """Serious Violent Reoffending Predictor; missing inputs as for the other two."""
    return _predict("snsv", inputs, deployed)


def _predict(name: str, inputs: Inputs, deployed: bool) -> Result:
    static_errors = static_errors_of(name, inputs, deployed)
    dynamic_errors = dynamic_errors_of(name, inputs, deployed)
    if static_errors:
        return _no_score(static_errors + dynamic_errors)
    # House rule: for adults.
    if not deployed and not_yet_18(inputs):
        return _no_score([]) | {"band": "NOT_APPLICABLE"}
    kind = "DYNAMIC"
    if dynamic_errors:
        kind = "STATIC"
    try:
        terms = _terms(name, kind, inputs)
    except Breakdown:
        return _no_score([error(UNEXPECTED)])
    with localcontext(EXACT):
        z = sum(terms.values(), Decimal(0))
    probability = logistic(z)
    percent = limited(percentage(probability))
    # Disputed rule 3.
    if percent == 0 and name in {"arp", "vrp"} and deployed:
        return _no_score([error(UNEXPECTED)])
    features = {key: fifteen_decimals(value) for key, value in terms.items()}
    features["totalWeight"] = fifteen_decimals(z)
    return {
        "score": float(percent),
        "band": band_of(percent, BANDS[name]),
        "type": kind,
        "errors": dynamic_errors,
        "probability": probability,
        "z": z,
        "feature_values": features,
    }


def _no_score(errors: list[Error]) -> Result:
    return {
        "score": None,
        "band": None,
        "type": None,
        "errors": errors,
        "probability": None,
        "z": None,
        "feature_values": {},
    }


def _coefficient(text: str) -> Decimal:
    """The exact value of the nearest IEEE double."""
    return Decimal(float(text))


def _polynomial(coefficients: tuple[str, ...], x: int) -> Decimal:
    total = Decimal(0)
    power = 1
    for text in coefficients:
        power = power * x
        total = total + _coefficient(text) * power
    return total


def _log_of_quotient(dividend: int, divisor: int) -> Decimal:
    quotient = DIGITS_34.divide(Decimal(dividend), Decimal(divisor))
    return DIGITS_34.ln(quotient)


def _terms(name: str, kind: str, inputs: Inputs) -> dict[str, Decimal]:
    """Every term of z under its official key, in the official order, not rounded."""
    numbers = NUMBERS[name, kind]
    with localcontext(EXACT):
        static = _static_terms(name, numbers, inputs)
        terms = {key: static[key] for key in STATIC_FEATURES[name]}
        if kind == "DYNAMIC":
            amounts = _amounts(inputs)
            for key, coefficient in DYNAMIC_TERMS[name]:
                terms[key] = _coefficient(numbers["dynamic"][coefficient]) * amounts[key]
    return terms


def _static_terms(name: str, numbers: dict[str, Any], inputs: Inputs) -> dict[str, Decimal]:
    sex = inputs["gender"]
    n = inputs["total_number_of_sanctions_for_all_offences"]
    v = inputs.get("total_number_of_violent_sanctions")
    born = inputs["date_of_birth"]
    assessed = inputs["assessment_date"]
    followup = inputs.get("date_at_start_of_followup")
    if followup is None:
        followup = inputs["date_of_current_conviction"]
    age_at_conviction = age(born, inputs["date_of_current_conviction"])
    age_at_followup = age(born, followup)
    career = age_at_conviction - inputs["age_at_first_sanction"]
    free_months = 0
    if assessed >= followup:
        free_months = min(36, whole_months(followup, assessed))
    category = CODES[inputs["current_offence_code"]][0]

    nought = Decimal(0)
    terms = {
        "twoYearInterceptWeight": _coefficient(numbers["intercept"]),
        "ageGenderPolynomialWeight": _polynomial(numbers["age_polynomial"][sex], age_at_followup),
        "genderWeight": nought,
        # The weights of the offence categories are exact decimals, not doubles.
        "offenceGroupWeight": sum(map(Decimal, numbers["offence_category"][category]), nought),
        "firstSanctionWeight": nought,
        "secondSanctionWeight": nought,
        "totalNumberOfSanctionsForAllOffencesWeight": _coefficient(numbers["per_sanction"]) * n,
        "secondSanctionGapWeight": nought,
        "offenceFreeMonthsWeight": _polynomial(
            numbers["offence_free_months_polynomial"], free_months
        ),
        "copasScore": nought,
    }
    if sex == "FEMALE":
        terms["genderWeight"] = _coefficient(numbers["female"])
    if n == 1:
        terms["firstSanctionWeight"] = _coefficient(numbers["first_sanction"])
    if n == 2:
        terms["secondSanctionWeight"] = _coefficient(numbers["second_sanction"])
        gap = _coefficient(numbers["second_sanction_gap_per_year"][sex])
        terms["secondSanctionGapWeight"] = gap * career
    rate = nought
    if n >= 3:
        rate = _log_of_quotient(n, career + CAREER_OFFSET[name])
        terms["copasScore"] = _coefficient(numbers["three_plus_log_rate"][sex]) * rate

    if name == "arp":
        squared = nought
        if n >= 3:
            squared = _coefficient(numbers["three_plus_log_rate_squared"][sex]) * rate * rate
        terms["copasScoreSquared"] = squared
        return terms

    assert v is not None
    never = nought
    once = nought
    violent_rate = nought
    if v == 0:
        never = _coefficient(numbers["never_violent"][sex])
    if v == 1:
        once = _coefficient(numbers["once_violent"])
    if v >= 1:
        log_rate = _log_of_quotient(v, career + VIOLENT_CAREER_OFFSET[name])
        violent_rate = _coefficient(numbers["violent_log_rate"]) * log_rate
    violent = _coefficient(numbers["per_violent_sanction"]) * v
    terms["neverViolentWeight"] = never
    terms["onceViolentWeight"] = once
    if name == "vrp":
        terms["totalNumberOfViolentSanctionsWeight"] = violent
        terms["copasViolentOffencesScore"] = violent_rate
    else:
        terms["violentSanctionsWeight"] = violent
        terms["violenceRateWeight"] = violent_rate
    return terms


def _amounts(inputs: Inputs) -> dict[str, int]:
    """What each dynamic coefficient is multiplied by. A null drug answer counts as no."""
    living_together = int(
        inputs.get("current_relationship_status") == "IN_RELATIONSHIP_LIVING_TOGETHER"
    )
    quality = points_or_nought(inputs, "current_relationship_with_partner")
    past = inputs.get("previous_convictions") or []
    return {
        "suitableAccommodationWeight": points_or_nought(inputs, "suitability_of_accommodation"),
        # The coefficient counts twice.
        "unemployedWeight": 2 * yes(inputs, "is_unemployed"),
        "liveInRelationshipWeight": living_together,
        "relationshipQualityWeight": quality,
        "multiplicativeRelationshipWeight": living_together * quality,
        "domesticViolenceWeight": yes(inputs, "evidence_of_domestic_abuse"),
        "regularOffendingActivitiesWeight": points_or_nought(
            inputs, "regular_offending_activities"
        ),
        "drugMotivationWeight": points_or_nought(inputs, "motivation_to_tackle_drug_misuse"),
        "chronicDrinkingProblemsWeight": points_or_nought(inputs, "current_alcohol_use_problems"),
        "bingeDrinkingProblemsWeight": points_or_nought(inputs, "excessive_alcohol_use"),
        "impulsivityProblemsWeight": points_or_nought(inputs, "impulsivity_problems"),
        "temperControlWeight": points_or_nought(inputs, "temper_control"),
        "proCriminalAttitudesWeight": points_or_nought(inputs, "pro_criminal_attitudes"),
        "heroinUsageWeight": yes(inputs, "has_heroin_usage"),
        "methadoneUsageWeight": yes(inputs, "has_methadone_usage"),
        "otherOpiateUsageWeight": yes(inputs, "has_other_opiate_usage"),
        "crackCocaineUsageWeight": yes(inputs, "has_crack_cocaine_usage"),
        "powderCocaineUsageWeight": yes(inputs, "has_powder_cocaine_usage"),
        "misusedPrescriptionDrugUsageWeight": yes(inputs, "has_misused_prescription_drug_usage"),
        "benzodiazepinesUsageWeight": yes(inputs, "has_benzodiazepines_usage"),
        "cannabisUsageWeight": yes(inputs, "has_cannabis_usage"),
        "steroidUsageWeight": yes(inputs, "has_steroids_usage"),
        "otherDrugUsageWeight": int(any(inputs.get(key) is True for key in OTHER_DRUGS)),
        "offenceInvolveCarryingOrUsingWeaponsWeight": yes(
            inputs, "did_offence_involve_carrying_or_using_weapon"
        ),
        "pastHomicideOffenceWeight": int("HOMICIDE" in past),
        "pastWoundingGrievousBodilyHarmOffenceWeight": int("WOUNDING_GBH" in past),
        "pastKidnappingOffenceWeight": int("KIDNAPPING" in past),
        "pastFirearmsOffenceWeight": int("FIREARMS" in past),
        "pastRobberyOffenceWeight": int("ROBBERY" in past),
        "pastAggravatedBurglaryOffenceWeight": int("AGGRAVATED_BURGLARY" in past),
        "pastNonFirearmWeaponOffenceWeight": int("WEAPON" in past),
        "pastCriminalDamageOffenceWeight": int("CRIMINAL_DAMAGE" in past),
        "pastArsonOffenceWeight": int("ARSON" in past),
    }
