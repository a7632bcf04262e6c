"""The ten results from what is installed, and what the second reading expects of them."""

import datetime as dt
import importlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from riskservice import Registry, Service, service
from riskservice.official import DEPLOYED, Official
from riskservice.official.request import decode
from riskservice.official.response import encode
from riskservice.official.suite import INSTRUMENTS
from tests.official.people import Inputs, request_of
from tests.second_reading import official

TODAY = dt.date(2026, 11, 24)
SCREENS = ("mst", "lds", "opd", "pni")
CORRECTED = "current-2026"


@cache
def registry_of_ten() -> Registry:
    """Everything installed, and the screens where they are not registered yet."""
    installed = service().registry
    if set(INSTRUMENTS) <= installed.definitions.keys():
        return installed
    definitions = dict(installed.definitions)
    for key in SCREENS:
        module = importlib.import_module(f"instruments.{key}")
        definitions.setdefault(key, module.INSTRUMENT)
    found = Registry(definitions.items())
    for name in (DEPLOYED, CORRECTED):
        ruleset = found.rulesets[name]
        tables = {key: _version(found, key, ruleset.deployed) for key in SCREENS} | ruleset.tables
        found.rulesets[name] = msgspec.structs.replace(ruleset, tables=tables)
    return found


def _version(registry: Registry, key: str, deployed: bool) -> str:
    versions = [table.version for table in registry.tables[key]]
    return "2026.1-hmpps" if deployed and "2026.1-hmpps" in versions else "2026.1"


@cache
def service_of_ten() -> Service:
    return Service(registry_of_ten())


@cache
def official_of_ten() -> Official:
    return Official(registry_of_ten())


def answer(inputs: Inputs, ruleset: str = DEPLOYED) -> dict[str, Any]:
    """Our response to one person, as a client reads it."""
    request = decode(json.dumps(request_of(inputs)).encode())
    found: dict[str, Any] = json.loads(encode(official_of_ten().answer(request, TODAY, ruleset)))
    return found


def expected(inputs: Inputs, *, deployed: bool = True) -> dict[str, Any]:
    """The second reading's response; no message in it says anything."""
    return official.response({"assessment_date": TODAY, **inputs}, deployed=deployed)


def without_messages(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: "" if k == "message" else without_messages(v) for k, v in node.items()}
    if isinstance(node, list):
        return [without_messages(each) for each in node]
    return node


def differences(ours: Any, theirs: Any, place: str = "") -> Iterator[str]:
    """Yield every place where two responses differ, the order of properties included."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if list(ours) != list(theirs):
            yield f"{place}: {list(ours)} instead of {list(theirs)}"
            return
        for key, value in ours.items():
            yield from differences(value, theirs[key], f"{place}/{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, value in enumerate(ours):
            yield from differences(value, theirs[i], f"{place}/{i}")
    elif ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool):
        yield f"{place}: {ours!r} instead of {theirs!r}"


def compared(inputs: Inputs, *, deployed: bool = True) -> list[str]:
    """Every difference between ours and the second reading, for one person."""
    ours = answer(inputs, DEPLOYED if deployed else CORRECTED)
    return list(differences(without_messages(ours), expected(inputs, deployed=deployed)))
