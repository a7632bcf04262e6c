"""The files documents are rendered to: whole, the same each time, readable by every reader."""

import datetime as dt
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import docx
import msgspec
import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace

from riskservice.clocks import PlanningNotInstalled
from riskservice.planning import draft_plan, person_copy
from riskservice.planning.documents import (
    Document,
    document_to_docx,
    document_to_html,
    make_document,
    plan_to_docx,
)
from riskservice.planning.documents.clean import plain_text
from riskservice.planning.documents.parts import Bullets, Gap, Heading, Line, Paragraph, Row
from riskservice.planning.documents.zipped import restamped
from riskservice.planning.parts import Action
from riskservice.scoring import service
from tests.planning.papers import FULL, LEVEL_3, case_of, papers, parts_of, plain

KINDS = ("plan", "referral", "minutes", "summary")
MARKING = "OFFICIAL-SENSITIVE"


@pytest.fixture(scope="module")
def made() -> dict[str, Document]:
    found = papers(FULL)
    return {kind: make_document(kind, found) for kind in KINDS}


@pytest.fixture(scope="module")
def words(made: dict[str, Document]) -> dict[str, bytes]:
    return {kind: document_to_docx(document) for kind, document in made.items()}


def opened(raw: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(raw))


NOT_PRINTED = ("block", "style", "level", "open", "share")


