"""A run as one page and one typed value: what a panel takes away."""

import datetime as dt
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import msgspec
import polars as pl
import pytest

from riskservice import Service
from riskservice.assessment import RulesetStamp
from riskservice.rescoring.bands import scales_of
from riskservice.rescoring.beside import beside
from riskservice.rescoring.causes import attribute, attribute_results
from riskservice.rescoring.changes import compare
from riskservice.rescoring.clock import look_ahead
from riskservice.rescoring.findings import Findings, Limits
from riskservice.rescoring.panel import find
from riskservice.rescoring.provenance import Run, run_id
from riskservice.rescoring.report import to_html
from riskservice.rescoring.rules import Rules
from riskservice.rescoring.summary import Summary
from riskservice.rescoring.summing import summarise
from riskservice.rescoring.words import Said
from tests.rescoring.people import block
from tests.rescoring.slow import SlowRescorer
from tests.rescoring.test_causes import AFTER, ANSWERS, BEFORE, EARLY, LATE

WICKED = "<script>alert('&')</script>"
COHORT = {
    **AFTER,
    WICKED: (LATE, ANSWERS),
    "open": (LATE, {k: v for k, v in ANSWERS.items() if k != "total_sanctions"}),
    "contradicting": (LATE, ANSWERS | {"follow_up_start": "1960-01-01"}),
    "woman": (LATE, {"sex": "female"}),
}
# nothing, data, together, clock, rule, rule and data, new, wicked, open, contradicting, woman
OFFICERS = ["A. Example"] * 6 + ["B. Example", WICKED, None, "B. Example", "B. Example"]
RELEASE = [dt.date(2026, 7, 4), *[None] * 9, dt.date(2026, 12, 1)]
FAULTS = pl.DataFrame(
    {
        "row": [10, 10],
        "case_id": ["contradicting", "contradicting"],
        "question": ["follow_up_start", "date_of_birth"],
        "value": [WICKED, "1971-03-27"],
        "fault": ["Follow-up starts before birth.", "Birth comes after follow-up."],
        "way_out": ["Correct one of the two dates.", "Correct one of the two dates."],
    }
)


def run_of(here: Service, previous: Any) -> Run:
    ruleset = here.registry.ruleset()
    return Run(
        run_id="run-0123456789abcdef",
        first_on=EARLY,
        last_on=LATE,
        ruleset=RulesetStamp(name=ruleset.name, title=ruleset.title, digest=ruleset.digest),
        previous=previous,
        source=f"cohort {WICKED}.csv",
    )


def findings_of(here: Service, **more: Any) -> Findings:
    before, after = block(BEFORE), block(COHORT, {"officer": OFFICERS, "release_date": RELEASE})
    now = Rules(here, SlowRescorer, instruments=["dc_srp"])
    then = Rules(here, SlowRescorer, ruleset="hmpps-2026.08", instruments=["dc_srp"])
    earlier, results = then.rescore(before), now.rescore(after)
    scales = scales_of(here, now.keys, LATE)
    changes = compare(earlier, results, scales=scales)
    causes = attribute(changes, before=before, after=after, now=now)
    if more.pop("results_only", False):
        causes = attribute_results(changes, before=earlier, after=results, feeding=["dc_srp"])
    found = {
        "changes": changes,
        "causes": causes,
        "ahead": look_ahead(after, results, now, scales=scales),
        "said": Said(questions=here.registry.questions, before=before, after=after),
        "faults": FAULTS,
    } | more
    return Findings(
        results=results, about=beside(after.about, after.on), on=after.on, scales=scales, **found
    )


@pytest.fixture(scope="module")
def summary(here: Service) -> Summary:
    return summarise(findings_of(here), run=run_of(here, "answers"), service=here)


@pytest.fixture(scope="module")
def page(summary: Summary) -> str:
    return to_html(summary)


# The typed value ---------------------------------------------------------------------------------


def test_everyone_is_counted_once(summary: Summary) -> None:
    head = summary.headline
    assert head.people == 11
    # "new" and the wicked one are medium by time (see test_causes), so are clock and together.
    assert head.bands == {"low": 0, "medium": 4, "high": 2, "very_high": 2}
    assert (head.with_band, head.without_band_open, head.faulty, head.not_applicable) == (
        8,
        2,
        1,
        0,
    )
    assert head.unallocated == 1
    assert head.bands_before == {"low": 0, "medium": 2, "high": 5, "very_high": 0}
    assert head.changes == {
        "changed": 5, "risen": 3, "fallen": 2, "newly_high": 1, "newly_very_high": 2,
        "newly_not_scorable": 0, "newly_faulty": 0, "new_in_cohort": 5, "dropped_out": 1,
    }  # fmt: skip


