"""What is installed: instruments, forms, tables and rulesets."""

import msgspec
import pytest

from riskservice.kit.questions import questions_of
from riskservice.registry import Registry
from riskservice.rulesets import BY_DATE
from tests.api.conftest import ANSWERS, CASE, Client


def test_every_installed_instrument_is_listed(client: Client, registry: Registry) -> None:
    found = client.get("/v1/instruments").json()
    assert found["on"] == "2026-11-24"
    assert [each["key"] for each in found["instruments"]] == list(registry.definitions)
    kinds = {each["key"]: each["kind"] for each in found["instruments"]}
    assert (kinds["dc_srp"], kinds["arms"]) == ("instrument", "judgement")


def test_the_table_in_force_depends_on_the_day(client: Client) -> None:
    def version(on: str) -> str | None:
        found = client.get(f"/v1/instruments?on={on}").json()["instruments"]
        (table,) = (each["table"] for each in found if each["key"] == "dc_srp")
        return None if table is None else str(table["version"])

    assert (version("2025-01-01"), version("1990-01-01")) == ("2021.1", None)


def test_one_instrument_is_shown_with_its_questions_tables_and_schema(
    client: Client, registry: Registry
) -> None:
    for key, definition in registry.definitions.items():
        found = client.get(f"/v1/instruments/{key}").json()
        asked = questions_of(definition.answers)
        assert [q["key"] for q in found["questions"]] == [q.key for q in asked]
        assert found["question_count"] == len(asked)
        assert [t["version"] for t in found["tables"]] == [t.version for t in registry.tables[key]]
        assert all(table["sources"] and table["digest"] for table in found["tables"])
        assert found["answers_schema"] == msgspec.json.schema(definition.answers)


def test_a_question_is_shown_as_the_form_asks_it(client: Client) -> None:
    found = client.get("/v1/instruments/dc_srp").json()["questions"]
    asked = {question["key"]: question for question in found}
    assert asked["sex"]["choices"] == {"male": "Male", "female": "Female"}
    assert (asked["total_sanctions"]["low"], asked["total_sanctions"]["high"]) == (1, 999)
    assert asked["date_of_birth"]["kind"] == "date"


def test_every_table_is_listed_with_its_sources_and_rules(
    client: Client, registry: Registry
) -> None:
    found = client.get("/v1/tables").json()
    assert len(found["tables"]) == sum(map(len, registry.tables.values()))
    assert all(table["sources"] for table in found["tables"])
    rules = [rule for table in found["tables"] for rule in table["rules"].values()]
    assert rules
    assert all({"value", "why", "disputed"} <= rule.keys() for rule in rules)
    assert found["policies"][0]["key"] == "overall"


def test_every_ruleset_is_listed(client: Client, registry: Registry) -> None:
    found = client.get("/v1/rulesets").json()
    assert found["default"] == "default"
    assert {each["name"] for each in found["rulesets"]} == set(registry.rulesets)


@pytest.mark.parametrize("path", ["/v1/instruments", "/v1/instruments/arms", "/v1/tables"])
def test_the_catalogue_comes_as_messagepack_too(client: Client, path: str) -> None:
    answer = client.get(path, headers={"accept": "application/msgpack"})
    assert msgspec.msgpack.decode(answer.content) == client.get(path).json()


# Forms --------------------------------------------------------------------------------------------


def test_every_instrument_has_a_blank_form(client: Client, registry: Registry) -> None:
    for key in registry.definitions:
        dated = next(t for t in registry.tables[key] if t.status in BY_DATE)
        answer = client.get(f"/v1/instruments/{key}/form", params={"on": str(dated.effective_from)})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "OFFICIAL-SENSITIVE" not in answer.text


def test_a_blank_form_is_that_of_the_day_and_the_ruleset(client: Client) -> None:
    path = "/v1/instruments/dc_srp/form"
    assert "2021.1" in client.get(f"{path}?on=2025-01-01").text
    assert "2026.1-hmpps" in client.get(f"{path}?ruleset=hmpps-2026.08").text


@pytest.mark.parametrize(
    "body", [CASE, {"answers": ANSWERS}, {**CASE, "answers": {**ANSWERS, "burglary": True}}]
)
def test_a_filled_form_shows_answers_and_result(client: Client, body: object) -> None:
    answer = client.post("/v1/instruments/dc_srp/form", json=body)
    assert answer.status_code == 200
    assert "1 January 1980" in answer.text
    assert "very high" in answer.text.lower()


def test_a_filled_form_escapes_what_was_written(client: Client) -> None:
    body = {"answers": {"sex": "male", "arms_assessor": "<script>alert(1)</script>"}}
    assert "<script>" not in client.post("/v1/instruments/arms/form", json=body).text


def test_pages_may_load_nothing(client: Client) -> None:
    policy = client.get("/v1/instruments/dc_srp/form").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
