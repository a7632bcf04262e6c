"""
Serious non-sexual violence (SNSV) as it stood until June 2026: seriously violent reoffending.

Two logistic models, static and dynamic; the dynamic one is used when its answers are there,
otherwise the static one. Replaced by SVRP. For men and women of 18 and over. It predicts proven
reoffending within two years, has no bands of its own, and must not be used for new decisions.

References: the actuarial risk service of HMPPS (2025, MIT licence, Crown copyright); the RSR
calculator of NOMS (2018, MIT licence). Numbers stand in ``models/snsv_2025_static`` and
``models/snsv_2025_dynamic``.
"""

from typing import Any

import numpy as np

from instruments import needs
from instruments import questions as ask
from instruments import reoffending as shared
from instruments import reoffending_checks as contradictions
from instruments.ages import born_after_assessment, under_age
from riskservice.kit import Choice, Instrument, Ints, Table, check, derived, needed, term


class Snsv2025StaticAnswers(shared.StaticAnswers, frozen=True, kw_only=True):
    """What the static model asks."""

    violent_sanctions: ask.ViolentSanctions = None
    supervision_status: ask.SupervisionStatus = None


class Snsv2025DynamicAnswers(Snsv2025StaticAnswers, frozen=True, kw_only=True):
    """What the dynamic model asks besides."""

    did_offence_involve_carrying_or_using_weapon: ask.DidOffenceInvolveCarryingOrUsingWeapon = None
    suitability_of_accommodation: ask.SuitabilityOfAccommodation = None
    is_unemployed: ask.IsUnemployed = None
    current_relationship_with_partner: ask.CurrentRelationshipWithPartner = None
    current_alcohol_use_problems: ask.CurrentAlcoholUseProblems = None
    excessive_alcohol_use: ask.ExcessiveAlcoholUse = None
    impulsivity_problems: ask.ImpulsivityProblems = None
    temper_control: ask.TemperControl = None
    pro_criminal_attitudes: ask.ProCriminalAttitudes = None
    evidence_of_domestic_abuse: ask.EvidenceOfDomesticAbuse = None
    domestic_abuse_against_partner: ask.DomesticAbuseAgainstPartner = None
    previous_convictions: ask.PreviousConvictions = None


# Columns -----------------------------------------------------------------------------------------

GROUPS = (
    "absconding_or_bail",
    "acquisitive_violence",
    "burglary_domestic",
    "burglary_other",
    "criminal_damage",
    "drink_driving",
    "drug_import_export_or_production",
    "drug_possession_or_supply",
    "drunkenness",
    "fraud_and_forgery",
    "handling_stolen_goods",
    "motoring_offences",
    "other_offences",
    "public_order_and_harrassment",
    "sexual_against_child",
    "sexual_not_against_child",
    "theft_non_motor",
    "vehicle_related_theft",
    "violence_against_the_person",
    "welfare_fraud",
)
SUBTYPES = (
    "firearms_most_serious",
    "firearms_other",
    "violence_against_the_person_abh_plus",
    "weapons_non_firearm",
)


@derived(size=21, labels=(*GROUPS, "not listed"))
def snsv_group(current_offence_code: Ints, *, table: Table) -> Any:
    """Group of the current offence"""
    return table.categories_of("offence_codes", "snsv_group", GROUPS)[current_offence_code]


@derived(size=5, labels=(*SUBTYPES, "none of these"))
def violence_subtype(current_offence_code: Ints, *, table: Table) -> Any:
    """Kind of violence in the current offence"""
    listed = table.categories_of("offence_codes", "snsv_violence_subtype", SUBTYPES)
    return listed[current_offence_code]


# Contradictions ----------------------------------------------------------------------------------


@check(way_out="Correct one of the two dates.")
def follow_up_before_conviction(follow_up_start: Ints, date_of_current_conviction: Ints) -> Any:
    """Follow-up starts before the date of the current conviction."""
    return follow_up_start < date_of_current_conviction


@check(way_out="Give the code as the Home Office listed it in 2025.")
def offence_code_not_listed(current_offence_code: Ints, snsv_group: Ints) -> Any:
    """The offence code is not in the list of 2025."""
    return (current_offence_code >= 0) & (snsv_group == len(GROUPS))


@check(way_out="Correct the date of birth or the start of follow-up.")
def too_young_at_follow_up(age_at_risk_start: Ints, *, table: Table) -> Any:
    """The age at the start of follow-up is below 10, where the model begins."""
    return age_at_risk_start < table.numbers["youngest"]


