"""Second reading of PNI, the programme need identifier."""

from __future__ import annotations

from decimal import Decimal

from .answers import missing
from .official_answers import (
    MISSING,
    Error,
    Inputs,
    Result,
    error,
    missing_error,
    not_yet_18,
    points,
)
from .official_logistic import arp, vrp
from .official_rsr import rsr

SEX = (
    "sexual_preoccupation",
    "offence_related_sexual_interests",
    "emotional_congruence_with_children",
)
THINKING = ("pro_criminal_attitudes", "hostile_orientation")
RELATIONSHIPS = (
    "current_relationship_with_family_members",
    "previous_close_relationships",
    "easily_influenced_by_criminal_associates",
    "controlling_or_aggressive_behaviour",
)
SELF_MANAGEMENT = (
    "impulsivity_problems",
    "temper_control",
    "problem_solving_skills",
    "difficulties_coping",
)


def pni(inputs: Inputs, *, deployed: bool, results: dict[str, Result] | None = None) -> Result:
    """
    Programme need identifier: a pathway from need and risk.

    Parameters
    ----------
    inputs : dict
        Inputs by official name; a missing answer counts 2 in the projected copy of the need.
    deployed : bool
        Read the deployed rules instead of the intended ones.
    results : dict, optional
        Results of ``arp``, ``vrp`` and, for the intended rules, ``rsr``; formed from the inputs
        when not given.

    Returns
    -------
    dict
        ``pathway`` (HIGH, MODERATE, ALTERNATIVE or OMISSION), ``errors``, and the steps.
    """
    result: Result = {
        "score": None,
        "band": None,
        "type": None,
        "errors": [],
        "pathway": "OMISSION",
        "need": None,
        "need_points": None,
        "projected_need_points": None,
        "domain_points": None,
        "risk": None,
        "projected_risk": None,
    }
    if inputs.get("supervision_status") is None:
        result["errors"] = missing_error(MISSING, inputs, ("supervision_status",))
        return result
    # House rule: for adults.
    if not deployed and not_yet_18(inputs):
        return result | {"band": "NOT_APPLICABLE"}
    if results is None:
        results = {
            "arp": arp(inputs, deployed=deployed),
            "vrp": vrp(inputs, deployed=deployed),
            "rsr": rsr(inputs, deployed=deployed),
        }

    sexual = (
        inputs.get("has_ever_committed_sexual_offence") is True
        or inputs.get("is_a_risk_of_sexual_harm") is True
    )
    domains = [SEX, THINKING, RELATIONSHIPS, SELF_MANAGEMENT]
    gaps = [missing(inputs, domain) for domain in domains]
    # Disputed rule 13.
    if not sexual and not deployed:
        gaps[0] = []
    absent = [key for gap in gaps for key in gap]

    domain_points = _domain_points(inputs, sexual)
    # The projected copy: every missing answer counts 2.
    worst = dict(inputs)
    for key in (*SEX, *THINKING, *RELATIONSHIPS, *SELF_MANAGEMENT):
        if worst.get(key) is None:
            worst[key] = "SIGNIFICANT_PROBLEMS"
    total = sum(domain_points)
    projected_total = sum(_domain_points(worst, sexual))
    need = _need(inputs, total, projected_total, gaps)

    measures = _measures(results, deployed)
    risk = _risk(inputs, *measures)
    arp_percent, vrp_percent, dc_band, iic_band, rsr_percent = measures
    projected_risk = _risk(
        inputs,
        arp_percent,
        vrp_percent,
        "VERY_HIGH" if dc_band is None else dc_band,
        "VERY_HIGH" if iic_band is None else iic_band,
        100 if rsr_percent is None else rsr_percent,
    )
    result.update(
        errors=_missing_answers(absent),
        need=need,
        need_points=total,
        projected_need_points=projected_total,
        domain_points=domain_points,
        risk=risk,
        projected_risk=projected_risk,
    )
    if need is None:
        return result

    pathway = _pathway(inputs, need, risk, arp_percent, vrp_percent, deployed)
    partner = inputs.get("sara_risk_to_partner")
    others = inputs.get("sara_risk_to_others")
    if absent:
        alternative_without_sara = pathway == "ALTERNATIVE" and (partner is None or others is None)
        risk_may_differ = projected_risk != risk
        inside_without_sara = (
            partner is None
            and others is None
            and inputs["supervision_status"] in {"CUSTODY", "REMAND"}
        )
        if alternative_without_sara or risk_may_differ or inside_without_sara:
            pathway = "OMISSION"
    result["pathway"] = pathway
    return result


def _missing_answers(absent: list[str]) -> list[Error]:
    if absent:
        return [error(MISSING, *absent)]
    return []


