"""
The terms of a score as the official service shows them: under its names, to 15 decimals.

Every term is evaluated in decimal arithmetic, by the instrument's own function, and remembered
with the text it is written as. So it can also be found for an age beyond the domain of a table.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Final, NamedTuple

import msgspec
import numpy as np

from riskservice.kit.exact import Exact
from riskservice.kit.instrument import Term
from riskservice.kit.kernel import Kernel
from riskservice.kit.predicates import getter
from riskservice.kit.tabulated import Codes

WIDE: Final = Context(prec=600)
"""Wide enough that sums and products are exact."""
STEP: Final = Decimal("1e-15")
MOST_REMEMBERED: Final = 1 << 14

_STATIC = {
    "intercept": "twoYearInterceptWeight",
    "age": "ageGenderPolynomialWeight",
    "female": "genderWeight",
    "offence": "offenceGroupWeight",
    "first_sanction": "firstSanctionWeight",
    "second_sanction": "secondSanctionWeight",
    "sanctions": "totalNumberOfSanctionsForAllOffencesWeight",
    "second_sanction_gap": "secondSanctionGapWeight",
    "offence_free_time": "offenceFreeMonthsWeight",
    "sanction_rate": "copasScore",
    "never_violent": "neverViolentWeight",
    "once_violent": "onceViolentWeight",
}
_DYNAMIC = {
    "suitability_of_accommodation": "suitableAccommodationWeight",
    "unemployed": "unemployedWeight",
    "living_with_partner": "liveInRelationshipWeight",
    "current_relationship_with_partner": "relationshipQualityWeight",
    "quality_when_together": "multiplicativeRelationshipWeight",
    "evidence_of_domestic_abuse": "domesticViolenceWeight",
    "regular_offending_activities": "regularOffendingActivitiesWeight",
    "motivation_to_tackle_drug_misuse": "drugMotivationWeight",
    "current_alcohol_use_problems": "chronicDrinkingProblemsWeight",
    "excessive_alcohol_use": "bingeDrinkingProblemsWeight",
    "impulsivity_problems": "impulsivityProblemsWeight",
    "temper_control": "temperControlWeight",
    "pro_criminal_attitudes": "proCriminalAttitudesWeight",
    "has_heroin_usage": "heroinUsageWeight",
    "has_methadone_usage": "methadoneUsageWeight",
    "has_other_opiate_usage": "otherOpiateUsageWeight",
    "has_crack_cocaine_usage": "crackCocaineUsageWeight",
    "has_powder_cocaine_usage": "powderCocaineUsageWeight",
    "has_misused_prescription_drug_usage": "misusedPrescriptionDrugUsageWeight",
    "has_benzodiazepines_usage": "benzodiazepinesUsageWeight",
    "has_cannabis_usage": "cannabisUsageWeight",
    "has_steroids_usage": "steroidUsageWeight",
    "any_other_drug": "otherDrugUsageWeight",
    "did_offence_involve_carrying_or_using_weapon": "offenceInvolveCarryingOrUsingWeaponsWeight",
    "past_homicide": "pastHomicideOffenceWeight",
    "past_wounding_gbh": "pastWoundingGrievousBodilyHarmOffenceWeight",
    "past_kidnapping": "pastKidnappingOffenceWeight",
    "past_firearms": "pastFirearmsOffenceWeight",
    "past_robbery": "pastRobberyOffenceWeight",
    "past_aggravated_burglary": "pastAggravatedBurglaryOffenceWeight",
    "past_weapon": "pastNonFirearmWeaponOffenceWeight",
    "past_criminal_damage": "pastCriminalDamageOffenceWeight",
    "past_arson": "pastArsonOffenceWeight",
}
ARP: Final = _STATIC | _DYNAMIC | {"sanction_rate_squared": "copasScoreSquared"}
VRP: Final = (
    _STATIC
    | _DYNAMIC
    | {
        "violence": "totalNumberOfViolentSanctionsWeight",
        "violence_rate": "copasViolentOffencesScore",
    }
)
SVRP: Final = (
    _STATIC
    | _DYNAMIC
    | {"violence": "violentSanctionsWeight", "violence_rate": "violenceRateWeight"}
)
DIRECT_CONTACT: Final = {
    "contact_adult_sanctions": "totalContactAdultSexualSanctionsWeight",
    "contact_child_sanctions": "totalContactChildSexualSanctionsWeight",
    "non_contact_sanctions": "totalNonContactSexualOffencesWeight",
    "age": "ageAtStartOfFollowUpWeight",
    "age_at_most_recent_sexual_offence": "ageAtLastSanctionForSexualOffenceWeight",
    "total_sanctions": "totalNumberOfSanctionsForAllOffencesWeight",
    "stranger_victim": "currentOffenceAgainstVictimStrangerWeight",
}
INDIRECT_CONTACT: Final = "imagesAndIndirectContactWeight"
TOTAL: Final = "totalWeight"


class Written(NamedTuple):
    """Terms as a JSON object, and their exact sum."""

    json: bytes
    total: Decimal


class Features:
    """
    The terms of one logistic model.

    Parameters
    ----------
    kernel : Kernel
        Its terms stand in the official order.
    official : mapping of str to str
        Key of a term to its official name.
    """

    def __init__(self, kernel: Kernel, official: Mapping[str, str]) -> None:
        self._exact = Exact(kernel.table)
        self._terms = [
            (term.term, official[term.term.key], getter(term.term.needs), _Memory())
            for term in kernel.terms
        ]

    def of(self, known: Codes) -> Written:
        """
        Return the terms of one person.

        Parameters
        ----------
        known : mapping of str to int
            Code of every column the terms read, inside its domain or not.
        """
        total = Decimal(0)
        texts = []
        for term, name, get, memory in self._terms:
            codes = get(known)
            found = memory.get(codes)
            if found is None:
                found = memory[codes] = self._evaluate(term, name, codes)
            text, value = found
            texts.append(text)
            if value is not None:
                total = WIDE.add(total, value)
        texts.append(_text(TOTAL, total))
        return Written(b"{%b}" % b",".join(texts), total)

    def _evaluate(
        self, term: Term, name: str, codes: tuple[int, ...]
    ) -> tuple[bytes, Decimal | None]:
        columns = [np.array([code], dtype=object) for code in codes]
        with localcontext(WIDE):
            value = np.asarray(term.function(*columns, table=self._exact), dtype=object)
        exact = Decimal(value.ravel()[0])
        return _text(name, exact), exact or None


class _Memory(dict[tuple[int, ...], tuple[bytes, Decimal | None]]):
    """What was found before; emptied when it has grown too large."""

    def __setitem__(self, key: tuple[int, ...], found: tuple[bytes, Decimal | None]) -> None:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        super().__setitem__(key, found)


def _text(name: str, value: Decimal) -> bytes:
    """Return a member of a JSON object, the number rounded, halves up."""
    rounded = value.quantize(STEP, rounding=ROUND_HALF_UP, context=WIDE)
    number = f"{rounded.normalize(WIDE):f}" if rounded else "0"
    return msgspec.json.encode(name) + b":" + number.encode()
