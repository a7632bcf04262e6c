"""
What people record in a plan: contact, reviews, disclosure, victims, conditions, who agreed.

A fact that nobody has recorded is None, which is never the same as *no*.
"""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from riskservice.circumstances.people import ConditionKind
from riskservice.kit.outcome import Confidence
from riskservice.planning.parts import Standing

Days = Annotated[int, Meta(ge=1)]
DisclosureOutcome = Literal["disclosed", "to_be_made", "considered_and_not_made"]
PersonsView = Literal["agrees", "does_not_agree", "could_not_answer"]
ManagementMode = Literal["active", "reactive"]


class PreviousVersion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The version this one replaces, and its fingerprint."""

    version: int
    digest: str
    on: dt.date


class Officer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The named officer who manages the person.

    Attributes
    ----------
    name : str or None
        None where nobody is named.
    allocated : bool or None
        False for a case that nobody holds, which is a breach of policy; None where not known.
    """

    name: str | None = None
    role: str | None = None
    agency: str | None = None
    team: str | None = None
    allocated: bool | None = None


class MappaStanding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """MAPPA category and level as recorded, and the last formal meeting at level 2 or 3."""

    category: Literal[1, 2, 3, 4] | None = None
    level: Literal[1, 2, 3] | None = None
    last_meeting_on: dt.date | None = None


class Management(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Whether the person is visited, or managed reactively.

    Attributes
    ----------
    mode : {"active", "reactive"} or None
        None where it is not recorded; contact is then planned as for active management.
    means : tuple of str
        What goes on and what stops under reactive management.
    brought_back_by : tuple of str
        What starts a review and can return the person to active management.
    last_offending_or_notice_on : date or None
    """

    mode: ManagementMode | None = None
    since: dt.date | None = None
    last_offending_or_notice_on: dt.date | None = None
    decided_by: str | None = None
    reason: str | None = None
    means: tuple[str, ...] = ()
    brought_back_by: tuple[str, ...] = ()
    cite: str = ""
    confidence: Standing | None = None
    non_disclosable: str | None = None


class Contact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    default_days: Days
    chosen_days: Days
    starts: dt.date | None
    first_due: dt.date | None
    chosen_by: str | None = None
    reason: str | None = None
    note: str
    cite: str
    confidence: Confidence
    non_disclosable: str | None = None


class Review(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    non_disclosable: str | None = None


class HeldReview(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A review that took place: who, when, what was looked at, the outcome, the next date.

    Attributes
    ----------
    looked_at : tuple of str
        What was in fact looked at, in words.
    outcome : str or None
        What was found and what changes.
    """

    review_id: str
    by: str | None = None
    role: str | None = None
    on: dt.date | None = None
    looked_at: tuple[str, ...] = ()
    outcome: str | None = None
    next_on: dt.date | None = None
    non_disclosable: str | None = None


class Disclosure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A decision about disclosure, also the decision to make none.

    Attributes
    ----------
    recipient, information : str or None
        Who receives, and what.
    disclosed_by, when, where : str, date, str or None
        Who tells them, on what day and where.
    advice, support : str or None
        Advice on the use of the information, and where the recipient gets support.
    authority : str or None
        On whose authority, or under which power.
    reason : str or None
        Why it is made, or why not.
    considered_at : str or None
        Meeting or panel at which it was considered.
    """

    disclosure_id: str
    outcome: DisclosureOutcome | None = None
    decided_on: dt.date | None = None
    decided_by: str | None = None
    authority: str | None = None
    considered_at: str | None = None
    recipient: str | None = None
    information: str | None = None
    disclosed_by: str | None = None
    when: dt.date | None = None
    where: str | None = None
    advice: str | None = None
    support: str | None = None
    reason: str | None = None
    non_disclosable: str | None = None


class VictimArrangement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What is arranged for a victim or somebody at risk; withheld from the person as a rule.

    Attributes
    ----------
    who : str
        What they are to the person, never their name.
    liaison_reason : str or None
        Why liaison was not offered.
    needs_decision : str or None
        Why people must decide whether it still belongs in the plan.
    """

    victim_id: str
    who: str = ""
    adult: bool | None = None
    liaison_offered: bool | None = None
    liaison_accepted: bool | None = None
    liaison_officer: str | None = None
    liaison_reason: str | None = None
    exclusion_zone: str | None = None
    no_contact: bool | None = None
    safety_plan: str | None = None
    informed_of_release_on: dt.date | None = None
    needs_decision: str | None = None
    non_disclosable: str | None = None


class PlannedCondition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A licence condition, the pillar it stands under and the factors it answers.

    Attributes
    ----------
    pillar : str or None
        None where nobody has placed it.
    factors : tuple of str
        Identifiers of factors of this plan.
    how_checked : str or None
        How and by whom compliance is checked.
    mapped_by : str
        Who or what placed it: the rules, or people.
    """

    condition_id: str
    kind: ConditionKind
    text: str
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    pillar: str | None = None
    factors: tuple[str, ...] = ()
    how_checked: str | None = None
    mapped_by: Literal["rules", "people"] | None = None
    cite: str = ""
    confidence: Standing | None = None
    needs_decision: str | None = None
    non_disclosable: str | None = None


class Need(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A diversity need and the response to it; no response recorded is None."""

    need_id: str
    need: str
    response: str | None = None
    needs_decision: str | None = None
    non_disclosable: str | None = None


class VisitSafety(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The staff-safety risk assessment that is made before a home visit."""

    note: str = ""
    assessed_on: dt.date | None = None
    assessed_by: str | None = None
    visit_in_pairs: bool | None = None
    non_disclosable: str | None = None


class Dissent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who did not agree with the plan, for which agency, and why."""

    by: str
    agency: str = ""
    reason: str


class Agreement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Who agreed the plan and who countersigned it, what the person says, who dissents.

    Attributes
    ----------
    persons_view : str or None
        None where the person has not been asked, or it is not recorded.
    """

    agreed_by: str | None = None
    agreed_role: str | None = None
    agreed_on: dt.date | None = None
    countersigned_by: str | None = None
    countersigned_role: str | None = None
    countersigned_on: dt.date | None = None
    persons_view: PersonsView | None = None
    persons_words: str | None = None
    dissent: tuple[Dissent, ...] = ()
    non_disclosable: str | None = None
