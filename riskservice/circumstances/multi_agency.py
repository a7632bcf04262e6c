"""MAPPA, who manages the person, first screening, and the young person's assessment."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

Agency = Literal["police", "probation", "prison", "youth_offending_team", "mental_health", "other"]
MeetingKind = Literal["level_2", "level_3", "level_1_review", "assessment_of_risk", "panel"]
Rating = Annotated[int, Meta(ge=0, le=4)]


class Grounds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What a screening asks about; each is true, false, or left out where nobody can tell.

    Attributes
    ----------
    capable_of_serious_harm : bool or None
        Whether a conviction or caution shows that the person can do serious harm.
    likelihood_of_serious_harm : bool or None
        Whether there are reasonable grounds to believe in a present likelihood of serious harm.
    unconvicted : bool or None
        Whether the person has never been convicted; a recorded conviction goes before it.
    """

    screened_formally: bool | None = None
    lead_agency_can_manage: bool | None = None
    plan_is_robust: bool | None = None
    agreed_actions_unblocked: bool | None = None
    meetings_add_value: bool | None = None
    active_management_needed: bool | None = None
    needs_active_coordination: bool | None = None
    formerly_level_3: bool | None = None
    senior_representation_needed: bool | None = None
    resources_at_short_notice: bool | None = None
    media_or_public_interest: bool | None = None
    capable_of_serious_harm: bool | None = None
    likelihood_of_serious_harm: bool | None = None
    terrorism_notification: bool | None = None
    terrorism_risk: bool | None = None
    sexual_offender_without_notification: bool | None = None
    unconvicted: bool | None = None
    only_risk_to_identified_child: bool | None = None


class Meeting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A meeting held or fixed: its kind, day, and when its minutes came and were confirmed."""

    kind: MeetingKind
    on: dt.date
    minutes_received_on: dt.date | None = None
    minutes_confirmed_on: dt.date | None = None


class Mappa(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    MAPPA as it stands in the record.

    Attributes
    ----------
    category, level : int or None
        As recorded now; a screening says what they ought to be.
    level_since : date or None
        First day at the level.
    referral_countersigned : bool or None
        Whether a manager of the referring agency has countersigned the referral.
    agreed_by_coordinator, agreed_by_detective_inspector : bool or None
        Whether they have agreed the referral, or for the co-ordinator a change of level.
    """

    area: str = ""
    category: Literal[1, 2, 3, 4] | None = None
    level: Literal[1, 2, 3] | None = None
    level_since: dt.date | None = None
    referred_on: dt.date | None = None
    referral_accepted_on: dt.date | None = None
    referral_countersigned: bool | None = None
    agreed_by_coordinator: bool | None = None
    agreed_by_detective_inspector: bool | None = None
    last_reviewed_on: dt.date | None = None
    next_review_on: dt.date | None = None
    grounds: Grounds = Grounds()
    meetings: tuple[Meeting, ...] = ()


class Management(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Who manages the person, and when the dynamic assessment and visits took place.

    Attributes
    ----------
    reactive_since : date or None
        First day of reactive management, None while managed actively.
    """

    lead_agency: Agency | None = None
    officer: str | None = None
    officer_role: str | None = None
    team: str | None = None
    allocated: bool | None = None
    arms_completed_on: dt.date | None = None
    arms_due_from: dt.date | None = None
    last_visit_on: dt.date | None = None
    last_offending_or_notice_on: dt.date | None = None
    reactive_since: dt.date | None = None
    in_hospital: bool | None = None
    hospital_liability_ends_on: dt.date | None = None
    transfer_to: str | None = None


class Screening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The first screening after registration.

    Attributes
    ----------
    registered_at, screened_at : datetime or None
        With the time of day, as the limit is counted in hours.
    """

    registered_at: dt.datetime | None = None
    screened_at: dt.datetime | None = None
    outcome: Literal["high_urgent", "medium", "low"] | None = None
    screened_by: str | None = None
    known_offending_searched: bool | None = None
    offences: str | None = None
    names_and_aliases: str | None = None
    address: str | None = None
    victim_date_of_birth: dt.date | None = None
    victim_address: str | None = None


class Asset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The twelve dynamic sections of ASSET, each 0 to 4; a section left out is not rated.

    Attributes
    ----------
    serious_harm_indicated : bool or None
        Whether the core record indicates serious harm, which calls for the full assessment.
    serious_harm_completed_on : date or None
        Day of that full assessment.
    assetplus_risk_of_serious_harm : str or None
        Level that AssetPlus or a youth offending team gave; kept, never worked out here.
    """

    living_arrangements: Rating | None = None
    family_and_personal_relationships: Rating | None = None
    education_training_and_employment: Rating | None = None
    neighbourhood: Rating | None = None
    lifestyle: Rating | None = None
    substance_use: Rating | None = None
    physical_health: Rating | None = None
    emotional_and_mental_health: Rating | None = None
    perception_of_self_and_others: Rating | None = None
    thinking_and_behaviour: Rating | None = None
    attitudes_to_offending: Rating | None = None
    motivation_to_change: Rating | None = None
    serious_harm_indicated: bool | None = None
    serious_harm_completed_on: dt.date | None = None
    assetplus_risk_of_serious_harm: Literal["low", "medium", "high", "very_high"] | None = None
    completed_on: dt.date | None = None
    stage: Literal["start", "middle", "end"] | None = None
