"""An instrument bound to a table: one person, many people, and what does not fit together."""

import datetime as dt
import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from riskservice.errors import BrokenPlugin
from riskservice.kit import Answers, Instrument, derived, question, steps, term
from riskservice.kit.dates import UNKNOWN, Ints, pack
from riskservice.kit.evaluation import (
    FAULTY,
    NOT_APPLICABLE,
    NOT_SCORABLE,
    SCORED,
    Block,
)
from riskservice.kit.kernel import Kernel
from riskservice.kit.people import answers_of, random_people, row
from riskservice.kit.rounding import percent
from riskservice.kit.tabulated import NO_BAND
from tests import toy_instruments as toy
from tests import toys
from tests.kit.shipped import BOUND, NAMES, PROPERTY, Bound, kernel_of, people, scored_rows
from tests.toys import codes, domain, everyone, kernel, kernel_for

FINITE = ("toy_additive", "toy_highest", "toy_logistic", "toy_both")
N = 1500


def assert_row_is_block(bound: Kernel, columns: dict[str, Ints], places: Sequence[int]) -> None:
    """Assert that people alone get bit for bit what the block gives them."""
    block = bound.block(columns)
    for i in places:
        one = bound.evaluate(row(columns, i))
        assert one.status == block.status[i]
        alone = (one.total, *bound.figures(one)) if one.status == SCORED else (math.nan,) * 3
        many = (block.total[i], block.probability[i], block.percent[i], block.band[i])
        if one.status == SCORED:
            assert np.array_equal(np.array(alone), np.array(many), equal_nan=True)
        else:
            assert np.isnan(np.array(many[:3])).all()
            assert many[3] == NO_BAND


def same(one: Block, two: Block) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(one, two, strict=True)
    )


