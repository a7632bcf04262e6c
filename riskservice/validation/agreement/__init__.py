"""How far raters agree: on numbers, on bands, and on the factors of a structured judgement."""

from riskservice.validation.agreement.agreeing import agree, compare
from riskservice.validation.agreement.ratings import Ratings, UnusableRatings, read_ratings
from riskservice.validation.agreement.results import Agreement
from riskservice.validation.agreement.second_ratings import agree_second_ratings
from riskservice.validation.agreement.second_results import SecondRatings
from riskservice.validation.agreement.spec import Spec

__all__ = [
    "Agreement",
    "Ratings",
    "SecondRatings",
    "Spec",
    "UnusableRatings",
    "agree",
    "agree_second_ratings",
    "compare",
    "read_ratings",
]
