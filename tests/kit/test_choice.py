"""A choice of models: the first whose answers are complete gives the result."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from riskservice.kit import Choice, Instrument, NotApplicable, NotScorable, Scored, steps
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import bind, stamp_of
from riskservice.kit.choice import ChoiceAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Outcome
from tests import toy_instruments as toy
from tests.toys import HIGHEST, codes, table_of

ON = dt.date(2026, 11, 24)
TEXT = HIGHEST + '[steps.transfers]\nat = [2]\npoints = [1, 3]\ncite = "nobody"\n'
ZERO = '[rules.zero_percent_is_error]\nvalue = true\ncite = "nobody"\nwhy = "So it does."\n'


def model(name: str, *terms: str, answers: Any = toy.AdditiveAnswers) -> Instrument:
    return Instrument(
        key=f"toy_pick_{name}",
        title=f"Model {name}",
        about="Predicts nothing.",
        answers=answers,
        tables="tests",
        terms=tuple(steps(term) for term in terms),
        excluded=(toy.out_of_scope,),
        checks=(toy.more_escapes_than_transfers,),
        aggregate="highest",
        part_of="toy_pick",
    )


DYNAMIC = model("dynamic", "escapes", "setting", "armed")
STATIC = model("static", "transfers")
OPTIONAL = '[missing.{}]\ncounts_as = "unchecked"\ncite = "nobody"\nwhy = "Only checked."\n'
PICK = Choice(
    key="toy_pick",
    title="Toy that chooses",
    about="Predicts nothing.",
    answers=toy.AdditiveAnswers,
    tables="tests",
    parts=("toy_pick_dynamic", "toy_pick_static"),
)


def chooser() -> ChoiceAssessor:
    texts = {
        "dynamic": TEXT + OPTIONAL.format("transfers"),
        "static": TEXT + "".join(OPTIONAL.format(k) for k in ("escapes", "setting", "armed")),
    }
    parts = {}
    for definition in (DYNAMIC, STATIC):
        name = definition.key.removeprefix("toy_pick_")
        table = table_of(texts[name], definition.key)
        parts[definition.key] = InstrumentAssessor(Kernel(definition, table), stamp_of(table))
    found = bind(PICK, table_of("", "toy_pick"), parts)
    assert isinstance(found, ChoiceAssessor)
    return found


def ask(**answers: Any) -> Any:
    here = chooser()
    known = codes(here.models[0].kernel, ON, **answers)
    return here.assess(answers, known)


def test_the_preferred_model_counts_where_its_answers_are_complete() -> None:
    found = ask(in_scope=True, escapes=0, setting="closed", armed=False, transfers=4)
    assert isinstance(found, Scored)
    assert (found.instrument, found.title, found.model) == (
        "toy_pick", "Toy that chooses", "dynamic",
    )  # fmt: skip
    assert (found.points, found.band, found.missing) == (1, "low", ())
    assert [n.code for n in found.notices] == []


def test_a_later_model_counts_where_only_its_answers_are_complete() -> None:
    found = ask(in_scope=True, escapes=0, transfers=4)
    assert isinstance(found, Scored)
    assert (found.model, found.points, found.band) == ("static", 3, "high")


def test_beside_a_later_model_stands_what_the_preferred_one_lacks_and_could_give() -> None:
    found = ask(in_scope=True, escapes=0, setting="closed", transfers=4)
    assert [m.question for m in found.missing] == ["armed"]
    assert found.range is not None
    assert found.range.bands == ("low", "very_high")
    assert found.range.settled_by == ("armed",)
    (notice,) = found.notices
    assert (notice.code, notice.questions) == ("static-model", ("armed",))


def test_with_no_model_complete_what_the_least_demanding_lacks_comes_first() -> None:
    found = ask(in_scope=True, escapes=0)
    assert isinstance(found, NotScorable)
    assert (found.instrument, found.model) == ("toy_pick", None)
    assert [m.question for m in found.missing] == ["transfers", "setting", "armed"]


def test_someone_out_of_scope_is_out_of_scope_of_the_choice() -> None:
    found = ask(in_scope=False)
    assert isinstance(found, NotApplicable)
    assert (found.instrument, found.rule) == ("toy_pick", "The person is out of scope")


def test_a_contradiction_stops_every_model() -> None:
    found = ask(in_scope=True, escapes=3, transfers=1)
    assert isinstance(found, tuple)
    assert [fault.message for fault in found] == ["There are more escapes than transfers"]


@pytest.mark.parametrize(
    ("answers", "model_"),
    [
        ({"escapes": 0, "setting": "open", "armed": True, "transfers": 1}, "dynamic"),
        ({"transfers": 1}, "static"),
        ({}, ""),
    ],
)
def test_what_others_read_of_a_choice_is_what_it_answers(
    answers: dict[str, Any], model_: str
) -> None:
    here = chooser()
    known = codes(here.models[0].kernel, ON, in_scope=True, **answers)
    read, told = here.figures(known), here.assess({"in_scope": True, **answers}, known)
    assert not isinstance(told, tuple)
    assert (read.model, read.band) == (told.model or model_, told.band)


def test_a_result_of_a_choice_travels() -> None:
    for answers in ({}, {"transfers": 4}, {"escapes": 0, "setting": "open", "armed": True}):
        found = ask(in_scope=True, **answers)
        assert msgspec.json.decode(msgspec.json.encode(found), type=Outcome) == found
