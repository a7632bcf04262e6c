"""Versioned grids from static and dynamic band to overall band, read from data and checked."""

import datetime as dt
import itertools
from collections.abc import Sequence
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec

from riskservice.case import BandDecision
from riskservice.errors import BrokenPlugin, Fault, InvalidCase
from riskservice.kit.blocks import Source
from riskservice.kit.tables import digest_of


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, eq=False):
    """
    A versioned grid from static and dynamic band to overall band.

    Attributes
    ----------
    static : tuple of tuple of str
        Groups of static instruments by preference. The highest band within the first group that
        has a result is the static band.
    dynamic, harm : tuple of str
        Dynamic instruments, and instruments of serious harm that stand beside the band.
    grid : dict of str to tuple of str
        Static band to the overall band for each dynamic band, in the order of ``bands``.
    """

    key: str
    version: str
    status: Literal["house policy", "in force"]
    effective_from: dt.date
    effective_to: dt.date | None = None
    title: str
    why: str
    static: tuple[tuple[str, ...], ...]
    dynamic: tuple[str, ...]
    harm: tuple[str, ...] = ()
    bands: tuple[str, ...]
    grid: dict[str, tuple[str, ...]]
    sources: tuple[Source, ...]
    digest: str = ""

    def __post_init__(self) -> None:
        if tuple(self.grid) != self.bands:
            raise ValueError("the grid needs one row per band, from low to high")
        for row in self.grid.values():
            if len(row) != len(self.bands) or not set(row) <= set(self.bands):
                raise ValueError("each row of the grid needs one band per dynamic band")

    @property
    def instruments(self) -> frozenset[str]:
        """Return the instruments it reads."""
        static = (key for group in self.static for key in group)
        return frozenset((*static, *self.dynamic, *self.harm))

    def combine(self, static: str | None, dynamic: str | None) -> str | None:
        """Return the overall band of two sides; of one side alone, that side's band."""
        if static is None or dynamic is None:
            return static or dynamic
        return self.grid[static][self.bands.index(dynamic)]


def load(folder: Traversable) -> list[Policy]:
    """
    Return the policies of a folder.

    Raises
    ------
    BrokenPlugin
        When a file is not a sound policy.
    """
    found = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            raw = file.read_bytes()
            try:
                policy = msgspec.toml.decode(raw, type=Policy)
            except (msgspec.DecodeError, ValueError) as error:
                raise BrokenPlugin(
                    Fault(
                        pointer=f"{folder.name}/{file.name}",
                        message=str(error),
                        way_out="Correct the grid.",
                    )
                ) from None
            found.append(msgspec.structs.replace(policy, digest=digest_of(raw)))
    return found


def refuse_overlap(policies: Sequence[Policy]) -> None:
    """
    Refuse grids two of which are in force on one day.

    Raises
    ------
    BrokenPlugin
        With every pair.
    """
    ordered = sorted(policies, key=lambda policy: policy.effective_from)
    faults = [
        Fault(
            pointer=f"{later.key} {later.version}",
            message=f"is in force while {earlier.key} {earlier.version} still is",
            way_out="End the earlier grid before the later one begins.",
        )
        for earlier, later in itertools.combinations(ordered, 2)
        if later.effective_from <= (earlier.effective_to or dt.date.max)
    ]
    if faults:
        raise BrokenPlugin(*faults)


def refuse_incomplete(decision: BandDecision | None, policy: Policy) -> None:
    """Raise InvalidCase with every fault of a decision without band, person, role or reason."""
    if decision is None:
        return
    faults = [
        Fault(
            pointer=f"/band_decision/{name}",
            message="is empty",
            way_out="A band is changed only by a named person in a role, with a reason in words.",
        )
        for name in ("by", "role", "reason")
        if not getattr(decision, name).strip()
    ]
    if decision.band not in policy.bands:
        faults.append(
            Fault(
                pointer="/band_decision/band",
                value=decision.band,
                message="is not a band of the policy",
                way_out=f"Choose one of: {', '.join(policy.bands)}.",
            )
        )
    if faults:
        raise InvalidCase(*faults)
