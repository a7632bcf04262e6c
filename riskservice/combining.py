"""Grids and rules that bring static and dynamic results together in one overall band."""

import itertools
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from riskservice.case import BandDecision
from riskservice.kit.outcome import NotApplicable, Notice, Outcome, Scored
from riskservice.policies import Policy, refuse_incomplete


class Overall(msgspec.Struct, frozen=True, kw_only=True):
    """
    The overall band, where it comes from, and what could still change it.

    Attributes
    ----------
    band : str or None
        The band to work with: the decided one where a named person decided, else the calculated.
    calculated_band : str or None
        What the grid gives: low, medium, high or very_high; None when neither side has a band.
    static_band, static_from : str or None
        Static side and the instrument it was taken from.
    dynamic_band, dynamic_from : str or None
        Dynamic side (ARMS) and its instrument.
    provisional : bool
        True when something missing, static-only or unconfirmed could still change the band.
    provisional_because : tuple of str
        Each reason in a sentence.
    possible_bands : tuple of str
        Every band the calculated one could still become, from low to high.
    policy : str
        Key and version of the grid, with its status (a house policy is called one).
    """

    band: str | None
    calculated_band: str | None
    static_band: str | None
    static_from: str | None
    dynamic_band: str | None
    dynamic_from: str | None
    provisional: bool
    provisional_because: tuple[str, ...]
    possible_bands: tuple[str, ...]
    policy: str
    why: str
    decision: BandDecision | None = None
    notices: tuple[Notice, ...] = ()


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One side of the grid: its band now, and all it could still be (None: no band)."""

    band: str | None = None
    source: str | None = None
    possible: frozenset[str | None] = frozenset({None})
    because: tuple[str, ...] = ()


def combine(
    results: Sequence[Outcome], policy: Policy, decision: BandDecision | None = None
) -> Overall:
    """
    Return the overall band of one case.

    Parameters
    ----------
    results : sequence of Outcome
    policy : Policy
    decision : BandDecision, optional
        A named person's decision to hold another band; it is recorded beside the calculated one.

    Raises
    ------
    InvalidCase
        When the decision names no band of the policy, no person, no role or no reason.
    """
    refuse_incomplete(decision, policy)
    overall = combine_briefs(tuple([_brief(result) for result in results]), policy)
    return overall if decision is None else _decided(overall, decision, policy)


class Brief(NamedTuple):
    """What of one result the grid reads."""

    instrument: str
    applicable: bool
    scored: bool
    band: str | None
    bands: tuple[str, ...] | None
    settled: bool
    confidence: str


def _brief(result: Outcome) -> Brief:
    reach = result.range
    return Brief(
        result.instrument,
        not isinstance(result, NotApplicable),
        isinstance(result, Scored),
        result.band,
        None if reach is None else reach.bands,
        reach is None or reach.settled,
        result.table.confidence,
    )


# Nothing a person wrote is kept here: a decision is added afterwards.
@lru_cache(maxsize=4096)
def combine_briefs(results: tuple[Brief, ...], policy: Policy) -> Overall:
    """Return the overall band of one set of results."""
    by_key = {result.instrument: result for result in results}
    static = _static_side(by_key, policy)
    dynamic = _dynamic_side(by_key, policy)
    calculated = policy.combine(static.band, dynamic.band)
    possible = {
        policy.combine(s, d) for s, d in itertools.product(static.possible, dynamic.possible)
    }
    if calculated is None and len(possible) == 1:
        # Nothing is complete, and yet every way of completing it gives the same band.
        (calculated,) = possible
    possible |= {calculated}
    bands = tuple(band for band in policy.bands if band in possible)
    because = _because(by_key, policy, static, dynamic, calculated, bands)
    return Overall(
        band=calculated,
        calculated_band=calculated,
        static_band=static.band,
        static_from=static.source,
        dynamic_band=dynamic.band,
        dynamic_from=dynamic.source,
        provisional=bool(because),
        provisional_because=because,
        possible_bands=bands,
        policy=f"{policy.key} {policy.version} ({policy.status})",
        why=_why(static, dynamic, calculated, policy),
        decision=None,
        notices=tuple(_notices(by_key, policy, static, calculated)),
    )


def _decided(overall: Overall, decision: BandDecision, policy: Policy) -> Overall:
    """Return the overall band as a named person decided it, beside the calculated one."""
    calculated = overall.calculated_band
    notices = overall.notices
    if calculated is not None and decision.band != calculated:
        lower = policy.bands.index(decision.band) < policy.bands.index(calculated)
        way = "lowered" if lower else "raised"
        changed = Notice(
            code=f"band-{way}",
            text=f"The band was {way} from {calculated.replace('_', ' ')} to "
            f"{decision.band.replace('_', ' ')} by a named person on {decision.on}.",
        )
        notices = (*notices, changed)
    return msgspec.structs.replace(overall, band=decision.band, decision=decision, notices=notices)


def _static_side(by_key: Mapping[str, Brief], policy: Policy) -> Side:
    if not any(key in by_key for group in policy.static for key in group):
        return Side(
            possible=frozenset(policy.bands), because=("No static instrument was asked for.",)
        )
    groups = [[by_key[key] for key in group if key in by_key] for group in policy.static]
    groups = [[r for r in group if r.applicable] for group in groups]
    groups = [group for group in groups if group]
    for i, group in enumerate(groups):
        if any(result.scored for result in group):
            chosen = _side(group, policy)
            passed = [result for earlier in groups[:i] for result in earlier]
            if not passed:
                return chosen
            open_to = _side(passed, policy).possible - {None}
            names = ", ".join(result.instrument for result in passed)
            return msgspec.structs.replace(
                chosen,
                possible=chosen.possible | open_to,
                because=(*chosen.because, f"{names} would come first but cannot be scored yet."),
            )
    possible: set[str | None] = {None} if not groups else set()
    because: tuple[str, ...] = ()
    for group in groups:
        # The first group counts once it is complete; later ones only if it turns out not to apply.
        side = _side(group, policy)
        possible |= side.possible - {None}
        because += side.because
        if None not in side.possible:
            break
    else:
        possible.add(None)
    return Side(possible=frozenset(possible), because=because)


def _dynamic_side(by_key: Mapping[str, Brief], policy: Policy) -> Side:
    found = [by_key[key] for key in policy.dynamic if key in by_key]
    if not found:
        return Side(
            possible=frozenset(policy.bands), because=("No dynamic instrument was asked for.",)
        )
    return _side(found, policy)


def _side(results: Sequence[Brief], policy: Policy) -> Side:
    """Return the highest band of some results, and every highest band they could still have."""
    best: str | None = None
    source: str | None = None
    options: list[set[str | None]] = []
    because = []
    for result in results:
        if not result.applicable:
            continue
        if _highest((best, result.band), policy) != best:
            best, source = result.band, result.instrument
        if result.bands is not None:
            names = set(result.bands)
            options.append({None if name == "not_applicable" else name for name in names})
        if not result.scored:
            because.append(f"{result.instrument} is not complete.")
        elif not result.settled:
            because.append(f"{result.instrument} was scored with an answer missing.")
    possible = {_highest(combo, policy) for combo in itertools.product(*options)} or {None}
    return Side(band=best, source=source, possible=frozenset(possible), because=tuple(because))


def _highest(bands: Sequence[str | None], policy: Policy) -> str | None:
    places = [policy.bands.index(band) for band in bands if band in policy.bands]
    return policy.bands[max(places)] if places else None


def _because(
    by_key: Mapping[str, Brief],
    policy: Policy,
    static: Side,
    dynamic: Side,
    calculated: str | None,
    possible: Sequence[str],
) -> tuple[str, ...]:
    reasons: list[str] = []
    if calculated is None and not possible:
        return ()
    if set(possible) != {calculated}:
        reasons += [*static.because, *dynamic.because]
        if static.band is not None and dynamic.band is None and not dynamic.because:
            reasons.append("The band rests on static factors alone.")
    matters = len({policy.combine(band, dynamic.band) for band in policy.bands}) > 1
    if static.source and matters and by_key[static.source].confidence == "unconfirmed":
        reasons.append(f"Numbers of {static.source} are not confirmed.")
    return tuple(dict.fromkeys(reasons))


def _why(static: Side, dynamic: Side, calculated: str | None, policy: Policy) -> str:
    if calculated is None:
        return "No instrument that feeds the overall band gives one yet."
    sides = [
        f"{name} {side.band.replace('_', ' ')} ({side.source})"
        for name, side in (("static", static), ("dynamic", dynamic))
        if side.band is not None
    ]
    band = calculated.replace("_", " ")
    if not sides:
        return f"Whatever the missing answers are, the band is {band}."
    verb = "gives" if len(sides) == 1 else "give"
    return f"{policy.title}: {' and '.join(sides)} {verb} {band}."


def _notices(
    by_key: Mapping[str, Brief],
    policy: Policy,
    static: Side,
    calculated: str | None,
) -> list[Notice]:
    found = (
        [Notice(code="house-policy", text=policy.why)] if policy.status == "house policy" else []
    )
    for key in (*(k for group in policy.static for k in group), *policy.harm):
        result = by_key.get(key)
        band = result.band if result else None
        if band not in policy.bands or calculated is None or key == static.source:
            continue
        if policy.bands.index(str(band)) > policy.bands.index(calculated):
            found.append(
                Notice(
                    code="higher-elsewhere",
                    text=f"{key} gives {str(band).replace('_', ' ')}, which is higher than the "
                    "overall band and is not part of it.",
                )
            )
    return found