# One and many ------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", FINITE)
def test_every_record_of_a_toy_is_the_same_alone_and_in_a_block(key: str) -> None:
    bound = kernel(key)
    columns = everyone(bound, unanswered=True)
    n = columns["on"].size
    assert_row_is_block(bound, columns, range(0, n, 1 + n // 2000))


def test_a_toy_with_a_date_is_the_same_alone_and_in_a_block() -> None:
    bound = kernel("toy_aged")
    rng = np.random.default_rng(4)
    columns = random_people(bound.asked, toys.ON, N, rng, missing=0.1)
    assert_row_is_block(bound, columns, range(N))


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_a_row_is_bit_for_bit_what_the_block_gives(bound: Bound) -> None:
    columns = people(bound, N, 3, 0.03)
    assert_row_is_block(kernel_of(bound), columns, range(N))


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_a_block_of_one_is_the_row_of_the_block(bound: Bound) -> None:
    columns, kern = people(bound, 200, 3, 0.03), kernel_of(bound)
    block = kern.block(columns)
    for i in range(0, 200, 7):
        single = kern.block({key: column[i : i + 1] for key, column in columns.items()})
        assert same(single, Block(*(column[i : i + 1] for column in block)))


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_the_order_and_number_of_rows_never_matter(bound: Bound) -> None:
    columns, kern = people(bound, N, 5, 0.03), kernel_of(bound)
    rng = np.random.default_rng(6)
    order = rng.permutation(np.concatenate([np.arange(N), rng.integers(0, N, N)]))
    straight = kern.block(columns)
    turned = kern.block({key: column[order] for key, column in columns.items()})
    assert same(turned, Block(*(column[order] for column in straight)))


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_a_block_leaves_its_columns_as_they_were(bound: Bound) -> None:
    columns = {key: column.copy() for key, column in people(bound, 200, 7, 0.05).items()}
    before = {key: column.copy() for key, column in columns.items()}
    kernel_of(bound).block(columns)
    assert list(columns) == list(before)
    assert all(np.array_equal(columns[key], before[key]) for key in before)


def test_a_single_number_stands_for_everyone() -> None:
    bound = kernel("toy_additive")
    columns = everyone(bound)
    few = {key: column for key, column in columns.items() if key != "setting"}
    place = columns["setting"] == 1
    spread = bound.block({key: column[place] for key, column in columns.items()})
    scalar = bound.block(
        {key: column[place] for key, column in few.items()} | {"setting": 1, "on": pack(toys.ON)}
    )
    assert same(spread, scalar)


def test_terms_are_added_in_declared_order() -> None:
    bound = kernel("toy_logistic")
    turned = kernel_for(
        replace(toy.LOGISTIC, terms=tuple(reversed(toy.LOGISTIC.terms))), toys.LOGISTIC
    )
    differ = 0
    for escapes, transfers, armed in itertools.product(range(5), range(1, 5), range(2)):
        known = {"on": pack(toys.ON), "escapes": escapes, "transfers": transfers, "armed": armed}
        if escapes > transfers:
            continue
        points = (
            -2.25,
            (0.0, 0.1, 0.2, 0.7, 0.7)[escapes],
            (0.0, 0.0, 0.2, 0.45, 0.45)[transfers],
            (-0.3, 1.3)[armed],
        )
        forward = ((points[0] + points[1]) + points[2]) + points[3]
        backward = ((points[3] + points[2]) + points[1]) + points[0]
        assert bound.evaluate(known).total == forward
        assert turned.evaluate(known).total == backward
        differ += forward != backward
    assert differ > 0, "the order must be able to show"


# What a toy is worth, worked out by hand ---------------------------------------------------------


def additive_by_hand(escapes: int, setting: int, transfers: int, armed: int) -> tuple[int, int]:
    points = (0, 2, 2, 3, 3)[escapes] + (0, 1, 1)[setting] + (transfers >= 2) + escapes * armed
    band = (points >= 2) + (points >= 4) + (points >= 7)
    return points, min(band + (armed + (escapes > 0) == 2), 3)


def test_the_additive_toy_is_worth_what_is_worked_out_by_hand() -> None:
    bound = kernel("toy_additive")
    for escapes, setting, transfers, armed in itertools.product(
        range(5), range(3), range(1, 5), range(2)
    ):
        one = bound.evaluate(
            {"on": pack(toys.ON), "in_scope": 1, "setting": setting, "escapes": escapes,
             "transfers": transfers, "armed": armed}
        )  # fmt: skip
        if escapes > transfers:
            assert one.status == FAULTY
            continue
        points, band = additive_by_hand(escapes, setting, transfers, armed)
        assert (one.total, bound.figures(one)[2]) == (points, band)


def test_the_highest_toy_takes_the_highest_of_its_terms() -> None:
    bound = kernel("toy_highest")
    for escapes, setting, armed in itertools.product(range(5), range(3), range(2)):
        highest = max((1, 2, 2, 3, 3)[escapes], (2, 1, 3)[setting], (1, 4)[armed])
        one = bound.evaluate(
            {"on": pack(toys.ON), "escapes": escapes, "setting": setting, "armed": armed}
        )
        assert (one.total, bound.figures(one)[2]) == (highest, highest - 1)


def test_the_logistic_toy_is_banded_on_its_published_percentage() -> None:
    bound = kernel("toy_logistic")
    columns = everyone(bound)
    block = bound.block(columns)
    scored = np.flatnonzero(block.status == SCORED)
    for i in scored:
        codes_ = row(columns, int(i))
        total = -2.25 + (0, 0.1, 0.2, 0.7, 0.7)[codes_["escapes"]]
        total = total + (0, 0, 0.2, 0.45, 0.45)[codes_["transfers"]]
        total = total + (-0.3, 1.3)[codes_["armed"]]
        assert block.total[i] == total
        assert block.probability[i] == float(1 / (1 + np.exp(-np.array([total])))[0])
        published = percent(float(block.probability[i]), 1)
        assert block.percent[i] == published
        assert block.band[i] == (published >= 10) + (published >= 20.1) + (published >= 30)
    assert set(block.band[scored].tolist()) == {0, 1, 2, 3}


def test_a_composite_reads_the_bands_of_its_parts() -> None:
    bound, (one, two) = kernel("toy_both"), (kernel("toy_additive"), kernel("toy_highest"))
    columns = everyone(bound)
    block, first, second = (k.block(columns) for k in (bound, one, two))
    scored = block.status == SCORED
    assert np.array_equal(scored, first.status == SCORED)
    assert np.array_equal(
        block.total[scored], (first.band + second.band)[scored].astype(np.float64)
    )


@pytest.mark.parametrize("key", ["toy_both"])
def test_a_composite_gives_the_same_when_its_parts_are_already_found(key: str) -> None:
    bound = kernel(key)
    columns = everyone(bound, unanswered=True)
    for i in range(0, columns["on"].size, 41):
        known = row(columns, i)
        done = {part: k.evaluate(known) for part, k in bound.parts.items()}
        assert bound.evaluate(known, done) == bound.evaluate(known)


# Not answered ------------------------------------------------------------------------------------


def test_what_is_required_and_not_answered_is_listed_in_the_order_of_the_form() -> None:
    one = kernel("toy_additive").evaluate(codes(kernel("toy_additive"), escapes=1))
    assert one.status == NOT_SCORABLE
    assert one.missing == ("in_scope", "setting", "transfers")
    assert one.filled == ("armed",)


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_an_unknown_answer_is_never_treated_as_nought(bound: Bound) -> None:
    kern, columns = kernel_of(bound), people(bound, N, 8)
    for i in scored_rows(bound, N, 8)[:30]:
        full = row(columns, i)
        for key in kern.asked:
            one = kern.evaluate(full | {key: UNKNOWN})
            rule = kern.missing_rules.get(key)
            if rule is None:
                assert (one.status, one.missing) == (NOT_SCORABLE, (key,))
            elif rule.counts_as not in ("unknown", "unchecked"):
                said = full | {key: kern.asked[key].encode(rule.counts_as)}
                assert one.status == NOT_SCORABLE or one.total == kern.evaluate(said).total
                assert key in one.filled


def test_a_missing_rule_scores_the_answer_it_names_and_no_other() -> None:
    bound = kernel("toy_additive")
    given_answers = {"in_scope": True, "setting": "closed", "escapes": 2, "transfers": 3}
    silent = bound.evaluate(codes(bound, **given_answers))
    unarmed, armed = (
        bound.evaluate(codes(bound, **given_answers, armed=armed)) for armed in (False, True)
    )
    assert silent.filled == ("armed",)
    assert silent.total == unarmed.total != armed.total
    changed = kernel("toy_additive", {"counts_as = false": "counts_as = true"})
    assert changed.evaluate(codes(changed, **given_answers)).total == armed.total


def test_an_unchecked_question_left_out_only_drops_its_guard() -> None:
    bound = kernel("toy_aged")
    given_answers = {"born": dt.date(1980, 1, 1), "escapes": 1, "setting": "secure"}
    one = bound.evaluate(codes(bound, **given_answers))
    assert (one.status, one.missing, one.filled) == (SCORED, (), ("armed",))
    assert bound.evaluate(codes(bound, **given_answers, in_scope=False)).status == NOT_APPLICABLE
    assert bound.evaluate(codes(bound, **given_answers, in_scope=True)).total == one.total


def test_exclusion_comes_before_what_is_missing() -> None:
    bound = kernel("toy_additive")
    one = bound.evaluate(codes(bound, in_scope=False))
    assert one.status == NOT_APPLICABLE
    assert one.rule is not None
    assert one.rule.key == "out_of_scope"


def test_exclusion_comes_before_contradictions_but_for_those_declared_first() -> None:
    bound = kernel("toy_additive")
    beside = codes(bound, in_scope=False, escapes=3, transfers=1)
    assert bound.evaluate(beside).status == NOT_APPLICABLE
    first = bound.evaluate(codes(bound, in_scope=False, escapes=0, armed=True, transfers=1))
    assert first.status == FAULTY
    assert [fault.key for fault in first.faults] == ["armed_without_escape"]


def test_a_lenient_count_stands_for_nought_while_it_is_not_answered() -> None:
    bound = kernel("toy_additive")
    one = bound.evaluate(codes(bound, in_scope=False, armed=True))
    assert [fault.key for fault in one.faults] == ["armed_without_escape"]


def test_contradictions_come_before_what_is_missing() -> None:
    bound = kernel("toy_additive")
    one = bound.evaluate(codes(bound, escapes=3, transfers=1))
    assert one.status == FAULTY
    assert [fault.key for fault in one.faults] == ["more_escapes_than_transfers"]


# Domains -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_a_code_outside_its_domain_is_faulty_and_never_clipped(bound: Bound) -> None:
    kern, columns = kernel_of(bound), people(bound, N, 9)
    full = row(columns, scored_rows(bound, N, 9)[0])
    for key, question_ in kern.asked.items():
        if question_.size is None:
            continue
        low = question_.low or 0
        wild = np.array([low - 1, question_.size, -2, 10**9])
        block = kern.block({k: np.full(4, v) for k, v in full.items()} | {key: wild})
        assert (block.status == FAULTY).all(), key


def test_a_derived_value_outside_its_domain_is_a_contradiction() -> None:
    bound = kernel("toy_aged")
    known = codes(bound, born=dt.date(1900, 1, 1), escapes=1, setting="open")
    assert bound.evaluate(known).status == SCORED
    later = {**known, "on": pack(dt.date(2101, 1, 1))}
    one = bound.evaluate(later)
    assert one.status == FAULTY
    assert [fault.key for fault in one.faults] == ["age"]
    assert bound.block({k: np.array([v]) for k, v in later.items()}).status.tolist() == [FAULTY]


def test_the_band_stays_on_its_scale_however_far_it_is_moved() -> None:
    bound = kernel("toy_additive")
    for total, shift in itertools.product(range(10), range(-5, 6)):
        plain = bound.band(total, 0)
        assert bound.band(total, shift) == min(max(plain + shift, 0), 3)


# Edges and steps ---------------------------------------------------------------------------------


def edges_of(kern: Kernel) -> list[float]:
    bands = kern.table.bands
    return [] if bands is None or bands.on != "points" else [float(edge) for edge in bands.at]


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_every_band_begins_on_its_edge_and_not_one_point_before(bound: Bound) -> None:
    kern = kernel_of(bound)
    names = kern.band_names
    for place, edge in enumerate(edges_of(kern)):
        for total in (edge - 1, edge, edge + 1):
            if not kern.scale.low <= total <= kern.scale.high:
                continue
            expected = sum(total >= other for other in edges_of(kern))
            assert kern.scale.one(total)[2] == expected
            assert kern.scale.many(np.array([total]))[2].tolist() == [expected]
        assert names[kern.band(edge - 1, 0)] == names[place]
        assert names[kern.band(edge, 0)] == names[place + 1]


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_people_on_both_sides_of_every_edge_get_the_bands_beside_it(bound: Bound) -> None:
    kern, columns = kernel_of(bound), people(bound, 20_000, 10)
    block, edges = kern.block(columns), edges_of(kern)
    unmoved = np.flatnonzero(block.status == SCORED)
    if kern.shift is not None:
        known: dict[str, Any] = {key: column[unmoved] for key, column in columns.items()}
        for key, code in kern._fill.items():
            known[key] = np.where(known[key] == UNKNOWN, code, known[key])
        kern.derive_block(known)
        unmoved = unmoved[np.asarray(kern.shift_block(known)) == 0]
    for edge in edges:
        for total in (edge - 1, edge):
            if bound[0] == "pni" and total == 0:
                continue  # a pathway is omitted only where an answer is missing
            here = unmoved[block.total[unmoved] == total]
            assert len(here) > 0, f"nobody has {total} points"
            expected = sum(total >= other for other in edges)
            assert set(block.band[here].tolist()) == {expected}


COUNTED = [
    (bound, key)
    for bound in BOUND
    for key, asked in kernel_of(bound).asked.items()
    if asked.kind == "count" and bound[0] in ("dc_srp", "osp_2014", "rm2000_s", "rm2000_v")
]


@pytest.mark.parametrize(
    ("bound", "key"), COUNTED, ids=[f"{'-'.join(map(str, b))}-{k}" for b, k in COUNTED]
)
def test_a_step_up_in_a_count_never_lowers_the_points(bound: Bound, key: str) -> None:
    kern, columns = kernel_of(bound), people(bound, 4000, 11)
    low, up = columns[key], np.minimum(columns[key] + 1, 999)
    before, after = kern.block(columns), kern.block({**columns, key: up})
    both = (before.status == SCORED) & (after.status == SCORED) & (up > low)
    assert both.sum() > 200
    assert (after.total[both] >= before.total[both]).all()
    assert (after.band[both] >= before.band[both]).all()


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_percentage_and_band_rise_with_the_total(bound: Bound) -> None:
    kern = kernel_of(bound)
    # An exponential may fall back by its last bit; on the log odds nothing is finer than that.
    step, least = (1, 0.0) if kern.scale.finite else (0.01, -1e-15)
    totals = np.arange(kern.scale.low, kern.scale.high + step, step, dtype=np.float64)
    chance, rounded, band = kern.scale.many(totals)
    assert (np.diff(chance[~np.isnan(chance)]) >= least).all()
    assert (np.diff(rounded[~np.isnan(rounded)]) >= 0).all()
    assert (np.diff(band.astype(int)) >= 0).all()


@PROPERTY
@given(st.integers(0, 2**32 - 1))
def test_a_total_lies_between_the_ends_of_its_scale(seed: int) -> None:
    bound = kernel("toy_aged")
    columns = random_people(bound.asked, toys.ON, 50, np.random.default_rng(seed))
    total = bound.block(columns).total
    assert bound.scale.low <= np.nanmin(total, initial=bound.scale.high)
    assert np.nanmax(total, initial=bound.scale.low) <= bound.scale.high


# Optional questions that other answers call for --------------------------------------------------


def test_an_optional_question_is_missing_where_another_answer_calls_for_it() -> None:
    from riskservice.kit import needed  # noqa: PLC0415  the only use

    @needed("armed")
    def escaped(escapes: Ints) -> Any:
        return escapes > 0

    bound = kernel_for(replace(toy.ADDITIVE, needed=(escaped,)), toys.ADDITIVE)
    plain = {"in_scope": True, "setting": "open", "transfers": 2}
    calm, called = (bound.evaluate(codes(bound, **plain, escapes=n)) for n in (0, 1))
    assert (calm.status, calm.missing) == (SCORED, ())
    assert (called.status, called.missing) == (NOT_SCORABLE, ("armed",))
    columns = everyone(bound, unanswered=True)
    assert_row_is_block(bound, columns, range(0, columns["on"].size, 3))


def test_too_few_optional_answers_are_missing_and_enough_are_not() -> None:
    optional = ("escapes", "setting", "armed")
    rules = "".join(
        f'[missing.{key}]\ncounts_as = {value}\ncite = "nobody"\n'
        for key, value in (("escapes", 0), ("setting", '"open"'), ("armed", "false"))
    )
    text = toys.HIGHEST + rules + '[constants]\nleast = { value = 2, cite = "nobody" }\n'
    bound = kernel_for(replace(toy.HIGHEST, at_least=(("least", optional),)), text)
    few = bound.evaluate(codes(bound, armed=True))
    assert (few.status, few.missing) == (NOT_SCORABLE, ("escapes", "setting"))
    enough = bound.evaluate(codes(bound, armed=True, escapes=0))
    assert (enough.status, enough.filled) == (SCORED, ("setting",))
    columns = everyone(bound, unanswered=True)
    assert_row_is_block(bound, columns, range(columns["on"].size))


# What does not fit together ----------------------------------------------------------------------


@derived(size=9)
def from_nowhere(nobody_asks: Ints) -> Any:
    """From nowhere"""
    return nobody_asks


@term()
def wide(escapes: Ints, transfers: Ints, many: Ints) -> Any:
    """Too many cells"""
    return escapes + transfers + many


@term()
def dated(born: Ints) -> Any:
    """A date as points"""
    return born


@term()
def reads_optional(armed: Ints) -> Any:
    """Reads what may be unknown"""
    return armed


class WideAnswers(toy.AgedAnswers, frozen=True, kw_only=True):
    many: Annotated[Annotated[int, Meta(ge=0, le=99_999)] | None, question("Many")] = None


def test_all_misfits_of_a_definition_and_its_table_are_told_at_once() -> None:
    definition = Instrument(
        key="toy",
        title="Misfit",
        about="Fits nothing.",
        answers=WideAnswers,
        tables="tests",
        derived=(from_nowhere,),
        terms=(steps("escapes"), steps("absent"), wide, dated, reads_optional),
    )
    text = (
        '[steps.escapes]\nat = [1]\npoints = [0, 1]\ncite = "nobody"\n'
        '[missing.armed]\ncounts_as = "unknown"\ncite = "nobody"\n'
        '[missing.nothing]\ncounts_as = 1\ncite = "nobody"\n'
    )
    with pytest.raises(BrokenPlugin) as error:
        kernel_for(definition, text)
    told = {fault.message for fault in error.value.faults}
    assert {fault.pointer for fault in error.value.faults} == {"toy/1"}
    expected = (
        "from_nowhere needs nobody_asks, which nobody asks and nothing derives",
        "absent needs absent, which nobody asks and nothing derives",
        "wide has more than",
        "dated reads a date; derive a column with a size from it",
        "reads_optional reads armed, which may be unknown; derive a column",
        "missing.nothing is not a question of this instrument",
    )
    for words in expected:
        assert any(message.startswith(words) for message in told), words


@pytest.mark.parametrize("key", ["excluded", "checks", "notes"])
def test_a_rule_that_needs_what_nobody_asks_is_told(key: str) -> None:
    class Other(Answers, frozen=True, kw_only=True):
        escapes: toy.Escapes = None

    rules: dict[str, Any] = {
        "excluded": (toy.out_of_scope,),
        "checks": (toy.more_escapes_than_transfers,),
        "notes": (toy.escaped_from_secure,),
    }
    definition = Instrument(
        key="toy", title="T", about="A", answers=Other, tables="tests",
        terms=(steps("escapes"),), **{key: rules[key]},
    )  # fmt: skip
    text = '[steps.escapes]\nat = [1]\npoints = [0, 1]\ncite = "nobody"\n'
    with pytest.raises(BrokenPlugin, match="which nobody asks and nothing derives"):
        kernel_for(definition, text)


def test_a_rule_shown_to_people_needs_its_words() -> None:
    def silent(escapes: Ints) -> Any:
        return escapes > 0

    for declare in (derived(size=2), term()):
        with pytest.raises(TypeError, match="silent needs a docstring"):
            declare(silent)


# Tabulated terms ---------------------------------------------------------------------------------


@pytest.mark.parametrize("bound", BOUND, ids=NAMES)
def test_a_place_in_a_term_is_found_from_its_codes_and_back(bound: Bound) -> None:
    rng = np.random.default_rng(12)
    for tabulated in kernel_of(bound).terms:
        size = math.prod(tabulated.sizes)
        assert tabulated.points.shape == (size,)
        assert not tabulated.points.flags.writeable
        for place in rng.integers(0, size, 20).tolist():
            assert tabulated.cell(tabulated.codes(place)) == place


def test_the_points_of_a_term_are_those_of_its_function_over_the_whole_domain() -> None:
    bound = kernel("toy_additive")
    tabulated = next(t for t in bound.terms if t.term.key == "armed_escapes")
    for escapes, armed in itertools.product(domain(bound, "escapes"), range(2)):
        assert tabulated.value({"escapes": escapes, "armed": armed}) == escapes * armed


def test_answers_and_codes_say_the_same() -> None:
    bound = kernel("toy_aged")
    columns = random_people(bound.asked, toys.ON, 100, np.random.default_rng(5), missing=0.2)
    for i in range(100):
        known = row(columns, i)
        answers = answers_of(bound.asked, known)
        assert codes(bound, **answers) == known
