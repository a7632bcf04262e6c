"""The guide beside which caseloads are shown: a dated, cited number, kept with the other data."""

import datetime as dt
from importlib.resources import files

import msgspec

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.blocks import Source
from riskservice.kit.outcome import Confidence
from riskservice.registry import Registry

FOLDER = "caseloads"


class Guide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The largest share of a caseload that should be high or very high.

    Attributes
    ----------
    percent : int
        [per cent]
    cite : str
        Which of the sources it rests on.
    """

    version: str
    status: str
    effective_from: dt.date
    percent: int
    cite: str
    confidence: Confidence
    why: str
    sources: tuple[Source, ...]

    @property
    def source(self) -> str:
        """The source it rests on, in words."""
        return next(source.cite for source in self.sources if source.id == self.cite)


def guide_of(registry: Registry) -> Guide:
    """
    Return the newest guide of the installed packages.

    Raises
    ------
    BrokenPlugin
        When there is none, or one that cannot be used.
    """
    found = [
        _read(file.name, file.read_bytes())
        for package in registry.packages
        if (folder := files(package) / FOLDER).is_dir()
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    if not found:
        raise _broken(FOLDER, "holds no guide for caseloads")
    return max(found, key=lambda guide: guide.effective_from)


def _read(name: str, raw: bytes) -> Guide:
    try:
        guide = msgspec.toml.decode(raw, type=Guide)
    except (msgspec.DecodeError, ValueError) as error:
        raise _broken(f"{FOLDER}/{name}", str(error)) from None
    if guide.cite not in {source.id for source in guide.sources}:
        raise _broken(f"{FOLDER}/{name}", f"cites {guide.cite}, which is none of its sources")
    return guide


def _broken(place: str, message: str) -> BrokenPlugin:
    return BrokenPlugin(Fault(pointer=place, message=message, way_out="Correct the file."))
