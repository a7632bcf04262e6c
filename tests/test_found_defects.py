"""
Promises that were found broken: each test failed when it was written.

Grouped by room. A test that is red waits for its defect to be mended; a green one keeps it mended.
"""

import datetime as dt
import decimal
import itertools
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import pytest
from msgspec import Meta

from riskservice import BrokenPlugin, InvalidCase, Service, UnreadableBody, score
from riskservice import registry as registry_module
from riskservice.case import CaseReader
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Count,
    Instrument,
    Ints,
    Judgement,
    NotApplicable,
    NotScorable,
    Table,
    check,
    derived,
    excluded,
    question,
    shift,
    steps,
    whole_years,
)
from riskservice.kit import form as forms
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import stamp_of
from riskservice.kit.completions import reach
from riskservice.kit.conformance import check_instrument
from riskservice.kit.dates import pack
from riskservice.kit.evaluation import NOT_APPLICABLE, SCORED
from riskservice.kit.judgement import JudgementAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.questions import merge, questions_of
from riskservice.kit.rounding import percent
from riskservice.registry import Registry, installed
from tests import toy_instruments as toy
from tests import toys
from tests.test_combining import overall, scored
from tests.test_layers import HOUSE as RISKSERVICE
from tests.test_layers import PLUGINS, ROOT, name_of, sources
from tests.test_registry import DEFAULT, definition, release
from tests.toys import codes, found, kernel, kernel_for, package, raw_table, table_of

ON = dt.date(2026, 11, 24)
STEPS = '[steps.escapes]\nat = [1, 3]\npoints = [0, 1, 3]\ncite = "nobody"\n'
BANDS = '[bands]\nat = [2, 4]\nnames = ["low", "medium", "high"]\ncite = "nobody"\n'


class OneAnswer(Answers, frozen=True, kw_only=True):
    """Asks for escapes."""

    escapes: toy.Escapes = None


def one_term(**changes: Any) -> Instrument:
    """Return an instrument of one term, with what is changed in it."""
    plain: dict[str, Any] = {
        "key": "toy", "title": "Toy", "about": "Predicts nothing.", "answers": OneAnswer,
        "tables": "tests", "terms": (steps("escapes"),),
    }  # fmt: skip
    return Instrument(**plain | changes)


def faults_of(ask: Callable[[], Any], error: type[Exception] = InvalidCase) -> dict[str, str]:
    with pytest.raises(error) as raised:
        ask()
    return {fault.pointer: fault.message for fault in raised.value.faults}  # type: ignore[attr-defined]


# Records -----------------------------------------------------------------------------------------


def test_a_missing_day_is_told_together_with_the_other_faults(here: Service) -> None:
    for answers in ({"sex": "man"}, {"date_of_birth": "1800-01-01"}):
        (key,) = answers
        raw = msgspec.json.encode({"answers": answers})
        for door in (lambda raw=raw: here.reader.read(raw),
                     lambda raw=raw: here.reader.check(msgspec.json.decode(raw))):  # fmt: skip
            assert set(faults_of(door)) == {"/on", f"/answers/{key}"}


def test_every_fault_inside_a_rating_is_told_at_once(here: Service) -> None:
    rating = {"rating": "highest", "date": "2026-02-30", "evidence": 3, "certainty": 1}
    raw = {"on": ON, "answers": {"arms_opportunity": rating}}
    with pytest.raises(InvalidCase) as error:
        here.reader.check(raw)
    told = " ".join(f"{f.pointer} {f.message}" for f in error.value.faults)
    assert all(name in told for name in ("rating", "date", "evidence", "certainty"))


def test_everything_a_decision_lacks_is_told_at_once(here: Service) -> None:
    with pytest.raises(InvalidCase) as error:
        here.reader.check({"on": ON, "answers": {}, "band_decision": {"band": "low"}})
    told = " ".join(f"{f.pointer} {f.message}" for f in error.value.faults)
    assert all(name in told for name in ("by", "role", "reason", "on"))


def test_a_decision_without_a_reason_is_told_together_with_contradictions() -> None:
    decision = {"band": "low", "by": "C. Hair", "role": "chair", "reason": "", "on": ON}
    answers = {"sexual_appearances": 9, "criminal_appearances": 5, "sex": "male"}
    told = faults_of(lambda: score({"on": ON, "answers": answers, "band_decision": decision}))
    assert {"/answers/sexual_appearances", "/band_decision/reason"} <= set(told)