def printed(value: Any) -> Iterator[str]:
    """Yield every text that is to be printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in NOT_PRINTED and not (key == "by" and value.get("text")):
                yield from printed(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from printed(item)


def with_text(document: Document, text: str) -> Document:
    return replace(document, blocks=(Paragraph(text=text), Bullets(lines=(Line(text=text),))))


# Word --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_file_is_the_same_bytes_each_time(
    made: dict[str, Document], words: dict[str, bytes], kind: str
) -> None:
    assert document_to_docx(made[kind]) == words[kind]
    day = made[kind].on
    with zipfile.ZipFile(io.BytesIO(words[kind])) as found:
        assert {entry.date_time for entry in found.infolist()} == {
            (day.year, day.month, day.day, 0, 0, 0)
        }


@pytest.mark.parametrize("kind", KINDS)
def test_its_properties_say_what_it_is_and_when_of(
    made: dict[str, Document], words: dict[str, bytes], kind: str
) -> None:
    document, properties = made[kind], opened(words[kind]).core_properties
    assert properties.title == (
        f"{document.title}: case SYNTHETIC-14-planning-full, 24 November 2026"
    )
    assert properties.language == "en-GB"
    assert properties.category == MARKING
    assert properties.created == properties.modified
    assert properties.created.replace(tzinfo=None) == dt.datetime.combine(document.on, dt.time())
    assert (properties.comments, properties.keywords) == ("", "")
    assert properties.author == document.engine
    assert not any("thumbnail" in name for name in parts_of(words[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_marking_statement_and_page_number_stand_on_every_page(
    made: dict[str, Document], words: dict[str, bytes], kind: str
) -> None:
    (section,) = opened(words[kind]).sections
    assert not section.different_first_page_header_footer
    assert [p.text for p in section.header.paragraphs] == [MARKING]
    assert section.footer.paragraphs[0].text == made[kind].statement
    footer = ET.tostring(section.footer._element).decode()
    assert " PAGE " in footer
    assert " NUMPAGES " in footer


@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_real_and_in_order(
    made: dict[str, Document], words: dict[str, bytes], kind: str
) -> None:
    found = [
        (p.style.name, p.text)
        for p in opened(words[kind]).paragraphs
        if p.style.name.startswith(("Heading", "Title"))
    ]
    assert found[0] == ("Title", made[kind].title)
    assert found[1:] == [
        (f"Heading {b.level}", b.text) for b in made[kind].blocks if isinstance(b, Heading)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_repeats_its_headings_and_is_named(words: dict[str, bytes], kind: str) -> None:
    tables = opened(words[kind]).tables
    assert tables
    for table in tables:
        first, *others = table._tbl.findall(qn("w:tr"))
        assert first.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:trPr")).find(qn("w:tblHeader")) is None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_has_a_height_that_cuts_text(words: dict[str, bytes], kind: str) -> None:
    body = opened(words[kind]).element.body
    for height in body.iter(qn("w:trHeight")):
        assert height.get(qn("w:hRule")) == "atLeast"
    assert 'w:hRule="exact"' not in parts_of(words[kind])["word/document.xml"].decode()


def test_the_language_of_the_text_is_british_english(words: dict[str, bytes]) -> None:
    styles = parts_of(words["plan"])["word/styles.xml"].decode()
    assert set(re.findall(r'w:lang[^>]* w:val="([^"]+)"', styles)) == {"en-GB"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_of_a_document_stands_in_both_renderings(
    made: dict[str, Document], words: dict[str, bytes], kind: str
) -> None:
    page = "".join(plain(document_to_html(made[kind])).split())
    body = "".join(plain(parts_of(words[kind])["word/document.xml"]).split())
    told = list(printed(msgspec.to_builtins(made[kind].blocks)))
    assert len(told) > 100
    for text in told:
        assert "".join(text.split()) in page, text
        assert "".join(text.split()) in body, text


def test_right_to_left_and_other_scripts_are_kept_and_marked() -> None:
    name = "משה כהן"
    text = f"Name: {name}; Ὀδυσσεύς, 王小明, नमस्ते"
    document = with_text(make_document("plan", papers(FULL)), text)
    raw = document_to_docx(document)
    body = parts_of(raw)["word/document.xml"].decode()
    assert text in plain(document_to_html(document))
    assert [p.text for p in opened(raw).paragraphs][2] == text
    runs = re.findall(r"<w:r>(?:(?!</w:r>).)*</w:r>", body)
    assert [run for run in runs if "<w:rtl/>" in run and name in run]
    assert not [run for run in runs if "<w:rtl/>" in run and "王小明" in run]


@pytest.mark.parametrize("style", ["Normal", "Heading 1", "Table Text", "Footer", "Fact"])
def test_other_scripts_are_written_in_the_size_of_the_rest(
    words: dict[str, bytes], style: str
) -> None:
    properties = opened(words["plan"]).styles[style].element.rPr
    sizes = [properties.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("sz", "szCs")]
    assert sizes[0] == sizes[1]


def test_a_long_identifier_stands_in_full_but_not_in_the_margin() -> None:
    document = make_document("plan", papers(FULL))
    for length, margin in ((40, "X" * 40), (41, "X" * 40 + "...")):
        page = document_to_html(replace(document, case_id="X" * length))
        assert f'case {margin}, 24 November 2026"; font' in page
        assert f"<bdi>{'X' * length}</bdi>" in page


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x08c\x1bd", "a\ufffdb\ufffdc\ufffdd"),
        ("a\r\nb\rc\x0bd\x0ce\u2028f\u2029g\x85h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\tb", "a b"),
        ("17\u202e02\u202c", "17\ufffd02\ufffd"),
        ("\u2067x\u2069", "\ufffdx\ufffd"),
        ("\ufffe\uffff\ud800", "\ufffd\ufffd\ufffd"),
        ("a\u200fb\u200dc\u00a0d", "a\u200fb\u200dc\u00a0d"),
        ("<b> & \" ' ]]>", "<b> & \" ' ]]>"),
    ],
)
def test_characters_no_document_can_hold_become_a_visible_mark(given: str, kept: str) -> None:
    assert plain_text(given) == kept
    document = with_text(make_document("plan", papers(FULL)), given)
    raw = document_to_docx(document)
    count = kept.count("\ufffd")
    for part in parts_of(raw).values():
        if part.startswith(b"<?xml"):
            ET.fromstring(part)  # noqa: S314  our own file
    paragraphs = [p.text for p in opened(raw).paragraphs]
    assert kept in paragraphs
    told = f"Text: {2 * count} characters that a document cannot hold"
    assert any(p.startswith(told) for p in paragraphs) is (count > 0)
    assert (told in plain(document_to_html(document))) is (count > 0)


def test_a_plan_of_two_hundred_long_actions_is_laid_out() -> None:
    plan = draft_plan(case_of(FULL), service().score(case_of(FULL)))
    one = plan.actions[0]
    many = tuple(_action(one, number) for number in range(200))
    section = replace(plan.sections[2], actions=tuple(each.action_id for each in many))
    plan = replace(plan, actions=many, sections=(*plan.sections[:2], section, *plan.sections[3:]))
    raw = plan_to_docx(plan)
    body = plain(parts_of(raw)["word/document.xml"])
    assert all(f"Number {number} of many" in body for number in range(200))
    (table,) = [t for t in opened(raw).tables if len(t._tbl.tr_lst) == 201]
    splits = [row.find(qn("w:trPr")).find(qn("w:cantSplit")) for row in table._tbl.tr_lst]
    assert splits[0] is not None
    assert splits[1] is None, "a row longer than a page may break"
    assert splits[2] is not None


def _action(one: Action, number: int) -> Action:
    text = f"Number {number} of many. " + ("Long words follow. " * (300 if number == 0 else 1))
    return replace(one, action_id=f"action:{number}", text=text, contingency=None)


def test_a_persons_copy_becomes_a_word_file_of_its_own() -> None:
    plan = draft_plan(case_of(FULL), service().score(case_of(FULL)))
    (section,) = opened(plan_to_docx(person_copy(plan))).sections
    assert "this copy is for the person" in section.footer.paragraphs[0].text


def test_a_day_before_zip_files_know_any_is_stamped_with_their_first() -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as found:
        found.writestr("a", "text")
    for day, year in ((dt.date(1979, 12, 31), 1980), (dt.date(1980, 1, 2), 1980)):
        with zipfile.ZipFile(io.BytesIO(restamped(raw.getvalue(), day))) as found:
            (entry,) = found.infolist()
            assert entry.date_time[0] == year
            assert entry.date_time[2] == (1 if day.year < 1980 else 2)
            assert found.read("a") == b"text"


def test_without_the_library_it_says_what_to_install(
    made: dict[str, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if "documents.word_" in name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(PlanningNotInstalled, match=r"riskservice\[planning\]"):
        document_to_docx(made["plan"])
    assert MARKING in document_to_html(made["plan"])


# The page ----------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """Headings, languages, tables and references of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def of(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.tags if name == tag)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_accessible_and_needs_nothing_from_elsewhere(
    made: dict[str, Document], kind: str
) -> None:
    page = document_to_html(made[kind])
    outline = Outline(page)
    assert next(outline.of("html")) == {"lang": "en-GB"}
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(outline.levels))
    tables = sum(1 for _ in outline.of("table"))
    assert tables == sum(1 for _ in outline.of("caption")) == sum(1 for _ in outline.of("thead"))
    assert all(found.get("scope") in ("col", "row") for found in outline.of("th"))
    for tag in ("script", "link", "img", "iframe"):
        assert not list(outline.of(tag))
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "<title>" + made[kind].title in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_repeats_marking_and_statement_in_print(
    made: dict[str, Document], kind: str
) -> None:
    page = document_to_html(made[kind])
    style = page[page.index("@media print") :]
    assert ".top { display: table-header-group; break-inside: avoid; }" in style
    assert ".foot { display: table-footer-group; break-inside: avoid; }" in style
    assert f'<header class="top"><p class="marking">{MARKING}</p></header>' in page
    assert plain(page).count(made[kind].statement) == 1
    assert "counter(page)" in page
    assert "counter(pages)" in page


