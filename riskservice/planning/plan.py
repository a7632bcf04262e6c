"""
The parts of a plan: what a drafted skeleton holds and what people fill in afterwards.

A plan stands on its own: it carries the titles of every key it uses, the sources of what it
proposes, and the fingerprint of the library it was drafted from. Text that only a professional can
write is a :class:`Blank` whose ``text`` is null until somebody writes it.
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.assessment import RulesetStamp
from riskservice.case import BandDecision
from riskservice.kit.outcome import Confidence, Missing, Notice

Kind = Literal["risk", "protective", "level", "static", "missing"]
Severity = Literal["gap", "warning", "open"]
PlanStatus = Literal["skeleton", "agreed", "superseded"]
ActionStatus = Literal[
    "proposed", "agreed", "in_progress", "completed", "cannot_be_done_yet", "no_longer_needed"
]


class Finding(Struct, frozen=True, kw_only=True):
    """
    One thing the two-way check found.

    Attributes
    ----------
    severity : {"gap", "warning", "open"}
        A gap makes the plan indefensible, a warning wants a second look, *open* is work to be
        done by people.
    ids : tuple of str
        What it concerns: factors, actions, contingencies, blanks.
    """

    code: str
    severity: Severity
    text: str
    ids: tuple[str, ...] = ()
    cite: str


class Origin(Struct, frozen=True, kw_only=True):
    """Where an action or contingency comes from, and how well its practice is confirmed."""

    library_key: str
    library_version: str
    cite: str
    confidence: Confidence


class Factor(Struct, frozen=True, kw_only=True):
    """
    Something the plan must answer.

    Attributes
    ----------
    factor_id : str
        Stable over assessments and plans (``factor:arms_opportunity``).
    library_key : str
        Under which name the action library knows it.
    rating : str or None
        As given: for a risk factor its priority, for a protective one its strength. None when
        nobody has rated it; that is never a low rating.
    evidence : str or None
        The assessor's own words, or the account of a calculated result.
    open_questions : tuple of Missing
        Unanswered questions that keep it open.
    """

    factor_id: str
    key: str
    library_key: str
    title: str
    kind: Kind
    rating: str | None
    rating_title: str
    source_instrument: str | None = None
    source_question: str | None = None
    evidence: str | None = None
    evidence_date: dt.date | None = None
    evidence_source: str | None = None
    carried_from: dt.date | None = None
    open_questions: tuple[Missing, ...] = ()


class Action(Struct, frozen=True, kw_only=True):
    """
    Something somebody is asked to do.

    Attributes
    ----------
    action_id : str
        Stable and deterministic (``action:joint_visit``).
    factors : tuple of str
        Identifiers of the factors it answers.
    owner_role, agency : str
        Keys; their wording is in ``Plan.titles``.
    owner_name : str or None
        Left open for a person to fill in.
    contingency : str or None
        Identifier of the contingency to turn to when the action fails.
    """

    action_id: str
    factors: tuple[str, ...]
    pillar: str
    text: str
    owner_role: str
    owner_name: str | None = None
    agency: str
    created: dt.date
    due: dt.date | None
    status: ActionStatus = "proposed"
    outcome: str | None = None
    evidence: str | None = None
    origin: Origin
    contingency: str | None = None
    carried_over_from: str | None = None


class Contingency(Struct, frozen=True, kw_only=True):
    """What happens if: a trigger, the immediate response, and who acts by day and by night."""

    contingency_id: str
    trigger: str
    response: str
    owner_role: str
    owner_name: str | None = None
    out_of_hours_role: str
    agency: str
    factors: tuple[str, ...]
    origin: Origin


class Contact(Struct, frozen=True, kw_only=True):
    """
    How often the person is seen: the level's default and what was chosen.

    Attributes
    ----------
    default_days, chosen_days : int
        Longest time between two contacts. [days]
    starts : date or None
        Day from which the interval counts; None for a person in custody without release date.
    first_due : date or None
        Last day for the first contact.
    chosen_by, reason : str or None
        Who departed from the default, and why.
    """

    level: str
    default_days: int
    chosen_days: int
    starts: dt.date | None
    first_due: dt.date | None
    chosen_by: str | None = None
    reason: str | None = None
    note: str
    cite: str
    confidence: Confidence


class Review(Struct, frozen=True, kw_only=True):
    """When the plan is next reviewed, by whom, what must be looked at, what brings it forward."""

    next_on: dt.date | None
    backstop_on: dt.date | None
    role: str
    owner_name: str | None = None
    look_at: tuple[str, ...]
    brought_forward_by: tuple[str, ...]
    why: str
    cite: str
    confidence: Confidence


class Blank(Struct, frozen=True, kw_only=True):
    """A place where a professional must write; ``text`` is None until someone has."""

    blank_id: str
    heading: str
    prompt: str
    role: str
    text: str | None = None


class CarriedText(Struct, frozen=True, kw_only=True):
    """The assessor's own words, copied unchanged from an answer."""

    question: str
    title: str
    text: str


class Section(Struct, frozen=True, kw_only=True):
    """
    One of the seven official headings with what stands under it.

    Attributes
    ----------
    official : str
        Name of the corresponding field of the national assessment record.
    """

    key: str
    title: str
    official: str
    carried: tuple[CarriedText, ...] = ()
    actions: tuple[str, ...] = ()
    contingencies: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()


class LibraryStamp(Struct, frozen=True, kw_only=True):
    """Which action library and plan policy were used: versions, statuses and fingerprints."""

    actions_version: str
    actions_status: str
    actions_digest: str
    plans_version: str
    plans_status: str
    plans_digest: str


class Plan(Struct, frozen=True, kw_only=True):
    """
    A risk management plan, drafted as a skeleton.

    Attributes
    ----------
    plan_id : str
        Made from case, date, answers and library: the same inputs give the same plan.
    level, level_why : str
        Level the plan is made for, and how it follows from band and risk of serious harm.
    band, calculated_band, provisional, provisional_because, possible_bands : as in the assessment
    sections : tuple of Section
        The seven official headings, in their order.
    titles : dict of str to str
        Wording of every key used (``role:mosovo_officer``, ``agency:police``, ``level:high``).
    """

    plan_id: str
    version: int = 1
    title: str
    marking: str
    case_id: str
    on: dt.date
    on_defaulted: bool
    status: PlanStatus = "skeleton"
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
    contact: Contact
    review: Review
    blanks: tuple[Blank, ...]
    findings: tuple[Finding, ...] = ()
    notices: tuple[Notice, ...] = ()
    titles: dict[str, str]
    library: LibraryStamp
