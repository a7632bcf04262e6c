"""What a validation report says of the files and the instrument it comes from."""

from typing import Any

from riskservice.cli import files
from riskservice.cli.validation_reading import Samples
from riskservice.scoring import service as installed_service
from riskservice.validation.report import Source, made_by


def source_of(samples: Samples, options: dict[str, Any]) -> Source:
    """
    Return the source of a report.

    Parameters
    ----------
    samples : Samples
        What was read, with its fingerprints.
    options : dict
        Of the command: ``instrument``, ``ruleset`` and ``on``.
    """
    told = {}
    if key := options["instrument"]:
        registry = installed_service().registry
        told = made_by(registry, key, options["ruleset"], files.day(options["on"]))
    if (other := samples.reference_file) is not None:
        told |= {"reference": other.name, "reference_sha256": other.sha256}
    return Source(file=samples.file.name, sha256=samples.file.sha256, **told)
