"""Start-up: load what is installed, and if something is broken stay up and say what."""

from collections.abc import Callable

import msgspec

from riskservice.api.door import Clock
from riskservice.api.shapes import Component, Health
from riskservice.errors import BrokenPlugin, Fault
from riskservice.planning import load_library
from riskservice.scoring import Service


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """
    What start-up found.

    Attributes
    ----------
    service : Service or None
        None when it cannot be loaded; ``faults`` say why.
    """

    service: Service | None
    health: Health
    faults: tuple[Fault, ...] = ()


def take_stock(load: Callable[[], Service], today: Clock) -> Standing:
    """
    Return the service, every instrument in use today already bound to its table.

    Parameters
    ----------
    load : callable
        Makes the service; its BrokenPlugin is kept, any other error is a bug and is raised.
    today : callable
    """
    service: Service | None = None
    try:
        service = load()
        service.registry.select(today(), service.registry.ruleset())
        instruments = Component(status="UP", details=_counts(service))
    except BrokenPlugin as error:
        service, instruments = None, Component(status="DOWN", faults=error.faults)
    components = {"instruments": instruments, "plan_library": _plan_library()}
    up = all(component.status == "UP" for component in components.values())
    return Standing(
        service=service,
        health=Health(status="UP" if up else "DOWN", components=components),
        faults=instruments.faults,
    )


def _counts(service: Service) -> dict[str, int]:
    registry = service.registry
    return {
        "instruments": len(registry.definitions),
        "tables": sum(len(found) for found in registry.tables.values()),
        "rulesets": len(registry.rulesets),
    }


def _plan_library() -> Component:
    try:
        library = load_library()
    except BrokenPlugin as error:
        return Component(status="DOWN", faults=error.faults)
    return Component(status="UP", details={"actions": len(library.proposals.actions)})
