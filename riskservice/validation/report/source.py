"""What a report says of where its figures come from: the file, the instrument, the versions."""

import datetime as dt
import platform
from importlib.metadata import PackageNotFoundError, version

import msgspec

from riskservice.registry import Registry

LIBRARIES = ("riskservice", "numpy", "scipy", "scikit-learn", "polars")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """
    Where the figures come from, as far as the caller knows; what is not known is left blank.

    Attributes
    ----------
    file : str
        Its name, without folders.
    sha256 : str
        Of the bytes that were read.
    reference, reference_sha256 : str
        Of the reference sample, where there is one.
    instrument, table, rule_hash, ruleset : str
        Where scores were made here: title, version and fingerprint of its table, ruleset.
    on : str
        Day on which everyone was scored.
    """

    file: str = ""
    sha256: str = ""
    reference: str = ""
    reference_sha256: str = ""
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


def made_by(registry: Registry, key: str, ruleset: str, on: dt.date | None) -> dict[str, str]:
    """Return what a source says of the instrument that made the scores."""
    told = {"instrument": registry.definition(key).title, "ruleset": ruleset}
    if on is None:
        return told
    table = registry.table(key, on, registry.ruleset(ruleset))
    told["on"] = on.isoformat()
    return told if table is None else told | {"table": table.version, "rule_hash": table.digest}
