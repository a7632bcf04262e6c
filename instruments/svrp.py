"""
Serious Violent Reoffending Predictor (SVRP, SNSV): seriously violent reoffending in two years.

Two logistic models, static and dynamic, each complete in itself; the dynamic one is used when its
answers are there, otherwise the static one. For men and women of 18 and over. It predicts
proven reoffending, says nothing of its harm, and must not be the only ground of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers stand in ``models/svrp_static`` and ``models/svrp_dynamic``.
"""

from instruments import needs
from instruments import questions as ask
from instruments import reoffending as shared
from instruments import reoffending_checks as contradictions
from instruments.ages import born_after_assessment, under_age
from riskservice.kit import Choice, Instrument


class SvrpStaticAnswers(shared.StaticAnswers, frozen=True, kw_only=True):
    """What the static model asks."""

    violent_sanctions: ask.ViolentSanctions = None


class SvrpDynamicAnswers(SvrpStaticAnswers, frozen=True, kw_only=True):
    """What the dynamic model asks besides."""

    did_offence_involve_carrying_or_using_weapon: ask.DidOffenceInvolveCarryingOrUsingWeapon = None
    suitability_of_accommodation: ask.SuitabilityOfAccommodation = None
    is_unemployed: ask.IsUnemployed = None
    current_alcohol_use_problems: ask.CurrentAlcoholUseProblems = None
    temper_control: ask.TemperControl = None
    pro_criminal_attitudes: ask.ProCriminalAttitudes = None
    previous_convictions: ask.PreviousConvictions = None


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
    shared.never_violent,
    shared.once_violent,
    shared.violence,
    shared.violence_rate,
)

_DYNAMIC = (
    needs.when("did_offence_involve_carrying_or_using_weapon", "carrying_or_using_weapon"),
    needs.per_level("suitability_of_accommodation"),
    needs.unemployed,
    needs.per_level("current_alcohol_use_problems", "current_alcohol_use_per_level"),
    needs.per_level("temper_control"),
    needs.per_level("pro_criminal_attitudes"),
    *(needs.when(column.key) for column in needs.PAST),
)


_CHECKS = (
    born_after_assessment,
    *contradictions.CHECKS,
    contradictions.more_violent_than_all_sanctions,
)
_ABOUT = (
    "Chance of a proven seriously violent reoffence within two years. Predicts proven "
    "reoffending, not its harm; never the only ground of a decision."
)

STATIC = Instrument(
    key="svrp_static",
    title="Serious Violent Reoffending Predictor (SVRP, SNSV), static model",
    about=_ABOUT,
    answers=SvrpStaticAnswers,
    tables="models",
    derived=shared.VIOLENT_COLUMNS,
    excluded=(under_age,),
    checks=_CHECKS,
    notes=contradictions.VIOLENT_NOTES,
    terms=_STATIC,
    probability=shared.probability,
    unit="log_odds",
    link="logistic",
    part_of="svrp",
)
DYNAMIC = Instrument(
    key="svrp_dynamic",
    title="Serious Violent Reoffending Predictor (SVRP, SNSV), dynamic model",
    about=_ABOUT,
    answers=SvrpDynamicAnswers,
    tables="models",
    derived=(*shared.VIOLENT_COLUMNS, *needs.PAST),
    excluded=(under_age,),
    checks=_CHECKS,
    notes=contradictions.VIOLENT_NOTES,
    terms=(*_STATIC, *_DYNAMIC),
    probability=shared.probability,
    unit="log_odds",
    link="logistic",
    part_of="svrp",
)

INSTRUMENT = Choice(
    key="svrp",
    title="Serious Violent Reoffending Predictor (SVRP, SNSV)",
    about=_ABOUT,
    answers=SvrpDynamicAnswers,
    tables="models",
    parts=("svrp_dynamic", "svrp_static"),
)
