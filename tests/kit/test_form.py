"""Forms: read off the arrays that score, so that form and score cannot disagree."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from riskservice import service
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import Assessor
from riskservice.kit.form import (
    LONGEST,
    blank_form_html,
    filled_form_html,
    form_of,
    form_text,
    gives,
)
from riskservice.kit.people import answers_of, row
from tests.kit.shipped import (
    BOUND,
    NAMES,
    TODAY,
    Bound,
    assessor_of,
    people,
    scored_rows,
)
from tests.toys import ask, assessor


def _forms() -> Iterator[tuple[str, str]]:
    """Yield every instrument, once for each table it can be asked for today."""
    registry = service().registry
    for key in registry.definitions:
        seen = set()
        for name, ruleset in registry.rulesets.items():
            table = registry.table(key, TODAY, ruleset)
            if table is not None and table.version not in seen:
                seen.add(table.version)
                yield key, name


FORMS = list(_forms())


def shipped(key: str, ruleset: str) -> Assessor:
    registry = service().registry
    return registry.assessor(key, TODAY, registry.ruleset(ruleset))


def points_of(label: str, rows: dict[str, str], n: int) -> str:
    """Return what a printed grid gives for a count, found as a reader would find it."""
    for text, given in rows.items():
        low, _, high = text.partition(" to ")
        if text == label or (
            low.split(" ", maxsplit=1)[0].isdigit()
            and (
                (text.endswith("or more") and n >= int(low.split(" ", maxsplit=1)[0]))
                or (high.isdigit() and int(low) <= n <= int(high))
            )
        ):
            return given
    raise AssertionError(f"{label} is in no row of {list(rows)}")


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_a_printed_row_gives_what_the_score_takes(bound: Bound) -> None:
    here = assessor_of(bound)
    form = form_of(here)
    if here.table.lines:
        (grid,) = form.grids
        assert [line.label for line in grid.rows] == [line.when for line in here.table.lines]
        return
    assert len(form.grids) == len(here.kernel.terms) + (here.kernel.shift is not None)
    for term, grid in zip(here.kernel.terms, form.grids, strict=False):
        if len(term.sizes) != 1 or not grid.rows:
            continue
        rows = {line.label: line.gives for line in grid.rows}
        asked = here.asked.get(term.term.needs[0])
        low = (asked.low or 0) if asked else 0
        said = here.stretches(term)
        for code in range(low, min(term.sizes[0], 150)):
            (stretch,) = (s for s in said if s.start <= code < s.stop)
            expected = gives(here, term.as_list[code])
            assert rows[stretch.label] == expected
            if asked is not None and asked.kind == "count":
                assert points_of(str(code), rows, code) == expected


def test_a_form_of_a_toy_is_printed_in_full() -> None:
    text = form_text(assessor("toy_additive"))
    assert text == FORM


FORM = """\
Toy that adds up
================
Predicts nothing.

Table 1 (in force), from 2020-01-01, unconfirmed, {digest}

Not for
-------
  * The person is out of scope

Questions
---------
1. In scope  [Yes / No]
     ____________________
2. Setting  [Open prison / closed / secure]
     ____________________
3. Escapes  [Number, 0 to 4]
     From anywhere.
     ____________________
4. Transfers  [Number, 1 to 4]
     The first included.
     ____________________
5. Armed  [Yes / No]
     If not known: Unarmed until shown.
     ____________________

What each answer gives
----------------------
Escapes
  0                                                            0 points
  1 to 2                                                       2 points
  3 or more                                                    3 points
Setting
  Open prison                                                  0 points
  closed, secure                                               1 point
Transfers
  1                                                            0 points
  2 or more                                                    1 point
Armed escapes (Worked out from several answers together.)
Armed or escaped moves the band (Moves the band.)
  0 of these 2                                                 band stays
  1 of these 2                                                 band stays
  2 of these 2                                                 band up by 1

Bands
-----
  below 2 points: Low
  2 to below 4 points: Medium
  4 to below 7 points: High
  7 points and over: Very high

Rules
-----
  local: yes. So it was decided.

Sources
-------
  nobody: Nobody, Numbers without meaning, 2026 (MIT)
