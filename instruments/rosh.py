"""
OASys risk of serious harm (RoSH): who could be seriously harmed, where, and how likely it is.

The assessor rates each group in each setting; the overall level is the highest of all. A person in
custody is rated as though release might come at any moment. The ratings are professional
judgement; this module checks them, takes the highest and prints the definitions.

References: Probation Circular 36/2006; the assess-risks-and-needs service of HMPPS (2026, MIT
licence, Crown copyright).
"""

from typing import Any

from instruments import questions as ask
from instruments.answered import said
from riskservice.kit import Answers, Column, Instrument, Ints, note, steps


class RoshAnswers(Answers, frozen=True, kw_only=True):
    """What RoSH asks, in the order of the form."""

    rosh_who_is_at_risk: ask.RoshWhoIsAtRisk = None
    rosh_nature_of_risk: ask.RoshNatureOfRisk = None
    rosh_greatest_when: ask.RoshGreatestWhen = None
    rosh_increases_risk: ask.RoshIncreasesRisk = None
    rosh_reduces_risk: ask.RoshReducesRisk = None
    rosh_children_community: ask.RoshChildrenCommunity = None
    rosh_public_community: ask.RoshPublicCommunity = None
    rosh_known_adult_community: ask.RoshKnownAdultCommunity = None
    rosh_staff_community: ask.RoshStaffCommunity = None
    rosh_children_custody: ask.RoshChildrenCustody = None
    rosh_public_custody: ask.RoshPublicCustody = None
    rosh_known_adult_custody: ask.RoshKnownAdultCustody = None
    rosh_staff_custody: ask.RoshStaffCustody = None
    rosh_prisoners_custody: ask.RoshPrisonersCustody = None
    supervision_status: ask.SupervisionStatus = None


_CUSTODY = {
    "children_in_custody": ("rosh_children_custody", "Risk to children in custody"),
    "public_in_custody": ("rosh_public_custody", "Risk to the public in custody"),
    "known_adult_in_custody": ("rosh_known_adult_custody", "Risk to a known adult in custody"),
    "staff_in_custody": ("rosh_staff_custody", "Risk to staff in custody"),
    "prisoners_in_custody": ("rosh_prisoners_custody", "Risk to prisoners in custody"),
}


CELLS = tuple(
    Column(
        key,
        title,
        (question,),
        said,
        size=5,
        sees_unknown=True,
        labels=("not rated", "Low", "Medium", "High", "Very high"),
    )
    for key, (question, title) in _CUSTODY.items()
)


@note
def custody_notsaid(
    supervision_status: Ints,
    children_in_custody: Ints,
    public_in_custody: Ints,
    known_adult_in_custody: Ints,
    staff_in_custody: Ints,
    prisoners_in_custody: Ints,
) -> Any:
    """The person is in custody, and not every group is rated for the custody setting."""
    unrated = (
        (children_in_custody == 0)
        | (public_in_custody == 0)
        | (known_adult_in_custody == 0)
        | (staff_in_custody == 0)
        | (prisoners_in_custody == 0)
    )
    return ((supervision_status == ask.CUSTODY) | (supervision_status == ask.REMAND)) & unrated


INSTRUMENT = Instrument(
    key="rosh",
    title="Risk of serious harm (OASys RoSH)",
    about="Level of risk of serious harm by group and setting, overall the highest. Professional "
    "judgement, not a probability.",
    answers=RoshAnswers,
    tables="models",
    derived=CELLS,
    terms=(
        steps("rosh_children_community", table_key="level"),
        steps("rosh_public_community", table_key="level"),
        steps("rosh_known_adult_community", table_key="level"),
        steps("rosh_staff_community", table_key="level"),
        *(steps(column.key, table_key="custody_level") for column in CELLS),
    ),
    aggregate="highest",
    unit="line",
    notes=(custody_notsaid,),
    covers="harm",
)
