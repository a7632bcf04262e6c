"""Plan skeletons: factors call for actions and contingencies, professionals write the rest."""

from riskservice.planning.checks import check_plan
from riskservice.planning.drafting import draft_plan
from riskservice.planning.library import Library, decode_library, load_library
from riskservice.planning.page import plan_to_html
from riskservice.planning.plan import Finding, Plan
from riskservice.planning.text import plan_to_text

__all__ = [
    "Finding",
    "Library",
    "Plan",
    "check_plan",
    "decode_library",
    "draft_plan",
    "load_library",
    "plan_to_html",
    "plan_to_text",
]
