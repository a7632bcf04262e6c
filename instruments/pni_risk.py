"""
Risk, as the programme need identifier reckons it: the results of others, and the SARA ratings.

What has no result is neither medium nor high; in the *projected* risk a sexual or combined result
that is not there is taken at its worst.
"""

from typing import Any

from instruments import questions as ask
from instruments.results import BANDS, where_given
from instruments.results import NO_RESULT as NO_MODEL
from riskservice.kit import UNKNOWN, Ints, Table, derived

LEVELS = ("low", "medium", "high")
MEDIUM, HIGH = LEVELS.index("medium"), LEVELS.index("high")

_IIC_BANDS = ("low", "medium", "high")

# Results of other instruments --------------------------------------------------------------------

_RESULT = ("low", "medium", "high", "not applicable", "no result")
_NOT_APPLICABLE, _NONE = _RESULT.index("not applicable"), _RESULT.index("no result")
_READ = (*LEVELS, "no result")
NO_RESULT = _READ.index("no result")


def _level(band: Any) -> Any:
    """Level of a band: very high is high."""
    return (band >= MEDIUM) * 1 + (band >= HIGH) * 1


@derived(size=4, labels=_READ)
def arp_level(arp_band: Ints, arp_model: Ints) -> Any:
    """ARP"""
    return where_given(arp_model, _level(arp_band), NO_RESULT)


@derived(size=4, labels=_READ)
def vrp_level(vrp_band: Ints, vrp_model: Ints) -> Any:
    """VRP"""
    return where_given(vrp_model, _level(vrp_band), NO_RESULT)


def _sexual(band: Any, model: Any, csrp_model: Any, bands: int, table: Table) -> Any:
    """Level of a sexual result, which is taken from CSRP and so is there only with it."""
    read = (csrp_model != NO_MODEL) & table.rule("sexual_and_combined_results_used")
    found = read & (model != NO_MODEL)
    not_applicable = read & (found ^ True) & (band == bands)
    nothing = (found | not_applicable) ^ True
    return found * _level(band) + not_applicable * _NOT_APPLICABLE + nothing * _NONE


@derived(size=5, labels=_RESULT)
def dc_srp_level(dc_srp_band: Ints, dc_srp_model: Ints, csrp_model: Ints, *, table: Table) -> Any:
    """DC-SRP"""
    return _sexual(dc_srp_band, dc_srp_model, csrp_model, len(BANDS), table)


@derived(size=5, labels=_RESULT)
def iic_srp_level(
    iic_srp_band: Ints, iic_srp_model: Ints, csrp_model: Ints, *, table: Table
) -> Any:
    """IIC-SRP"""
    return _sexual(iic_srp_band, iic_srp_model, csrp_model, len(_IIC_BANDS), table)


@derived(size=4, labels=_READ)
def csrp_level(csrp_band: Ints, csrp_model: Ints, *, table: Table) -> Any:
    """CSRP"""
    read = (csrp_model != NO_MODEL) & table.rule("sexual_and_combined_results_used")
    return read * _level(csrp_band) + (read ^ True) * NO_RESULT


# SARA --------------------------------------------------------------------------------------------

SARA = ("neither medium nor high", "medium", "high")
_GIVEN = ("neither given", "one given", "both given")
SARA_BOTH = _GIVEN.index("both given")


@derived(size=3, sees_unknown=True, labels=SARA)
def sara_level(sara_risk_to_partner: Ints, sara_risk_to_others: Ints) -> Any:
    """Higher SARA rating"""
    # As published, only the words medium and high count: a rating of very high does not.
    high = (sara_risk_to_partner == ask.HIGH_RISK) | (sara_risk_to_others == ask.HIGH_RISK)
    medium = (sara_risk_to_partner == ask.MEDIUM_RISK) | (sara_risk_to_others == ask.MEDIUM_RISK)
    return high * HIGH + ((high ^ True) & medium) * MEDIUM


@derived(size=3, sees_unknown=True, labels=_GIVEN)
def sara_given(sara_risk_to_partner: Ints, sara_risk_to_others: Ints) -> Any:
    """SARA ratings"""
    return (sara_risk_to_partner != UNKNOWN) * 1 + (sara_risk_to_others != UNKNOWN) * 1


# Risk --------------------------------------------------------------------------------------------


def _no_sexual_band(level: Any) -> Any:
    return (level == _NOT_APPLICABLE) | (level == _NONE)


def _at_least(least: int, *levels: Any) -> Any:
    """Whether any of some results is of a level or above."""
    found = False
    for level in levels:
        found = found | ((level >= least) & (level <= HIGH))
    return found


@derived(size=3, labels=LEVELS)
def risk(
    arp_level: Ints,
    vrp_level: Ints,
    dc_srp_level: Ints,
    iic_srp_level: Ints,
    csrp_level: Ints,
    sara_level: Ints,
) -> Any:
    """Risk"""
    results = (arp_level, vrp_level, dc_srp_level, iic_srp_level, sara_level)
    combined = _no_sexual_band(dc_srp_level) & _no_sexual_band(iic_srp_level)
    medium = _at_least(MEDIUM, *results) | (combined & _at_least(MEDIUM, csrp_level))
    high = _at_least(HIGH, *results) | (combined & _at_least(HIGH, csrp_level))
    return medium * 1 + high * 1


def result_projected(dc_srp_level: Any, iic_srp_level: Any, csrp_level: Any) -> Any:
    """Whether a sexual or combined result that is not there is taken at its worst."""
    combined = _no_sexual_band(dc_srp_level) & _no_sexual_band(iic_srp_level)
    return (
        (dc_srp_level == _NONE) | (iic_srp_level == _NONE) | (combined & (csrp_level == NO_RESULT))
    )


@derived(size=3, labels=LEVELS)
def projected_risk(risk: Ints, dc_srp_level: Ints, iic_srp_level: Ints, csrp_level: Ints) -> Any:
    """Risk at worst"""
    worst = result_projected(dc_srp_level, iic_srp_level, csrp_level)
    return worst * HIGH + (worst ^ True) * risk


RISK_COLUMNS = (
    arp_level,
    vrp_level,
    dc_srp_level,
    iic_srp_level,
    csrp_level,
    sara_level,
    sara_given,
    risk,
    projected_risk,
)
