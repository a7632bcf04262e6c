"""What a validation report says of the file and the instrument it comes from."""

import hashlib
from pathlib import Path
from typing import Any

from riskservice.cli import files
from riskservice.scoring import service as installed_service
from riskservice.validation.report import Source

STANDARD_INPUT = "standard input"


def source_of(given: str, options: dict[str, Any]) -> Source:
    """
    Return the source of a report.

    Parameters
    ----------
    given : str
        Path of the file, or a hyphen.
    options : dict
        Of the command: ``instrument``, ``ruleset`` and ``on``.
    """
    told = _instrument(options) if options["instrument"] else {}
    if given == "-":
        return Source(file=STANDARD_INPUT, **told)
    with Path(given).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(file=Path(given).name, sha256=digest, **told)


def _instrument(options: dict[str, Any]) -> dict[str, str]:
    registry = installed_service().registry
    key, on = options["instrument"], files.day(options["on"])
    told = {"instrument": registry.definition(key).title, "ruleset": options["ruleset"]}
    if on is None:
        return told
    table = registry.table(key, on, registry.ruleset(options["ruleset"]))
    told["on"] = on.isoformat()
    return told if table is None else told | {"table": table.version, "rule_hash": table.digest}