def test_a_number_too_long_to_print_is_a_fault_and_not_a_crash(here: Service) -> None:
    raw = {"on": ON, "answers": {"total_sanctions": 10**5000}}
    assert faults_of(lambda: here.reader.check(raw)) == {
        "/answers/total_sanctions": "must be from 1 to 999"
    }


@pytest.mark.parametrize("place", ["answers", "case_id"])
def test_text_that_cannot_be_written_down_is_a_fault_and_not_a_crash(place: str) -> None:
    half = "\ud800"  # half of a surrogate pair; JSON and MessagePack refuse it at the door
    raw: dict[str, Any] = {"on": ON, "answers": {}}
    raw |= {"case_id": half} if place == "case_id" else {"answers": {"arms_assessor": half}}
    with pytest.raises((InvalidCase, UnreadableBody)):
        msgspec.json.encode(score(raw, instruments=["arms"]))


@pytest.mark.parametrize("raw", [None, [], "case", 3])
def test_what_is_no_record_is_told_so_whatever_python_gives(raw: Any) -> None:
    assert faults_of(lambda: score(raw), UnreadableBody) == {"": "is not a case record"}


def test_null_is_unanswered_in_a_strangers_question_too() -> None:
    class Plain(Answers, frozen=True, kw_only=True):
        escapes: Annotated[Count, question("Escapes")] = 0

    reader = CaseReader(merge("Union", Plain))
    assert reader.check({"on": ON, "answers": {"escapes": None}}).answers == {}


def test_a_code_ends_with_its_last_digit(here: Service) -> None:
    raw = {"on": ON, "answers": {"current_offence_code": "02700\n"}}
    assert set(faults_of(lambda: here.reader.check(raw))) == {"/answers/current_offence_code"}


# Questions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        Annotated[int, Meta(le=5)],
        Annotated[int, Meta(ge=-5, le=5)],
        Literal[1, 2],
        int | str,
    ],
)
def test_a_field_no_kernel_can_hold_is_refused_by_name(kind: Any) -> None:
    struct = msgspec.defstruct(
        "Odd", [("odd", kind | None, None)], bases=(Answers,), frozen=True, kw_only=True
    )
    with pytest.raises(TypeError, match=r"odd: .* has no question kind"):
        questions_of(struct)


def test_a_count_above_a_bound_begins_above_it() -> None:
    class Above(Answers, frozen=True, kw_only=True):
        many: Annotated[int, Meta(gt=0, le=5)] | None = None

    (asked,) = questions_of(Above)
    assert asked.low == 1


# Points, percentages and bands -------------------------------------------------------------------


def test_points_with_a_fraction_are_banded_as_they_are() -> None:
    text = (
        '[steps.escapes]\nat = [1]\npoints = [0, "2.5"]\ncite = "nobody"\n'
        '[bands]\nat = ["2.5"]\nnames = ["low", "high"]\ncite = "nobody"\n'
    )
    bound = kernel_for(one_term(), text)
    assert bound.figures(bound.evaluate(codes(bound, escapes=1)))[2] == 1
    assert bound.block({"on": pack(ON), "escapes": np.array([1])}).band.tolist() == [1]


def logit(total: Any, table: Table) -> Any:  # noqa: ARG001
    return 1 / (1 + np.exp(-total))


LOG_ODDS = '[steps.escapes]\nat = [1]\npoints = ["-1.5", "0.5"]\ncite = "nobody"\n'


def test_bands_cut_on_log_odds_are_the_same_alone_and_in_a_block() -> None:
    text = LOG_ODDS + '[bands]\non = "points"\nat = [0]\nnames = ["a", "b"]\ncite = "nobody"\n'
    bound = kernel_for(one_term(unit="log_odds", probability=logit), text)
    block = bound.block({"on": pack(ON), "escapes": np.array([0, 1])})
    alone = [bound.figures(bound.evaluate(codes(bound, escapes=n)))[2] for n in (0, 1)]
    assert alone == block.band.tolist() == [0, 1]


