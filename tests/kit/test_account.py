"""A result in words: figures, items, range, notices, faults, and how it travels."""

import datetime as dt
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from riskservice.errors import Fault
from riskservice.kit import Kernel, figure
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import stamp_of
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, SCORED
from riskservice.kit.outcome import NotApplicable, NotScorable, Outcome, Scored
from riskservice.kit.people import answers_of, row
from tests import toy_instruments as toy
from tests.kit.shipped import BOUND, NAMES, Bound, assessor_of, fresh_assessor, people, scored_rows
from tests.toys import ON, ask, assessor, codes, everyone, kernel, table_of

N = 600


def outcomes(bound: InstrumentAssessor, columns: Any, places: Any) -> list[Any]:
    return [
        bound.assess(answers_of(bound.asked, known), known)
        for known in (row(columns, int(i)) for i in places)
    ]


# Items -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_items_add_up_to_the_total_and_each_names_its_source(bound: Bound) -> None:
    here = assessor_of(bound)
    for result in outcomes(here, people(bound, N, 31), scored_rows(bound, N, 31)):
        assert isinstance(result, Scored)
        terms = result.items[: len(here.kernel.terms)]
        assert [item.term for item in terms] == [t.term.key for t in here.kernel.terms]
        assert len(result.items) == len(terms) + (here.kernel.shift is not None)
        assert all(item.cite for item in result.items if item.points)
        if here.instrument.unit == "points" and here.instrument.aggregate == "sum":
            assert sum(item.points or 0 for item in terms) == result.points
        if here.instrument.unit == "line":
            assert all(item.points is None for item in result.items)


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_what_was_asked_before_never_changes_an_answer(bound: Bound) -> None:
    used, columns = assessor_of(bound), people(bound, N, 32, 0.02)
    for i in range(0, N, 12):
        known = row(columns, i)
        answers = answers_of(used.asked, known)
        assert used.assess(answers, known) == fresh_assessor(bound).assess(answers, known)


def test_the_band_move_names_the_bands_of_this_person_not_of_the_last() -> None:
    here = assessor("toy_additive")
    said = {}
    for escapes, setting, transfers in ((1, "open", 1), (1, "closed", 2), (3, "open", 3)):
        result = ask(here, in_scope=True, setting=setting, escapes=escapes, transfers=transfers,
                     armed=True)  # fmt: skip
        said[result.points] = (result.items[-1].answer, result.items[-1].why, result.band)
    moved = "Armed: yes; Ever escaped: yes"
    assert said == {
        3: (moved, "The band is raised from Medium to High.", "high"),
        5: (moved, "The band is raised from High to Very high.", "very_high"),
        7: (moved, "The band stays as it is.", "very_high"),
    }


def test_an_item_says_the_answer_the_points_and_why() -> None:
    result = ask(assessor("toy_additive"), in_scope=True, setting="open", escapes=1, transfers=4,
                 armed=False)  # fmt: skip
    items = {item.term: item for item in result.items}
    assert [
        (key, item.title, item.answer, item.points, item.why, item.cite, item.confidence)
        for key, item in items.items()
    ] == [
        ("escapes", "Escapes", "1", 2, "1 to 2: 2 points", "nobody: steps.escapes", "confirmed"),
        ("setting", "Setting", "Open prison", 0, "Open prison: 0 points",
         "nobody: steps.setting", "confirmed"),
        ("transfers", "Transfers", "4", 1, "2 or more: 1 point",
         "nobody: steps.transfers", "unconfirmed"),
        ("armed_escapes", "Armed escapes", "Escapes: 1; Armed: no", 0, "0 points",
         "nobody: constants.armed_escape", "confirmed"),
        ("tightness", "Armed or escaped moves the band", "Armed: no; Ever escaped: yes", None,
         "The band stays as it is.", "nobody: steps.tightness", "confirmed"),
    ]  # fmt: skip


def test_an_item_names_the_questions_behind_it_in_the_order_of_the_form() -> None:
    result = ask(assessor("toy_additive"), in_scope=True, setting="open", escapes=0, transfers=1,
                 armed=False)  # fmt: skip
    assert {item.term: item.questions for item in result.items} == {
        "escapes": ("escapes",),
        "setting": ("setting",),
        "transfers": ("transfers",),
        "armed_escapes": ("escapes", "armed"),
        "tightness": ("escapes", "armed"),
    }


