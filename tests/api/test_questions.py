"""The vocabulary over HTTP."""

from riskservice.registry import Registry
from tests.api.conftest import Client


def test_every_question_is_listed_once_with_its_names(client: Client, registry: Registry) -> None:
    found = {each["key"]: each for each in client.get("/v1/questions").json()["questions"]}
    assert found.keys() == registry.questions.keys()
    assert found["sex"] == {
        "key": "sex",
        "official": "gender",
        "oasys": None,
        "kind": "choice",
        "wording": "Sex",
        "guidance": "As recorded for the sentence.",
        "choices": [
            {"value": "male", "title": "Male", "official": "MALE"},
            {"value": "female", "title": "Female", "official": "FEMALE"},
        ],
        "low": None,
        "high": None,
        "instruments": found["sex"]["instruments"],
    }
    assert {"arms", "dc_srp", "csrp"} <= set(found["sex"]["instruments"])
    assert found["suitability_of_accommodation"]["oasys"] == "S3Q4"
    assert (found["total_sanctions"]["low"], found["total_sanctions"]["high"]) == (1, 999)
    assert found["burglary"]["official"] is None


def test_every_question_is_asked_by_someone(client: Client, registry: Registry) -> None:
    for each in client.get("/v1/questions").json()["questions"]:
        assert set(each["instruments"]) <= registry.definitions.keys()
        assert each["instruments"]