def test_a_rounding_tie_is_settled_with_the_instruments_own_link() -> None:
    def shifted(total: Any, table: Table) -> Any:
        return 1 / (1 + np.exp(-(table.numbers["intercept"] + total)))

    # The intercept is the log odds of one in eight, which lies on a tie of whole percentages.
    text = (
        '[steps.escapes]\nat = [1]\npoints = [0, 1]\ncite = "nobody"\n'
        '[constants]\nintercept = { value = "-1.9459101490553132", cite = "nobody" }\n'
        "[rounding]\npercent_places = 0\n"
    )
    bound = kernel_for(one_term(unit="log_odds", probability=shifted), text)
    probability, published, _ = bound.figures(bound.evaluate(codes(bound, escapes=0)))
    assert probability == pytest.approx(0.125)
    assert published in (12.0, 13.0)


def test_a_percentage_does_not_depend_on_the_callers_decimal_context() -> None:
    plain = percent(0.1234567, 2)
    with decimal.localcontext(prec=3):
        assert percent(0.1234567, 2) == plain


# Ranges ------------------------------------------------------------------------------------------


def test_a_log_odds_range_contains_the_score_to_the_last_bit() -> None:
    bound = kernel("toy_logistic")
    for escapes, transfers, armed in itertools.product(range(5), range(1, 5), range(2)):
        full = {"on": pack(ON), "escapes": escapes, "transfers": transfers, "armed": armed}
        one = bound.evaluate(full)
        if one.status != SCORED:
            continue
        asked = ("escapes", "transfers", "armed")
        for gone in (g for n in (1, 2, 3) for g in itertools.combinations(asked, n)):
            here = reach(bound, full | dict.fromkeys(gone, UNKNOWN))
            assert here.totals is not None
            assert here.totals[0] <= one.total <= here.totals[1]


def test_a_log_odds_toy_keeps_every_promise() -> None:
    table = table_of(toys.LOGISTIC, "toy_logistic")
    assert [f for f in check_instrument(toy.LOGISTIC, [table]) if not f.ok] == []


def test_a_small_range_on_the_log_odds_lists_no_band_that_nobody_can_have() -> None:
    bound = kernel("toy_logistic")
    known = {"on": pack(ON), "escapes": UNKNOWN, "transfers": 1, "armed": UNKNOWN}
    outcomes = [found(bound, full) for full in toys.completions_of(bound, known)]
    bands = {outcome[1] for outcome in outcomes if isinstance(outcome, tuple)}
    here = reach(bound, known)
    assert set(here.bands) == bands
    assert here.settled_by == ("armed",)