def test_each_list_has_its_people(summary: Summary) -> None:
    lists = {each.kind: each.case_ids for each in summary.lists}
    assert lists["risen"] == ("data", "rule", "rule and data")
    assert lists["fallen"] == ("clock", "together")
    assert lists["dropped_out"] == ("gone",)


def test_the_matrix_adds_up_to_everyone(summary: Summary) -> None:
    overall = summary.matrices[0]
    assert overall.instrument == "overall"
    assert overall.changed == 5
    assert sum(map(sum, overall.counts)) == 12
    row = dict(zip(overall.after, overall.counts[overall.before.index("high")], strict=True))
    assert {k: n for k, n in row.items() if n} == {
        "medium": 2, "high": 1, "very_high": 1, "absent": 1,
    }  # fmt: skip


def test_each_change_says_why_in_words(summary: Summary) -> None:
    assert summary.causes is not None
    why = {(m.case_id, m.instrument): m.why for m in summary.causes.shown}
    assert why["rule", "overall"] == "Rules: medium to high."
    assert why["clock", "dc_srp"] == "Time: high to medium."
    assert why["rule and data", "dc_srp"].startswith(
        "Rules: medium to high. Answers: high to very high. Decided by: "
    )
    assert "(2, now 3)" in why["data", "overall"]
    assert why["together", "overall"].startswith(
        "Answers: high to medium. No one answer decides; together: "
    )
    assert summary.causes.counts["overall"] == {"rule": 2, "clock": 1, "data": 3, "untold": 0}


def test_who_comes_to_be_at_fault_is_listed_once(here: Service) -> None:
    now = Rules(here, SlowRescorer, instruments=["dc_srp"])
    before = block({"A": (LATE, ANSWERS)})
    after = block({"A": (LATE, ANSWERS | {"follow_up_start": "1960-01-01"})})
    found = find(after, now.rescore(after), now=now, before=before, horizons=())
    summary = summarise(found, run=run_of(here, "answers"), service=here)
    assert summary.causes is not None
    assert [(m.instrument, m.after) for m in summary.causes.shown] == [("overall", "faulty")]
    assert summary.causes.total == 1
    assert summary.causes.counts["dc_srp"]["data"] == 1


def test_the_queue_begins_with_the_greatest_need(summary: Summary) -> None:
    cases = [each.case_id for each in summary.queue.shown]
    # Very high and risen by two, then by one; then who could be: with a day of release, and
    # allocated to nobody.
    assert cases[:5] == ["rule and data", "data", "woman", "open", "contradicting"]
    assert summary.queue.shown[0].reasons[:2] == (
        "Very high.",
        "Risen from medium to very high.",
    )


def test_time_alone_and_release_are_counted(summary: Summary) -> None:
    assert summary.ahead is not None
    # All of the early day but "together" (medium already falls to low) wait for 17 May 2026.
    assert summary.ahead.counts["30"] == 3
    assert {due.case_id for due in summary.ahead.shown} == {"nothing", "data", "together"}
    counted = {s.title: (s.people, s.high) for s in summary.release}
    assert counted["29 to 90 days"] == (1, 1)
    assert counted["after 90 days"] == (1, 0)
    assert counted["not known"] == (9, 3)


def test_caseloads_are_told_where_the_file_names_officers(here: Service, summary: Summary) -> None:
    assert summary.caseload is not None
    assert [load.name for load in summary.caseload.officers] == [
        "A. Example", WICKED, "B. Example", None,
    ]  # fmt: skip
    assert summary.caseload.teams == ()
    found = findings_of(here)
    alone = Findings(results=found.results, about=beside(pl.DataFrame(), found.on), on=found.on)
    bare = summarise(alone, run=run_of(here, None), service=here)
    assert bare.caseload is None
    assert bare.headline.unallocated is None
    assert (bare.matrices, bare.lists, bare.causes, bare.release) == ((), (), None, ())


def test_tables_are_named_with_their_sources(summary: Summary) -> None:
    used = {(t.instrument, t.version): t.people for t in summary.tables}
    assert used == {("dc_srp", "2021.1"): 3, ("dc_srp", "2026.1"): 7}
    assert all(t.sources and t.digest for t in summary.tables)


def test_it_is_the_same_after_a_journey_as_json(summary: Summary) -> None:
    assert msgspec.json.decode(msgspec.json.encode(summary), type=Summary) == summary


def test_lists_are_cut_and_counts_are_not(here: Service) -> None:
    limits = Limits(queue=2, listed=1, causes=1, ahead=1, faults=1, caseloads=1)
    cut = summarise(findings_of(here), run=run_of(here, "answers"), service=here, limits=limits)
    assert cut.causes is not None
    assert cut.ahead is not None
    assert cut.caseload is not None
    assert (len(cut.queue.shown), cut.queue.total) == (2, 11)
    assert (len(cut.causes.shown), cut.causes.total) == (1, 10)
    assert (len(cut.faults.shown), cut.faults.total, cut.faults.rows) == (1, 2, 1)
    assert (len(cut.caseload.officers), cut.caseload.officers_total) == (1, 4)
    page = to_html(cut)
    assert "The first 2 of 11 people; 9 more are not on this page" in page
    assert "The first 1 of 2 faults" in page
    assert "and 4 more" in page  # new in the cohort


