"""Terms of the dynamic reoffending models: assessed needs, drugs, previous convictions."""

from typing import Any

import numpy as np

from instruments import questions as ask
from riskservice.kit import Column, Ints, Requirement, Table, Term, term


def per_level(question: str, constant: str = "") -> Term:
    """Return a term that adds a coefficient once or twice, by the level of a problem."""
    key = constant or f"{question}_per_level"

    def level(x: Any, *, table: Table) -> Any:
        return table.numbers[key] * x

    return Term(question, "", (question,), level, f"constants.{key}")


def when(question: str, constant: str = "") -> Term:
    """Return a term that adds a coefficient when a question is answered yes."""
    key = constant or question

    def yes(x: Any, *, table: Table) -> Any:
        return np.where(x == 1, table.numbers[key], 0)

    return Term(question, "", (question,), yes, f"constants.{key}")


@term(block="constants.unemployed_per_point")
def unemployed(is_unemployed: Ints, *, table: Table) -> Any:
    """Unemployed"""
    c = table.numbers
    return np.where(is_unemployed == 1, c["unemployed_points"] * c["unemployed_per_point"], 0)


@term(block="constants.living_with_partner")
def living_with_partner(current_relationship_status: Ints, *, table: Table) -> Any:
    """Living with a partner"""
    together = current_relationship_status == ask.LIVING_TOGETHER
    return np.where(together, table.numbers["living_with_partner"], 0)


@term(block="constants.living_with_partner_x_quality_per_level")
def quality_when_together(
    current_relationship_status: Ints, current_relationship_with_partner: Ints, *, table: Table
) -> Any:
    """Quality of the relationship when living together"""
    together = current_relationship_status == ask.LIVING_TOGETHER
    weight = table.numbers["living_with_partner_x_quality_per_level"]
    return np.where(together, weight * current_relationship_with_partner, 0)


@term(block="constants.drug_any_other")
def any_other_drug(
    has_other_drugs_usage: Ints,
    has_ketamine_usage: Ints,
    has_spice_usage: Ints,
    has_hallucinogens_usage: Ints,
    has_solvents_usage: Ints,
    *,
    table: Table,
) -> Any:
    """Any other drug"""
    used = (
        has_other_drugs_usage
        + has_ketamine_usage
        + has_spice_usage
        + has_hallucinogens_usage
        + has_solvents_usage
    )
    return np.where(used > 0, table.numbers["drug_any_other"], 0)


def past(kind: str, title: str) -> Column:
    """Return the column that says whether one kind of previous conviction is recorded."""
    bit = 1 << ask.PREVIOUS_CONVICTIONS.index(kind)

    def convicted(previous_convictions: Any) -> Any:
        return (previous_convictions & bit) > 0

    labels = ("no", "yes")
    return Column(
        f"past_{kind}", title, ("previous_convictions",), convicted, len(labels), labels=labels
    )


def drug_use_reported(*drugs: str) -> Requirement:
    """Return the demand that motivation is rated wherever use of any of the drugs is reported."""

    def reported(*used: Any) -> Any:
        return sum(used) > 0

    return Requirement("motivation_to_tackle_drug_misuse", drugs, reported)


# What ARP and VRP share, in the order in which the official service adds it up.
LIVING = (
    per_level("suitability_of_accommodation"),
    unemployed,
    living_with_partner,
    per_level("current_relationship_with_partner", "relationship_quality_per_level"),
    quality_when_together,
    when("evidence_of_domestic_abuse"),
    per_level("regular_offending_activities"),
    per_level("motivation_to_tackle_drug_misuse", "drug_motivation_per_level"),
    per_level("current_alcohol_use_problems", "current_alcohol_use_per_level"),
    per_level("excessive_alcohol_use"),
    per_level("impulsivity_problems", "impulsivity_per_level"),
)
DRUGS = (
    when("has_other_opiate_usage", "drug_other_opiate"),
    when("has_crack_cocaine_usage", "drug_crack_cocaine"),
    when("has_powder_cocaine_usage", "drug_powder_cocaine"),
    when("has_misused_prescription_drug_usage", "drug_misused_prescription"),
    when("has_benzodiazepines_usage", "drug_benzodiazepines"),
    when("has_cannabis_usage", "drug_cannabis"),
    when("has_steroids_usage", "drug_steroids"),
    any_other_drug,
)
DRUGS_REPORTED = tuple(question for drug in DRUGS for question in drug.needs)

# Previous convictions that count for serious violence, in both models of it.
PAST = (
    past("homicide", "Previous homicide"),
    past("wounding_gbh", "Previous wounding or grievous bodily harm"),
    past("kidnapping", "Previous kidnapping"),
    past("firearms", "Previous firearms offence"),
    past("robbery", "Previous robbery"),
    past("aggravated_burglary", "Previous aggravated burglary"),
    past("weapon", "Previous weapon offence"),
    past("criminal_damage", "Previous criminal damage endangering life"),
    past("arson", "Previous arson"),
)
