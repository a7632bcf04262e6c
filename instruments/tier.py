"""
Probation tier: one axis from A, the most intensive supervision, to G.

The tier is the highest that any step gives: ARP with CSRP, DC-SRP, the risk of serious harm with
MAPPA, a life sentence, and what is registered. It sorts people for supervision by results of other
instruments; it predicts nothing itself, and a provisional tier may still rise.

References: the tier service of HMPPS (Ministry of Justice, MIT licence, Crown copyright). The grid
and the tiers of every step stand in ``models/tier``.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np

from instruments import questions as ask
from instruments.ages import born_after_assessment, under_age
from instruments.results import BANDS, NO_RESULT, STATIC, where_given
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Instrument,
    Ints,
    Predicate,
    Requirement,
    Table,
    Term,
    derived,
    excluded,
    months_later,
    steps,
    term,
)


class TierAnswers(Answers, frozen=True, kw_only=True):
    """What the tier asks besides the results it reads, in the order of the form."""

    date_of_birth: ask.DateOfBirth = None
    active_event: ask.ActiveEvent = None
    mappa_category: ask.MappaCategory = None
    life_or_ipp_sentence: ask.LifeOrIppSentence = None
    released_on: ask.ReleasedOn = None
    ever_sexual_offence: ask.EverSexualOffence = None
    domestic_abuse_flag: ask.DomesticAbuseFlag = None
    stalking_flag: ask.StalkingFlag = None
    child_protection_flag: ask.ChildProtectionFlag = None


# Results of other instruments --------------------------------------------------------------------

_ARP = (
    "low, lowest step",
    "low, middle step",
    "low, highest step",
    "medium",
    "high",
    "very high",
    "not known",
)
_ARP_UNKNOWN = _ARP.index("not known")
_CSRP = ("low, lower half", "low, upper half", "medium", "high", "very high", "not known")
_CSRP_ROWS = ("low_lower", "low_upper", "medium", "high", "very_high")
_CSRP_UNKNOWN = _CSRP.index("not known")
# A band that is none is one that is not known; a person it does not apply to has a place before.
_NO_BAND = len(BANDS) + len(("not_applicable",))
_DC_SRP = (
    "no result",
    "low",
    "medium, lower half",
    "medium, upper half",
    "medium after the reduction, lower half",
    "medium after the reduction, upper half",
    "high",
    "very high",
)
ROSH_LEVELS = ("low", "medium", "high", "very high", "not entered")
ROSH_NOT_ENTERED = ROSH_LEVELS.index("not entered")


@derived(size=7, labels=_ARP)
def arp_column(arp_percent: Ints, arp_model: Ints, *, table: Table) -> Any:
    """ARP"""
    return where_given(arp_model, table.steps["arp"].look_up(arp_percent), _ARP_UNKNOWN)


@derived(size=6, labels=_CSRP)
def csrp_row(csrp_percent: Ints, csrp_model: Ints, *, table: Table) -> Any:
    """CSRP"""
    return where_given(csrp_model, table.steps["csrp"].look_up(csrp_percent), _CSRP_UNKNOWN)


@derived(size=8, labels=_DC_SRP)
def dc_srp_result(
    dc_srp_band: Ints, dc_srp_percent: Ints, dc_srp_model: Ints, *, table: Table
) -> Any:
    """DC-SRP"""
    # The percentage stays as it was when the band is reduced, and so tells a reduced medium.
    medium = _DC_SRP.index("medium, lower half") + table.steps["dc_srp_medium"].look_up(
        dc_srp_percent
    )
    found = (
        (dc_srp_band == BANDS.index("low")) * (dc_srp_percent > 0) * _DC_SRP.index("low")
        + (dc_srp_band == BANDS.index("medium")) * medium
        + (dc_srp_band == BANDS.index("high")) * _DC_SRP.index("high")
        + (dc_srp_band == BANDS.index("very_high")) * _DC_SRP.index("very high")
    )
    return where_given(dc_srp_model, found, _DC_SRP.index("no result"))


@derived(size=5, labels=ROSH_LEVELS)
def rosh_level(rosh_band: Ints, rosh_model: Ints) -> Any:
    """Risk of serious harm"""
    return where_given(rosh_model, rosh_band, ROSH_NOT_ENTERED)


_RELEASE = ("not released", "within the last year", "within the last five years", "longer ago")


@derived(size=4, sees_unknown=True, labels=_RELEASE)
def since_release(released_on: Ints, on: Ints, *, table: Table) -> Any:
    """Release"""
    c = table.numbers
    released = (released_on != UNKNOWN) & (released_on <= on)
    ago = (
        1
        + (released_on < months_later(on, -int(c["recent_release_months"])))
        + (released_on < months_later(on, -int(c["release_months"])))
    )
    return released * ago


# The steps, each with its tier; the highest counts -----------------------------------------------


def _in_words(rank: float, *, table: Table) -> str:
    """Return what a step gives, in words."""
    if not rank:
        return "No tier from this step"
    assert table.bands is not None
    return f"Tier {table.bands.names[int(rank) - 1].upper()}"


def _step(column: str, title: str = "") -> Term:
    return replace(steps(column, title=title), says=_in_words)


@term(block="steps.csrp_very_high", says=_in_words)
def arp_and_csrp(arp_column: Ints, csrp_row: Ints, *, table: Table) -> Any:
    """ARP and CSRP"""
    # What is not known counts from the bottom of the grid: the other one still gives a floor.
    column = np.where(arp_column == _ARP_UNKNOWN, 0, arp_column)
    row = np.where(csrp_row == _CSRP_UNKNOWN, 0, csrp_row)
    tiers = np.select(
        [row == i for i in range(len(_CSRP_ROWS))],
        [table.steps[f"csrp_{name}"].look_up(column) for name in _CSRP_ROWS],
    )
    neither = (arp_column == _ARP_UNKNOWN) & (csrp_row == _CSRP_UNKNOWN)
    return np.where(neither, 0, tiers)


@term(block="steps.rosh_with_mappa", says=_in_words)
def mappa_and_rosh(mappa_category: Ints, rosh_level: Ints, *, table: Table) -> Any:
    """Risk of serious harm, with or without MAPPA"""
    managed = mappa_category != ask.MAPPA_CATEGORIES.index("none")
    return np.where(
        managed,
        table.steps["rosh_with_mappa"].look_up(rosh_level),
        table.steps["rosh_without_mappa"].look_up(rosh_level),
    )


@term(block="steps.life_or_ipp", says=_in_words)
def life_or_ipp(life_or_ipp_sentence: Ints, since_release: Ints, *, table: Table) -> Any:
    """Life sentence or imprisonment for public protection"""
    tiers = table.steps["life_or_ipp"].look_up(since_release)
    return np.where(life_or_ipp_sentence == 1, tiers, 0)


STEPS = (
    arp_and_csrp,
    _step("dc_srp_result"),
    mappa_and_rosh,
    life_or_ipp,
    _step("domestic_abuse_flag"),
    _step("stalking_flag"),
    _step("child_protection_flag"),
    _step("ever_sexual_offence"),
)
_NEEDS = tuple(dict.fromkeys(need for step in STEPS for need in step.needs))


def _highest(known: Mapping[str, Any], table: Table) -> Any:
    """Return the rank of the highest tier of all steps, 0 where none gives one."""
    found = [step.function(*(known[need] for need in step.needs), table=table) for step in STEPS]
    return reduce(np.maximum, found)


# Who has no tier ---------------------------------------------------------------------------------


@excluded
def not_supervised(active_event: Ints) -> Any:
    """There is no active sentence or licence: the person is not supervised and has no tier."""
    return active_event == 0


def _no_tier(*values: Any, table: Table) -> Any:
    known = dict(zip(_NEEDS, values, strict=True))
    no_arp, no_csrp = known["arp_column"] == _ARP_UNKNOWN, known["csrp_row"] == _CSRP_UNKNOWN
    if table.rule("missing_score_is_no_tier"):
        return no_arp | no_csrp
    nothing = no_arp & no_csrp
    # The grid always gives a tier; only without it can there be none.
    return nothing & (_highest(known, table) == 0) if np.any(nothing) else nothing


NO_TIER = tuple(Requirement(f"{key}_percent", _NEEDS, _no_tier) for key in ("arp", "csrp"))


# What could still raise the tier -----------------------------------------------------------------


def _could_rise(key: str, text: str, doubt: Any, models: tuple[str, ...] = ()) -> Predicate:
    """Return the notice that a tier is provisional: in doubt, and lower than it could be."""
    needs = (*_NEEDS, *models)

    def provisional(*values: Any, table: Table) -> Any:
        known = dict(zip(needs, values, strict=True))
        doubtful = doubt(known)
        if not np.any(doubtful):
            return doubtful
        return doubtful & (_highest(_at_worst(known), table) > _highest(known, table))

    def _at_worst(known: Mapping[str, Any]) -> dict[str, Any]:
        if not models:
            return {**known, "rosh_level": ROSH_LEVELS.index("very high")}
        no_arp = (known["arp_column"] == _ARP_UNKNOWN) | (known["arp_model"] == STATIC)
        no_csrp = (known["csrp_row"] == _CSRP_UNKNOWN) | (known["csrp_model"] == STATIC)
        no_dc = (known["dc_srp_band"] == _NO_BAND) & (known["dc_srp_model"] == NO_RESULT)
        return {
            **known,
            "arp_column": np.where(no_arp, _ARP.index("very high"), known["arp_column"]),
            "csrp_row": np.where(no_csrp, _CSRP.index("very high"), known["csrp_row"]),
            "dc_srp_result": np.where(no_dc, _DC_SRP.index("very high"), known["dc_srp_result"]),
        }

    return Predicate(key, text, needs, provisional)


# DC-SRP is a part of CSRP: where it is not known, neither is CSRP, and that is the doubt.
_MODELS = ("arp_model", "csrp_model", "dc_srp_model", "dc_srp_band")

provisional_missing = _could_rise(
    "provisional_missing",
    "Provisional: ARP, or CSRP with its part DC-SRP, is not known, and could still raise the tier",
    lambda known: (known["arp_model"] == NO_RESULT) | (known["csrp_model"] == NO_RESULT),
    _MODELS,
)
provisional_static = _could_rise(
    "provisional_static",
    "Provisional: ARP or CSRP rests on the static model, and a dynamic score could still raise "
    "the tier",
    lambda known: (known["arp_model"] == STATIC) | (known["csrp_model"] == STATIC),
    _MODELS,
)
provisional_rosh = _could_rise(
    "provisional_rosh",
    "Provisional: the risk of serious harm has not been entered, and could still raise the tier",
    lambda known: known["rosh_level"] == ROSH_NOT_ENTERED,
)


INSTRUMENT = Instrument(
    key="tier",
    title="Probation tier (A to G)",
    about="Sorts people for supervision by the highest tier that any of eight steps gives. Rests "
    "on results of other instruments and predicts nothing itself; a provisional tier may rise.",
    answers=TierAnswers,
    tables="models",
    reads=("arp", "csrp", "dc_srp", "rosh"),
    derived=(arp_column, csrp_row, dc_srp_result, rosh_level, since_release),
    excluded=(under_age, not_supervised),
    checks=(born_after_assessment,),
    needed=NO_TIER,
    terms=STEPS,
    aggregate="highest",
    unit="line",
    notes=(provisional_missing, provisional_static, provisional_rosh),
    covers="harm",
)