def test_the_highest_of_terms_and_an_open_exclusion_have_a_range_without_warnings() -> None:
    class Scoped(toy.HarmAnswers, frozen=True, kw_only=True):
        in_scope: toy.InScope = None

    bound = kernel_for(
        replace(toy.HIGHEST, answers=Scoped, excluded=(toy.out_of_scope,)), toys.HIGHEST
    )
    known = codes(bound, escapes=0, setting="closed", armed=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        here = reach(bound, known)
    assert (here.bands, here.may_not_apply, here.settled_by) == ((0,), True, ("in_scope",))


def test_a_question_that_settles_nothing_is_not_among_those_that_would() -> None:
    @check(way_out="Correct one.")
    def unequal(in_scope: Ints, escapes: Ints, armed: Ints) -> Any:
        """Armed without an escape, or unarmed with one, in scope or not."""
        return ((escapes > 0) != (armed == 1)) & (in_scope >= 0)

    text = '[steps.armed]\nat = [1]\npoints = [0, 2]\ncite = "nobody"\n' + BANDS
    bound = kernel_for(
        one_term(answers=toy.AdditiveAnswers, checks=(unequal,), terms=(steps("armed"),)), text
    )
    here = reach(bound, codes(bound, setting="open", transfers=1))
    assert here.bands == (0, 1)
    assert here.settled_by in (("armed",), ("escapes",))


ThreeDigits = Annotated[str, Meta(pattern="^[0-9]{3}$")]


class Coded(Answers, frozen=True, kw_only=True):
    """Asks for a code."""

    code: Annotated[ThreeDigits | None, question("Code")] = None
    armed: toy.Armed = None


def test_a_code_that_a_term_reads_itself_has_its_range() -> None:
    text = '[steps.code]\nat = [500]\npoints = [0, 5]\ncite = "nobody"\n' + BANDS
    bound = kernel_for(one_term(answers=Coded, terms=(steps("code"),)), text)
    here = reach(bound, codes(bound))
    assert (here.totals, here.bands, here.settled_by) == ((0.0, 5.0), (0, 2), ("code",))


def test_a_code_that_is_read_together_with_another_answer_has_its_range() -> None:
    @derived(size=2)
    def high_and_armed(code: Ints, armed: Ints) -> Any:
        """High and armed"""
        return (code > 500) & (armed == 1)

    text = '[steps.high_and_armed]\nat = [1]\npoints = [0, 5]\ncite = "nobody"\n' + BANDS
    bound = kernel_for(
        one_term(answers=Coded, derived=(high_and_armed,), terms=(steps("high_and_armed"),)), text
    )
    here = reach(bound, codes(bound, armed=True))
    assert (here.totals, here.bands) == ((0.0, 5.0), (0, 2))


def test_a_date_behind_two_worked_out_columns_has_its_range() -> None:
    @derived(size=201)
    def age(born: Ints, on: Ints) -> Any:
        """Age"""
        return whole_years(born, on)

    @derived(size=201)
    def years_since(age: Ints, transfers: Ints) -> Any:
        """Years since the age given"""
        return age - transfers

    text = '[steps.years_since]\nat = [33, 35]\npoints = [0, 2, 5]\ncite = "nobody"\n' + BANDS
    bound = kernel_for(
        one_term(answers=toy.AgedAnswers, derived=(age, years_since),
                 terms=(steps("years_since"),)),
        text,
    )  # fmt: skip
    known = codes(bound, ON, in_scope=True, setting="open", escapes=0, transfers=4, armed=False)
    here = reach(bound, known)
    for born in (1950, 1986, 1988, 1989, 2015):
        one = bound.evaluate(known | {"born": pack(dt.date(born, 1, 1))})
        assert here.totals is not None
        assert here.totals[0] <= one.total <= here.totals[1]
        assert bound.figures(one)[2] in here.bands


def test_a_large_count_read_together_with_another_answer_has_its_range() -> None:
    class Counted(Answers, frozen=True, kw_only=True):
        """Asks for two counts."""

        all_of_them: Annotated[Count | None, question("All of them")] = None
        some_of_them: Annotated[Count | None, question("Some of them")] = None

    @derived(size=1000)
    def others(all_of_them: Ints, some_of_them: Ints) -> Any:
        """The others"""
        return abs(all_of_them - some_of_them)

    text = '[steps.others]\nat = [1, 3]\npoints = [0, 5, 2]\ncite = "nobody"\n' + BANDS
    bound = kernel_for(one_term(answers=Counted, derived=(others,), terms=(steps("others"),)), text)
    here = reach(bound, codes(bound, some_of_them=500))
    assert (here.totals, here.bands) == ((0.0, 5.0), (0, 1, 2))


# Many people -------------------------------------------------------------------------------------


def test_nobody_is_a_block_of_no_rows() -> None:
    bound = kernel("toy_highest")
    nobody = np.array([], dtype=np.int64)
    block = bound.block({"on": pack(ON), **dict.fromkeys(bound.asked, nobody)})
    assert [column.size for column in block] == [0] * 5


# What does not fit together ----------------------------------------------------------------------


@derived(size=5)
def as_told(escapes: Ints) -> Any:
    """Escapes as told"""
    return escapes


@derived(size=3, labels=("none",))
def too_few_labels(escapes: Ints) -> Any:
    """Escapes in words"""
    return (escapes > 0) * 1


@derived(size=5, title="Another answer of the same name")
def escapes(on: Ints) -> Any:
    return on * 0


class Dated(Answers, frozen=True, kw_only=True):
    """Asks for a day under the name of the day of assessment."""

    escapes: toy.Escapes = None
    on: Annotated[dt.date | None, question("On")] = None


def missing_rule(value: str) -> str:
    return f'[missing.escapes]\ncounts_as = {value}\ncite = "nobody"\n'


AS_TOLD = STEPS.replace("steps.escapes", "steps.as_told")
MISFITS: dict[str, tuple[Instrument, str]] = {
    "a table without the steps of a term": (one_term(), BANDS),
    "a table without a constant a term reads": (
        one_term(terms=(replace(toy.ADDITIVE.terms[3], needs=("escapes",),
                                function=lambda escapes, *, table: escapes * table.numbers["x"]),)),
        BANDS,
    ),
    "an unchecked answer in a derived column a term reads": (
        one_term(derived=(as_told,), terms=(steps("as_told"),)),
        AS_TOLD + missing_rule('"unchecked"'),
    ),
    "an unknown answer in a derived column a term reads": (
        one_term(derived=(as_told,), terms=(steps("as_told"),)),
        AS_TOLD + missing_rule('"unknown"'),
    ),
    "an answer beyond the domain": (one_term(), STEPS + missing_rule("99")),
    "an answer below the domain": (one_term(), STEPS + missing_rule("-1")),
    "a word for a count": (one_term(), STEPS + missing_rule('"several"')),
    "fewer labels than values": (one_term(derived=(too_few_labels,)), STEPS),
    "a derived column with the name of a question": (one_term(derived=(escapes,)), STEPS),
    "a question with the name of the day of assessment": (one_term(answers=Dated), STEPS),
    "points that are no number": (one_term(), STEPS.replace("[0, 1, 3]", "[0, 1, nan]")),
}  # fmt: skip


@pytest.mark.parametrize("misfit", MISFITS.values(), ids=list(MISFITS))
def test_a_misfit_is_told_in_words_when_it_is_bound(misfit: tuple[Instrument, str]) -> None:
    with pytest.raises(BrokenPlugin):
        kernel_for(*misfit)


CLASS_POINTS = '[steps.c]\nat = [1]\npoints = [0, 1]\ncite = "nobody"\n'


def composite(*parts: str) -> Instrument:
    return one_term(key="whole", parts=parts, terms=tuple(steps(p, table_key="c") for p in parts))


def part(key: str, text: str = "", **changes: Any) -> Kernel:
    return kernel_for(one_term(key=key, **changes), STEPS + BANDS + text)


def test_a_composite_bound_without_a_part_is_told_in_words() -> None:
    with pytest.raises(BrokenPlugin):
        Kernel(
            composite("one", "two"), table_of(CLASS_POINTS + BANDS, "whole"), {"one": part("one")}
        )


def test_a_part_without_bands_is_told_in_words() -> None:
    bandless = kernel_for(one_term(key="one"), STEPS)
    with pytest.raises(BrokenPlugin):
        Kernel(composite("one"), table_of(CLASS_POINTS + BANDS, "whole"), {"one": bandless})


def test_a_composite_cannot_make_optional_what_a_part_requires() -> None:
    text = CLASS_POINTS + BANDS + missing_rule('"unknown"')
    with pytest.raises(BrokenPlugin):
        Kernel(composite("one"), table_of(text, "whole"), {"one": part("one")})


@excluded
def too_few(escapes: Ints, *, table: Table) -> Any:
    """There are too few escapes."""
    return escapes < table.numbers["least"]


def test_a_composite_heeds_the_same_rule_of_each_part_with_that_parts_numbers() -> None:
    least = '[constants]\nleast = {{ value = {}, cite = "nobody" }}\n'
    parts = {
        key: part(key, least.format(number), excluded=(too_few,))
        for key, number in (("one", 2), ("two", 0))
    }
    assert parts["one"].evaluate({"on": pack(ON), "escapes": 1}).status == NOT_APPLICABLE
    whole = Kernel(composite("one", "two"), table_of(CLASS_POINTS + BANDS, "whole"), parts)
    assert whole.evaluate({"on": pack(ON), "escapes": 1}).status == NOT_APPLICABLE
    block = whole.block({"on": pack(ON), "escapes": np.array([1, 3])})
    assert block.status.tolist() == [NOT_APPLICABLE, SCORED]


def test_a_total_of_parts_none_of_which_applies_does_not_apply() -> None:
    from riskservice.kit.total import Total, TotalAssessor  # noqa: PLC0415  may move

    text = toys.LOGISTIC.split("[rounding]")[0]
    inner = replace(
        toy.LOGISTIC, key="one", answers=toy.AdditiveAnswers, excluded=(toy.out_of_scope,)
    )
    bound = kernel_for(inner, text)
    summed = (
        BANDS.replace("[2, 4]", "[3, 6]")
        + '[constants]\nlargest_percent = { value = "99.99", cite = "nobody" }\n'
        + '[rules.parts_rounded_before_sum]\nvalue = false\ncite = "nobody"\nwhy = "So."\n'
    )
    table = table_of(summed, "sum")
    total = Total(
        key="sum", title="Sum", about="Predicts nothing.", answers=toy.AdditiveAnswers,
        tables="tests", parts=("one",),
    )  # fmt: skip
    one = InstrumentAssessor(bound, stamp_of(bound.table))
    here = TotalAssessor(total, table, stamp_of(table), [one])
    outcome = here.assess({"in_scope": False}, codes(bound, in_scope=False))
    assert isinstance(outcome, NotApplicable)


# Judgements --------------------------------------------------------------------------------------


def arms() -> tuple[Judgement, JudgementAssessor]:
    registry = installed()
    bound = registry.assessor("arms", ON, registry.ruleset())
    assert isinstance(bound, JudgementAssessor)
    assert isinstance(bound.instrument, Judgement)
    return bound.instrument, bound


def test_an_exclusion_of_a_judgement_may_read_the_table() -> None:
    definition_, bound = arms()

    @excluded
    def stale(sex: Ints, *, table: Table) -> Any:
        """The evidence goes stale too soon."""
        return (sex == 0) & (table.numbers["stale_after_months"] > 0)

    here = JudgementAssessor(replace(definition_, excluded=(stale,)), bound.table, bound.stamp)
    known = {"on": pack(ON), "sex": 0, "date_of_birth": UNKNOWN, "ever_sexual_offence": UNKNOWN}
    assert isinstance(here.assess({"sex": "male"}, known), NotApplicable)


@pytest.mark.parametrize("gap", ["arms_opportunity", "arms_overall_level", "arms_assessor"])
def test_a_judgement_that_does_not_ask_what_it_needs_is_found_without_breaking_down(
    gap: str,
) -> None:
    definition_, bound = arms()
    fields = [
        (field.name, field.type, None)
        for field in msgspec.structs.fields(definition_.answers)
        if field.name != gap
    ]
    fewer = msgspec.defstruct("Fewer", fields, bases=(Answers,), frozen=True, kw_only=True)
    findings = check_instrument(replace(definition_, answers=fewer), [bound.table])
    told = {f.check.split(" (")[0]: f.message for f in findings if not f.ok}
    assert told["asks what it needs"] == f"does not ask {gap}"


# Conformance -------------------------------------------------------------------------------------


def test_a_number_in_the_probability_is_found_wherever_it_stands() -> None:
    def doubled(total: Any, table: Table) -> Any:  # noqa: ARG001
        return 1 / (1 + np.exp(-2 * total))

    table = table_of(toys.LOGISTIC, "toy_logistic")
    findings = check_instrument(replace(toy.LOGISTIC, probability=doubled), [table])
    found_ = {f.check: f for f in findings}
    assert not found_["keeps its numbers in tables"].ok


# Forms -------------------------------------------------------------------------------------------


def test_a_form_says_which_way_the_band_moves() -> None:
    @shift(block="steps.down")
    def down(armed: Ints, in_scope: Ints, *, table: Table) -> Any:
        """Band lowered"""
        return table.steps["down"].look_up(np.asarray(armed + in_scope))

    text = STEPS + BANDS + '[steps.down]\nat = [2]\npoints = [0, -1]\ncite = "nobody"\n'
    bound = kernel_for(one_term(answers=toy.AdditiveAnswers, shift=down), text)
    printed = forms.form_text(InstrumentAssessor(bound, stamp_of(bound.table)))
    assert "band up by -1" not in printed
    assert "band down by 1" in printed


# Tables ------------------------------------------------------------------------------------------

UNSOUND = {
    "points that are no number": STEPS.replace("[0, 1, 3]", "[0, 1, nan]"),
    "points without end": STEPS.replace("[0, 1, 3]", "[0, 1, inf]"),
    "an edge that is no number": BANDS.replace("[2, 4]", "[2, nan]"),
    "a constant without end": '[constants]\nx = { value = inf, cite = "nobody" }\n',
    "a probability above one": (
        '[[lines]]\nwhen = "x"\nprobability = 7\nband = "low"\ncite = "nobody"\n'
    ),
    "one band twice": BANDS.replace('"medium"', '"low"'),
    "fewer rates than years": (
        '[rates.r]\ncohort = "c"\nyears = [1, 2]\ncite = "nobody"\n[rates.r.percent]\nlow = [1]\n'
    ),
    "rates of no band": BANDS
    + '[rates.r]\ncohort = "c"\nyears = [1]\ncite = "nobody"\n[rates.r.percent]\nlowish = [1]\n',
    "places before the point": "[rounding]\npercent_places = -1\n",
    "one source twice": '[[sources]]\nid = "nobody"\ncite = "x"\nlicence = "MIT"\n',
}


@pytest.mark.parametrize("text", UNSOUND.values(), ids=list(UNSOUND))
def test_an_unsound_table_is_refused(text: str) -> None:
    with pytest.raises(BrokenPlugin):
        table_of(text)


def test_every_broken_block_of_a_table_is_told_by_name() -> None:
    text = STEPS.replace("[0, 1, 3]", "[0]") + BANDS.replace("[2, 4]", "[4, 2]")
    with pytest.raises(BrokenPlugin) as error:
        table_of(text)
    told = " ".join(f"{f.pointer} {f.message}" for f in error.value.faults)
    assert "steps.escapes" in told
    assert "bands" in told


@pytest.mark.parametrize(
    "text", [b"code,kind\n01,\xff\n", b"code,kind\n01,a\n01,b\n", b"code,kind\nxx,a\n", b""]
)
def test_an_unsound_list_of_a_table_is_refused(tmp_path: Path, text: bytes) -> None:
    root = tmp_path / package(tmp_path, "unsound", {"list.csv": text})
    table = raw_table('[lists.codes]\nfile = "list.csv"\ncite = "nobody"\n')
    from riskservice.kit.tables import decode  # noqa: PLC0415  beside its use

    with pytest.raises(BrokenPlugin):
        decode(table, "toy/1.toml", root)


# The registry ------------------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.syspath_prepend(tmp_path)

    def make(files: dict[str, Any]) -> str:
        return package(tmp_path, f"defects_{tmp_path.name}", files)

    return make


def refused(*definitions: tuple[str, Any]) -> dict[str, str]:
    return faults_of(lambda: Registry(definitions), BrokenPlugin)


def test_an_instrument_whose_tables_lie_in_no_package_is_refused() -> None:
    assert "toy_highest" in refused(definition("toy_highest", "no_such_package_anywhere"))


def test_a_question_no_kernel_can_hold_is_refused_at_start_up(tables: Callable[..., str]) -> None:
    class Floating(Answers, frozen=True, kw_only=True):
        escapes: Annotated[float | None, question("Escapes")] = None

    name = tables({"toy_highest/1.toml": release("toy_highest")})
    assert "toy_highest" in refused(definition("toy_highest", name, answers=Floating))


def test_a_table_that_does_not_fit_is_refused_at_start_up_and_not_at_the_first_case(
    tables: Callable[..., str],
) -> None:
    name = tables({"toy_highest/1.toml": release("toy_highest")})
    refused(definition("toy_highest", name, terms=(steps("absent"),)))


def test_a_composite_of_a_judgement_is_refused_at_start_up(tables: Callable[..., str]) -> None:
    definition_, _ = arms()
    name = tables(
        {
            "arms/2014.1.toml": (ROOT / "models/arms/2014.1.toml").read_bytes(),
            "whole/1.toml": raw_table(CLASS_POINTS + BANDS, "whole"),
            "rulesets/default.toml": DEFAULT,
        }
    )
    made = replace(composite("arms"), answers=definition_.answers, tables=name)
    told = refused(("arms", replace(definition_, tables=name)), ("whole", made))
    assert "arms" in told["whole"]


def test_two_grids_in_force_on_one_day_are_refused(tables: Callable[..., str]) -> None:
    grid = (ROOT / "models/combinations/overall/2026.1.toml").read_text(encoding="utf-8")
    name = tables(
        {
            "toy_highest/1.toml": release("toy_highest"),
            "rulesets/default.toml": DEFAULT,
            "combinations/overall/2026.1.toml": grid,
            "combinations/overall/2027.1.toml": grid.replace('"2026.1"', '"2027.1"'),
        }
    )
    with pytest.raises(BrokenPlugin):
        Service(Registry([definition("toy_highest", name)]))


def test_two_plug_ins_with_one_key_are_both_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint  # noqa: PLC0415  the only use

    twins = tuple(
        EntryPoint("rosh", value, registry_module.GROUP)
        for value in ("instruments.rosh:INSTRUMENT", "instruments.arms:INSTRUMENT")
    )
    monkeypatch.setattr(registry_module, "entry_points", lambda **_: twins)
    with pytest.raises(BrokenPlugin) as error:
        installed.__wrapped__()
    assert all(twin.value in str(error.value) for twin in twins)


@pytest.fixture
def nested(tables: Callable[..., str]) -> Registry:
    """Return a registry of a composite of a composite, with two rulesets."""
    other = release("toy_highest", "2").replace(b'"in force"', b'"as deployed"')
    text = toys.BOTH.replace("at = [1, 3, 5]", "at = [1, 2, 3]")
    name = tables(
        {
            "toy_highest/1.toml": release("toy_highest"),
            "toy_highest/2.toml": other,
            "toy_middle/1.toml": raw_table(text, "toy_middle"),
            "toy_top/1.toml": raw_table(text, "toy_top"),
            "rulesets/default.toml": DEFAULT,
            "rulesets/other.toml": DEFAULT.replace("default", "other")
            + '[tables]\ntoy_highest = "2"\n',
        }
    )
    middle = Instrument(
        key="toy_middle", title="M", about="A", answers=toy.HarmAnswers, tables=name,
        parts=("toy_highest",), terms=(steps("toy_highest", table_key="class_points"),),
    )  # fmt: skip
    top = replace(
        middle, key="toy_top", parts=("toy_middle",),
        terms=(steps("toy_middle", table_key="class_points"),),
    )  # fmt: skip
    return Registry([definition("toy_highest", name), ("toy_middle", middle), ("toy_top", top)])


def topmost(registry: Registry, ruleset: str = "default") -> Kernel:
    here = registry.assessor("toy_top", ON, registry.ruleset(ruleset))
    assert isinstance(here, InstrumentAssessor)
    return here.kernel


def test_a_composite_of_composites_is_scored_alone_as_in_a_block(nested: Registry) -> None:
    here = topmost(nested)
    known = codes(here, escapes=0, setting="closed", armed=True)
    block = here.block({key: np.array([code]) for key, code in known.items()})
    assert block.band.tolist() == [3]
    assert here.figures(here.evaluate(known))[2] == 3


def test_each_ruleset_binds_a_composite_of_composites_to_its_own_tables(nested: Registry) -> None:
    used = {
        ruleset: topmost(nested, ruleset).parts["toy_middle"].parts["toy_highest"].table.version
        for ruleset in ("default", "other")
    }
    assert used == {"default": "1", "other": "2"}


def test_a_tier_that_lacks_its_inputs_is_not_scorable_rather_than_not_applicable() -> None:
    (found_,) = score({"on": ON, "answers": {}}, instruments=["tier"]).results
    assert isinstance(found_, NotScorable)
    assert found_.missing


# The overall band --------------------------------------------------------------------------------


def test_a_band_from_the_dynamic_side_alone_is_provisional() -> None:
    found_ = overall(scored("arms", "medium"))
    assert (found_.band, found_.provisional) == ("medium", True)
    assert found_.possible_bands == ("medium", "high", "very_high")


# Size, and chance --------------------------------------------------------------------------------

LONGEST = 310
# One entry per question of the field's vocabulary; cutting it would scatter the words.
MAY_BE_LONG = {"instruments/questions.py"}


def test_every_module_is_short_enough_to_be_read() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in (*sources(RISKSERVICE), *sources(PLUGINS))
    }
    assert {
        name: n for name, n in lengths.items() if n >= LONGEST and name not in MAY_BE_LONG
    } == {}
