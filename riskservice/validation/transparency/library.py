"""The file on transparency, read and checked."""

from functools import cache
from importlib.resources import files

import msgspec

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.shapes import shape_faults
from riskservice.validation.transparency.entries import TransparencyFile

PACKAGE = "models"
VERSION = "2026.1"


def decode_transparency(raw: bytes) -> TransparencyFile:
    """
    Return the file some bytes hold, checked.

    Raises
    ------
    BrokenPlugin
        With every fault.
    """
    try:
        value = msgspec.toml.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenPlugin(_fault("transparency", str(error))) from None
    if faults := tuple(shape_faults(value, TransparencyFile, "")):
        raise BrokenPlugin(*faults)
    found = msgspec.convert(value, TransparencyFile)
    if wrong := [_fault("transparency", text) for text in found.faults()]:
        raise BrokenPlugin(*wrong)
    return found


@cache
def load_transparency(package: str = PACKAGE, version: str = VERSION) -> TransparencyFile:
    """Return a released file by package and version, read once; BrokenPlugin as above."""
    return decode_transparency((files(package) / "transparency" / f"{version}.toml").read_bytes())


def _fault(pointer: str, message: str) -> Fault:
    return Fault(
        pointer=pointer, message=message, way_out="Correct the file; every block needs a source."
    )