def test_words_for_a_stretch_cover_every_answer_once() -> None:
    here = assessor("toy_additive")
    for term in here.kernel.terms:
        if len(term.sizes) != 1:
            continue
        stretches = here.stretches(term)
        covered = [code for s in stretches for code in range(s.start, s.stop)]
        low = here.asked[term.term.needs[0]].low or 0
        assert covered == list(range(low, term.sizes[0]))
        for stretch in stretches:
            assert {term.as_list[c] for c in range(stretch.start, stretch.stop)} == {stretch.points}


# Figures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_reasons_are_left_out_without_changing_a_figure(bound: Bound) -> None:
    here, columns = assessor_of(bound), people(bound, N, 33, 0.02)
    for i in range(0, N, 9):
        known = row(columns, i)
        answers = answers_of(here.asked, known)
        full = here.assess(answers, known)
        bare = here.assess(answers, known, reasons=False)
        if isinstance(full, tuple):
            assert bare == full
            continue
        assert isinstance(bare, Scored | NotApplicable | NotScorable)
        assert bare.items == ()
        assert bare == msgspec.structs.replace(full, items=())


def test_edges_say_how_far_the_neighbouring_bands_are() -> None:
    here = assessor("toy_aged")
    found = {}
    for escapes, born in ((0, 1960), (0, 1990), (1, 1990), (1, 2005)):
        result = ask(here, born=dt.date(born, 1, 1), escapes=escapes, setting="secure")
        assert result.edges is not None
        found[result.points] = (result.edges.to_next_higher, result.edges.above_next_lower)
    assert found == {1: (1, None), 2: (2, 0), 4: (None, 0), 5: (None, 1)}


def test_edges_of_percent_bands_are_in_percent() -> None:
    result = ask(assessor("toy_logistic"), escapes=1, transfers=1, armed=True)
    assert (result.percent, result.band) == (29.9, "high")
    assert result.edges is not None
    assert result.edges.unit == "percent"
    assert (result.edges.to_next_higher, result.edges.above_next_lower) == (0.1, 9.8)


def test_log_odds_are_no_points() -> None:
    result = ask(assessor("toy_logistic"), escapes=1, transfers=2, armed=True)
    assert result.points is None
    assert result.probability == float(1 / (1 + np.exp(-np.array([-0.6499999999999999])))[0])


def test_measures_stand_beside_the_main_figure() -> None:
    result = ask(assessor("toy_aged"), born=dt.date(1990, 1, 1), escapes=1, setting="secure")
    assert result.points == 4
    one_year, by_setting = result.measures
    assert (one_year.key, one_year.title, one_year.note) == (
        "one_year", "Chance within one year", "A toy.",
    )  # fmt: skip
    assert one_year.probability == float(1 / (1 + np.exp(-np.array([0.5])))[0])
    assert one_year.percent == 62.25
    assert (by_setting.key, by_setting.probability, by_setting.percent) == ("by_setting", 0.25, 25)


def test_a_further_measure_of_log_odds_is_that_of_the_total_itself() -> None:
    @figure(title="Beside")
    def beside(total: Any, *, table: Any) -> Any:  # noqa: ARG001
        """Return the chance of the same total"""
        return 1 / (1 + np.exp(-total))

    bound = Kernel(replace(toy.LOGISTIC, measures=(beside,)), kernel("toy_logistic").table)
    here = InstrumentAssessor(bound, stamp_of(bound.table))
    for armed in (False, True):
        result = ask(here, escapes=1, transfers=2, armed=armed)
        assert result.measures[0].probability == result.probability
        assert result.measures[0].percent == result.percent


def test_a_level_defined_in_the_table_gives_the_band_its_title() -> None:
    here = assessor("toy_aged")
    high = ask(here, born=dt.date(2005, 1, 1), escapes=1, setting="secure")
    low = ask(here, born=dt.date(1960, 1, 1), escapes=0, setting="open")
    assert (high.band, high.band_title) == ("high", "Really high")
    assert (low.band, low.band_title) == ("low", "Low")


# Outcomes ----------------------------------------------------------------------------------------


def test_out_of_scope_is_not_applicable_with_the_rule() -> None:
    result = ask(assessor("toy_additive"), in_scope=False)
    assert isinstance(result, NotApplicable)
    assert result.rule == "The person is out of scope"
    assert (result.points, result.band, result.items, result.range) == (None, None, (), None)


