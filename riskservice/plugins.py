"""Conformance of one plug-in, ours or a stranger's, by its name."""

from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files

import msgspec

from riskservice.errors import BrokenPlugin, Fault, UnknownName
from riskservice.kit import tables
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import Definition, bind
from riskservice.kit.conformance import check_instrument
from riskservice.kit.findings import Finding
from riskservice.kit.instrument import Instrument
from riskservice.kit.kernel import Kernel
from riskservice.registry import GROUP, installed


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What a plug-in keeps and what it breaks."""

    key: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether every promise is kept."""
        return all(finding.ok for finding in self.findings)


def check_plugin(name: str) -> Report:
    """
    Return the conformance report of a plug-in.

    Parameters
    ----------
    name : str
        Name of an installed entry point, or ``module:ATTRIBUTE``.

    Raises
    ------
    UnknownName
        When no entry point goes by that name.
    BrokenPlugin
        When it cannot be loaded, or is no instrument.
    """
    definition = _load(name)
    root = files(definition.tables)
    found, faults = tables.load(root / definition.key, root)
    parts = _parts(definition) if definition.parts else {}
    broken = [Finding(check="its tables can be read", ok=False, message=str(f)) for f in faults]
    return Report(
        key=definition.key, findings=(*broken, *check_instrument(definition, found, parts))
    )


def _load(name: str) -> Definition:
    points = {point.name: point for point in entry_points(group=GROUP)}
    if ":" not in name and name not in points:
        known = ", ".join(sorted(points))
        raise UnknownName(
            Fault(
                pointer="plug-in",
                value=name,
                message="no plug-in goes by that name",
                way_out=f"Installed: {known}; or give module:ATTRIBUTE.",
            )
        )
    try:
        if ":" in name:
            module, _, attribute = name.partition(":")
            loaded = getattr(import_module(module), attribute)
        else:
            loaded = points[name].load()
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a stranger's import does
        raise BrokenPlugin(
            Fault(
                pointer=name,
                message=f"fails to load: {error!r}",
                way_out="Check that the package is installed and the name is right.",
            )
        ) from None
    if not isinstance(loaded, Definition):
        raise BrokenPlugin(
            Fault(
                pointer=name,
                message="is no Instrument, Judgement, Choice or Total",
                way_out="Point the entry point at the definition itself.",
            )
        )
    return loaded


def _parts(definition: Definition) -> dict[str, Kernel]:
    registry = installed()
    found: dict[str, Kernel] = {}
    for key in definition.parts if isinstance(definition, Instrument) else ():
        part = registry.definition(key)
        inner = {k: bind(registry.definition(k), registry.tables[k][-1]) for k in part.parts}
        bound = bind(part, registry.tables[key][-1], inner)
        if isinstance(bound, InstrumentAssessor):
            found[key] = bound.kernel
    return found