@check(way_out="Correct the date of birth or the date of the current conviction.")
def convicted_in_childhood(
    date_of_birth: Ints,
    date_of_current_conviction: Ints,
    age_at_conviction: Ints,
    total_sanctions: Ints,
    violent_sanctions: Ints,
    *,
    table: Table,
) -> Any:
    """The age at the current conviction is below 10, and the years since the first count."""
    born = date_of_current_conviction > date_of_birth
    counts = (total_sanctions > 1) | (violent_sanctions > 0)
    return born & counts & (age_at_conviction < table.numbers["youngest"])


# Terms -------------------------------------------------------------------------------------------


def _weight(place: Ints, name: str, categories: tuple[str, ...], table: Table) -> Any:
    return np.append(table.weight_of(name, categories), 0)[place.astype(int)]


@term(block="weights.offence_group")
def offence(snsv_group: Ints, *, table: Table) -> Any:
    """Group of the current offence"""
    return _weight(snsv_group, "offence_group", GROUPS, table)


@term(block="weights.violence_subtype")
def violent_offence(violence_subtype: Ints, *, table: Table) -> Any:
    """Kind of violence in the current offence"""
    return _weight(violence_subtype, "violence_subtype", SUBTYPES, table)


@term(block="constants.domestic_abuse_perpetrator")
def domestic_abuse(
    evidence_of_domestic_abuse: Ints, domestic_abuse_against_partner: Ints, *, table: Table
) -> Any:
    """Domestic abuse against a partner"""
    counts = (evidence_of_domestic_abuse == 1) & (domestic_abuse_against_partner == 1)
    return np.where(counts, table.numbers["domestic_abuse_perpetrator"], 0)


@needed("domestic_abuse_against_partner")
def abuse_reported(evidence_of_domestic_abuse: Ints) -> Any:
    """There is evidence of domestic abuse."""
    return evidence_of_domestic_abuse == 1


_STATIC = (
    shared.intercept,
    shared.age,
    shared.female,
    offence,
    violent_offence,
    shared.first_sanction,
    shared.second_sanction,
    shared.sanctions,
    shared.second_sanction_gap,
    shared.offence_free_time,
    shared.sanction_rate,
    shared.never_violent,
    shared.once_violent,
    shared.violence,
    shared.violence_rate,
)

_DYNAMIC = (
    needs.when("did_offence_involve_carrying_or_using_weapon", "carrying_or_using_weapon"),
    needs.per_level("suitability_of_accommodation"),
    needs.unemployed,
    needs.per_level("current_relationship_with_partner", "current_relationship_per_level"),
    needs.per_level("current_alcohol_use_problems", "current_alcohol_use_per_level"),
    needs.per_level("excessive_alcohol_use"),
    needs.per_level("impulsivity_problems", "impulsivity_per_level"),
    needs.per_level("temper_control"),
    needs.per_level("pro_criminal_attitudes"),
    domestic_abuse,
    *(needs.when(column.key) for column in needs.PAST),
)

_COLUMNS = (
    shared.age_at_risk_start,
    shared.age_at_conviction,
    shared.career,
    shared.offence_free_months,
    shared.sanction_number,
    snsv_group,
    violence_subtype,
)
_CHECKS = (
    born_after_assessment,
    contradictions.more_violent_than_all_sanctions,
    follow_up_before_conviction,
    contradictions.conviction_before_birth,
    contradictions.first_sanction_after_conviction,
    offence_code_not_listed,
    contradictions.risk_start_before_birth,
    too_young_at_follow_up,
    convicted_in_childhood,
)
_ABOUT = (
    "Chance of a proven seriously violent reoffence within two years; in force until June 2026, "
    "without bands of its own. Kept to rescore and audit old files, not for new decisions."
)

STATIC = Instrument(
    key="snsv_2025_static",
    title="Serious non-sexual violence (SNSV) of 2025, static model",
    about=_ABOUT,
    answers=Snsv2025StaticAnswers,
    tables="models",
    derived=_COLUMNS,
    excluded=(under_age,),
    checks=_CHECKS,
    terms=_STATIC,
    probability=shared.probability,
    unit="log_odds",
    part_of="snsv_2025",
)
DYNAMIC = Instrument(
    key="snsv_2025_dynamic",
    title="Serious non-sexual violence (SNSV) of 2025, dynamic model",
    about=_ABOUT,
    answers=Snsv2025DynamicAnswers,
    tables="models",
    derived=(*_COLUMNS, *needs.PAST),
    excluded=(under_age,),
    checks=_CHECKS,
    terms=(*_STATIC, *_DYNAMIC),
    probability=shared.probability,
    unit="log_odds",
    part_of="snsv_2025",
    needed=(abuse_reported,),
)

INSTRUMENT = Choice(
    key="snsv_2025",
    title="Serious non-sexual violence (SNSV) of 2025",
    about=_ABOUT,
    answers=Snsv2025DynamicAnswers,
    tables="models",
    parts=("snsv_2025_dynamic", "snsv_2025_static"),
)
