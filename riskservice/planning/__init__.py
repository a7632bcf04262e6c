"""
Risk management plans: drafted from an assessment, kept by people from version to version.

Factors call for actions and contingencies, professionals write the rest; a plan is checked,
compared with its other versions, and copied for the person without what may not be shown.
"""

from riskservice.planning.applying import apply_diff, check_changes
from riskservice.planning.checks import check_plan
from riskservice.planning.diffs import PlanDiff, diff_plans, read_diff
from riskservice.planning.drafting import draft_plan
from riskservice.planning.library import Library, decode_library, load_library
from riskservice.planning.page import plan_to_html
from riskservice.planning.person_copy import Withheld, person_copy, withheld_from
from riskservice.planning.plan import Finding, Plan, plan_digest
from riskservice.planning.quality import PlanCheck, check_quality
from riskservice.planning.refusals import InvalidPlan, PlanChanged
from riskservice.planning.reports import check_to_text, diff_to_text
from riskservice.planning.rules import Rules, decode_rules, load_rules
from riskservice.planning.stored import read_plan
from riskservice.planning.text import plan_to_text
from riskservice.planning.versions import next_version

__all__ = [
    "Finding",
    "InvalidPlan",
    "Library",
    "Plan",
    "PlanChanged",
    "PlanCheck",
    "PlanDiff",
    "Rules",
    "Withheld",
    "apply_diff",
    "check_changes",
    "check_plan",
    "check_quality",
    "check_to_text",
    "decode_library",
    "decode_rules",
    "diff_plans",
    "diff_to_text",
    "draft_plan",
    "load_library",
    "load_rules",
    "next_version",
    "person_copy",
    "plan_digest",
    "plan_to_html",
    "plan_to_text",
    "read_diff",
    "read_plan",
    "withheld_from",
]