def test_a_run_has_one_identifier() -> None:
    def given(**more: Any) -> str:
        return run_id(
            **{"inputs": ["a", "b"], "first_on": EARLY, "last_on": LATE, "ruleset": "r",
               "tables": ["x", "y"]} | more
        )  # fmt: skip

    assert given() == given(tables=["y", "x"])
    for other in ({"inputs": ["b", "a"]}, {"last_on": EARLY}, {"ruleset": "s"}, {"tables": ["x"]}):
        assert given(**other) != given()


# The page ----------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Collects what a page is made of, and refuses tags that do not close in order."""

    VOID = frozenset({"meta", "br", "rect", "img", "link", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_is_whole(read: Reader) -> None:
    assert read.open == []


def test_the_page_needs_nothing_from_elsewhere(page: str, read: Reader) -> None:
    assert {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object"} == set()
    for _, attrs in read.tags:
        assert "src" not in attrs
        assert str(attrs.get("href", "#")).startswith("#")
        assert not [name for name in attrs if name.startswith("on")]
    assert "url(" not in page
    assert "@import" not in page


def test_whatever_was_sent_is_escaped(page: str) -> None:
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 5


def test_the_same_run_gives_the_same_page(here: Service, page: str) -> None:
    again = summarise(findings_of(here), run=run_of(here, "answers"), service=here)
    assert to_html(again) == page


def test_everybody_can_find_their_way(read: Reader) -> None:
    tags = [tag for tag, _ in read.tags]
    assert tags.count("h1") == tags.count("main") == 1
    assert tags.count("table") == tags.count("caption") > 6
    assert tags.count("svg") == tags.count("desc") == 2
    headings = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(headings))
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in read.tags:
        targets = str(attrs.get("aria-labelledby") or "").split()
        targets += [href[1:]] if (href := attrs.get("href")) else []
        assert set(targets) <= set(ids)
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in read.tags if tag == "th")


@pytest.mark.parametrize(
    "said",
    [
        "run-0123456789abcdef",
        "16 May 2026 to 1 July 2026",
        "Corrected rules, by date",
        "2026.1",
        "What this page must not be used for",
        "It is not a decision.",
        "Risen (3)",
        "Rules: medium to high.",
        "2 faults in 1 rows",
        "Correct one of the two dates.",
        "Allocated to nobody",
        "not a measure of risk",
        "Ministry of Justice",
    ],
)
def test_a_chair_reads_on_the_page(page: str, said: str) -> None:
    assert said in page


def test_a_run_without_last_time_has_a_page_of_its_own(here: Service) -> None:
    found = findings_of(here)
    alone = Findings(results=found.results, about=found.about, on=found.on)
    page = to_html(summarise(alone, run=run_of(here, None), service=here))
    assert "the page says nothing of changes" in page
    assert 'id="changes"' not in page
    assert 'id="causes"' not in page
    assert "1 people have answers at fault" in page


def test_results_alone_say_that_answers_and_time_cannot_be_told_apart(here: Service) -> None:
    found = findings_of(here, results_only=True)
    page = to_html(summarise(found, run=run_of(here, "results"), service=here))
    assert "Only results of last time were given." in page
    assert "Answers and time cannot be told apart" in page


def test_a_flood_of_faults_is_counted(here: Service) -> None:
    found = findings_of(here, more_faults=7000)
    page = to_html(summarise(found, run=run_of(here, "answers"), service=here))
    assert "2 faults in 1 rows, and 7,000 more that were counted and not written down." in page


def test_caseloads_before_and_after_the_cohort_stand_side_by_side(here: Service) -> None:
    existing = pl.DataFrame(
        {
            "case_id": [f"old {i}" for i in range(10)],
            "officer": ["A. Example"] * 10,
            "team": pl.Series([None] * 10, dtype=pl.String),
            "band": ["low"] * 9 + ["high"],
            "could_rise": [False] * 10,
            "could_fall": [False] * 10,
        }
    )
    found = findings_of(here, existing=existing)
    summary = summarise(found, run=run_of(here, "answers"), service=here)
    assert summary.caseload is not None
    (load,) = [each for each in summary.caseload.officers if each.name == "A. Example"]
    assert (load.people_before, load.share_before, load.people) == (10, 0.1, 16)
    # 1 before and nothing, rule, data, rule and data: 5 of 16.
    assert load.share == 5 / 16
    assert "Share before, %" in to_html(summary)
