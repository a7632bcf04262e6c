"""The result of a validation: every figure, typed, with its interval, its count and its method."""

import msgspec

from riskservice.validation.banded import BandModel
from riskservice.validation.benefit import NetBenefit
from riskservice.validation.bootstrap import Bootstrapped
from riskservice.validation.brier import Brier
from riskservice.validation.calibration import Calibration
from riskservice.validation.differential import Differential
from riskservice.validation.discrimination import AucComparison
from riskservice.validation.drift import Period, Running
from riskservice.validation.estimates import Estimate, NotEstimated, Test
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.fairness import GroupFigures
from riskservice.validation.goodness import Indices
from riskservice.validation.incremental import Incremental
from riskservice.validation.intake.taking import RowsLeftOut, SampleNotice
from riskservice.validation.levels import LevelFigures
from riskservice.validation.missing import MissingData
from riskservice.validation.norms import LogisticNorm, Norm
from riskservice.validation.rates import CutPerformance
from riskservice.validation.reclassification import Reclassification
from riskservice.validation.sample_size import SampleSize
from riskservice.validation.shifts import Shift
from riskservice.validation.spec import Spec
from riskservice.validation.survival.concordance import PairCounts
from riskservice.validation.survival.curves import CurveStep, LogRank
from riskservice.validation.survival.hazards import ProportionalHazards


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """
    How long people were followed, in the unit of the times.

    Attributes
    ----------
    median, shortest, longest : float
        Of everyone, to the event or the end.
    person_time : float
        Of everyone together.
    everyone_until : float or None
        The longest time by which nobody was censored; None where everyone had the event.
    fixed : bool
        Whether all without an event were followed for the same time.
    """

    median: float
    shortest: float
    longest: float
    person_time: float
    everyone_until: float | None
    fixed: bool


class CoxFigures(msgspec.Struct, frozen=True, kw_only=True):
    """
    Cox model of the score.

    Attributes
    ----------
    hazard_ratio, low, high : float or None
        Per point of the score, Wald interval.
    coefficient, se : float
        Logarithm of the hazard ratio and its standard error.
    n, events : int
        People and events, at whatever time.
    ties : str
        How events at one time are dealt with.
    log_likelihoods : list of float
        Without and with the score.
    likelihood_ratio, wald, score : Test
        Of no effect.
    proportional_hazards : ProportionalHazards or None
        Whether the ratio lasts; None where it cannot be tested.
    method : str
        How ratio and interval were made.
    """

    hazard_ratio: float | None
    low: float | None
    high: float | None
    coefficient: float
    se: float
    n: int
    events: int
    ties: str
    log_likelihoods: list[float]
    likelihood_ratio: Test
    wald: Test
    score: Test
    proportional_hazards: ProportionalHazards | None
    method: str


