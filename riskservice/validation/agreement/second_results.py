"""What comes back of second, blind ratings of a structured judgement, factor by factor."""

from typing import Literal

import msgspec

from riskservice.validation.agreement.basis import LeftOut
from riskservice.validation.agreement.results import Agreement, Coefficient
from riskservice.validation.agreement.spec import WeightName

FactorKind = Literal["risk", "protective", "overall"]
FIRST, SECOND = "first assessor", "second assessor"


class FactorAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """
    One factor, rated by two assessors.

    Attributes
    ----------
    key, title : str
        Of the factor's question.
    n : int
        People whom both assessors rated on it.
    few : bool
        Whether these are fewer than ``few_below``.
    agreement : Agreement or None
        None where nobody was rated twice.
    note : str
        What to know before it is quoted; empty where there is nothing.
    """

    key: str
    title: str
    kind: FactorKind
    n: int
    few: bool
    agreement: Agreement | None
    note: str = ""


class SecondRatings(msgspec.Struct, frozen=True, kw_only=True):
    """
    How far a second assessor, who has not seen the first one's ratings, gives the same.

    Attributes
    ----------
    n : int
        People with a factor that both assessors rated.
    people : int
        Rows of the file.
    percent_agreement : float or None
        Mean over factors with both ratings, 0 to 1.
    factors : tuple of FactorAgreement
        In the order of the form.
    few_below : int
        A choice of this service, and of nobody's publication.
    internal_consistency : Coefficient or None
        Cronbach alpha of the first assessor's ratings of all factors of one kind, by kind. The
        factors are a list that is not meant to reflect one thing: no evidence of validity.
    """

    instrument: str
    title: str
    n: int
    people: int
    weights: WeightName
    percent_agreement: float | None
    factors: tuple[FactorAgreement, ...]
    few_below: int
    internal_consistency: dict[str, Coefficient]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
