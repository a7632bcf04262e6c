"""The suite every plug-in must pass: ours pass it, and each broken promise is found and named."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
import pytest

from riskservice import service
from riskservice.kit import Answers, Instrument, YesNo, derived, excluded, question
from riskservice.kit.conformance import check_instrument
from riskservice.kit.dates import Ints
from riskservice.kit.findings import Finding
from riskservice.plugins import check_plugin
from tests import toy_instruments as toy
from tests.toys import DEFINITIONS, HIGHEST, TEXTS, kernel, table_of


def findings(definition: Any, text: str, parts: Any = None) -> dict[str, Finding]:
    found = check_instrument(definition, [table_of(text, definition.key)], parts)
    return {finding.check.removesuffix(" (1)"): finding for finding in found}


def broken(definition: Any, text: str) -> dict[str, str]:
    return {name: f.message for name, f in findings(definition, text).items() if not f.ok}


# Kept --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", list(service().registry.definitions))
def test_every_shipped_plug_in_keeps_every_promise(key: str) -> None:
    report = check_plugin(key)
    assert report.key == key
    assert [f"{f.check}: {f.message}" for f in report.findings if not f.ok] == []
    assert report.ok


@pytest.mark.parametrize("key", ["toy_additive", "toy_aged", "toy_highest"])
def test_every_toy_keeps_every_promise(key: str) -> None:
    assert broken(DEFINITIONS[key], TEXTS[key]) == {}


def test_a_composite_of_toys_keeps_every_promise() -> None:
    parts = {part: kernel(part) for part in toy.BOTH.parts}
    found = findings(toy.BOTH, TEXTS["toy_both"], parts)
    assert {name: f.message for name, f in found.items() if not f.ok} == {}


def test_every_promise_is_named_once_for_each_table() -> None:
    one = table_of(HIGHEST, "toy_highest", "1")
    two = table_of(HIGHEST, "toy_highest", "2")
    names = [f.check for f in check_instrument(toy.HIGHEST, [one, two])]
    assert len(names) == len(set(names))
    plain = {name.removesuffix(" (1)") for name in names if name.endswith("(1)")}
    assert plain == {name.removesuffix(" (2)") for name in names if name.endswith("(2)")}
    assert {"the range contains every completion", "forms print", "results travel as JSON"} <= plain


def test_two_runs_find_the_same() -> None:
    runs = [findings(toy.ADDITIVE, TEXTS["toy_additive"]) for _ in range(2)]
    assert runs[0] == runs[1]


# Broken ------------------------------------------------------------------------------------------


class Unworded(Answers, frozen=True, kw_only=True):
    """Asks something in no words."""

    escapes: toy.Escapes = None
    setting: toy.Setting = None
    armed: Annotated[YesNo | None, question("armed")] = None


def test_a_question_without_words_is_found() -> None:
    found = broken(replace(toy.HIGHEST, answers=Unworded), HIGHEST)
    assert found["asks in plain words"] == "armed has no wording"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "title is empty"),
        ({"about": ""}, "about is empty"),
        ({"key": "Toy-1"}, "its key 'Toy-1' is not snake_case"),
    ],
)
def test_an_instrument_that_is_not_described_is_found(change: dict[str, str], words: str) -> None:
    definition = replace(toy.HIGHEST, **change)
    found = check_instrument(definition, [table_of(HIGHEST, definition.key)])
    assert words in next(f.message for f in found if f.check == "is described")


def test_an_instrument_without_a_table_is_told_where_to_put_one() -> None:
    found = {f.check: f for f in check_instrument(toy.HIGHEST, [])}
    assert not found["has a table"].ok
    assert "<key>/<version>.toml" in found["has a table"].message


def test_a_number_in_code_and_a_room_not_to_be_entered_are_found() -> None:
    @derived(size=9)
    def doubled(escapes: Ints) -> Any:
        """Doubled"""
        return escapes * 2

    found = broken(replace(toy.HIGHEST, derived=(doubled,)), HIGHEST)
    assert "2 belongs in a table, with a source" in found["keeps its numbers in tables"]
    assert "an instrument may enter riskservice.kit only" in found["imports only the kit"]


def test_a_definition_that_does_not_fit_its_table_is_found_and_stops_there() -> None:
    found = findings(toy.HIGHEST, HIGHEST.replace("[steps.armed]", "[steps.unarmed]"))
    assert not found["fits its table"].ok
    assert "forms print" not in found


def _spoilt(change: Callable[[Any], Any]) -> Instrument:
    """Return the toy that takes the highest with a derived column that misbehaves."""

    def misbehaving(escapes: Ints) -> Any:
        """Misbehaving"""
        return change(escapes)

    return replace(toy.ADDITIVE, derived=(*toy.ADDITIVE.derived, derived(size=5)(misbehaving)))


def test_a_function_that_differs_between_one_and_many_is_found() -> None:
    def by_size(escapes: Any) -> Any:
        return np.where(np.size(escapes) > 1, 4, 9) + 0 * np.asarray(escapes)

    found = broken(_spoilt(by_size), TEXTS["toy_additive"])
    assert "alone" in found["one person equals a row of many, bit for bit"]


def test_a_function_that_looks_at_the_order_of_people_is_found() -> None:
    def by_place(escapes: Any) -> Any:
        return np.arange(np.size(escapes)) % 9

    found = broken(_spoilt(by_place), TEXTS["toy_additive"])
    assert "the order of people changes results" in found["the order of people does not matter"]


def test_a_function_that_changes_its_input_is_found() -> None:
    def spoiling(escapes: Any) -> Any:
        if isinstance(escapes, np.ndarray):
            escapes[...] = 0
        return escapes

    found = broken(_spoilt(spoiling), TEXTS["toy_additive"])
    assert found


def test_a_function_that_breaks_down_is_a_finding_and_not_a_crash() -> None:
    def breaking(escapes: Any) -> Any:
        raise ZeroDivisionError(escapes)

    found = broken(_spoilt(breaking), TEXTS["toy_additive"])
    assert any("ZeroDivisionError" in message for message in found.values())


def test_an_instrument_nobody_can_be_scored_by_is_found() -> None:
    @excluded
    def everybody(escapes: Ints) -> Any:
        """Nobody is in scope"""
        return escapes >= 0

    found = broken(replace(toy.HIGHEST, excluded=(everybody,)), HIGHEST)
    assert "none of the made-up people can be scored" in found["scores made-up people"]


def test_points_that_cite_nothing_are_found() -> None:
    terms = (replace(toy.ADDITIVE.terms[0], block=""), *toy.ADDITIVE.terms[1:])
    found = broken(replace(toy.ADDITIVE, terms=terms), TEXTS["toy_additive"])
    assert (
        "an item that scores cites nothing"
        in (found["items add up to the total, each with its source"])
    )