def test_missing_answers_are_not_scorable_with_their_wording_and_the_range() -> None:
    result = ask(assessor("toy_additive"), in_scope=True, setting="open", escapes=4)
    assert isinstance(result, NotScorable)
    assert [(m.question, m.wording) for m in result.missing] == [("transfers", "Transfers")]
    assert (result.points, result.probability, result.band) == (None, None, None)
    assert result.range is not None
    assert (result.range.lowest.points, result.range.highest.points) == (4, 8)
    assert result.range.bands == ("high", "very_high")
    assert (result.range.settled_by, result.range.settled) == (("armed",), False)


def test_a_question_that_may_exclude_puts_not_applicable_first_among_the_bands() -> None:
    result = ask(assessor("toy_additive"), setting="open", escapes=0, transfers=1, armed=False)
    assert result.range is not None
    assert result.range.bands == ("not_applicable", "low")
    assert result.range.settled_by == ("in_scope",)


def test_a_settled_band_is_said_to_be_settled_although_an_answer_is_missing() -> None:
    result = ask(assessor("toy_additive"), in_scope=True, escapes=0, transfers=1, armed=False)
    assert isinstance(result, NotScorable)
    assert result.range is not None
    assert (result.range.bands, result.range.settled, result.range.settled_by) == (
        ("low",), True, (),
    )  # fmt: skip
    assert (result.range.lowest.points, result.range.highest.points) == (0, 1)


def test_a_missing_rule_gives_the_score_a_notice_and_the_range_beside_it() -> None:
    result = ask(assessor("toy_additive"), in_scope=True, setting="open", escapes=1, transfers=1)
    assert isinstance(result, Scored)
    assert (result.points, result.band) == (2, "medium")
    (notice,) = (n for n in result.notices if n.code == "missing-rule")
    assert notice.questions == ("armed",)
    assert notice.text == "Armed: not answered. Unarmed until shown."
    assert result.range is not None
    assert (result.range.bands, result.range.settled_by) == (("medium", "high"), ("armed",))


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_with_everything_answered_the_range_is_the_result(bound: Bound) -> None:
    here = assessor_of(bound)
    for result in outcomes(here, people(bound, N, 34), scored_rows(bound, N, 34)):
        assert result.range is not None
        assert result.range.lowest == result.range.highest
        low = result.range.lowest
        assert (low.points, low.probability, low.percent, low.band) == (
            result.points, result.probability, result.percent, result.band,
        )  # fmt: skip
        assert result.range.bands == (() if result.band is None else (result.band,))
        assert (result.range.settled, result.range.settled_by) == (True, ())


# Faults ------------------------------------------------------------------------------------------


def test_a_contradiction_says_what_was_said_and_the_way_out() -> None:
    here = assessor("toy_additive")
    answers = {"in_scope": True, "setting": "open", "escapes": 3, "transfers": 2, "armed": False}
    faults = here.assess(answers, codes(here.kernel, **answers))
    assert faults == (
        Fault(
            pointer="/answers/escapes",
            question="escapes",
            wording="Escapes",
            value="escapes = 3, transfers = 2",
            message="There are more escapes than transfers",
            way_out="Correct one of the two counts.",
        ),
    )


def test_every_contradiction_is_reported_at_once() -> None:
    here = assessor("toy_aged")
    answers = {"born": dt.date(2030, 1, 1), "escapes": 3, "transfers": 2, "setting": "open"}
    faults = here.assess(answers, codes(here.kernel, **answers))
    assert isinstance(faults, tuple)
    assert {fault.message for fault in faults} == {
        "There are more escapes than transfers",
        "The date of birth lies after the day of assessment",
        "Age lies outside 0 to 200",
    }


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_every_fault_has_words_a_place_and_a_way_out(bound: Bound) -> None:
    here, columns = assessor_of(bound), people(bound, N, 35)
    faulty = np.flatnonzero(here.kernel.block(columns).status == FAULTY)
    for faults in outcomes(here, columns, faulty[:60]):
        assert faults
        for fault in faults:
            assert fault.pointer.startswith("/answers")
            assert fault.message.strip()
            assert fault.way_out.strip()
            assert fault.question is None or fault.question in here.asked


# Notices -----------------------------------------------------------------------------------------


def test_unconfirmed_numbers_are_said_to_be_unconfirmed() -> None:
    unsure = ask(assessor("toy_additive"), in_scope=True, setting="open", escapes=0, transfers=1,
                 armed=False)  # fmt: skip
    sure = ask(assessor("toy_highest"), escapes=0, setting="open", armed=False)
    assert [n.code for n in unsure.notices] == ["unconfirmed"]
    assert [n.code for n in sure.notices] == []


