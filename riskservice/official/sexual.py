"""The two sexual predictors: figures under official names, or the official errors."""

from collections.abc import Sequence

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import NOT_APPLICABLE, SCORED, Figures, One
from riskservice.kit.kernel import Kernel
from riskservice.kit.tabulated import Codes
from riskservice.official import errors, features, sexual_errors
from riskservice.official.errors import Line, listed
from riskservice.official.response import (
    Band,
    DirectContactOutput,
    Errors,
    IndirectContactOutput,
    Predictor,
    band_named,
)
from riskservice.official.shared import Found, answered, failed, left_out, no_age, within
from riskservice.official.translate import Sent


def _beyond(kernel: Kernel, codes: Codes) -> One | None:
    """Return points of answers our own checks would refuse; None when an answer is lacking."""
    known = answered(kernel, codes)
    terms = [*kernel.terms, *([kernel.shift] if kernel.shift else [])]
    if any(known[need] == UNKNOWN for term in terms for need in term.term.needs):
        return None
    cells = tuple(int(term.cell([known[need] for need in term.term.needs])) for term in terms)
    total = sum(term.as_list[cell] for term, cell in zip(kernel.terms, cells, strict=False))
    shift = int(kernel.shift.as_list[cells[-1]]) if kernel.shift else 0
    return One(SCORED, total=total, shift=shift, cells=cells, known=known)


def _evaluated(
    kernel: Kernel, codes: Codes, lines: Sequence[Line], sent: Sent
) -> tuple[One | None, Errors]:
    """Return the result of a kernel or the errors; neither when the calculation breaks down."""
    one = kernel.evaluate(codes)
    if one.status == SCORED and not sent.wild:
        return one, ()
    if wrong := listed(lines, sent, kernel, failed(kernel, sent)):
        return None, wrong
    if one.status == SCORED:
        return one, ()
    if left_out(one):
        return One(NOT_APPLICABLE), ()
    return _beyond(kernel, codes), ()


class DirectContact:
    """The direct contact sexual reoffending predictor."""

    algorithm = "DIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR"

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._names = [features.DIRECT_CONTACT[term.term.key] for term in kernel.terms]

    def score(
        self, sent: Sent, found: Found
    ) -> tuple[Predictor[DirectContactOutput], Figures | None]:
        """Return points, percentage and band, or the errors."""
        one, wrong = _evaluated(self._kernel, self._codes(sent), sexual_errors.DIRECT_CONTACT, sent)
        if one is None or (one.status == SCORED and no_age(sent)):
            return self._made(DirectContactOutput(), wrong or errors.UNEXPECTED), None
        found[self._kernel.instrument.key] = one
        history = sent.request.hasEverCommittedSexualOffence
        woman = sent.request.gender == "FEMALE"
        if one.status == NOT_APPLICABLE:
            output = DirectContactOutput(
                band="NOT_APPLICABLE",
                score=0.0,
                female_version=woman,
                has_sexual_offence_history=history,
            )
            return self._made(output), Figures(NOT_APPLICABLE, 0.0, 0.0, None)
        probability, percent, place = self._kernel.figures(one)
        band = self._kernel.band_names[place]
        output = DirectContactOutput(
            band=band_named(band),
            point_score=int(one.total),
            score=percent,
            female_version=woman,
            has_sexual_offence_history=history,
            risk_band_reduction_applied=self._reduced(one, place),
        )
        return self._made(output, terms=self._terms(one)), Figures(
            SCORED, probability, percent, band
        )

    def _codes(self, sent: Sent) -> Codes:
        """Return the codes, a count below its domain as none and above it as the most."""
        return within(sent, self._kernel, _COUNT_KEYS)

    def _reduced(self, one: One, place: int) -> bool | None:
        return None if one.total == 0 else place != self._kernel.band(one.total, 0)

    def _terms(self, one: One) -> dict[str, float]:
        points = zip(self._names, self._kernel.terms, one.cells, strict=False)
        found = {name: int(term.as_list[cell]) for name, term, cell in points}
        return {**found, features.TOTAL: int(one.total)}

    def _made(
        self, output: DirectContactOutput, wrong: Errors = (), terms: dict[str, float] | None = None
    ) -> Predictor[DirectContactOutput]:
        return Predictor(
            algorithm=self.algorithm,
            type="STATIC",
            output=output,
            feature_values=terms or {},
            validation_errors=wrong,
        )


_COUNT_KEYS = (
    "contact_adult_sanctions",
    "contact_child_sanctions",
    "non_contact_sanctions",
    "indecent_image_sanctions",
)


class IndirectContact:
    """The images and indirect contact sexual reoffending predictor."""

    algorithm = "IMAGES_AND_INDIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR"

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def score(
        self, sent: Sent, found: Found
    ) -> tuple[Predictor[IndirectContactOutput], Figures | None]:
        """Return percentage and band, or the errors."""
        one, wrong = _evaluated(
            self._kernel, self._codes(sent), sexual_errors.INDIRECT_CONTACT, sent
        )
        if one is None:
            return self._made(IndirectContactOutput(), wrong or errors.UNEXPECTED), None
        found[self._kernel.instrument.key] = one
        band: Band = "NOT_APPLICABLE"
        terms: dict[str, float] = {}
        figures = Figures(NOT_APPLICABLE, 0.0, 0.0, None)
        if one.status == SCORED:
            probability, percent, place = self._kernel.figures(one)
            figures = Figures(SCORED, probability, percent, self._kernel.band_names[place])
            band = band_named(self._kernel.band_names[place])
            terms = {features.INDIRECT_CONTACT: probability}
        output = IndirectContactOutput(
            band=band,
            score=figures.percent,
            female_version=sent.request.gender == "FEMALE",
            has_sexual_offence_history=sent.request.hasEverCommittedSexualOffence,
        )
        return self._made(output, terms=terms), figures

    def _codes(self, sent: Sent) -> Codes:
        """Return the codes; of a count that is only asked to be none or not, -1 is not none."""
        codes = within(sent, self._kernel, _COUNT_KEYS)
        below = [key for key in _ANY_COUNTS & sent.wild if sent.told[key] < 0]
        return {**codes, **dict.fromkeys(below, 1)} if below else codes

    def _made(
        self,
        output: IndirectContactOutput,
        wrong: Errors = (),
        terms: dict[str, float] | None = None,
    ) -> Predictor[IndirectContactOutput]:
        return Predictor(
            algorithm=self.algorithm,
            type="STATIC",
            output=output,
            feature_values=terms or {},
            validation_errors=wrong,
        )


_ANY_COUNTS = frozenset(("contact_adult_sanctions", "non_contact_sanctions"))
