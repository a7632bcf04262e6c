"""The API description: what it promises is what there is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar

from riskservice import Service
from riskservice.api import prose
from riskservice.api.description import describe
from riskservice.api.openapi import document, main
from tests.api.conftest import Client

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def described(app: Litestar, here: Service) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(describe(app, here)))
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def everything(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from everything(value)
    elif isinstance(node, list):
        for value in node:
            yield from everything(value)


def test_the_committed_description_is_that_of_the_code() -> None:
    """To write it anew: python -m riskservice.api.openapi"""
    assert COMMITTED.read_bytes() == document()


def test_it_can_be_written_anywhere(tmp_path: Path) -> None:
    main([str(tmp_path / "new" / "api.json")])
    assert (tmp_path / "new" / "api.json").read_bytes() == document()


def test_it_is_served_as_it_is_committed(client: Client) -> None:
    assert client.get("/openapi.json").json() == json.loads(COMMITTED.read_bytes())


def test_every_address_is_described(app: Litestar, described: dict[str, Any]) -> None:
    there = {
        (route.path_format, method.lower())
        for route in app.routes
        for method in route.methods - {"OPTIONS"}
    } - {("/openapi.json", "get")}
    assert {(path, method) for path, method, _ in operations(described)} == there


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for node in everything(described):
        if isinstance(place := node.get("$ref"), str):
            found: Any = described
            for part in place.removeprefix("#/").split("/"):
                found = found[part]


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(
    described: dict[str, Any],
) -> None:
    found = [operation for _, _, operation in operations(described)]
    names = [operation["operationId"] for operation in found]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] and operation["tags"] for operation in found)


def test_every_problem_is_described(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        if path.startswith("/v1"):
            expected = {"400", "406", "500", "503"} | ({"404"} if "{" in path else set())
            expected |= {"413", "415", "422"} if method == "post" else set()
            assert expected <= operation["responses"].keys()
    problem = described["components"]["schemas"]["Problem"]["properties"]
    assert {"errorCode", "userMessage", "developerMessage", "moreInfo"} <= problem.keys()


def test_every_example_body_is_plainly_invented_and_works(
    client: Client, described: dict[str, Any]
) -> None:
    tried = 0
    for path, method, operation in operations(described):
        if "application/json" not in operation.get("requestBody", {}).get("content", {}):
            continue
        parameters = operation.get("parameters", [])
        for parameter in parameters:
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", parameter["example"])  # noqa: PLW2901
        for example in operation["requestBody"]["content"]["application/json"]["examples"].values():
            for value in [example["value"]] if path != "/risk-scores/v1" else []:
                cases = value if isinstance(value, list) else value.get("cases", [value])
                cases = [case.get("plan", case.get("before", case)) for case in cases]
                assert all(case["case_id"].startswith("EXAMPLE-") for case in cases)
            query = {
                p["name"]: p["example"] for p in parameters if p["in"] == "query" and "example" in p
            }
            answer = client.request(method, path, json=example["value"], params=query)
            assert answer.status_code == 200, answer.text
            tried += 1
    assert tried >= 7


def test_the_full_example_is_scored_by_every_scored_instrument(
    client: Client, described: dict[str, Any]
) -> None:
    body = described["paths"]["/v1/scores"]["post"]["requestBody"]["content"]["application/json"]
    answer = client.post("/v1/scores", json=body["examples"]["answered"]["value"]).json()
    assert {r["instrument"] for r in answer["results"] if r["outcome"] == "scored"} >= {
        "dc_srp",
        "iic_srp",
        "rm2000_s",
        "rm2000_v",
        "rm2000_c",
    }


def test_a_case_record_is_described_with_every_question(
    here: Service, described: dict[str, Any]
) -> None:
    schemas = described["components"]["schemas"]
    assert schemas["Answers"]["properties"].keys() == here.registry.questions.keys()
    assert schemas["Answers"]["additionalProperties"] is False
    assert schemas["Answers"]["properties"]["sex"]["title"] == "Sex"


def test_results_are_told_apart_by_their_outcome(described: dict[str, Any]) -> None:
    operation = described["paths"]["/v1/instruments/{key}/score"]["post"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["discriminator"]["propertyName"] == "outcome"


def test_parameters_are_described_with_type_and_default(described: dict[str, Any]) -> None:
    found = {p["name"]: p for p in described["paths"]["/v1/scores"]["post"]["parameters"]}
    assert found.keys() == {"ruleset", "instrument", "reasons"}
    assert found["ruleset"]["schema"] == {"type": "string", "default": "default"}
    assert found["instrument"]["schema"] == {"type": "array", "items": {"type": "string"}}
    assert found["reasons"]["schema"] == {"type": "boolean", "default": True}
    assert not any(p["required"] for p in found.values())


HEADLINES = (
    "Validation",
    "Spec",
    "Estimate",
    "Test",
    "NotEstimated",
    "SampleNotice",
    "RowsLeftOut",
    "ExpectedObserved",
    "Calibration",
    "Brier",
    "CoxFigures",
    "BandModel",
    "LevelFigures",
    "GroupFigures",
    "SampleSize",
    "riskservice.validation.agreement.results.Agreement",
    "Frame",
    "Coefficient",
    "NotGiven",
    "LeftOut",
)


@pytest.mark.parametrize("name", HEADLINES)
def test_every_attribute_of_headline_figures_is_described(
    described: dict[str, Any], name: str
) -> None:
    properties = described["components"]["schemas"][name]["properties"]
    assert [key for key, schema in properties.items() if not schema.get("description")] == []


def test_what_a_docstring_says_of_an_attribute_stands_with_it_and_not_with_its_type(
    described: dict[str, Any],
) -> None:
    estimate = described["components"]["schemas"]["Estimate"]
    assert estimate["description"] == "A figure with its interval."
    assert estimate["properties"]["n"]["description"] == "People and events the figure rests on."
    assert estimate["properties"]["events"] == {
        "description": "People and events the figure rests on.",
        "type": "integer",
    }


def test_words_of_a_question_are_not_replaced_by_those_of_a_docstring() -> None:
    made = prose.described(
        {
            "description": "A case.\n\nAttributes\n----------\nsex : str\n    Of the record.\n",
            "properties": {"sex": {"type": "string", "description": "As registered."}},
        }
    )
    assert made["description"] == "A case."
    assert made["properties"]["sex"]["description"] == "As registered."
