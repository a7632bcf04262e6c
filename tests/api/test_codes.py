"""Offence codes over HTTP."""

from tests.api.conftest import Client


def test_an_offence_code_is_told_in_every_edition(client: Client) -> None:
    found = client.get("/v1/offence-codes/10501").json()
    assert [each["edition"] for each in found["editions"] if each["listed"]] == [
        "offence_codes/2026.08.csv",
        "offence_codes/legacy-2025.csv",
    ]


def test_a_code_of_no_list_is_not_found(client: Client) -> None:
    answer = client.get("/v1/offence-codes/10599")
    assert answer.status_code == 404
    assert "Codes of class 105" in answer.text
