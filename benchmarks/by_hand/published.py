"""Numbers of the published tables as plain dictionaries, and percentages from chances."""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

MODELS = Path(__file__).parents[2] / "models"
VERSION = "2026.1"
CODES = 100_000
PREDICTORS = ("arp", "vrp", "svrp")
KEYS = (*(f"{key}_{kind}" for key in PREDICTORS for kind in ("static", "dynamic")), "dc_srp")
"""What is written by hand: three predictors with two models each, and the 64-point scale."""
PAST = (
    "homicide", "wounding_gbh", "kidnapping", "firearms", "robbery", "aggravated_burglary",
    "weapon", "criminal_damage", "arson",
)  # fmt: skip
LEVELS = {
    "suitability_of_accommodation": "suitability_of_accommodation_per_level",
    "current_relationship_with_partner": "relationship_quality_per_level",
    "regular_offending_activities": "regular_offending_activities_per_level",
    "motivation_to_tackle_drug_misuse": "drug_motivation_per_level",
    "current_alcohol_use_problems": "current_alcohol_use_per_level",
    "excessive_alcohol_use": "excessive_alcohol_use_per_level",
    "impulsivity_problems": "impulsivity_per_level",
    "pro_criminal_attitudes": "pro_criminal_attitudes_per_level",
    "temper_control": "temper_control_per_level",
}
YES = {
    "evidence_of_domestic_abuse": "evidence_of_domestic_abuse",
    "did_offence_involve_carrying_or_using_weapon": "carrying_or_using_weapon",
    "has_heroin_usage": "drug_heroin",
    "has_methadone_usage": "drug_methadone",
    "has_other_opiate_usage": "drug_other_opiate",
    "has_crack_cocaine_usage": "drug_crack_cocaine",
    "has_powder_cocaine_usage": "drug_powder_cocaine",
    "has_misused_prescription_drug_usage": "drug_misused_prescription",
    "has_benzodiazepines_usage": "drug_benzodiazepines",
    "has_cannabis_usage": "drug_cannabis",
    "has_steroids_usage": "drug_steroids",
}
OTHER_DRUGS = (
    "has_other_drugs_usage", "has_ketamine_usage", "has_spice_usage", "has_hallucinogens_usage",
    "has_solvents_usage",
)  # fmt: skip
COLUMNS = (
    "sex", "date_of_birth", "date_of_current_conviction", "follow_up_start",
    "current_offence_code", "age_at_first_sanction", "total_sanctions", "violent_sanctions",
    "is_unemployed", "current_relationship_status", "previous_convictions",
    "contact_adult_sanctions", "contact_child_sanctions", "non_contact_sanctions",
    "most_recent_sexual_offence_date", "stranger_victim", *LEVELS, *YES, *OTHER_DRUGS,
)  # fmt: skip
"""Every column the scores by hand read."""


@dataclass(frozen=True)
class Model:
    """Numbers of one predictor."""

    c: dict[str, float]
    men: list[float]
    women: list[float]
    months: list[float]
    by_code: np.ndarray


def table(key: str) -> dict[str, Any]:
    """Return a table as it stands in its file."""
    return tomllib.loads((MODELS / key / f"{VERSION}.toml").read_text(encoding="utf-8"))


def constants(read: dict[str, Any]) -> dict[str, float]:
    return {name: float(entry["value"]) for name, entry in read["constants"].items()}


def model(key: str) -> Model:
    """Return the numbers of a predictor, its weights by the code of the offence."""
    read = table(key)
    weights = {
        category: sum(map(float, parts))
        for category, parts in read["weights"]["offence_category"]["values"].items()
    }
    by_code = np.zeros(CODES)
    listed = MODELS / read["lists"]["offence_codes"]["file"]
    with listed.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_code[int(row["code"])] = weights.get(row["category"], 0.0)
    powers = {name: list(map(float, p["coefficients"])) for name, p in read["polynomials"].items()}
    return Model(
        constants(read),
        powers["age_men"],
        powers["age_women"],
        powers["offence_free_months"],
        by_code,
    )