def test_text_cannot_become_markup_or_style() -> None:
    evil = '</style><script>alert("x")</script>{{ 7 * 7 }}\\"; } body { display: none'
    document = replace(with_text(make_document("plan", papers(FULL)), evil), case_id=evil)
    page = document_to_html(document)
    assert "<script" not in page
    assert page.count("</style>") == 1
    assert "{{ 7 * 7 }}" in page
    folio = re.search(r"@bottom-left \{ content: (\"[^\n]*\"); font", page)
    assert folio is not None
    assert '"' not in folio[1][1:-1]


def test_open_places_are_words_and_not_colour_alone() -> None:
    document = make_document("minutes", papers(LEVEL_3))
    gaps = [block for block in document.blocks if isinstance(block, Gap)]
    assert gaps
    page, body = document_to_html(document), document_to_docx(document)
    assert plain(page).count("[ to be written by:") == len(gaps)
    assert plain(parts_of(body)["word/document.xml"]).count("[ to be written by:") == len(gaps)


def test_rows_that_may_not_be_shown_say_so_in_words() -> None:
    document = make_document("referral", papers(FULL))
    marked = [
        row
        for block in document.blocks
        for row in getattr(block, "rows", ())
        if isinstance(row, Row) and row.non_disclosable is not None
    ]
    told = "[Not to be shown to the person: "
    assert {row.cells[0].splitlines()[0] for row in marked} >= {
        "Girl, victim of the offence of 2022",
        "Woman, victim of the offence of 2010 as a child",
    }
    assert plain(document_to_html(document)).count(told) == len(marked)
    body = plain(parts_of(document_to_docx(document))["word/document.xml"])
    assert body.count(told) == len(marked)
