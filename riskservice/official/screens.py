"""The four screens: results of the kernels under official names, or the official errors."""

from collections.abc import Mapping
from typing import cast

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED, Figures, One
from riskservice.kit.kernel import Kernel
from riskservice.kit.reading import read_codes
from riskservice.official import errors, screen_errors
from riskservice.official.errors import listed
from riskservice.official.response import LdsResult, MstResult, OpdResult, Pathway, PniResult
from riskservice.official.shared import failed, left_out, within
from riskservice.official.translate import Sent


class Maturity:
    """The maturity screening tool."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._male = kernel.asked["sex"].encode("male")

    def result(self, sent: Sent) -> MstResult:
        """Return score and flag; not applicable to another age, whatever else is missing."""
        one = self._kernel.evaluate({**sent.codes, "sex": self._male})
        known_age = sent.codes["date_of_birth"] != UNKNOWN
        if known_age and one.status in (NOT_APPLICABLE, FAULTY):
            return _NO_MATURITY
        if wrong := listed(screen_errors.MATURITY, sent, self._kernel, set()):
            return MstResult(validation_error=wrong)
        if sent.codes["sex"] != self._male:
            return _NO_MATURITY
        if one.status != SCORED:
            return MstResult(validation_error=errors.UNEXPECTED)
        _, _, place = self._kernel.figures(one)
        return MstResult(
            maturity_score=int(one.total), maturity_flag=place > 0, is_mst_applicable=True
        )


_NO_MATURITY = MstResult(maturity_flag=False, is_mst_applicable=False)


class Learning:
    """The learning disabilities screen."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def result(self, sent: Sent) -> LdsResult:
        """Return the score: the place of the band the subtotal falls into."""
        one = self._kernel.evaluate(sent.codes)
        if one.status == SCORED:
            return LdsResult(lds_score=self._kernel.figures(one)[2])
        wrong = listed(screen_errors.LEARNING, sent, self._kernel, set())
        if left_out(one):
            return LdsResult(validation_error=wrong)
        return LdsResult(validation_error=wrong or errors.UNEXPECTED)


class Personality:
    """The offender personality disorder screen."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._screen_in = len(kernel.band_names) - 1

    def result(self, sent: Sent) -> OpdResult:
        """Return how the person is screened; no check where nothing at all is answered."""
        kernel = self._kernel
        if wrong := listed(screen_errors.PERSONALITY, sent, kernel, failed(kernel, sent)):
            return OpdResult(validation_error=wrong)
        one = kernel.evaluate(within(sent, kernel, ("age_at_first_sanction",)))
        if one.status != SCORED:
            return OpdResult()
        if self._kernel.figures(one)[2] == self._screen_in:
            return OpdResult(opd_check=True, opd_result="SCREEN_IN")
        return OpdResult(
            opd_check=True, opd_result="SCREEN_OUT", opd_override=self._override(sent, one)
        )

    def _override(self, sent: Sent, one: One) -> bool | None:
        applies = one.known["scored_as"] > 0
        if applies or self._kernel.table.rule("override_kept_when_not_applicable"):
            return sent.request.applyOPDOverride is True
        return None


class Need:
    """The programme need identifier."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def result(self, sent: Sent, results: Mapping[str, Figures | None]) -> PniResult:
        """
        Return the pathway, and the answers whose lack it rests on.

        Parameters
        ----------
        results : mapping of str to Figures or None
            What other instruments gave, by key; None is no result.
        """
        codes = dict(sent.codes)
        for key, bands in self._kernel.reads.items():
            codes |= read_codes(key, results.get(key), bands)
        one = self._kernel.evaluate(codes)
        wrong = listed(screen_errors.NEED, sent, self._kernel, set())
        if one.status != SCORED:
            return PniResult(validation_error=wrong or errors.UNEXPECTED)
        band = self._kernel.band_names[self._kernel.figures(one)[2]]
        return PniResult(pni_pathway=cast("Pathway", band.upper()), validation_error=wrong)
