"""Second reading of RSR, the combined predictor."""

from __future__ import annotations

from decimal import Decimal

from .official_answers import (
    EXACT,
    MISSING,
    Inputs,
    Result,
    band_of,
    error,
    limited,
    missing_error,
    not_yet_18,
    percentage,
)
from .official_logistic import snsv
from .official_numbers import BANDS, RSR_WOMAN_WITH_SEXUAL_HISTORY
from .official_sexual import SHORT_REQUIRED, osp_dc, osp_iic

# Section 7: component and its name in COMPONENT_VALIDATION_ERROR, in the fixed order.
COMPONENTS = (
    ("osp_dc", "DIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR"),
    ("osp_iic", "IMAGES_AND_INDIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR"),
    ("snsv", "SERIOUS_VIOLENT_REOFFENDING_PREDICTOR"),
)


def rsr(inputs: Inputs, *, deployed: bool, components: dict[str, Result] | None = None) -> Result:
    """
    Combined Serious Reoffending Predictor, the sum of its parts.

    Parameters
    ----------
    inputs : dict
        Inputs by official name.
    deployed : bool
        Read the deployed rules instead of the intended ones.
    components : dict, optional
        Results of ``osp_dc``, ``osp_iic`` and ``snsv``; formed from the inputs when not given.

    Returns
    -------
    dict
        As every result; ``type`` is that of the SNSV part, ``components`` the three parts.
    """
    if components is None:
        components = {
            "osp_dc": osp_dc(inputs, deployed=deployed),
            "osp_iic": osp_iic(inputs, deployed=deployed),
            "snsv": snsv(inputs, deployed=deployed),
        }
    result: Result = {
        "score": None,
        "band": None,
        "type": components["snsv"].get("type"),
        "errors": [],
        "probability": None,
        "female_version": None,
        "has_sexual_offence_history": None,
        "feature_values": {},
        "components": components,
    }
    failed = []
    for key, name in COMPONENTS:
        kinds = {one["type"] for one in components[key]["errors"]}
        if key == "snsv":
            kinds.discard("MISSING_DYNAMIC_INPUT")
        if kinds:
            failed.append(name)
    own = missing_error(MISSING, inputs, SHORT_REQUIRED)
    if failed or own:
        # Disputed rule 8.
        if failed or deployed:
            result["errors"].append(error("COMPONENT_VALIDATION_ERROR", *failed))
        result["errors"].extend(own)
        return result

    # House rule: for adults. A constant alone is no sum.
    if not deployed and not_yet_18(inputs):
        result["band"] = "NOT_APPLICABLE"
        return result
    woman = inputs["gender"] == "FEMALE"
    history = inputs["has_ever_committed_sexual_offence"]
    parts = [components[key]["probability"] for key, _ in COMPONENTS]
    if woman and history:
        parts.append(Decimal(RSR_WOMAN_WITH_SEXUAL_HISTORY))
    # Disputed rule 9.
    total = Decimal(0)
    if deployed:
        for key, _ in COMPONENTS:
            total = total + Decimal(str(components[key]["score"]))
        if woman and history:
            total = total + percentage(Decimal(RSR_WOMAN_WITH_SEXUAL_HISTORY))
    else:
        probability = Decimal(0)
        for part in parts:
            probability = EXACT.add(probability, part)
        total = percentage(probability)
        result["probability"] = probability
    percent = limited(total)
    result.update(
        score=float(percent),
        band=band_of(percent, BANDS["rsr"]),
        female_version=woman,
        has_sexual_offence_history=history,
    )
    return result
