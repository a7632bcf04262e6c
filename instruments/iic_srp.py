"""
IIC-SRP (formerly OSP/IIC): images and indirect contact sexual reoffending by adult men.

A hierarchy: the first line that fits decides, nothing is added up. Static; for men with a sexual
offence in their history. It must not be used for women, for children, or as the only ground of a
decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers and their sources stand in ``models/iic_srp``.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from instruments import sexual
from instruments.ages import born_after_assessment, under_age
from riskservice.kit import (
    Answers,
    Instrument,
    Ints,
    Table,
    excluded,
    term,
)


class IicSrpAnswers(Answers, frozen=True, kw_only=True):
    """What IIC-SRP asks, in the order of the form."""

    sex: ask.Sex = None
    ever_sexual_offence: ask.EverSexualOffence = None
    date_of_birth: ask.DateOfBirth = None
    indecent_image_sanctions: ask.IndecentImageSanctions = None
    contact_child_sanctions: ask.ContactChildSanctions = None
    contact_adult_sanctions: ask.ContactAdultSanctions = None
    non_contact_sanctions: ask.NonContactSanctions = None
    total_sanctions: ask.TotalSanctions = None


@excluded
def woman_in_images(sex: Ints, *, table: Table) -> Any:
    """The scale was built on men and is not scored for women."""
    return (sex == ask.FEMALE) & table.rule("woman_not_applicable")


def _line_text(place: float, *, table: Table) -> str:
    return table.lines[len(table.lines) - 1 - int(place)].when


@term(block="lines.0", says=_line_text)
def line(
    images: Ints,
    contact_child: Ints,
    contact_adult: Ints,
    non_contact: Ints,
    sex: Ints,
    *,
    table: Table,
) -> Any:
    """First line of the hierarchy that fits"""
    if table.rule("other_history_needs_both_counts"):
        other = (contact_adult == 1) & (non_contact == 1)
    else:
        other = (contact_adult == 1) | (non_contact == 1)
    fits = [images > 1, images == 1, contact_child > 1, contact_child == 1, other]
    # Counted from the last line, so that a higher place is a higher risk.
    top = len(table.lines) - 1
    place = np.select(fits, [top - i for i in range(len(fits))], default=0)
    return np.where(sex == ask.FEMALE, 0, place)


INSTRUMENT = Instrument(
    key="iic_srp",
    title="Images and Indirect Contact Sexual Reoffending Predictor (IIC-SRP, formerly OSP/IIC)",
    about="Static hierarchy for adult men with a sexual offence: chance of an offence with "
    "indecent images or indirect contact. The first line that fits decides; nothing is added up. "
    "There is no very high band. Never the only ground of a decision.",
    answers=IicSrpAnswers,
    tables="models",
    derived=(
        sexual.images,
        sexual.contact_child,
        sexual.contact_adult,
        sexual.non_contact,
    ),
    excluded=(woman_in_images, sexual.no_sexual_offence, under_age),
    checks=(
        born_after_assessment,
        sexual.no_sexual_sanction_counted,
        sexual.more_sexual_than_all_sanctions,
        sexual.sexual_sanctions_without_history,
    ),
    terms=(line,),
    unit="line",
)
