"""The combined predictor: the sum of its parts, or the official errors."""

from riskservice.kit.evaluation import NOT_APPLICABLE, Figures
from riskservice.kit.kernel import Kernel
from riskservice.kit.total import TotalAssessor
from riskservice.official import errors, sexual_errors
from riskservice.official.errors import listed
from riskservice.official.response import (
    CombinedOutput,
    ComponentScores,
    Errors,
    Predictor,
    band_named,
)
from riskservice.official.shared import Found
from riskservice.official.translate import Sent

_SCORED_ALL_THE_SAME = "MISSING_DYNAMIC_INPUT"


class Combined:
    """The combined serious reoffending predictor."""

    algorithm = "COMBINED_SERIOUS_REOFFENDING_PREDICTOR"

    def __init__(self, total: TotalAssessor, kernel: Kernel) -> None:
        self._total, self._kernel = total, kernel

    def score(
        self, sent: Sent, found: Found, parts: ComponentScores
    ) -> tuple[Predictor[CombinedOutput], Figures | None]:
        """Return the sum of the parts, or the errors."""
        wrong = listed(sexual_errors.COMBINED, sent, self._kernel, set())
        if broken := _broken(parts):
            wrong = (errors.error("COMPONENT_VALIDATION_ERROR", broken), *wrong)
        if wrong:
            return self._made(CombinedOutput(component_scores=parts), wrong), None
        figures = self._total.figures(sent.codes, found)
        applies = figures.status != NOT_APPLICABLE
        output = CombinedOutput(
            band=band_named(str(figures.band)) if applies else "NOT_APPLICABLE",
            overall_score=figures.percent if applies else None,
            female_version=sent.request.gender == "FEMALE",
            has_sexual_offence_history=sent.request.hasEverCommittedSexualOffence,
            component_scores=parts,
        )
        return self._made(output), figures

    def _made(self, output: CombinedOutput, wrong: Errors = ()) -> Predictor[CombinedOutput]:
        return Predictor(
            algorithm=self.algorithm, type="COMBINED", output=output, validation_errors=wrong
        )


def _broken(parts: ComponentScores) -> tuple[str, ...]:
    """Return the algorithms of the parts that have no result."""
    contact = parts.direct_contact_sexual_predictor_score
    images = parts.indirect_contact_sexual_predictor_score
    violent = parts.serious_violent_predictor_score
    found = [each.algorithm for each in (contact, images) if each.validation_errors]
    if any(error.type != _SCORED_ALL_THE_SAME for error in violent.validation_errors):
        found.append(violent.algorithm)
    return tuple(found)
