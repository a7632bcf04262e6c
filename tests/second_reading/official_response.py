"""The official JSON response, property by property, without the wording of messages."""

from __future__ import annotations

from typing import Any

from .official_answers import Error, Result

PREDICTORS = (
    ("allPredictor", "arp"),
    ("violentPredictor", "vrp"),
    ("directContactSexualPredictor", "osp_dc"),
    ("indirectContactSexualPredictor", "osp_iic"),
    ("seriousViolentPredictor", "snsv"),
    ("seriousPredictor", "rsr"),
)
ALGORITHMS = {
    "arp": "ALL_REOFFENDING_PREDICTOR",
    "vrp": "VIOLENT_REOFFENDING_PREDICTOR",
    "osp_dc": "DIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR",
    "osp_iic": "IMAGES_AND_INDIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR",
    "snsv": "SERIOUS_VIOLENT_REOFFENDING_PREDICTOR",
    "rsr": "COMBINED_SERIOUS_REOFFENDING_PREDICTOR",
}


def camel(name: str) -> str:
    """
    Request name of an input.

    Algorithm names and the phrases of LDS contain capitals already and stay as they are.
    """
    if name == "apply_opd_override":
        return "applyOPDOverride"
    if name != name.lower():
        return name
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def response_of(results: dict[str, Result]) -> dict[str, Any]:
    """Response to one request, from the results of the whole suite."""
    return {
        "version": "V1_0",
        "actuarialPredictors": {name: _predictor(key, results[key]) for name, key in PREDICTORS},
        "lds": {
            "ldsScore": results["lds"]["score"],
            "validationError": _errors(results["lds"]["errors"]),
        },
        "mst": {
            "maturityScore": results["mst"]["score"],
            "maturityFlag": results["mst"]["flag"],
            "isMstApplicable": results["mst"]["applicable"],
            "validationError": _errors(results["mst"]["errors"]),
        },
        "opd": {
            "opdCheck": results["opd"]["check"],
            "opdOverride": results["opd"]["override"],
            "opdResult": results["opd"]["result"],
            "validationError": _errors(results["opd"]["errors"]),
        },
        "pni": {
            "pniPathway": results["pni"]["pathway"],
            "validationError": _errors(results["pni"]["errors"]),
        },
    }


def _errors(errors: list[Error]) -> list[dict[str, Any]]:
    return [
        {
            "type": one["type"],
            "message": "",
            "fields": [camel(field) for field in one["fields"]],
        }
        for one in errors
    ]


def _predictor(key: str, result: Result) -> dict[str, Any]:
    kind = result["type"]
    if key in {"osp_dc", "osp_iic"}:
        kind = "STATIC"
    if key == "rsr":
        kind = "COMBINED"
    return {
        "algorithm": ALGORITHMS[key],
        "type": kind,
        "modelVersion": "1.0",
        "thresholdsVersion": "1.0",
        "output": _output(key, result),
        "featureValues": {name: float(value) for name, value in result["feature_values"].items()},
        "validationErrors": _errors(result["errors"]),
    }


def _output(key: str, result: Result) -> dict[str, Any]:
    if key in {"arp", "vrp", "snsv"}:
        return {"band": result["band"], "score": result["score"]}
    who = {
        "femaleVersion": result["female_version"],
        "hasSexualOffenceHistory": result["has_sexual_offence_history"],
    }
    if key == "osp_dc":
        return {
            "band": result["band"],
            "pointScore": result["points"],
            "score": result["score"],
            **who,
            "riskBandReductionApplied": result["risk_reduction"],
        }
    if key == "osp_iic":
        return {"band": result["band"], "score": result["score"], **who}
    parts = result["components"]
    return {
        "band": result["band"],
        "overallScore": result["score"],
        **who,
        "componentScores": {
            "directContactSexualPredictorScore": _predictor("osp_dc", parts["osp_dc"]),
            "indirectContactSexualPredictorScore": _predictor("osp_iic", parts["osp_iic"]),
            "seriousViolentPredictorScore": _predictor("snsv", parts["snsv"]),
        },
    }
