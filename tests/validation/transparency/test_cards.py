"""Model cards: from the tables in use, gaps said plainly, nothing filled in from memory."""

import datetime as dt
import json
import re

import msgspec
import pytest

from riskservice.errors import BrokenPlugin, NotInForce, UnknownName
from riskservice.registry import installed
from riskservice.validation.transparency import ModelCard, card_of, card_to_html, card_to_text
from riskservice.validation.transparency.cards import NO_FIGURE
from riskservice.validation.transparency.library import decode_transparency, load_transparency
from tests.cli.running import ROOT, run

ON = dt.date(2026, 11, 24)
RAW = (ROOT / "models" / "transparency" / "2026.1.toml").read_bytes()
FACTS = ROOT.parent / "shared" / "facts" / "validation.md"
REGISTRY = installed()
EVERY = [(key, table.version) for key, known in REGISTRY.tables.items() for table in known]


def card(key: str, version: str | None = None) -> ModelCard:
    return card_of(REGISTRY, key, on=ON, version=version)


@pytest.mark.parametrize(("key", "version"), EVERY)
def test_every_table_has_a_card_in_every_format(key: str, version: str) -> None:
    made = card(key, version)
    table = next(t for t in REGISTRY.tables[key] if t.version == version)
    assert (made.version, made.status, made.digest) == (version, table.status, table.digest)
    assert made.predicts == REGISTRY.definition(key).about
    assert len(made.sources) == len(table.sources)
    assert {rule.name: rule.value for rule in made.rules} == {
        name: rule.value for name, rule in table.rules.items()
    }
    assert made.validity or made.gaps
    page, text = card_to_html(made), " ".join(card_to_text(made).split())
    for words in (made.title, *made.gaps, *made.not_for):
        assert words in text
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"http", page)
    assert msgspec.json.decode(msgspec.json.encode(made), type=ModelCard) == made


def test_arms_says_that_no_predictive_validity_is_published() -> None:
    made = card("arms")
    assert not made.validity
    assert "No predictive validity" in made.gaps[0]
    assert "No predictive validity" in card_to_html(made)
    assert made.confidence == "unconfirmed"
    assert "definitions.arms_sexual_preoccupation" in made.unconfirmed


def test_an_instrument_nothing_was_read_of_says_so() -> None:
    assert card("csrp").gaps == (NO_FIGURE,)
    assert card("dc_srp").gaps == ()


def test_published_figures_stand_beside_their_source_and_what_was_read_of_it() -> None:
    (first, *_) = card("rm2000_s").validity
    assert first.value.startswith("d = 0.74")
    assert "n = 10,644" in first.people
    assert first.seen == "abstract"
    assert "Helmus, Babchishin and Hanson (2013)" in first.source


def test_a_total_does_not_leave_out_whom_only_a_part_leaves_out() -> None:
    assert any("women" in text for text in card("dc_srp").not_for)
    assert not any("women" in text for text in card("csrp").not_for)
    assert any("for men" in text for text in card("rm2000_c").not_for)


def test_a_composite_is_no_surer_than_its_parts() -> None:
    assert card("csrp").confidence == card("dc_srp").confidence == "confirmed"
    assert card("rm2000_c").confidence == "unconfirmed"


def test_disputed_rules_and_their_reasons_are_shown() -> None:
    disputed = {rule.name: rule.disputed for rule in card("dc_srp").rules if rule.disputed}
    assert disputed == {
        "remand_earns_reduction": "4",
        "unknown_date_blocks_reduction": "A",
        "zero_points_is_zero_percent": "B",
    }
    assert "(disputed rule 4)" in card_to_text(card("dc_srp"))


def test_rates_of_old_samples_are_called_history() -> None:
    text = card_to_text(card("rm2000_s"))
    assert "History, not a present chance" in text
    assert "50 per cent in 5 years" in text


def test_bands_are_told_with_their_edges() -> None:
    assert [(b.name, b.begins) for b in card("dc_srp").bands] == [
        ("low", "the bottom"),
        ("medium", "22 points"),
        ("high", "30 points"),
        ("very_high", "36 points"),
    ]


def test_the_table_of_the_day_is_shown_and_another_by_name() -> None:
    assert card("dc_srp").version == "2026.1"
    assert card_of(REGISTRY, "dc_srp", on=dt.date(2023, 1, 1)).version == "2021.1"
    assert card_of(REGISTRY, "dc_srp", on=ON, ruleset="hmpps-2026.08").version == "2026.1-hmpps"
    with pytest.raises(NotInForce):
        card_of(REGISTRY, "dc_srp", on=dt.date(1990, 1, 1))
    with pytest.raises(UnknownName, match=r"2026\.1-hmpps"):
        card("dc_srp", "2026.2")


# The file ----------------------------------------------------------------------------------------


def test_every_instrument_and_question_the_file_names_is_installed() -> None:
    library = load_transparency()
    keys = {key for study in library.studies for key in study.instruments}
    keys |= {key for gap in library.gaps for key in gap.instruments}
    keys |= {key for other in library.comparators for key in other.beside}
    assert keys <= set(REGISTRY.definitions)
    asked = {key for block in library.sensitive for key in block.questions}
    assert asked <= set(REGISTRY.questions)


@pytest.mark.skipif(not FACTS.exists(), reason="the facts are not here")
def test_every_figure_of_the_file_stands_in_the_facts() -> None:
    text = FACTS.read_text(encoding="utf-8")
    library = load_transparency()
    numbers = {
        number
        for found in (*library.studies, *library.comparators)
        for part in (found.value, found.people)
        for number in re.findall(r"\d[\d,]*(?:\.\d+)?", part.replace("OGRS4", ""))
    }
    assert len(numbers) > 40
    assert {number for number in numbers if number not in text} == set()


def test_every_fault_of_a_bad_file_is_told_at_once() -> None:
    text = RAW.decode()
    broken = text.replace('cite = "helmus_2013"', 'cite = "nobody"').replace(
        '{ key = "team", title = "Team" }', '{ key = "organisation", title = "Team" }'
    )
    with pytest.raises(BrokenPlugin) as error:
        decode_transparency(broken.encode())
    assert [f.message for f in error.value.faults] == [
        "studies.0: cites 'nobody', which is not among the sources",
        "field organisation stands twice",
    ]


def test_a_file_of_wrong_types_is_refused_at_every_place() -> None:
    text = (
        RAW.decode()
        .replace('seen = "abstract"', 'seen = "glance"')
        .replace('people = "n = 2,728"', "people = 2728")
    )
    with pytest.raises(BrokenPlugin) as error:
        decode_transparency(text.encode())
    places = [fault.pointer for fault in error.value.faults]
    assert "/studies/8/people" in places
    assert sum(place.endswith("/seen") for place in places) == 8


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(BrokenPlugin):
        decode_transparency(b"key =")


# By command --------------------------------------------------------------------------------------


def test_a_card_is_printed_in_every_format() -> None:
    assert "Model card of table arms 2014.1" in run("record", "--card", "arms").out
    assert run("record", "--card", "arms", "--format", "html").out.startswith("<!DOCTYPE html>")
    found = json.loads(run("record", "--card", "dc_srp", "--version", "2021.1", "--json").out)
    assert (found["instrument"], found["version"]) == ("dc_srp", "2021.1")


def test_a_card_of_nothing_names_what_may_be_meant() -> None:
    ran = run("record", "--card", "arm")
    assert ran.code == 2
    assert "Did you mean arms?" in ran.err
