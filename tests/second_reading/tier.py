"""
Second reading of the probation tier: one axis A to G, and the superseded two axes.

A tier is the highest that any step gives, A before G.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

Case = dict[str, Any]
Tier = dict[str, Any]

TIERS = "ABCDEFG"
# CSRP at least, ARP at least: one row of tiers for each lower bound of CSRP.
ARP_FROM = (90, 75, 50, 25, 15, 0)
GRID = (
    ("6.9", "AABBBB"),
    ("3.0", "ABCCCC"),
    ("1.0", "BCDEEE"),
    ("0.5", "CDEEFF"),
    ("0", "DDEFFG"),
)
WITH_MAPPA = {"VERY_HIGH": "A", "HIGH": "C", "MEDIUM": "D", "LOW": "E", None: "E"}
WITHOUT_MAPPA = {"VERY_HIGH": "C", "HIGH": "D", "MEDIUM": None, "LOW": None, None: None}


class NoTier(Exception):
    """The deployed calculation fails; there is no tier at all."""


def grid(arp_percent: float, csrp_percent: float) -> str:
    """Tier of the cell that the two percentages reach."""
    tiers = next(row for lower, row in GRID if Decimal(str(csrp_percent)) >= Decimal(lower))
    column = next(i for i, lower in enumerate(ARP_FROM) if arp_percent >= lower)
    return tiers[column]


def highest(*tiers: str | None) -> str | None:
    """Highest of the tiers given, None when none is."""
    known = [tier for tier in tiers if tier is not None]
    if not known:
        return None
    return min(known, key=TIERS.index)


def tier_v3(case: Case, *, intended: bool = True) -> Tier:
    """
    Single tier with the result of every step.

    Parameters
    ----------
    case : dict
        ``on`` (date), ``arp_percent``, ``arp_type``, ``csrp_percent``, ``csrp_type`` (STATIC or
        DYNAMIC), ``dc_srp_band``, ``dc_srp_percent``, ``dc_srp_reduced``, ``dc_srp_missing``
        (it applies but has no result), ``rosh`` (LOW, MEDIUM, HIGH, VERY_HIGH),
        ``mappa_category`` (any text), ``life_or_ipp``, ``released_on`` (date),
        ``domestic_abuse``, ``stalking``, ``child_protection``, ``ever_sexual_offence``,
        ``active_event`` (absent is yes), ``date_of_birth``. Absent or None is not known, or no
        for a yes/no.
    intended : bool
        Keep the floor where ARP or CSRP is missing, believe ``dc_srp_reduced`` rather than infer
        it from the percentage, give nobody under 18 a tier, and never fail. False reads the
        deployed service.

    Returns
    -------
    dict
        ``tier`` (A to G, MISSING, NOT_SUPERVISED or NOT_AN_ADULT), ``steps`` by name,
        ``provisional``, ``ceiling`` (the highest tier the unknowns could give) and ``unknown``, a
        list of what is static or missing and could still raise the tier.

    Raises
    ------
    NoTier
        For a deployed DC-SRP band of MEDIUM below 0.60 per cent.
    """
    arp_percent = case.get("arp_percent")
    csrp_percent = case.get("csrp_percent")
    steps: dict[str, str | None] = {
        "arp_csrp": _arp_csrp(arp_percent, csrp_percent, intended),
        "dc_srp": _dc_srp(case, intended),
        "mappa_rosh": _mappa_rosh(case, case.get("rosh")),
        "life_or_ipp": _life_or_ipp(case),
        "domestic_abuse": "E" if case.get("domestic_abuse") else None,
        "stalking": "F" if case.get("stalking") else None,
        "child_protection": "F" if case.get("child_protection") else None,
        "ever_sexual_offence": "E" if case.get("ever_sexual_offence") else None,
    }
    result: Tier = {
        "tier": "MISSING",
        "steps": steps,
        "provisional": None,
        "ceiling": None,
        "unknown": [],
    }
    if case.get("active_event") is False:
        result["tier"] = "NOT_SUPERVISED"
        return result
    if intended and _not_yet_18(case):
        result["tier"] = "NOT_AN_ADULT"
        return result
    tier = highest(*steps.values())
    one_is_missing = arp_percent is None or csrp_percent is None
    if tier is None or (one_is_missing and not intended):
        return result

    # Only an unknown that could lift the tier as it stands makes it provisional.
    ceilings = {
        "arp_csrp": highest(_ceiling_of_grid(case), "A" if case.get("dc_srp_missing") else None),
        "rosh": _mappa_rosh(case, "VERY_HIGH") if case.get("rosh") is None else None,
    }
    unknown = [
        name
        for name, ceiling in ceilings.items()
        if ceiling is not None and TIERS.index(ceiling) < TIERS.index(tier)
    ]
    result.update(
        tier=tier,
        provisional=bool(unknown),
        ceiling=highest(tier, *ceilings.values()),
        unknown=unknown,
    )
    return result


def _not_yet_18(case: Case) -> bool:
    """Whether the person is known to be under 18; somebody of 29 February is 18 on 1 March."""
    born = case.get("date_of_birth")
    if born is None:
        return False
    on = case["on"]
    return (born.year + 18, born.month, born.day) > (on.year, on.month, on.day)


def _arp_csrp(arp_percent: float | None, csrp_percent: float | None, intended: bool) -> str | None:
    if arp_percent is not None and csrp_percent is not None:
        return grid(arp_percent, csrp_percent)
    if not intended or (arp_percent is None and csrp_percent is None):
        return None
    # The one that is known gives a floor, whatever the other turns out to be.
    return grid(arp_percent or 0, csrp_percent or 0)


def _ceiling_of_grid(case: Case) -> str | None:
    """Highest cell that knowing ARP and CSRP better could reach; None when both are known."""
    arp_known = case.get("arp_percent") is not None and case.get("arp_type") != "STATIC"
    csrp_known = case.get("csrp_percent") is not None and case.get("csrp_type") != "STATIC"
    if arp_known and csrp_known:
        return None
    return grid(
        case["arp_percent"] if arp_known else 100,
        case["csrp_percent"] if csrp_known else 100,
    )


def _dc_srp(case: Case, intended: bool) -> str | None:
    band = case.get("dc_srp_band")
    percent = case.get("dc_srp_percent")
    if band == "VERY_HIGH":
        return "A"
    if band == "HIGH":
        return "B"
    if band == "LOW":
        # A score of 0 is passed over.
        return None if percent == 0 else "E"
    if band != "MEDIUM":
        return None
    value = Decimal(str(percent)) if percent is not None else None
    if value is None:
        # Either reading gives D at least.
        if intended:
            return "D"
        raise NoTier
    reduced = case.get("dc_srp_reduced")
    if reduced is None or not intended:
        # No unreduced MEDIUM reaches 2.11.
        reduced = value >= Decimal("2.11")
    if reduced:
        return "C" if value >= Decimal("3.36") else "D"
    if value >= Decimal("1.12"):
        return "C"
    if value < Decimal("0.60") and not intended:
        raise NoTier
    return "D"


def _mappa_rosh(case: Case, rosh: str | None) -> str | None:
    if case.get("mappa_category"):
        return WITH_MAPPA[rosh]
    return WITHOUT_MAPPA[rosh]


def _years_later(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _life_or_ipp(case: Case) -> str | None:
    if not case.get("life_or_ipp"):
        return None
    released = case.get("released_on")
    if released is None or released > case["on"]:
        return "E"
    if case["on"] <= _years_later(released, 1):
        return "B"
    if case["on"] <= _years_later(released, 5):
        return "D"
    return "E"


# The superseded scheme with two axes.

NEED_WEIGHTS = {
    "accommodation": 1,
    "education_training_employment": 1,
    "relationships": 1,
    "lifestyle_and_associates": 1,
    "drugs": 1,
    "alcohol": 1,
    "thinking_and_behaviour": 2,
    "attitudes": 2,
    "finance": 0,
    "emotional": 0,
}
# Need from, severe from: sums of the OASys section.
NEED_CUTS = {
    "accommodation": (2, 7),
    "education_training_employment": (3, 7),
    "relationships": (2, 5),
    "lifestyle_and_associates": (2, 5),
    "drugs": (2, 8),
    "alcohol": (4, 7),
    "thinking_and_behaviour": (4, 7),
    "attitudes": (2, 7),
}
ROSH_POINTS = {"VERY_HIGH": 150, "HIGH": 20, "MEDIUM": 10, "LOW": 0, None: 0}


def need_severity(section: str, section_sum: int) -> int:
    """0 no need, 1 standard, 2 severe, from the sum of an OASys section."""
    need_from, severe_from = NEED_CUTS[section]
    if section_sum >= severe_from:
        return 2
    if section_sum >= need_from:
        return 1
    return 0


def tier_v2(case: Case) -> Tier:
    """
    Tier on two axes, protect A to D and change 3 to 0, as in ``B2``.

    Parameters
    ----------
    case : dict
        ``rsr_percent``, ``rosh``, ``mappa_level`` (1, 2 or 3), ``complexity_factors`` (how many),
        ``sex`` (FEMALE or MALE), ``parenting``, ``self_control``, ``breach_or_recall`` (women),
        ``needs`` (section to severity 0, 1, 2), ``ogrs_percent``, ``iom``, ``mandate`` and
        ``assessment`` (absent is yes), ``supervised`` (absent is yes).

    Returns
    -------
    dict
        ``tier``, ``protect``, ``change``, ``protect_points`` and ``change_points``; the last is
        None without a mandate or an assessment.
    """
    rsr_percent = case.get("rsr_percent")
    rsr_points = 0
    if rsr_percent is not None and rsr_percent >= 3:
        rsr_points = 10
    if rsr_percent is not None and rsr_percent >= 7:
        rsr_points = 20
    # Only the larger of the two counts.
    protect_points = max(rsr_points, ROSH_POINTS[case.get("rosh")])
    level = case.get("mappa_level")
    if level == 1:
        protect_points += 5
    if level in {2, 3}:
        protect_points += 150
    protect_points += 2 * case.get("complexity_factors", 0)
    if case.get("sex") == "FEMALE":
        for factor in ("parenting", "self_control", "breach_or_recall"):
            if case.get(factor):
                protect_points += 2
    protect = "D"
    if protect_points >= 10:
        protect = "C"
    if protect_points >= 20:
        protect = "B"
    if protect_points >= 150:
        protect = "A"

    change_points: int | None = None
    if case.get("mandate") is False:
        change = 0
    elif case.get("assessment") is False:
        change = 2
    else:
        change_points = sum(
            NEED_WEIGHTS[section] * severity for section, severity in case.get("needs", {}).items()
        )
        change_points += int(case.get("ogrs_percent") or 0) // 10
        if case.get("iom"):
            change_points += 2
        change = 1
        if change_points >= 10:
            change = 2
        if change_points >= 20:
            change = 3
    suffix = "S" if case.get("supervised") is False else ""
    return {
        "tier": f"{protect}{change}{suffix}",
        "protect": protect,
        "change": change,
        "protect_points": protect_points,
        "change_points": change_points,
    }
