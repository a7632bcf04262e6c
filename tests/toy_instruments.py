"""
Instruments of nobody, made for the tests, so that the kit is tried without leaning on ours.

They predict nothing, for nobody, and must not be used for anything else. This module keeps the laws
of an instrument: it enters the kit only, and its numbers stand in the tables of ``tests.toys``.
"""

from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta

from riskservice.kit import (
    Answers,
    Date,
    Floats,
    Instrument,
    Ints,
    Table,
    Text,
    YesNo,
    check,
    code_of,
    derived,
    excluded,
    figure,
    note,
    question,
    shift,
    steps,
    term,
    whole_years,
)

Few = Annotated[int, Meta(ge=0, le=4)]
Some = Annotated[int, Meta(ge=1, le=4)]
Place = Literal["open", "closed", "secure"]

SECURE = code_of(Place, "secure")

Escapes = Annotated[Few | None, question("Escapes", guidance="From anywhere.", example=1)]
Transfers = Annotated[Some | None, question("Transfers", guidance="The first included.")]
Armed = Annotated[YesNo | None, question("Armed")]
Setting = Annotated[Place | None, question("Setting", titles={"open": "Open prison"})]
InScope = Annotated[YesNo | None, question("In scope")]
Born = Annotated[Date | None, question("Date of birth")]
Remarks = Annotated[Text | None, question("Remarks")]


class AdditiveAnswers(Answers, frozen=True, kw_only=True):
    """What the additive toy asks, in the order of the form."""

    in_scope: InScope = None
    setting: Setting = None
    escapes: Escapes = None
    transfers: Transfers = None
    armed: Armed = None


class AgedAnswers(AdditiveAnswers, frozen=True, kw_only=True):
    """The same, with a date of birth and words."""

    born: Born = None
    remarks: Remarks = None


class HarmAnswers(Answers, frozen=True, kw_only=True):
    """What the toy that takes the highest asks."""

    escapes: Escapes = None
    setting: Setting = None
    armed: Armed = None


class LogisticAnswers(Answers, frozen=True, kw_only=True):
    """What the logistic toy asks."""

    escapes: Escapes = None
    transfers: Transfers = None
    armed: Armed = None


@derived(size=201)
def age(born: Ints, on: Ints) -> Any:
    """Age"""
    return whole_years(born, on)


@derived(size=2, labels=("no", "yes"))
def ever_escaped(escapes: Ints) -> Any:
    """Ever escaped"""
    return escapes > 0


@excluded
def out_of_scope(in_scope: Ints) -> Any:
    """The person is out of scope."""
    return in_scope == 0


@check(way_out="Correct one of the two counts.")
def more_escapes_than_transfers(escapes: Ints, transfers: Ints) -> Any:
    """There are more escapes than transfers."""
    return escapes > transfers


@check(way_out="Correct the date of birth.")
def unborn(born: Ints, on: Ints) -> Any:
    """The date of birth lies after the day of assessment."""
    return born > on


@check(way_out="Take back the answer on arms.", lenient=("escapes",), first=True)
def armed_without_escape(in_scope: Ints, escapes: Ints, armed: Ints) -> Any:
    """Someone out of scope is said to have been armed without an escape."""
    return (in_scope == 0) & (escapes == 0) & (armed == 1)


@note
def escaped_from_secure(escapes: Ints, setting: Ints) -> Any:
    """There was an escape, and the setting is secure now."""
    return (escapes > 0) & (setting == SECURE)


@term(block="constants.intercept")
def intercept(*, table: Table) -> Any:
    """Where everyone starts"""
    return table.numbers["intercept"]


@term(block="constants.armed_escape")
def armed_escapes(escapes: Ints, armed: Ints, *, table: Table) -> Floats:
    """Armed escapes"""
    return escapes * armed * table.numbers["armed_escape"]


@shift(block="steps.tightness")
def tightness(armed: Ints, ever_escaped: Ints, *, table: Table) -> Any:
    """Armed or escaped moves the band"""
    return table.steps["tightness"].look_up(np.asarray(armed + ever_escaped))


@figure(title="Chance within one year", note="A toy.")
def one_year(total: Floats, *, table: Table) -> Any:
    """Return a chance that grows with the total."""
    return 1 / (1 + np.exp(-(table.numbers["one_year"] + total)))


@figure(title="Chance by setting")
def by_setting(setting: Ints, armed: Ints, *, table: Table) -> Any:
    """Return a chance that depends on two answers."""
    return (setting + armed) * table.numbers["by_setting"]


def logistic(total: Floats, table: Table) -> Floats:  # noqa: ARG001
    """
    Chance of nothing in particular.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        Log odds.

    Returns
    -------
    ndarray of float64, shape (n,)
        Between 0 and 1. [probability]
    """
    chance: Floats = 1 / (1 + np.exp(-total))
    return chance


ADDITIVE = Instrument(
    key="toy_additive",
    title="Toy that adds up",
    about="Predicts nothing.",
    answers=AdditiveAnswers,
    tables="tests",
    derived=(ever_escaped,),
    excluded=(out_of_scope,),
    checks=(more_escapes_than_transfers, armed_without_escape),
    terms=(steps("escapes"), steps("setting"), steps("transfers"), armed_escapes),
    shift=tightness,
    notes=(escaped_from_secure,),
)

AGED = Instrument(
    key="toy_aged",
    title="Toy with an age",
    about="Predicts nothing.",
    answers=AgedAnswers,
    tables="tests",
    derived=(age, ever_escaped),
    excluded=(out_of_scope,),
    checks=(more_escapes_than_transfers, unborn),
    terms=(steps("age"), steps("escapes"), steps("setting")),
    measures=(one_year, by_setting),
)

HIGHEST = Instrument(
    key="toy_highest",
    title="Toy that takes the highest",
    about="Predicts nothing.",
    answers=HarmAnswers,
    tables="tests",
    terms=(steps("escapes"), steps("setting"), steps("armed")),
    aggregate="highest",
    unit="line",
    covers="harm",
)

LOGISTIC = Instrument(
    key="toy_logistic",
    title="Toy on the log odds",
    about="Predicts nothing.",
    answers=LogisticAnswers,
    tables="tests",
    checks=(more_escapes_than_transfers,),
    terms=(intercept, steps("escapes"), steps("transfers"), steps("armed")),
    probability=logistic,
    unit="log_odds",
)

BOTH = Instrument(
    key="toy_both",
    title="Toy made of two toys",
    about="Predicts nothing.",
    answers=AdditiveAnswers,
    tables="tests",
    parts=("toy_additive", "toy_highest"),
    terms=(
        steps("toy_additive", table_key="class_points"),
        steps("toy_highest", table_key="class_points"),
    ),
)
