"""Grids and rules that bring static and dynamic results together in one overall band."""

import msgspec

from riskservice.case import BandDecision
from riskservice.kit.outcome import Notice


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
