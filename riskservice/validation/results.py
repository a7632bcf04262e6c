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
from riskservice.validation.intake.taking import LeftOut, SampleNotice
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
    n, events : int
    ties : str
    log_likelihoods : list of float
        Without and with the score.
    likelihood_ratio, wald, score : Test
    proportional_hazards : ProportionalHazards or None
    method : str
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
    """A point of the ROC curve; `cut` is None where nobody is called high."""

    cut: float | None
    false_positive_rate: float
    true_positive_rate: float


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """
    Another score of the same people, `score` less `compare`.

    Attributes
    ----------
    score, compare : str
    auc : AucComparison or None
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
    Everything that was found.

    Attributes
    ----------
    n, events : int
        People in the analysis, and events among them: by the horizon where there is one.
    rows, left_out_rows : int
        As given, and left out, each once.
    left_out : list of LeftOut
        Why, by column; a row may stand in several.
    notices : list of SampleNotice
        To be read before any figure.
    not_estimated : list of NotEstimated
        What was asked for and has no value here.
    spec : Spec
    eo : ExpectedObserved or None
        None where no norm table was given; so are `calibration` and `brier`.
    cox, cox_band, harrell_c, uno_c : None where no times were given.

    Every other attribute is named for what it holds; a list is empty where nothing was asked for.
    """

    n: int
    events: int
    rows: int
    left_out_rows: int
    left_out: list[LeftOut]
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
