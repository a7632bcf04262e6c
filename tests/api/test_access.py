"""Tokens: who is let in when tokens are asked for, and that nobody is asked otherwise."""

import base64
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from litestar.testing import TestClient

from riskservice import Service
from riskservice.api import create_app
from riskservice.api.access import LEEWAY, ROLE
from riskservice.settings import InvalidSettings, Settings, from_environment
from tests.api.conftest import CASE, TODAY, Client

OFFICIAL = "/risk-scores/v1"
SECRET = "not a secret, only long enough for one"  # noqa: S105
NOW = dt.datetime.now(tz=dt.UTC)
HOUR = dt.timedelta(hours=1)
GOOD = {"authorities": [ROLE, "ROLE_OTHER"], "exp": NOW + HOUR, "aud": "anybody"}
PAIR = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_PAIR = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(pair: Any) -> str:
    raw: bytes = pair.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return raw.decode()


def bearer(claims: dict[str, Any], key: Any = PAIR, method: str = "RS256") -> dict[str, str]:
    return {"authorization": f"Bearer {jwt.encode(claims, key, algorithm=method)}"}


def unsigned(claims: dict[str, Any], method: str = "none") -> dict[str, str]:
    def part(value: dict[str, Any]) -> str:
        raw = json.dumps(value, default=lambda day: int(day.timestamp())).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    return {"authorization": f"Bearer {part({'alg': method, 'typ': 'JWT'})}.{part(claims)}."}


@pytest.fixture(scope="module")
def guarded(here: Service) -> Iterator[Client]:
    app = create_app(here, Settings(jwt_public_key=pem(PAIR)), today=lambda: TODAY)
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def test_by_default_nobody_is_asked(client: Client) -> None:
    assert client.post("/v1/scores", json=CASE).status_code == 200
    assert client.post("/v1/scores", json=CASE, headers={"authorization": "Bearer x"}).is_success


def test_a_good_token_is_let_in_everywhere(guarded: Client) -> None:
    assert guarded.post("/v1/scores", json=CASE, headers=bearer(GOOD)).status_code == 200
    assert guarded.post(OFFICIAL, json={}, headers=bearer(GOOD)).status_code not in (401, 403)
    lower = {"authorization": bearer(GOOD)["authorization"].replace("Bearer", "bearer")}
    assert guarded.get("/v1/instruments", headers=lower).status_code == 200


REFUSED = {
    "no token": {},
    "no scheme": {"authorization": bearer(GOOD)["authorization"].removeprefix("Bearer ")},
    "another scheme": {"authorization": "Basic dXNlcjpwYXNz"},
    "nothing": {"authorization": "Bearer "},
    "rubbish": {"authorization": "Bearer a.b.c"},
    "expired": bearer({**GOOD, "exp": NOW - HOUR}),
    "no end": bearer({"authorities": [ROLE]}),
    "not yet": bearer({**GOOD, "nbf": NOW + HOUR}),
    "another key": bearer(GOOD, OTHER_PAIR),
    "unsigned": unsigned(GOOD),
    "said to be unsigned": unsigned(GOOD, "None"),
    "the public key as a secret": unsigned(GOOD, "HS256"),
    "signature left out": unsigned(GOOD, "RS256"),
    "another kind of key": bearer(GOOD, ec.generate_private_key(ec.SECP256R1()), "ES256"),
    "a secret": bearer(GOOD, SECRET, "HS256"),
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("path", [OFFICIAL, "/v1/scores"])
def test_without_a_valid_token_it_is_401(
    guarded: Client, path: str, headers: dict[str, str]
) -> None:
    found = guarded.post(path, json={"answers": {}}, headers=headers)
    assert found.status_code == 401
    assert found.headers["www-authenticate"] == "Bearer"
    assert found.json()["status"] == 401
    assert (found.json()["errorCode"] is None) == (path == OFFICIAL)


@pytest.mark.parametrize(
    "authorities", [None, [], "", ROLE, ["ROLE_OTHER"], [ROLE.lower()], {ROLE: True}, [[ROLE]]]
)
@pytest.mark.parametrize("path", [OFFICIAL, "/v1/scores"])
def test_without_the_role_it_is_403(guarded: Client, path: str, authorities: Any) -> None:
    token = bearer({**GOOD, "authorities": authorities})
    assert guarded.post(path, json={"answers": {}}, headers=token).status_code == 403


def test_clocks_may_differ_a_little(guarded: Client) -> None:
    now = dt.datetime.now(dt.UTC)
    just = bearer({**GOOD, "exp": now - dt.timedelta(seconds=LEEWAY // 2)})
    assert guarded.get("/v1/instruments", headers=just).status_code == 200


def test_operators_are_never_asked(guarded: Client) -> None:
    for path in ("/health", "/health/ping", "/ping", "/info", "/metrics", "/openapi.json"):
        assert guarded.get(path).status_code == 200


def test_a_secret_lets_in_only_what_it_signed(here: Service) -> None:
    app = create_app(here, Settings(jwt_secret=SECRET))
    with TestClient(app, raise_server_exceptions=False) as client:
        for headers, status in (
            (bearer(GOOD, SECRET, "HS256"), 200),
            (bearer(GOOD, SECRET + "x", "HS256"), 401),
            (bearer(GOOD), 401),
            (unsigned(GOOD), 401),
            (bearer({**GOOD, "authorities": []}, SECRET, "HS256"), 403),
        ):
            assert client.get("/v1/instruments", headers=headers).status_code == status


def test_other_kinds_of_key_pairs_are_taken_too(here: Service) -> None:
    pair = ec.generate_private_key(ec.SECP256R1())
    app = create_app(here, Settings(jwt_public_key=pem(pair)))
    with TestClient(app, raise_server_exceptions=False) as client:
        token = bearer(GOOD, pair, "ES256")
        assert client.get("/v1/instruments", headers=token).status_code == 200
        assert client.get("/v1/instruments", headers=bearer(GOOD)).status_code == 401


# Settings -----------------------------------------------------------------------------------------


def test_keys_come_from_the_environment() -> None:
    one_line = pem(PAIR).strip().replace("\n", "\\n")
    assert from_environment({"RISKSERVICE_JWT_PUBLIC_KEY": one_line}).jwt_public_key == (
        pem(PAIR).strip()
    )
    assert from_environment({"RISKSERVICE_JWT_SECRET": SECRET}).jwt_secret == SECRET


def test_a_key_that_cannot_be_used_is_found_at_start_up_and_never_quoted() -> None:
    with pytest.raises(InvalidSettings) as caught:
        from_environment(
            {"RISKSERVICE_JWT_SECRET": "guessable", "RISKSERVICE_JWT_PUBLIC_KEY": "none"}
        )
    assert [fault.pointer for fault in caught.value.faults] == [
        "RISKSERVICE_JWT_PUBLIC_KEY",
        "RISKSERVICE_JWT_SECRET",
    ]
    assert "guessable" not in str(caught.value)
    with pytest.raises(InvalidSettings, match="JWT_PUBLIC_KEY"):
        create_app(settings=Settings(jwt_public_key="-----BEGIN PUBLIC KEY-----\nnone"))


def test_only_one_kind_of_key_is_taken() -> None:
    with pytest.raises(InvalidSettings, match="one way only"):
        from_environment(
            {"RISKSERVICE_JWT_SECRET": SECRET, "RISKSERVICE_JWT_PUBLIC_KEY": pem(PAIR)}
        )
