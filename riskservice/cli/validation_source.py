"""What a validation report says of the file and the instrument it comes from."""

import hashlib
from pathlib import Path
from typing import Any

from riskservice.cli import files
from riskservice.scoring import service as installed_service
from riskservice.validation.report import Source, made_by

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
    told = {}
    if key := options["instrument"]:
        registry = installed_service().registry
        told = made_by(registry, key, options["ruleset"], files.day(options["on"]))
    if given == "-":
        return Source(file=STANDARD_INPUT, **told)
    with Path(given).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(file=Path(given).name, sha256=digest, **told)
