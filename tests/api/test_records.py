"""The transparency record and the model cards over HTTP."""

import datetime as dt
import json

import msgspec

from riskservice.scoring import Service
from riskservice.validation.transparency import record_of, record_to_html
from tests.api.conftest import Client

TODAY = dt.date(2026, 11, 24)


def test_record_and_card_over_http(client: Client, here: Service) -> None:
    found = client.get("/v1/record").json()
    assert found == json.loads(msgspec.json.encode(record_of(here, on=TODAY)))
    page = client.get("/v1/record", headers={"accept": "text/html"})
    assert page.text == record_to_html(record_of(here, on=TODAY))
    card = client.get("/v1/instruments/dc_srp/card?version=2021.1").json()
    assert (card["version"], card["instrument"]) == ("2021.1", "dc_srp")
    text = client.get("/v1/instruments/arms/card", headers={"accept": "text/plain"}).text
    assert "No predictive validity" in text


def test_what_is_not_there_is_told_over_http(client: Client) -> None:
    assert client.get("/v1/instruments/none/card").status_code == 404
    assert client.get("/v1/instruments/dc_srp/card?version=9").status_code == 422
    assert client.get("/v1/record?ruleset=none").status_code == 422
