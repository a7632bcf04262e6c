"""Published percentages: the fast path against decimal arithmetic."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice.kit.rounding import percent, percents
from tests.kit.shipped import PROPERTY

PLACES = (0, 1, 2, 4)
WIDE = Context(prec=1200)


def by_fractions(probability: float, places: int) -> float:
    """Round the exact value of a double to places, halves up, without any decimal."""
    scaled = Fraction(probability) * 100 * 10**places
    return float(Fraction(math.floor(scaled + Fraction(1, 2)), 10**places))


def ties(places: int, n: int = 3000) -> list[float]:
    """Return the doubles next to half-way points, on both sides and on them."""
    rng = np.random.default_rng(places)
    found = []
    for k in rng.integers(0, 100 * 10**places, n).tolist():
        middle = (k + 0.5) / (100.0 * 10**places)
        found += [middle, math.nextafter(middle, 0), math.nextafter(middle, 1)]
    return found


@pytest.mark.parametrize("places", PLACES)
def test_a_million_percentages_are_the_same_alone_and_in_an_array(places: int) -> None:
    probability = np.random.default_rng(places).random(1_000_000 // len(PLACES))
    alone = [percent(p, places) for p in probability.tolist()]
    assert percents(probability, places).tolist() == alone


@pytest.mark.parametrize("places", PLACES)
def test_every_constructed_tie_is_the_same_alone_and_in_an_array(places: int) -> None:
    probability = ties(places)
    alone = [percent(p, places) for p in probability]
    assert percents(np.array(probability), places).tolist() == alone


@pytest.mark.parametrize("places", PLACES)
def test_ties_are_decided_by_the_exact_value_of_the_double(places: int) -> None:
    for probability in ties(places, 500):
        assert percent(probability, places) == by_fractions(probability, places)


@PROPERTY
@given(st.floats(0, 1), st.sampled_from(PLACES))
def test_a_percentage_is_the_exact_product_rounded_half_up(probability: float, places: int) -> None:
    exact = WIDE.multiply(Decimal(probability), Decimal(100))
    step = Decimal(1).scaleb(-places)
    assert percent(probability, places) == float(
        exact.quantize(step, rounding=ROUND_HALF_UP, context=WIDE)
    )
    assert percents(np.array([probability]), places)[0] == percent(probability, places)


@pytest.mark.parametrize(
    ("probability", "places", "published"),
    [
        (0.125, 0, 13.0),
        (0.375, 0, 38.0),
        (0.0625, 1, 6.3),
        (0.00390625, 2, 0.39),
        (0.285, 0, 28.0),  # the double lies below 0.285
        (0.145, 0, 14.0),  # the double lies below 0.145
        (0.575, 0, 57.0),  # the double lies below 0.575
        (0.0, 2, 0.0),
        (1.0, 2, 100.0),
        (0.00005, 2, 0.01),  # the double lies above 0.00005
        (0.000049999, 2, 0.0),
        (0.99995, 2, 100.0),  # the double lies above 0.99995
        (0.999951, 2, 100.0),
    ],
)
def test_known_percentages(probability: float, places: int, published: float) -> None:
    assert percent(probability, places) == published
    assert percents(np.array([probability]), places).tolist() == [published]


def test_no_number_stays_no_number_and_its_neighbours_are_untouched() -> None:
    found = percents(np.array([0.125, math.nan, 0.5]), 1)
    assert found[0] == 12.5
    assert math.isnan(found[1])
    assert found[2] == 50.0


def test_percentages_do_not_change_what_they_are_given() -> None:
    given_array = np.array([0.125, 0.3])
    percents(given_array, 0)
    assert given_array.tolist() == [0.125, 0.3]
