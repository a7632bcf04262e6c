"""
The original OASys Sexual reoffending Predictor of 2014: 32 points, contact and images.

Used inside RSR from 2014 to 2021 for adult men with a sexual offence; the ancestor of DC-SRP and
IIC-SRP. Kept to rescore and audit old files, not for new decisions. Not for women or children.

References: the RSR calculator of 2018 (NOMS, MIT licence). Numbers stand in ``models/osp_2014``.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from instruments import sexual
from instruments.ages import born_after_assessment, under_age
from instruments.scale import logistic
from riskservice.kit import (
    Answers,
    Floats,
    Instrument,
    Ints,
    Table,
    check,
    derived,
    figure,
    steps,
)


class Osp2014Answers(Answers, frozen=True, kw_only=True):
    """What the original OSP asks, in the order of the form."""

    sex: ask.Sex = None
    ever_sexual_offence: ask.EverSexualOffence = None
    date_of_birth: ask.DateOfBirth = None
    follow_up_start: ask.FollowUpStart = None
    total_sanctions: ask.TotalSanctions = None
    contact_adult_sanctions: ask.ContactAdultSanctions = None
    contact_child_sanctions: ask.ContactChildSanctions = None
    non_contact_sanctions: ask.NonContactSanctions = None
    indecent_image_sanctions: ask.IndecentImageSanctions = None
    most_recent_sexual_offence_date: ask.MostRecentSexualOffenceDate = None
    stranger_victim: ask.StrangerVictim = None


@derived(size=2, labels=("no", "yes"))
def any_previous_sanction(total_sanctions: Ints) -> Any:
    """Any previous sanction"""
    return total_sanctions > 1


@check(way_out="Correct the date of birth or the start of follow-up.")
def too_young_at_follow_up(age_at_follow_up: Ints, *, table: Table) -> Any:
    """The age at the start of follow-up lies below the scale, which begins at 10."""
    return age_at_follow_up < table.numbers["youngest"]


@check(way_out="Correct the date of birth or the date of the offence.")
def too_young_at_sexual_offence(age_at_most_recent_sexual_offence: Ints, *, table: Table) -> Any:
    """The age at the most recent sexual offence lies below the scale, which begins at 10."""
    return age_at_most_recent_sexual_offence < table.numbers["youngest"]


def contact_two_years(total: Floats, table: Table) -> Floats:
    """
    Chance of a proven contact sexual reoffence within two years.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        0 to 32. [points]

    Returns
    -------
    ndarray of float64, shape (n,)
        [probability]
    """
    chance: Floats = logistic(total, "two_year_intercept", table)
    return chance


@figure(title="Contact sexual reoffending within one year")
def contact_one_year(total: Floats, *, table: Table) -> Any:
    """Return the one-year chance of the same points."""
    return logistic(total, "one_year_intercept", table)


def _image_rates(
    images: Ints, child: Ints, adult: Ints, other: Ints, period: str, table: Table
) -> Any:
    rate = table.numbers
    return np.select(
        [images > 1, images == 1, child > 1, child == 1, (adult == 1) | (other == 1)],
        [
            rate[f"images_two_{period}"],
            rate[f"images_one_{period}"],
            rate[f"images_child_two_{period}"],
            rate[f"images_child_one_{period}"],
            rate[f"images_other_{period}"],
        ],
        default=rate[f"images_none_{period}"],
    )


@figure(title="Indecent images offending within one year")
def images_one_year(
    images: Ints, contact_child: Ints, contact_adult: Ints, non_contact: Ints, *, table: Table
) -> Any:
    """Return the rate of the first line that fits."""
    return _image_rates(images, contact_child, contact_adult, non_contact, "one_year", table)


@figure(title="Indecent images offending within two years")
def images_two_years(
    images: Ints, contact_child: Ints, contact_adult: Ints, non_contact: Ints, *, table: Table
) -> Any:
    """Return the rate of the first line that fits."""
    return _image_rates(images, contact_child, contact_adult, non_contact, "two_years", table)


INSTRUMENT = Instrument(
    key="osp_2014",
    title="OASys Sexual reoffending Predictor of 2014 (32 points, contact and images)",
    about="The original scale inside RSR from 2014 to 2021, for adult men with a sexual offence. "
    "Kept to rescore and audit old files; not for new decisions. It has no bands.",
    answers=Osp2014Answers,
    tables="models",
    derived=(
        sexual.age_at_follow_up,
        sexual.age_at_most_recent_sexual_offence,
        any_previous_sanction,
        sexual.images,
        sexual.contact_child,
        sexual.contact_adult,
        sexual.non_contact,
    ),
    excluded=(sexual.woman, sexual.no_sexual_offence, under_age),
    checks=(
        born_after_assessment,
        sexual.follow_up_before_birth,
        sexual.sexual_offence_before_birth,
        sexual.follow_up_age_out_of_range,
        sexual.sexual_offence_age_out_of_range,
        too_young_at_follow_up,
        too_young_at_sexual_offence,
        sexual.more_sexual_than_all_sanctions,
        sexual.sexual_sanctions_without_history,
    ),
    terms=(
        steps("contact_adult_sanctions"),
        steps("contact_child_sanctions"),
        steps("non_contact_sanctions"),
        steps("any_previous_sanction"),
        steps("stranger_victim"),
        steps("age_at_most_recent_sexual_offence"),
        steps("age_at_follow_up"),
    ),
    probability=contact_two_years,
    measures=(contact_one_year, images_one_year, images_two_years),
    notes=(sexual.sexual_offence_after_assessment,),
)
