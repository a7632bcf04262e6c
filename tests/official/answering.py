"""The ten results from what is installed, and what the second reading expects of them."""

import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from riskservice import Registry, Service, service
from riskservice.official import DEPLOYED, Official
from riskservice.official.request import decode
from riskservice.official.response import encode
from tests.official.people import Inputs, request_of
from tests.second_reading import official

TODAY = dt.date(2026, 11, 24)
CORRECTED = "current-2026"


@cache
def registry_of_ten() -> Registry:
    return service().registry


@cache
def service_of_ten() -> Service:
    return service()


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
