"""What a result could still be: the range, the bands and what would settle them."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from riskservice.kit.completions import Reach, reach
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.instrument import Instrument, Predicate, Term
from riskservice.kit.kernel import Kernel
from riskservice.kit.people import row
from tests import toy_instruments as toy
from tests import toys
from tests.kit.shipped import BOUND, EARLIER, NAMES, PROPERTY, Bound, kernel_of, people, scored_rows
from tests.toys import completions_of, domain, everyone, found, kernel, kernel_for

N = 1200
FINITE = ("toy_additive", "toy_highest", "toy_logistic", "toy_both")


def open_questions(kern: Kernel, known: Mapping[str, int]) -> tuple[str, ...]:
    rules = kern.missing_rules
    return tuple(
        key
        for key in kern.asked
        if known[key] == UNKNOWN and (key not in rules or rules[key].counts_as != "unchecked")
    )


def by_brute_force(kern: Kernel, known: Mapping[str, int]) -> dict[tuple[int, ...], Any]:
    """Return the outcome of every way of answering what is open, contradictions left out."""
    gone = open_questions(kern, known)
    outcomes = {
        tuple(full[key] for key in gone): found(kern, full) for full in completions_of(kern, known)
    }
    return {way: outcome for way, outcome in outcomes.items() if outcome is not None}


def settles(
    asked: tuple[str, ...], gone: tuple[str, ...], outcomes: Mapping[tuple[int, ...], Any]
) -> bool:
    """Whether answering some questions leaves one band (or one exclusion) only."""
    places = [gone.index(key) for key in asked]
    seen: dict[tuple[int, ...], Any] = {}
    for way, outcome in outcomes.items():
        band = outcome[1] if isinstance(outcome, tuple) else outcome
        if seen.setdefault(tuple(way[i] for i in places), band) != band:
            return False
    return True


def fewest(gone: tuple[str, ...], outcomes: Mapping[tuple[int, ...], Any]) -> int:
    """Return the length of the shortest list of questions that settles the band."""
    return next(
        size
        for size in range(len(gone) + 1)
        if any(settles(some, gone, outcomes) for some in itertools.combinations(gone, size))
    )


def within(kern: Kernel, one: float, two: float) -> bool:
    """Whether two totals are the same; a range on the log odds is a whisker wider."""
    return one == two if kern.scale.finite else one == pytest.approx(two, rel=1e-11, abs=1e-11)


def between(kern: Kernel, low: float, value: float, high: float) -> bool:
    return low <= value <= high or within(kern, low, value) or within(kern, high, value)


def assert_exact(kern: Kernel, known: Mapping[str, int], *, shortest: bool = True) -> bool:
    """Assert that a range is what trying every completion gives; False where none is sound."""
    outcomes = by_brute_force(kern, known)
    if not outcomes:
        return False
    scores = [outcome for outcome in outcomes.values() if isinstance(outcome, tuple)]
    totals = [total for total, _ in scores]
    here = reach(kern, known)
    if totals:
        assert here.totals is not None
        assert within(kern, here.totals[0], min(totals))
        assert within(kern, here.totals[1], max(totals))
    else:
        assert here.totals is None
    assert here.bands == tuple(sorted({band for _, band in scores}))
    assert here.may_not_apply == any(outcome == toys.OUT for outcome in outcomes.values())
    gone = open_questions(kern, known)
    assert set(here.settled_by) <= set(gone)
    assert len(set(here.settled_by)) == len(here.settled_by)
    assert settles(here.settled_by, gone, outcomes)
    if shortest:
        assert len(here.settled_by) == fewest(gone, outcomes)
    return True


# Toys, against every completion ------------------------------------------------------------------


def scorable(kern: Kernel, step: int) -> Iterator[dict[str, int]]:
    columns = everyone(kern, unanswered=True)
    status = kern.block(columns).status
    for i in np.flatnonzero((status == SCORED) | (status == NOT_SCORABLE))[::step]:
        yield row(columns, int(i))


@pytest.mark.parametrize(
    ("key", "step"),
    [("toy_additive", 6), ("toy_highest", 1), ("toy_logistic", 1), ("toy_both", 11)],
)
def test_the_range_of_a_toy_is_what_every_completion_gives(key: str, step: int) -> None:
    kern = kernel(key)
    assert sum(assert_exact(kern, known) for known in scorable(kern, step)) > 20


SIZES = {"in_scope": 2, "setting": 3, "escapes": 5, "transfers": 5, "armed": 2}


def looked_up(values: Any) -> Any:
    """Return a function of columns that reads a made-up array."""

    def read(*columns: Any, table: Any = None) -> Any:  # noqa: ARG001
        inside = (np.clip(c, 0, n - 1) for c, n in zip(columns, values.shape, strict=True))
        return values[tuple(inside)]

    return read


def made_up(seed: int, *, checked: bool) -> Kernel:
    """Return a kernel of random terms, exclusions, contradictions and band moves."""
    rng = np.random.default_rng(seed)

    def some(most: int) -> tuple[str, ...]:
        size = int(rng.integers(1, most + 1))
        return tuple(rng.choice(list(SIZES), size=size, replace=False).tolist())

    def term(key: str, low: int, high: int) -> Term:
        needs = some(2)
        values = rng.integers(low, high, [SIZES[n] for n in needs]).astype(np.float64)
        return Term(key, key, needs, looked_up(values))

    def rule(key: str) -> Predicate:
        needs = some(2)
        values = rng.random([SIZES[n] for n in needs]) < 0.3
        return Predicate(key, key, needs, looked_up(values), "Correct it.")

    definition = Instrument(
        key="toy",
        title="Made up",
        about="Predicts nothing.",
        answers=toy.AdditiveAnswers,
        tables="tests",
        terms=tuple(term(f"term_{i}", 0, 5) for i in range(int(rng.integers(1, 4)))),
        excluded=tuple(rule(f"excluded_{i}") for i in range(int(rng.integers(0, 2)))),
        checks=tuple(rule(f"check_{i}") for i in range(int(rng.integers(1, 3)) if checked else 0)),
        shift=term("shift", -1, 2) if rng.random() < 0.5 else None,
    )
    edges = sorted(rng.choice(range(1, 12), size=3, replace=False).tolist())
    names = '["low", "medium", "high", "very_high"]'
    text = f'[bands]\nat = {edges}\nnames = {names}\ncite = "nobody"\n'
    for key, value in (("armed", "false"), ("escapes", "0")):
        if rng.random() < 0.2:
            text += f'[missing.{key}]\ncounts_as = {value}\ncite = "nobody"\n'
    return kernel_for(definition, text)


def partly_known(kern: Kernel, seed: int) -> dict[str, int]:
    rng = np.random.default_rng(seed)
    known = {"on": 2026_11_24} | {key: int(rng.choice(list(domain(kern, key)))) for key in SIZES}
    gone = rng.choice(list(SIZES), size=int(rng.integers(1, 6)), replace=False).tolist()
    return known | dict.fromkeys(gone, UNKNOWN)


def without_exclusions(kern: Kernel) -> Kernel:
    fields = {name: getattr(kern.instrument, name) for name in Instrument.__dataclass_fields__}
    return Kernel(Instrument(**fields | {"excluded": ()}), kern.table)


@PROPERTY
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_range_without_contradictions_is_what_every_completion_gives(
    seed: int, other: int
) -> None:
    kern = made_up(seed, checked=False)
    known = partly_known(kern, other)
    assume(kern.evaluate(known).status in (SCORED, NOT_SCORABLE))
    assume(assert_exact(kern, known))


@PROPERTY
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_range_with_contradictions_is_what_every_sound_completion_gives(
    seed: int, other: int
) -> None:
    kern = made_up(seed, checked=True)
    known = partly_known(kern, other)
    assume(kern.evaluate(known).status in (SCORED, NOT_SCORABLE))
    # Someone out of scope whose answers also contradict each other completes nothing soundly.
    plain = without_exclusions(kern)
    assume(
        not any(
            kern.evaluate(full).status == NOT_APPLICABLE and plain.evaluate(full).status == FAULTY
            for full in completions_of(kern, known)
        )
    )
    assume(assert_exact(kern, known, shortest=False))


def test_the_most_decisive_question_comes_first() -> None:
    kern = kernel("toy_highest")
    known = {"on": 2026_11_24, "escapes": UNKNOWN, "setting": 1, "armed": UNKNOWN}
    here = reach(kern, known)
    assert here.bands == (0, 1, 2, 3)
    assert here.settled_by == ("armed", "escapes")


def test_a_question_that_changes_points_but_no_band_is_not_asked_for() -> None:
    kern = kernel("toy_additive")
    known = {"on": 2026_11_24, "in_scope": 1, "setting": UNKNOWN, "escapes": 0, "transfers": 1,
             "armed": 0}  # fmt: skip
    here = reach(kern, known)
    assert here.totals == (0.0, 1.0)
    assert (here.bands, here.settled_by, here.may_not_apply) == ((0,), (), False)


def test_a_question_that_may_exclude_is_asked_for_even_where_the_band_stands() -> None:
    kern = kernel("toy_additive")
    known = {"on": 2026_11_24, "in_scope": UNKNOWN, "setting": 0, "escapes": 0, "transfers": 1,
             "armed": 0}  # fmt: skip
    here = reach(kern, known)
    assert (here.bands, here.may_not_apply, here.settled_by) == ((0,), True, ("in_scope",))


def test_terms_that_share_an_unknown_question_are_bounded_together() -> None:
    falling = Term("falling", "falling", ("escapes",), lambda escapes, **_: 4 - escapes)
    rising = Term("rising", "rising", ("escapes",), lambda escapes, **_: escapes)
    definition = Instrument(
        key="toy", title="T", about="A", answers=toy.AdditiveAnswers, tables="tests",
        terms=(falling, rising),
    )  # fmt: skip
    kern = kernel_for(definition, '[bands]\nat = [1]\nnames = ["a", "b"]\ncite = "nobody"\n')
    here = reach(kern, {"on": 2026_11_24} | dict.fromkeys(kern.asked, UNKNOWN))
    assert here.totals == (4.0, 4.0)
    assert here.settled_by == ()


def test_with_everything_answered_the_range_is_the_result() -> None:
    for key in FINITE:
        kern = kernel(key)
        columns = everyone(kern)
        for i in np.flatnonzero(kern.block(columns).status == SCORED)[::5]:
            known = row(columns, int(i))
            one = kern.evaluate(known)
            probability, rounded, band = kern.figures(one)
            here = reach(kern, known)
            assert here.totals is not None
            assert within(kern, here.totals[0], one.total)
            assert within(kern, here.totals[1], one.total)
            assert here.bands == (band,)
            assert (here.settled_by, here.may_not_apply) == ((), False)
            if kern.scale.finite and not np.isnan(probability):
                assert here.chances == ((probability, rounded),) * 2


# Shipped instruments -----------------------------------------------------------------------------


# A smaller seed is no simpler person: what is found is shown as it was drawn.
AS_DRAWN = (Phase.explicit, Phase.generate)


def examples(bound: Bound) -> int:
    """Return how many people to try; ranges on the log odds take longer."""
    return 40 if kernel_of(bound).scale.finite else 8


RANGED = [bound for bound in BOUND if bound[2] != EARLIER]
NAMED = [name for name, bound in zip(NAMES, BOUND, strict=True) if bound in RANGED]
PEOPLE = st.integers(0, 10**6)
SOME = st.integers(0, 2**32 - 1)


def person(bound: Bound, which: int) -> dict[str, int]:
    """Return a made-up person who is scored."""
    places = scored_rows(bound, N, 21)
    return row(people(bound, N, 21), places[which % len(places)])


def left_out(bound: Bound, full: Mapping[str, int], seed: int) -> tuple[str, ...]:
    asked = list(kernel_of(bound).asked)
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, min(6, len(asked)) + 1))
    assert all(full[key] != UNKNOWN for key in asked)
    return tuple(rng.choice(asked, size=n, replace=False).tolist())


def open_range(kern: Kernel, known: Mapping[str, int]) -> Reach:
    """Return the range of someone not yet excluded; the assessor asks for no other."""
    assume(kern.evaluate(known).status in (SCORED, NOT_SCORABLE))
    return reach(kern, known)


@pytest.mark.parametrize("bound", RANGED, ids=NAMED)
def test_the_range_contains_the_score_and_band_of_the_full_record(bound: Bound) -> None:
    kern = kernel_of(bound)

    @settings(PROPERTY, max_examples=examples(bound), phases=AS_DRAWN)
    @given(PEOPLE, SOME)
    def contains(which: int, seed: int) -> None:
        full = person(bound, which)
        known = full | dict.fromkeys(left_out(bound, full, seed), UNKNOWN)
        here, one = open_range(kern, known), kern.evaluate(full)
        assert here.totals is not None
        assert here.totals[0] <= one.total <= here.totals[1]
        assert kern.figures(one)[2] in here.bands
        (low, _), (high, _) = here.chances
        chance = kern.figures(one)[0]
        assert np.isnan(chance) or low <= chance <= high

    contains()


@pytest.mark.parametrize("bound", RANGED, ids=NAMED)
def test_answering_what_would_settle_the_band_settles_it(bound: Bound) -> None:
    kern = kernel_of(bound)

    @settings(PROPERTY, max_examples=examples(bound), phases=AS_DRAWN)
    @given(PEOPLE, SOME, PEOPLE)
    def settled(which: int, seed: int, other: int) -> None:
        full = person(bound, which)
        known = full | dict.fromkeys(left_out(bound, full, seed), UNKNOWN)
        here = open_range(kern, known)
        donor = person(bound, other)
        answered = {key: donor[key] for key in here.settled_by}
        # Somebody else's answers may contradict this person's.
        if kern.evaluate({**full, **answered}).status != SCORED:
            answered = {key: full[key] for key in here.settled_by}
        after = open_range(kern, {**known, **answered})
        assert after.settled_by == ()
        assert len(after.bands) + after.may_not_apply == 1

    settled()


@pytest.mark.parametrize("bound", RANGED, ids=NAMED)
def test_answering_more_never_widens_the_range(bound: Bound) -> None:
    kern = kernel_of(bound)
    guards = {key for key, rule in kern.missing_rules.items() if rule.counts_as == "unchecked"}

    @settings(PROPERTY, max_examples=examples(bound), phases=AS_DRAWN)
    @given(PEOPLE, SOME)
    def narrows(which: int, seed: int) -> None:
        full = person(bound, which)
        gone = left_out(bound, full, seed)
        known = full | dict.fromkeys(gone, UNKNOWN)
        before = open_range(kern, known)
        for key in gone:
            known[key] = full[key]
            after = open_range(kern, known)
            assert before.totals is not None
            assert after.totals is not None
            assert after.totals[0] <= after.totals[1]
            assert between(kern, before.totals[0], after.totals[0], before.totals[1])
            assert between(kern, before.totals[0], after.totals[1], before.totals[1])
            assert set(after.bands) <= set(before.bands)
            # A guard that was left out starts to work once it is answered.
            assert before.may_not_apply or not after.may_not_apply or key in guards
            before = after

    narrows()


@pytest.mark.parametrize("bound", RANGED, ids=NAMED)
def test_with_nothing_answered_the_range_still_contains_everybody(bound: Bound) -> None:
    kern = kernel_of(bound)
    columns = people(bound, N, 21)
    nothing = {"on": int(columns["on"][0])} | dict.fromkeys(kern.asked, UNKNOWN)
    here = reach(kern, nothing)
    block = kern.block(columns)
    scored = block.status == SCORED
    assert here.totals is not None
    assert here.totals[0] <= block.total[scored].min()
    assert block.total[scored].max() <= here.totals[1]
    assert set(block.band[scored].tolist()) <= set(here.bands)


@pytest.mark.parametrize(
    ("bound", "gone"),
    [
        (("dc_srp", "default"), ("contact_adult_sanctions", "stranger_victim")),
        (("dc_srp", "default"), ("date_of_birth", "non_contact_sanctions")),
        (("osp_2014", "default"), ("contact_child_sanctions", "follow_up_start")),
        (("rm2000_s", "default"), ("sexual_appearances", "male_victim")),
        (("rm2000_v", "default"), ("violent_appearances", "follow_up_start")),
    ],
)
def test_the_ends_of_a_range_are_reached_by_somebody(
    bound: tuple[str, str], gone: tuple[str, ...]
) -> None:
    (whole,) = (b for b in RANGED if b[:2] == bound)
    kern = kernel_of(whole)
    for which in range(0, 200, 23):
        full = person(whole, which)
        known = full | dict.fromkeys(gone, UNKNOWN)
        if kern.evaluate(known).status not in (SCORED, NOT_SCORABLE):
            continue
        here = reach(kern, known)
        axes = [_tried(kern, full, key) for key in gone]
        grid = np.meshgrid(*axes, indexing="ij")
        tried = {key: np.full(grid[0].size, code) for key, code in full.items()}
        tried |= {key: axis.ravel() for key, axis in zip(gone, grid, strict=True)}
        totals = kern.block(tried).total
        assert here.totals == (np.nanmin(totals), np.nanmax(totals))


def _tried(kern: Kernel, full: Mapping[str, int], key: str) -> Any:
    asked = kern.asked[key]
    if asked.kind != "date":
        return np.arange(asked.low or 0, min(asked.size or 0, 60))
    days = np.arange("1916-01-01", "2060-01-01", 13, dtype="datetime64[D]").tolist()
    return np.array([asked.encode(day) for day in days] + [full[key]])
