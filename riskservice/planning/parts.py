"""
What a plan says: factors, the actions and contingencies that answer them, and open places.

Every item has an identifier that stays the same from version to version. Whatever may not be shown
to the person carries the reason in ``non_disclosable``.
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.kit.outcome import Confidence, Missing

Kind = Literal[
    "risk",
    "protective",
    "level",
    "static",
    "missing",
    "need",
    "fact",
    "asset",
    "mappa",
    "criteria",
    "pathway",
    "screening",
]
Severity = Literal["gap", "warning", "open"]
PlanStatus = Literal["skeleton", "agreed", "superseded"]
ActionStatus = Literal[
    "proposed", "agreed", "in_progress", "completed", "cannot_be_done_yet", "no_longer_needed"
]
Standing = Literal["confirmed", "reported", "unconfirmed", "house policy"]
"""How well a rule is confirmed; *reported* is a second-hand account or settled practice."""
ArisesFrom = Literal["assessment", "meeting", "order", "licence", "review", "professional"]


class Finding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One thing the check found.

    Attributes
    ----------
    severity : {"gap", "warning", "open"}
        A gap makes the plan indefensible, a warning wants a second look, *open* is work to be
        done by people.
    ids : tuple of str
        What it concerns: factors, actions, contingencies, blanks.
    cite, why, confidence : str
        The rule it rests on: where it stands, what it says, and how well that is confirmed.
    """

    code: str
    severity: Severity
    text: str
    ids: tuple[str, ...] = ()
    cite: str
    why: str = ""
    confidence: Standing | None = None


class Origin(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an action or contingency comes from, and how well its practice is confirmed."""

    library_key: str
    library_version: str
    cite: str
    confidence: Confidence


class Arising(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The assessment, meeting, order or person that asked for an action."""

    kind: ArisesFrom
    reference: str | None = None
    on: dt.date | None = None


class Factor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    deadline : date or None
        Last day for what it calls for, where a clock runs.
    open_questions : tuple of Missing
        Unanswered questions that keep it open.
    needs_decision : str or None
        Why people must decide whether it still belongs in the plan.
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
    deadline: dt.date | None = None
    open_questions: tuple[Missing, ...] = ()
    needs_decision: str | None = None
    non_disclosable: str | None = None


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    outcome, evidence : str or None
        What came of it, and what shows that.
    origin : Origin or None
        The library's entry; None for an action that people wrote themselves.
    arises_from : Arising or None
        The assessment, meeting or order that asked for it.
    contingency : str or None
        Identifier of the contingency to turn to when the action fails.
    carried_over_from : str or None
        Version in which it first stood, when an earlier one.
    reason_for_change, changed_by, changed_on
        Why, by whom and when its status or wording was last changed.
    proposed_digest : str or None
        Fingerprint of the library's own wording, by which a text that people changed is known.
    needs_decision : str or None
        Why people must decide about it: no longer called for, called for again, proposed anew.
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
    origin: Origin | None = None
    arises_from: Arising | None = None
    contingency: str | None = None
    carried_over_from: str | None = None
    reason_for_change: str | None = None
    changed_by: str | None = None
    changed_on: dt.date | None = None
    proposed_digest: str | None = None
    needs_decision: str | None = None
    non_disclosable: str | None = None


class Contingency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What happens if: a trigger, the immediate response, and who acts by day and by night.

    Attributes
    ----------
    carried_over_from, proposed_digest, needs_decision : as for an action
    """

    contingency_id: str
    trigger: str
    response: str
    owner_role: str
    owner_name: str | None = None
    out_of_hours_role: str
    out_of_hours_name: str | None = None
    agency: str
    factors: tuple[str, ...]
    origin: Origin | None = None
    carried_over_from: str | None = None
    proposed_digest: str | None = None
    needs_decision: str | None = None
    non_disclosable: str | None = None


class Blank(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place where a professional must write; ``text`` is None until someone has."""

    blank_id: str
    heading: str
    prompt: str
    role: str
    text: str | None = None
    non_disclosable: str | None = None


class CarriedText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The assessor's own words, copied unchanged from an answer."""

    question: str
    title: str
    text: str
    non_disclosable: str | None = None


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One of the seven official headings with what stands under it.

    Attributes
    ----------
    official : str
        Name of the corresponding field of the national assessment record.
    conditions, victims : tuple of str
        Identifiers of licence conditions and of arrangements for victims.
    """

    key: str
    title: str
    official: str
    carried: tuple[CarriedText, ...] = ()
    actions: tuple[str, ...] = ()
    contingencies: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()


class LibraryStamp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which action library and plan policy were used: versions, statuses and fingerprints."""

    actions_version: str
    actions_status: str
    actions_digest: str
    plans_version: str
    plans_status: str
    plans_digest: str


class RulesStamp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which plan rules were used: version, status and fingerprint."""

    version: str
    status: str
    digest: str
