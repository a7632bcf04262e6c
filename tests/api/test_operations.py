"""Health, information and metrics; and a service that cannot be loaded."""

import datetime as dt
import platform
import re
from importlib.metadata import version
from typing import NoReturn

import pytest
from litestar.testing import TestClient

from riskservice import Fault, Registry, Service
from riskservice.api import create_app
from riskservice.errors import BrokenPlugin
from tests.api.conftest import CASE, TODAY, Client

FAULT = Fault(pointer="stranger", message="fails to load", way_out="Correct or remove it.")


def broken() -> NoReturn:
    raise BrokenPlugin(FAULT)


def test_a_sound_service_is_up(client: Client, registry: Registry) -> None:
    for path in ("/health", "/health/readiness"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.json()["status"] == "UP"
        details = answer.json()["components"]["instruments"]["details"]
        assert details["instruments"] == len(registry.definitions)
    assert client.get("/health/liveness").json()["status"] == "UP"


def test_ping_and_info_say_what_is_running(client: Client, registry: Registry) -> None:
    assert client.get("/ping").text == "pong"
    assert client.get("/info").json() == {
        "build": {"name": "riskservice", "version": version("riskservice")},
        "python": platform.python_version(),
        "instruments": len(registry.definitions),
    }


def test_with_a_broken_plug_in_it_starts_and_says_why() -> None:
    with TestClient(create_app(load=broken), raise_server_exceptions=False) as client:
        assert client.get("/health/liveness").status_code == 200
        assert client.get("/ping").text == "pong"
        assert client.get("/info").json()["instruments"] == 0
        for path in ("/health", "/health/readiness"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["status"]) == (503, "DOWN")
            (fault,) = answer.json()["components"]["instruments"]["faults"]
            assert fault["pointer"] == "stranger"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/scores"),
        ("POST", "/v1/plans"),
        ("GET", "/v1/instruments"),
        ("GET", "/v1/instruments/dc_srp"),
        ("POST", "/v1/instruments/dc_srp/score"),
        ("GET", "/v1/instruments/dc_srp/form"),
        ("POST", "/v1/instruments/dc_srp/form"),
        ("POST", "/v1/instruments/dc_srp/explanation"),
        ("GET", "/v1/tables"),
        ("GET", "/v1/rulesets"),
        ("GET", "/openapi.json"),
    ],
)
def test_with_a_broken_plug_in_every_question_is_answered_with_the_fault(
    method: str, path: str
) -> None:
    with TestClient(create_app(load=broken), raise_server_exceptions=False) as client:
        answer = client.request(method, path, json=CASE)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errorCode"] == "broken-plug-in"
        assert answer.json()["faults"][0]["pointer"] == "stranger"


def test_a_table_that_does_not_fit_its_instrument_is_found_at_start_up(
    here: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misfit(*_: object) -> NoReturn:
        raise BrokenPlugin(FAULT)

    monkeypatch.setattr(here.registry, "select", misfit)
    with TestClient(create_app(here), raise_server_exceptions=False) as client:
        assert client.get("/health/readiness").status_code == 503


def test_a_bug_at_start_up_is_not_hidden() -> None:
    def buggy() -> NoReturn:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_app(load=buggy)


# Metrics ------------------------------------------------------------------------------------------


def counts(text: str, name: str) -> dict[frozenset[tuple[str, str]], float]:
    found = re.findall(rf"^{name}\{{(.*?)\}} (\S+)$", text, re.MULTILINE)
    return {
        frozenset(re.findall(r'(\w+)="(.*?)"', labels)): float(value) for labels, value in found
    }


def test_requests_are_counted_by_method_template_and_status(here: Service) -> None:
    with TestClient(create_app(here, today=lambda: TODAY)) as client:
        client.post("/v1/scores?instrument=dc_srp", json=CASE)
        client.post("/v1/scores?instrument=dc_srp", json=CASE)
        client.get("/v1/instruments/arms")
        client.get("/v1/instruments/rosh")
        client.get("/v1/instruments/SECRET-1")
        client.get("/SECRET-2")
        client.request("SECRET3", "/ping")
        answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert counts(answer.text, "riskservice_request_seconds_count") == {
        frozenset({"method": method, "route": route, "status": status}.items()): count
        for method, route, status, count in (
            ("POST", "/v1/scores", "200", 2),
            ("GET", "/v1/instruments/{key}", "200", 2),
            ("GET", "/v1/instruments/{key}", "404", 1),
            ("GET", "unmatched", "404", 1),
            ("other", "unmatched", "405", 1),
        )
    }
    assert "SECRET" not in answer.text


def test_results_are_counted_by_instrument_and_outcome(here: Service) -> None:
    with TestClient(create_app(here, today=lambda: TODAY)) as client:
        client.post("/v1/scores?instrument=dc_srp", json=CASE)
        client.post("/v1/instruments/dc_srp/score", json={"answers": {"sex": "female"}})
        client.post("/v1/scores", json={**CASE, "answers": {"sex": 1}})
        text = client.get("/metrics").text
    assert counts(text, "riskservice_results_total") == {
        frozenset({"instrument": "dc_srp", "outcome": "scored"}.items()): 1,
        frozenset({"instrument": "dc_srp", "outcome": "not_applicable"}.items()): 1,
    }


def test_each_application_counts_for_itself(here: Service) -> None:
    with TestClient(create_app(here)) as one, TestClient(create_app(here)) as other:
        one.get("/ping")
        assert 'route="/ping"' not in other.get("/metrics").text


def test_the_clock_is_asked_once_per_request_and_never_kept(here: Service) -> None:
    days = iter(dt.date(2026, 11, day) for day in range(1, 30))
    with TestClient(create_app(here, today=lambda: next(days))) as client:
        first, second = (client.get("/v1/instruments").json()["on"] for _ in range(2))
    assert first < second
