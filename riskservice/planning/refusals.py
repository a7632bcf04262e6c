"""What keeps a plan from being read, or a change from being applied."""

from riskservice.errors import RiskServiceError


class InvalidPlan(RiskServiceError):
    """A plan, or a change of one, does not hold together as it was sent."""

    code = "invalid-plan"
    title = "The plan has faults"


class PlanChanged(RiskServiceError):
    """A change was made from another state of the plan than the one it is to be applied to."""

    code = "plan-changed"
    title = "The plan has changed in the meantime"
