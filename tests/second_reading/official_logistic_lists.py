"""Inputs, checks and terms of ARP, VRP and SNSV, in the official order."""

from __future__ import annotations

# Section 3, check R.
ARP_REQUIRED = (
    "assessment_date",
    "date_of_birth",
    "date_of_current_conviction",
    "age_at_first_sanction",
    "gender",
    "current_offence_code",
    "total_number_of_sanctions_for_all_offences",
)
REQUIRED = {
    "arp": ARP_REQUIRED,
    "vrp": (*ARP_REQUIRED, "total_number_of_violent_sanctions"),
    "snsv": (*ARP_REQUIRED, "total_number_of_violent_sanctions"),
}
# Section 3, the order after R.
CHECKS = {
    "arp": ("C1", "C2", "C3", "A1", "O", "S", "F0", "F1", "F2"),
    "vrp": ("A1", "S", "V", "O", "C1", "C2", "C3", "F0", "F1", "F2"),
    "snsv": ("S", "V", "O", "A1", "C1", "C2", "C3"),
}
DYNAMIC_REQUIRED = {
    "arp": (
        "suitability_of_accommodation",
        "is_unemployed",
        "current_relationship_with_partner",
        "evidence_of_domestic_abuse",
        "current_relationship_status",
        "regular_offending_activities",
        "current_alcohol_use_problems",
        "excessive_alcohol_use",
        "impulsivity_problems",
        "pro_criminal_attitudes",
    ),
    "vrp": (
        "suitability_of_accommodation",
        "is_unemployed",
        "current_relationship_with_partner",
        "evidence_of_domestic_abuse",
        "current_relationship_status",
        "regular_offending_activities",
        "motivation_to_tackle_drug_misuse",
        "current_alcohol_use_problems",
        "excessive_alcohol_use",
        "impulsivity_problems",
        "temper_control",
    ),
    "snsv": (
        "did_offence_involve_carrying_or_using_weapon",
        "suitability_of_accommodation",
        "is_unemployed",
        "current_alcohol_use_problems",
        "temper_control",
        "pro_criminal_attitudes",
        "previous_convictions",
    ),
}
OTHER_DRUGS = (
    "has_other_drugs_usage",
    "has_ketamine_usage",
    "has_spice_usage",
    "has_hallucinogens_usage",
    "has_solvents_usage",
)
COMMON_DRUGS = (
    "has_other_opiate_usage",
    "has_crack_cocaine_usage",
    "has_powder_cocaine_usage",
    "has_misused_prescription_drug_usage",
    "has_benzodiazepines_usage",
    "has_cannabis_usage",
    "has_steroids_usage",
    *OTHER_DRUGS,
)
DRUGS = {
    "arp": ("has_heroin_usage", *COMMON_DRUGS),
    "vrp": (*COMMON_DRUGS, "has_methadone_usage"),
    "snsv": (),
}
# The wire interface, section 4: static terms in the official order.
STATIC_FEATURES = {
    "arp": (
        "twoYearInterceptWeight",
        "ageGenderPolynomialWeight",
        "genderWeight",
        "offenceGroupWeight",
        "firstSanctionWeight",
        "secondSanctionWeight",
        "totalNumberOfSanctionsForAllOffencesWeight",
        "secondSanctionGapWeight",
        "offenceFreeMonthsWeight",
        "copasScore",
        "copasScoreSquared",
    ),
    "vrp": (
        "twoYearInterceptWeight",
        "ageGenderPolynomialWeight",
        "genderWeight",
        "offenceGroupWeight",
        "firstSanctionWeight",
        "secondSanctionWeight",
        "totalNumberOfSanctionsForAllOffencesWeight",
        "neverViolentWeight",
        "onceViolentWeight",
        "totalNumberOfViolentSanctionsWeight",
        "secondSanctionGapWeight",
        "offenceFreeMonthsWeight",
        "copasScore",
        "copasViolentOffencesScore",
    ),
    "snsv": (
        "twoYearInterceptWeight",
        "ageGenderPolynomialWeight",
        "genderWeight",
        "offenceGroupWeight",
        "firstSanctionWeight",
        "secondSanctionWeight",
        "totalNumberOfSanctionsForAllOffencesWeight",
        "secondSanctionGapWeight",
        "offenceFreeMonthsWeight",
        "copasScore",
        "neverViolentWeight",
        "onceViolentWeight",
        "violentSanctionsWeight",
        "violenceRateWeight",
    ),
}
# Section 4, dynamic terms: official key and coefficient, in the official order.
RELATIONSHIP_TERMS = (
    ("suitableAccommodationWeight", "suitability_of_accommodation_per_level"),
    ("unemployedWeight", "unemployed_per_point"),
    ("liveInRelationshipWeight", "living_with_partner"),
    ("relationshipQualityWeight", "relationship_quality_per_level"),
    ("multiplicativeRelationshipWeight", "living_with_partner_x_quality_per_level"),
    ("domesticViolenceWeight", "evidence_of_domestic_abuse"),
    ("regularOffendingActivitiesWeight", "regular_offending_activities_per_level"),
    ("drugMotivationWeight", "drug_motivation_per_level"),
    ("chronicDrinkingProblemsWeight", "current_alcohol_use_per_level"),
    ("bingeDrinkingProblemsWeight", "excessive_alcohol_use_per_level"),
    ("impulsivityProblemsWeight", "impulsivity_per_level"),
)
DRUG_TERMS = (
    ("otherOpiateUsageWeight", "drug_other_opiate"),
    ("crackCocaineUsageWeight", "drug_crack_cocaine"),
    ("powderCocaineUsageWeight", "drug_powder_cocaine"),
    ("misusedPrescriptionDrugUsageWeight", "drug_misused_prescription"),
    ("benzodiazepinesUsageWeight", "drug_benzodiazepines"),
    ("cannabisUsageWeight", "drug_cannabis"),
    ("steroidUsageWeight", "drug_steroids"),
    ("otherDrugUsageWeight", "drug_any_other"),
)
DYNAMIC_TERMS = {
    "arp": (
        *RELATIONSHIP_TERMS,
        ("proCriminalAttitudesWeight", "pro_criminal_attitudes_per_level"),
        ("heroinUsageWeight", "drug_heroin"),
        *DRUG_TERMS,
    ),
    "vrp": (
        *RELATIONSHIP_TERMS,
        ("temperControlWeight", "temper_control_per_level"),
        ("methadoneUsageWeight", "drug_methadone"),
        *DRUG_TERMS,
    ),
    "snsv": (
        ("offenceInvolveCarryingOrUsingWeaponsWeight", "carrying_or_using_weapon"),
        ("suitableAccommodationWeight", "suitability_of_accommodation_per_level"),
        ("unemployedWeight", "unemployed_per_point"),
        ("chronicDrinkingProblemsWeight", "current_alcohol_use_per_level"),
        ("temperControlWeight", "temper_control_per_level"),
        ("proCriminalAttitudesWeight", "pro_criminal_attitudes_per_level"),
        ("pastHomicideOffenceWeight", "past_homicide"),
        ("pastWoundingGrievousBodilyHarmOffenceWeight", "past_wounding_gbh"),
        ("pastKidnappingOffenceWeight", "past_kidnapping"),
        ("pastFirearmsOffenceWeight", "past_firearms"),
        ("pastRobberyOffenceWeight", "past_robbery"),
        ("pastAggravatedBurglaryOffenceWeight", "past_aggravated_burglary"),
        ("pastNonFirearmWeaponOffenceWeight", "past_weapon"),
        ("pastCriminalDamageOffenceWeight", "past_criminal_damage"),
        ("pastArsonOffenceWeight", "past_arson"),
    ),
}
