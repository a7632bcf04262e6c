"""An application with a fixed clock, a good case, and short ways to ask."""

import datetime as dt
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from litestar import Litestar
from litestar.testing import TestClient

from riskservice import Service, logs
from riskservice.api import create_app

Client = TestClient[Litestar]
Lines = Callable[[], list[dict[str, Any]]]

TODAY = dt.date(2026, 11, 24)
ANSWERS = {
    "sex": "male",
    "ever_sexual_offence": True,
    "date_of_birth": "1980-01-01",
    "follow_up_start": "2040-01-01",
    "supervision_status": "community",
    "total_sanctions": 21,
    "contact_adult_sanctions": 5,
    "contact_child_sanctions": 5,
    "non_contact_sanctions": 5,
    "indecent_image_sanctions": 5,
    "most_recent_sexual_offence_date": "1994-01-01",
}
CASE = {"case_id": "TEST-1", "on": "2025-01-01", "answers": ANSWERS}


@pytest.fixture(scope="session")
def app(here: Service) -> Litestar:
    return create_app(here, today=lambda: TODAY)


@pytest.fixture(scope="session")
def client(app: Litestar) -> Iterator[Client]:
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything logged during a test."""
    kept = logging.root.handlers[:], logging.root.level
    for tool in ("asyncio", "httpcore", "httpx"):  # the client's own, in the same process
        logging.getLogger(tool).setLevel(logging.WARNING)
    stream = io.StringIO()
    logs.configure("debug", stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers, logging.root.level = kept


@pytest.fixture
def lines(log: io.StringIO) -> Lines:
    """The log lines so far, decoded."""
    return lambda: [json.loads(line) for line in log.getvalue().splitlines()]


def without(*keys: str, **changed: Any) -> dict[str, Any]:
    """Return the good case with some answers left out or changed."""
    kept = {key: value for key, value in ANSWERS.items() if key not in keys}
    return {**CASE, "answers": {**kept, **changed}}


def result_of(assessment: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = (each for each in assessment["results"] if each["instrument"] == key)
    return found
