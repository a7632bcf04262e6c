"""
A plan: what a drafted skeleton holds and what people fill in afterwards.

A plan stands on its own: it carries the titles of every key it uses, the sources of what it
proposes, and the fingerprint of the library it was drafted from. Text that only a professional can
write is a :class:`Blank` whose ``text`` is null until somebody writes it.
"""

import datetime as dt
import hashlib
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from riskservice.assessment import RulesetStamp
from riskservice.case import BandDecision
from riskservice.kit.outcome import Notice
from riskservice.planning.parts import (
    Action,
    ActionStatus,
    ArisesFrom,
    Arising,
    Blank,
    CarriedText,
    Contingency,
    Factor,
    Finding,
    Kind,
    LibraryStamp,
    Origin,
    PlanStatus,
    RulesStamp,
    Section,
    Severity,
    Standing,
)
from riskservice.planning.records import (
    Agreement,
    Contact,
    Disclosure,
    DisclosureOutcome,
    Dissent,
    HeldReview,
    Management,
    MappaStanding,
    Need,
    Officer,
    PlannedCondition,
    PreviousVersion,
    Review,
    VictimArrangement,
    VisitSafety,
)

Number = Annotated[int, Meta(ge=1)]
Copy = Literal["professionals", "person"]


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A risk management plan: a drafted skeleton, or what people made of it.

    Attributes
    ----------
    plan_id : str
        Made from case, date, answers and library of the first version, and kept from then on.
    version : int
        1 for the first.
    previous : PreviousVersion or None
        The version this one replaces; None for the first.
    copy_for : {"professionals", "person"}
        The person's own copy holds nothing that may not be disclosed.
    setting : str or None
        Where the person is: community, custody, remand; None where not known.
    level, level_why : str
        Level the plan is made for, and how it follows from band and risk of serious harm.
    band, calculated_band, provisional, provisional_because, possible_bands : as in the assessment
    sections : tuple of Section
        The seven official headings, in their order.
    titles : dict of str to str
        Wording of every key used (``role:mosovo_officer``, ``agency:police``, ``level:high``).
    """

    plan_id: str
    version: Number = 1
    previous: PreviousVersion | None = None
    copy_for: Copy = "professionals"
    title: str
    marking: str
    case_id: str
    on: dt.date
    on_defaulted: bool
    status: PlanStatus = "skeleton"
    setting: str | None = None
    level: str
    level_why: str
    band: str | None
    calculated_band: str | None
    provisional: bool
    provisional_because: tuple[str, ...]
    possible_bands: tuple[str, ...]
    band_policy: str
    band_why: str
    decision: BandDecision | None = None
    ruleset: RulesetStamp
    engine: str
    input_digest: str
    sections: tuple[Section, ...]
    factors: tuple[Factor, ...]
    actions: tuple[Action, ...]
    contingencies: tuple[Contingency, ...]
    officer: Officer | None = None
    mappa: MappaStanding | None = None
    management: Management | None = None
    contact: Contact
    review: Review
    reviews: tuple[HeldReview, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    victims: tuple[VictimArrangement, ...] = ()
    conditions: tuple[PlannedCondition, ...] = ()
    diversity: tuple[Need, ...] = ()
    staff_safety: VisitSafety | None = None
    agreement: Agreement | None = None
    blanks: tuple[Blank, ...]
    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    titles: dict[str, str]
    library: LibraryStamp
    rules: RulesStamp | None = None


def plan_digest(plan: Plan) -> str:
    """Return the fingerprint of a plan: the same for the same content, whatever its format."""
    raw = msgspec.json.encode(plan, order="deterministic")
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def text_digest(*texts: str) -> str:
    """Return the fingerprint by which the library's own wording is known again."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


__all__ = [
    "Action",
    "ActionStatus",
    "Agreement",
    "ArisesFrom",
    "Arising",
    "Blank",
    "CarriedText",
    "Contact",
    "Contingency",
    "Disclosure",
    "DisclosureOutcome",
    "Dissent",
    "Factor",
    "Finding",
    "HeldReview",
    "Kind",
    "LibraryStamp",
    "Management",
    "MappaStanding",
    "Need",
    "Officer",
    "Origin",
    "Plan",
    "PlanStatus",
    "PlannedCondition",
    "PreviousVersion",
    "Review",
    "RulesStamp",
    "Section",
    "Severity",
    "Standing",
    "VictimArrangement",
    "VisitSafety",
    "plan_digest",
    "text_digest",
]
