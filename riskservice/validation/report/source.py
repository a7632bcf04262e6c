"""What a report says of where its figures come from: the file, the instrument, the versions."""

import platform
from importlib.metadata import PackageNotFoundError, version

import msgspec

LIBRARIES = ("riskservice", "numpy", "scipy", "scikit-learn", "polars")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """
    Where the figures come from, as far as the caller knows; what is not known is left blank.

    Attributes
    ----------
    file : str
        Its name, without folders.
    sha256 : str
        Of its bytes.
    instrument, table, rule_hash, ruleset : str
        Where scores were made here: title, version and fingerprint of its table, ruleset.
    on : str
        Day on which everyone was scored.
    """

    file: str = ""
    sha256: str = ""
    instrument: str = ""
    table: str = ""
    rule_hash: str = ""
    ruleset: str = ""
    on: str = ""


def versions() -> list[tuple[str, str]]:
    """Return what the figures were made with; the same as long as the same is installed."""
    found = [("Python", platform.python_version())]
    for name in LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            found.append((name, "not installed"))
    return found
