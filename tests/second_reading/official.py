"""
Second reading of the current predictor suite, August 2026.

The input of every function is a dict of answers by snake_case official name: enumeration values
in official capitals, true or false, whole numbers, dates, and a list of strings for
``previous_convictions``. Absent and None mean not answered; ``assessment_date`` is required.

``deployed=True`` reads ruleset ``hmpps-2026.08``, every switch at its official value;
``deployed=False`` reads the intended values.

Every result is a dict with ``score``, ``band``, ``type`` and ``errors``, a list of
``{"type", "fields"}`` in the official order, and what is particular to the predictor.
"""

from __future__ import annotations

from typing import Any

from .official_answers import Inputs, Result
from .official_logistic import arp, snsv, vrp
from .official_pni import pni
from .official_response import response_of
from .official_rsr import rsr
from .official_screens import lds, mst, opd
from .official_sexual import osp_dc, osp_iic

__all__ = [
    "arp",
    "lds",
    "mst",
    "opd",
    "osp_dc",
    "osp_iic",
    "pni",
    "response",
    "rsr",
    "snsv",
    "suite",
    "vrp",
]


def suite(inputs: Inputs, *, deployed: bool) -> dict[str, Result]:
    """Every result of one person by name; RSR and PNI rest on the results before them."""
    results = {
        "arp": arp(inputs, deployed=deployed),
        "vrp": vrp(inputs, deployed=deployed),
        "osp_dc": osp_dc(inputs, deployed=deployed),
        "osp_iic": osp_iic(inputs, deployed=deployed),
        "snsv": snsv(inputs, deployed=deployed),
    }
    components = {key: results[key] for key in ("osp_dc", "osp_iic", "snsv")}
    results["rsr"] = rsr(inputs, deployed=deployed, components=components)
    results["mst"] = mst(inputs, deployed=deployed)
    results["lds"] = lds(inputs, deployed=deployed)
    results["opd"] = opd(inputs, deployed=deployed)
    # The deployed rules evaluate PNI before RSR, which pni() reads as RSR unknown.
    results["pni"] = pni(inputs, deployed=deployed, results=results)
    return results


def response(inputs: Inputs, *, deployed: bool = True) -> dict[str, Any]:
    """Official response to the request; every message is the empty string."""
    return response_of(suite(inputs, deployed=deployed))
