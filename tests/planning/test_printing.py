"""A plan can be read in a terminal and printed as a page, with every gap visible."""

import datetime as dt
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec.structs import replace

from riskservice.case import BandDecision, ContactDecision
from riskservice.kit.dates import in_words
from riskservice.planning import Plan, plan_to_html, plan_to_text
from tests.planning.factory import (
    ON,
    RISK,
    Made,
    Rating,
    all_rated,
    not_scorable,
    overall,
    scored,
)

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """Collects what the tests ask about a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def full() -> Plan:
    answers = {
        **all_rated(),
        RISK[0]: Rating(rating="high", evidence="<script>alert('x')</script> & \u201cquoted\u201d"),
        "rosh_children_community": "high",
        "rosh_nature_of_risk": "First line.\nSecond <b>line</b>.",
    }
    decision = BandDecision(band="high", by="A. Smith", role="Sergeant", reason="Why", on=ON)
    given = overall(
        "high",
        calculated_band="medium",
        decision=decision,
        provisional=True,
        provisional_because=("DC-SRP is missing an answer.",),
        possible_bands=("medium", "high"),
    )
    results = (scored("iic_srp", "high"), not_scorable("dc_srp", {"stranger": "Stranger victim?"}))
    contact = ContactDecision(every_days=14, by="B. Jones", reason="New partner with children")
    return Made(answers=answers, results=results, overall=given, contact=contact).draft()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return full()


@pytest.fixture(scope="module")
def text(plan: Plan) -> str:
    return plan_to_text(plan)


@pytest.fixture(scope="module")
def html(plan: Plan) -> str:
    return plan_to_html(plan)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_text_fits_a_hundred_columns(text: str) -> None:
    assert max(map(len, text.splitlines())) <= 100
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_everything_in_the_plan_is_in_the_text(plan: Plan, text: str) -> None:
    words = flat(text)
    for item in (*plan.actions, *plan.contingencies):
        body = item.text if hasattr(item, "text") else item.response
        assert flat(body) in words
    for factor in plan.factors:
        assert flat(factor.title) in words
    for section in plan.sections:
        assert f"\n{section.title}\n" in text
    for blank in plan.blanks:
        assert flat(blank.prompt) in words
    for finding in plan.findings:
        assert flat(finding.text) in words


def test_every_open_place_is_visible_in_the_text(plan: Plan, text: str) -> None:
    assert text.count("[ to be written by: ") == len(plan.blanks)
    names = len(plan.actions) + len(plan.contingencies) + 2
    assert flat(text).count("[ name to be agreed ]") == names


def test_band_reasons_and_decisions_are_in_the_text(text: str) -> None:
    words = flat(text)
    assert "Overall band: high, PROVISIONAL" in words
    assert "Still possible: medium, high" in words
    assert "Decided: high in place of medium, by A. Smith (Sergeant) on 22 November 2026" in words
    assert "At least every 14 days, chosen by B. Jones in place of the default of 91 days." in words
    assert "Reason: New partner with children. Counts from 22 November 2026" in words


def test_a_settled_band_is_not_marked_provisional() -> None:
    plan = Made().draft()
    assert "PROVISIONAL" not in plan_to_text(plan)
    assert "Provisional band:" not in plan_to_html(plan)


def test_a_band_that_cannot_be_formed_is_said() -> None:
    plan = Made(overall=overall(None)).draft()
    assert "cannot be formed, PROVISIONAL" in plan_to_text(plan)
    assert "Provisional band: cannot be formed" in plan_to_html(plan)


def test_what_people_wrote_replaces_the_gap(plan: Plan) -> None:
    blank = replace(plan.blanks[0], text="Lives alone at a notified address.")
    action = replace(plan.actions[0], owner_name="C. Brown", outcome="Done", evidence="Log 12")
    edited = replace(plan, blanks=(blank, *plan.blanks[1:]), actions=(action, *plan.actions[1:]))
    for shown in (plan_to_text(edited), plan_to_html(edited)):
        for words in ("Lives alone at a notified address.", "C. Brown", "Done", "Log 12"):
            assert words in shown
        assert shown.count("[ to be written by: ") == len(plan.blanks) - 1


def test_the_protective_marking_heads_and_closes_both(text: str, html: str) -> None:
    lines = text.strip().splitlines()
    assert lines[0].strip() == lines[-1].strip() == "OFFICIAL-SENSITIVE"
    assert html.count('class="marking') == 2


def test_the_page_is_well_formed_and_in_english(html: str) -> None:
    page = Page(html)
    assert page.open == []
    assert page.named("html") == [{"lang": "en-GB"}]
    assert len(page.named("title")) == len(page.named("main")) == len(page.named("h1")) == 1


def test_headings_never_skip_a_level(html: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(html).tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_every_header_a_scope(html: str) -> None:
    page = Page(html)
    assert len(page.named("table")) == len(page.named("caption")) > 4
    assert all(header.get("scope") in ("col", "row") for header in page.named("th"))


def test_labels_lead_to_headings_and_ids_are_unique(html: str) -> None:
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [each["aria-labelledby"] for each in page.named("section")]
    assert set(named) <= set(ids)
    assert {each["href"] for each in page.named("a")} == {"#plan"}


def test_the_page_needs_nothing_from_elsewhere(html: str) -> None:
    page = Page(html)
    for tag in ("script", "link", "img", "iframe", "object", "form"):
        assert not page.named(tag)
    assert "url(" not in html
    assert "@import" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_what_people_typed_is_escaped(html: str) -> None:
    assert "<script>" not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp;" in html
    assert "Second &lt;b&gt;line&lt;/b&gt;." in html


def test_everything_in_the_plan_is_on_the_page(plan: Plan, html: str) -> None:
    words = flat("".join(Page(html).text))
    for action in plan.actions:
        assert flat(action.text) in words
    for each in plan.contingencies:
        assert flat(each.trigger) in words
        assert flat(each.response) in words
    for blank in plan.blanks:
        assert flat(blank.prompt) in words
    for finding in plan.findings:
        assert flat(finding.text) in words
    for notice in plan.notices:
        assert notice.text in words


def test_the_printed_page_marks_each_sheet_and_keeps_rows_together(html: str) -> None:
    sheet, printed = html.split("@page")[1].split("@media print")
    assert sheet.count('content: "OFFICIAL-SENSITIVE"') == 2
    assert "break-inside: avoid" in printed
    assert "table-header-group" in printed


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (dt.date(2026, 11, 1), "1 November 2026"),
        (dt.date(2028, 2, 29), "29 February 2028"),
        (None, "not set"),
    ],
)
def test_dates_are_written_out_the_same_everywhere(date: dt.date | None, said: str) -> None:
    assert in_words(date) == said


def test_printing_the_same_plan_twice_gives_the_same_bytes(plan: Plan) -> None:
    assert plan_to_text(plan) == plan_to_text(plan)
    assert plan_to_html(plan) == plan_to_html(plan)


def test_a_very_long_word_or_title_does_not_break_the_layout() -> None:
    answers = {**all_rated(), RISK[0]: Rating(rating="high", evidence="x" * 500)}
    text = plan_to_text(Made(answers=answers, results=(scored("t" * 120, "high"),)).draft())
    assert max(map(len, text.splitlines())) <= 100
