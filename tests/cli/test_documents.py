"""``riskservice mappa document``: documents as files that appear whole or not at all."""

import sys
from pathlib import Path

import msgspec
import pytest

from riskservice import Service
from riskservice.planning import draft_plan
from riskservice.planning.documents import (
    document_to_docx,
    document_to_html,
    make_document,
    plan_to_docx,
)
from tests.cli.running import EXAMPLES, run
from tests.planning.papers import FULL, LEVEL_3, case_of, papers

CASE = EXAMPLES / f"{FULL}.json"
DOCUMENT = ("mappa", "document", CASE)


@pytest.mark.parametrize("kind", ["plan", "referral", "minutes", "summary"])
def test_a_document_is_written_in_the_format_its_file_names(tmp_path: Path, kind: str) -> None:
    document = make_document(kind, papers(FULL))
    for name, body in (
        ("made.docx", document_to_docx(document)),
        ("made.html", document_to_html(document).encode()),
        ("made", document_to_html(document).encode()),
    ):
        done = run(*DOCUMENT, "--kind", kind, "-o", tmp_path / name)
        assert (done.code, done.out, done.err) == (0, "", "")
        assert (tmp_path / name).read_bytes() == body
    assert len(list(tmp_path.iterdir())) == 3


def test_the_format_goes_before_the_ending(tmp_path: Path) -> None:
    place = tmp_path / "made.html"
    assert run(*DOCUMENT, "--kind", "plan", "--format", "docx", "-o", place).code == 0
    assert place.read_bytes().startswith(b"PK")


def test_without_a_file_the_page_goes_to_the_output() -> None:
    assert run(*DOCUMENT, "--kind", "minutes").out == document_to_html(
        make_document("minutes", papers(FULL))
    )


def test_the_persons_copy_is_to_be_read_before_it_is_handed_over(tmp_path: Path) -> None:
    place = tmp_path / "copy.docx"
    done = run(*DOCUMENT, "--kind", "summary", "--person-copy", "-o", place)
    assert (done.code, done.err) == (0, "Read the copy before it is handed over.\n")
    assert place.read_bytes() == document_to_docx(
        make_document("summary", papers(FULL), for_person=True)
    )


@pytest.mark.parametrize("kind", ["referral", "minutes"])
def test_what_agencies_share_has_no_copy_for_the_person(tmp_path: Path, kind: str) -> None:
    done = run(*DOCUMENT, "--kind", kind, "--person-copy", "-o", tmp_path / "copy.html")
    assert done.code == 2
    assert "is shared by the agencies only" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_kept_plan_stands_in_place_of_the_drafted_one(tmp_path: Path, here: Service) -> None:
    case = case_of(FULL)
    plan = draft_plan(case, here.score(case))
    action = msgspec.structs.replace(plan.actions[0], owner_name="K. Invented")
    kept = tmp_path / "plan.json"
    kept.write_bytes(
        msgspec.json.encode(msgspec.structs.replace(plan, actions=(action, *plan.actions[1:])))
    )
    assert "K. Invented" in run(*DOCUMENT, "--kind", "minutes", "--plan", kept).out
    other = EXAMPLES / f"{LEVEL_3}.json"
    done = run("mappa", "document", other, "--kind", "minutes", "--plan", kept)
    assert done.code == 2
    assert "is not the case the plan belongs to" in done.err


def test_a_folder_that_is_not_there_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    done = run(*DOCUMENT, "--kind", "plan", "-o", tmp_path / "none" / "made.docx")
    assert done.code == 2
    assert "The file cannot be written" in done.err
    assert list(tmp_path.iterdir()) == []


def test_without_the_library_it_says_what_to_install_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if "documents.word_" in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docx", None)
    done = run(*DOCUMENT, "--kind", "plan", "-o", tmp_path / "made.docx")
    assert done.code == 2
    assert "riskservice[planning]" in done.err
    assert list(tmp_path.iterdir()) == []
    assert run(*DOCUMENT, "--kind", "plan", "-o", tmp_path / "made.html").code == 0


def test_a_plan_is_drafted_and_copied_as_a_word_file(tmp_path: Path, here: Service) -> None:
    case = case_of(FULL)
    place = tmp_path / "plan.docx"
    assert run("plan", CASE, "--format", "docx", "-o", place).code == 0
    assert place.read_bytes() == plan_to_docx(draft_plan(case, here.score(case)))
