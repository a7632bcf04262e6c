"""The three logistic predictors: figures under official names, or the official errors."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from riskservice.kit.choice import ChoiceAssessor
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import NOT_APPLICABLE, NOT_SCORABLE, SCORED, Figures, One
from riskservice.kit.exact import CONTEXT
from riskservice.kit.kernel import Kernel
from riskservice.official import errors
from riskservice.official.errors import Line, listed
from riskservice.official.features import Features
from riskservice.official.response import Errors, Predictor, ScoreOutput, Type, band_named, written
from riskservice.official.shared import Found, answered, failed, left_out, no_age
from riskservice.official.translate import Sent

_NEVER: Final = -700.0
"""Log-odds at which the probability is nil, and still a double."""
_SURELY: Final = 100
"""Log-odds whose exponential has more digits than are kept."""


class Scores(NamedTuple):
    """A predictor's answer, and what others read of it."""

    predictor: Predictor[ScoreOutput]
    figures: Figures | None


class Logistic:
    """
    One of the three predictors with a dynamic and a static model.

    Parameters
    ----------
    choice : ChoiceAssessor
    names : mapping of str to str
        Official names of its terms.
    static, dynamic : sequence of Line
        Errors that leave it without a score, and errors that leave it with the static one.
    largest : float
        Largest percentage that is published. [percent]
    """

    def __init__(
        self,
        choice: ChoiceAssessor,
        algorithm: str,
        names: Mapping[str, str],
        static: Sequence[Line],
        dynamic: Sequence[Line],
        largest: float,
    ) -> None:
        self._dynamic, self._static = (model.kernel for model in choice.models)
        self._features = {
            kernel: Features(kernel, names) for kernel in (self._dynamic, self._static)
        }
        self._algorithm, self._largest = algorithm, largest
        self._static_lines, self._dynamic_lines = static, dynamic

    def score(self, sent: Sent, found: Found) -> Scores:
        """Return the score of the dynamic model, else of the static one, else the errors."""
        kernel = self._dynamic
        one = kernel.evaluate(sent.codes)
        wrong: Errors = ()
        if one.status != SCORED:
            wrong = listed(self._dynamic_lines, sent, kernel, set())
            if fatal := listed(self._static_lines, sent, self._static, failed(self._static, sent)):
                return Scores(self._without(fatal + wrong), None)
            if left_out(one):
                return self._left_out(found)
            if wrong:
                found[kernel.instrument.key] = One(NOT_SCORABLE)
                kernel = self._static
                one = kernel.evaluate(sent.codes)
        if no_age(sent):
            return Scores(self._without(errors.UNEXPECTED), None)
        if one.status != SCORED:
            # Only an age beyond the domain of the tables is left; the terms hold for it too.
            one = One(SCORED, known=answered(kernel, sent.codes))
            if any(one.known[need] == UNKNOWN for term in kernel.terms for need in term.term.needs):
                return Scores(self._without(errors.UNEXPECTED), None)
        terms = self._features[kernel].of(one.known)
        if not one.cells:
            one = one._replace(total=_deployed(terms.total))
        found[kernel.instrument.key] = one
        return self._scored(kernel, one, terms.json, wrong)

    def _scored(self, kernel: Kernel, one: One, terms: bytes, wrong: Errors) -> Scores:
        probability, percent, place = kernel.figures(one)
        percent = min(percent, self._largest)
        rule = kernel.table.rules.get("zero_percent_is_error")
        if percent == 0 and rule is not None and rule.value:
            return Scores(self._without(errors.UNEXPECTED), None)
        model: Type = "DYNAMIC" if kernel is self._dynamic else "STATIC"
        band = kernel.band_names[place]
        predictor = Predictor(
            algorithm=self._algorithm,
            type=model,
            output=ScoreOutput(band=band_named(band), score=percent),
            feature_values=written(terms),
            validation_errors=wrong,
        )
        return Scores(predictor, Figures(SCORED, probability, percent, band, model.lower()))

    def _left_out(self, found: Found) -> Scores:
        for kernel in (self._dynamic, self._static):
            found[kernel.instrument.key] = One(NOT_APPLICABLE)
        predictor = Predictor(
            algorithm=self._algorithm, type=None, output=ScoreOutput(band="NOT_APPLICABLE")
        )
        return Scores(predictor, Figures(NOT_APPLICABLE, 0.0, 0.0, None))

    def _without(self, wrong: Errors) -> Predictor[ScoreOutput]:
        return Predictor(
            algorithm=self._algorithm, type=None, output=ScoreOutput(), validation_errors=wrong
        )


def _deployed(total: Decimal) -> float:
    """
    Return the log-odds the deployed service reckons with, for ages no table has.

    Its quotient keeps as many decimals as the exponential has; where that has none left, the
    quotient, just below 1, is rounded to 0.
    """
    if total < _SURELY and CONTEXT.exp(total).adjusted() < CONTEXT.prec:
        return max(float(total), _NEVER)
    return _NEVER
