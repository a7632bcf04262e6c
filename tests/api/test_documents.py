"""Documents over HTTP: pages and Word files, whole or for the person, of a case and its plan."""

import io
import sys

import docx
import msgspec
import pytest

from riskservice import Service
from riskservice.api.media import DOCX
from riskservice.planning import draft_plan
from riskservice.planning.documents import document_to_docx, document_to_html, make_document
from riskservice.planning.documents.word import plan_to_docx
from tests.api.conftest import CASE, Client
from tests.planning.papers import EXAMPLES, FULL, case_of, papers

KINDS = ("plan", "referral", "minutes", "summary")
BODY = {"case": msgspec.json.decode((EXAMPLES / f"{FULL}.json").read_bytes())}


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_comes_as_a_page_and_as_a_word_file(client: Client, kind: str) -> None:
    document = make_document(kind, papers(FULL))
    page = client.post(f"/v1/mappa/documents/{kind}", json=BODY)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text == document_to_html(document)
    word = client.post(f"/v1/mappa/documents/{kind}", json=BODY, headers={"accept": DOCX})
    assert word.headers["content-type"] == DOCX
    assert word.headers["content-disposition"] == f'attachment; filename="{kind}.docx"'
    assert word.content == document_to_docx(document)


@pytest.mark.parametrize("kind", ["plan", "summary"])
def test_the_persons_own_copy_is_made_where_it_is_asked_for(client: Client, kind: str) -> None:
    answer = client.post(f"/v1/mappa/documents/{kind}?person_copy=true", json=BODY)
    assert answer.text == document_to_html(make_document(kind, papers(FULL), for_person=True))


@pytest.mark.parametrize("kind", ["referral", "minutes"])
def test_what_agencies_share_has_no_copy_for_the_person(client: Client, kind: str) -> None:
    answer = client.post(f"/v1/mappa/documents/{kind}?person_copy=true", json=BODY)
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["pointer"] == "?person_copy"


def test_a_plan_that_is_kept_goes_in_beside_the_case(client: Client, here: Service) -> None:
    case = case_of(FULL)
    plan = draft_plan(case, here.score(case))
    action = msgspec.structs.replace(plan.actions[0], owner_name="K. Invented", status="agreed")
    kept = msgspec.structs.replace(plan, actions=(action, *plan.actions[1:]))
    body = {**BODY, "plan": msgspec.to_builtins(kept)}
    answer = client.post("/v1/mappa/documents/minutes", json=body)
    assert answer.text == document_to_html(make_document("minutes", papers(FULL, kept)))
    assert "K. Invented" in answer.text


def test_a_plan_of_another_person_is_refused(client: Client, here: Service) -> None:
    case = here.reader.check(CASE)
    body = {**BODY, "plan": msgspec.to_builtins(draft_plan(case, here.score(case)))}
    answer = client.post("/v1/mappa/documents/plan", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/case_id"]


def test_every_fault_of_case_and_plan_is_told_at_once(client: Client) -> None:
    body = {"case": {"answers": {"sex": "unknown"}}, "plan": {"plan_id": 1}, "more": 1}
    answer = client.post("/v1/mappa/documents/summary", json=body)
    assert answer.status_code == 422
    pointers = {fault["pointer"] for fault in answer.json()["faults"]}
    assert {"/more", "/case/answers/sex", "/plan/plan_id"} <= pointers


def test_a_reading_that_is_none_is_a_fault_of_the_query(client: Client) -> None:
    answer = client.post("/v1/mappa/documents/referral?setting=media_limb=perhaps", json=BODY)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["pointer"].startswith("?setting")


def test_another_reading_is_used_and_told(client: Client) -> None:
    answer = client.post("/v1/mappa/documents/summary?setting=media_limb=stands_alone", json=BODY)
    assert "stands alone" in answer.text


def test_a_document_is_no_json(client: Client) -> None:
    answer = client.post(
        "/v1/mappa/documents/plan", json=BODY, headers={"accept": "application/json"}
    )
    assert answer.status_code == 406


def test_a_drafted_plan_comes_as_a_word_file(client: Client, here: Service) -> None:
    answer = client.post("/v1/plans", json=CASE, headers={"accept": DOCX})
    assert answer.status_code == 200
    case = here.reader.check(CASE)
    assert answer.content == plan_to_docx(draft_plan(case, here.score(case)))
    assert docx.Document(io.BytesIO(answer.content)).sections[0].header.paragraphs[0].text


def test_without_the_library_the_answer_says_what_to_install(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if "documents.word_" in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docx", None)
    answer = client.post("/v1/mappa/documents/plan", json=BODY, headers={"accept": DOCX})
    assert answer.status_code == 501
    assert "riskservice[planning]" in answer.json()["faults"][0]["way_out"]
