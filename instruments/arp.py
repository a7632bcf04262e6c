"""
All Reoffending Predictor (ARP, OGRS4G): chance of any proven reoffence within two years.

Two logistic models, static and dynamic, each complete in itself; the dynamic one is used when its
answers are there, otherwise the static one. For men and women of 18 and over. It predicts
proven reoffending, says nothing of its harm, and must not be the only ground of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers stand in ``models/arp_static`` and ``models/arp_dynamic``.
"""

from instruments import needs
from instruments import questions as ask
from instruments import reoffending as shared
from instruments import reoffending_checks as contradictions
from instruments.ages import born_after_assessment, under_age
from riskservice.kit import Choice, Instrument


class ArpDynamicAnswers(shared.StaticAnswers, frozen=True, kw_only=True):
    """What the dynamic model asks besides."""

    suitability_of_accommodation: ask.SuitabilityOfAccommodation = None
    is_unemployed: ask.IsUnemployed = None
    current_relationship_with_partner: ask.CurrentRelationshipWithPartner = None
    evidence_of_domestic_abuse: ask.EvidenceOfDomesticAbuse = None
    current_relationship_status: ask.CurrentRelationshipStatus = None
    regular_offending_activities: ask.RegularOffendingActivities = None
    motivation_to_tackle_drug_misuse: ask.MotivationToTackleDrugMisuse = None
    current_alcohol_use_problems: ask.CurrentAlcoholUseProblems = None
    excessive_alcohol_use: ask.ExcessiveAlcoholUse = None
    impulsivity_problems: ask.ImpulsivityProblems = None
    pro_criminal_attitudes: ask.ProCriminalAttitudes = None
    has_heroin_usage: ask.HasHeroinUsage = None
    has_other_opiate_usage: ask.HasOtherOpiateUsage = None
    has_crack_cocaine_usage: ask.HasCrackCocaineUsage = None
    has_powder_cocaine_usage: ask.HasPowderCocaineUsage = None
    has_misused_prescription_drug_usage: ask.HasMisusedPrescriptionDrugUsage = None
    has_benzodiazepines_usage: ask.HasBenzodiazepinesUsage = None
    has_cannabis_usage: ask.HasCannabisUsage = None
    has_steroids_usage: ask.HasSteroidsUsage = None
    has_other_drugs_usage: ask.HasOtherDrugsUsage = None
    has_ketamine_usage: ask.HasKetamineUsage = None
    has_spice_usage: ask.HasSpiceUsage = None
    has_hallucinogens_usage: ask.HasHallucinogensUsage = None
    has_solvents_usage: ask.HasSolventsUsage = None


_STATIC = (
    shared.intercept,
    shared.age,
    shared.female,
    shared.offence,
    shared.first_sanction,
    shared.second_sanction,
    shared.sanctions,
    shared.second_sanction_gap,
    shared.offence_free_time,
    shared.sanction_rate,
    shared.sanction_rate_squared,
)

_DRUG = "has_heroin_usage"
_DYNAMIC = (
    *needs.LIVING,
    needs.per_level("pro_criminal_attitudes"),
    needs.when(_DRUG, "drug_heroin"),
    *needs.DRUGS,
)


_ABOUT = (
    "Chance of any proven reoffence within two years. Predicts proven reoffending, not its "
    "harm; never the only ground of a decision."
)

STATIC = Instrument(
    key="arp_static",
    title="All Reoffending Predictor (ARP, OGRS4G), static model",
    about=_ABOUT,
    answers=shared.StaticAnswers,
    tables="models",
    derived=shared.COLUMNS,
    excluded=(under_age,),
    checks=(born_after_assessment, *contradictions.CHECKS),
    terms=_STATIC,
    probability=shared.probability,
    unit="log_odds",
    link="logistic",
    part_of="arp",
)
DYNAMIC = Instrument(
    key="arp_dynamic",
    title="All Reoffending Predictor (ARP, OGRS4G), dynamic model",
    about=_ABOUT,
    answers=ArpDynamicAnswers,
    tables="models",
    derived=shared.COLUMNS,
    excluded=(under_age,),
    checks=(born_after_assessment, *contradictions.CHECKS),
    terms=(*_STATIC, *_DYNAMIC),
    probability=shared.probability,
    unit="log_odds",
    link="logistic",
    part_of="arp",
    needed=(needs.drug_use_reported(_DRUG, *needs.DRUGS_REPORTED),),
)

INSTRUMENT = Choice(
    key="arp",
    title="All Reoffending Predictor (ARP, OGRS4G)",
    about=_ABOUT,
    answers=ArpDynamicAnswers,
    tables="models",
    parts=("arp_dynamic", "arp_static"),
)