def _domain_points(inputs: Inputs, sexual: bool) -> list[int]:
    """Points of the four domains, 0 to 2 each. Missing answers are left out of a sum."""
    sums = []
    for domain in (SEX, THINKING, RELATIONSHIPS, SELF_MANAGEMENT):
        given = [points(inputs, key) for key in domain]
        sums.append(sum(value for value in given if value is not None))
    sex_sum, thinking_sum, relationships_sum, self_sum = sums

    if not sexual:
        sex_points = 0
    elif points(inputs, "offence_related_sexual_interests") == 2:
        sex_points = 2
    elif missing(inputs, SEX) and sex_sum < 4:
        # Unknown, and counted as 0.
        sex_points = 0
    else:
        sex_points = _step(sex_sum, 2, 4)

    if points(inputs, "pro_criminal_attitudes") == 2:
        thinking_points = 2
    else:
        thinking_points = _step(thinking_sum, 1, 3)
    return [
        sex_points,
        thinking_points,
        _step(relationships_sum, 2, 5),
        _step(self_sum, 2, 5),
    ]


def _step(total: int, one_from: int, two_from: int) -> int:
    if total >= two_from:
        return 2
    if total >= one_from:
        return 1
    return 0


def _level(total: int) -> str:
    if total >= 6:
        return "HIGH"
    if total >= 3:
        return "MEDIUM"
    return "LOW"


def _need(inputs: Inputs, total: int, projected: int, gaps: list[list[str]]) -> str | None:
    """The first rule that fits; None is unknown."""
    community = inputs["supervision_status"] == "COMMUNITY"
    sara = [inputs.get("sara_risk_to_partner"), inputs.get("sara_risk_to_others")]
    raised = "MEDIUM" in sara or "HIGH" in sara
    level = _level(total)
    if total >= 6:
        return "HIGH"
    if total >= 3 and community:
        return "MEDIUM"
    if any(gaps):
        if level == _level(projected):
            return level
        if all(gaps) and not community:
            return None
        if level in {"MEDIUM", "HIGH"} and not raised:
            return None
        if raised and None not in sara:
            return "MEDIUM" if community else "HIGH"
    return level


def _measures(
    results: dict[str, Result], deployed: bool
) -> tuple[float | None, float | None, str | None, str | None, int | None]:
    """ARP and VRP percentages, the two sexual bands, and RSR cut to a whole percentage."""
    arp_percent = results["arp"]["score"]
    vrp_percent = results["vrp"]["score"]
    # Disputed rule 12.
    if deployed or results["rsr"]["score"] is None:
        return arp_percent, vrp_percent, None, None, None
    components = results["rsr"]["components"]
    return (
        arp_percent,
        vrp_percent,
        components["osp_dc"]["band"],
        components["osp_iic"]["band"],
        int(Decimal(str(results["rsr"]["score"]))),
    )


def _risk(
    inputs: Inputs,
    arp_percent: float | None,
    vrp_percent: float | None,
    dc_band: str | None,
    iic_band: str | None,
    rsr_percent: int | None,
) -> str:
    arp_value = -1.0 if arp_percent is None else arp_percent
    vrp_value = -1.0 if vrp_percent is None else vrp_percent
    rsr_value = -1 if rsr_percent is None else rsr_percent
    sexual = {dc_band, iic_band}
    sara = {inputs.get("sara_risk_to_partner"), inputs.get("sara_risk_to_others")}
    # RSR speaks only when neither sexual predictor has a band of its own.
    rsr_speaks = sexual <= {None, "NOT_APPLICABLE"}
    if (
        arp_value >= 75
        or vrp_value >= 60
        or sexual & {"HIGH", "VERY_HIGH"}
        or "HIGH" in sara
        or (rsr_value >= 3 and rsr_speaks)
    ):
        return "HIGH"
    if (
        arp_value >= 50
        or vrp_value >= 30
        or "MEDIUM" in sexual
        or "MEDIUM" in sara
        or (rsr_value in {1, 2} and rsr_speaks)
    ):
        return "MEDIUM"
    return "LOW"


def _pathway(
    inputs: Inputs,
    need: str,
    risk: str,
    arp_percent: float | None,
    vrp_percent: float | None,
    deployed: bool,
) -> str:
    status = inputs["supervision_status"]
    # Disputed rule 14.
    custody = status == "CUSTODY" or (status == "REMAND" and not deployed)
    arp_high = arp_percent is not None and arp_percent >= 75
    vrp_high = vrp_percent is not None and vrp_percent >= 60
    sara = {inputs.get("sara_risk_to_partner"), inputs.get("sara_risk_to_others")}
    both_high = need == "HIGH" and risk == "HIGH"
    if custody and ((arp_high and vrp_high) or (arp_high and "HIGH" in sara) or both_high):
        return "HIGH"
    if status == "COMMUNITY" and ((arp_high and vrp_high) or both_high):
        return "MODERATE"
    if "HIGH" in sara or "MEDIUM" in sara:
        return "MODERATE"
    if (need, risk) in {("MEDIUM", "HIGH"), ("HIGH", "MEDIUM"), ("MEDIUM", "MEDIUM")}:
        return "MODERATE"
    return "ALTERNATIVE"
