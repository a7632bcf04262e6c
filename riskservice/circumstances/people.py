"""Victims, licence conditions, needs to be met, and the safety of staff."""

import datetime as dt
from typing import Literal

from msgspec import Struct

ConditionKind = Literal[
    "standard",
    "residence",
    "restriction_of_residency",
    "contact_with_person",
    "programme",
    "items",
    "disclosure_of_information",
    "curfew",
    "freedom_of_movement",
    "supervision",
    "specified_conduct",
    "extremism",
    "polygraph",
    "drugs_alcohol_solvents",
    "electronic_monitoring",
    "terrorist_search",
    "serious_organised_crime",
]
"""Categories of licence conditions; ``standard`` stands for the eight that every licence has."""


class Victim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A victim or somebody at risk; named by what they are to the person, not by their own name.

    Attributes
    ----------
    who : str
        Such as "victim of the index offence" or "former partner".
    liaison_reason : str or None
        Why liaison was not offered.
    non_disclosable : bool
        Whether this must be kept out of the person's own copy.
    non_disclosable_reason : str or None
        Why; the rules' own reason where left out.
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
    non_disclosable: bool = True
    non_disclosable_reason: str | None = None


class LicenceCondition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A condition of the licence, in its own words, and when it holds.

    Attributes
    ----------
    pillar : str or None
        Heading of the plan it belongs under; by its kind where left out.
    factors : tuple of str
        Factors it answers, such as ``arms_opportunity``; by its kind where left out.
    how_checked : str or None
        How and by whom compliance is checked.
    non_disclosable_reason : str or None
        Why it must be kept out of the person's own copy; None where it may be shown.
    """

    condition_id: str
    kind: ConditionKind
    text: str
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    pillar: str | None = None
    factors: tuple[str, ...] = ()
    how_checked: str | None = None
    non_disclosable_reason: str | None = None


class DiversityNeed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A need that arises from who the person is, and the response to it.

    Attributes
    ----------
    need_id : str or None
        Keeps the need the same when its wording changes; made from the wording where left out.
    """

    need: str
    response: str | None = None
    need_id: str | None = None
    non_disclosable_reason: str | None = None


class StaffSafety(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The risk assessment for staff that is made before a home visit.

    Attributes
    ----------
    disclosable : bool
        Whether the person may see it.
    """

    note: str = ""
    assessed_on: dt.date | None = None
    assessed_by: str | None = None
    visit_in_pairs: bool | None = None
    disclosable: bool = False
