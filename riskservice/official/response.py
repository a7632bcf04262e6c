"""The official response, property by property and in order."""

from typing import Generic, Literal, TypeVar, cast

import msgspec
from msgspec import Struct

Band = Literal["LOW", "MEDIUM", "HIGH", "VERY_HIGH", "NOT_APPLICABLE"]
Type = Literal["STATIC", "DYNAMIC", "COMBINED"]
Pathway = Literal["HIGH", "MODERATE", "ALTERNATIVE", "OMISSION"]
Output = TypeVar("Output")


class ValidationError(Struct, frozen=True, kw_only=True):
    """Why there is no score, or not the better one, and which fields of the request are meant."""

    type: str
    message: str
    fields: tuple[str, ...]


Errors = tuple[ValidationError, ...]
Features = dict[str, float]


class ScoreOutput(Struct, frozen=True, kw_only=True):
    """Band and percentage."""

    band: Band | None = None
    score: float | None = None


class DirectContactOutput(Struct, frozen=True, kw_only=True, rename="camel"):
    """Band, points and percentage of the direct contact predictor."""

    band: Band | None = None
    point_score: int | None = None
    score: float | None = None
    female_version: bool | None = None
    has_sexual_offence_history: bool | None = None
    risk_band_reduction_applied: bool | None = None


class IndirectContactOutput(Struct, frozen=True, kw_only=True, rename="camel"):
    """Band and percentage of the images and indirect contact predictor."""

    band: Band | None = None
    score: float | None = None
    female_version: bool | None = None
    has_sexual_offence_history: bool | None = None


class Predictor(Struct, Generic[Output], frozen=True, kw_only=True, rename="camel"):
    """One predictor: figures, the terms they are the sum of, and errors."""

    algorithm: str
    type: Type | None
    model_version: str = "1.0"
    thresholds_version: str = "1.0"
    output: Output
    feature_values: Features = {}
    validation_errors: Errors = ()


class ComponentScores(Struct, frozen=True, kw_only=True, rename="camel"):
    """The three predictors that the combined one adds up, as they stand for themselves."""

    direct_contact_sexual_predictor_score: Predictor[DirectContactOutput]
    indirect_contact_sexual_predictor_score: Predictor[IndirectContactOutput]
    serious_violent_predictor_score: Predictor[ScoreOutput]


class CombinedOutput(Struct, frozen=True, kw_only=True, rename="camel"):
    """Band and percentage of the combined predictor, and what it is made of."""

    band: Band | None = None
    overall_score: float | None = None
    female_version: bool | None = None
    has_sexual_offence_history: bool | None = None
    component_scores: ComponentScores


class ActuarialPredictors(Struct, frozen=True, kw_only=True, rename="camel"):
    """The six predictors."""

    all_predictor: Predictor[ScoreOutput]
    violent_predictor: Predictor[ScoreOutput]
    direct_contact_sexual_predictor: Predictor[DirectContactOutput]
    indirect_contact_sexual_predictor: Predictor[IndirectContactOutput]
    serious_violent_predictor: Predictor[ScoreOutput]
    serious_predictor: Predictor[CombinedOutput]


class LdsResult(Struct, frozen=True, kw_only=True, rename="camel"):
    """Learning disabilities screen."""

    lds_score: int | None = None
    validation_error: Errors = ()


class MstResult(Struct, frozen=True, kw_only=True, rename="camel"):
    """Maturity screening tool."""

    maturity_score: int | None = None
    maturity_flag: bool | None = None
    is_mst_applicable: bool | None = None
    validation_error: Errors = ()


class OpdResult(Struct, frozen=True, kw_only=True, rename="camel"):
    """Offender personality disorder screen."""

    opd_check: bool = False
    opd_override: bool | None = None
    opd_result: Literal["SCREEN_IN", "SCREEN_OUT"] | None = None
    validation_error: Errors = ()


class PniResult(Struct, frozen=True, kw_only=True, rename="camel"):
    """Programme need identifier."""

    pni_pathway: Pathway = "OMISSION"
    validation_error: Errors = ()


class RiskScoreResponse(Struct, frozen=True, kw_only=True, rename="camel"):
    """Everything the official service answers for one person."""

    version: Literal["V1_0"] = "V1_0"
    actuarial_predictors: ActuarialPredictors
    lds: LdsResult
    mst: MstResult
    opd: OpdResult
    pni: PniResult


def band_named(name: str) -> Band:
    """Return one of our bands under its official name."""
    return cast("Band", name.upper())


def written(features: bytes) -> Features:
    """Return feature values that are JSON already, in the type they have once they are read."""
    return cast("Features", msgspec.Raw(features))


def encode(response: RiskScoreResponse) -> bytes:
    """Return the response as JSON."""
    return _encoder.encode(response)


_encoder = msgspec.json.Encoder()