"""
FORM = re.sub(r"\{digest\}", assessor("toy_additive").table.digest, FORM)


@pytest.mark.parametrize(("key", "ruleset"), FORMS)
def test_a_form_asks_every_question_once_and_says_who_it_is_not_for(key: str, ruleset: str) -> None:
    here = shipped(key, ruleset)
    form, text = form_of(here), form_text(here)
    assert [entry.key for entry in form.entries] == [q.key for q in here.questions]
    for i, entry in enumerate(form.entries, 1):
        assert f"\n{i}. {entry.wording}" in text or len(f"{i}. {entry.wording}") > 60
        assert entry.answers
    said = " ".join(text.split())
    for rule in form.exclusions:
        assert " ".join(rule.split()) in said
    assert form.title in text
    assert form.stamp.digest in text
    for source in form.stamp.sources:
        assert " ".join(source.split()) in said


@pytest.mark.parametrize(("key", "ruleset"), FORMS)
def test_a_form_on_paper_is_at_most_a_hundred_columns_wide(key: str, ruleset: str) -> None:
    assert [line for line in form_text(shipped(key, ruleset)).splitlines() if len(line) > 100] == []


@pytest.mark.parametrize(("key", "ruleset"), FORMS)
def test_a_question_that_may_be_left_out_says_what_then_happens(key: str, ruleset: str) -> None:
    here = shipped(key, ruleset)
    rules = here.kernel.missing_rules if isinstance(here, InstrumentAssessor) else (
        here.table.missing
    )  # fmt: skip
    for entry in form_of(here).entries:
        rule = rules.get(entry.key)
        assert entry.optional == (f"If not known: {rule.why}" if rule else "")


@pytest.mark.parametrize(("key", "ruleset"), FORMS)
def test_a_blank_page_is_whole_and_marks_nothing_as_sensitive(key: str, ruleset: str) -> None:
    page = blank_form_html(shipped(key, ruleset))
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")
    assert "<main>" in page
    assert "OFFICIAL-SENSITIVE" not in page
    assert "Result:" not in page
    assert not re.search(r"<(script|link|img|iframe)\b", page)
    assert "http://" not in page
    assert "https://" not in page


def test_a_filled_page_shows_the_answers_the_result_and_how_it_came_about() -> None:
    here = assessor("toy_aged")
    answers: dict[str, Any] = {
        "born": dt.date(1990, 5, 4), "escapes": 1, "setting": "open", "remarks": "Calm.",
    }  # fmt: skip
    page = filled_form_html(here, answers, ask(here, **answers))
    assert "OFFICIAL-SENSITIVE" in page
    for words in ("4 May 1990", "Open prison", "Calm.", "Points: <strong>3</strong>",
                  "Band: <strong>Medium</strong>", "1 or more: 2 points",
                  "Unarmed until shown."):  # fmt: skip
        assert words in page, words


def test_a_filled_page_of_an_incomplete_record_shows_what_is_missing_and_possible() -> None:
    here = assessor("toy_aged")
    answers: dict[str, Any] = {"escapes": 1, "setting": "open"}
    page = filled_form_html(here, answers, ask(here, **answers))
    assert "Result: not scorable" in page
    assert "<li>Date of birth</li>" in page
    assert "Bands still possible: medium, high" in page


def test_a_filled_page_of_someone_out_of_scope_shows_the_rule() -> None:
    here = assessor("toy_aged")
    page = filled_form_html(here, {"in_scope": False}, ask(here, in_scope=False))
    assert "Result: not applicable" in page
    assert "<p>The person is out of scope.</p>" in page


def test_nothing_anybody_wrote_becomes_markup() -> None:
    evil = '<script>alert("x")</script> & <b>'
    here = assessor("toy_aged")
    answers: dict[str, Any] = {
        "born": dt.date(1990, 5, 4), "escapes": 1, "setting": "open", "remarks": evil,
    }  # fmt: skip
    page = filled_form_html(here, answers, ask(here, **answers))
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; &lt;b&gt;" in page


def test_a_rated_factor_is_printed_without_turning_evidence_into_markup() -> None:
    arms = shipped("arms", "default")
    question = next(q for q in arms.questions if q.key == "arms_opportunity")
    rating = msgspec.convert(
        {"rating": "high", "evidence": "<i>alone</i>", "source": "visit", "date": "2026-01-02"},
        question.type,
    )
    answers = {"arms_opportunity": rating}
    codes = dict.fromkeys(("sex", "date_of_birth", "ever_sexual_offence"), -999_999_999)
    outcome = arms.assess(answers, {"on": 2026_11_24} | codes)
    assert not isinstance(outcome, tuple)
    page = filled_form_html(arms, answers, outcome)
    assert "<i>" not in page
    assert "&lt;i&gt;alone&lt;/i&gt;" in page


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_every_filled_page_of_ours_prints(bound: Bound) -> None:
    here, columns = assessor_of(bound), people(bound, 200, 41)
    for i in scored_rows(bound, 200, 41)[:3]:
        known = row(columns, i)
        answers = answers_of(here.asked, known)
        outcome = here.assess(answers, known)
        assert not isinstance(outcome, tuple)
        page = filled_form_html(here, answers, outcome)
        assert "Result: scored" in page
        assert all(item.why.replace("'", "&#39;") in page for item in outcome.items)


def test_a_term_with_more_rows_than_a_page_holds_is_not_printed_row_by_row() -> None:
    for key, ruleset in FORMS:
        assert all(len(grid.rows) <= LONGEST for grid in form_of(shipped(key, ruleset)).grids)