def test_a_note_is_given_only_where_it_is_true_and_known() -> None:
    here = assessor("toy_additive")

    def noted(**answers: Any) -> list[str]:
        return [n.code for n in ask(here, **answers).notices if n.code.startswith("escaped")]

    assert noted(in_scope=True, setting="secure", escapes=1, transfers=1) == ["escaped-from-secure"]
    assert noted(in_scope=True, setting="open", escapes=1, transfers=1) == []
    assert noted(in_scope=True, escapes=1, transfers=1) == []


def test_historical_rates_are_called_history() -> None:
    here = assessor("toy_aged")
    result = ask(here, born=dt.date(1960, 1, 1), escapes=0, setting="open", in_scope=True,
                 armed=False, transfers=1)  # fmt: skip
    assert [(n.code, n.text) for n in result.notices] == [
        (
            "historical-rate",
            (
                "Historical rate of this class, not a present probability: 1.5 per cent within 1 "
                "years, 2 per cent within 2 years. Nobody, ever."
            ),
        )
    ]


@pytest.mark.parametrize(
    ("status", "more", "code"),
    [
        ("as deployed", "", "as-deployed"),
        ("withdrawn", "withdrawn_on = 2021-12-31", "withdrawn"),
    ],
)
def test_a_table_out_of_the_ordinary_is_named_on_every_outcome(
    status: str, more: str, code: str
) -> None:
    bound = kernel("toy_highest")
    table = msgspec.structs.replace(
        bound.table, status=status, withdrawn_on=table_of("", more=more).withdrawn_on
    )
    here = InstrumentAssessor(type(bound)(bound.instrument, table), stamp_of(table))
    scored = ask(here, escapes=0, setting="open", armed=False)
    missing = ask(here)
    for result in (scored, missing):
        assert code in [n.code for n in result.notices]


def test_a_stamp_names_the_table_its_digest_and_its_sources() -> None:
    here = assessor("toy_additive")
    result = ask(here, in_scope=False)
    assert (result.table.version, result.table.status, result.table.confidence) == (
        "1", "in force", "unconfirmed",
    )  # fmt: skip
    assert result.table.digest == here.table.digest != ""
    assert result.table.sources == ("nobody: Nobody, Numbers without meaning, 2026 (MIT)",)


# Travelling --------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_results_come_back_from_json_and_messagepack_as_they_went(bound: Bound) -> None:
    here, columns = assessor_of(bound), people(bound, N, 36, 0.03)
    tags = set()
    for result in outcomes(here, columns, range(0, N, 5)):
        if isinstance(result, tuple):
            continue
        tags.add(type(result))
        assert msgspec.json.decode(msgspec.json.encode(result), type=Outcome) == result
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(result), type=Outcome) == result
    # An instrument that can do without any one answer is scored whoever is asked.
    assert len(tags) > 1 or (bound[0] == "lds" and tags)


@pytest.mark.parametrize("key", ["toy_additive", "toy_highest", "toy_logistic", "toy_both"])
def test_every_outcome_of_a_toy_travels(key: str) -> None:
    here = assessor(key)
    columns = everyone(here.kernel, unanswered=True)
    for result in outcomes(here, columns, range(0, columns["on"].size, 7)):
        if not isinstance(result, tuple):
            assert msgspec.json.decode(msgspec.json.encode(result), type=Outcome) == result


def test_an_assessor_leaves_what_it_is_given_as_it_was() -> None:
    here = assessor("toy_additive")
    answers = {"in_scope": True, "setting": "open", "escapes": 1}
    known = codes(here.kernel, ON, **answers)
    before = (dict(answers), dict(known))
    here.assess(answers, known)
    assert (answers, known) == before
    assert known["armed"] == UNKNOWN


def test_what_an_instrument_found_is_kept_for_those_made_of_it() -> None:
    here = assessor("toy_additive")
    done: dict[str, Any] = {}
    known = codes(here.kernel, in_scope=True, setting="open", escapes=0, transfers=1, armed=False)
    here.assess({}, known, done=done)
    assert list(done) == ["toy_additive"]
    assert done["toy_additive"].status == SCORED
    assert done["toy_additive"] == here.kernel.evaluate(known)