class RocPoint(msgspec.Struct, frozen=True, kw_only=True):
    """
    A point of the ROC curve.

    Attributes
    ----------
    cut : float or None
        Lowest score called high; None where nobody is.
    false_positive_rate, true_positive_rate : float
        Share called high of people without the outcome, and of those with it. [0 to 1]
    """

    cut: float | None
    false_positive_rate: float
    true_positive_rate: float


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """
    Another score of the same people, `score` less `compare`.

    Attributes
    ----------
    score, compare : str
        Columns.
    auc : AucComparison or None
        None where people were censored before the horizon.
    harrell_c : list of Estimate
        Of the score, of the other, and their difference; empty without times.
    added : Incremental or None
        What the other score adds to the score.
    """

    score: str
    compare: str
    auc: AucComparison | None
    harrell_c: list[Estimate]
    added: Incremental | None


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """
    Everything that was found; a list is empty where nothing was asked for.

    Attributes
    ----------
    n, events : int
        People in the analysis, and events among them: by the horizon where there is one.
    rows, left_out_rows : int
        As given, and left out, each once.
    left_out : list of RowsLeftOut
        Why, by column; a row may stand in several.
    notices : list of SampleNotice
        To be read before any figure.
    not_estimated : list of NotEstimated
        What was asked for and has no value here.
    spec : Spec
        What was asked for.
    base_rate : Estimate
        Share with the outcome; 1 - Kaplan-Meier where people were censored before the horizon.
    follow_up : FollowUp or None
        None without times.
    auc, auc_band : Estimate or None
        Of the score and of the band; AUC(t) where people were censored before the horizon.
    auc_bootstrap : Bootstrapped or None
        Where replicates were asked for.
    auc_at : list of Estimate
        AUC(t) at each of the further times.
    roc : list of RocPoint
        Empty where people were censored before the horizon.
    harrell_c, uno_c : Estimate or None
        Concordance of the score with times; None without times.
    pairs : PairCounts or None
        What Harrell's C rests on.
    cox, cox_band : CoxFigures and BandModel, or None
        Cox models of the score and of the bands; None without times.
    log_rank : LogRank or None
        Whether the curves of the bands differ.
    odds_ratio : Estimate or None
        Per point of the score; None where people were censored before the horizon.
    logistic_norm : LogisticNorm or None
        As meta-analyses of norms pool it.
    eo : ExpectedObserved or None
        Expected over observed events; None without a norm table.
    eo_person_time : Estimate or None
        E/O of the events expected over each person's own follow-up.
    calibration, indices, spiegelhalter, hosmer_lemeshow, brier : struct of its own, or None
        How far the expected probabilities are right; None without a norm table.
    incidence : Estimate or None
        Share with the event by the horizon, others gone by competing events.
    survival : list of CurveStep
        Kaplan-Meier curve of everyone.
    bands, scores : list of LevelFigures
        From low to high.
    cuts : list of CutPerformance
        At each cut; empty where people were censored before the horizon.
    net_benefit : list of NetBenefit
        At each threshold.
    groups : list of GroupFigures
        Each subgroup of each column.
    differential : list of Differential
        Cleary's tests, a column of subgroups each.
    comparison : Comparison or None
        Beside another score of the same people.
    added : Incremental or None
        What further judgements tell beyond the score.
    reclassification : Reclassification or None
        Band beside another band of the same people.
    norms : list of Norm
        Where each score stands among all.
    drift : list of Period
        Quarter by quarter.
    running : Running or None
        Sums over time of what was seen less what was expected.
    stability : list of Shift
        How far score and band lie from those of an outside sample.
    sample_size : SampleSize or None
        People needed, and people there are.
    missing : MissingData or None
        Items without a value, and what hangs on them.
    """

    n: int
    events: int
    rows: int
    left_out_rows: int
    left_out: list[RowsLeftOut]
    notices: list[SampleNotice]
    not_estimated: list[NotEstimated]
    spec: Spec
    base_rate: Estimate
    follow_up: FollowUp | None = None
    auc: Estimate | None = None
    auc_band: Estimate | None = None
    auc_bootstrap: Bootstrapped | None = None
    auc_at: list[Estimate] = []
    roc: list[RocPoint] = []
    harrell_c: Estimate | None = None
    uno_c: Estimate | None = None
    pairs: PairCounts | None = None
    cox: CoxFigures | None = None
    cox_band: BandModel | None = None
    log_rank: LogRank | None = None
    odds_ratio: Estimate | None = None
    logistic_norm: LogisticNorm | None = None
    eo: ExpectedObserved | None = None
    eo_person_time: Estimate | None = None
    calibration: Calibration | None = None
    indices: Indices | None = None
    spiegelhalter: Test | None = None
    hosmer_lemeshow: Test | None = None
    brier: Brier | None = None
    incidence: Estimate | None = None
    survival: list[CurveStep] = []
    bands: list[LevelFigures] = []
    scores: list[LevelFigures] = []
    cuts: list[CutPerformance] = []
    net_benefit: list[NetBenefit] = []
    groups: list[GroupFigures] = []
    differential: list[Differential] = []
    comparison: Comparison | None = None
    added: Incremental | None = None
    reclassification: Reclassification | None = None
    norms: list[Norm] = []
    drift: list[Period] = []
    running: Running | None = None
    stability: list[Shift] = []
    sample_size: SampleSize | None = None
    missing: MissingData | None = None
