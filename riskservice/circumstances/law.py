"""Sentences, civil orders, notification, release, recall and the retention of police records."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

Disposal = Literal[
    "life",
    "public_protection",
    "during_his_majestys_pleasure",
    "extended",
    "imprisonment",
    "youth_detention",
    "section_250",
    "detention_and_training",
    "suspended",
    "hospital_with_restriction",
    "hospital",
    "guardianship",
    "community_order",
    "fine",
    "conditional_discharge",
    "absolute_discharge",
    "caution",
    "reprimand_or_warning",
    "lifelong_restriction_scotland",
    "community_payback_scotland",
    "other",
]
"""How a court or the police disposed of an offence; ``public_protection`` is an indeterminate
sentence for public protection, ``section_250`` the long detention of a young person, formerly
section 91."""

Finding = Literal["conviction", "insanity", "unfit_to_plead", "caution", "reprimand_or_warning"]
Schedule15 = Literal["violent", "sexual", "neither"]
OrderKind = Literal[
    "shpo",
    "interim_shpo",
    "sro",
    "interim_sro",
    "notification_order",
    "notification_notice",
    "voo",
    "interim_voo",
    "sopo",
    "rosho",
    "foreign_travel_order",
]

Number = Annotated[int, Meta(ge=0, le=36_525)]


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The length of a sentence as the court gave it; parts left out are none."""

    years: Number = 0
    months: Number = 0
    weeks: Number = 0
    days: Number = 0


class Sentence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One offence and how it was disposed of.

    Attributes
    ----------
    offence_code : str or None
        Home Office code, as the instruments ask it.
    relevant_date : date or None
        Of the conviction, finding or caution.
    term : Term or None
        Whole term as imposed; None where there is none or it is not known.
    custodial_term : Term or None
        Custodial part of an extended sentence or of a detention and training order.
    consecutive_to : str or None
        Identifier of the sentence it follows; without one it runs beside the others.
    ends_on : date or None
        Last day of an order without a term, such as a conditional discharge.
    with_supervision : bool or None
        Whether a Scottish community payback order has supervision.
    notifiable : bool or None
        Whether it brings notification under Part 2 of the Sexual Offences Act 2003.
    sexual : bool or None
        Whether the offence is sexual, under whichever Act it was charged.
    schedule_19za, schedule_19aa : bool or None
        Whether the offence is in that schedule of the Criminal Justice Act 2003.
    sds_plus, sds_plus_if_sentenced_today : bool or None
        Whether release is at two thirds or later, and whether it would be if passed today.
    excluded_from_progression : bool or None
        Whether Schedule 13, Part 3, or the schedule of the Sentencing Act 2026 excludes it.
    served : bool or None
        Whether it has been served in full; it is kept all the same.
    """

    sentence_id: str
    offence: str = ""
    offence_code: str | None = None
    offence_date: dt.date | None = None
    finding: Finding | None = None
    relevant_date: dt.date | None = None
    sentenced_on: dt.date | None = None
    disposal: Disposal | None = None
    term: Term | None = None
    custodial_term: Term | None = None
    consecutive_to: str | None = None
    ends_on: dt.date | None = None
    with_supervision: bool | None = None
    notifiable: bool | None = None
    sexual: bool | None = None
    schedule_15: Schedule15 | None = None
    murder: bool | None = None
    controlling_or_coercive: bool | None = None
    domestic_abuse: bool | None = None
    terrorism: bool | None = None
    national_security: bool | None = None
    schedule_19za: bool | None = None
    schedule_19aa: bool | None = None
    sds_plus: bool | None = None
    sds_plus_if_sentenced_today: bool | None = None
    excluded_from_progression: bool | None = None
    served: bool | None = None


class Order(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A civil order.

    Attributes
    ----------
    ends_on : date or None
        Last day, None where not known or until further order.
    travel_until : date or None
        Last day of its prohibition of foreign travel.
    notified_on : date or None
        Day on which name and address were notified under it, where it demands that.
    """

    order_id: str
    kind: OrderKind
    made_on: dt.date | None = None
    ends_on: dt.date | None = None
    until_further_order: bool = False
    travel_until: dt.date | None = None
    notified_on: dt.date | None = None
    prohibitions: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    breached_on: tuple[dt.date, ...] = ()


class Change(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change of what was notified, the day it happened and the day it was notified."""

    what: str = ""
    changed_on: dt.date | None = None
    notified_on: dt.date | None = None


class Notification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How the person keeps notification.

    Attributes
    ----------
    first_on, last_on : date or None
        First notification, and the latest that counts for the yearly one.
    started_on : date or None
        Day on which the duty to notify began to run, such as release. Left out, it is the
        relevant date of the only sentence where that cannot have been custody, the day the order
        was made where no sentence is recorded, and otherwise not known.
    first_after_release_on : date or None
        Notification made on or after release.
    revoked_on : date or None
        Day on which indefinite notification was revoked.
    """

    subject: bool | None = None
    started_on: dt.date | None = None
    first_on: dt.date | None = None
    first_after_release_on: dt.date | None = None
    last_on: dt.date | None = None
    no_fixed_abode: bool | None = None
    review_applied_on: dt.date | None = None
    review_refused_on: dt.date | None = None
    revoked_on: dt.date | None = None
    changes: tuple[Change, ...] = ()


class Release(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Custody, release and licence.

    Attributes
    ----------
    release_on : date or None
        Release date, planned or past; the answer ``follow_up_start`` is used where left out.
    answers : dict of str to bool or None
        Criteria of release schemes as ``mappa clocks`` lists them; None is *does not apply*.
    """

    in_custody: bool | None = None
    release_on: dt.date | None = None
    licence_ends_on: dt.date | None = None
    sentence_ends_on: dt.date | None = None
    on_home_detention_curfew: bool | None = None
    unlawfully_at_large: bool | None = None
    address_confirmed: bool | None = None
    answers: dict[str, bool | None] = {}


class Recall(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recall to custody."""

    recalled_on: dt.date | None = None
    returned_on: dt.date | None = None
    for_new_charge: bool | None = None
    charged_with_serious_offence: bool | None = None


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The police record of the person: its group, clear period, last review and decision."""

    group: Literal[1, 2, 3, 4] | None = None
    clear_since: dt.date | None = None
    reviewed_on: dt.date | None = None
    decision: str | None = None
    decided_by: str | None = None
    serious_further_offence: bool | None = None
